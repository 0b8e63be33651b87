"""Rows below the headings that are headings too: texts of questions, or the same once more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from generator.errors import Problem
from generator.sources.cells import Cell, folded, is_blank, kind_of, number_of
from generator.sources.places import Fault, problems_at
from generator.sources.sheets import Table

AnyTable = TypeVar("AnyTable", bound=Table)

_SECOND = Fault(
    "a second row of headings stands here, such as the texts of the questions",
    "Remove the row; the first one has the names that count.",
)
_REPEATED = Fault("the headings stand here once more", "Remove the row.")


def without_heading_rows(
    table: AnyTable, numbers: Collection[str], problems: list[Problem]
) -> AnyTable:
    """The table without rows that are headings: each is a problem, and its cells are no others.

    ``numbers`` are the columns that hold numbers. Where most of their cells are texts, texts are
    what was exported, and no row is a heading for it.
    """
    headings = [folded(column.place.column) for column in table.columns.values()]
    records = list(zip(*(column.cells for column in table.columns.values()), strict=True))
    repeated = [i for i, record in enumerate(records) if _repeats(record, headings)]
    measured = list(zip(*(table.cells(name) for name in numbers), strict=True))
    n = next((i for i, record in enumerate(measured) if not _is_words(record)), 0)
    below = [cell for record in measured[n:] for cell in record if n and not is_blank(cell)]
    if 2 * sum(number_of(cell) is not None for cell in below) <= len(below):
        n = 0
    second = [i for i in range(n) if i not in repeated]
    for fault, positions in ((_SECOND, second), (_REPEATED, repeated)):
        problems.extend(problems_at(table.place, fault, [table.rows[i] for i in positions]))
    if not second + repeated:
        return table
    return table.records([i for i in range(len(records)) if i not in {*second, *repeated}])


def _repeats(record: Sequence[Cell], headings: Sequence[str]) -> bool:
    """Whether at least two cells are filled, and every one of them with its own heading."""
    filled = ((cell, at) for cell, at in zip(record, headings, strict=True) if not is_blank(cell))
    return all(folded(cell) == heading for cell, heading in filled) and (
        sum(not is_blank(cell) for cell in record) > 1
    )


def _is_words(record: Collection[Cell]) -> bool:
    """Whether all that stands where numbers should is words, in two columns or in all there are."""
    filled = [cell for cell in record if not is_blank(cell)]
    words = [cell for cell in filled if kind_of(cell) == "text" and number_of(cell) is None]
    return len(words) == len(filled) >= min(2, len(record)) > 0
