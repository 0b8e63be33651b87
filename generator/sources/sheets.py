"""Sheets as read, tables with headings and survey exports; row numbers are the file's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TypeVar

from generator.errors import InputError, Problem, gathering
from generator.sources.cells import Cell, Code, is_blank, text_of
from generator.sources.inputs import SourceFile, Variable
from generator.sources.places import Fault, Place, decode, fault_problems, problems_at

Value = TypeVar("Value")

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

    @property
    def headings(self) -> list[str]:
        """The texts of the first row that holds anything."""
        at = self.first_row
        return [] if at is None else [text_of(cell) for cell in self.rows[at]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column's cells, and where they stand."""

    place: Place
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by their headings, one cell for each number in ``rows``."""

    place: Place
    heading_row: int | None
    columns: Mapping[str, Column]
    rows: Sequence[int]

    def at(self, name: str) -> Place:
        """Where a column stands, or would stand."""
        return self.columns[name].place if name in self.columns else self.place.at(name)

    def heading_problem(self, name: str, message: str, remedy: str = "") -> Problem:
        """What is wrong with a column as a whole."""
        return self.at(name).problem(message, remedy, row=self.heading_row)

    def cells(self, name: str) -> Sequence[Cell]:
        """A column's cells, all blank when there is no such column."""
        return self.columns[name].cells if name in self.columns else [None] * len(self.rows)

    def read(
        self,
        name: str,
        meaning: Callable[[Cell], Value | Fault],
        *,
        blank: Value,
        problems: list[Problem],
    ) -> list[Value]:
        """A column's values, ``blank`` where one means nothing: that joins the problems."""
        values, where = decode(self.cells(name), meaning, otherwise=blank)
        problems.extend(fault_problems(self.at(name), where, self.rows))
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class RawExport(Table):
    """A survey export as read, before any study is held against it.

    ``place`` is the sheet that holds the answers, ``label_place`` that of the value labels.
    ``user_missing`` names the labelled values that the file itself declares to be no answers;
    their cells are blank here.
    """

    files: tuple[SourceFile, ...]
    variables: Mapping[str, Variable] = field(default_factory=dict)
    label_place: Place | None = None
    user_missing: Mapping[str, frozenset[Code]] = field(default_factory=dict)

    def labels(self, name: str) -> dict[Code, str]:
        """The labels of a column's values, those of user-missing ones aside."""
        labels = self.variables[name].labels if name in self.variables else {}
        missing = self.user_missing.get(name, ())
        return {code: label for code, label in labels.items() if code not in missing}

    def records(self, positions: Sequence[int]) -> RawExport:
        """The same export with the records at some positions only."""
        columns = {
            name: Column(column.place, [column.cells[i] for i in positions])
            for name, column in self.columns.items()
        }
        return replace(self, columns=columns, rows=[self.rows[i] for i in positions])


def table_of(sheet: Sheet, *, heading_at: int | None = None) -> Table:
    """The sheet as a table; blank records and blank nameless columns are left out.

    Raises ``InputError`` for a sheet without headings, headings that are missing or repeated and
    records of another length than the headings.
    """
    at = sheet.first_row if heading_at is None else heading_at
    if at is None:
        raise sheet.place.error("there is nothing in it", "Export it again.")
    headings = [text_of(cell) for cell in sheet.rows[at]]
    problems: list[Problem] = []
    records = _records(sheet, at, problems)
    cells = dict(enumerate(zip(*records.values(), strict=True)))
    kept = {
        i: name
        for i, name in enumerate(headings)
        if name or not all(map(is_blank, cells.get(i, ())))
    }
    problems += _heading_problems(sheet, sheet.numbers[at], kept)
    if problems:
        raise InputError(problems)
    columns = {name: Column(sheet.place.at(name), cells.get(i, ())) for i, name in kept.items()}
    return Table(sheet.place, sheet.numbers[at], columns, list(records))


