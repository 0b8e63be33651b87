"""Dataset sheets that lie side by side because one sheet could not hold every column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.errors import InputError, Problem
from generator.sources.formats.cells import Cell, text_of
from generator.sources.formats.places import Place
from generator.sources.formats.sheet import Sheet, Table, table_of


def join_side_by_side(sheets: Sequence[Sheet]) -> Table:
    """One table of all columns; row numbers are those of every sheet, for they are aligned.

    Raises ``InputError`` when the sheets cannot be aligned. A column that a later sheet repeats
    unchanged counts once.
    """
    if len(sheets) == 1:
        return table_of(sheets[0])
    problems: list[Problem] = []
    for sheet in sheets:
        try:
            table_of(sheet)
        except InputError as error:
            problems += error.problems
    problems = problems or [*_misaligned(sheets)]
    problems = problems or [*_changed_columns(sheets)]
    if problems:
        raise InputError(problems)
    return table_of(_widest(sheets))


def sheet_of_column(sheets: Sequence[Sheet]) -> Mapping[str, Place]:
    """Where each column stands; the first sheet that has it counts."""
    return {name: sheet.place for sheet in reversed(sheets) for name in _columns(sheet)}


def _columns(sheet: Sheet) -> dict[str, int]:
    """Position of each named column; none for a sheet without anything."""
    at = sheet.first_row
    cells = [] if at is None else sheet.rows[at]
    return {text_of(cell): i for i, cell in enumerate(cells) if text_of(cell)}


def _misaligned(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    first = sheets[0]
    for sheet in sheets[1:]:
        if sheet.first_row != first.first_row:
            message = f"the headings do not stand in the same row as on the sheet {first.name}"
            yield sheet.place.problem(message, "Export the whole survey again.")
        # A sheet's last rows may be blank: then only the declared heights agree.
        if len(sheet.rows) != len(first.rows) and sheet.height != first.height:
            message = (
                f"the sheet has {_records(sheet)} rows of answers, "
                f"but the sheet {first.name} has {_records(first)}"
            )
            yield sheet.place.problem(message, "Export the whole survey again.")


def _records(sheet: Sheet) -> int:
    return len(sheet.rows) - (sheet.first_row or 0) - 1


def _changed_columns(sheets: Sequence[Sheet]) -> Iterator[Problem]:
    seen: dict[str, list[Cell]] = {}
    for sheet in sheets:
        for name, index in _columns(sheet).items():
            cells = [row[index] for row in sheet.rows]
            if seen.setdefault(name, cells) != cells:
                message = "the column stands on an earlier sheet too, with other cells"
                remedy = "Export the whole survey again: the sheets' rows do not belong together."
                yield sheet.place.at(name).problem(message, remedy)


def _widest(sheets: Sequence[Sheet]) -> Sheet:
    """All sheets' cells in one sheet, repeated columns left out."""
    height = max(len(sheet.rows) for sheet in sheets)
    rows: list[list[Cell]] = [[] for _ in range(height)]
    seen: set[str] = set()
    for sheet in sheets:
        kept = [index for name, index in _columns(sheet).items() if name not in seen]
        seen |= set(_columns(sheet))
        for i, row in enumerate(rows):
            cells = sheet.rows[i] if i < len(sheet.rows) else None
            row += ["" if cells is None else cells[index] for index in kept]
    return Sheet(sheets[0].file, sheets[0].name, rows, list(range(1, height + 1)))
