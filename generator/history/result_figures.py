"""Published figures of the scorecard and the client survey: of a unit, a class or the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from generator.history.figure import CLIENTS, DECIMALS, SCORECARD, Figure, Found, Key, rounding_of
from generator.history.precision import Part, ShareSpread
from generator.history.published_round import PublishedRound, Scope
from generator.results.offices import Attainment, ClientMean, ClientResults, IndicatorResult, Score
from generator.results.survey import Response
from generator.results.trend import Measure, NoInterval
from generator.results.values import (
    Bound,
    Count,
    Number,
    Suppressed,
    published_count,
    round_half_away,
)

SIZE_CLASS_FROM: Final = 3
"""How many offices a class takes before it is told of: with two, each could subtract itself."""


def scorecards(edition: PublishedRound, offices: Iterable[str]) -> Found:
    """The indicators of single offices, against their targets too."""
    for office in offices:
        for row in edition.cards.get(office, ()):
            part = _part(edition, row)
            yield from _indicator(edition, row, (part,) if part else None, office=office)


def results_of_unit(edition: PublishedRound, unit: str) -> Found:
    """A unit's composite scores and its clients' answers."""
    node = edition.unit(unit, "attainment", Attainment)
    yield from _scores(node.scores if isinstance(node, Attainment) else ())
    clients = edition.unit(unit, "client_survey", ClientResults)
    alone = len(edition.offices_of(unit)) == 1
    for mean in _client_means(clients):
        part = _client_part(edition, mean)
        yield from _client(edition, mean, (part,) if part and alone else None, merged=not alone)


def results_of_total(edition: PublishedRound) -> Found:
    """Means of offices: indicators, composite scores and clients' answers."""
    node = edition.step("attainment", Attainment)
    if isinstance(node, Attainment):
        rows = [row for office in node.offices for row in office.rows]
        by_indicator = _by_indicator(edition)
        for row in rows:
            yield from _indicator(edition, row, _parts(edition, by_indicator[row.indicator]))
        yield from _scores(node.scores)
    by_variable = _by_client_variable(edition, tuple(edition.released.units))
    for mean in _client_means(edition.step("client_survey", ClientResults)):
        parts = _client_parts(edition, by_variable.get(mean.variable, []))
        yield from _client(edition, mean, parts)


def results_of_size(edition: PublishedRound, scope: Scope) -> Found:
    """Unweighted means of the class's printed figures, rounded once more; withheld where one is."""
    for key, figure in _means_of_size(edition, scope):
        yield key, replace(figure, error=2 * figure.error)


def _means_of_size(edition: PublishedRound, scope: Scope) -> Found:
    offices = {unit.id for unit in edition.round.units if unit.size == scope.size}
    for indicator, rows in _by_indicator(edition, within=offices).items():
        measured = [row for _, row in rows if row.result is not None]
        mean = _mean_of([row.result for row in measured], "indicator")
        if mean is not None:
            counts = [row.denominator for row in measured]
            row = IndicatorResult(
                indicator=indicator,
                result=mean,
                target=None,
                attainment=None,
                denominator=_sum_of(counts),
            )
            yield from _indicator(edition, row, _parts(edition, rows))
    units = tuple(unit for unit in edition.released.units if _size_of(edition, unit) == scope.size)
    for variable, means in _by_client_variable(edition, units).items():
        mean = _mean_of([each.mean for _, each in means], "clients")
        if mean is not None:
            n = _sum_of([each.n for _, each in means])
            told = ClientMean(variable=variable, n=n, mean=mean)
            yield from _client(edition, told, _client_parts(edition, means))


def _indicator(
    edition: PublishedRound,
    row: IndicatorResult,
    parts: tuple[Part, ...] | None,
    *,
    office: str | None = None,
) -> Found:
    share = edition.study.indicators[row.indicator].unit == "%"
    if isinstance(row.result, Suppressed):
        figure = Figure(row.result, row.denominator, 0.0)
        yield Key("indicator", SCORECARD, row.indicator, office), figure
    elif row.result is not None:
        spread = ShareSpread(parts, 100.0) if parts and share else None
        why: NoInterval = "no_denominator" if share else "no_spread"
        figure = Figure(row.result, row.denominator, rounding_of("indicator"), spread, why)
        yield Key("indicator", SCORECARD, row.indicator, office), figure
    if row.target is not None and row.attainment is not None:
        error = 0.0 if isinstance(row.attainment, Suppressed) else rounding_of("target")
        figure = Figure(
            row.attainment, row.denominator, error, no_interval="no_spread", target=row.target
        )
        yield Key("target", SCORECARD, row.indicator, office), figure


