"""Reliability: Cronbach's alpha with Feldt's interval, item-total figures, McDonald's omega.

Listwise over the scale's items, as SPSS RELIABILITY. alpha = k / (k - 1) (1 - sum of item
variances / variance of the sum). Standardised alpha = k r / (1 + (k - 1) r), r the mean
inter-item correlation. Interval: Feldt, Woodruff & Salih (1987), with F quantiles on n - 1 and
(n - 1)(k - 1) degrees of freedom. Item-total correlations are corrected: the item against the sum
of the others; the squared multiple correlation is 1 - 1 / (diagonal of R inverted). Items are
keyed the same way first.

Omega is McDonald's (1999) omega total: one factor by maximum likelihood on the item correlations
(statsmodels Factor), started from the first principal component, for by itself statsmodels starts
at random, and the last digits change from run to run. omega = (sum of loadings)^2 / ((sum of
loadings)^2 + sum of uniquenesses).
"""

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import fdtri

from generator.analysis.numerics.columns import complete, is_constant, selected
from generator.analysis.numerics.inference import CONFIDENCE, finite
from generator.analysis.numerics.magnitudes import decided, of_magnitude
from generator.analysis.statistics import Nodes, Plan
from generator.results.models import ItemTotal, Reliability
from generator.study.plan import ReliabilityStep

__all__ = ["estimate_reliability"]

PROPER = 1e-4
"""Smallest uniqueness of a proper solution; at zero the likelihood has run into its edge."""

NO_SPREAD = 1e-10
"""Variance of the standardised items' sum, in items, that is nothing but rounding."""


