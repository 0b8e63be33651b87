"""Sheets as read and tables with headings; row numbers are those the file's reader sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.errors import InputError, Problem
from generator.sources.formats.cells import Cell, is_blank, text_of
from generator.sources.formats.places import Fault, Place, problems_at

_RAGGED = Fault(
    "the row does not have as many fields as there are headings",
    "Look for a line break or a delimiter outside quotes, or export as Excel.",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells; ``name`` is ``None`` for a text file, which has one nameless sheet.

    ``height`` is the last row a worksheet declares, which may hold nothing.
    """

    file: str
    name: str | None
    rows: list[list[Cell]]
    numbers: list[int]
    height: int = 0

    @property
    def place(self) -> Place:
        """The sheet as a place of problems."""
        return Place(self.file, self.name)

    @property
    def first_row(self) -> int | None:
        """Position of the first row that holds anything."""
        rows = enumerate(self.rows)
        return next((i for i, row in rows if not all(map(is_blank, row))), None)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of cells under their headings; ``rows`` are the row numbers of the records."""

    place: Place
    heading_row: int
    columns: Mapping[str, Sequence[Cell]]
    rows: Sequence[int]


def table_of(sheet: Sheet, *, heading_at: int | None = None) -> Table:
    """The sheet as a table; blank records and blank nameless columns are left out.

    Raises ``InputError`` for a sheet without headings, headings that are missing or repeated and
    records of another length than the headings.
    """
    at = sheet.first_row if heading_at is None else heading_at
    if at is None:
        raise InputError([sheet.place.problem("there is nothing in it", "Export it again.")])
    headings = [text_of(cell) for cell in sheet.rows[at]]
    records, rows, ragged = _records(sheet, at, len(headings))
    problems = list(problems_at(sheet.place, _RAGGED, ragged))
    columns = dict(enumerate(zip(*records, strict=True))) if records else {}
    kept = {i: name for i, name in enumerate(headings) if name or _holds_any(columns.get(i, ()))}
    problems += _heading_problems(sheet, sheet.numbers[at], kept)
    if problems:
        raise InputError(problems)
    named = {name: columns.get(i, ()) for i, name in kept.items()}
    return Table(sheet.place, sheet.numbers[at], named, rows)


def _records(
    sheet: Sheet, at: int, width: int
) -> tuple[list[Sequence[Cell]], list[int], list[int]]:
    """The records below the headings, their row numbers, and the row numbers of ragged ones."""
    records: list[Sequence[Cell]] = []
    rows, ragged = [], []
    unnamed_last = is_blank(sheet.rows[at][-1])
    for number, row in zip(sheet.numbers[at + 1 :], sheet.rows[at + 1 :], strict=True):
        if all(map(is_blank, row)):
            continue
        lacking = width - len(row)
        if all(map(is_blank, row[width:])) if lacking < 0 else lacking <= unnamed_last:
            records.append([*row[:width], *[""] * lacking] if lacking else row)
            rows.append(number)
        else:
            ragged.append(number)
    return records, rows, ragged


def _holds_any(cells: Sequence[Cell]) -> bool:
    return not all(map(is_blank, cells))


def _heading_problems(sheet: Sheet, row: int, headings: Mapping[int, str]) -> Iterator[Problem]:
    """Headings that are missing or repeated, by position: they may be answers if none was given."""
    seen: dict[str, int] = {}
    for index, name in headings.items():
        place = sheet.place.at(position_name(index, sheet))
        if not name:
            yield place.problem("the column has no heading", "Name it or empty it.", row=row)
        elif seen.setdefault(name, index) != index:
            first = position_name(seen[name], sheet)
            message = f"the column has the same heading as column {first}"
            yield place.problem(message, "Rename or remove one.", row=row)


def position_name(index: int, sheet: Sheet) -> str:
    """A nameless column: by letter as Excel has it, by number in a text file."""
    if sheet.name is None:
        return str(index + 1)
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
