"""Windows: how many answers, or degrees of freedom, there may be, and which of them fit a p."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from scipy.special import fdtrc, stdtr, stdtrit

from generator.table_audit.figures import SLACK, Interval

Tail = Callable[[float, float], float]
"""p from the size of a statistic and its degrees of freedom; it falls in both."""

MOST = 10**9
"""No study has more answers; a search for n ends here."""


@dataclass(frozen=True, slots=True)
class Window:
    """All counts from ``low`` to ``high``, both included; ``high`` None when there is no end."""

    low: int
    high: int | None

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low} or more"
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"

    @property
    def exact(self) -> int | None:
        """The one count there is; None when there are several."""
        return self.low if self.low == self.high else None

    def less(self, lost: int, more: int | None = None) -> Window:
        """So many fewer, at least one; up to ``more`` fewer at the lower end."""
        low = self.low - (lost if more is None else more)
        high = None if self.high is None else max(self.high - lost, 1)
        return Window(max(low, 1), high)

    def common(self, other: Window | None) -> Window | None:
        """The counts in both; None when there are none."""
        if other is None:
            return None
        low, highs = max(self.low, other.low), (self.high, other.high)
        high = min((high for high in highs if high is not None), default=None)
        return None if high is not None and high < low else Window(low, high)


ANY = Window(1, None)


def p_of_t(size: float, df: float) -> float:
    """Two-tailed p of Student's t."""
    return float(2 * stdtr(df, -size))


def p_of_r(size: float, df: float) -> float:
    """Two-tailed p of Pearson's r, on n - 2 degrees of freedom."""
    # t = r sqrt(n - 2) / sqrt(1 - r^2) is Student's on n - 2 degrees of freedom (Fisher 1915).
    return 0.0 if size >= 1 else p_of_t(size * math.sqrt(df / (1 - size * size)), df)


def p_of_f(f: Interval, df1: Interval, df2: Interval) -> Interval:
    """Every p of F that the values and the degrees of freedom can have."""
    values = f.within(0.0, math.inf)
    ends = product((df1.low, df1.high), (df2.low, df2.high), (values.low, values.high))
    ps = [float(fdtrc(*end)) for end in ends]
    return Interval(min(ps), max(ps))


def fitting(size: Interval, p: Interval, tail: Tail) -> Window | None:
    """The degrees of freedom at which some value of ``size`` has its p in the interval ``p``.

    p falls with df, so they lie together: from where the largest value is significant enough to
    where the smallest is no longer too significant.
    """
    p = p.within(0.0, 1.0)
    dfs = range(1, MOST)
    first = bisect_left(dfs, True, key=lambda df: tail(size.high, df) <= p.high + SLACK)
    beyond = bisect_left(dfs, True, key=lambda df: tail(size.low, df) < p.low - SLACK)
    if first >= beyond:
        return None
    return Window(dfs[first], None if beyond == len(dfs) else dfs[beyond - 1])


def p_between(size: Interval, df: Window, tail: Tail) -> Interval:
    """Every p that the sizes can have in a window of degrees of freedom."""
    smallest = 0.0 if df.high is None else tail(size.high, df.high)
    return Interval(smallest, tail(size.low, df.low))


def half_width(se: Interval, df: Window) -> Interval:
    """Half of every 95 % interval that the standard errors can have: t(.975, df) SE."""
    # t falls with df, so that the narrowest interval is that of the most degrees of freedom.
    most = math.inf if df.high is None else df.high
    return Interval(se.low * -float(stdtrit(most, 0.025)), se.high * -float(stdtrit(df.low, 0.025)))
