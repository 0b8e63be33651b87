"""Tail probabilities, quantiles and adjusted p, plain floats in and out; ``None`` where undefined.

p of one family of tests; undefined tests are no part of it. Bonferroni: p m. Holm (1979),
step-down: p_(i) (m - i + 1), made monotone upwards. Benjamini & Hochberg (1995), step-up control of
the false discovery rate: p_(i) m / i, made monotone downwards.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import fdtrc, ndtr, ndtri, stdtr, stdtrit

__all__ = ["benjamini_hochberg", "bonferroni_adjusted", "holm_adjusted"]

CONFIDENCE = 0.95
SIGNIFICANCE = 0.05
POWER = 0.80


def finite(value: float) -> float | None:
    """The value as a plain float, or None when it is NaN or infinite."""
    return float(value) if math.isfinite(value) else None


def ratio(part: float, total: float) -> float | None:
    """``part / total``, or None when the total is zero."""
    return finite(part / total) if total != 0 else None


def t_two_tailed(t: float, df: float) -> float | None:
    """Two-tailed p of Student's t."""
    return finite(float(2 * stdtr(df, -abs(t)))) if df > 0 else None


def t_quantile(df: float, *, tail: float = (1 - CONFIDENCE) / 2) -> float:
    """The t value with ``tail`` of the distribution above it."""
    return -float(stdtrit(df, tail))


def f_upper(f: float, df1: float, df2: float) -> float | None:
    """Upper-tail p of Fisher's F."""
    return finite(float(fdtrc(df1, df2, f))) if df1 > 0 and df2 > 0 else None


def z_two_tailed(z: float) -> float:
    """Two-tailed p of the standard normal distribution."""
    return float(2 * ndtr(-abs(z)))


def z_quantile(*, tail: float = (1 - CONFIDENCE) / 2) -> float:
    """The standard normal value with ``tail`` of the distribution above it."""
    return -float(ndtri(tail))


def mean_interval(mean: float, se: float, df: float) -> tuple[float | None, float | None]:
    """The 95 % t interval of a mean; (None, None) without degrees of freedom."""
    if df <= 0 or not math.isfinite(se):
        return None, None
    half = t_quantile(df) * se
    return finite(mean - half), finite(mean + half)


PValues = Sequence[float | None]


def bonferroni_adjusted(p_values: PValues) -> list[float | None]:
    """Bonferroni's adjustment: each p times the number of tests, at most 1."""
    return _adjusted(p_values, factor=lambda _, m: m, running=lambda p: p)


def holm_adjusted(p_values: PValues) -> list[float | None]:
    """Holm's step-down adjustment."""
    return _adjusted(p_values, factor=lambda i, m: m - i, running=np.maximum.accumulate)


def benjamini_hochberg(p_values: PValues) -> list[float | None]:
    """Benjamini and Hochberg's step-up adjustment of the false discovery rate."""
    return _adjusted(
        p_values,
        factor=lambda i, m: m / (i + 1),
        running=lambda p: np.minimum.accumulate(p[::-1])[::-1],
    )


def _adjusted(
    p_values: PValues,
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
