"""Files and folders that are there whole or not at all, whatever happens to the machine meanwhile.

Everything is written as a hidden draft, seen on disk, and renamed into its place.
"""

import csv
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import file_digest
from io import BytesIO, StringIO
from pathlib import Path
from socket import gethostname
from typing import Final

OWNER_ONLY: Final = 0o600
READ_ONLY: Final = 0o444
ORDINARY: Final = 0o666
"""What others may do with such a file is the machine's own setting (umask)."""
DRAFT: Final = ".draft-"
"""How the name of a draft begins; after an interruption one may be left."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that its owner alone may read; it is closed to others from the first byte."""
    _write_file(path, content, OWNER_ONLY, drafts=path.parent)


def write_read_only(path: Path, content: bytes, *, drafts: Path) -> None:
    """Write a file that nobody may write to; ``drafts`` is a folder above it or its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_file(path, content, READ_ONLY, drafts=drafts)


def write_folder(
    path: Path, files: Mapping[str, bytes], *, drafts: Path, mode: int = ORDINARY
) -> None:
    """Write a folder of files by their paths in it; ``drafts`` is a folder above it."""
    draft = draft_of(path, drafts)
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for name, content in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            _write(draft / name, content, mode)
        for folder in (*(part for part in draft.rglob("*") if part.is_dir()), draft):
            _sync(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        _rename(draft, path, drafts)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def sha256_of(path: Path) -> str:
    """The sha256 of a file's content, in hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """A table as Norwegian Excel opens it: semicolons, and a mark that says UTF-8."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def endless_in(folder: Path) -> Path | None:
    """Something below a folder that may be read for ever, such as a named pipe or a device."""
    there = (path for path in folder.rglob("*") if path.exists())
    return next((path for path in there if not (path.is_file() or path.is_dir())), None)


def json_text(content: object) -> str:
    """What a file of JSON holds that people may read too."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def same_bytes(package: BytesIO) -> bytes:
    """A zipped package, such as a Word file, its parts in a fixed order and under a fixed date."""
    target = BytesIO()
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(target, "w") as zipped:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # the same bytes on every system
            entry.external_attr = 0o644 << 16
            stored = name.endswith(".png")
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            zipped.writestr(entry, source.read(name))
    return target.getvalue()


def remove_file(path: Path) -> None:
    """Remove a file, and see on disk that it is gone."""
    path.unlink()
    _sync(path.parent)


def _write_file(path: Path, content: bytes, mode: int, *, drafts: Path) -> None:
    draft = draft_of(path, drafts)
    draft.unlink(missing_ok=True)
    try:
        _write(draft, content, mode)
        _rename(draft, path, drafts)
    finally:
        draft.unlink(missing_ok=True)


def draft_of(path: Path, drafts: Path) -> Path:
    """A name that no other process drafts under; what killed ones left there is cleared."""
    clear_left(drafts, DRAFT)
    return drafts / f"{DRAFT}{path.name}{mine()}"


def mine() -> str:
    """The end of a name of something that is this process's own while it runs."""
    return f".{gethostname()}.{os.getpid()}"


def clear_left(folder: Path, begins: str) -> None:
    """Remove what processes of this machine that run no longer left under such a name.

    That of other machines, which may share the folder, is theirs to clear.
    """
    here = f".{gethostname()}."
    for path in folder.glob(f"{begins}*"):
        name, _, process = path.name.rpartition(".")
        if f"{name}.".endswith(here) and process.isdecimal() and not _runs(int(process)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def _write(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        error.filename = str(path)  # which a full disk does not name
        raise


def _rename(draft: Path, path: Path, drafts: Path) -> None:
    """Move a draft into its place, and see every folder on the way down to it on disk."""
    draft.rename(path)
    for folder in (path.parent, *path.parent.parents):
        _sync(folder)
        if folder == drafts:
            break


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        error.filename = str(folder)
        raise
    finally:
        os.close(descriptor)
