"""What can go wrong: every error that a user sees, with the code that the program ends with."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


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
        return f"{', '.join(place)}: {self.message}.{advice}"


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
