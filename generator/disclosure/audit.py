"""The disclosure audit: which few people's sum follows from the sums that are published.

Every published sum of a variable is a row over the cells of the sums' common refinement: people
who are in exactly the same sums are one cell, an equivalence class. A sum over some cells
follows from the published ones exactly when its row lies in their row space (Cox 1995; Hundepool
et al. 2012, 4.4). A set of cells lies there if and only if the null-space vectors of its cells
add up to zero.

The algebra is exact, modulo a prime of 31 bits. A row that lies in the row space of the rationals
lies there modulo the prime too, unless the rows lose rank by it: the prime would have to divide
every one of their largest minors. A chance coincidence would only suppress more.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, combinations
from typing import Final

import numpy as np

from generator.errors import DisclosureError

PRIME: Final = 2**31 - 1
"""The product of two remainders fits in 64 bits."""

MIXER: Final = 0x9E3779B1
"""Multiples of it, divided by the prime, are spread evenly and in no order (Knuth 1998, 6.4)."""

CHEAP: Final = 5000
"""So many sets of cells are tried at once rather than looking for a way to try fewer."""


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
    sizes = np.array([n for _, n in sums.cells], dtype=np.int64)
    rows = np.zeros((sums.published, len(sizes)), dtype=np.int64)
    for column, (positions, _) in enumerate(sums.cells):
        rows[list(positions), column] = 1
    space = rows.copy()
    # Solved for large cells first, the rows that are left say nothing of any of them.
    pivots = _reduce(space, np.argsort(-sizes, kind="stable"))
    small = [i for i, column in enumerate(pivots) if sizes[column] < threshold]
    found: set[tuple[int, ...]] = set()
    for part in _parts(space[small]):
        found.update(_of_few(part, sizes, most=threshold - 1))
    smallest: list[tuple[int, ...]] = []
    for chosen in sorted(found, key=lambda cells: (len(cells), cells)):
        if not any(set(known) < set(chosen) for known in smallest):
            smallest.append(chosen)
    return Solved(
        len(pivots),
        tuple(
            Recoverable(people=int(sizes[list(chosen)].sum()), cells=chosen, sums=made)
            for chosen, made in zip(smallest, _combinations(rows, smallest), strict=True)
        ),
    )


def _reduce(rows: np.ndarray, order: Iterable[int]) -> list[int]:
    """Bring rows into reduced echelon form, in place, by columns in an order; the pivots by row.

    The pivots are the first independent columns; rows below them become zero.
    """
    pivots: list[int] = []
    for column in order:
        at = len(pivots)
        holding = at + np.flatnonzero(rows[at:, column])
        if not len(holding):
            continue
        rows[[at, holding[0]]] = rows[[holding[0], at]]
        rows[at] = rows[at] * pow(int(rows[at, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(rows[:, column])
        both = np.ix_(others[others != at], np.flatnonzero(rows[at]))
        rows[both] = (rows[both] - rows[both[0], column] * rows[at, both[1]]) % PRIME
        pivots.append(int(column))
        if len(pivots) == len(rows):
            break
    return pivots


def _parts(rows: np.ndarray) -> Iterator[np.ndarray]:
    """Reduced rows by those that share columns, if only by way of others.

    Of a set of cells that follows, what lies in each part follows by itself.
    """
    left = rows
    while len(left):
        mine, columns = np.arange(len(left)) == 0, np.zeros(rows.shape[1], dtype=bool)
        while (reached := left[mine].any(axis=0)).sum() > columns.sum():
            columns = reached
            mine = left[:, columns].any(axis=1)
        yield left[mine]
        left = left[~mine]


def _of_few(space: np.ndarray, sizes: np.ndarray, *, most: int) -> Iterator[tuple[int, ...]]:
    """Sets of cells of ``most`` people at most, whose 0/1 row is a combination of the rows.

    Such a row is known from what it is in as many independent cells as there are rows. Several
    lots of such cells share its people out, so it has few in one of them: few enough to try all
    (Zimmermann's search for the lightest words of a code; Grassl 2006).
    """
    cells = np.flatnonzero(space.any(axis=0))
    space, sizes = space[:, cells], sizes[cells]
    fresh = np.ones(len(cells), dtype=bool)
    mixed = np.arange(len(cells)) * MIXER % PRIME  # so that no sum's cells are all in one lot
    lots: list[_Lot] = []
    tried: list[int] = []
    cost = np.inf
    while cost > CHEAP and fresh.any() and len(lots) <= most:
        rows = space.copy()
        pivots = np.array(_reduce(rows, np.lexsort((mixed, -sizes, ~fresh))))
        lightest = np.lexsort((sizes[pivots], ~fresh[pivots]))
        new = int(fresh[pivots].sum())
        fresh[pivots] = False
        lots.append(_Lot(rows[lightest], sizes[pivots[lightest]], new))
        tried, cost = _shared_out(most, lots)
    for lot, few in zip(lots, tried, strict=True):
        for row in lot.binary(few, most) if few >= 0 else ():
            if sizes[row == 1].sum() <= most:
                yield tuple(cells[row == 1].tolist())


@dataclass(frozen=True, slots=True)
class _Lot:
    """Rows, each 1 in a cell that the others are 0 in, and how many people that cell has.

    The first ``new`` are of cells in no earlier lot, the lightest first. Where too few were left,
    the others are of cells that are in one: of these, everything has to be tried.
    """

    rows: np.ndarray
    weights: np.ndarray
    new: int

    def ways(self, most: int) -> np.ndarray:
        """How many sets there are to try, by how many people they have in the new cells."""
        ways = np.zeros((2, most + 1))
        ways[:, 0] = 1
        for i, weight in enumerate(self.weights.tolist()):
            ways[int(i < self.new), weight:] += ways[int(i < self.new), :-weight].copy()
        found: np.ndarray = ways[1] * ways[0].sum()
        return found

    def binary(self, few: int, most: int) -> Iterator[np.ndarray]:
        """Sums of rows that are 0 or 1 all over, of ``few`` people at most in the new cells."""
        rows, weights = self.rows[: self.new], self.weights[: self.new]
        old = range(self.new, len(self.rows))
        fitting = int((self.weights[self.new :].cumsum() <= most).sum())
        for chosen in chain.from_iterable(combinations(old, n) for n in range(fitting + 1)):
            left = most - int(self.weights[list(chosen)].sum())
            before = self.rows[list(chosen)].sum(axis=0) % PRIME
            if chosen and left >= 0 and (before <= 1).all():
                yield before
            yield from _binary(rows, weights, before, min(few, left))


def _shared_out(most: int, lots: Sequence[_Lot]) -> tuple[list[int], float]:
    """Up to how many people to try in each lot, so that nobody can have more in every one.

    Returns how many sets that makes, too.
    """
    ways = [[*lot.ways(most), np.inf] for lot in lots]
    tried, cost = [-1] * len(lots), 0.0
    for _ in range(most + 1):  # with one more in every lot, there would be more than the most
        cheapest = min(range(len(lots)), key=lambda i: ways[i][tried[i] + 1])
        tried[cheapest] += 1
        cost += ways[cheapest][tried[cheapest]]
    return tried, cost


def _binary(
    rows: np.ndarray, weights: np.ndarray, before: np.ndarray, left: int
) -> Iterator[np.ndarray]:
    """Sums of rows, the lightest first, and of those before, that are 0 or 1 all over."""
    fitting = int(np.searchsorted(weights, left, side="right"))
    sums = before + rows[:fitting]
    sums[sums >= PRIME] -= PRIME
    yield from sums[(sums <= 1).all(axis=1)]
    for i in range(fitting - 1):
        if weights[i] + weights[i + 1] > left:
            break
        rest = left - int(weights[i])
        yield from _binary(rows[i + 1 :], weights[i + 1 :], sums[i], rest)


def _combinations(rows: np.ndarray, chosen: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """For each set of cells the sums, as early as can be, that give its: added and subtracted."""
    wanted = np.zeros((rows.shape[1], len(chosen)), dtype=np.int64)
    for i, cells in enumerate(chosen):
        wanted[list(cells), i] = 1
    system = np.hstack([rows.T, wanted])
    pivots = _reduce(system, range(len(rows))) if chosen else []
    for factors in system[: len(pivots), len(rows) :].T:
        yield tuple(pivots[i] for i in np.flatnonzero(factors))
