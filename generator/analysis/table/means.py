"""Construct means of the total, of size classes and of units.

The interval of a unit's mean is that of the pooled spread, s / sqrt(n) on its degrees of freedom:
a unit's own spread says too much of few people, and knows too little.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.analysis.numerics.inference import mean_interval
from generator.analysis.table.sums import (
    SIZE_CLASS_FROM,
    Within,
    added,
    resting_on,
    statistics_of,
    within,
)
from generator.results.survey import Descriptives, SizeMeans, VariableStatistics
from generator.results.table import GroupTable, Place, TableCell
from generator.results.values import Rule, Suppressed, published_count
from generator.scoring.units import AnalysisUnit
from generator.study.model import Study


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
            yield (
                label,
                SizeMeans(
                    group=table.group,
                    n=sum(published_count(place.n) for place in members.values()),
                    rows=rows,
                    size=size,
                    units=tuple(members),
                ),
            )


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