def _records(sheet: Sheet, at: int, problems: list[Problem]) -> dict[int, Sequence[Cell]]:
    """The records below the headings by row number; ragged ones join the problems."""
    records: dict[int, Sequence[Cell]] = {}
    ragged: list[int] = []
    width, unnamed_last = len(sheet.rows[at]), is_blank(sheet.rows[at][-1])
    for number, row in zip(sheet.numbers[at + 1 :], sheet.rows[at + 1 :], strict=True):
        if all(map(is_blank, row)):
            continue
        lacking = width - len(row)
        if all(map(is_blank, row[width:])) if lacking < 0 else lacking <= unnamed_last:
            records[number] = [*row[:width], *[""] * lacking] if lacking else row
        else:
            ragged.append(number)
    problems.extend(problems_at(sheet.place, _RAGGED, ragged))
    return records


def _heading_problems(sheet: Sheet, row: int, headings: Mapping[int, str]) -> Iterator[Problem]:
    """Headings that are missing or repeated, by position: they may be answers if none was given."""
    seen: dict[str, int] = {}
    for index, name in headings.items():
        place = sheet.place.at(_position_name(index, sheet))
        if not name:
            yield place.problem("the column has no heading", "Name it or empty it.", row=row)
        elif seen.setdefault(name, index) != index:
            first = _position_name(seen[name], sheet)
            message = f"the column has the same heading as column {first}"
            yield place.problem(message, "Rename or remove one.", row=row)


def _position_name(index: int, sheet: Sheet) -> str:
    """A nameless column: by letter as Excel has it, by number in a text file."""
    from openpyxl.utils import get_column_letter

    return str(index + 1) if sheet.name is None else get_column_letter(index + 1)


def join_side_by_side(sheets: Sequence[Sheet]) -> Table:
    """One table of sheets that lie side by side because one could not hold every column.

    Row numbers are those of every sheet, for they are aligned; ``InputError`` when they are not. A
    column that a later sheet repeats unchanged counts once, on the first sheet that has it.
    """
    if len(sheets) == 1:
        return table_of(sheets[0])
    problems: list[Problem] = []
    for sheet in sheets:
        with gathering(problems):
            table_of(sheet)
    problems = problems or [*_misaligned(sheets)]
    if problems:
        raise InputError(problems)
    cells = _columns(sheets)
    rows = [list(row) for row in zip_longest(*(own for _, own in cells.values()), fillvalue="")]
    numbers = list(range(1, len(rows) + 1))
    table = table_of(Sheet(sheets[0].file, sheets[0].name, rows, numbers))
    columns = {
        name: replace(column, place=cells[name][0]) for name, column in table.columns.items()
    }
    return replace(table, columns=columns)


def _misaligned(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    first = sheets[0]
    for sheet in sheets[1:]:
        if sheet.first_row != first.first_row:
            message = f"the headings do not stand in the same row as on the sheet {first.name}"
            yield sheet.place.problem(message, "Export the whole survey again.")
        # A sheet's last rows may be blank: then only the declared heights agree.
        if len(sheet.rows) != len(first.rows) and sheet.height != first.height:
            here, there = (len(s.rows) - (s.first_row or 0) - 1 for s in (sheet, first))
            message = (
                f"the sheet has {here} rows of answers, but the sheet {first.name} has {there}"
            )
            yield sheet.place.problem(message, "Export the whole survey again.")


def _columns(sheets: Sequence[Sheet]) -> dict[str, tuple[Place, list[Cell]]]:
    """Place and cells, heading included, of every named column, on the first sheet that has it."""
    columns: dict[str, tuple[Place, list[Cell]]] = {}
    problems: list[Problem] = []
    for sheet in sheets:
        for index, name in enumerate(sheet.headings):
            place, cells = sheet.place.at(name), [row[index] for row in sheet.rows]
            if name and columns.setdefault(name, (place, cells))[1] != cells:
                message = "the column stands on an earlier sheet too, with other cells"
                remedy = "Export the whole survey again: the sheets' rows do not belong together."
                problems.append(place.problem(message, remedy))
    if problems:
        raise InputError(problems)
    return columns
