"""One model for all units: what lies between them, and each unit's mean drawn towards the others'.

mean_j = mu + u_j + e_j, var(u) = tau^2, var(e_j) = sigma^2 / n_j, by restricted maximum likelihood
from counts, means and the variance within units, all that it needs (``random_intercept``). The
shrunken mean is the best linear unbiased predictor m + B (mean_j - m), B = tau^2 / (tau^2 +
sigma^2 / n_j), m generalised least squares for mu; R's lme4 has the same (Robinson 1991).

Its squared error is, at a given ratio l of the variances, that of predictor and m (Kackar &
Harville 1984), (sigma^2 / n_j) B + (1 - B)^2 var(m), and how far the predictor of l is from the one
used. It is averaged over l by the restricted likelihood, flat in l (Kass & Steffey 1989; Morris &
Tang 2011): with the estimate put in for l, the interval held in as few as 82 % of cases with 19
units. From four units, as with fewer the likelihood has no mean.
"""

from dataclasses import dataclass

import numpy as np

from generator.analysis.numerics.random_intercept import UnitSums

FEWEST = 4


@dataclass(frozen=True, slots=True)
class UnitMeans:
    """The variances, and each unit's shrunken mean with its standard error of prediction."""

    between: float
    within: float
    shrunken: np.ndarray
    errors: np.ndarray

    @property
    def icc(self) -> float:
        """The part of the variance that lies between units."""
        return self.between / (self.between + self.within)


def fit_unit_means(
    sizes: np.ndarray, means: np.ndarray, *, variance: float, df: int
) -> UnitMeans | None:
    """Fit the model; None where there are fewer than two units or nothing varies within them."""
    if len(sizes) < 2 or not variance > 0:
        return None
    sums = UnitSums.of_cells(sizes, means, variance=variance, df=df)
    ratio = sums.most_likely()
    if ratio is None:
        return None
    (shrunken,), _, (within,) = _predicted(sums, np.array([ratio]))
    grid = sums.grid()[1:]
    predicted, squares, _ = _predicted(sums, grid)
    deviance = sums.deviance(grid)
    weights = np.exp((deviance.min() - deviance) / 2) * grid  # evenly spaced in log l
    errors = np.sqrt(weights @ (squares + (predicted - shrunken) ** 2) / weights.sum())
    if len(sizes) < FEWEST:
        errors = np.full(len(sizes), np.nan)
    return UnitMeans(float(ratio * within), float(within), shrunken, errors)


def _predicted(sums: UnitSums, ratios: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The predictor of each unit at each ratio, its squared error there, and sigma^2."""
    fit = sums.at(ratios)
    within = fit.squares / sums.df
    centre, known = fit.slopes[:, :1], fit.root[:, :1, 0] ** 2  # var(m) / sigma^2
    weight = ratios[:, None] * fit.precision
    squares = within[:, None] * (weight / sums.sizes + (1 - weight) ** 2 * known)
    return centre + weight * (sums.means[:, 1] - centre), squares, within
