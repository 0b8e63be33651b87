"""Where headings stand: below titles, and once more as the texts of the questions."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from generator.errors import Problem
from generator.sources.cells import Cell, folded, is_blank, kind_of, number_of
from generator.sources.places import Fault, problems_at
from generator.sources.sheets import File, Sheet, Table

AnyTable = TypeVar("AnyTable", bound=Table)

WITHIN = 20
"""Rows from the top among which the headings are looked for; titles may stand above them."""
_SECOND = Fault(
    "a second row of headings stands here, such as the texts of the questions",
    "Remove the row; the first one has the names that count.",
)


def headings_in(file: File, wanted: Callable[[set[str]], bool]) -> list[tuple[Sheet, int]]:
    """Each sheet that has the headings wanted, and the position of the first row with them."""
    found: list[tuple[Sheet, int]] = []
    for sheet in file.sheets():
        rows = enumerate(sheet.rows[:WITHIN])
        found += [(sheet, at) for at, row in rows if wanted({*map(folded, row)})][:1]
    return found


def without_heading_rows(
    table: AnyTable, numbers: Collection[str], problems: list[Problem]
) -> AnyTable:
    """The table without rows that are headings: each is a problem, and its cells are no others.

    ``numbers`` are the columns that hold numbers. Where most of their cells are texts, texts are
    what was exported, and no row is a heading for it.
    """
    records = list(zip(*(table.cells(name) for name in numbers), strict=True))
    n = next((i for i, record in enumerate(records) if not _is_words(record)), 0)
    below = [cell for record in records[n:] for cell in record if n and not is_blank(cell)]
    if 2 * sum(number_of(cell) is not None for cell in below) <= len(below):
        return table
    problems.extend(problems_at(table.place, _SECOND, table.rows[:n]))
    return table.records(range(n, len(records)))


def _is_words(record: Collection[Cell]) -> bool:
    """Whether all that stands where numbers should is words, in two columns or in all there are."""
    filled = [cell for cell in record if not is_blank(cell)]
    words = [cell for cell in filled if kind_of(cell) == "text" and number_of(cell) is None]
    return len(words) == len(filled) >= min(2, len(record)) > 0
