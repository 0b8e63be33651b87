"""The figures a round published for a scope, with what was printed of how they vary."""

from __future__ import annotations

import math

from generator.analysis.numerics.inference import CONFIDENCE, z_quantile
from generator.history.figure import Figure, Figures, Found, Key, rounding_of
from generator.history.precision import MeanSpread
from generator.history.published_round import PublishedRound, Scope
from generator.history.result_figures import (
    results_of_size,
    results_of_total,
    results_of_unit,
    scorecards,
)
from generator.results.survey import Descriptives, SizeMeans, VariableStatistics
from generator.results.table import Spread
from generator.results.values import Bound, Suppressed, published_count, published_number


def figures(edition: PublishedRound, scope: Scope, *, offices: tuple[str, ...] = ()) -> Figures:
    """Every figure of the scope; ``offices`` are those whose scorecards a unit's report holds."""
    if scope.unit:
        found = (*_constructs_of_unit(edition, scope.unit), *results_of_unit(edition, scope.unit))
        return dict([*found, *scorecards(edition, offices)])
    if scope.size:
        return dict([*_constructs_of_size(edition, scope.size), *results_of_size(edition, scope)])
    return dict([*_constructs_of_total(edition), *results_of_total(edition)])


def _constructs_of_total(edition: PublishedRound) -> Found:
    for group in edition.study.groups:
        node = edition.step(f"constructs/{group}", Descriptives)
        yield from _constructs(edition, node, group)


def _constructs_of_unit(edition: PublishedRound, unit: str) -> Found:
    if edition.study.unit_file:
        node = edition.unit(unit, "constructs", Descriptives)
        yield from _constructs(edition, node, edition.study.unit_file.group)


def _constructs_of_size(edition: PublishedRound, size: str) -> Found:
    label = edition.study.size_classes.get(size)
    if edition.study.unit_file and label:
        group = edition.study.unit_file.group
        yield from _constructs(edition, edition.step(f"size/{group}/{label}", SizeMeans), group)


def _constructs(
    edition: PublishedRound, node: Descriptives | Suppressed | None, group: str
) -> Found:
    if node is None:
        return
    if isinstance(node, Suppressed):
        for name in edition.study.scored(group):
            if name in edition.study.constructs:
                yield Key("construct", group, name), Figure(node, node, 0.0)
        return
    for row in node.rows:
        if isinstance(row.mean, Suppressed | Bound):
            yield Key("construct", group, row.variable), Figure(row.mean, row.n, 0.0)
        elif isinstance(row.mean, float):
            yield (
                Key("construct", group, row.variable),
                Figure(
                    row.mean,
                    row.n,
                    rounding_of("construct"),
                    mean_spread(row, pooled_spread(edition, group, row.variable)),
                    ci=(row.ci_low, row.ci_high),
                    no_interval="no_spread",
                ),
            )


def pooled_spread(edition: PublishedRound, group: str, variable: str) -> Spread | None:
    """The spread within units that the round published of a variable."""
    table = edition.released.table.of(group)
    return table.spread(variable) if table else None


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
