"""What a regression takes for granted, as figures.

Condition number: largest over smallest singular value of the design with columns of length one,
constant included (Belsley, Kuh & Welsch 1980). Breusch-Pagan in Koenker's studentised form: n R^2
of the squared residuals on the predictors, chi-square on k degrees of freedom. Cook's distance: the
largest of any row. All by numpy and statsmodels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from generator.analysis.numerics.columns import is_constant
from generator.analysis.numerics.inference import finite
from generator.results.models import Assumptions

OWN_FIT = 1e-9
"""Freedom of a row (1 - leverage) below which it decides its own fit and has no distance."""


def assumptions(fit: Any, x: np.ndarray, *, perfect: bool) -> Assumptions:
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
