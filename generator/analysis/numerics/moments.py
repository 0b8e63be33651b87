"""Moments of one variable: mean, spread, shape and extremes, missing answers left out.

SD and variance divide by n - 1; SE = SD / sqrt(n). Skewness G1 = n / ((n - 1)(n - 2)) sum z^3 and
kurtosis G2 = n (n + 1) / ((n - 1)(n - 2)(n - 3)) sum z^4 - 3 (n - 1)^2 / ((n - 2)(n - 3)), with
z = (x - mean) / SD; their standard errors depend on n alone. Of several modes the smallest.
Source: SPSS algorithms, DESCRIPTIVES and FREQUENCIES; Joanes & Gill (1998), type 2.
"""

from __future__ import annotations

import math

import numpy as np

from generator.analysis.numerics.columns import is_constant
from generator.analysis.numerics.inference import finite, mean_interval
from generator.results.survey import VariableStatistics


def moments(variable: str, answers: np.ndarray) -> VariableStatistics:
    """Every statistic of the answers given (no missing among them)."""
    n = len(answers)
    if n == 0:
        return no_moments(variable)
    mean = float(answers.mean())
    constant = is_constant(answers)
    sd = (0.0 if constant else float(answers.std(ddof=1))) if n > 1 else math.nan
    se = sd / math.sqrt(n)
    low, high = mean_interval(mean, se, n - 1)
    mode, n_modes = _modes(answers)
    z = (answers - mean) / sd if sd > 0 else np.empty(0)
    return VariableStatistics(
        variable=variable,
        n=n,
        mean=mean,
        sd=finite(sd),
        ci_low=low,
        ci_high=high,
        se=finite(se),
        variance=finite(sd**2),
        median=float(np.median(answers)),
        mode=mode,
        n_modes=n_modes,
        skewness=_skewness(z, n),
        se_skewness=_se_skewness(n),
        kurtosis=_kurtosis(z, n),
        se_kurtosis=_se_kurtosis(n),
        minimum=float(answers.min()),
        maximum=float(answers.max()),
        total=math.fsum(answers),
        undefined=_why_undefined(n, constant),
    )


def no_moments(variable: str) -> VariableStatistics:
    """The statistics of a variable nobody answered."""
    return VariableStatistics(
        variable=variable,
        n=0,
        mean=None,
        sd=None,
        ci_low=None,
        ci_high=None,
        undefined="nobody answered",
    )


def _modes(answers: np.ndarray) -> tuple[float, int]:
    """The smallest most frequent value and how many are as frequent; equal up to rounding."""
    ordered = np.sort(answers)
    step = 1e-13 * max(abs(float(ordered[0])), abs(float(ordered[-1])))
    starts = np.flatnonzero(np.concatenate([[True], np.diff(ordered) > step]))
    counts = np.diff(np.append(starts, len(ordered)))
    modes = starts[counts == counts.max()]
    return float(ordered[modes[0]]), len(modes)


def _skewness(z: np.ndarray, n: int) -> float | None:
    return finite(n / ((n - 1) * (n - 2)) * (z**3).sum()) if n > 2 and len(z) else None


def _kurtosis(z: np.ndarray, n: int) -> float | None:
    if n < 4 or not len(z):
        return None
    fourth = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (z**4).sum()
    return finite(fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3)))


def _se_skewness(n: int) -> float | None:
    return math.sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3))) if n > 2 else None


def _se_kurtosis(n: int) -> float | None:
    se = _se_skewness(n)
    return 2 * se * math.sqrt((n * n - 1) / ((n - 3) * (n + 5))) if se and n > 3 else None


def _why_undefined(n: int, constant: bool) -> str | None:
    if n == 1:
        return "one answer has no spread"
    if constant:
        return "all answers are the same: no skewness and no kurtosis"
    return "too few answers for skewness or kurtosis" if n < 4 else None
