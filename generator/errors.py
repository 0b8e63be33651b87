"""What can go wrong: every error that a user sees, with the code that the program ends with."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.files import DRAFT


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with the input: where it is, what it is and what to do.

    It never holds an answer: a message may reach a log, and respondents' values may not.
    ``row`` counts as the file's reader would: the first line of a sheet is row 1. In a TOML file
    it is the line, and ``column`` the key.
    """

    file: str
    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    remedy: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        place += [f"sheet {self.sheet}"] if self.sheet else []
        row, column = ("line ", "") if self.file.endswith(".toml") else ("row ", "column ")
        place += [f"{row}{self.row}"] if self.row is not None else []
        place += [f"{column}{self.column}"] if self.column else []
        advice = f" {self.remedy}" if self.remedy else ""
        said = f"{', '.join(place)}: {self.message}.{advice}"
        return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in said)


class KontorrapportError(Exception):
    """Anything this program refuses; a user sees the message, never a traceback."""

    exit_code = 1


class InputError(KontorrapportError):
    """The round cannot be used as it stands; ``problems`` lists everything found."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@contextmanager
def gathering(problems: list[Problem]) -> Iterator[None]:
    """Let an ``InputError`` join the problems, so that all are found before any is raised."""
    try:
        yield
    except InputError as error:
        problems.extend(error.problems)


class ArgumentError(KontorrapportError):
    """A command was given something it cannot use."""

    exit_code = 2


class DisclosureError(KontorrapportError):
    """A document would reveal something about fewer people than the threshold."""

    exit_code = 2


class RenderingError(KontorrapportError):
    """A document could not be laid out without a warning."""


class VerificationError(KontorrapportError):
    """A finished file does not say what the results say."""


class DeliveryError(KontorrapportError):
    """A report may not be sent as it stands, or the mail server cannot be used."""


class MachineError(KontorrapportError):
    """The machine refused something: a disk, a permission, its memory."""

    exit_code = 3


_PLACE: Final = "Choose another folder, or ask whoever looks after this machine."
_FULL: Final = ("the disk is full", "Make room, and try again.")
_HELD: Final = ("another program holds it", "Close that, and try again.")
_SILENT: Final = ("the disk or network share does not answer", "See that it is connected.")
_OPEN: Final = ("too many files are open", "Close other programs, or raise the limit (ulimit -n).")
_MEMORY: Final = ("the machine has too little memory", "Close other programs, or use --workers 1.")
_TROUBLES: Final[Mapping[int, tuple[str, str]]] = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM), ("you may not read or write there", _PLACE)),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), _OPEN),
    **dict.fromkeys((errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.ENOLCK), _HELD),
    **dict.fromkeys((errno.EIO, errno.ESTALE, errno.ENXIO, errno.ETIMEDOUT), _SILENT),
    errno.EROFS: ("the disk can only be read", _PLACE),
    errno.ENOENT: ("it is not there, or no longer", "See that it exists, and try again."),
    errno.ENOTDIR: ("a file stands where a folder is needed", "Move it, or name another."),
    errno.EISDIR: ("a folder stands where a file is needed", "Move it, or name another."),
    errno.EEXIST: ("something else is there already", "Move it, or name another."),
    errno.ENOTEMPTY: ("something else is there already", "Move it, or name another."),
    errno.ELOOP: ("its links lead in a circle", "Remove the link."),
    errno.ENAMETOOLONG: ("its name is too long", "Use a shorter one, or a folder higher up."),
    errno.ENOMEM: _MEMORY,
}
_DATABASE: Final = {"locked": _HELD, "full": _FULL, "readonly": _TROUBLES[errno.EACCES]}


def machine_trouble(error: BaseException) -> MachineError | None:
    """What the machine refused, in words: where, why, what to do; None where it is no such thing.

    Never the text of the error itself, which may hold an answer.
    """
    reason, remedy = "", "Try again, or ask whoever looks after this machine."
    paths: Iterable[object] = ()
    match error:
        case MemoryError():
            reason, remedy = _MEMORY
        case shutil.Error():  # which gathers errors, and has lost what they were
            reason, paths = "a folder cannot be copied", [error.args[0][0][1]]
        case OSError(errno=int(number), filename=None) if number == errno.ENOENT:
            reason, remedy = "no temporary folder can be written to", "Set TMPDIR to one that can."
        case OSError(errno=int(number)):
            reason, remedy = _TROUBLES.get(number, (os.strerror(number).lower(), remedy))
            paths = (error.filename, error.filename2)
        case RuntimeError() if "Symlink loop" in str(error):  # as older Pythons say it
            reason, remedy = _TROUBLES[errno.ELOOP]
        case OSError() if "library" in str(error):
            reason, remedy = "a library is missing", "Run kontorrapport doctor, which says which."
        case sqlite3.OperationalError():
            known = (words for sign, words in _DATABASE.items() if sign in str(error))
            reason, remedy = next(known, ("a database cannot be opened or written to", _PLACE))
    if not reason:
        return None
    named = [os.fsdecode(path) for path in paths if isinstance(path, str | bytes | os.PathLike)]
    places = dict.fromkeys(str(_in_sight(Path(path))) for path in named)
    where = f"{' and '.join(places)}: " if places else ""
    return MachineError(f"{where}{reason}. {remedy}")


def _in_sight(path: Path) -> Path:
    """The path, or the folder of a draft that is gone by now."""
    hidden = (each for each in (path, *path.parents) if each.name.startswith(DRAFT))
    return next((each.parent for each in hidden), path)
