"""Recoverability: which few people's sum follows from the sums that are told.

Every group whose sum is told is a row over the cells of the groups' common refinement: people who
are in exactly the same groups are one cell. A sum over some cells can be computed from what is told
exactly when its row lies in the row space (see Cox 1995; Salazar-González 2008 on linear
sensitivity). A set of cells S lies there if and only if S is orthogonal to the null space, that is
if the null-space vectors of its cells add up to zero.

The algebra is exact, modulo a prime of 61 bits. A row that lies in the row space of the rationals
lies there modulo the prime too, unless the prime divides a denominator, which for 0/1 rows of this
size it cannot; a chance coincidence would only withhold more.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from typing import Generic, TypeVar

PRIME = 2**61 - 1


Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Recoverable(Generic[Name]):
    """People fewer than the threshold whose sum follows from the sums of ``groups``."""

    people: frozenset[int]
    groups: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Solved(Generic[Name]):
    """How many cells the told sums have, how many are independent, and what they give away."""

    cells: int
    rank: int
    recoverable: tuple[Recoverable[Name], ...]


def solve(groups: Mapping[Name, frozenset[int]], *, threshold: int) -> Solved[Name]:
    """Every smallest set of fewer than ``threshold`` people that the told groups give away.

    ``groups`` maps a name to the people whose sum (of one variable) is told.
    """
    cells = refinement(groups)
    basis = _basis(groups, cells)
    found: list[Recoverable[Name]] = []
    small = [cell for cell in cells if len(cell.people) < threshold]
    keys = _null_space_keys(basis, cells) if small else {}
    names = list(groups)
    for chosen in _zero_sums(small, keys, threshold=threshold):
        people = frozenset().union(*(cell.people for cell in chosen))
        if not any(known.people < people for known in found):
            found.append(Recoverable(people, _combination(basis, names, cells, people)))
    return Solved(len(cells), len(basis.rows), tuple(found))


@dataclass(frozen=True, slots=True)
class Cell:
    """People who are in exactly the same groups; ``groups`` are positions in declared order."""

    groups: tuple[int, ...]
    people: frozenset[int]


def refinement(groups: Mapping[Name, frozenset[int]]) -> tuple[Cell, ...]:
    """The common refinement of the groups, without the people who are in none."""
    memberships: dict[int, list[int]] = {}
    for position, people in enumerate(groups.values()):
        for person in people:
            memberships.setdefault(person, []).append(position)
    cells: dict[tuple[int, ...], list[int]] = {}
    for person, positions in memberships.items():
        cells.setdefault(tuple(positions), []).append(person)
    return tuple(Cell(positions, frozenset(who)) for positions, who in sorted(cells.items()))


Row = dict[int, int]
"""A sparse row: the columns that are not zero, with their values modulo the prime."""


@dataclass(frozen=True, slots=True)
class _Basis:
    """Independent rows in echelon form, by pivot column, and the groups each was made from."""

    rows: dict[int, Row]
    made: dict[int, Row]


def _basis(groups: Mapping[Name, frozenset[int]], cells: Sequence[Cell]) -> _Basis:
    """A basis of the row space, of as early groups as can be."""
    rows: list[Row] = [{} for _ in groups]
    for column, cell in enumerate(cells):
        for position in cell.groups:
            rows[position][column] = 1
    basis = _Basis({}, {})
    for position, row in enumerate(rows):
        made: Row = {position: 1}
        first = _reduced(row, made, basis)
        if first is not None:
            inverse = pow(row[first], -1, PRIME)
            basis.rows[first] = {at: value * inverse % PRIME for at, value in row.items()}
            basis.made[first] = {at: value * inverse % PRIME for at, value in made.items()}
    return basis


def _reduced(row: Row, made: Row, basis: _Basis) -> int | None:
    """Reduce a row in place by the basis; its first column that is left, None if it is in it."""
    while row:
        column = min(row)
        if column not in basis.rows:
            return column
        factor = row[column]
        _subtract(row, basis.rows[column], factor)
        _subtract(made, basis.made[column], factor)
    return None


def _subtract(row: Row, other: Row, factor: int) -> None:
    for at, value in other.items():
        left = (row.get(at, 0) - factor * value) % PRIME
        if left:
            row[at] = left
        else:
            row.pop(at, None)


def _null_space_keys(basis: _Basis, cells: Sequence[Cell]) -> dict[Cell, int]:
    """A number for each cell; cells add up to zero when their null-space vectors do.

    The numbers are one vector of the null space: fixed pseudo-random where it is free, and
    solved for, last column first, where it is not.
    """
    keys: dict[int, int] = {}
    for column in reversed(range(len(cells))):
        row = basis.rows.get(column)
        if row is None:
            keys[column] = _weight(column)
        else:
            rest = sum(value * keys[at] for at, value in row.items() if at != column)
            keys[column] = -rest % PRIME
    return {cell: keys[column] for column, cell in enumerate(cells)}


def _weight(column: int) -> int:
    return int.from_bytes(sha256(f"cell {column}".encode()).digest()[:8]) % PRIME


def _zero_sums(
    small: Sequence[Cell], keys: Mapping[Cell, int], *, threshold: int
) -> Iterator[tuple[Cell, ...]]:
    """Sets of cells with fewer than ``threshold`` people whose keys add up to zero, small first.

    The last cell of a set is looked up instead of tried, and for all that the last but one can be
    at once: a large county has thousands of small cells.
    """
    yield from ((cell,) for cell in small if not keys[cell])
    rest = [cell for cell in small if keys[cell]]
    numbers = [keys[cell] for cell in rest]
    at: dict[int, list[int]] = {}
    for i, number in enumerate(numbers):
        at.setdefault(number, []).append(i)
    # Two numbers below the prime add up to what a last one lacks, or to the prime more.
    lacking = {-number % PRIME + more for number in at for more in (0, PRIME)}
    for others in range(threshold - 2):
        for head in combinations(range(len(rest)), others):
            left = threshold - 1 - sum(len(rest[i].people) for i in head)
            base = sum(numbers[i] for i in head) % PRIME
            after = head[-1] + 1 if head else 0
            if left < 2 or lacking.isdisjoint(map(base.__add__, numbers[after:])):
                continue
            for i in range(after, len(rest)):
                for last in at.get(-(base + numbers[i]) % PRIME, ()):
                    if last > i and len(rest[i].people) + len(rest[last].people) <= left:
                        yield tuple(rest[j] for j in (*head, i, last))


def _combination(
    basis: _Basis, names: Sequence[Name], cells: Sequence[Cell], people: frozenset[int]
) -> tuple[Name, ...]:
    """The groups whose sums, added and subtracted, give the sum of ``people``."""
    target = {column: 1 for column, cell in enumerate(cells) if cell.people <= people}
    made: Row = {}
    _reduced(target, made, basis)
    return tuple(names[position] for position in sorted(made))
