"""What analyses of variance and t tests tell of spreads: sums of squares, F, t, d and their like.

All are ratios of squares between the groups, which follow from the means, to squares within them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from scipy.stats import f as f_distribution

from attack.crowd import Crowd, Means
from attack.reading import People, Span, span
from attack.spreads import (
    Squares,
    between,
    half_width,
    meeting,
    own_squares,
    squared,
    t_quantile,
)
from generator.results import Anova, GroupComparison


def of_variance(place: str, node: Anova, crowd: Crowd, means: Means) -> Iterator[Squares]:
    groups = [
        crowd.members(node.factor, g.label) & crowd.answered[node.outcome] for g in node.groups
    ]
    everybody = frozenset().union(*groups)
    for group, who in zip((*node.groups, node.total), (*groups, everybody), strict=True):
        if isinstance(group.n, int) and (found := own_squares(group, len(who))) is not None:
            yield Squares(f"{place}/{group.label}", node.outcome, frozenset({who}), found)
    n, k = len(everybody), len(groups)
    if n <= k or k < 2:
        return
    parts = frozenset(groups)
    apart = meeting([between(means, node.outcome, groups), span(node, "ss_between")])
    sizes = {group.label: len(who) for group, who in zip(node.groups, groups, strict=True)}
    spans = [span(node, "ss_within"), *_of_pairs(node, sizes, n - k)]
    if apart is not None:
        spans += [_from_f(span(node, "f"), apart, k - 1, n - k)]
        spans += [_from_p(span(node, "p"), apart, k - 1, n - k)]
        spans += [_from_shares(node, apart, k - 1, n - k)]
    for i, found in enumerate(spans):
        if found is not None:
            yield Squares(f"{place}/within/{i}", node.outcome, parts, found)


def _of_pairs(node: Anova, sizes: Mapping[str, int], df: int) -> Iterator[Span | None]:
    for pair in node.posthoc:
        per = 1 / sizes[pair.a] + 1 / sizes[pair.b]
        yield squared(span(pair, "se"), df / per)


def _from_f(f: Span | None, apart: Span, df1: int, df2: int) -> Span | None:
    if f is None or f[0] <= 0:
        return None
    return apart[0] / df1 / f[1] * df2, apart[1] / df1 / f[0] * df2


def _from_p(p: Span | None, apart: Span, df1: int, df2: int) -> Span | None:
    if p is None or p[0] <= 0 or p[1] >= 1:
        return None
    f = tuple(float(f_distribution.isf(end, df1, df2)) for end in (p[1], p[0]))
    return _from_f((f[0], f[1]), apart, df1, df2)


def _from_shares(node: Anova, apart: Span, df1: int, df2: int) -> Span | None:
    """From eta squared, epsilon squared and omega squared, which all compare with the whole."""
    ways: dict[str, Callable[[float, float], float]] = {
        "eta2": lambda b, share: b * (1 - share) / share,
        "epsilon2": lambda b, share: b * (1 - share) / (df1 / df2 + share),
        "omega2": lambda b, share: b * (1 - share) / (share * (df2 + 1) + df1) * df2,
    }
    spans: list[Span | None] = []
    for name, solved in ways.items():
        told = span(node, name)
        if told is not None and told[0] > 0:
            spans.append((solved(apart[0], told[1]), solved(apart[1], told[0])))
    return meeting(spans)


def of_comparison(
    place: str, node: GroupComparison, crowd: Crowd, means: Means
) -> Iterator[Squares]:
    answered = crowd.answered[node.outcome]
    groups = [crowd.members(node.factor, g.label) & answered for g in node.groups]
    for group, who in zip(node.groups, groups, strict=True):
        if isinstance(group.n, int) and (found := own_squares(group, len(who))) is not None:
            yield Squares(f"{place}/{group.label}", node.outcome, frozenset({who}), found)
    a, b = (len(who) for who in groups)
    df = a + b - 2
    if not a or not b or df < 1:
        return
    factor = df / (1 / a + 1 / b)
    half = half_width(node)
    spans = [
        squared(span(node, "se"), factor),
        squared(half, factor / t_quantile(df) ** 2) if half else None,
        *_from_difference(node, means, groups, df),
    ]
    for i, found in enumerate(spans):
        if found is not None:
            yield Squares(f"{place}/within/{i}", node.outcome, frozenset(groups), found)


def _from_difference(
    node: GroupComparison, means: Means, groups: Sequence[People], df: int
) -> Iterator[Span | None]:
    first, second = (means.of(node.outcome, who) for who in groups)
    if first is None or second is None:
        return
    apart = sorted((abs(first[0] - second[1]), abs(first[1] - second[0])))
    if (first[0] - second[1]) * (first[1] - second[0]) < 0:
        apart[0] = 0.0
    a, b = (len(who) for who in groups)
    for name, factor in (("t", df / (1 / a + 1 / b)), ("d", float(df))):
        told = span(node, name)
        if told is None or told[0] * told[1] <= 0:
            continue
        low, high = sorted(map(abs, told))
        yield (apart[0] / high) ** 2 * factor, (apart[1] / low) ** 2 * factor
