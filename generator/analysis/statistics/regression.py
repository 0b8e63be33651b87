"""Regression: ordinary least squares, everything entered together, listwise on all its variables.

Fitted by statsmodels OLS on standardised variables; Beta = B SD(x) / SD(y), t = B / SE. Tolerance
is 1 - R^2 of a predictor on the others over the same rows, VIF its inverse. Holm and
Benjamini-Hochberg adjust over the slopes. SPSS leaves out a predictor with a tolerance below .0001;
here the whole model is undefined then, and names it. Source: SPSS REGRESSION, ENTER.

What it takes for granted, as figures: the condition number, largest over smallest singular value of
the design with columns of length one, constant included (Belsley, Kuh & Welsch 1980);
Breusch-Pagan in Koenker's studentised form, n R^2 of the squared residuals on the predictors,
chi-square on k degrees of freedom; and the largest Cook's distance of any row.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import complete, is_constant, selected
from generator.analysis.numerics.inference import (
    SIGNIFICANCE,
    benjamini_hochberg,
    f_upper,
    finite,
    holm_adjusted,
    t_quantile,
    t_two_tailed,
)
from generator.analysis.numerics.magnitudes import decided, of_magnitude, tolerances
from generator.analysis.statistics import Nodes, Plan
from generator.analysis.statistics.correlation import predictors_of
from generator.results.models import Assumptions, Regression, RegressionTerm
from generator.results.values import Suppressed
from generator.study.plan import RegressionStep

__all__ = ["regress"]

OWN_FIT = 1e-9
"""Freedom of a row (1 - leverage) below which it decides its own fit and has no distance."""

PERFECT = 1e-13
"""Residual part of the variance below which nothing is left but rounding."""


def nodes_of_frame(step: RegressionStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """One node."""
    predictors = predictors_of(step, plan)
    if isinstance(predictors, Suppressed):
        return {step.id: predictors}
    found = selected(frame, *predictors, step.outcome)
    return {step.id: regress(found, outcome=step.outcome, predictors=predictors, group=step.group)}


@of_magnitude
def regress(
    frame: pd.DataFrame, *, outcome: str, predictors: Sequence[str], group: str = ""
) -> Regression:
    """Regress column ``outcome`` on the columns ``predictors`` with a constant."""
    rows = complete(frame, (*predictors, outcome))
    x, y = rows[:, :-1], rows[:, -1]
    reason = why_not_fitted(x, y, predictors)
    terms, excluded = (None, *predictors), len(frame) - len(y)
    if reason is not None:
        return Regression(
            group=group,
            n=len(y),
            undefined=reason,
            outcome=outcome,
            terms=tuple(RegressionTerm(term=name, significant=False) for name in terms),
            n_excluded=excluded,
        )
    from statsmodels.regression.linear_model import OLS

    scale = _Scale(x, y)
    fit = OLS(scale.outcome, scale.design).fit()
    perfect = bool(fit.ssr <= PERFECT * fit.centered_tss)
    # Rounding may leave less than nothing explained.
    r2, explained = (max(float(part), 0.0) for part in (fit.rsquared, fit.ess))
    f = None if perfect else max(float(fit.fvalue), 0.0)
    df1, df2 = float(fit.df_model), float(fit.df_resid)
    unit = float(scale.y_sd)
    return Regression(
        group=group,
        n=len(y),
        undefined="the predictors explain the outcome without error" if perfect else None,
        outcome=outcome,
        r2=r2,
        adj_r2=finite(fit.rsquared_adj),
        f=f,
        df1=df1,
        df2=df2,
        p=None if f is None else f_upper(f, df1, df2),
        terms=_terms(terms, fit, scale, perfect=perfect),
        n_excluded=excluded,
        r=math.sqrt(r2),
        see=finite(unit * math.sqrt(fit.mse_resid)),
        ss_regression=finite(unit**2 * explained),
        ss_residual=finite(unit**2 * fit.ssr),
        assumptions=_assumptions(fit, x, perfect=perfect),
    )


def why_not_fitted(x: np.ndarray, y: np.ndarray, names: Sequence[str]) -> str | None:
    """Why the columns of ``x`` cannot explain ``y``, or None when they can be tried."""
    n, k = x.shape
    if k == 0:
        return "no predictor to enter"
    if n < k + 2:
        return "too few complete rows for so many predictors"
    if is_constant(y):
        return "the outcome does not vary"
    if any(is_constant(column) for column in x.T):
        return "a predictor does not vary"
    at = decided(np.atleast_2d(np.corrcoef(x, rowvar=False)))
    return None if at is None else f"{names[at]} follows from the other predictors: collinear"


class _Scale:
    """Standardised variables for the fit, and coefficients back on their own scale.

    Answers far from zero, or predictors of unlike size, would cost digits otherwise.
    """

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        self.x, self.x_mean, self.x_sd = x, x.mean(axis=0), x.std(axis=0)
        self.y_mean, self.y_sd = y.mean(), y.std()
        self.outcome = (y - self.y_mean) / self.y_sd
        self.design = np.column_stack([np.ones(len(x)), (x - self.x_mean) / self.x_sd])

    def coefficients(self, fit: Any) -> tuple[np.ndarray, np.ndarray]:
        """B and SE, the constant first."""
        back = np.diag(np.concatenate([[1.0], 1 / self.x_sd]))
        back[0, 1:] = -self.x_mean / self.x_sd
        b = self.y_sd * (back @ fit.params)
        b[0] += self.y_mean
        return b, self.y_sd * np.sqrt(np.diag(back @ fit.cov_params() @ back.T))


def _terms(
    names: Sequence[str | None], fit: Any, scale: _Scale, *, perfect: bool
) -> tuple[RegressionTerm, ...]:
    b, se = scale.coefficients(fit)
    half = t_quantile(fit.df_resid) * se
    t_values = [None if perfect or not s > 0 else float(e / s) for e, s in zip(b, se, strict=True)]
    p_values = [None if t is None else t_two_tailed(t, fit.df_resid) for t in t_values]
    holm = [None, *holm_adjusted(p_values[1:])]
    bh = [None, *benjamini_hochberg(p_values[1:])]
    beta = [None, *map(finite, fit.params[1:])]
    tolerance = [None, *tolerances(np.atleast_2d(np.corrcoef(scale.x, rowvar=False)))]
    return tuple(
        RegressionTerm(
            term=name,
            b=finite(b[i]),
            se=finite(se[i]),
            beta=beta[i],
            t=t_values[i],
            p=p,
            ci_low=finite(b[i] - half[i]),
            ci_high=finite(b[i] + half[i]),
            tolerance=tolerance[i],
            vif=1 / part if (part := tolerance[i]) else None,
            significant=p is not None and p < SIGNIFICANCE,
            p_holm=holm[i],
            p_bh=bh[i],
        )
        for i, (name, p) in enumerate(zip(names, p_values, strict=True))
    )


def _assumptions(fit: Any, x: np.ndarray, *, perfect: bool) -> Assumptions:
    """The ledger of a statsmodels OLS fit; what needs residuals is None when there are none.

    ``x`` are the predictors on their own scale, for the condition number depends on it.
    """
    n, k = x.shape
    design = np.column_stack([np.ones(n), x / np.abs(x).max(axis=0)])
    scaled = design / np.sqrt((design**2).sum(axis=0))
    chi2, p = _breusch_pagan(fit, perfect=perfect)
    return Assumptions(
        condition_number=finite(np.linalg.cond(scaled)),
        breusch_pagan=chi2,
        breusch_pagan_df=None if chi2 is None else float(k),
        breusch_pagan_p=p,
        max_cook=None if perfect else _max_cook(fit),
        n_per_predictor=n / k,
    )


def _breusch_pagan(fit: Any, *, perfect: bool) -> tuple[float | None, float | None]:
    from statsmodels.stats.diagnostic import het_breuschpagan

    if perfect or is_constant(fit.resid**2):
        return None, None
    with np.errstate(divide="ignore", invalid="ignore"):  # its F test, which is not used
        chi2, p, _, _ = het_breuschpagan(fit.resid, fit.model.exog)
    return finite(chi2), finite(p)


def _max_cook(fit: Any) -> float | None:
    influence = fit.get_influence()
    known = 1 - influence.hat_matrix_diag > OWN_FIT
    with np.errstate(divide="ignore", invalid="ignore"):
        distances = influence.cooks_distance[0][known]
    return finite(distances.max()) if len(distances) else None
