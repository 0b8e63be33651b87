"""Second moments of the base of a model: those who answered everything it is about.

A regression tells the squares of its outcome (its sums of squares, or its standard error of the
estimate beside R²), and for each predictor how the two spreads compare (a slope beside its beta, a
standard error beside the tolerance). A model with offices and a correlation with its t do the
same. Where somebody who answered the outcome is not in the base, that is the whole less few.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from attack.crowd import Crowd, base_of
from attack.reading import People, Span, span
from attack.spreads import Squares, half_width, meeting, squared, t_quantile
from generator.results import Correlation, Multilevel, Regression, ReleasedResults


@dataclass(frozen=True, slots=True)
class Ratio:
    """Squares of ``x`` to those of ``y`` over the same people."""

    place: str
    x: str
    y: str
    people: People
    span: Span


def models_of(results: ReleasedResults, crowd: Crowd) -> Iterator[Squares | Ratio]:
    """What every told model says of the spread of those it is about."""
    for place, node, _ in crowd.nodes(results):
        match node:
            case Regression():
                yield from _regression(place, node, crowd)
            case Multilevel():
                yield from _with_units(place, node, results, crowd)


def _regression(place: str, node: Regression, crowd: Crowd) -> Iterator[Squares | Ratio]:
    base = base_of(node, crowd)
    if base is None:
        return
    k = len(node.terms) - 1
    df = len(base) - k - 1
    if df < 1:
        return
    residual = meeting([span(node, "ss_residual"), squared(span(node, "see"), df)])
    total = _total(node, residual, k, df)
    if total is not None:
        yield Squares(f"{place}/total", node.outcome, frozenset({base}), total)
    for term in node.terms:
        if term.term is None:
            continue
        name = f"{place}/{term.term}"
        if (ratio := _ratio(span(term, "beta"), span(term, "b"))) is not None:
            yield Ratio(name, term.term, node.outcome, base, ratio)
        if residual is not None and (found := _of_slope(term, residual, df)) is not None:
            yield Squares(name, term.term, frozenset({base}), found)


def _total(node: Regression, residual: Span | None, k: int, df: int) -> Span | None:
    """The outcome's squares, from what is explained and what is not."""
    explained, r2, f = span(node, "ss_regression"), span(node, "r2"), span(node, "f")
    spans: list[Span | None] = []
    if explained is not None and residual is not None:
        spans.append((explained[0] + residual[0], explained[1] + residual[1]))
    if residual is not None and r2 is not None and r2[1] < 1:
        spans.append((residual[0] / (1 - max(r2[0], 0.0)), residual[1] / (1 - r2[1])))
    if residual is not None and f is not None:
        spans.append(
            (residual[0] * (1 + max(f[0], 0.0) * k / df), residual[1] * (1 + f[1] * k / df))
        )
    if explained is not None and r2 is not None and r2[0] > 0:
        spans.append((explained[0] / r2[1], explained[1] / r2[0]))
    return meeting(spans)


def _of_slope(term: Any, residual: Span, df: int) -> Span | None:
    """A predictor's squares, from the standard error of its slope and its tolerance."""
    half, t, b = half_width(term), _size(span(term, "t")), _size(span(term, "b"))
    q = t_quantile(df)
    se = meeting(
        [
            span(term, "se"),
            (half[0] / q, half[1] / q) if half is not None else None,
            (b[0] / t[1], b[1] / t[0]) if b is not None and t is not None and t[0] > 0 else None,
        ]
    )
    tolerance = span(term, "tolerance")
    if se is None or tolerance is None or se[0] <= 0 or tolerance[0] <= 0:
        return None
    tolerance = tolerance[0], min(tolerance[1], 1.0)
    return residual[0] / df / se[1] ** 2 / tolerance[1], residual[1] / df / se[0] ** 2 / tolerance[
        0
    ]


def _size(told: Span | None) -> Span | None:
    """A figure without its sign; None where it may be zero."""
    if told is None or told[0] * told[1] <= 0:
        return None
    low, high = sorted(map(abs, told))
    return low, high


def _ratio(beta: Span | None, b: Span | None) -> Span | None:
    """(SD(x) / SD(y)) squared: what a beta has that its slope has not."""
    one, other = _size(beta), _size(b)
    if one is None or other is None:
        return None
    return (one[0] / other[1]) ** 2, (one[1] / other[0]) ** 2


def _with_units(
    place: str, node: Multilevel, results: ReleasedResults, crowd: Crowd
) -> Iterator[Ratio]:
    placed: People = frozenset().union(*crowd.units.values())
    predictors = [row.term for row in node.rows]
    for row in node.rows:
        names = {row.outcome, *(predictors if node.jointly else (row.term,))}
        if not names <= crowd.answered.keys():
            continue
        base = placed.intersection(*(crowd.answered[name] for name in names))
        name = f"{place}/{row.term}"
        if (ratio := _ratio(span(row, "beta"), span(row, "b"))) is not None:
            yield Ratio(name, row.term, row.outcome, base, ratio)
        if not node.jointly or len(predictors) == 1:
            yield from _beside_r(name, row, base, results, crowd)


def _beside_r(
    place: str, row: Any, base: People, results: ReleasedResults, crowd: Crowd
) -> Iterator[Ratio]:
    """The slope without offices beside the correlation of the same people."""
    for _, node, _ in crowd.nodes(results):
        for pair in node.rows if isinstance(node, Correlation) else ():
            if {pair.x, pair.y} != {row.outcome, row.term}:
                continue
            if crowd.answered[pair.x] & crowd.answered[pair.y] != base:
                continue
            r = meeting([_size(span(pair, "r")), _of_t(_size(span(pair, "t")), len(base))])
            if (ratio := _ratio(r, span(row, "b_single"))) is not None:
                yield Ratio(place, row.term, row.outcome, base, ratio)


def _of_t(t: Span | None, n: int) -> Span | None:
    if t is None:
        return None
    low, high = (value / (value**2 + n - 2) ** 0.5 for value in t)
    return low, high