def nodes_of_frame(step: ReliabilityStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """A node for each construct, and one for the items as a scale."""
    scales = {
        f"{step.id}/{name}": (name, [item.id for item in plan.study.constructs[name].items])
        for name in step.constructs
    }
    if step.items:
        scales[step.id] = (step.label, list(step.items))
    return {
        node: estimate_reliability(
            selected(frame, *items), items=items, construct=name, group=step.group
        )
        for node, (name, items) in scales.items()
    }


@of_magnitude
def estimate_reliability(
    frame: pd.DataFrame, *, items: Sequence[str], construct: str = "", group: str = ""
) -> Reliability:
    """Internal consistency of the columns ``items`` as one scale."""
    answers = complete(frame, items)
    n, k = answers.shape
    alpha = cronbach_alpha(answers)
    low, high = _feldt(alpha, n, k)
    correlations = _correlations(answers)
    omega = mcdonald_omega(correlations, n)
    smc: list[float | None] = [None] * k
    mean_r = standardised = None
    if correlations is not None:
        mean_r = float(correlations[np.triu_indices_from(correlations, k=1)].mean())
        if not _decided(correlations):
            smc = [finite(1 - 1 / value) for value in np.diag(np.linalg.inv(correlations))]
        if 1 + (k - 1) * mean_r >= NO_SPREAD:  # else the standardised sum does not vary
            standardised = k * mean_r / (1 + (k - 1) * mean_r)
    total = answers.sum(axis=1)
    variance = float(total.var(ddof=1)) if n > 1 and k else math.nan
    return Reliability(
        group=group,
        n=n,
        undefined=_why_undefined(answers, alpha, correlations, omega),
        construct=construct,
        n_items=k,
        alpha=alpha,
        ci_low=low,
        ci_high=high,
        omega=omega,
        items=tuple(
            _item_total(name, answers, total, i, smc=smc[i]) for i, name in enumerate(items)
        ),
        n_excluded=len(frame) - n,
        alpha_standardised=standardised,
        mean_inter_item=mean_r,
        sum_mean=finite(float(total.mean())) if n and k else None,
        sum_variance=finite(variance),
        sum_sd=finite(math.sqrt(variance)),
    )


def cronbach_alpha(answers: np.ndarray) -> float | None:
    """Alpha of an array of respondents by items without missing values."""
    n, k = answers.shape
    if n < 2 or k < 2:
        return None
    total = answers.sum(axis=1)
    if is_constant(total):
        return None
    parts = answers.var(axis=0, ddof=1).sum() / total.var(ddof=1)
    return finite(k / (k - 1) * (1 - parts))


def _feldt(alpha: float | None, n: int, k: int) -> tuple[float | None, float | None]:
    if alpha is None:
        return None, None
    tail = (1 - CONFIDENCE) / 2
    low, high = 1 - (1 - alpha) * fdtri(n - 1, (n - 1) * (k - 1), [1 - tail, tail])
    return finite(low), finite(high)


def _correlations(answers: np.ndarray) -> np.ndarray | None:
    """The items' correlation matrix; None when an item does not vary."""
    n, k = answers.shape
    if n < 2 or k < 2 or any(is_constant(item) for item in answers.T):
        return None
    return np.asarray(np.corrcoef(answers, rowvar=False))


def _item_total(
    name: str, answers: np.ndarray, total: np.ndarray, i: int, *, smc: float | None
) -> ItemTotal:
    n, k = answers.shape
    item, others = answers[:, i], total - answers[:, i]
    varies = n > 1 and k > 1 and not is_constant(item) and not is_constant(others)
    return ItemTotal(
        item=name,
        item_total=finite(np.corrcoef(item, others)[0, 1]) if varies else None,
        alpha_if_deleted=cronbach_alpha(np.delete(answers, i, axis=1)),
        mean=float(item.mean()) if n else None,
        sd=float(item.std(ddof=1)) if n > 1 else None,
        scale_mean_if_deleted=float(others.mean()) if n and k > 1 else None,
        scale_variance_if_deleted=float(others.var(ddof=1)) if n > 1 and k > 1 else None,
        smc=smc,
    )


def _why_undefined(
    answers: np.ndarray, alpha: float | None, correlations: np.ndarray | None, omega: float | None
) -> str | None:
    """The first reason why a figure is missing; alpha may stand all the same."""
    n, k = answers.shape
    reasons = (
        (k < 2, "a scale needs at least two items"),
        (n < 2, "fewer than two respondents answered every item"),
        (alpha is None, "the sum of the items does not vary"),
        (correlations is None, "an item does not vary: no correlations with it"),
        (_decided(correlations), "some items decide another: no squared multiple correlations"),
        (omega is None and k < 3, "omega needs three items"),
        (omega is None and n <= k, "omega needs more respondents than items"),
        (omega is None, "no proper solution with one factor: no omega"),
    )
    return next((reason for applies, reason in reasons if applies), None)


def _decided(correlations: np.ndarray | None) -> bool:
    return correlations is not None and decided(correlations) is not None


def mcdonald_omega(correlations: np.ndarray | None, n: int) -> float | None:
    """Omega of ``n`` respondents' item correlations.

    None below three items, without more respondents than items, where an item does not vary or
    is decided by others, and where the factor leaves an item nothing of its own (Heywood case).
    """
    if correlations is None or len(correlations) < 3 or n <= len(correlations):
        return None
    if _decided(correlations):
        return None
    fit = _one_factor(correlations)
    if fit is None or fit.uniqueness.min() < PROPER:
        return None
    common = fit.loadings[:, 0].sum() ** 2
    return finite(common / (common + fit.uniqueness.sum()))


def _one_factor(correlations: np.ndarray) -> Any:
    from statsmodels.multivariate.factor import Factor

    # Loadings on the first principal component, kept away from 0 and 1.
    values, vectors = np.linalg.eigh(correlations)
    component = vectors[:, -1] * np.sqrt(values[-1])
    turned = component if component.sum() >= 0 else -component
    loadings = np.copysign(np.clip(np.abs(turned), 0.1, 0.9), turned)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a poor fit is judged by its uniquenesses
        try:
            return Factor(corr=correlations, n_factor=1, method="ml").fit(
                start=(loadings[:, None], 1 - loadings**2), opt={"gtol": 1e-9}
            )
        except (ValueError, np.linalg.LinAlgError):
            return None
