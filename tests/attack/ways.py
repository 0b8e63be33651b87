"""Ways to have answered: what is left when a sum and squares lie in a window, and is it too little.

The answers are whole numbers, so every way is tried where the group is small enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from attack.crowd import Crowd, Means
from attack.reading import THRESHOLD, People, Span
from attack.spreads import Between, Squares
from attack.sums import Finding

KNOWN_TO = 0.1
"""An SD of fewer than twenty-five is learnt when it is known to a tenth of a scale point."""
TRIED = 11
"""Largest group whose every way of answering a statement is tried."""
WAYS = 200_000
"""As many ways are tried and no more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything read about one variable."""

    variable: str
    crowd: Crowd
    means: Means
    squares: tuple[Squares, ...]
    between: tuple[Between, ...]


def least(total: Span) -> float:
    return 0.0 if total[0] * total[1] <= 0 else min(total[0] ** 2, total[1] ** 2)


def most(total: Span) -> float:
    return max(total[0] ** 2, total[1] ** 2)


def learnt(seen: Seen, who: People, total: Span | None, squares: Span) -> Iterator[Finding]:
    """Whether a window for squares, and the sum, tells too much of so few."""
    n = len(who)
    place = f"{seen.variable} of {n}: {sorted(who)[:5]}"
    if n >= THRESHOLD:
        centred = squares
        if total is not None:
            centred = squares[0] - most(total) / n, squares[1] - least(total) / n
        sd = tuple(math.sqrt(max(end, 0.0) / (n - 1)) for end in centred)
        if sd[1] - sd[0] < KNOWN_TO:
            yield Finding("moments", f"{place}: the spread follows to {sd[1] - sd[0]:.3f}")
    ways = ways_of(seen, n)
    if ways is None:
        return
    counts, values = ways
    sums, squared = counts @ values, counts @ values**2
    if total is None:
        squared = squared - sums**2 / n
        total = (-math.inf, math.inf)
    fits = (squared >= squares[0] - 1e-6) & (squared <= squares[1] + 1e-6)
    fits &= (sums >= total[0] - 1e-6) & (sums <= total[1] + 1e-6)
    yield from common(seen, place, n, counts[fits], values)


def ways_of(seen: Seen, n: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Every way so many can have answered, and the values they chose among."""
    crowd, steps = seen.crowd, seen.crowd.steps[seen.variable]
    points = crowd.high - crowd.low
    if (steps == 1 and n > TRIED) or math.comb(n + points * steps, n) > WAYS:
        return None
    values = crowd.low + np.arange(points * steps + 1) / steps
    return compositions(n, len(values)), values


@cache
def compositions(n: int, points: int) -> np.ndarray:
    """Every way n people can choose among so many points: one row each, counts."""
    rows = np.zeros((1, 0), dtype=np.int64)
    for _ in range(points - 1):
        left = n - rows.sum(axis=1)
        parts = [
            np.column_stack([rows[left >= k], np.full((left >= k).sum(), k)]) for k in range(n + 1)
        ]
        rows = np.vstack(parts)
    return np.column_stack([rows, n - rows.sum(axis=1)])


def common(
    seen: Seen, place: str, n: int, ways: np.ndarray, values: np.ndarray
) -> Iterator[Finding]:
    """What all the ways that are left have in common."""
    if not len(ways):
        raise AssertionError(f"{place}: nobody can have answered so")
    if n < THRESHOLD:
        step = 1 / seen.crowd.steps[seen.variable]
        left = len(np.unique(np.round(ways @ values, 6)))
        if (left - 1) * step / n < 1:
            yield Finding("moments", f"{place}: {left} sums are left")
        return
    for i, value in enumerate(values):
        least, most = int(ways[:, i].min()), int(ways[:, i].max())
        if least == most and 0 < least < THRESHOLD:
            yield Finding("moments", f"{place}: just {least} answered {value:.2f}")
        elif least > n - THRESHOLD:
            yield Finding("moments", f"{place}: {least} or more answered {value:.2f}")
