"""Second moments that the attacker reads: of which groups a told figure gives the spread.

An SD is a sum of squares about a group's mean. So is, with its degrees of freedom, the interval of
a mean, what a t test or an analysis of variance pools, F beside the means, Cohen's d, a slope's
standard error. Each is read as an interval, as wide as the printed decimals leave it, and where
several figures say the same thing, they are held against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attack.crowd import Crowd, Means
from attack.reading import People, Span, span
from attack.spreads import (
    Between,
    Squares,
    between,
    half_width,
    meeting,
    own_squares,
    scaled,
    squared,
    t_quantile,
)
from attack.variances import of_comparison, of_variance
from generator.results import (
    Aggregation,
    Anova,
    Descriptives,
    GroupComparison,
    ReleasedResults,
    UnitComparison,
)

OWN_FROM = 25
"""An interval of a unit with fewer answers rests on what all units' spread comes to."""


def moments_of(results: ReleasedResults, crowd: Crowd, means: Means) -> Iterator[Squares | Between]:
    """Every second moment of the answers of the group that ``crowd`` is about."""
    for place, node, within in crowd.nodes(results):
        match node:
            case Anova():
                yield from of_variance(place, node, crowd, means)
            case GroupComparison():
                yield from of_comparison(place, node, crowd, means)
            case Aggregation():
                yield from _aggregated(place, node, crowd, means)
            case UnitComparison():
                yield from _pooled_of_units(place, node, crowd, within)
            case Descriptives():
                yield from _described(place, node, crowd, within)


def _described(place: str, node: Descriptives, crowd: Crowd, within: People) -> Iterator[Squares]:
    unit = not place.startswith("steps/")
    for row in node.rows:
        if row.variable not in crowd.answered or not isinstance(row.n, int) or not row.n:
            continue
        who = within & crowd.answered[row.variable]
        name = f"{place}/{row.variable}"
        if unit and len(who) < OWN_FROM:
            if isinstance(row.sd, float) and (found := squared(span(row, "sd"), len(who) - 1.0)):
                yield Squares(name, row.variable, frozenset({who}), found)
            yield from _within_units(name, row, crowd, half_width(row), 1 / len(who))
        elif (found := own_squares(row, len(who))) is not None:
            yield Squares(name, row.variable, frozenset({who}), found)


def _within_units(
    place: str, row: Any, crowd: Crowd, half: Span | None, per: float
) -> Iterator[Squares]:
    """What all units' spread comes to, from half an interval that rests on it."""
    parts = crowd.pooled_over(row.variable)
    df = sum(len(who) - 1 for who in parts)
    if half is not None and df > 0:
        found = squared(half, df / t_quantile(df) ** 2 / per)
        if found:
            yield Squares(place, row.variable, frozenset(parts), found)


def _shrunken(
    place: str, row: Any, crowd: Crowd, who: People, pooled: Span | None, df: int
) -> Iterator[Between]:
    """Squares between units, from how far a unit's mean is drawn towards everybody's."""
    told, mean, rest = span(row, "shrunken"), span(row, "mean"), span(row, "rest_mean")
    parts, answered = crowd.by_unit(row.variable), crowd.answered[row.variable]
    k, placed = len(parts), sum(map(len, parts))
    if told is None or mean is None or rest is None or pooled is None or k < 2:
        return
    share = len(who) / len(answered)
    middle = tuple(share * a + (1 - share) * b for a, b in zip(mean, rest, strict=True))
    off = sorted((mean[0] - middle[1], mean[1] - middle[0]))
    kept = sorted((told[0] - middle[1], told[1] - middle[0]))
    if off[0] * off[1] <= 0 or kept[0] * kept[1] <= 0 or off[0] * kept[0] <= 0:
        return
    if off[0] < 0:
        off, kept = [-off[1], -off[0]], [-kept[1], -kept[0]]
    low, high = kept[0] / off[1], min(kept[1] / off[0], 1.0)
    if high >= 0.999:
        return
    n0 = (placed - sum(len(each) ** 2 for each in parts) / placed) / (k - 1)
    ends = [
        (k - 1) * (weight / (1 - weight) * square / df / len(who) * n0 + square / df)
        for weight, square in ((low, pooled[0]), (high, pooled[1]))
    ]
    yield Between(f"{place}/shrunken", row.variable, frozenset(parts), (ends[0], ends[1]))


def _pooled_of_units(
    place: str, node: UnitComparison, crowd: Crowd, within: People
) -> Iterator[Squares | Between]:
    for row in node.rows:
        answered = crowd.answered.get(row.variable, frozenset())
        who = within & answered
        rest = len(answered) - len(who)
        if not 0 < len(who) < OWN_FROM or not rest:
            continue
        per = 1 / len(who) + 1 / rest
        pooled = list(_within_units(f"{place}/{row.variable}", row, crowd, half_width(row), per))
        yield from pooled
        df = sum(len(who) - 1 for who in crowd.pooled_over(row.variable))
        if (told := span(row, "detectable")) is not None and df > 0:
            share = t_quantile(df) / (t_quantile(df) + t_quantile(df, 0.2))
            half = (told[0] * share, told[1] * share)
            pooled += _within_units(f"{place}/{row.variable}", row, crowd, half, per)
            yield pooled[-1]
        squares = meeting([each.within for each in pooled])
        yield from _shrunken(f"{place}/{row.variable}", row, crowd, who, squares, df)


def _aggregated(
    place: str, node: Aggregation, crowd: Crowd, means: Means
) -> Iterator[Squares | Between]:
    parts = crowd.by_unit(node.construct)
    n, k = sum(map(len, parts)), len(parts)
    if n <= k or k < 2:
        return
    groups, v = frozenset(parts), node.construct
    within, apart = scaled(span(node, "ms_within"), n - k), scaled(span(node, "ms_between"), k - 1)
    told = between(means, v, parts)
    if within is not None:
        yield Squares(f"{place}/ms_within", v, groups, within)
    if apart is not None:
        yield Between(f"{place}/ms_between", v, groups, apart)
    for name, ratio in _ratios(node, n, k):
        if told is not None:
            yield Squares(f"{place}/{name}", v, groups, (told[0] / ratio[1], told[1] / ratio[0]))
        elif within is not None:
            found = within[0] * ratio[0], within[1] * ratio[1]
            yield Between(f"{place}/{name}", v, groups, found)


def _ratios(node: Aggregation, n: int, k: int) -> Iterator[tuple[str, Span]]:
    """Squares between units to squares within them, from all that compares the two."""
    per, size = (k - 1) / (n - k), n / k
    ways: dict[str, Callable[[float], float]] = {
        "f": lambda f: f * per,
        "eta2": lambda eta2: eta2 / (1 - eta2),
        "icc2": lambda icc: per / (1 - icc),
        "icc1": lambda icc: per * (1 + (size - 1) * icc) / (1 - icc),
        "design_effect": lambda d: per * d / (1 - (d - 1) / (size - 1)),
    }
    for name, way in ways.items():
        told = span(node, name)
        if told is None or (name not in {"f", "design_effect"} and told[1] >= 1):
            continue
        if size <= 1 or (name == "design_effect" and told[1] >= size):
            continue
        low, high = way(told[0]), way(told[1])
        if low > 0:
            yield name, (low, high)