def _scores(scores: Iterable[Score]) -> Found:
    for score in scores:
        if score.value is not None:
            error = 0.0 if isinstance(score.value, Suppressed) else rounding_of("score")
            figure = Figure(score.value, None, error, no_interval="no_spread")
            yield Key("score", SCORECARD, score.variable), figure


def _client(
    edition: PublishedRound,
    mean: ClientMean,
    parts: tuple[Part, ...] | None,
    *,
    merged: bool = False,
) -> Found:
    plan = edition.study.client_survey
    if plan is None or mean.mean is None:
        return
    key = Key("clients", CLIENTS, mean.variable)
    if isinstance(mean.mean, Suppressed):
        yield key, Figure(mean.mean, mean.n, 0.0)
        return
    spread = ShareSpread(parts, plan.high - plan.low) if parts else None
    why: NoInterval = "merged" if merged else "no_denominator"
    yield key, Figure(mean.mean, mean.n, rounding_of("clients"), spread, why)


def _part(edition: PublishedRound, row: IndicatorResult) -> Part | None:
    """An office's share; None where the number behind it is not known at all."""
    if isinstance(row.result, Suppressed | Bound) or isinstance(row.denominator, Suppressed):
        return Part(None, None)
    if edition.study.indicators[row.indicator].unit != "%" or not row.denominator:
        return None
    if row.result is None or not 0 <= row.result <= 100:
        return None
    return Part(row.result / 100, row.denominator)


Rows = list[tuple[str, IndicatorResult]]


def _parts(edition: PublishedRound, rows: Rows) -> tuple[Part, ...] | None:
    """The parts of a mean over offices; None as soon as one denominator is not known."""
    measured = [row for _, row in rows if row.result is not None]
    parts = [part for row in measured if (part := _part(edition, row))]
    told = any(part.share is not None for part in parts)
    return tuple(parts) if told and len(parts) == len(measured) else None


def _by_indicator(edition: PublishedRound, *, within: set[str] | None = None) -> dict[str, Rows]:
    found: dict[str, Rows] = {name: [] for name in edition.study.indicators}
    for office, rows in edition.cards.items():
        if within is None or office in within:
            for row in rows:
                found[row.indicator].append((office, row))
    return found


Means = list[tuple[str, ClientMean]]


def _client_means(node: ClientResults | Suppressed | None) -> tuple[ClientMean, ...]:
    return (node.total, *node.categories) if isinstance(node, ClientResults) else ()


def _by_client_variable(edition: PublishedRound, units: Iterable[str]) -> dict[str, Means]:
    found: dict[str, Means] = {}
    for unit in units:
        for mean in _client_means(edition.unit(unit, "client_survey", ClientResults)):
            if mean.mean is not None:
                found.setdefault(mean.variable, []).append((unit, mean))
    return found


def _client_parts(edition: PublishedRound, means: Means) -> tuple[Part, ...] | None:
    """Merged offices are one part of the mean, whose own share of the variance is not told."""
    parts = [
        _client_part(edition, mean) if len(edition.offices_of(unit)) == 1 else Part(None, None)
        for unit, mean in means
    ]
    known = tuple(part for part in parts if part)
    told = any(part.share is not None for part in known)
    return known if told and len(known) == len(means) else None


def _client_part(edition: PublishedRound, mean: ClientMean) -> Part | None:
    plan = edition.study.client_survey
    if isinstance(mean.mean, Suppressed | Bound) or isinstance(mean.n, Suppressed):
        return Part(None, None)
    if plan is None or mean.mean is None or not mean.n:
        return None
    return Part((mean.mean - plan.low) / (plan.high - plan.low), mean.n)


def _mean_of(values: list[Number], measure: Measure) -> float | Suppressed | None:
    """The mean of printed figures at their own precision; None of fewer than a class takes."""
    if len(values) < SIZE_CLASS_FROM:
        return None
    for value in values:
        if isinstance(value, Suppressed):
            return value
    told = [value for value in values if isinstance(value, float)]
    return round_half_away(sum(told) / len(told), DECIMALS[measure])


def _sum_of(counts: list[Count]) -> Count:
    for count in counts:
        if not isinstance(count, int):
            return count
    return sum(published_count(count) for count in counts)


def _size_of(edition: PublishedRound, unit: str) -> str | None:
    response = edition.unit(unit, "response", Response)
    if isinstance(response, Response):
        return response.size
    sizes = {each.size for each in edition.round.units if each.id in edition.offices_of(unit)}
    return sizes.pop() if len(sizes) == 1 else None
