"""Correlation: Pearson's r, pairwise, two-tailed, with Fisher's interval and adjusted p values.

p from t = r sqrt((n - 2) / (1 - r^2)) on n - 2 degrees of freedom. The interval is Fisher's z with
standard error 1 / sqrt(n - 3). Holm (1979) and Benjamini & Hochberg (1995) adjust over every pair
of the step, printed or not. Strength in the words of Løe 2016: from .70 strong, from .40 moderate,
below that weak, on r rounded to two decimals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from generator.analysis.inference import CONFIDENCE, SIGNIFICANCE, finite, t_two_tailed
from generator.results import Correlation, CorrelationPair, round_half_away

STRENGTHS = ((0.70, "strong"), (0.40, "moderate"), (0.0, "weak"))


def correlation(frame: pd.DataFrame, *, x: Sequence[str], y: str, group: str) -> Correlation:
    """Correlate column ``y`` with every column of ``x``; each pair over those who have both."""
    raw = [_pair(frame, name, y) for name in x]
    p_values = [p for _, _, p in raw]
    holm, bh = holm_adjusted(p_values), benjamini_hochberg(p_values)
    rows = tuple(_row(name, y, raw[i], p_holm=holm[i], p_bh=bh[i]) for i, name in enumerate(x))
    defined = any(row.r is not None for row in rows)
    return Correlation(
        group=group,
        n=len(frame),
        undefined=None if defined else "no pair of variables varies together in three rows",
        family=len(x),
        rows=rows,
    )


def pearson(a: np.ndarray, b: np.ndarray) -> float | None:
    """Pearson's r of two complete arrays; None when either is constant or n < 3."""
    if len(a) < 3:
        return None
    a, b = a - a.mean(), b - b.mean()
    scale = math.sqrt(float(a @ a) * float(b @ b))
    if scale <= 1e-12 * len(a):
        return None
    return max(-1.0, min(1.0, float(a @ b) / scale))


def holm_adjusted(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm's step-down adjustment; undefined tests are no part of the family."""
    return _adjusted(p_values, factor=lambda i, m: m - i, running=np.maximum.accumulate)


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Benjamini and Hochberg's step-up adjustment of the false discovery rate."""
    return _adjusted(
        p_values,
        factor=lambda i, m: m / (i + 1),
        running=lambda p: np.minimum.accumulate(p[::-1])[::-1],
    )


def fisher_interval(r: float, n: int) -> tuple[float | None, float | None]:
    """The 95 % interval of r by Fisher's z; undefined below n = 4 and for |r| = 1."""
    if n < 4 or abs(r) >= 1:
        return None, None
    half = float(ndtri(1 - (1 - CONFIDENCE) / 2)) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def adjust_family(nodes: Sequence[Correlation]) -> list[Correlation]:
    """The same nodes with p values adjusted over all their pairs together: one question's tests."""
    rows = [row for node in nodes for row in node.rows]
    p_values = [row.p if isinstance(row.p, float) else None for row in rows]
    holm, bh = holm_adjusted(p_values), benjamini_hochberg(p_values)
    adjusted = iter(replace(row, p_holm=holm[i], p_bh=bh[i]) for i, row in enumerate(rows))
    return [
        replace(node, family=len(rows), rows=tuple(next(adjusted) for _ in node.rows))
        for node in nodes
    ]


def _pair(frame: pd.DataFrame, x: str, y: str) -> tuple[int, float | None, float | None]:
    both = frame[[x, y]].dropna().to_numpy(float)
    n, r = len(both), pearson(both[:, 0], both[:, 1])
    if r is None:
        return n, None, None
    if abs(r) == 1:
        return n, r, 0.0
    return n, r, t_two_tailed(r * math.sqrt((n - 2) / (1 - r * r)), n - 2)


def _row(
    x: str,
    y: str,
    raw: tuple[int, float | None, float | None],
    *,
    p_holm: float | None,
    p_bh: float | None,
) -> CorrelationPair:
    n, r, p = raw
    low, high = fisher_interval(r, n) if r is not None else (None, None)
    return CorrelationPair(
        x=x,
        y=y,
        n=n,
        r=r,
        p=p,
        ci_low=low,
        ci_high=high,
        p_holm=p_holm,
        p_bh=p_bh,
        strength=_strength(r),
        significant=p is not None and p < SIGNIFICANCE,
    )


def _strength(r: float | None) -> str | None:
    if r is None:
        return None
    size = abs(round_half_away(r, 2))
    return next(word for bound, word in STRENGTHS if size >= bound)


def _adjusted(
    p_values: Sequence[float | None],
    *,
    factor: Callable[[int, int], float],
    running: Callable[[np.ndarray], np.ndarray],
) -> list[float | None]:
    known = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    if known:
        raw = np.array([p * factor(rank, len(known)) for rank, (p, _) in enumerate(known)])
        for (_, i), value in zip(known, np.minimum(running(raw), 1.0), strict=True):
            adjusted[i] = finite(value)
    return adjusted
