"""Correlation: Pearson's r, pairwise or listwise, two-tailed, with Fisher's interval.

p from t = r sqrt((n - 2) / (1 - r^2)) on n - 2 degrees of freedom. The interval is Fisher's z with
standard error 1 / sqrt(n - 3). Pairwise: each pair over the rows that have both; listwise: over
the rows that have every variable named. Holm (1979) and Benjamini & Hochberg (1995) adjust over
every pair of the step, or of all steps on one research question, printed or not. Source: SPSS
CORRELATIONS.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import is_constant, numeric, selected
from generator.analysis.numerics.inference import (
    SIGNIFICANCE,
    benjamini_hochberg,
    holm_adjusted,
    t_two_tailed,
    z_quantile,
)
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.statistics import Nodes, Plan
from generator.results.models import Correlation, CorrelationPair
from generator.results.values import Node, Suppressed
from generator.study.model import UNITS
from generator.study.plan import CorrelationStep, ExplainingStep

__all__ = ["adjust_family", "correlate"]

PERFECT = 1e-13
"""Distance from 1 at which a correlation is perfect, and the rest is rounding."""

ALONE = 1e-12
"""Where leaving a row out leaves less than this part of the sum of squares, r is undefined."""


def nodes_of_frame(step: CorrelationStep, frame: pd.DataFrame, _: Plan) -> Nodes:
    """One node; on the file of units, which are few, with r when any one of them is left out."""
    node = correlate(
        selected(frame, *step.x, step.y),
        x=step.x,
        y=step.y,
        missing=step.missing,
        leave_one_out=step.group == UNITS,
        group=step.group,
    )
    return {step.id: node}


def predictors_of(step: ExplainingStep, plan: Plan) -> tuple[str, ...] | Suppressed:
    """What a step explains its outcome by: listed, or significant in an earlier correlation."""
    if step.predictors:
        return step.predictors
    node = published_finding(plan.done[step.significant_in or ""])
    if isinstance(node, Suppressed):
        return node
    rows = node.rows if isinstance(node, Correlation) else ()
    return tuple(row.x for row in rows if row.significant)


def published_finding(node: Node | Suppressed) -> Node | Suppressed:
    """A finding; suppressed where none of its pairs has a p."""
    rules = [row.p for row in node.rows] if isinstance(node, Correlation) else []
    suppressed = [rule for rule in rules if isinstance(rule, Suppressed)]
    return suppressed[0] if suppressed and len(suppressed) == len(rules) else node


@of_magnitude
def correlate(
    frame: pd.DataFrame,
    *,
    x: Sequence[str],
    y: str | None = None,
    missing: Literal["pairwise", "listwise"] = "pairwise",
    leave_one_out: bool = False,
    group: str = "",
) -> Correlation:
    """Correlate column ``y`` with every column of ``x``; without ``y``, every pair of ``x``.

    ``leave_one_out`` adds the range of r when any one row is left out, for files of few units.
    """
    pairs = [(name, y) for name in x] if y is not None else list(combinations(x, 2))
    names = list(dict.fromkeys((*x, y) if y is not None else x))
    values = numeric(frame, names)
    if missing == "listwise":
        values = values[~np.isnan(values).any(axis=1)]
    columns = dict(zip(names, values.T, strict=True))
    rows = [_pair(a, b, columns[a], columns[b], leave_one_out=leave_one_out) for a, b in pairs]
    defined = any(row.r is not None for row in rows)
    node = Correlation(
        group=group,
        n=len(frame),
        undefined=None if defined else "no pair of variables varies together in three rows",
        family=len(rows),
        rows=tuple(rows),
        missing=missing,
    )
    return adjust_family([node])[0]


def _pearson(a: np.ndarray, b: np.ndarray) -> float | None:
    """Pearson's r of two complete arrays; None when either is constant or n < 3."""
    if len(a) < 3 or is_constant(a) or is_constant(b):
        return None
    a, b = a - a.mean(), b - b.mean()
    a, b = a / np.abs(a).max(), b / np.abs(b).max()
    r = float(a @ b) / math.sqrt(float(a @ a) * float(b @ b))
    return math.copysign(1.0, r) if abs(r) >= 1 - PERFECT else r


def _fisher_interval(r: float, n: int) -> tuple[float | None, float | None]:
    """The 95 % interval of r by Fisher's z; undefined below n = 4 and for |r| = 1."""
    if n < 4 or abs(r) >= 1:
        return None, None
    half = z_quantile() / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def _leave_one_out_range(a: np.ndarray, b: np.ndarray) -> tuple[float | None, float | None]:
    """The smallest and largest r of all rows but one; None where one row makes all the spread.

    For centred a and b, leaving out row i takes n / (n - 1) a_i b_i from the sum of products.
    """
    n = len(a)
    if n < 4:
        return None, None
    a, b = a - a.mean(), b - b.mean()
    share = n / (n - 1)
    products = a @ b - share * a * b
    squares_a, squares_b = a @ a - share * a**2, b @ b - share * b**2
    if squares_a.min() <= ALONE * (a @ a) or squares_b.min() <= ALONE * (b @ b):
        return None, None
    r = np.clip(products / np.sqrt(squares_a * squares_b), -1.0, 1.0)
    return float(r.min()), float(r.max())


def adjust_family(nodes: Sequence[Correlation]) -> list[Correlation]:
    """The same nodes with p values adjusted over all their pairs together: one question's tests.

    A pair whose p is suppressed is no part of it, and its adjusted p are suppressed too.
    """
    rows = [row for node in nodes for row in node.rows]
    tested = sum(1 for row in rows if not isinstance(row.p, Suppressed))
    p_values = [row.p if isinstance(row.p, float) else None for row in rows]
    holm, bh = holm_adjusted(p_values), benjamini_hochberg(p_values)
    adjusted = iter(
        replace(row, p_holm=row.p, p_bh=row.p)
        if isinstance(row.p, Suppressed)
        else replace(row, p_holm=holm[i], p_bh=bh[i])
        for i, row in enumerate(rows)
    )
    return [
        replace(node, family=tested, rows=tuple(next(adjusted) for _ in node.rows))
        for node in nodes
    ]


def _pair(x: str, y: str, a: np.ndarray, b: np.ndarray, *, leave_one_out: bool) -> CorrelationPair:
    both = ~np.isnan(a) & ~np.isnan(b)
    a, b = a[both], b[both]
    n, r = len(a), _pearson(a, b)
    if r is None:
        few, same = "fewer than three rows have both", "at least one of the variables is constant"
        why = few if n < 3 else same
        return CorrelationPair(x=x, y=y, n=n, significant=False, undefined=why)
    # Of a perfect correlation t is beyond all bounds, and p is 0.
    t = None if abs(r) == 1 else r * math.sqrt((n - 2) / ((1 - r) * (1 + r)))
    p = 0.0 if t is None else t_two_tailed(t, n - 2)
    low, high = _fisher_interval(r, n)
    loo_low, loo_high = _leave_one_out_range(a, b) if leave_one_out else (None, None)
    return CorrelationPair(
        x=x,
        y=y,
        n=n,
        r=r,
        p=p,
        ci_low=low,
        ci_high=high,
        significant=p is not None and p < SIGNIFICANCE,
        t=t,
        loo_low=loo_low,
        loo_high=loo_high,
        undefined="the correlation is perfect: no t and no interval" if t is None else None,
    )
