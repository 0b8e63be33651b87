"""A published figure and the line it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.history.precision import Spread
from generator.results.trend import Measure, NoInterval
from generator.results.values import Bound, Count, Number, Suppressed

DECIMALS: Final[dict[Measure, int]] = {
    "construct": 2,
    "indicator": 1,
    "target": 2,
    "score": 2,
    "clients": 1,
}
"""The printed precision of each measure, as its field in the results declares it."""

SCORECARD, CLIENTS = "scorecard", "clients"


@dataclass(frozen=True, slots=True)
class Key:
    """Which line a figure belongs to."""

    measure: Measure
    group: str
    variable: str
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure; ``error`` is how far rounding can have moved it."""

    value: float | Suppressed | Bound
    n: Count
    error: float
    spread: Spread | None = None
    no_interval: NoInterval | None = None
    ci: tuple[Number, Number] = (None, None)
    target: Number = None


Figures = dict[Key, Figure]
Found = Iterator[tuple[Key, Figure]]


def rounding_of(measure: Measure) -> float:
    """How far a printed figure can be from the one it was rounded from."""
    return 0.5 * 10.0 ** -DECIMALS[measure]
