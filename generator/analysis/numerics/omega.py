"""McDonald's omega total of one common factor.

One factor by maximum likelihood on the item correlations (statsmodels Factor), started from the
first principal component: by itself statsmodels starts at random, and the last digits change from
run to run. omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses). Source:
McDonald (1999).
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from generator.analysis.numerics.inference import finite

PROPER = 1e-4
"""Smallest uniqueness of a proper solution; at zero the likelihood has run into its edge."""


def mcdonald_omega(correlations: np.ndarray | None, n: int) -> float | None:
    """Omega of ``n`` respondents' item correlations.

    None below three items, without more respondents than items, where an item does not vary or
    is decided by others, and where the factor leaves an item nothing of its own (Heywood case).
    """
    if correlations is None or len(correlations) < 3 or n <= len(correlations):
        return None
    if np.linalg.matrix_rank(correlations) < len(correlations):
        return None
    fit = _one_factor(correlations)
    if fit is None or fit.uniqueness.min() < PROPER:
        return None
    common = fit.loadings[:, 0].sum() ** 2
    return finite(common / (common + fit.uniqueness.sum()))


def _one_factor(correlations: np.ndarray) -> Any:
    from statsmodels.multivariate.factor import Factor

    loadings = _first_component(correlations)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a poor fit is judged by its uniquenesses
        try:
            return Factor(corr=correlations, n_factor=1, method="ml").fit(
                start=(loadings[:, None], 1 - loadings**2), opt={"gtol": 1e-9}
            )
        except (ValueError, np.linalg.LinAlgError):
            return None


def _first_component(correlations: np.ndarray) -> np.ndarray:
    """Loadings on the first principal component, kept away from 0 and 1."""
    values, vectors = np.linalg.eigh(correlations)
    component = vectors[:, -1] * np.sqrt(values[-1])
    turned = component if component.sum() >= 0 else -component
    loadings: np.ndarray = np.copysign(np.clip(np.abs(turned), 0.1, 0.9), turned)
    return loadings
