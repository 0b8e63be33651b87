"""One factor behind ordinal items, by weighted least squares on polychoric correlations (WLSMV).

An item is a normal variable cut at thresholds (those of its own answers), and a polychoric
correlation is that of two such variables, by maximum likelihood given the thresholds (Olsson 1979,
two-step). Their sampling covariance is that of the stacked estimating equations (Muthén 1984), with
scores squared and multiplied person by person, as lavaan does it. Loadings minimise the squared
residuals over the correlations' variances (DWLS); chi-square is scaled and shifted so that its mean
and variance are right (Asparouhov & Muthén 2010). Bivariate normal probabilities are Sheppard's
integral over the angle, by Gauss and Legendre's rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import brentq, least_squares
from scipy.special import chdtrc, chndtr, ndtr, ndtri

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)

NEARLY_ONE = 0.995
"""Correlations nearer to 1 than this cannot be told from agreement of all."""

MOST_STEPS = 100
"""Scoring takes five to ten."""

MOST_CATEGORIES = 11
"""With more, hardly anybody is in a category, and an item is as good as continuous."""

RMSEA_TAIL = 0.05
"""On each side of RMSEA's interval, which by custom is one of 90 %."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How far the model is from the answers; CFI and RMSEA from the scaled chi-squares."""

    chi2: float
    df: int
    p: float
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    srmr: float


@dataclass(frozen=True, slots=True)
class OrdinalFactor:
    """Standardised loadings with standard errors; ``fit`` is None where nothing is left to test.

    ``omega`` is the reliability of the items' sum (Green & Yang 2009): covariance due to the factor
    over the variance of the sum, both of the answers as they were given.
    """

    loadings: np.ndarray
    errors: np.ndarray
    omega: float
    fit: Fit | None


def fit_factor(answers: np.ndarray) -> OrdinalFactor | str:
    """The factor behind complete ``answers``, people by items; or why there is none."""
    items = [OrdinalItem(column) for column in answers.T]
    if reason := _unfit(items):
        return reason
    n, k = answers.shape
    pairs = [ItemPair(one, other) for one, other in combinations(items, 2)]
    found = [pair.correlation() for pair in pairs]
    if None in found:
        return "two items agree so closely that their correlation is not defined"
    r = np.array(found, dtype=float)
    gamma = _sampling_covariance(pairs, r)
    weights = 1 / np.diag(gamma)
    left, right = np.triu_indices(k, 1)
    loadings = _loadings(r, weights, left, right, k)
    slopes = np.zeros((len(pairs), k))
    rows = np.arange(len(pairs))
    slopes[rows, left], slopes[rows, right] = loadings[right], loadings[left]
    weighted = slopes.T * weights
    information = weighted @ slopes
    if np.abs(loadings).max() >= NEARLY_ONE or np.linalg.matrix_rank(information) < k:
        return "no proper solution with one factor"
    bread = np.linalg.solve(information, weighted)
    errors = np.sqrt(np.diag(bread @ gamma @ bread.T) / n)
    residuals = r - loadings[left] * loadings[right]
    projected = np.diag(weights) - weighted.T @ bread
    none = np.diag(weights)
    fit = _fit(r, residuals, (none, projected), gamma, n=n, k=k) if k > 3 else None
    return OrdinalFactor(loadings, errors, _omega(items, loadings, answers), fit)


def _unfit(items: Sequence[OrdinalItem]) -> str | None:
    """Why items are none that a factor can be behind."""
    if len(items) < 3:
        return "a factor needs three items"
    if any(not len(item.cuts) for item in items):
        return "an item does not vary"
    if any(len(item.cuts) >= MOST_CATEGORIES for item in items):
        return f"an item has more than {MOST_CATEGORIES} categories"
    return None


