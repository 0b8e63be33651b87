"""What one package costs does not depend on how many there are; what a kill left is found again."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from generator.archive.checking import UNINDEXED, check_filed
from generator.archive.earlier_rounds import filed_rounds
from generator.archive.filing import FILING, file_run
from generator.archive.index import Index

from .conftest import TIME, MakeRun

WATCHED = ("open", "os.listdir", "os.scandir", "sqlite3.connect")
seen: list[Counter[str]] = []


def hook(event: str, arguments: tuple[object, ...]) -> None:
    if seen and event in WATCHED and "archive" in str(arguments[0]):
        seen[-1][event] += 1


sys.addaudithook(hook)


@contextmanager
def touched() -> Iterator[Counter[str]]:
    """How often files and folders of the archive are opened meanwhile."""
    seen.append(Counter())
    yield seen[-1]
    seen.pop()


def test_one_more_package_opens_as_many_files_in_a_larger_archive(
    make_run: MakeRun, store: Path
) -> None:
    def filed(number: int) -> Path:
        run = make_run(f"{number:012x}", id=f"r{number}", date=date(2015, 1, number))
        return file_run(run, store, time=TIME + timedelta(minutes=number)).folder

    def cost(act: Callable[[], object]) -> Counter[str]:
        with touched() as counted:
            act()
        return counted

    def costs(number: int) -> list[Counter[str]]:
        package: list[Path] = []
        new = cost(lambda: package.append(filed(number)))
        again, verified = cost(lambda: filed(number)), cost(lambda: check_filed(package[0]))
        return [new, again, verified, cost(lambda: filed_rounds(store, study="another"))]

    filed(1)
    few = costs(2)
    for number in range(3, 8):
        filed(number)
    assert costs(8) == few
    assert all(each.total() for each in few)
    assert check_filed(store) == ()


def test_what_was_being_filed_is_taken_in_by_the_next_filing_of_another(
    make_run: MakeRun, store: Path, address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (make_run(name * 12, id=f"2015-{name}") for name in "123")
    file_run(first, store, time=TIME, index=address)
    with monkeypatch.context() as broken:
        broken.setattr(Index, "add", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            file_run(second, store, time=TIME + timedelta(minutes=1), index=address)
    assert check_filed(store, index=address) == (f"innovasjon/2015-2/{'2' * 12}: {UNINDEXED}",)
    file_run(third, store, time=TIME + timedelta(minutes=2), index=address)
    assert check_filed(store, index=address) == ()
    assert not (store / FILING).exists()
    found = filed_rounds(store, study="innovasjon", index=address)
    assert [each.run[0] for each in sorted(found, key=lambda one: one.order)] == ["1", "2", "3"]


def test_a_package_that_the_index_lost_is_taken_in_from_its_own_folder(
    make_run: MakeRun, store: Path
) -> None:
    import sqlite3
    from contextlib import closing

    packages = [
        file_run(make_run(name * 12, id=f"2015-{name}"), store, time=TIME).folder for name in "12"
    ]
    with closing(sqlite3.connect(store / "index.sqlite")) as connection, connection:
        connection.execute("delete from kontorrapport_package where round = '2015-1'")
    assert check_filed(store) == (f"innovasjon/2015-1/{packages[0].name}: {UNINDEXED}",)
    assert file_run(packages[0] / "data", store, time=TIME).already
    assert check_filed(store) == ()
