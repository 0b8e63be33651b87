"""How far a printed figure may be off, and the interval of the difference of two of them.

A mean has a standard error s / sqrt(n) and degrees of freedom; the difference of two independent
means has the interval of Welch (1947) with Satterthwaite's degrees of freedom. A share, and a mean
of offices' shares, has Wilson's (1927) interval for each office; their difference is put together
by the square-and-add rule: method 10 of Newcombe (1998), for weighted sums Zou & Donner (2008).
An answer on a scale from a to b, taken as (x - a) / (b - a), varies at most as a share with the
same mean does (Bhatia & Davis 2000), so that interval is then the widest the answers allow.

Printed figures are rounded. ``rounding`` is how far rounding can have moved the difference; it is
added to both sides, so that the interval holds the one of the unrounded figures.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from generator.analysis.numerics.inference import (
    SIGNIFICANCE,
    t_quantile,
    t_two_tailed,
    z_quantile,
    z_two_tailed,
)

LARGEST_Z = 40.0
"""Beyond it a two-tailed p is no number apart from 0."""


@dataclass(frozen=True, slots=True)
class MeanSpread:
    """Of a mean of answers: its standard error and the degrees of freedom behind it."""

    se: float
    df: float


@dataclass(frozen=True, slots=True)
class Part:
    """One office's share of ``n``; None where it is not published."""

    share: float | None
    n: int | None

    def reach(self, z: float, *, up: bool) -> float:
        """How far Wilson's limit lies from the share; the farthest it could if unpublished."""
        if self.share is None or self.n is None:
            return min(z / 2, 1.0)
        squared = z * z / self.n
        middle = self.share + squared / 2
        half = z * math.sqrt(self.share * (1 - self.share) / self.n + squared / (4 * self.n))
        limit = (middle + half if up else middle - half) / (1 + squared)
        return max(limit - self.share if up else self.share - limit, 0.0)


@dataclass(frozen=True, slots=True)
class ShareSpread:
    """Of the unweighted mean of offices' shares, on a scale ``width`` wide."""

    parts: tuple[Part, ...]
    width: float

    def reach(self, z: float, *, up: bool) -> float:
        """How far the limit lies from the mean, on the scale."""
        squares = math.fsum(part.reach(z, up=up) ** 2 for part in self.parts)
        return self.width * math.sqrt(squares) / len(self.parts)


Spread = MeanSpread | ShareSpread


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference now less then, with what is needed to test it and to put an interval on it."""

    value: float
    now: Spread
    then: Spread
    rounding: float

    def interval(self, tail: float) -> tuple[float, float]:
        """The limits that leave ``tail`` on either side."""
        if isinstance(self.now, MeanSpread) and isinstance(self.then, MeanSpread):
            se, df = _welch(self.now, self.then)
            down = up = t_quantile(df, tail=tail) * se
        else:
            down, up = self._share_reach(z_quantile(tail=tail))
        return self.value - down - self.rounding, self.value + up + self.rounding

    def p(self) -> float:
        """Two-tailed p: the level at which the interval begins to leave out zero."""
        excess = abs(self.value) - self.rounding
        if excess <= 0:
            return 1.0
        if isinstance(self.now, MeanSpread) and isinstance(self.then, MeanSpread):
            se, df = _welch(self.now, self.then)
            return (t_two_tailed(excess / se, df) or 0.0) if se else 0.0
        side = 0 if self.value > 0 else 1
        low, high = 0.0, LARGEST_Z
        while high - low > 1e-9:
            middle = (low + high) / 2
            low, high = (
                (middle, high) if self._share_reach(middle)[side] < excess else (low, middle)
            )
        return z_two_tailed(low)

    def _share_reach(self, z: float) -> tuple[float, float]:
        now, then = self.now, self.then
        if not isinstance(now, ShareSpread) or not isinstance(then, ShareSpread):
            raise TypeError("a mean of answers is not compared with a share")
        down = math.hypot(now.reach(z, up=False), then.reach(z, up=True))
        return down, math.hypot(now.reach(z, up=True), then.reach(z, up=False))


def _welch(a: MeanSpread, b: MeanSpread) -> tuple[float, float]:
    """Standard error and Satterthwaite's degrees of freedom of a difference of means."""
    va, vb = a.se**2, b.se**2
    below = va**2 / a.df + vb**2 / b.df
    return math.sqrt(va + vb), (va + vb) ** 2 / below if below else min(a.df, b.df)


def holm_tails(p_values: Sequence[float]) -> list[tuple[float, float]]:
    """Holm's (1979) p of each test, and the tail of the interval that goes with it.

    The interval has the level at which Holm tests, .05 / (m - rank + 1), and where he has stopped
    the level he stopped at: it leaves out zero exactly when the adjusted p is below .05.
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    found = [(1.0, 1.0)] * len(p_values)
    running, factor = 0.0, len(p_values)
    for rank, i in enumerate(order):
        if running < SIGNIFICANCE:
            factor = len(p_values) - rank
        running = min(max(running, p_values[i] * (len(p_values) - rank)), 1.0)
        found[i] = (running, SIGNIFICANCE / 2 / factor)
    return found
