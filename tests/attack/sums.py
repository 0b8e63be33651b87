"""What follows from told means by adding and subtracting: intervals for few people's answers.

Every told mean over a group is an interval for a sum of unknown answers, tightened to the sums
that whole scale points can make. A construct is the mean of the items a person answered, so its
sum is a sum of item answers too, with other weights where somebody skipped an item. Linear
programming says how low and how high the answers of a few can be. No scale ends are used here: what
follows follows from the figures, and not from that nobody can be above 6.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from attack.questions import ITEMS, SINGLE
from attack.reading import THRESHOLD, Known, Mean, People, Read

FAMILIES = ({"A", *ITEMS["A"], SINGLE}, {"B", *ITEMS["B"]})
"""Variables that share equations: a construct with its items, and a regression's variables."""

LEARNT = 1.0
"""Somebody's answer is learnt when it is known to less than one scale point."""

PRIME = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Finding:
    """What the attacker learnt, by which way, and where he read it."""

    way: str
    what: str


def told_sum(mean: Mean) -> tuple[float, float]:
    """The sum behind a mean: whole for items, sixths for constructs of three (halves, thirds)."""
    low, high = (bound * len(mean.people) for bound in mean.mean)
    grid = 6 if mean.variable in ITEMS else 1
    first, last = math.ceil(low * grid - 1e-6) / grid, math.floor(high * grid + 1e-6) / grid
    if first > last:
        raise AssertionError(f"{mean.place}: no sum of {len(mean.people)} answers has this mean")
    return first, last


class System:
    """Unknown totals of cells of people by item, and what the told figures say of them."""

    def __init__(self, read: Read, known: Known, within: People, family: set[str]) -> None:
        self.items = sorted(name for name in family if name not in ITEMS)
        self.known = known
        means = [m for m in read.means if m.variable in family and m.people <= within and m.people]
        lines = [
            line
            for line in read.lines
            if line.people <= within and {line.y, *(x for x, _ in line.slopes)} <= set(self.items)
        ]
        self.cells = refined(
            within,
            [*(m.people for m in means), *(line.people for line in lines)]
            + [known.answered[item] for item in self.items],
        )
        self.index = {person: i for i, cell in enumerate(self.cells) for person in cell}
        self.rows: list[np.ndarray] = []
        self.low: list[float] = []
        self.high: list[float] = []
        for mean in means:
            self._add(self.row(mean.variable, mean.people), *told_sum(mean))
        for line in lines:
            n = len(line.people)
            row = self.row(line.y, line.people)
            slack = n * (line.b0[1] - line.b0[0]) / 2
            for x, (low, high) in line.slopes:
                row = row - (low + high) / 2 * self.row(x, line.people)
                slack += n * 6 * (high - low) / 2
            middle = n * sum(line.b0) / 2
            self._add(row, middle - slack, middle + slack)

    def _add(self, row: np.ndarray, low: float, high: float) -> None:
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def row(self, variable: str, people: Iterable[int]) -> np.ndarray:
        """The sum of a variable over people, as weights of the cells' totals.

        People of one cell answered the same items, so any of them stands for the cell.
        """
        row = np.zeros(len(self.cells) * len(self.items))
        for i in {self.index[person] for person in people}:
            for item, weight in self._weights(variable, self.cells[i]):
                row[i * len(self.items) + self.items.index(item)] = weight
        return row

    def _weights(self, variable: str, cell: People) -> list[tuple[str, float]]:
        person = min(cell)
        asked = ITEMS.get(variable, (variable,))
        there = [item for item in asked if person in self.known.answered[item]]
        return [(item, 1 / len(there)) for item in there]

    def window(self, target: np.ndarray) -> float:
        """How wide the target's possible values are; infinite where nothing binds them."""
        if not self.rows:
            return math.inf
        held = self._solver()
        ends = []
        for sign in (1, -1):
            found = linprog(sign * target, **held)
            if found.status == 2:
                raise AssertionError("the told figures contradict each other")
            if found.status != 0:
                return math.inf
            ends.append(sign * found.fun)
        return ends[1] - ends[0]

    def _solver(self) -> dict[str, object]:
        rows = np.array(self.rows)
        both = csr_matrix(np.vstack([rows, -rows]))
        bounds = np.array([*self.high, *(-low for low in self.low)])
        return {"A_ub": both, "b_ub": bounds + 1e-7, "bounds": (None, None), "method": "highs"}


def refined(within: People, groups: Sequence[People]) -> list[People]:
    """People who are in just the same groups, together."""
    cells: dict[tuple[bool, ...], set[int]] = {}
    for person in sorted(within):
        cells.setdefault(tuple(person in group for group in groups), set()).add(person)
    return [frozenset(cell) for cell in cells.values()]


def by_equations(read: Read, known: Known) -> Iterator[Finding]:
    """Few people's answers from all figures about one unit, and from those about the whole."""
    scopes = dict(known.units)
    if len(known.people) <= 90:
        scopes["whole"] = known.people
    for name, within in scopes.items():
        for family in FAMILIES:
            yield from _within(name, System(read, known, within, family), read, family)


def _within(name: str, system: System, read: Read, family: set[str]) -> Iterator[Finding]:
    spanned = Spanned(np.array(system.rows)) if system.rows else None
    if spanned is None:
        return
    targets = {cell for cell in system.cells if len(cell) < THRESHOLD}
    for variable in family:
        told = [m.people for m in read.means if m.variable == variable]
        told = [who for who in dict.fromkeys(told) if who <= frozenset(system.index)]
        targets |= set(_differences(told))
    for cell in sorted(targets, key=sorted):
        for variable in sorted(family):
            who = cell & system.known.answered[variable]
            if not who:
                continue
            asked = [i for i in ITEMS.get(variable, (variable,)) if i in system.items]
            target = sum(system.row(item, who & system.known.answered[item]) for item in asked)
            answers = sum(len(who & system.known.answered[item]) for item in asked)
            if answers and spanned.has(target) and system.window(target) / answers < LEARNT:
                yield Finding("equations", f"{name}: {variable} of {len(who)}: {sorted(who)}")


