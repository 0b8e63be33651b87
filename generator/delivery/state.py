"""What happens to a run after it was built, kept beside it: a run folder itself never changes.

``<run folder>.state/`` holds ``origin.json`` (where the round lies), ``delivery.sqlite`` (approvals
and the ledger) and ``outbox/``. Only the owner may read it: the ledger holds addresses.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.errors import ArgumentError, DeliveryError
from generator.files import endless_in, write_private

ORIGIN: Final = "origin.json"
DATABASE: Final = "delivery.sqlite"
SCHEMA_VERSION: Final = 1
SYNCHRONOUS: Final = "FULL"
"""When a commit returns, it has survived a power cut."""

_BUSY_SECONDS: Final = 20.0

_SCHEMA: Final = """
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    item TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('approve', 'hold')),
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    manifest TEXT NOT NULL,
    comment TEXT NOT NULL
) STRICT;
CREATE TABLE messages (
    key TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    items TEXT NOT NULL,
    recipient TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('pending', 'sending', 'sent', 'retry', 'failed', 'unknown')
    ),
    way TEXT NOT NULL DEFAULT '',
    data_ended INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL
) STRICT;
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a run was built from: the round's folder, and own templates where there were any."""

    round: Path
    templates: Path | None = None


def state_folder(run: Path) -> Path:
    """Return the folder beside a run (or beside what ``latest`` points at), existing or not."""
    folder = run.resolve()
    return folder.with_name(f"{folder.name}.state")


def made_state_folder(run: Path) -> Path:
    """Return the folder beside a run, made if it was not there, closed to others."""
    folder = state_folder(run)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def write_origin(run: Path, origin: Origin) -> None:
    """Note where a run was built from, so that sending it finds the round."""
    content = {
        "round": str(origin.round.resolve()),
        "templates": str(origin.templates.resolve()) if origin.templates else None,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    write_private(made_state_folder(run) / ORIGIN, text.encode())


def read_origin(run: Path) -> Origin:
    """Return where a run was built from; raises ArgumentError where that is not known."""
    file = state_folder(run) / ORIGIN
    if found := endless_in(file.parent):
        raise ArgumentError(f"{found} is no file: reading it may never end. Remove it.")
    try:
        content = json.loads(file.read_bytes())
        templates = Path(content["templates"]) if content["templates"] else None
        return Origin(Path(content["round"]), templates)
    except FileNotFoundError:
        raise ArgumentError(
            f"{file} is not there, so the round of this run is not known. Name it with --round DIR."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise ArgumentError(f"{file} cannot be read. Name the round with --round DIR.") from None


def templates_of(run: Path) -> Path | None:
    """Return a run's own templates; None where it had none, or nothing is known of it."""
    try:
        return read_origin(run).templates
    except ArgumentError:
        return None


@contextmanager
def database(run: Path) -> Iterator[sqlite3.Connection]:
    """Open the run's database, made if it was not there; every statement is its own commit.

    A commit is on the disk when it returns, and the journal is one that also holds on a network
    disk.
    """
    file = made_state_folder(run) / DATABASE
    file.touch(mode=0o600)
    connection = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None)
    with closing(connection):
        try:
            connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
            _make_tables(connection)
        except sqlite3.DatabaseError as error:
            raise DeliveryError(f"{file} cannot be used: {error}.") from None
        yield connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Let several statements stand or fall together."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _make_tables(connection: sqlite3.Connection) -> None:
    if _version(connection) == 0:
        with transaction(connection):
            if _version(connection) == 0:  # another process may have been first
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    if _version(connection) != SCHEMA_VERSION:
        raise sqlite3.DatabaseError("it was written by another version of kontorrapport")


def written(connection: sqlite3.Connection) -> bool:
    """Whether anything was ever noted: a command may have been killed when it made the file."""
    return _version(connection) > 0


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
