"""Sums of cells, and what they say: means of the total, of size classes and of units.

mean = sum n_j m_j / N; the squares about it = (N - J) s^2 + sum n_j (m_j - mean)^2 over J places,
with s the standard deviation pooled within places. The interval of a unit's mean is s / sqrt(n) on
the degrees of freedom of s: a unit's own spread says too much of few people, and knows too little.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast

from generator.analysis.numerics.inference import finite, mean_interval
from generator.results.survey import Descriptives, SizeMeans, VariableStatistics
from generator.results.table import EVERYBODY, OTHER, GroupTable, Place, TableCell
from generator.results.values import Bound, Number, Rule, Suppressed, decimal_mean, published_count
from generator.round.model import SIZE_CLASS_FROM
from generator.scoring.units import AnalysisUnit
from generator.study.model import Study

Part = TypeVar("Part")


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
    n = sum(count for count, _ in pairs)
    if not n:
        return Sum(0, len(pairs), math.nan, 0.0)
    mean = decimal_mean([mean for _, mean in pairs], [count for count, _ in pairs])
    between = math.fsum(count * (each - mean) ** 2 for count, each in pairs)
    return Sum(n, len(pairs), mean, between)


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


def total_means(table: GroupTable, *, variables: Sequence[str], newest: int) -> Descriptives:
    """Everybody in the sums of each variable; ``newest`` is the release that is being made."""
    rows = tuple(total_statistics(table, name, newest=newest) for name in variables)
    return Descriptives(group=table.group, n=table.base, rows=rows)


def total_statistics(table: GroupTable, variable: str, *, newest: int) -> VariableStatistics:
    """One variable over everybody in its sums.

    ``release`` is the newest of the cells', where it is before the one that is being made.
    """
    cells = [cell for _, cell in table.column(variable)]
    places = table.summed(variable)
    release = max((cell.release for cell in cells), default=newest)
    if places:
        total = added((n, mean) for _, n, mean in places)
        row = statistics_of(variable, total, within(table, variable))
    else:
        row = _not_summed(variable, cells)
    return replace(row, release=_dated(release, newest))


def _not_summed(variable: str, cells: Sequence[TableCell]) -> VariableStatistics:
    """A variable that no place has a figure of; the one place's bound is the total's."""
    if len(cells) == 1:
        return _as_printed(cells[0])
    rules = [resting_on(cell.mean) for cell in cells]
    known = [rule for rule in rules if rule is not None]
    if cells and not known:
        return no_moments(variable)
    bounded = Suppressed("homogeneity")
    rule = bounded if bounded in known else next(iter(known), Suppressed("threshold"))
    return suppressed_statistics(variable, rule.suppressed)


def suppressed_statistics(variable: str, rule: Rule) -> VariableStatistics:
    """A variable of which no figure is published."""
    why = Suppressed(rule)
    return VariableStatistics(variable=variable, n=why, mean=why, sd=why, ci_low=why, ci_high=why)


def _as_printed(cell: TableCell) -> VariableStatistics:
    rule = resting_on(cell.mean)
    if rule is None:
        return no_moments(cell.variable)
    return VariableStatistics(
        variable=cell.variable, n=cell.n, mean=cell.mean, sd=rule, ci_low=rule, ci_high=rule
    )


def place_means(
    table: GroupTable, place: Place, *, variables: Sequence[str], newest: int
) -> Descriptives:
    """The variables' means in one place, with intervals by the pooled spread; no SD of its own."""
    cells = {cell.variable: cell for cell in place.cells}
    rows = tuple(
        replace(
            _place_statistics(cells[name], within(table, name)),
            release=_dated(cells[name].release, newest),
        )
        for name in variables
        if name in cells
    )
    return Descriptives(group=table.group, n=place.n, rows=rows)


def _place_statistics(cell: TableCell, spread: Within) -> VariableStatistics:
    if not isinstance(cell.mean, float):
        return replace(_as_printed(cell), sd=None)
    se = math.sqrt(spread.variance / published_count(cell.n))
    low, high = mean_interval(cell.mean, se, spread.df)
    return VariableStatistics(
        variable=cell.variable,
        n=cell.n,
        mean=cell.mean,
        sd=None,
        ci_low=spread.figure(low),
        ci_high=spread.figure(high),
    )


def size_means(
    table: GroupTable, *, variables: Sequence[str], units: Sequence[AnalysisUnit], study: Study
) -> Iterator[tuple[str, SizeMeans]]:
    """Each size class with enough published units to stand for one, under its label."""
    for size, label in study.size_classes.items():
        places = {unit.id: table.place(unit.id) for unit in units if unit.size == size}
        members = {name: place for name, place in places.items() if place is not None}
        if len(members) >= SIZE_CLASS_FROM:
            rows = tuple(_size_statistics(table, name, members) for name in variables)
            n = sum(published_count(place.n) for place in members.values())
            names = tuple(members)
            yield label, SizeMeans(group=table.group, n=n, rows=rows, size=size, units=names)


def _size_statistics(
    table: GroupTable, variable: str, members: dict[str, Place]
) -> VariableStatistics:
    cells = [(n, mean) for place, n, mean in table.summed(variable) if place.place in members]
    if len(cells) < SIZE_CLASS_FROM:
        return suppressed_statistics(variable, "size")
    return statistics_of(variable, added(cells), within(table, variable))


def _dated(release: int, newest: int) -> int | None:
    """A release where it is not the newest."""
    return release if release < newest else None


def no_moments(variable: str) -> VariableStatistics:
    """The statistics of a variable nobody answered."""
    return VariableStatistics(variable=variable, n=0, undefined="nobody answered")
