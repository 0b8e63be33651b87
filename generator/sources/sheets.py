"""Files, their formats and sheets, tables with headings and survey exports.

Row numbers are the file's own. A format is one module in ``formats``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Self, TypeVar

from generator.errors import InputError, Problem
from generator.readers.number_format import ERROR
from generator.readers.workbook import letters_of
from generator.sources.cells import Cell, Code, is_blank, text_of
from generator.sources.inputs import SourceFile, Variable
from generator.sources.letters import MISREAD_REMEDY, misread
from generator.sources.places import Fault, Place, decode, fault_problems, problems_at

Value = TypeVar("Value")

_TITLES = 5
"""At most so many rows of titles above a table, each of one cell, above a row of headings."""
_ERROR = Fault(
    "an Excel error stands here, or a formula that was never computed",
    "Correct it in the workbook, let Excel compute it and save.",
)
_RAGGED = Fault(
    "the row does not have as many fields as there are headings",
    "Look for a line break or a delimiter outside quotes, or export as Excel.",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells; ``name`` is ``None`` for a text file, which has one nameless sheet.

    ``height`` is the last row a worksheet declares, which may hold nothing. Hidden rows are read as
    others are, for a filter must lose no answers; problems at them say so.
    """

    file: str
    name: str | None
    rows: list[list[Cell]]
    numbers: list[int]
    height: int = 0
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()

    @property
    def place(self) -> Place:
        """The sheet as a place of problems."""
        return Place(self.file, self.name, hidden_rows=self.hidden_rows)

    @property
    def first_row(self) -> int | None:
        """Position of the first row that holds anything; titles above a worksheet's table aside."""
        rows = ([cell for cell in row if not is_blank(cell)] for row in self.rows)
        filled = [*islice(((i, cells) for i, cells in enumerate(rows) if cells), _TITLES + 1)]
        table = next((each for each in filled if len(each[1]) > 1), None)
        if table and self.name is not None and all(isinstance(cell, str) for cell in table[1]):
            return table[0]
        return filled[0][0] if filled else None

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

    def column(self, name: str) -> Column | None:
        """The column by its name, if there is one."""
        return self.columns.get(name)

    def at(self, name: str) -> Place:
        """Where a column stands, or would stand."""
        found = self.column(name)
        return found.place if found else self.place.at(name)

    @property
    def hidden(self) -> int:
        """How many of its records stand in hidden rows."""
        return sum(row in self.place.hidden_rows for row in self.rows)

    def heading_problem(self, name: str, message: str, remedy: str = "") -> Problem:
        """What is wrong with a column as a whole."""
        return self.at(name).problem(message, remedy, row=self.heading_row)

    def cells(self, name: str) -> Sequence[Cell]:
        """A column's cells, all blank when there is no such column."""
        found = self.column(name)
        return found.cells if found else [None] * len(self.rows)

    def read(
        self,
        name: str,
        meaning: Callable[[Cell], Value | Fault],
        *,
        blank: Value,
        problems: list[Problem],
    ) -> list[Value]:
        """A column's values, ``blank`` where one means nothing: that joins the problems."""

        def read(cell: Cell) -> Value | Fault:
            return _ERROR if cell == ERROR else meaning(cell)

        values, where = decode(self.cells(name), read, otherwise=blank)
        problems.extend(fault_problems(self.at(name), where, self.rows))
        return values

    def records(self, positions: Sequence[int]) -> Self:
        """The same table with the records at some positions only."""
        columns = {
            name: Column(column.place, [column.cells[i] for i in positions])
            for name, column in self.columns.items()
        }
        return replace(self, columns=columns, rows=[self.rows[i] for i in positions])


