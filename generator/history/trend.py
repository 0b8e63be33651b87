"""Lines through the rounds: their points, their breaks and the change since the last one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from generator.analysis.numerics.inference import CONFIDENCE
from generator.history.drift import Drifted, drifts
from generator.history.figures import DECIMALS, figures
from generator.history.indicator_quarters import (
    QUARTER,
    YEAR,
    Months,
    last_quarter,
    mean_figure,
    quarter_figure,
    shifted,
)
from generator.history.precision import Difference, holm_tails
from generator.history.published_round import (
    TOTAL,
    Figure,
    Figures,
    Key,
    PublishedRound,
    Scope,
)
from generator.results.store import ReleasedResults
from generator.results.trend import Break, Change, Renamed, Trend, TrendLine, TrendPoint, TrendRound
from generator.results.values import Node, Suppressed, round_half_away

Rounds = Sequence[PublishedRound]
"""Oldest first; the last is this round."""

Measured = tuple[PublishedRound, Figure]
"""A line's figure in one round."""

Tested = tuple[TrendLine, Difference | None]
"""A line, and its last change where there is an interval of it."""


def with_lines(rounds: Rounds) -> ReleasedResults:
    """This round's results with a line for each figure that the rounds published."""
    released, study = rounds[-1].released, rounds[-1].study
    steps: dict[str, Node | Suppressed] = {**released.steps, "trend": _trend(rounds, TOTAL)}
    for size in study.size_classes:
        trend = _trend(rounds, Scope(size=size))
        if trend.lines:
            steps[f"trend/size/{size}"] = trend
    units = {
        unit: {**nodes, "trend": _trend(rounds, Scope(unit=unit))}
        for unit, nodes in released.units.items()
    }
    return replace(released, steps=steps, units=units)


def _trend(rounds: Rounds, scope: Scope) -> Trend:
    now = rounds[-1]
    offices = now.offices_of(scope.unit) if scope.unit else ()
    found = [figures(each, scope, offices=offices) for each in rounds]
    keys = dict.fromkeys(key for each in reversed(found) for key in each if _declared(key, now))
    lines = [_line(key, scope, rounds, found) for key in keys]
    lines += [of_year for key in keys for of_year in _beside_last_year(key, scope, rounds)]
    return Trend(
        group="",
        n=len(rounds),
        rounds=tuple(TrendRound(round=r.round.id, date=r.round.date.isoformat()) for r in rounds),
        lines=tuple(_adjusted(lines)),
        renamed=tuple(_renamed(offices or tuple(unit.id for unit in now.round.units), rounds)),
        family=sum(difference is not None for _, difference in lines),
        size=scope.size,
    )


def _declared(key: Key, now: PublishedRound) -> bool:
    """Whether this round's study still knows the variable, so that it has a name to print."""
    study = now.study
    match key.measure:
        case "construct":
            return key.variable in study.constructs and key.group in study.groups
        case "indicator" | "year" | "target":
            return key.variable in study.indicators
        case "score":
            return key.variable in study.attainment
        case "clients":
            plan = study.client_survey
            return plan is not None and key.variable in (plan.total, *plan.categories)


def _renamed(offices: Sequence[str], rounds: Rounds) -> Iterator[Renamed]:
    """The offices whose name is another than in the latest earlier round that had them."""
    for office in offices:
        known = [each for each in rounds[:-1] if office in each.names]
        if known:
            yield from Drifted(known[-1], rounds[-1]).renamed(office)


def _line(key: Key, scope: Scope, rounds: Rounds, found: Sequence[Figures]) -> Tested:
    measured = [(each, of[key]) for each, of in zip(rounds, found, strict=True) if key in of]
    if key.measure == "indicator":
        measured = _without_overlap(measured, key, scope, rounds)
    line, difference = _through(key, scope, measured)
    if measured[-1][0] is not rounds[-1]:
        return replace(line, change=None), None
    taken = next(_taken_over(key, scope, rounds), None) if len(measured) == 1 else None
    return (replace(line, breaks=(taken,), change=taken) if taken else line), difference


def _through(key: Key, scope: Scope, measured: Sequence[Measured]) -> Tested:
    """A line through these figures, and the change from the last but one to the last."""
    broken = [
        drifts(key, scope, Drifted(then, now), (a, b)) for (then, a), (now, b) in pairwise(measured)
    ]
    last = list(measured[-2:])
    if len(last) == 2 and not broken[-1]:
        last = _of_same_offices(key, scope, *last)
    points = []
    for each, figure in [*measured[:-2], *last]:
        low, high = figure.ci
        point = TrendPoint(
            round=each.round.id,
            value=figure.value,
            n=figure.n,
            ci_low=low,
            ci_high=high,
            months=figure.months[:: max(len(figure.months) - 1, 1)],
        )
        points.append(point)
    line = TrendLine(
        variable=key.variable,
        measure=key.measure,
        group=key.group,
        office=key.office,
        decimals=DECIMALS[key.measure],
        points=tuple(points),
        breaks=tuple(each for breaks in broken for each in breaks),
    )
    if len(last) < 2:
        return line, None
    if broken[-1]:
        return replace(line, change=broken[-1][0]), None
    return _changed(line, last[-2], last[-1])