class OrdinalItem:
    """An item's thresholds, each answer's category, and how the answers' numbers step up."""

    def __init__(self, answers: np.ndarray) -> None:
        values, self.category, counts = np.unique(answers, return_inverse=True, return_counts=True)
        self.share = counts / counts.sum()
        self.cuts = ndtri(np.cumsum(counts)[:-1] / counts.sum())
        self.steps = np.diff(values)
        heights = np.exp(-(self.cuts**2) / 2) / math.sqrt(2 * math.pi)
        # Categories by thresholds: what a category gets of a function that is zero at both ends.
        self.between = np.eye(len(values), len(heights)) - np.eye(len(values), len(heights), k=-1)
        # How each category's probability grows with each threshold.
        self.grown = heights[:, None] * self.between.T


class ItemPair:
    """Two items' normal variables: the probability of each cell of their table."""

    def __init__(self, one: OrdinalItem, other: OrdinalItem) -> None:
        self.one, self.other = one, other
        self.squares = one.cuts[:, None] ** 2 + other.cuts**2
        self.products = one.cuts[:, None] * other.cuts

    def dependence(self, rho: float) -> np.ndarray:
        """P(both below) less the product of the two, at each pair of thresholds."""
        angle = math.asin(rho)
        sine = np.sin(angle * (NODES + 1) / 2)
        products, squares = self.products[..., None], self.squares[..., None]
        heights = np.exp((2 * products * sine - squares) / (2 * (1 - sine * sine)))
        above: np.ndarray = (heights @ WEIGHTS) * (angle / (4 * math.pi))
        return above

    def cells(self, corners: np.ndarray) -> np.ndarray:
        """What each cell has of a function of the thresholds that is zero at all ends."""
        inside: np.ndarray = self.one.between @ corners @ self.other.between.T
        return inside

    def probabilities(self, rho: float) -> np.ndarray:
        """Of each cell."""
        apart = np.outer(self.one.share, self.other.share)
        cells: np.ndarray = np.clip(apart + self.cells(self.dependence(rho)), 1e-12, 1.0)
        return cells

    def slopes(self, rho: float) -> np.ndarray:
        """Each cell's derivative with respect to rho: the density at its corners."""
        rest = 1 - rho * rho
        heights = np.exp((2 * rho * self.products - self.squares) / (2 * rest))
        return self.cells(heights / (2 * math.pi * math.sqrt(rest)))

    def correlation(self) -> float | None:
        """At which the likelihood of the table is largest, by Fisher scoring; None at its edge."""
        counts = np.zeros((len(self.one.share), len(self.other.share)))
        np.add.at(counts, (self.one.category, self.other.category), 1)
        rho = 0.0
        for _ in range(MOST_STEPS):
            slopes, p = self.slopes(rho), self.probabilities(rho)
            score = float((counts * slopes / p).sum())
            information = counts.sum() * float((slopes**2 / p).sum())
            if information < 1:  # the likelihood is flat: its standard error is over 1
                return None
            step = score / information
            if abs(rho + step) >= NEARLY_ONE:  # too far: half the way to the edge
                step = (math.copysign(NEARLY_ONE, step) - rho) / 2
            rho += step
            if abs(step) < 1e-10:
                return rho if abs(rho) < NEARLY_ONE - 1e-6 else None
        return None


def _sampling_covariance(pairs: list[ItemPair], r: np.ndarray) -> np.ndarray:
    """The correlations' covariance times n, from each person's part in the estimates."""
    people = np.empty((len(pairs[0].one.category), len(pairs)))
    for column, (pair, rho) in enumerate(zip(pairs, r, strict=True)):
        one, other, p = pair.one, pair.other, pair.probabilities(rho)
        own = (pair.slopes(rho) / p)[one.category, other.category]
        moved = own.copy()
        for mine, theirs, table in ((one, other, p), (other, one, p.T)):
            # How the score moves with the thresholds that were taken as given.
            edges = (_edges(mine, theirs, rho) / table)[:, mine.category, theirs.category]
            scores = (mine.grown / mine.share)[:, mine.category]
            moved -= scores.T @ np.linalg.solve(scores @ scores.T, edges @ own)
        people[:, column] = moved / (own @ own)
    return len(people) * people.T @ people


