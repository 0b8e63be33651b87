"""Killed at any moment, the archive is either without the package or whole, and mends itself."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from counts import times

from generator.archive.bag import check_bag
from generator.archive.checking import check_filed
from generator.archive.earlier_rounds import filed_rounds
from generator.archive.filing import file_run
from generator.archive.package import packages_in

from .conftest import TIME, MakeRun

KILLING = Path(__file__).with_name("killing.py")


def kill(run: Path, folder: Path, *how: object) -> int:
    folder.mkdir()
    command = [sys.executable, KILLING, run, folder, *how]
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=True, timeout=300
    )
    return int(done.stdout)


def stands(store: Path) -> tuple[str, str]:
    """Whether the archive holds the package, and whether its index does; nothing in between."""
    found = packages_in(store)
    assert all(check_bag(package) == () for package in found)
    index = (store / "index.sqlite").exists()
    indexed = filed_rounds(store, study="innovasjon") if index else ()
    assert len(indexed) <= len(found) <= 1
    return ("whole" if found else "without", "indexed" if indexed else "not indexed")


def mended(run: Path, store: Path) -> None:
    """Filing once more gives the archive that an undisturbed filing gives."""
    before = packages_in(store)
    filing = file_run(run, store, time=TIME + timedelta(days=1))
    assert filing.already == bool(before)
    assert check_filed(store) == ()
    assert not list(store.glob(".draft-*"))
    assert [filed.order for filed in filed_rounds(store, study="innovasjon")] == [1]


def test_killed_at_every_step_of_writing(make_run: MakeRun, tmp_path: Path) -> None:
    run = make_run(keep=lambda document: document.path == "county/fylkesrapport.pdf")
    folder = tmp_path / "killed"
    steps = kill(run, folder, "steps")
    stores = [folder / f"{step:04d}" for step in range(1, steps + 1)]
    assert steps > 40  # every file is written, and seen on disk
    found = [stands(store) for store in stores]
    assert set(found) == {
        ("without", "not indexed"),
        ("whole", "not indexed"),
        ("whole", "indexed"),
    }
    assert found == sorted(found, key=lambda state: (state[0] == "whole", state[1] == "indexed"))
    for store in (*stores[::12], *stores[-6:]):
        mended(run, store)


def test_killed_at_random_moments(make_run: MakeRun, tmp_path: Path) -> None:
    run, folder, count = make_run(), tmp_path / "killed", times(5)
    died = kill(run, folder, "random", count)
    assert died > 0
    for number in range(count):
        store = folder / f"{number:04d}"
        if store.exists():  # killed before anything was written
            stands(store)
        mended(run, store)


def test_a_half_package_would_be_seen(make_run: MakeRun, store: Path) -> None:
    package = file_run(make_run(), store, time=TIME).folder
    assert stands(store) == ("whole", "indexed")
    (package / "data" / "results.json").unlink()
    with pytest.raises(AssertionError):
        stands(store)
