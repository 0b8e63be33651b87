"""The archive's index: what was filed and in which order, in SQLite or a database of your own.

It only finds the packages; it is written last, and what it lacks is read from them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.archive.package import PackageEntry, ReceiptEntry
from generator.errors import ArgumentError, KontorrapportError

if TYPE_CHECKING:
    import sqlalchemy as sa  # imported where it is used: most commands open no index

FILE = "index.sqlite"

_LOCK = 0x6B6F6E74
"""The advisory lock that writers to a PostgreSQL index take turns by: "kont" as a number."""

_NAMES: Mapping[type[PackageEntry | ReceiptEntry], tuple[str, str]] = {
    PackageEntry: ("kontorrapport_package", "run"),
    ReceiptEntry: ("kontorrapport_receipt", "name"),
}
"""The table of each kind of entry, and what names an entry in its round."""

_LIMITS: Final = {
    "connect_timeout": "20",
    "tcp_user_timeout": "60000",
    "options": "-c lock_timeout=60s -c statement_timeout=120s",
}
"""How long a shared index may take to answer; its address may say otherwise."""


@cache
def _tables() -> Mapping[type[PackageEntry | ReceiptEntry], sa.Table]:
    """The tables of the index, with entries numbered in the order they were filed."""
    import sqlalchemy as sa

    metadata = sa.MetaData()
    return {
        entry: sa.Table(
            name,
            metadata,
            sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
            *(sa.Column(spec.name, sa.String, nullable=False) for spec in fields(entry)),
            sa.UniqueConstraint("study", "round", key),
            sqlite_autoincrement=True,
        )
        for entry, (name, key) in _NAMES.items()
    }


class Index:
    """The two lists of an open index, in filing order; ``file`` is where it lies, if in a file."""

    def __init__(self, engine: sa.Engine, *, file: Path | None) -> None:
        self._engine = engine
        self._file = file

    def entries(self) -> dict[Path, PackageEntry | ReceiptEntry]:
        """All that was filed, by its path in the archive: packages in order of filing; receipts."""
        found = (kind(*row[1:]) for kind in _NAMES for row in self._rows(kind))
        return {entry.path: entry for entry in found}

    def find(self, path: Path) -> PackageEntry | ReceiptEntry | None:
        """The package or receipt at a path in the archive, looked up without reading the others."""
        study, round_, name = path.parts
        kind = ReceiptEntry if path.suffix else PackageEntry
        named = {"study": study, "round": round_, _NAMES[kind][1]: name}
        rows = self._rows(kind, lambda rows, _table: rows.filter_by(**named))
        return kind(*rows[0][1:]) if rows else None

    def filed_last(self, study: str, kind: str) -> dict[int, PackageEntry]:
        """Of each round of a study the package of a kind that was filed last, by its number."""
        import sqlalchemy as sa

        def last(rows: sa.Select[Any], table: sa.Table) -> sa.Select[Any]:
            number = sa.select(sa.func.max(table.c.number)).filter_by(study=study, kind=kind)
            return rows.where(table.c.number.in_(number.group_by(table.c.round)))

        return {row[0]: PackageEntry(*row[1:]) for row in self._rows(PackageEntry, last)}

    def is_empty(self) -> bool:
        """Whether nothing was ever taken in, or the index was lost."""
        return not any(self._rows(kind, lambda rows, _table: rows.limit(1)) for kind in _NAMES)

    def add(self, *entries: PackageEntry | ReceiptEntry) -> None:
        """Take new entries in, all or none."""
        import sqlalchemy as sa

        tables = _tables()
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            tables[PackageEntry].metadata.create_all(connection)
            for entry in entries:
                connection.execute(tables[type(entry)].insert().values(**asdict(entry)))

    def _rows(
        self,
        kind: type[PackageEntry | ReceiptEntry],
        narrow: Callable[[sa.Select[Any], sa.Table], sa.Select[Any]] = lambda rows, _table: rows,
    ) -> list[Any]:
        if self._file is not None and not self._file.exists():
            return []  # to connect would make it, and who only looks writes nothing
        import sqlalchemy as sa

        table = _tables()[kind]
        with self._engine.connect() as connection:
            if not sa.inspect(connection).has_table(table.name):
                return []
            return list(
                connection.execute(narrow(sa.select(table), table).order_by(table.c.number))
            )


@contextmanager
def open_index(archive: Path, url: str | None) -> Iterator[Index]:
    """The index of an archive: the database at ``url``, or index.sqlite in the archive's folder.

    Raises ArgumentError for an unusable address, KontorrapportError where the database does not
    answer. No message holds a password.
    """
    import sqlalchemy as sa

    file = None if url else archive.resolve() / FILE
    engine = _engine(url or sa.URL.create("sqlite", database=str(file)))
    try:
        yield Index(engine, file=file)
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
        raise KontorrapportError(f"The archive's index cannot be used: {reason}.") from None
    finally:
        engine.dispose()


def _engine(url: str | sa.URL) -> sa.Engine:
    import sqlalchemy as sa

    try:
        address = sa.make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() == "postgresql":
            address = address.set(query={**_LIMITS, **address.query})
        return sa.create_engine(address, poolclass=sa.NullPool)
    except (sa.exc.SQLAlchemyError, ValueError):
        raise ArgumentError(
            "The address of the index is not one that SQLAlchemy can use. Write it such as "
            "postgresql://archive@host/database, or leave it out for a file in the archive."
        ) from None
    except ModuleNotFoundError as error:
        raise ArgumentError(
            f"The index needs the driver {error.name!r}; for PostgreSQL: "
            "pip install 'kontorrapport[postgresql]'."
        ) from None
