"""Analysis of variance: one factor, Bonferroni comparisons on the pooled error.

F = (SSB / (k - 1)) / (SSW / (N - k)). Levene on absolute deviations from the group mean. Welch
(1951). eta^2 = SSB / SST; omega^2 = (SSB - (k - 1) MSW) / (SST + MSW). Bonferroni as SPSS: SE =
sqrt(MSW (1 / n_i + 1 / n_j)), p = min(1, k (k - 1) / 2 times the t test's p on N - k degrees of
freedom), interval with t at 1 - .05 / (k (k - 1)). Rows without outcome or group are left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import permutations

import numpy as np
import pandas as pd

from generator.analysis.inference import (
    SIGNIFICANCE,
    f_upper,
    finite,
    mean_interval,
    t_quantile,
    t_two_tailed,
)
from generator.results import Anova, Comparison, FTest, GroupStatistics

NO_TEST = FTest(f=None, df1=None, df2=None, p=None)


def anova(
    frame: pd.DataFrame,
    *,
    outcome: str,
    factor: str,
    categories: Sequence[tuple[int | float | str, str]],
    group: str,
) -> Anova:
    """Compare the mean of ``outcome`` between the declared ``(value, label)`` categories.

    Categories nobody with an outcome belongs to are left out.
    """
    complete = frame[[outcome, factor]].dropna()
    samples = {
        label: complete.loc[complete[factor] == value, outcome].to_numpy(float)
        for value, label in categories
    }
    samples = {label: sample for label, sample in samples.items() if len(sample)}
    everybody = np.concatenate(list(samples.values())) if samples else np.empty(0)
    n, k = len(everybody), len(samples)
    between, within = _sums_of_squares(samples, everybody)
    test = _f_test(between, within, k, n)
    mean_square = within / (n - k) if n > k else math.nan
    return Anova(
        group=group,
        n=n,
        undefined=_why_undefined(test, k, n),
        outcome=outcome,
        factor=factor,
        groups=tuple(_statistics(label, sample) for label, sample in samples.items()),
        total=_statistics("", everybody),
        ss_between=finite(between),
        ss_within=finite(within),
        f=test.f,
        df1=test.df1,
        df2=test.df2,
        p=test.p,
        eta2=_ratio(between, between + within),
        omega2=_ratio(between - (k - 1) * mean_square, between + within + mean_square),
        levene=_levene(samples, n),
        welch=_welch(samples),
        posthoc=_bonferroni(samples, mean_square, n - k),
    )


def _sums_of_squares(
    samples: Mapping[str, np.ndarray], everybody: np.ndarray
) -> tuple[float, float]:
    if not len(everybody):
        return math.nan, math.nan
    grand = everybody.mean()
    between = sum(len(s) * (s.mean() - grand) ** 2 for s in samples.values())
    within = sum(((s - s.mean()) ** 2).sum() for s in samples.values())
    return float(between), float(within)


def _f_test(between: float, within: float, k: int, n: int) -> FTest:
    if k < 2 or n <= k or not within > 1e-12 * max(between, 1.0):
        return NO_TEST
    f = (between / (k - 1)) / (within / (n - k))
    return FTest(f=f, df1=float(k - 1), df2=float(n - k), p=f_upper(f, k - 1, n - k))


def _levene(samples: Mapping[str, np.ndarray], n: int) -> FTest:
    deviations = {label: np.abs(s - s.mean()) for label, s in samples.items()}
    if not deviations:
        return NO_TEST
    between, within = _sums_of_squares(deviations, np.concatenate(list(deviations.values())))
    return _f_test(between, within, len(samples), n)


def _welch(samples: Mapping[str, np.ndarray]) -> FTest:
    sizes = np.array([len(s) for s in samples.values()])
    if len(sizes) < 2 or (sizes < 2).any():
        return NO_TEST
    variances = np.array([s.var(ddof=1) for s in samples.values()])
    if (variances <= 0).any():
        return NO_TEST
    k, weights = len(sizes), sizes / variances
    means = np.array([s.mean() for s in samples.values()])
    centre = (weights * means).sum() / weights.sum()
    spread = ((1 - weights / weights.sum()) ** 2 / (sizes - 1)).sum()
    numerator = (weights * (means - centre) ** 2).sum() / (k - 1)
    f = float(numerator / (1 + 2 * (k - 2) / (k * k - 1) * spread))
    df2 = float((k * k - 1) / (3 * spread))
    return FTest(f=f, df1=float(k - 1), df2=df2, p=f_upper(f, k - 1, df2))


def _bonferroni(
    samples: Mapping[str, np.ndarray], mean_square: float, df: int
) -> tuple[Comparison, ...]:
    """Every ordered pair; none below three groups or with a group of one, as SPSS."""
    k = len(samples)
    if k < 3 or not mean_square > 0 or any(len(s) < 2 for s in samples.values()):
        return ()
    tests = k * (k - 1) / 2
    critical = t_quantile(df, tail=0.05 / (2 * tests))
    return tuple(
        _comparison(a, b, samples, mean_square, df, tests=tests, critical=critical)
        for a, b in permutations(samples, 2)
    )


def _comparison(
    a: str,
    b: str,
    samples: Mapping[str, np.ndarray],
    mean_square: float,
    df: int,
    *,
    tests: float,
    critical: float,
) -> Comparison:
    difference = float(samples[a].mean() - samples[b].mean())
    se = math.sqrt(mean_square * (1 / len(samples[a]) + 1 / len(samples[b])))
    p = min(1.0, tests * (t_two_tailed(difference / se, df) or 0.0))
    return Comparison(
        a=a,
        b=b,
        difference=difference,
        se=se,
        p=p,
        ci_low=difference - critical * se,
        ci_high=difference + critical * se,
        significant=p < SIGNIFICANCE,
    )


def _statistics(label: str, sample: np.ndarray) -> GroupStatistics:
    n = len(sample)
    mean = float(sample.mean()) if n else math.nan
    sd = float(sample.std(ddof=1)) if n > 1 else math.nan
    se = sd / math.sqrt(n) if n else math.nan
    low, high = mean_interval(mean, se, n - 1)
    return GroupStatistics(
        label=label, n=n, mean=finite(mean), sd=finite(sd), se=finite(se), ci_low=low, ci_high=high
    )


def _ratio(part: float, whole: float) -> float | None:
    return finite(part / whole) if whole > 0 else None


def _why_undefined(test: FTest, k: int, n: int) -> str | None:
    if test.f is not None:
        return None
    if k < 2:
        return "fewer than two groups have answers"
    return "every group has one answer" if n <= k else "the outcome does not vary within groups"
