"""The figures that a round published for a scope, with what was printed of how they vary."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from generator.analysis.numerics.inference import CONFIDENCE, z_quantile
from generator.history.indicator_quarters import last_quarter, quarter_figure
from generator.history.precision import MeanSpread, Part, ShareSpread
from generator.history.published_round import (
    CLIENTS,
    SCORECARD,
    TOTAL,
    Figure,
    Figures,
    Key,
    PublishedRound,
    Scope,
)
from generator.results.offices import Attainment, ClientMean, ClientResults, IndicatorResult, Score
from generator.results.survey import Descriptives, Response, SizeMeans, VariableStatistics
from generator.results.table import Spread
from generator.results.trend import Measure, NoInterval
from generator.results.values import (
    Bound,
    Count,
    Number,
    Suppressed,
    decimal_mean,
    published_count,
    published_number,
    round_half_away,
)
from generator.round.model import SIZE_CLASS_FROM

DECIMALS: Final[dict[Measure, int]] = {
    "construct": 2,
    "indicator": 1,
    "year": 1,
    "target": 2,
    "score": 2,
    "clients": 1,
}
"""The printed precision of each measure, as its field in the results declares it."""

Found = Iterator[tuple[Key, Figure]]


def figures(published: PublishedRound, scope: Scope, *, offices: Iterable[str] = ()) -> Figures:
    """Every figure of the scope; ``offices`` are those whose scorecards a unit's report holds."""
    found = [*_constructs(published, scope)]
    if scope.unit:
        found += _results_of_unit(published, scope.unit)
        for office in offices:
            for row in published.scorecards.get(office, ()):
                found += _indicator(published, row, scope, office=office)
    elif scope.size:
        found += _results_of_size(published, scope.size)
    else:
        found += _results_of_total(published)
    return dict(found)


# --- constructs ----------------------------------------------------------------------------


def _constructs(published: PublishedRound, scope: Scope) -> Found:
    study, nodes = published.study, dict[str, Descriptives | Suppressed | None]()
    if scope == TOTAL:
        for group in study.groups:
            nodes[group] = published.node(f"constructs/{group}", Descriptives)
    elif study.unit_file:
        group = study.unit_file.group
        if scope.unit:
            nodes[group] = published.node("constructs", Descriptives, unit=scope.unit)
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
                yield key, Figure(row.mean, row.n, spread, "no_spread", ci=ci)


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


# --- scorecard and client survey -----------------------------------------------------------

UnitMean = tuple[str, ClientMean]
"""A unit and a mean of its clients' answers."""


def _results_of_unit(published: PublishedRound, unit: str) -> Found:
    """A unit's composite scores and its clients' answers."""
    yield from _scores(published, unit)
    why: NoInterval = "merged" if len(published.offices_of(unit)) > 1 else "no_denominator"
    for mean in _client_means(published, unit):
        yield from _client(published, mean, [(unit, mean)], why)


def _results_of_total(published: PublishedRound) -> Found:
    """Means of offices: indicators, composite scores and clients' answers."""
    node = published.node("attainment", Attainment)
    for office in node.offices if isinstance(node, Attainment) else ():
        for row in office.rows:
            yield from _indicator(published, row, TOTAL)
    yield from _scores(published)
    by_variable = _by_client_variable(published, published.released.units)
    for mean in _client_means(published):
        yield from _client(published, mean, by_variable.get(mean.variable, []))


def _results_of_size(published: PublishedRound, size: str) -> Found:
    """Unweighted means of the class: of its offices' quarters, and of its clients' answers.

    The latter are means of printed figures, rounded once more; suppressed if one is.
    """
    for indicator in published.study.indicators:
        yield from _quarter(published, Key("indicator", SCORECARD, indicator), Scope(size=size))
    units = [unit for unit in published.released.units if _size_of(published, unit) == size]
    for variable, means in _by_client_variable(published, units).items():
        mean = _mean_of([each.mean for _, each in means])
        if mean is not None:
            n = _sum_of([each.n for _, each in means])
            of_class = ClientMean(variable=variable, n=n, mean=mean)
            yield from _client(published, of_class, means, roundings=2)


