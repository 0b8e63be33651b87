"""Reliability: Cronbach's alpha with Feldt's interval, item-total figures, McDonald's omega.

Listwise over the scale's items. alpha = k / (k - 1) (1 - sum of item variances / variance of the
sum). Interval: Feldt, Woodruff & Salih (1987), with F quantiles on n - 1 and (n - 1)(k - 1)
degrees of freedom. Omega total: one-factor maximum likelihood on the item correlations
(McDonald 1999), (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.analysis.inference import CONFIDENCE, f_quantile, finite
from generator.results import ItemTotal, Reliability


def reliability(
    frame: pd.DataFrame, *, items: Sequence[str], construct: str, group: str
) -> Reliability:
    """Internal consistency of ``items`` (keyed the same way) as one scale."""
    complete = frame[list(items)].dropna().to_numpy(float)
    n, k = complete.shape
    alpha = cronbach_alpha(complete)
    low, high = _feldt(alpha, n, k)
    return Reliability(
        group=group,
        n=n,
        undefined=_why_undefined(n, k) if alpha is None else None,
        construct=construct,
        n_items=k,
        alpha=alpha,
        ci_low=low,
        ci_high=high,
        omega=mcdonald_omega(complete),
        items=tuple(_item_total(name, complete, i) for i, name in enumerate(items)),
    )


def cronbach_alpha(complete: np.ndarray) -> float | None:
    """Alpha of an array of respondents by items without missing values."""
    n, k = complete.shape
    if n < 2 or k < 2:
        return None
    total = complete.sum(axis=1).var(ddof=1)
    if total == 0:
        return None
    return finite(k / (k - 1) * (1 - complete.var(axis=0, ddof=1).sum() / total))


def mcdonald_omega(complete: np.ndarray) -> float | None:
    """Omega total of one common factor; None below three items or with a constant item."""
    n, k = complete.shape
    if k < 3 or n <= k or (complete.std(axis=0) == 0).any():
        return None
    from statsmodels.multivariate.factor import Factor

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a Heywood case is judged by its result below
        try:
            fit = Factor(corr=np.corrcoef(complete, rowvar=False), n_factor=1, method="ml").fit()
        except (ValueError, np.linalg.LinAlgError):
            return None
    loadings = fit.loadings[:, 0]
    common = loadings.sum() ** 2
    return finite(common / (common + np.clip(1 - loadings**2, 0, None).sum()))


def _feldt(alpha: float | None, n: int, k: int) -> tuple[float | None, float | None]:
    if alpha is None:
        return None, None
    tail = (1 - CONFIDENCE) / 2
    df1, df2 = n - 1, (n - 1) * (k - 1)
    return tuple(  # type: ignore[return-value]
        finite(1 - (1 - alpha) * f_quantile(p, df1, df2)) for p in (1 - tail, tail)
    )


def _item_total(name: str, complete: np.ndarray, i: int) -> ItemTotal:
    rest = np.delete(complete, i, axis=1)
    item, others = complete[:, i], rest.sum(axis=1)
    defined = len(item) > 1 and item.std() > 0 and others.std() > 0
    return ItemTotal(
        item=name,
        item_total=finite(np.corrcoef(item, others)[0, 1]) if defined else None,
        alpha_if_deleted=cronbach_alpha(rest),
    )


def _why_undefined(n: int, k: int) -> str:
    if k < 2:
        return "a scale needs at least two items"
    if n < 2:
        return "fewer than two respondents answered every item"
    return "the sum of the items does not vary"
