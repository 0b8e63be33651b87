"""A slope within units and the slope between their means, from one random intercept model.

y = a + b_w (x - x_unit) + b_b x_unit + u_unit + e, x_unit the unit's mean of x: b_w compares
people of one unit, b_b units. They need not agree, and the slope on x alone is a weighted mean of
both. Their difference is tested in the same model. Source: Mundlak (1978); Snijders &
Bosker (2012), ch. 4.6.
"""

import numpy as np

from generator.analysis.numerics.inference import mean_interval, t_two_tailed
from generator.analysis.numerics.magnitudes import decided
from generator.analysis.numerics.random_intercept import (
    RandomIntercept,
    Slope,
    fit_random_intercept,
)
from generator.results.models import LEVELS_FROM, Levels

VARIES = 1e-6
"""The least part of a predictor's variance that is within units, and between them."""


def two_levels(x: np.ndarray, y: np.ndarray, units: np.ndarray) -> list[Levels | None]:
    """The slopes of each column of ``x``; None below ten units for each of them."""
    k, sizes = x.shape[1], np.bincount(units)
    none: list[Levels | None] = [None] * k
    if len(sizes) < LEVELS_FROM * k:
        return none
    means = np.column_stack([np.bincount(units, weights=column) for column in x.T]) / sizes[:, None]
    between, within = means[units] - x.mean(axis=0), x - means[units]
    for part in (between, within):
        if (part.var(axis=0) <= VARIES * x.var(axis=0)).any():
            return none
        if decided(np.atleast_2d(np.corrcoef(part, rowvar=False))) is not None:
            return none
    design = np.column_stack([np.ones(len(y)), within, between])
    fit = fit_random_intercept(design, y - y.mean(), units)
    if fit is None:
        return none
    dominance = _dominance(means - x.mean(axis=0), sizes, fit)
    one = np.eye(2 * k + 1)
    slopes = [(fit.slope(*one[1 + i]), fit.slope(*one[1 + k + i])) for i in range(k)]
    apart = [fit.slope(*(one[1 + k + i] - one[1 + i])) for i in range(k)]
    return [
        Levels(
            **_figures("within", inside),
            **_figures("between", across),
            p_differ=_p(apart[i]),
            dominance=dominance,
        )
        for i, (inside, across) in enumerate(slopes)
    ]


def _figures(name: str, slope: Slope) -> dict[str, float | None]:
    low, high = mean_interval(slope.b, slope.se, slope.df)
    return {name: slope.b, f"{name}_low": low, f"{name}_high": high, f"{name}_p": _p(slope)}


def _p(slope: Slope) -> float | None:
    return t_two_tailed(slope.b / slope.se, slope.df)


def _dominance(means: np.ndarray, sizes: np.ndarray, fit: RandomIntercept) -> float:
    """The largest leverage of a unit on the slopes between, at the weight it has in the fit."""
    weights = sizes / (1 + sizes * fit.between / fit.within)
    design = np.sqrt(weights)[:, None] * np.column_stack([np.ones(len(means)), means])
    q, _ = np.linalg.qr(design)
    return float((q**2).sum(axis=1).max())