def _without_overlap(
    measured: Sequence[Measured], key: Key, scope: Scope, rounds: Rounds
) -> list[Measured]:
    """An indicator's quarters, none of which shares a month with the next.

    The last is held against the quarter before it, where any round has its months.
    """
    found = [measured[-1]]
    if before := _of_months(key, scope, rounds, shifted(measured[-1][1].months, -QUARTER)):
        found.insert(0, before)
    for each, figure in reversed(measured[:-1]):
        if figure.months[-1] < found[0][1].months[0]:
            found.insert(0, (each, figure))
    return found


def _beside_last_year(key: Key, scope: Scope, rounds: Rounds) -> Iterator[Tested]:
    """An indicator's last quarter beside the same quarter of last year, where it is known."""
    window = rounds[-1].round.window
    if key.measure == "indicator" and window:
        months = last_quarter(window)
        now = quarter_figure(rounds[-1], key, scope, months)
        then = _of_months(key, scope, rounds, shifted(months, -YEAR))
        if now and then:
            yield _through(replace(key, measure="year"), scope, [then, (rounds[-1], now)])


def _of_months(key: Key, scope: Scope, rounds: Rounds, months: Months) -> Measured | None:
    """An indicator in these months: the newest figure, with the round that first reported it.

    What has changed since then breaks the line, whether or not old months were counted anew.
    """
    held = [(each, quarter_figure(each, key, scope, months)) for each in rounds]
    known = [(each, figure) for each, figure in held if figure]
    return (known[0][0], known[-1][1]) if known else None


def _of_same_offices(key: Key, scope: Scope, then: Measured, now: Measured) -> list[Measured]:
    """Two quarters, each as the mean of the offices that both are known of; none then without."""
    (before, a), (after, b) = then, now
    both = a.quarters.keys() & b.quarters.keys()
    if key.office or len(both) == len(a.quarters) == len(b.quarters):
        return [then, now]
    percent = after.study.indicators[key.variable].unit == "%"
    means = [
        mean_figure(
            {office: quarter for office, quarter in figure.quarters.items() if office in both},
            figure.months,
            percent=percent,
            scope=scope,
        )
        for figure in (a, b)
    ]
    if means[0] and means[1]:
        return [(before, means[0]), (after, means[1])]
    return [now]


def _taken_over(key: Key, scope: Scope, rounds: Rounds) -> Iterator[Break]:
    """Why a unit without a past has none: its offices, or its name, belonged to another unit."""
    now = rounds[-1]
    for then in reversed(rounds[:-1]) if scope.unit else ():
        broken = tuple(Drifted(then, now).identity(key, scope))
        units = {then.unit_of.get(office) for office in now.offices_of(scope.unit or "")}
        others = [figures(then, Scope(unit=unit)) for unit in units if broken and unit]
        if key.office or any(key in each for each in others) or (broken and not others):
            yield from broken


def _changed(line: TrendLine, then: Measured, now: Measured) -> Tested:
    (before, a), (_, b) = then, now
    for value in (b.value, a.value):
        if isinstance(value, Suppressed):
            return replace(line, change=value), None
    if not isinstance(a.value, float) or not isinstance(b.value, float):
        # A bound is published, but the difference of two is none that anything can be said of.
        return replace(line, change=Suppressed("homogeneity")), None
    value = round_half_away(b.value - a.value, line.decimals)
    change = Change(since=before.round.id, value=value, n_then=a.n, n_now=b.n)
    if a.spread is None or b.spread is None:
        why = b.no_interval if b.spread is None else a.no_interval
        return replace(line, change=replace(change, no_interval=why)), None
    # Each time a figure is rounded it moves by half a unit of its last decimal at most.
    rounding = 0.5 * 10.0**-line.decimals * (a.roundings + b.roundings)
    return replace(line, change=change), Difference(value, b.spread, a.spread, rounding=rounding)


def _adjusted(lines: Sequence[Tested]) -> Iterator[TrendLine]:
    """The lines with p and intervals, Holm's over all that can be tested."""
    p_values = [difference.p() for _, difference in lines if difference]
    tested = zip(p_values, holm_tails(p_values), strict=True)
    for line, difference in lines:
        if difference is None or not isinstance(line.change, Change):
            yield line
            continue
        p, (p_holm, tail) = next(tested)
        limits = *difference.interval((1 - CONFIDENCE) / 2), *difference.interval(tail)
        low, high, holm_low, holm_high = (round_half_away(x, line.decimals) for x in limits)
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
