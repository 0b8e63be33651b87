"""Files of the round's folder: each is read once, hashed and known by its name in the folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import InputError, Problem
from generator.sources.formats.places import Place
from generator.sources.formats.sniff import Format, format_of
from generator.sources.inputs import SourceFile

_UNREADABLE = {
    Format.EMPTY: ("the file is empty", "Export it again."),
    Format.OLD_OR_LOCKED_WORKBOOK: (
        "the file is an old or a locked Excel file",
        "Open it in Excel, remove any password and save it as .xlsx.",
    ),
    Format.ARCHIVE: (
        "the file is a damaged workbook or another kind of archive",
        "Unpack it, or open it in Excel and save it as .xlsx.",
    ),
    Format.UNKNOWN: (
        "the file is neither a workbook, an SPSS file nor text",
        "Give an .xlsx, .sav or CSV export.",
    ),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file's name in the round's folder, its content and what the content is."""

    name: str
    data: bytes
    format: Format

    @property
    def place(self) -> Place:
        """The file as a place of problems."""
        return Place(self.name)

    def source(self, kind: str) -> SourceFile:
        """What is kept of the file when it has been read."""
        digest = hashlib.sha256(self.data).hexdigest()
        return SourceFile(self.name, kind, len(self.data), digest)

    def require_readable(self) -> None:
        """Raise ``InputError`` when no reader can read the content."""
        if self.format in _UNREADABLE:
            raise InputError([self.place.problem(*_UNREADABLE[self.format])])


def read_file(path: Path, *, folder: Path) -> File:
    """The file as it is, or an ``InputError`` that says why it cannot be had."""
    name = name_in(folder, path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        remedy = "Put it in the round's folder or correct its name in round.toml."
        raise InputError([Place(name).problem("the file does not exist", remedy)]) from None
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError([Place(name).problem(f"the file cannot be read: {reason}")]) from None
    return File(name, data, format_of(data))


def read_files(paths: Sequence[Path], *, folder: Path) -> tuple[File, ...]:
    """All the files, or every problem with getting at them."""
    files: list[File] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            file = read_file(path, folder=folder)
            file.require_readable()
            files.append(file)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(files)


def read_text_files(directory: Path, *, folder: Path) -> tuple[File, ...]:
    """The text files in a directory; read-me files and the like come along."""
    paths = sorted(path for path in directory.iterdir() if path.is_file())
    files = (read_file(path, folder=folder) for path in paths if path.name[0] not in ".~")
    return tuple(file for file in files if file.format is Format.TEXT)


def name_in(folder: Path, path: Path) -> str:
    """The path as written in the round's folder, with forward slashes."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
