"""Lines through the rounds: their points, their breaks and the change since the last one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from generator.analysis.numerics.inference import CONFIDENCE
from generator.history.chain import chained
from generator.history.drift import MEMBERS, drifts
from generator.history.figures import DECIMALS, figures
from generator.history.indicator_quarters import (
    QUARTER,
    YEAR,
    Months,
    last_quarter,
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
    Where,
)
from generator.history.series import Series
from generator.results.store import ReleasedResults
from generator.results.trend import Break, Change, Renamed, Trend, TrendLine, TrendPoint, TrendRound
from generator.results.values import Node, Suppressed, round_half_away

Measured = tuple[PublishedRound, Figure]
"""A line's figure in one round."""

Tested = tuple[TrendLine, Difference | None]
"""A line, and its last change where there is an interval of it."""


def with_lines(rounds: Sequence[PublishedRound]) -> ReleasedResults:
    """This round's results with a line for each figure that the rounds, oldest first, published."""
    series = Series(rounds)
    released, study = series.now.released, series.now.study
    steps: dict[str, Node | Suppressed] = {**released.steps, "trend": _trend(series, TOTAL)}
    for size in study.size_classes:
        trend = _trend(series, Scope(size=size))
        if trend.lines:
            steps[f"trend/size/{size}"] = trend
    units = {
        unit: {**nodes, "trend": _trend(series, Scope(unit=unit))}
        for unit, nodes in released.units.items()
    }
    return replace(released, steps=steps, units=units)


def _trend(series: Series, scope: Scope) -> Trend:
    now = series.now
    offices = now.offices_of(scope.unit) if scope.unit else ()
    found = [figures(each, scope, series.where(scope, each)) for each in series.rounds]
    keys = dict.fromkeys(key for each in reversed(found) for key in each if _declared(key, now))
    lines = [_line(key, scope, series, found) for key in keys]
    lines += [of_year for key in keys for of_year in _beside_last_year(key, scope, series)]
    return Trend(
        group="",
        n=len(series.rounds),
        rounds=tuple(
            TrendRound(round=r.round.id, date=r.round.date.isoformat()) for r in series.rounds
        ),
        lines=tuple(_adjusted(lines)),
        renamed=tuple(_renamed(offices or tuple(unit.id for unit in now.round.units), series)),
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


def _renamed(offices: Sequence[str], series: Series) -> Iterator[Renamed]:
    """The offices whose name is another than in the latest earlier round that had them."""
    for office in offices:
        for then in reversed(series.rounds[:-1]):
            if series.concordance(then, series.now).then((office,)):
                yield from series.drifted(TOTAL, then, series.now).renamed(office)
                break


def _line(key: Key, scope: Scope, series: Series, found: Sequence[Figures]) -> Tested:
    measured = [(r, of[key]) for r, of in zip(series.rounds, found, strict=True) if key in of]
    if key.measure == "indicator":
        measured = _without_overlap(measured, key, scope, series)
    line, difference = _through(key, scope, measured, series)
    if measured[-1][0] is not series.now:
        return replace(line, change=None), None
    taken = next(_taken_over(key, scope, series), None) if len(measured) == 1 else None
    return (replace(line, breaks=(taken,), change=taken) if taken else line), difference


def _through(key: Key, scope: Scope, measured: Sequence[Measured], series: Series) -> Tested:
    """A line through these figures, and the change from the last but one to the last."""
    broken = [
        drifts(key, scope, series.drifted(scope, then, now))
        for (then, _), (now, _) in pairwise(measured)
    ]
    points = []
    for each, figure in measured:
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
    if len(measured) < 2:
        return line, None
    return _compared(line, key, scope, measured[-2:], broken[-1], series)


def _compared(
    line: TrendLine,
    key: Key,
    scope: Scope,
    last: Sequence[Measured],
    broken: Sequence[Break],
    series: Series,
) -> Tested:
    """The line with its last change: of the same offices where not all are the same."""
    (then, a), (now, b) = last
    if any(each.reason not in MEMBERS for each in broken) or (broken and scope.unit):
        return replace(line, change=broken[0]), None
    chain = None
    if not scope.unit and a.places and b.places:
        concordance = series.concordance(then, now)
        quarters = key.measure in ("indicator", "year")
        if broken or (quarters and a.places.keys() != b.places.keys()):
            chain = chained(key, scope, (then, now), (a, b), concordance)
    if broken and chain is None:
        return replace(line, change=broken[0]), None
    if chain:
        a, b = chain.then, chain.now
    changed, difference = _changed(line, (then, a), (now, b))
    if chain and isinstance(changed.change, Change):
        of_same = replace(changed.change, offices=chain.offices, then=a.value, now=b.value)
        changed = replace(changed, change=of_same)
    return changed, difference


def _without_overlap(
    measured: Sequence[Measured], key: Key, scope: Scope, series: Series
) -> list[Measured]:
    """An indicator's quarters, none of which shares a month with the next.

    The last is held against the quarter before it, where any round has its months.
    """
    found = [measured[-1]]
    if before := _of_months(key, scope, series, shifted(measured[-1][1].months, -QUARTER)):
        found.insert(0, before)
    for each, figure in reversed(measured[:-1]):
        if figure.months[-1] < found[0][1].months[0]:
            found.insert(0, (each, figure))
    return found


def _beside_last_year(key: Key, scope: Scope, series: Series) -> Iterator[Tested]:
    """An indicator's last quarter beside the same quarter of last year, where it is known."""
    window = series.now.round.window
    if key.measure == "indicator" and window:
        months = last_quarter(window)
        now = _quarter_in(series.now, key, scope, series, months)
        then = _of_months(key, scope, series, shifted(months, -YEAR))
        if now and then:
            yield _through(replace(key, measure="year"), scope, [then, (series.now, now)], series)


def _of_months(key: Key, scope: Scope, series: Series, months: Months) -> Measured | None:
    """An indicator in these months: the newest figure, with the round that first reported it.

    What has changed since then breaks the line, whether or not old months were counted anew. Where
    a later round has other offices, what it says of those months is about others.
    """
    held = [(each, _quarter_in(each, key, scope, series, months)) for each in series.rounds]
    known = [(each, figure) for each, figure in held if figure]
    if not known:
        return None
    first = known[0][0]
    same = [figure for each, figure in known if each.names.keys() == first.names.keys()]
    return first, same[-1]


def _quarter_in(
    published: PublishedRound, key: Key, scope: Scope, series: Series, months: Months
) -> Figure | None:
    where = series.where(scope, published)
    offices = where.offices.get(key.office or "", frozenset())
    return quarter_figure(published, key, scope, months, offices)


def _taken_over(key: Key, scope: Scope, series: Series) -> Iterator[Break]:
    """Why a unit without a past has none: its offices, or its name, belonged to another unit."""
    offices = series.now.offices_of(scope.unit or "")
    for then in reversed(series.rounds[:-1]) if scope.unit else ():
        rounds = series.drifted(scope, then, series.now)
        before = rounds.concordance.then((key.office,) if key.office else offices)
        units = {then.unit_of[office] for office in before if office in then.unit_of}
        if not key.office:
            before = frozenset(office for unit in units for office in then.offices_of(unit))
        broken = tuple(rounds.others(before, (key.office,) if key.office else offices))
        others = [figures(then, Scope(unit=unit), Where((unit,))) for unit in units if broken]
        if key.office or not others or any(key in each for each in others):
            yield from broken
        if not broken and len(units) > 1:  # one of them was not published
            yield rounds.found("merged", rounds.names(before))


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
