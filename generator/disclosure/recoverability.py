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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations

PRIME = 2**61 - 1


@dataclass(frozen=True, slots=True)
class Recoverable:
    """People fewer than the threshold whose sum follows from the sums of ``groups``."""

    people: frozenset[int]
    groups: tuple[str, ...]


def recoverable(groups: Mapping[str, frozenset[int]], *, threshold: int) -> tuple[Recoverable, ...]:
    """Every smallest set of fewer than ``threshold`` people that the told groups give away.

    ``groups`` maps a name to the people whose sum (of one variable) is told.
    """
    cells = refinement(groups)
    small = [cell for cell in cells if len(cell.people) < threshold]
    if not small:
        return ()
    keys = _null_space_keys(groups, cells)
    found: list[Recoverable] = []
    for chosen in _zero_sums(small, keys, threshold=threshold):
        people = frozenset().union(*(cell.people for cell in chosen))
        if not any(known.people < people for known in found):
            found.append(Recoverable(people, _combination(groups, cells, people)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Cell:
    """People who are in exactly the same groups; ``groups`` are positions in declared order."""

    groups: tuple[int, ...]
    people: frozenset[int]


def refinement(groups: Mapping[str, frozenset[int]]) -> tuple[Cell, ...]:
    """The common refinement of the groups, without the people who are in none."""
    memberships: dict[int, list[int]] = {}
    for position, people in enumerate(groups.values()):
        for person in people:
            memberships.setdefault(person, []).append(position)
    cells: dict[tuple[int, ...], list[int]] = {}
    for person, positions in memberships.items():
        cells.setdefault(tuple(positions), []).append(person)
    return tuple(Cell(positions, frozenset(who)) for positions, who in sorted(cells.items()))


def _null_space_keys(
    groups: Mapping[str, frozenset[int]], cells: Sequence[Cell]
) -> dict[Cell, int]:
    """A number for each cell; cells add up to zero when their null-space vectors do.

    The vectors are folded into one number each by fixed pseudo-random weights, so that adding
    them is adding numbers.
    """
    rows = [[0] * len(cells) for _ in groups]
    for column, cell in enumerate(cells):
        for position in cell.groups:
            rows[position][column] = 1
    pivots = _reduce(rows)
    free = [column for column in range(len(cells)) if column not in pivots]
    weights = {column: _weight(column) for column in free}
    keys = {}
    for column, cell in enumerate(cells):
        if column in pivots:
            row = rows[pivots[column]]
            keys[cell] = -sum(row[other] * weights[other] for other in free) % PRIME
        else:
            keys[cell] = weights[column]
    return keys


def _reduce(rows: list[list[int]]) -> dict[int, int]:
    """Bring rows to reduced echelon form in place; the pivot columns, each with its row."""
    pivots: dict[int, int] = {}
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        inverse = pow(rows[rank][column], -1, PRIME)
        rows[rank] = [value * inverse % PRIME for value in rows[rank]]
        for i, row in enumerate(rows):
            if i != rank and row[column]:
                factor = row[column]
                rows[i] = [
                    (value - factor * base) % PRIME if base else value
                    for value, base in zip(row, rows[rank], strict=True)
                ]
        pivots[column] = rank
        rank += 1
    return pivots


def _weight(column: int) -> int:
    return int.from_bytes(sha256(f"cell {column}".encode()).digest()[:8]) % PRIME


def _zero_sums(
    small: Sequence[Cell], keys: Mapping[Cell, int], *, threshold: int
) -> Iterator[tuple[Cell, ...]]:
    """Sets of cells with fewer than ``threshold`` people whose keys add up to zero, small first.

    The last cell of a set is looked up instead of tried.
    """
    by_key: dict[int, list[Cell]] = {}
    for cell in small:
        by_key.setdefault(keys[cell], []).append(cell)
    order = {cell: i for i, cell in enumerate(small)}
    yield from ((cell,) for cell in by_key.get(0, ()))
    rest = [cell for cell in small if keys[cell]]
    for size in range(1, threshold - 1):
        for head in combinations(rest, size):
            people = sum(len(cell.people) for cell in head)
            if people >= threshold - 1:
                continue
            wanted = -sum(keys[cell] for cell in head) % PRIME
            for last in by_key.get(wanted, ()):
                if order[last] > order[head[-1]] and people + len(last.people) < threshold:
                    yield (*head, last)


def _combination(
    groups: Mapping[str, frozenset[int]], cells: Sequence[Cell], people: frozenset[int]
) -> tuple[str, ...]:
    """The groups whose sums, added and subtracted, give the sum of ``people``.

    Solves x A = e for one x, with as early groups as can do it.
    """
    rows = [[0] * len(groups) + [int(cell.people <= people)] for cell in cells]
    for row, cell in zip(rows, cells, strict=True):
        for position in cell.groups:
            row[position] = 1
    pivots = _reduce(rows)
    names = list(groups)
    return tuple(
        names[column] for column, row in pivots.items() if column < len(names) and rows[row][-1]
    )