def _edges(mine: OrdinalItem, theirs: OrdinalItem, rho: float) -> np.ndarray:
    """Each cell's derivative with respect to each threshold of ``mine``: thresholds by cells."""
    below = ndtr((theirs.cuts - rho * mine.cuts[:, None]) / math.sqrt(1 - rho * rho))
    within = below @ theirs.between.T
    within[:, -1] += 1
    edges: np.ndarray = mine.grown[:, :, None] * within[:, None, :]
    return edges


def _loadings(
    r: np.ndarray, weights: np.ndarray, left: np.ndarray, right: np.ndarray, k: int
) -> np.ndarray:
    """The loadings of least weighted squares, most of them positive."""
    root = np.sqrt(weights)
    start = np.full(k, math.sqrt(max(float(np.abs(r).mean()), 0.01)))
    # Items that go against the first one start on the other side.
    start[1:] *= np.where(r[: k - 1] < 0, -1.0, 1.0)

    def misses(x: np.ndarray) -> np.ndarray:
        missed: np.ndarray = root * (r - x[left] * x[right])
        return missed

    found = least_squares(misses, start, method="lm", xtol=1e-12, ftol=1e-12)
    loadings: np.ndarray = found.x if found.x.sum() >= 0 else -found.x
    return loadings


def _fit(
    r: np.ndarray,
    residuals: np.ndarray,
    projections: tuple[np.ndarray, np.ndarray],
    gamma: np.ndarray,
    *,
    n: int,
    k: int,
) -> Fit:
    """Fit from the chi-squares of the model of no correlations and of the one with the factor."""
    none, factor = projections
    df0, df = len(r), len(r) - k
    chi2_0 = _scaled((n - 1) * float(r @ none @ r), none @ gamma, df0)
    chi2 = _scaled((n - 1) * float(residuals @ none @ residuals), factor @ gamma, df)
    beyond, beyond_0 = max(chi2 - df, 0.0), max(chi2_0 - df0, 0.0)
    worst = max(beyond, beyond_0)
    tail = 1 - RMSEA_TAIL
    return Fit(
        chi2=chi2,
        df=df,
        p=float(chdtrc(df, chi2)) if chi2 > 0 else 1.0,
        cfi=1 - beyond / worst if worst > 0 else 1.0,
        tli=(chi2_0 / df0 - chi2 / df) / (chi2_0 / df0 - 1) if chi2_0 > df0 else math.nan,
        rmsea=math.sqrt(beyond / (df * n)),
        rmsea_low=math.sqrt(_noncentrality(chi2, df, tail) / (df * n)),
        rmsea_high=math.sqrt(_noncentrality(chi2, df, 1 - tail) / (df * n)),
        srmr=math.sqrt(float((residuals**2).mean())),
    )


def _scaled(chi2: float, u_gamma: np.ndarray, df: int) -> float:
    """The statistic with the mean and variance of a chi-square on ``df``: scaled and shifted."""
    scale = math.sqrt(df / float(np.trace(u_gamma @ u_gamma)))
    return scale * chi2 + df - scale * float(np.trace(u_gamma))


def _noncentrality(chi2: float, df: int, below: float) -> float:
    """The noncentrality for which so much of the distribution lies below the statistic."""

    def left(centre: float) -> float:
        return float(chndtr(chi2, df, centre)) - below

    if chi2 <= 0 or left(0.0) <= 0:
        return 0.0
    return float(brentq(left, 0.0, 10 * (chi2 + df) + 100, xtol=1e-9))


def _omega(items: list[OrdinalItem], loadings: np.ndarray, answers: np.ndarray) -> float:
    common = 0.0
    for one, a in zip(items, loadings, strict=True):
        for other, b in zip(items, loadings, strict=True):
            common += float(one.steps @ ItemPair(one, other).dependence(a * b) @ other.steps)
    return common / float(answers.sum(axis=1).var())
