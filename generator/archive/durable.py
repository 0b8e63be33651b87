"""Files that are there whole or not at all, whatever happens to the machine meanwhile."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

DRAFT = ".draft-"
LOCK = ".lock"
READ_ONLY = 0o444


@contextmanager
def alone_in(archive: Path) -> Iterator[None]:
    """Hold the archive's lock, so that whatever looks half-made is left over from an interruption.

    The lock is the operating system's: it goes with the process, however the process ends.
    """
    import fcntl

    archive.mkdir(parents=True, exist_ok=True)
    with (archive / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for draft in archive.glob(f"{DRAFT}*"):
            shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
        yield


def place_folder(archive: Path, path: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of read-only files beside its place, see it on disk, and rename it there."""
    draft = archive / f"{DRAFT}{path.name}"
    for name, content in files.items():
        _write(draft / name, content)
    for folder in (*(part for part in draft.rglob("*") if part.is_dir()), draft):
        _sync(folder)
    _rename(draft, archive, path)


def place_file(archive: Path, path: Path, content: bytes) -> None:
    """Write one read-only file beside its place, see it on disk, and rename it there."""
    draft = archive / f"{DRAFT}{path.name}"
    _write(draft, content)
    _rename(draft, archive, path)


def remove_file(path: Path) -> None:
    """Remove a file, and see on disk that it is gone."""
    path.unlink()
    _sync(path.parent)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(READ_ONLY)


def _rename(draft: Path, archive: Path, path: Path) -> None:
    target = archive / path
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.rename(target)
    for folder in (target.parent, *target.parent.parents):
        _sync(folder)
        if folder == archive:
            break


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
