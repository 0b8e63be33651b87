"""Group comparison: the difference between two groups' means, the first less the second.

Pooled t = difference / (s_p sqrt(1/n_1 + 1/n_2)) on N - 2 degrees of freedom; Welch with each
group's own variance and Satterthwaite's degrees of freedom; Levene on the group mean. Cohen's
d = difference / s_p; Hedges' g = d times gamma(df/2) / (sqrt(df/2) gamma((df - 1)/2)), both signed.
Percent difference = 100 difference / the second group's mean. Rows without outcome or group are
left out. Source: SPSS T-TEST; Hedges (1981).
"""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pandas as pd
from scipy.special import gammaln

from generator.analysis.numerics.columns import Categories, samples
from generator.analysis.numerics.group_statistics import group_statistics, levene, no_test
from generator.analysis.numerics.inference import (
    SIGNIFICANCE,
    finite,
    mean_interval,
    ratio,
    t_two_tailed,
)
from generator.results.groups import ComparedGroup, FTest, GroupComparison, TTest


def compare_groups(
    frame: pd.DataFrame,
    *,
    outcome: str,
    factor: str,
    categories: Categories,
    group: str = "",
) -> GroupComparison:
    """Compare the mean of ``outcome`` between the two ``(value, label)`` categories."""
    labels = [label for _, label in categories]
    if len(set(labels)) != 2 or len(labels) != 2:
        raise ValueError("a group comparison needs two groups with different labels")
    found = samples(frame, outcome=outcome, factor=factor, categories=categories)
    parts = {label: found.get(label, np.empty(0)) for label in labels}
    a, b = [_compared(label, part) for label, part in parts.items()]
    first, second = parts.values()
    difference = float(first.mean() - second.mean()) if len(first) and len(second) else math.nan
    spread, df = _pooled(first, second)
    pooled = t_test(difference, spread * _size_factor(first, second), df)
    d = ratio(difference, spread) if spread > 0 else None
    return GroupComparison(
        group=group,
        n=len(first) + len(second),
        undefined=_why_undefined(first, second, spread),
        outcome=outcome,
        factor=factor,
        groups=(a, b),
        t=pooled.t,
        df=pooled.df,
        p=pooled.p,
        difference=finite(difference),
        se=pooled.se,
        ci_low=pooled.ci_low,
        ci_high=pooled.ci_high,
        percent_difference=ratio(100 * difference, float(second.mean())) if len(second) else None,
        welch=_welch(difference, first, second),
        levene=_levene(parts),
        d=d,
        g=None if d is None or df < 2 else d * hedges_correction(df),
        significant=isinstance(pooled.p, float) and pooled.p < SIGNIFICANCE,
    )


def hedges_correction(df: float) -> float:
    """The exact factor that takes the bias out of Cohen's d; about 1 - 3 / (4 df - 1)."""
    return math.exp(float(gammaln(df / 2) - gammaln((df - 1) / 2))) / math.sqrt(df / 2)


def _compared(label: str, sample: np.ndarray) -> ComparedGroup:
    found = group_statistics(label, sample)
    return ComparedGroup(**{spec.name: getattr(found, spec.name) for spec in fields(found)})


def _pooled(first: np.ndarray, second: np.ndarray) -> tuple[float, int]:
    """The pooled SD and its degrees of freedom; NaN without either group."""
    df = len(first) + len(second) - 2
    if not len(first) or not len(second) or df < 1:
        return math.nan, df
    squares = sum(_variance(part) * (len(part) - 1) for part in (first, second) if len(part) > 1)
    return math.sqrt(squares / df), df


def _variance(sample: np.ndarray) -> float:
    sd = group_statistics("", sample).sd
    return sd**2 if isinstance(sd, float) else math.nan


def _size_factor(first: np.ndarray, second: np.ndarray) -> float:
    return math.sqrt(1 / len(first) + 1 / len(second)) if len(first) and len(second) else math.nan


def _welch(difference: float, first: np.ndarray, second: np.ndarray) -> TTest:
    if len(first) < 2 or len(second) < 2:
        return _no_t_test("at least one group has fewer than two answers")
    u, v = _variance(first) / len(first), _variance(second) / len(second)
    if u + v == 0:
        return _no_t_test("neither group varies")
    df = (u + v) ** 2 / (u**2 / (len(first) - 1) + v**2 / (len(second) - 1))
    return t_test(difference, math.sqrt(u + v), df)


def _levene(parts: dict[str, np.ndarray]) -> FTest:
    if any(not len(part) for part in parts.values()):
        return no_test("a group has no answers")
    return levene(parts)


def t_test(difference: float, se: float, df: float) -> TTest:
    """The t test of a difference with its standard error."""
    if not se > 0 or df < 1:
        return _no_t_test("there is no spread to test against", se=se)
    low, high = mean_interval(difference, se, df)
    t = difference / se
    return TTest(t=t, df=float(df), p=t_two_tailed(t, df), se=se, ci_low=low, ci_high=high)


def _no_t_test(reason: str, *, se: float = math.nan) -> TTest:
    return TTest(
        t=None, df=None, p=None, se=finite(se), ci_low=None, ci_high=None, undefined=reason
    )


def _why_undefined(first: np.ndarray, second: np.ndarray, spread: float) -> str | None:
    if not len(first) or not len(second):
        return "a group has no answers"
    if len(first) + len(second) < 3:
        return "one answer in each group has no spread"
    return "neither group varies" if not spread > 0 else None
