"""The figures that a round published for a scope, with what was printed of how they vary."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from generator.history.indicator_quarters import last_quarter, quarter_figure
from generator.history.precision import Part, ShareSpread
from generator.history.published_round import (
    CLIENTS,
    SCORECARD,
    TOTAL,
    Figure,
    Figures,
    Key,
    PlaceValue,
    PublishedRound,
    Scope,
    Where,
    pooled,
)
from generator.history.survey_figures import constructs
from generator.results.offices import Attainment, ClientMean, ClientResults, IndicatorResult, Score
from generator.results.survey import Response
from generator.results.trend import Measure, NoInterval
from generator.results.values import (
    Count,
    Number,
    Suppressed,
    decimal_mean,
    published_count,
    round_half_away,
)
from generator.round.model import SIZE_CLASS_FROM
from generator.study.indicators import ClientSurveyPlan

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


def figures(published: PublishedRound, scope: Scope, where: Where) -> Figures:
    """Every figure of the scope; ``where`` says what a unit and its offices were then."""
    found = [*constructs(published, scope, where.units)]
    if scope.unit:
        found += _results_of_units(published, where.units)
        for office, offices in where.offices.items():
            found += _indicators(published, scope, office, offices)
    elif scope.size:
        found += _results_of_size(published, scope.size)
    else:
        found += _results_of_total(published)
    return dict(found)


UnitMean = tuple[str, ClientMean]
"""A unit and a mean of its clients' answers."""


def _results_of_units(published: PublishedRound, units: Sequence[str]) -> Found:
    """A unit's clients' answers, and the composite scores where it was one unit then."""
    if len(units) == 1:
        yield from _scores(published, units[0])
        why: NoInterval = "merged" if len(published.offices_of(units[0])) > 1 else "no_denominator"
        for mean in _client_means(published, units[0]):
            yield from _client(published, mean, [(units[0], mean)], why)
        return
    for variable, means in _by_client_variable(published, units).items():
        together = pooled(filter(None, (_of_clients(published, *each) for each in means)))
        if together and len(means) == len(units):
            rounded = round_half_away(together.value, DECIMALS["clients"])
            mean = ClientMean(variable=variable, n=together.n, mean=rounded)
            yield from _client(published, mean, [], "merged", roundings=2)


def _results_of_total(published: PublishedRound) -> Found:
    """Means of offices: indicators, composite scores and clients' answers."""
    node = published.node("attainment", Attainment)
    rows = published.scorecards
    for office in node.offices if isinstance(node, Attainment) else ():
        for row in office.rows:
            yield from _quarter(published, Key("indicator", SCORECARD, row.indicator), TOTAL)
            attained = {
                name: PlaceValue(each.attainment, None)
                for name, own in rows.items()
                for each in own
                if each.indicator == row.indicator and isinstance(each.attainment, float)
            }
            yield from _attained(row, None, attained)
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


def _indicators(
    published: PublishedRound, scope: Scope, office: str, offices: frozenset[str]
) -> Found:
    """An office's indicators: their last quarter, and their attainment to date if it was one."""
    rows = [row for each in sorted(offices) for row in published.scorecards.get(each, ())]
    for name in dict.fromkeys(row.indicator for row in rows):
        yield from _quarter(published, Key("indicator", SCORECARD, name, office), scope, offices)
    for row in rows if len(offices) == 1 else ():
        yield from _attained(row, office, {})


def _attained(row: IndicatorResult, office: str | None, places: Mapping[str, PlaceValue]) -> Found:
    if row.target is not None and row.attainment is not None:
        key = Key("target", SCORECARD, row.indicator, office)
        yield key, Figure(row.attainment, row.denominator, None, "no_spread", places=places)


def _quarter(
    published: PublishedRound, key: Key, scope: Scope, offices: frozenset[str] = frozenset()
) -> Found:
    window = published.round.window
    if not window:
        return
    if figure := quarter_figure(published, key, scope, last_quarter(window), offices):
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
    plan = published.study.client_survey
    if plan is None or mean.mean is None:
        return
    found = {unit: _of_clients(published, unit, each) for unit, each in means}
    parts = [client_part(place, plan) if place else Part(None, None) for place in found.values()]
    key = Key("clients", CLIENTS, mean.variable)
    yield (
        key,
        Figure(
            mean.mean,
            mean.n,
            share_spread(parts, plan.high - plan.low),
            why,
            roundings=roundings,
            places={unit: place for unit, place in found.items() if place},
        ),
    )


def _of_clients(published: PublishedRound, unit: str, mean: ClientMean) -> PlaceValue | None:
    """A unit's mean of its clients' answers; None where it is not published as a figure."""
    if not isinstance(mean.mean, float) or isinstance(mean.n, Suppressed):
        return None
    return PlaceValue(mean.mean, mean.n or None, alone=len(published.offices_of(unit)) == 1)


def _scores(published: PublishedRound, unit: str | None = None) -> Found:
    node = published.node("attainment", Attainment, unit=unit)
    scores: tuple[Score, ...] = node.scores if isinstance(node, Attainment) else ()
    of_units = {} if unit else {each: _scores_of(published, each) for each in published.units}
    for score in scores:
        if score.value is not None:
            places = {
                each: PlaceValue(found[score.variable], None)
                for each, found in of_units.items()
                if score.variable in found
            }
            key = Key("score", SCORECARD, score.variable)
            yield key, Figure(score.value, None, None, "no_spread", places=places)


def _scores_of(published: PublishedRound, unit: str) -> dict[str, float]:
    node = published.node("attainment", Attainment, unit=unit)
    scores: tuple[Score, ...] = node.scores if isinstance(node, Attainment) else ()
    return {each.variable: each.value for each in scores if isinstance(each.value, float)}


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


def client_part(place: PlaceValue, plan: ClientSurveyPlan) -> Part | None:
    """A unit's mean as a share of its scale; None where the number behind it is not known."""
    if not place.alone:
        return Part(None, None)
    if not place.n or not plan.low <= place.value <= plan.high:
        return None
    return Part((place.value - plan.low) / (plan.high - plan.low), place.n)


def share_spread(parts: Sequence[Part | None], width: float) -> ShareSpread | None:
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