def _differences(told: Sequence[People]) -> Iterator[People]:
    for one in told:
        for other in told:
            if one < other and 0 < len(other - one) < THRESHOLD:
                yield other - one


class Spanned:
    """Whether a sum can be made of the told ones at all: by rank, before any programming."""

    def __init__(self, rows: np.ndarray) -> None:
        _, values, right = np.linalg.svd(rows, full_matrices=False)
        self.basis = right[values > 1e-9 * max(values[0], 1.0)]

    def has(self, target: np.ndarray) -> bool:
        rest = target - self.basis.T @ (self.basis @ target)
        return bool(np.linalg.norm(rest) < 1e-7 * max(np.linalg.norm(target), 1.0))


def by_rank(read: Read, known: Known) -> Iterator[Finding]:
    """Unions of few people that nobody would think of, variable by variable, by null vectors.

    A union's sum follows from the told sums when every null vector of these adds up to zero over
    the union; two random null vectors are tried. Then the rounding says how much is learnt.
    """
    for variable in sorted({mean.variable for mean in read.means}):
        means = [m for m in read.means if m.variable == variable and m.people]
        told = list(dict.fromkeys(m.people for m in means))
        cells = refined(frozenset().union(*told), told)
        small = [i for i, cell in enumerate(cells) if len(cell) < THRESHOLD]
        if not small:
            continue
        matrix = np.array([[int(cell <= who) for cell in cells] for who in told], dtype=np.int64)
        keys = _null_keys(matrix)
        for chosen in _zero_unions(small, [len(cell) for cell in cells], keys):
            who = frozenset().union(*(cells[i] for i in chosen))
            width = _width(matrix, means, told, cells, chosen)
            if width / len(who) < LEARNT:
                yield Finding("rank", f"{variable} of {len(who)}: {sorted(who)}")


def _null_keys(matrix: np.ndarray) -> np.ndarray:
    """Two random null vectors of the matrix, modulo a prime: one column each."""
    rows = matrix % PRIME
    rank, pivots = 0, []
    for column in range(rows.shape[1]):
        found = np.flatnonzero(rows[rank:, column])
        if not len(found):
            continue
        at = rank + int(found[0])
        rows[[rank, at]] = rows[[at, rank]]
        rows[rank] = rows[rank] * pow(int(rows[rank, column]), -1, PRIME) % PRIME
        others = [i for i in np.flatnonzero(rows[:, column]) if i != rank]
        rows[others] = (rows[others] - rows[others, column][:, None] * rows[rank]) % PRIME
        pivots.append(column)
        rank += 1
        if rank == len(rows):
            break
    draw = np.random.default_rng(12345)
    keys = draw.integers(1, PRIME, size=(matrix.shape[1], 2))
    keys[pivots] = 0
    for i, column in enumerate(pivots):
        for k in range(2):
            total = sum(int(a) * int(b) for a, b in zip(rows[i], keys[:, k], strict=True) if a)
            keys[column, k] = -total % PRIME
    return keys


def _zero_unions(
    small: Sequence[int], sizes: Sequence[int], keys: np.ndarray
) -> Iterator[tuple[int, ...]]:
    """Unions of up to three small cells, together below the threshold, whose keys add to zero."""
    as_pairs = {i: (int(keys[i, 0]), int(keys[i, 1])) for i in small}
    by_key: dict[tuple[int, int], list[int]] = {}
    for i, key in as_pairs.items():
        by_key.setdefault(key, []).append(i)
    yield from ((i,) for i in by_key.get((0, 0), ()))
    rest = [i for i in small if as_pairs[i] != (0, 0)]
    for at, i in enumerate(rest):
        yield from _completed((i,), sizes, as_pairs, by_key)
        if sizes[i] == 1:
            for j in rest[at + 1 :]:
                if sizes[j] == 1:
                    yield from _completed((i, j), sizes, as_pairs, by_key)


def _completed(
    head: tuple[int, ...],
    sizes: Sequence[int],
    keys: dict[int, tuple[int, int]],
    by_key: dict[tuple[int, int], list[int]],
) -> Iterator[tuple[int, ...]]:
    wanted = tuple(-sum(keys[i][k] for i in head) % PRIME for k in range(2))
    for last in by_key.get(wanted, ()):  # type: ignore[arg-type]
        if last > head[-1] and sum(sizes[i] for i in head) + sizes[last] < THRESHOLD:
            yield (*head, last)


def _width(
    matrix: np.ndarray,
    means: Sequence[Mean],
    told: Sequence[People],
    cells: Sequence[People],
    chosen: Sequence[int],
) -> float:
    sums = {who: (-math.inf, math.inf) for who in told}
    for mean in means:
        low, high = told_sum(mean)
        old = sums[mean.people]
        sums[mean.people] = max(low, old[0]), min(high, old[1])
    target = np.zeros(len(cells))
    target[list(chosen)] = 1.0
    both = csr_matrix(np.vstack([matrix, -matrix]))
    bounds = np.array([high for _, high in sums.values()] + [-low for low, _ in sums.values()])
    held = {"A_ub": both, "b_ub": bounds + 1e-7, "bounds": (None, None), "method": "highs"}
    ends = [sign * linprog(sign * target, **held).fun for sign in (1, -1)]
    return ends[1] - ends[0]
