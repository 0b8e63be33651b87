"""Places in a file, and what is wrong at them: rows of one kind are folded, never dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from generator.errors import InputError, Problem

FOLD_OVER = 20
"""More rows than this with the same fault in one column become one problem that counts them."""

Read = TypeVar("Read", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Place:
    """A file, a sheet of it, a column of that: as much as is known; and which rows are hidden."""

    file: str
    sheet: str | None = None
    column: str | None = None
    hidden_rows: frozenset[int] = field(default=frozenset(), compare=False)

    def at(self, column: str) -> Place:
        """The same sheet, narrowed to a column."""
        return replace(self, column=column)

    def problem(self, message: str, remedy: str = "", *, row: int | None = None) -> Problem:
        """A problem at this place."""
        message += f" (row {row} is hidden)" if row in self.hidden_rows else ""
        return Problem(self.file, message, self.sheet, row, self.column, remedy or None)

    def row(self, number: int) -> str:
        """A row as messages name it."""
        return f"row {number}" + (" (hidden)" if number in self.hidden_rows else "")

    def error(self, message: str, remedy: str = "", *, row: int | None = None) -> InputError:
        """A problem at this place that ends the reading."""
        return InputError([self.problem(message, remedy, row=row)])


@dataclass(frozen=True, slots=True)
class Fault:
    """What can be wrong with a cell; never what the cell holds."""

    message: str
    remedy: str


def problems_at(place: Place, fault: Fault, rows: Sequence[int]) -> Iterator[Problem]:
    """One problem for each row, or one for all of them when they are many."""
    if len(rows) <= FOLD_OVER:
        yield from (place.problem(fault.message, fault.remedy, row=row) for row in rows)
        return
    first = ", ".join(str(row) for row in rows[:FOLD_OVER])
    message = f"{fault.message}, in {len(rows)} rows, the first of them {first}"
    yield place.problem(message, fault.remedy, row=rows[0])


def decode(
    cells: Sequence[Read], meaning: Callable[[Read], Value | Fault], *, otherwise: Value
) -> tuple[list[Value], dict[Fault, list[int]]]:
    """What each cell (or cells of a row) means, and the positions of meaningless ones by fault.

    ``meaning`` is asked once for each distinct value: answers repeat. TRUE is not 1 here.
    """
    keys = [(cell, _kind(cell)) for cell in cells]
    meanings = {key: meaning(key[0]) for key in set(keys)}
    values: list[Value] = []
    where: dict[Fault, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        found = meanings[key]
        if isinstance(found, Fault):
            where[found].append(position)
            found = otherwise
        values.append(found)
    return values, where


def _kind(cell: object) -> object:
    return tuple(map(type, cell)) if isinstance(cell, tuple) else type(cell)


def fault_problems(
    place: Place, where: Mapping[Fault, Iterable[int]], rows: Sequence[int]
) -> Iterator[Problem]:
    """The problems of a decoded column whose cells stand in the given rows."""
    for fault, positions in where.items():
        yield from problems_at(place, fault, [rows[position] for position in positions])
