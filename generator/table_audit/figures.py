"""Printed figures: what a cell says, every value that is printed so, and what it can be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

SLACK = 1e-9
"""What two computations of one value may differ by, relative to its size (at least 1)."""

_FIGURE = re.compile(
    r"(?P<bound>[<>])?\s*(?P<sign>[-\u2212\u2013])?\s*"
    r"(?P<whole>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d*)(?:[.,](?P<fraction>\d+))?"
    r"[\s\u00a0]*%?\s*(?P<stars>\*{0,3})"
)

RANGE = re.compile(r"(.*\d)\s*(?:\u2013|-| to | til )\s*([-\u2212]?[\d,.]+)")
"""An interval, as ``0,10 til 0,35`` or ``0,10 – 0,35``."""

MEAN_SD = re.compile(r"([^()]+)\(([^()]+)\)")
"""A mean with its standard deviation in brackets, as ``3,91 (0,85)``."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from ``low`` to ``high``, both included."""

    low: float
    high: float

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def times(self, factor: float) -> Interval:
        """Every value multiplied by one number that is not negative."""
        return Interval(self.low * factor, self.high * factor)

    def over(self, other: Interval) -> Interval:
        """Every quotient of two intervals of values that are not negative."""
        return Interval(_quotient(self.low, other.high, 0), _quotient(self.high, other.low))

    def size(self) -> Interval:
        """The absolute values."""
        low = 0.0 if self.low <= 0 <= self.high else min(abs(self.low), abs(self.high))
        return Interval(low, max(abs(self.low), abs(self.high)))

    def squared(self) -> Interval:
        """The squares."""
        size = self.size()
        return Interval(size.low**2, size.high**2)

    def root(self) -> Interval:
        """The square roots of those that are not negative."""
        return Interval(math.sqrt(max(self.low, 0.0)), math.sqrt(max(self.high, 0.0)))

    def within(self, low: float, high: float) -> Interval:
        """The same interval, cut off at the ends of what the figure can be at all."""
        return Interval(min(max(self.low, low), high), max(min(self.high, high), low))

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return not (_clearly_above(self.low, other.high) or _clearly_above(other.low, self.high))

    def narrowed(self, printed: Figure | None) -> Interval:
        """Those that a printed figure leaves possible; all of them where the two disagree."""
        if printed is None or not printed.interval.meets(self):
            return self
        low = max(self.low, printed.interval.low)
        return Interval(low, max(low, min(self.high, printed.interval.high)))


def exactly(value: float) -> Interval:
    """One value alone."""
    return Interval(value, value)


@dataclass(frozen=True, slots=True)
class Check:
    """One cell held against what the other cells make possible."""

    row: int
    column: int
    holds: bool
    possible: str
    why: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number: its text and value, the values that are rounded to it, and its place."""

    text: str
    value: float
    decimals: int
    interval: Interval
    starred: bool
    row: int
    column: int

    @property
    def count(self) -> int | None:
        """The figure as a count of something; None when it is not printed as one."""
        whole = self.decimals == 0 and self.value >= 0 and self.is_rounded
        return int(self.value) if whole else None

    @property
    def is_rounded(self) -> bool:
        """Whether a value was rounded to it; else it is the end of what the value can be."""
        return math.isfinite(self.interval.low) and math.isfinite(self.interval.high)

    @property
    def size(self) -> Figure:
        """The figure without its sign."""
        return replace(self, interval=self.interval.size())

    def check(self, holds: bool, possible: str, why: str) -> Check:
        """What was found when the figure was held against other cells."""
        return Check(self.row, self.column, holds, possible, why)


def held(printed: Figure | None, *possible: Interval, why: str) -> Iterator[Check]:
    """A printed figure against the values it can have, in any interval; the first is shown."""
    if printed is not None:
        holds = any(part.meets(printed.interval) for part in possible)
        yield printed.check(holds, shown(possible[0], printed.decimals), why)


def counted(printed: Figure | None, exact: int, why: str) -> Iterator[Check]:
    """A count against the only one it can be; none where it is not printed as a count."""
    if printed is not None and printed.count is not None:
        yield printed.check(printed.count == exact, str(exact), why)


@cache
def read_figure(text: str, row: int = 0, column: int = 0) -> Figure | None:
    """The number a cell prints, with either decimal sign; None when it prints something else.

    >>> read_figure("-,31596*").interval
    Interval(low=-0.315965, high=-0.315955)
    """
    found = _FIGURE.fullmatch(text.strip())
    if not found or not (found["whole"] or found["fraction"]):
        return None
    whole = re.sub(r"\D", "", found["whole"]) or "0"
    fraction = found["fraction"] or ""
    value = float(f"{'-' if found['sign'] else ''}{whole}.{fraction or 0}")
    return Figure(
        text=text.strip().rstrip("*"),
        value=value,
        decimals=len(fraction),
        interval=_rounded_to(value, len(fraction), found["bound"]),
        starred=bool(found["stars"]),
        row=row,
        column=column,
    )


def read_pair(
    pair: re.Pattern[str], text: str, row: int, column: int
) -> tuple[Figure | None, Figure | None]:
    """Both figures of a cell that prints two; None and None when it does not."""
    found = pair.fullmatch(text.strip())
    if not found:
        return None, None
    return read_figure(found[1], row, column), read_figure(found[2], row, column)


def shown(interval: Interval, decimals: int) -> str:
    """An interval as a reader wants it: one decimal more than the printed figure had."""
    low, high = (f"{value:.{decimals + 1}f}" for value in (interval.low, interval.high))
    if math.isinf(interval.high):
        return f"{low} or more"
    return low if low == high else f"{low} to {high}"


def _rounded_to(value: float, decimals: int, bound: str | None) -> Interval:
    if bound == "<":
        return Interval(-math.inf, value)
    if bound == ">":
        return Interval(value, math.inf)
    half = 0.5 * 10.0**-decimals
    places = decimals + 1
    return Interval(round(value - half, places), round(value + half, places))


def _clearly_above(a: float, b: float) -> bool:
    if math.isinf(a) or math.isinf(b):
        return a > b
    return a - b > SLACK * max(1.0, abs(a), abs(b))


def _quotient(part: float, whole: float, undefined: float = math.inf) -> float:
    if whole == 0 or math.isinf(part):
        return undefined if part == 0 else math.inf
    return part / whole