def _indicator(
    published: PublishedRound, row: IndicatorResult, scope: Scope, *, office: str | None = None
) -> Found:
    """An indicator's last quarter, and its attainment to date."""
    yield from _quarter(published, Key("indicator", SCORECARD, row.indicator, office), scope)
    if row.target is not None and row.attainment is not None:
        attained = Figure(row.attainment, row.denominator, None, "no_spread", target=row.target)
        yield Key("target", SCORECARD, row.indicator, office), attained


def _quarter(published: PublishedRound, key: Key, scope: Scope) -> Found:
    window = published.round.window
    if window and (figure := quarter_figure(published, key, scope, last_quarter(window))):
        yield key, figure


def _client(
    published: PublishedRound,
    mean: ClientMean,
    means: Iterable[UnitMean],
    why: NoInterval = "no_denominator",
    *,
    roundings: int = 1,
) -> Found:
    """The mean over units of clients' answers; merged offices' own variance is not known."""
    plan, spread = published.study.client_survey, None
    if plan is not None:
        parts = [
            _part(each.mean, each.n, plan.low, plan.high)
            if len(published.offices_of(unit)) == 1
            else Part(None, None)
            for unit, each in means
        ]
        spread = _share_spread(parts, plan.high - plan.low)
    if mean.mean is not None:
        key = Key("clients", CLIENTS, mean.variable)
        yield key, Figure(mean.mean, mean.n, spread, why, roundings=roundings)


def _scores(published: PublishedRound, unit: str | None = None) -> Found:
    node = published.node("attainment", Attainment, unit=unit)
    scores: tuple[Score, ...] = node.scores if isinstance(node, Attainment) else ()
    for score in scores:
        if score.value is not None:
            key = Key("score", SCORECARD, score.variable)
            yield key, Figure(score.value, None, None, "no_spread")


def _client_means(published: PublishedRound, unit: str | None = None) -> tuple[ClientMean, ...]:
    node = published.node("client_survey", ClientResults, unit=unit)
    return (node.total, *node.categories) if isinstance(node, ClientResults) else ()


def _by_client_variable(
    published: PublishedRound, units: Iterable[str]
) -> dict[str, list[UnitMean]]:
    found: dict[str, list[UnitMean]] = defaultdict(list)
    for unit in units:
        for mean in _client_means(published, unit):
            if mean.mean is not None:
                found[mean.variable].append((unit, mean))
    return found


def _part(value: Number, n: Count, low: float, high: float) -> Part | None:
    """An office's mean as a share of its scale; None where the number behind it is not known."""
    if isinstance(value, Suppressed | Bound) or isinstance(n, Suppressed):
        return Part(None, None)
    if value is None or not n or not low <= value <= high:
        return None
    return Part((value - low) / (high - low), n)


def _share_spread(parts: Sequence[Part | None], width: float) -> ShareSpread | None:
    """The spread of a mean over offices; None as soon as one denominator is not known."""
    known = tuple(part for part in parts if part)
    published = any(part.share is not None for part in known)
    return ShareSpread(known, width) if published and len(known) == len(parts) else None


def _mean_of(values: Sequence[Number]) -> float | Suppressed | None:
    """The mean of printed figures at their own precision; None of fewer than a class takes."""
    if len(values) < SIZE_CLASS_FROM:
        return None
    for value in values:
        if isinstance(value, Suppressed):
            return value
    published = [value for value in values if isinstance(value, float)]
    return round_half_away(decimal_mean(published), DECIMALS["clients"])


def _sum_of(counts: Sequence[Count]) -> Count:
    unknown = [count for count in counts if not isinstance(count, int)]
    return unknown[0] if unknown else sum(map(published_count, counts))


def _size_of(published: PublishedRound, unit: str) -> str | None:
    response = published.node("response", Response, unit=unit)
    if isinstance(response, Response):
        return response.size
    sizes = {each.size for each in published.round.units if each.id in published.offices_of(unit)}
    return sizes.pop() if len(sizes) == 1 else None
