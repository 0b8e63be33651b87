"""Aggregation: may respondents' answers be averaged per unit, and the means called the unit's.

From the analysis of variance of the construct by unit (``intraclass`` states the figures).
``icc1_reml`` = tau^2 / (tau^2 + sigma^2) by restricted maximum likelihood; ``icc2_reml`` steps it
up to the mean size (Spearman-Brown). rwg(j) per unit, see ``agreement``. Respondents without unit
or construct are left out; a blank unit is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import group_codes, numeric
from generator.analysis.numerics.group_statistics import f_test, sums_of_squares
from generator.analysis.numerics.inference import ratio
from generator.analysis.numerics.intraclass import intraclass, why_undefined
from generator.analysis.numerics.random_intercept import fit_random_intercept
from generator.analysis.statistics.agreement import unit_agreement
from generator.results.groups import Aggregation, UnitAgreement


def judge_aggregation(
    frame: pd.DataFrame,
    *,
    construct: str,
    items: Sequence[str],
    low: float,
    high: float,
    unit: str = "unit",
    group: str = "",
) -> Aggregation:
    """Judge column ``construct``, the mean of ``items`` answered from ``low`` to ``high``."""
    codes, labels = group_codes(frame[unit])
    means, answers = numeric(frame, (construct,))[:, 0], numeric(frame, items)
    used = (codes >= 0) & ~np.isnan(means)
    null_variance = ((high - low + 1) ** 2 - 1) / 12
    rows = [np.flatnonzero(codes == i) for i in range(len(labels))]
    units = tuple(
        unit_agreement(label, answers[at], means[at], null_variance=null_variance)
        for label, at in zip(labels, rows, strict=True)
    )
    return Aggregation(
        group=group,
        n=int(used.sum()),
        construct=construct,
        n_items=len(items),
        null_variance=null_variance,
        units=units,
        **_variance(means[used], codes[used]),
        **_agreement(units),
    )


def _variance(means: np.ndarray, codes: np.ndarray) -> dict[str, Any]:
    """Everything from the analysis of variance by unit."""
    present, codes = np.unique(codes, return_inverse=True)
    parts = {str(i): means[codes == i] for i in range(len(present))}
    test, (between, within) = f_test(parts), sums_of_squares(parts)
    n, k = len(means), len(parts)
    sizes = np.bincount(codes, minlength=k).astype(float)
    msb = between / (k - 1) if k > 1 else float("nan")
    msw = within / (n - k) if n > k else float("nan")
    return {
        "undefined": why_undefined(test.undefined, msb),
        "n_units": k,
        "f": test.f,
        "df1": test.df1,
        "df2": test.df2,
        "p": test.p,
        "eta2": ratio(between, between + within) if k > 1 else None,
        **intraclass(sizes, msb, msw),
        **_restricted(means, codes, n / k if k else float("nan")),
    }


def _restricted(means: np.ndarray, codes: np.ndarray, size: float) -> dict[str, float | None]:
    names = ("icc1_reml", "icc2_reml", "variance_between", "variance_within")
    fit = fit_random_intercept(np.ones((len(means), 1)), means, codes) if len(means) else None
    if fit is None:
        return dict.fromkeys(names)
    stepped_up = size * fit.icc / (1 + (size - 1) * fit.icc)
    return dict(zip(names, (fit.icc, stepped_up, fit.between, fit.within), strict=True))


def _agreement(units: Sequence[UnitAgreement]) -> dict[str, Any]:
    """rwg(j) over the units that have one."""
    found = np.array([unit.rwg for unit in units if isinstance(unit.rwg, float)])
    n = len(found)
    return {
        "rwg_mean": float(found.mean()) if n else None,
        "rwg_median": float(np.median(found)) if n else None,
        "rwg_min": float(found.min()) if n else None,
        "rwg_max": float(found.max()) if n else None,
        "rwg_sd": float(found.std(ddof=1)) if n > 1 else None,
        "n_rwg": n,
        "n_rwg_70": int((found >= 0.70).sum()),
    }
