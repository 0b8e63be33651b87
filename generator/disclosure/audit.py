"""The disclosure audit: which few people's sum follows from the sums that are published.

Every published sum of a variable is a row over the cells of the sums' common refinement: people
who are in exactly the same sums are one cell, an equivalence class. A sum over some cells
follows from the published ones exactly when its row lies in their row space (Cox 1995; Hundepool
et al. 2012, 4.4). A set of cells lies there if and only if the null-space vectors of its cells
add up to zero.

The algebra is exact, modulo a prime of 61 bits. A row that lies in the row space of the rationals
lies there modulo the prime too, unless the prime divides a denominator, which for 0/1 rows of this
size it cannot; a chance coincidence would only suppress more.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import combinations
from typing import Final

import numpy as np

from generator.errors import DisclosureError

PRIME: Final = 2**61 - 1

SIEVE: Final = 2**22
"""By so many remainders most numbers differ from a given one; only the rest is looked up."""

Row = dict[int, int]
"""A sparse row: the columns that are not zero, with their values modulo the prime."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The published sums of one variable: how many there are, and how many people are in which.

    A cell says which sums some people are in, as positions in the order of the sums, and how many
    they are. Nobody's answer is in it, and nothing that links two variables. ``names`` of the sums
    are known until they are kept, and make no difference to what follows.
    """

    published: int
    cells: tuple[tuple[tuple[int, ...], int], ...]
    names: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Recoverable:
    """A few people whose sum follows: in which cells, and from which sums, as positions."""

    people: int
    cells: tuple[int, ...]
    sums: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """How many of a variable's sums are independent, and what they give away."""

    rank: int
    recoverable: tuple[Recoverable, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A few people whose sum follows: of which variable, and from which published sums."""

    group: str
    variable: str
    people: int
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked through: variables, published sums, cells and rank; and what was found.

    ``sums`` is what it can be done again from.
    """

    variables: int
    groups: int
    cells: int
    rank: int
    recoverable: tuple[Found, ...]
    sums: Mapping[tuple[str, str], Sums]


def audit(sums: Mapping[tuple[str, str], Sums], *, threshold: int) -> Audit:
    """What the sums of each variable, by group and name, give away of fewer than ``threshold``.

    Sums that several variables share are solved once.
    """
    solved = {one: solve(one, threshold=threshold) for one in dict.fromkeys(sums.values())}
    found = []
    for (group, variable), one in sums.items():
        names = one.names or tuple(map(str, range(one.published)))
        for few in solved[one].recoverable:
            follows = tuple(names[position] for position in few.sums)
            found.append(Found(group, variable, few.people, follows))
    return Audit(
        variables=len(sums),
        groups=sum(one.published for one in sums.values()),
        cells=sum(len(one.cells) for one in sums.values()),
        rank=sum(solved[one].rank for one in sums.values()),
        recoverable=tuple(found),
        sums=sums,
    )


def refuse_recoverable(found: Audit) -> None:
    """Raise DisclosureError where few people's sum follows."""
    for first in found.recoverable[:1]:
        raise DisclosureError(
            f"{first.people} people's answers to {first.variable!r} ({first.group}) would follow "
            f"from {', '.join(first.sums)}. No document was written. This is an error in the "
            "program: please report it."
        )


def sums_of(groups: Mapping[str, frozenset[int]]) -> Sums:
    """The common refinement of the sums, without the people who are in none."""
    memberships: dict[int, list[int]] = {}
    for position, people in enumerate(groups.values()):
        for person in people:
            memberships.setdefault(person, []).append(position)
    cells = Counter(map(tuple, memberships.values()))
    return Sums(len(groups), tuple(sorted(cells.items())), tuple(groups))


@lru_cache(maxsize=1024)
def solve(sums: Sums, *, threshold: int) -> Solved:
    """Every smallest set of fewer than ``threshold`` people that the sums give away.

    Many variables share a system, and each is looked at while it is made and once it is whole.
    """
    basis = _basis(sums)
    sizes = [n for _, n in sums.cells]
    small = [column for column, n in enumerate(sizes) if n < threshold]
    keys = _null_space_keys(basis, len(sizes)) if small else []
    found: list[frozenset[int]] = []
    for chosen in map(frozenset, _zero_sums(small, keys, sizes, threshold=threshold)):
        if not any(known < chosen for known in found):
            found.append(chosen)
    return Solved(
        len(basis.rows),
        tuple(
            Recoverable(
                people=sum(sizes[column] for column in chosen),
                cells=tuple(sorted(chosen)),
                sums=_combination(basis, chosen),
            )
            for chosen in found
        ),
    )


@dataclass(frozen=True, slots=True)
class _Basis:
    """Independent rows in echelon form, by pivot column, and the sums each was made from."""

    rows: dict[int, Row]
    made: dict[int, Row]


def _basis(sums: Sums) -> _Basis:
    """A basis of the row space, of as early sums as can be."""
    rows: list[Row] = [{} for _ in range(sums.published)]
    for column, (positions, _) in enumerate(sums.cells):
        for position in positions:
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


def _null_space_keys(basis: _Basis, columns: int) -> list[int]:
    """A number for each cell; cells add up to zero when their null-space vectors do.

    The numbers are one vector of the null space: fixed pseudo-random where it is free, and
    solved for, last column first, where it is not.
    """
    keys = [0] * columns
    for column in reversed(range(columns)):
        row = basis.rows.get(column)
        if row is None:
            digest = sha256(f"cell {column}".encode()).digest()
            keys[column] = int.from_bytes(digest[:8]) % PRIME
        else:
            rest = sum(value * keys[at] for at, value in row.items() if at != column)
            keys[column] = -rest % PRIME
    return keys


def _zero_sums(
    small: Sequence[int], keys: Sequence[int], sizes: Sequence[int], *, threshold: int
) -> Iterator[tuple[int, ...]]:
    """Sets of cells with fewer than ``threshold`` people whose keys add up to zero, small first.

    The last cell of a set is looked up instead of tried, and for all that the last but one can be
    at once: a large county has thousands of small cells.
    """
    yield from ((column,) for column in small if not keys[column])
    for others in range(threshold - 2):
        # Each further cell has somebody in it, so the larger ones need not be tried.
        most = threshold - 1 - others - 1
        rest = [column for column in small if keys[column] and sizes[column] <= most]
        yield from _of_so_many(rest, keys, sizes, others=others, most=threshold - 1)


def _of_so_many(
    rest: Sequence[int], keys: Sequence[int], sizes: Sequence[int], *, others: int, most: int
) -> Iterator[tuple[int, ...]]:
    """Sets of two cells and ``others`` more."""
    at: dict[int, list[int]] = {}
    for i, column in enumerate(rest):
        at.setdefault(keys[column], []).append(i)
    numbers = np.array([keys[column] for column in rest], dtype=np.int64)
    lacking = np.zeros(SIEVE, dtype=bool)
    for more in (0, PRIME):  # two numbers add up to what a last one lacks, or to the prime more
        lacking[(PRIME - numbers + more) & (SIEVE - 1)] = True
    for head in combinations(range(len(rest)), others):
        left = most - sum(sizes[rest[i]] for i in head)
        base = sum(keys[rest[i]] for i in head) % PRIME
        after = head[-1] + 1 if head else 0
        both = (numbers[after:] + base) & (SIEVE - 1)
        for i in (np.flatnonzero(lacking[both]) + after).tolist():
            for last in at.get(-(base + keys[rest[i]]) % PRIME, ()):
                if last > i and sizes[rest[i]] + sizes[rest[last]] <= left:
                    yield tuple(rest[j] for j in (*head, i, last))


def _combination(basis: _Basis, chosen: frozenset[int]) -> tuple[int, ...]:
    """The sums that, added and subtracted, give the sum of the ``chosen`` cells."""
    made: Row = {}
    _reduced(dict.fromkeys(chosen, 1), made, basis)
    return tuple(sorted(made))
