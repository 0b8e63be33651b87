"""The means of answers that a round published for a scope, with how they vary."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from generator.analysis.numerics.inference import CONFIDENCE, z_quantile
from generator.history.precision import MeanSpread
from generator.history.published_round import (
    TOTAL,
    Figure,
    Key,
    PlaceValue,
    PublishedRound,
    Scope,
    pooled,
)
from generator.results.survey import Descriptives, SizeMeans, VariableStatistics
from generator.results.table import Spread
from generator.results.values import Suppressed, published_count, published_number, round_half_away

DECIMALS: Final = 2

Found = Iterator[tuple[Key, Figure]]


def constructs(published: PublishedRound, scope: Scope, units: Sequence[str]) -> Found:
    """The means of the scope; ``units`` are what a unit of today was then."""
    study, nodes = published.study, dict[str, Descriptives | Suppressed | None]()
    if scope == TOTAL:
        for group in study.groups:
            nodes[group] = published.node(f"constructs/{group}", Descriptives)
    elif study.unit_file and len(units) > 1:
        yield from _together(published, study.unit_file.group, units)
    elif study.unit_file:
        group = study.unit_file.group
        if scope.unit:
            of_unit = units and published.node("constructs", Descriptives, unit=units[0])
            nodes[group] = of_unit or None
        else:
            size = f"size/{group}/{study.size_classes.get(scope.size or '')}"
            nodes[group] = published.node(size, SizeMeans)
    for group, node in nodes.items():
        if isinstance(node, Suppressed):
            for name in study.scored(group):
                if name in study.constructs:
                    yield Key("construct", group, name), Figure(node, node, None, "no_spread")
            continue
        table = published.released.table.of(group)
        for row in node.rows if node else ():
            if row.mean is not None:
                spread = mean_spread(row, table.spread(row.variable) if table else None)
                ci = (row.ci_low, row.ci_high) if isinstance(row.mean, float) else (None, None)
                key = Key("construct", group, row.variable)
                places = {} if scope.unit else _cells(published, key)
                yield key, Figure(row.mean, row.n, spread, "no_spread", ci=ci, places=places)


def _cells(published: PublishedRound, key: Key) -> dict[str, PlaceValue]:
    """The published means of a construct by unit, at their printed precision."""
    table = published.released.table.of(key.group)
    cells = table.summed(key.variable) if table else []
    return {
        place.place: PlaceValue(round_half_away(mean, DECIMALS), n)
        for place, n, mean in cells
        if place.place in published.units
    }


def _together(published: PublishedRound, group: str, units: Sequence[str]) -> Found:
    """The means of several units taken together, where each of them is published."""
    table = published.released.table.of(group)
    for name in published.study.scored(group) if table else ():
        key = Key("construct", group, name)
        cells = _cells(published, key)
        if name in published.study.constructs and table and all(unit in cells for unit in units):
            yield from _sum_of_cells(key, [cells[unit] for unit in units], table.spread(name))


def _sum_of_cells(key: Key, cells: Sequence[PlaceValue], pooled_spread: Spread | None) -> Found:
    if (together := pooled(cells)) and together.n:
        sd = published_number(pooled_spread.sd) if pooled_spread else None
        df = published_count(pooled_spread.df) if pooled_spread else 0
        spread = MeanSpread((sd + 0.005) / math.sqrt(together.n), df) if sd and df else None
        mean = round_half_away(together.value, DECIMALS)
        yield key, Figure(mean, together.n, spread, "no_spread", roundings=2)


def mean_spread(row: VariableStatistics, pooled: Spread | None) -> MeanSpread | None:
    """The standard error of a printed mean, with the most that rounding can have hidden of it.

    From the SD beside it (+ 0.005); without one, in a unit, from the spread within units that its
    printed interval rests on (+ 0.005); without that from half the width of the interval
    (+ 0.005), divided by z since t is never less.
    """
    n = published_count(row.n)
    if n < 2:
        return None
    if isinstance(row.sd, float):
        return MeanSpread((row.sd + 0.005) / math.sqrt(n), n - 1)
    if pooled is not None:
        sd, df = published_number(pooled.sd), published_count(pooled.df)
        if sd is not None and df:
            return MeanSpread((sd + 0.005) / math.sqrt(n), df)
    low, high = published_number(row.ci_low), published_number(row.ci_high)
    if low is None or high is None:
        return None
    return MeanSpread(((high - low) / 2 + 0.005) / z_quantile(tail=(1 - CONFIDENCE) / 2), n - 1)
