"""Spreads as squares about a mean, each an interval as wide as its printed decimals leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scipy.special import stdtrit

from attack.crowd import Means
from attack.reading import People, Span, span
from generator.results import VariableStatistics


@dataclass(frozen=True, slots=True)
class Squares:
    """Squares about their own means, of groups with nobody in common, together within a span."""

    place: str
    variable: str
    parts: frozenset[People]
    within: Span


@dataclass(frozen=True, slots=True)
class Between:
    """Squares of units' means about the mean of all who are in a unit, each for its people."""

    place: str
    variable: str
    parts: frozenset[People]
    span: Span


def meeting(spans: Sequence[Span | None]) -> Span | None:
    """What all that are told leave; None where nothing is told or rounding defies it."""
    told = [each for each in spans if each is not None]
    if not told:
        return None
    return max(low for low, _ in told), min(high for _, high in told)


def squared(told: Span | None, factor: float = 1.0) -> Span | None:
    """The squares of a figure that cannot be negative."""
    if told is None:
        return None
    return max(told[0], 0.0) ** 2 * factor, max(told[1], 0.0) ** 2 * factor


def half_width(row: Any, low: str = "ci_low", high: str = "ci_high") -> Span | None:
    """Half of a printed interval."""
    below, above = span(row, low), span(row, high)
    if below is None or above is None:
        return None
    return max(above[0] - below[1], 0.0) / 2, (above[1] - below[0]) / 2


def t_quantile(df: float, tail: float = 0.025) -> float:
    return float(-stdtrit(df, tail))


def own_squares(row: Any, n: int) -> Span | None:
    """A group's squares about its own mean, from whatever its row tells of its spread."""
    if n < 2:
        return None
    per_se = n * (n - 1.0)
    half = half_width(row)
    spans = [
        squared(span(row, "sd"), n - 1.0),
        squared(span(row, "se"), per_se) if hasattr(row, "se") else None,
        squared(half, per_se / t_quantile(n - 1) ** 2) if half else None,
    ]
    if isinstance(row, VariableStatistics) and (variance := span(row, "variance")):
        spans.append((max(variance[0], 0.0) * (n - 1), variance[1] * (n - 1)))
    return meeting(spans)


def scaled(told: Span | None, factor: float) -> Span | None:
    return None if told is None else (told[0] * factor, told[1] * factor)


def between(means: Means, variable: str, parts: Sequence[People]) -> Span | None:
    """Squares between groups whose means are all told."""
    told = [means.of(variable, who) for who in parts]
    if any(each is None for each in told):
        return None
    sizes = [len(who) for who in parts]
    middles = [sum(each) / 2 for each in told if each]
    slack = [(each[1] - each[0]) / 2 for each in told if each]
    centre = sum(n * m for n, m in zip(sizes, middles, strict=True)) / sum(sizes)
    found = sum(n * (m - centre) ** 2 for n, m in zip(sizes, middles, strict=True))
    off = sum(
        n * (2 * abs(m - centre) * e + e * e) for n, m, e in zip(sizes, middles, slack, strict=True)
    )
    return max(found - off, 0.0), found + off