@dataclass(frozen=True, slots=True, kw_only=True)
class RawExport(Table):
    """A survey export as read, before any study is held against it.

    ``place`` is the sheet that holds the answers, ``label_place`` that of the value labels.
    ``user_missing`` names the labelled values that the file itself declares to be no answers;
    their cells are blank here. ``respondent_key`` is the column in which the survey tool numbers
    its responses: a study may name it as its key, and need not.
    """

    files: tuple[SourceFile, ...]
    variables: Mapping[str, Variable] = field(default_factory=dict)
    label_place: Place | None = None
    user_missing: Mapping[str, frozenset[Code]] = field(default_factory=dict)
    respondent_key: str | None = None

    def labels(self, name: str) -> dict[Code, str]:
        """The labels of a column's values, those of user-missing ones aside."""
        labels = self.variables[name].labels if name in self.variables else {}
        missing = self.user_missing.get(name, ())
        return {code: label for code, label in labels.items() if code not in missing}


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
        if self.format.refusal:
            raise self.place.error(*self.format.refusal)

    def sheets(self) -> tuple[Sheet, ...]:
        """The visible sheets of a workbook, or the one nameless sheet of a text file."""
        return self.visible(self.every_sheet())

    def visible(self, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
        """Those of its sheets that people see; ``InputError`` where only others hold anything."""
        found = tuple(sheet for sheet in sheets if not sheet.hidden)
        hidden = [sheet.name or "" for sheet in sheets if sheet.hidden and sheet.rows]
        if hidden and not any(sheet.rows for sheet in found):
            message = f"only hidden sheets hold anything: {', '.join(hidden)}"
            raise self.place.error(message, "Show the one that counts in Excel, and save.")
        if not found:
            raise self.place.error("it has no sheet of cells", "Export it again.")
        return found

    def every_sheet(self) -> tuple[Sheet, ...]:
        """All sheets, hidden ones too."""
        if self.format.sheets:
            return self.format.sheets(self)
        remedy = "Save it as .xlsx or CSV."
        raise self.place.error("the file is neither a workbook nor text", remedy)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, recognised by its content: a name and an extension are never believed.

    ``sheets`` reads it as sheets of cells; ``export`` reads a survey that says more of itself than
    its headings. One that cannot be read has a ``refusal``, message and remedy, instead. A format
    that is ``general`` is only tried when no other recognises the content.
    """

    name: str
    recognises: Callable[[bytes], bool]
    sheets: Callable[[File], tuple[Sheet, ...]] | None = None
    export: Callable[[File], RawExport] | None = None
    refusal: tuple[str, str] | None = None
    general: bool = False


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
    if problems := [*misread_texts(columns, [*records])]:
        raise InputError(problems)
    return Table(sheet.place, sheet.numbers[at], columns, list(records))


def misread_texts(columns: Mapping[str, Column], rows: Sequence[int]) -> Iterator[Problem]:
    """A problem for each heading and cell with letters that were read wrongly before."""
    for name, column in columns.items():
        if why := misread(name):
            yield column.place.problem(why, MISREAD_REMEDY)
        _, where = decode(column.cells, _as_written, otherwise=None)
        yield from fault_problems(column.place, where, rows)


def _as_written(cell: Cell) -> Fault | None:
    why = misread(cell) if isinstance(cell, str) else ""
    return Fault(why, MISREAD_REMEDY) if why else None


def _records(sheet: Sheet, at: int, problems: list[Problem]) -> dict[int, Sequence[Cell]]:
    """The records below the headings by row number; ragged ones join the problems."""
    records: dict[int, Sequence[Cell]] = {}
    ragged: list[int] = []
    width, unnamed_last = len(sheet.rows[at]), is_blank(sheet.rows[at][-1])
    for number, row in zip(sheet.numbers[at + 1 :], sheet.rows[at + 1 :], strict=True):
        if all(map(is_blank, row)):
            continue
        if row == sheet.rows[at]:
            message = "the headings stand here once more, as where two exports were joined"
            problems.append(sheet.place.problem(message, "Remove the row.", row=number))
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
    # A nameless column goes by its letter, as Excel has it, or by its number in a text file.
    positions = {i: str(i + 1) if sheet.name is None else letters_of(i + 1) for i in headings}
    seen: dict[str, int] = {}
    for index, name in headings.items():
        place = sheet.place.at(positions[index])
        if not name:
            yield place.problem("the column has no heading", "Name it or empty it.", row=row)
        elif seen.setdefault(name, index) != index:
            message = f"the column has the same heading as column {positions[seen[name]]}"
            yield place.problem(message, "Rename or remove one.", row=row)
