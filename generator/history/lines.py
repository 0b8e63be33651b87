"""Lines through the rounds: their points, their breaks and the change since the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from generator.analysis.numerics.inference import CONFIDENCE
from generator.history.drift import drifts
from generator.history.figure import DECIMALS, Figure, Figures, Key
from generator.history.precision import Difference, holm_tails
from generator.history.published_round import WHOLE, PublishedRound, Scope
from generator.history.same_unit import identity_drift, renamed
from generator.history.survey_figures import figures
from generator.results.store import ReleasedResults
from generator.results.trend import Break, Change, Trend, TrendLine, TrendPoint
from generator.results.values import Node, Suppressed, round_half_away
from generator.round.model import Round
from generator.study.model import Study


def with_lines(
    released: ReleasedResults, before: Sequence[PublishedRound], *, study: Study, round_: Round
) -> ReleasedResults:
    """The results with a line for each figure that this round and those ``before`` it published.

    ``before`` is one round or more, oldest first.
    """
    editions = (*before, PublishedRound(released, study, round_))
    steps: dict[str, Node | Suppressed] = {**released.steps, "trend": _trend(editions, WHOLE)}
    for size in study.size_classes:
        trend = _trend(editions, Scope(size=size))
        if trend.lines:
            steps[f"trend/size/{size}"] = trend
    units = {
        unit: {**nodes, "trend": _trend(editions, Scope(unit=unit))}
        for unit, nodes in released.units.items()
    }
    return replace(released, steps=steps, units=units)


Editions = tuple[PublishedRound, ...]


@dataclass(frozen=True, slots=True)
class _Measured:
    """A line's figure in one round."""

    edition: PublishedRound
    figure: Figure


def _trend(editions: Editions, scope: Scope) -> Trend:
    now = editions[-1]
    offices = now.offices_of(scope.unit) if scope.unit else ()
    found = [figures(edition, scope, offices=offices) for edition in editions]
    lines, differences = [], []
    for key in dict.fromkeys(key for each in reversed(found) for key in each):
        if _declared(key, now):
            line, difference = _line(key, scope, editions, found)
            lines.append(line)
            differences.append(difference)
    everyone = tuple(unit.id for unit in now.round.units)
    return Trend(
        group="",
        n=len(editions),
        rounds=tuple(edition.named for edition in editions),
        lines=tuple(_adjusted(lines, differences)),
        renamed=renamed(offices or everyone, editions[:-1], now),
        family=sum(difference is not None for difference in differences),
        size=scope.size,
    )


def _declared(key: Key, now: PublishedRound) -> bool:
    """Whether this round's study still knows the variable, so that it has a name to print."""
    study = now.study
    match key.measure:
        case "construct":
            return key.variable in study.constructs and key.group in study.groups
        case "indicator" | "target":
            return key.variable in study.indicators
        case "score":
            return key.variable in study.attainment
        case "clients":
            plan = study.client_survey
            return plan is not None and key.variable in (plan.total, *plan.categories)


def _line(
    key: Key, scope: Scope, editions: Editions, found: Sequence[Figures]
) -> tuple[TrendLine, Difference | None]:
    measured = [
        _Measured(edition, each[key])
        for edition, each in zip(editions, found, strict=True)
        if key in each
    ]
    broken = [_between(key, scope, a, b) for a, b in pairwise(measured)]
    line = TrendLine(
        variable=key.variable,
        measure=key.measure,
        group=key.group,
        office=key.office,
        decimals=DECIMALS[key.measure],
        points=tuple(_point(each) for each in measured),
        breaks=tuple(drift for drifts_ in broken for drift in drifts_),
    )
    now = measured[-1]
    if now.edition is not editions[-1]:
        return line, None
    if len(measured) == 1:
        if stranger := next(_strangers(key, scope, editions), None):
            return replace(line, breaks=(stranger,), change=stranger), None
        return line, None
    return _changed(line, measured[-2], now, broken[-1], key)


def _between(key: Key, scope: Scope, a: _Measured, b: _Measured) -> tuple[Break, ...]:
    return drifts(key, scope, a.edition, b.edition, figures=(a.figure, b.figure))


def _strangers(key: Key, scope: Scope, editions: Editions) -> Iterator[Break]:
    """Why a unit without a past has none: its offices, or its name, belonged to another unit."""
    if not scope.unit:
        return
    now = editions[-1]
    for edition in reversed(editions[:-1]):
        broken = tuple(identity_drift(key, scope, edition, now))
        units = {edition.unit_of.get(office) for office in now.offices_of(scope.unit)}
        others = [figures(edition, Scope(unit=unit)) for unit in units if broken and unit]
        if key.office or any(key in each for each in others) or (broken and not others):
            yield from broken


def _changed(
    line: TrendLine,
    then: _Measured,
    now: _Measured,
    broken: Sequence[Break],
    key: Key,
) -> tuple[TrendLine, Difference | None]:
    if broken:
        return replace(line, change=broken[0]), None
    a, b = then.figure, now.figure
    for value in (b.value, a.value):
        if isinstance(value, Suppressed):
            return replace(line, change=value), None
    if not isinstance(a.value, float) or not isinstance(b.value, float):
        # A bound is published, but the difference of two is none that anything can be said of.
        return replace(line, change=Suppressed("homogeneity")), None
    value = round_half_away(b.value - a.value, line.decimals)
    untested = Change(
        since=then.edition.round.id,
        value=value,
        n_then=a.n,
        n_now=b.n,
        overlap=key.group == "scorecard" and _overlap(then.edition, now.edition),
    )
    if a.spread is None or b.spread is None:
        why = b.no_interval if b.spread is None else a.no_interval
        return replace(line, change=replace(untested, no_interval=why)), None
    return replace(line, change=untested), Difference(
        value, b.spread, a.spread, rounding=a.error + b.error
    )


def _overlap(then: PublishedRound, now: PublishedRound) -> bool:
    """Whether the two rounds' scorecards count some of the same months."""
    old, new = then.round.window, now.round.window
    return bool(old and new and new.first <= old.last and old.first <= new.last)


def _adjusted(
    lines: Sequence[TrendLine], differences: Sequence[Difference | None]
) -> Iterator[TrendLine]:
    """The lines with p and intervals, Holm's over all that can be tested."""
    tested = [(each, each.p()) for each in differences if each is not None]
    holm = iter(holm_tails([p for _, p in tested]))
    unadjusted = iter(tested)
    for line, difference in zip(lines, differences, strict=True):
        if difference is None or not isinstance(line.change, Change):
            yield line
            continue
        _, p = next(unadjusted)
        p_holm, tail = next(holm)
        low, high = _printed(difference.interval((1 - CONFIDENCE) / 2), line)
        holm_low, holm_high = _printed(difference.interval(tail), line)
        change = replace(
            line.change,
            ci_low=low,
            ci_high=high,
            p=round_half_away(p, 3),
            p_holm=round_half_away(p_holm, 3),
            holm_low=holm_low,
            holm_high=holm_high,
            certain=holm_low > 0 or holm_high < 0,
        )
        yield replace(line, change=change)


def _printed(limits: tuple[float, float], line: TrendLine) -> tuple[float, float]:
    low, high = limits
    return round_half_away(low, line.decimals), round_half_away(high, line.decimals)


def _point(measured: _Measured) -> TrendPoint:
    figure = measured.figure
    low, high = figure.ci
    return TrendPoint(
        round=measured.edition.round.id,
        value=figure.value,
        n=figure.n,
        ci_low=low,
        ci_high=high,
    )
