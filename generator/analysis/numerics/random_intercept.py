"""A random intercept per unit, by restricted maximum likelihood.

y = X b + u_unit + e, var(u) = tau^2, var(e) = sigma^2. With V = I + l Z Z', l = tau^2 / sigma^2,
the restricted likelihood is largest where (n - p) |Z'Py|^2 = (y'Py) tr(Z'PZ), found in l by scipy's
brentq; l = 0 where the left side is smaller already there. Then b is generalised least squares and
sigma^2 = y'Py / (n - p). Source: Harville (1977); Pinheiro & Bates (2000), ch. 2.

statsmodels' MixedLM fits the same model, but stops short of the maximum on data as ordinary as
5,400 answers in 99 units (ConvergenceWarning, ICC .145 for .158), and warns on a variance of zero.
The tests hold this against it where it converges.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

WIDEST = 1e12
"""A ratio of variances beyond which nothing varies within units."""


@dataclass(frozen=True, slots=True)
class RandomIntercept:
    """Slopes with standard errors, and the variances between and within units.

    ``single`` and ``single_errors`` are those of the same rows without units: least squares.
    """

    slopes: np.ndarray
    standard_errors: np.ndarray
    single: np.ndarray
    single_errors: np.ndarray
    between: float
    within: float

    @property
    def icc(self) -> float:
        """The part of the variance that lies between units."""
        return self.between / (self.between + self.within)


def fit_random_intercept(
    design: np.ndarray, outcome: np.ndarray, units: np.ndarray
) -> RandomIntercept | None:
    """Fit a complete design (constant included) to the outcome; ``units`` numbers rows from 0.

    None where there are fewer than two units or too few rows, where the design is not of full
    rank, and where nothing varies within units.
    """
    n, p = design.shape
    sizes = np.bincount(units).astype(float)
    if len(sizes) < 2 or n <= p + 1 or len(sizes) >= n or np.linalg.matrix_rank(design) < p:
        return None
    sums = _Sums(design, outcome, units, sizes)
    single = sums.at(0.0)
    if not single.squares > 1e-13 * float(outcome @ outcome):
        return None
    ratio = _most_likely(sums)
    if ratio is None:
        return None
    fit = sums.at(ratio)
    within = fit.squares / (n - p)
    return RandomIntercept(
        slopes=fit.slopes,
        standard_errors=fit.standard_errors(n - p),
        single=single.slopes,
        single_errors=single.standard_errors(n - p),
        between=ratio * within,
        within=within,
    )


@dataclass(frozen=True, slots=True)
class _State:
    slopes: np.ndarray
    weighted: np.ndarray
    squares: float
    score: float

    def standard_errors(self, df: int) -> np.ndarray:
        """Of the slopes, with the variance of the squares on their degrees of freedom."""
        errors: np.ndarray = np.sqrt(self.squares / df * np.diag(np.linalg.inv(self.weighted)))
        return errors


class _Sums:
    """What a fit needs of the data at any ratio of variances: sums per unit."""

    def __init__(
        self, design: np.ndarray, outcome: np.ndarray, units: np.ndarray, sizes: np.ndarray
    ) -> None:
        self.design, self.outcome, self.units, self.sizes = design, outcome, units, sizes
        self.by_unit = np.column_stack([self._summed(column) for column in design.T])
        self.outcome_by_unit = self._summed(outcome)

    def at(self, ratio: float) -> _State:
        """Generalised least squares at a ratio, and the slope of the likelihood there."""
        n, p = self.design.shape
        shrink = 1 / (1 + self.sizes * ratio)
        inner = self.by_unit * (ratio * shrink)[:, None]
        weighted = self.design.T @ self.design - inner.T @ self.by_unit
        slopes = np.linalg.solve(
            weighted, self.design.T @ self.outcome - inner.T @ self.outcome_by_unit
        )
        residuals = self.outcome - self.design @ slopes
        by_unit = self._summed(residuals)
        squares = float(residuals @ residuals - ratio * (shrink * by_unit**2).sum())
        spread = self.by_unit * shrink[:, None]
        trace = (self.sizes * shrink).sum() - np.trace(np.linalg.solve(weighted, spread.T @ spread))
        score = (n - p) * float(((shrink * by_unit) ** 2).sum()) - squares * float(trace)
        return _State(slopes, weighted, squares, score)

    def _summed(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self.units, weights=values, minlength=len(self.sizes))


def _most_likely(sums: _Sums) -> float | None:
    """The ratio of variances with the largest restricted likelihood."""
    if sums.at(0.0).score <= 0:
        return 0.0
    high = 1.0
    while sums.at(high).score > 0:
        high *= 4
        if high > WIDEST:
            return None
    return float(brentq(lambda ratio: sums.at(ratio).score, 0.0, high, xtol=1e-15, rtol=1e-14))
