"""Regression: ordinary least squares, everything entered together, listwise on all its variables.

Coefficients, tests and intervals by statsmodels OLS. Beta = B SD(x) / SD(y). Tolerance is 1 - R^2
of a predictor on the others over the same rows, VIF its inverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from generator.analysis.inference import SIGNIFICANCE, finite
from generator.results import Regression, RegressionTerm


def regression(
    frame: pd.DataFrame, *, outcome: str, predictors: Sequence[str], group: str
) -> Regression:
    """Regress column ``outcome`` on the columns ``predictors`` with a constant."""
    complete = frame[[*predictors, outcome]].dropna().to_numpy(float)
    x, y = complete[:, :-1], complete[:, -1]
    reason = _why_undefined(x, y)
    if reason is not None:
        return _undefined(outcome, predictors, group=group, n=len(y), reason=reason)
    from statsmodels.regression.linear_model import OLS

    fit = OLS(y, np.column_stack([np.ones(len(y)), x])).fit()
    tolerances = _tolerances(x)
    names = (None, *predictors)
    return Regression(
        group=group,
        n=len(y),
        outcome=outcome,
        r2=finite(fit.rsquared),
        adj_r2=finite(fit.rsquared_adj),
        f=finite(fit.fvalue),
        df1=float(fit.df_model),
        df2=float(fit.df_resid),
        p=finite(fit.f_pvalue),
        terms=tuple(_term(name, fit, i, x, y, tolerances) for i, name in enumerate(names)),
    )


def _term(
    name: str | None, fit: Any, i: int, x: np.ndarray, y: np.ndarray, tolerances: list[float]
) -> RegressionTerm:
    low, high = fit.conf_int()[i]
    slope = i > 0
    return RegressionTerm(
        term=name,
        b=finite(fit.params[i]),
        se=finite(fit.bse[i]),
        beta=finite(fit.params[i] * x[:, i - 1].std() / y.std()) if slope else None,
        t=finite(fit.tvalues[i]),
        p=finite(fit.pvalues[i]),
        ci_low=finite(low),
        ci_high=finite(high),
        tolerance=finite(tolerances[i - 1]) if slope else None,
        vif=finite(1 / tolerances[i - 1]) if slope else None,
        significant=bool(fit.pvalues[i] < SIGNIFICANCE),
    )


def _tolerances(x: np.ndarray) -> list[float]:
    if x.shape[1] == 1:
        return [1.0]
    return [float(1 / v) for v in np.diag(np.linalg.inv(np.corrcoef(x, rowvar=False)))]


def _why_undefined(x: np.ndarray, y: np.ndarray) -> str | None:
    n, k = x.shape
    if k == 0:
        return "no predictor to enter"
    if n < k + 2:
        return "too few complete rows for so many predictors"
    if np.ptp(y) == 0:
        return "the outcome does not vary"
    if (np.ptp(x, axis=0) == 0).any():
        return "a predictor does not vary"
    standardised = (x - x.mean(axis=0)) / x.std(axis=0)
    if np.linalg.matrix_rank(standardised) < k:
        return "the predictors are perfectly collinear"
    return None


def _undefined(
    outcome: str, predictors: Sequence[str], *, group: str, n: int, reason: str
) -> Regression:
    nothing = dict.fromkeys(
        ("b", "se", "beta", "t", "p", "ci_low", "ci_high", "tolerance", "vif"), None
    )
    return Regression(
        group=group,
        n=n,
        undefined=reason,
        outcome=outcome,
        r2=None,
        adj_r2=None,
        f=None,
        df1=None,
        df2=None,
        p=None,
        terms=tuple(
            RegressionTerm(term=name, significant=False, **nothing) for name in (None, *predictors)
        ),
    )
