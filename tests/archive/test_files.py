"""Files and folders are there whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.files import READ_ONLY, write_folder, write_private, write_read_only

FILES = {"a.txt": b"1", "below/b.txt": b"2"}

WRITES: dict[str, Callable[[Path], None]] = {
    "private": lambda place: write_private(place / "new", b"1"),
    "read only": lambda place: write_read_only(place / "new", b"1", drafts=place),
    "folder": lambda place: write_folder(place / "new", FILES, drafts=place),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_what_cannot_be_finished_leaves_nothing(
    write: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_written_below_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    place = tmp_path / "study" / "round" / "run"
    write_folder(place, FILES, drafts=tmp_path, mode=READ_ONLY)
    found = {path.relative_to(place).as_posix(): path for path in place.rglob("*.txt")}
    assert {name: path.read_bytes() for name, path in found.items()} == FILES
    assert {stat.S_IMODE(path.stat().st_mode) for path in found.values()} == {0o444}
    assert list(tmp_path.iterdir()) == [tmp_path / "study"]
