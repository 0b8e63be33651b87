"""Sums of cells, and what the pooled spread within places lets be said of them.

mean = sum n_j m_j / N; the squares about it = (N - J) s^2 + sum n_j (m_j - mean)^2 over J places,
with s the standard deviation pooled within places.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar, cast

import numpy as np

from generator.analysis.numerics.inference import finite, mean_interval
from generator.results.survey import VariableStatistics
from generator.results.table import EVERYBODY, OTHER, GroupTable, Place
from generator.results.values import Bound, Number, Suppressed, published_count

Part = TypeVar("Part")

SIZE_CLASS_FROM: Final = 3
"""How many units a size class takes: with two, each could subtract itself."""


@dataclass(frozen=True, slots=True)
class Within:
    """The spread within places of one variable."""

    sd: Number
    df: int

    @property
    def variance(self) -> float:
        """The pooled variance; NaN where it is not published."""
        return self.sd**2 if isinstance(self.sd, float) else math.nan

    def figure(self, value: Number) -> Number:
        """A figure that rests on the spread: suppressed where that is, None where undefined."""
        if isinstance(self.sd, Suppressed):
            return self.sd
        return finite(value) if isinstance(value, float) else value


def within(table: GroupTable, variable: str) -> Within:
    """The spread of a variable."""
    spread = table.spread(variable)
    return Within(None, 0) if spread is None else Within(spread.sd, published_count(spread.df))


@dataclass(frozen=True, slots=True)
class Sum:
    """Cells added up: people, cells, their mean, and the squares of the cells' means about it."""

    n: int
    cells: int
    mean: float
    between: float

    def squares(self, spread: Within) -> float:
        """The squares of all people about the mean."""
        return (self.n - self.cells) * spread.variance + self.between

    def variance(self, spread: Within) -> float:
        """The variance of all people; NaN of one."""
        return self.squares(spread) / (self.n - 1) if self.n > 1 else math.nan


def added(cells: Iterable[tuple[int, float]]) -> Sum:
    """The sum of cells given as n and mean."""
    pairs = list(cells)
    n = np.array([count for count, _ in pairs], dtype=float)
    means = np.array([mean for _, mean in pairs], dtype=float)
    if not n.sum():
        return Sum(0, len(pairs), math.nan, 0.0)
    mean = float(n @ means / n.sum())
    return Sum(int(n.sum()), len(pairs), mean, float(n @ (means - mean) ** 2))


def statistics_of(variable: str, total: Sum, spread: Within) -> VariableStatistics:
    """n, mean, SD and the t interval of the mean, of several cells together."""
    sd = math.sqrt(total.variance(spread))
    low, high = mean_interval(total.mean, sd / math.sqrt(total.n), total.n - 1)
    return VariableStatistics(
        variable=variable,
        n=total.n,
        mean=total.mean,
        sd=spread.figure(sd),
        ci_low=spread.figure(low),
        ci_high=spread.figure(high),
    )


def resting_on(mean: Number) -> Suppressed | None:
    """What figures become that rest on a mean that is in no sum."""
    if isinstance(mean, Bound):
        return Suppressed("homogeneity")
    return mean if isinstance(mean, Suppressed) else None


def without_figures(kind: type[Part], rule: Suppressed, **known: Any) -> Part:
    """A node's part whose figures are suppressed by ``rule``, except for what is ``known``."""
    figures = [spec.name for spec in fields(cast(Any, kind)) if "decimals" in spec.metadata]
    return kind(**dict.fromkeys(figures, rule) | known)


def is_unit(place: Place) -> bool:
    """Whether a place is one published unit."""
    return place.place not in (OTHER, EVERYBODY)


def units_summed(table: GroupTable, variable: str) -> list[tuple[Place, int, float]]:
    """The published units that are in the variable's sums, with n and mean."""
    return [found for found in table.summed(variable) if is_unit(found[0])]
