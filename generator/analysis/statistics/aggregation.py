"""ICC(1), ICC(2), design effect and rwg: may answers be averaged per unit.

From the analysis of variance of the construct by unit, with k the mean unit size: ICC(1) = (MSB -
MSW) / (MSB + (k - 1) MSW), ICC(2) = (MSB - MSW) / MSB (Bartko 1976; Bliese 2000; R's
multilevel::ICC1, ICC2). n0 = (N - sum n_j^2 / N) / (J - 1) in place of k allows for uneven units.
Design effect = 1 + (k - 1) ICC(1) (Kish 1965). ``icc1_reml`` = tau^2 / (tau^2 + sigma^2) by
restricted maximum likelihood; ``icc2_reml`` steps it up to the mean size (Spearman-Brown).
Respondents without unit or construct are left out; a blank unit is none.

Agreement within a unit is over its respondents who answered every item: s^2 = mean of the items'
variances (n - 1), e = (A^2 - 1) / 12 the variance of A options chosen evenly, q = s^2 / e. rwg(j) =
J (1 - q) / (J (1 - q) + q) for J items, 0 where q > 1 (James, Demaree & Wolf 1984, as R's
multilevel::rwg.j); r*wg(j) = 1 - q (Lindell, Brandt & Whitney 1999). ``rwg_available`` takes each
item's variance over its own answers.

Units can be told apart where the F test has p < .05, and are so reliably from an ICC(2) of .70
(Bliese 2000; LeBreton & Senter 2008).

From the published table MSB is of the published units, and MSW the pooled variance, *other units*
counting as one place in it; rwg(j) is not published.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import group_codes, numeric, selected
from generator.analysis.numerics.group_statistics import sums_of_squares
from generator.analysis.numerics.inference import SIGNIFICANCE, f_upper, finite, ratio
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.numerics.unit_means import fit_unit_means
from generator.analysis.statistics import Nodes, Plan
from generator.analysis.table.means import added, units_summed, within
from generator.results.groups import RELIABLE, Aggregation, UnitAgreement
from generator.results.table import GroupTable
from generator.results.values import Suppressed
from generator.study.model import Study
from generator.study.plan import AggregationStep

__all__ = ["judge_aggregation", "judge_constructs"]

NOTHING: Final = 1e-9
"""A denominator that is zero but for rounding: J (1 - q) + q is where q = J / (J - 1)."""

REML_FIELDS: Final = ("icc1_reml", "icc2_reml", "variance_between", "variance_within")

FROM_MEANS: Final = ("n_units", "df1", "ms_between", "mean_size", "n0", "harmonic_size")
"""What rests on sizes and means alone; all other figures of a variance rest on the spread too."""


def nodes_of_frame(step: AggregationStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """A node for each construct."""
    return {
        f"{step.id}/{name}": _of_answers(frame, name, study=plan.study, group=step.group)
        for name in step.constructs
    }


def nodes_of_table(step: AggregationStep, table: GroupTable, plan: Plan) -> Nodes:
    """A node for each construct."""
    return {
        f"{step.id}/{name}": place_aggregation(table, name, study=plan.study)
        for name in step.constructs
    }


def judge_constructs(frame: pd.DataFrame, *, study: Study, group: str) -> Nodes:
    """Whether each variable may be averaged per unit, from answers: with rwg, which needs them.

    For a round that reproduces published tables; of another, the table says the rest.
    """
    return {
        f"aggregation/{name}": _of_answers(frame, name, study=study, group=group)
        for name in study.scored(group)
    }


@of_magnitude
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
    null_variance = _null_variance(low, high)
    rows = [np.flatnonzero(codes == i) for i in range(len(labels))]
    units = tuple(
        _unit_agreement(label, answers[at], means[at], null_variance=null_variance)
        for label, at in zip(labels, rows, strict=True)
    )
    used = (codes >= 0) & ~np.isnan(means)
    _, at = np.unique(codes[used], return_inverse=True)
    means = means[used]
    parts = {str(i): means[at == i] for i in range(at.max(initial=-1) + 1)}
    between, squares = sums_of_squares(parts)
    sizes = np.array([len(part) for part in parts.values()], dtype=float)
    k, df = len(sizes), len(means) - len(sizes)
    msb = between / (k - 1) if k > 1 else math.nan
    msw = squares / df if df > 0 else math.nan
    return Aggregation(
        group=group,
        n=len(means),
        construct=construct,
        n_items=len(items),
        null_variance=null_variance,
        units=units,
        eta2=ratio(between, between + squares) if k > 1 else None,
        **_variance(sizes, msb, msw, df),
        **_restricted(sizes, np.array([part.mean() for part in parts.values()]), msw, df),
        **_agreement(units),
    )


def place_aggregation(table: GroupTable, construct: str, *, study: Study) -> Aggregation:
    """The construct over the published units that are in its sums."""
    units = [(n, mean) for _, n, mean in units_summed(table, construct)]
    spread, total = within(table, construct), added(units)
    k = len(units)
    msb = total.between / (k - 1) if k > 1 else math.nan
    sizes = np.array([n for n, _ in units], dtype=float)
    figures = _variance(sizes, msb, spread.variance, spread.df)
    figures |= _restricted(sizes, np.array([m for _, m in units]), spread.variance, spread.df)
    figures["eta2"] = ratio(total.between, total.squares(spread)) if k > 1 else None
    why = figures.pop("undefined")
    resting = figures.keys() - {*FROM_MEANS, "distinguishable", "reliable"}
    figures |= {name: spread.figure(figures[name]) for name in resting}
    # What needs the answers themselves.
    figures |= dict.fromkeys(_agreement(()), Suppressed("models"))
    scale = study.scale_of(construct)
    return Aggregation(
        group=table.group,
        n=total.n,
        undefined=None if isinstance(spread.sd, Suppressed) else why,
        construct=construct,
        n_items=len(study.statements_of(construct)),
        null_variance=_null_variance(scale.low, scale.high),
        **figures,
    )


def _of_answers(frame: pd.DataFrame, construct: str, *, study: Study, group: str) -> Aggregation:
    scale = study.scale_of(construct)
    items = study.statements_of(construct)
    return judge_aggregation(
        selected(frame, construct, *items, "unit"),
        construct=construct,
        items=items,
        low=scale.low,
        high=scale.high,
        group=group,
    )


def _null_variance(low: float, high: float) -> float:
    """The variance of answers spread evenly over the scale: (A^2 - 1) / 12 of A options."""
    return ((high - low + 1) ** 2 - 1) / 12


def _variance(sizes: np.ndarray, msb: float, msw: float, df: int) -> dict[str, Any]:
    """The F test and the intraclass correlations of units of these sizes."""
    n, k = float(sizes.sum()), len(sizes)
    size = n / k if k else math.nan
    n0 = (n - (sizes**2).sum() / n) / (k - 1) if k > 1 else math.nan
    icc1 = ratio(msb - msw, msb + (size - 1) * msw)
    reason = _why_no_test(k, df, msw)
    f = math.nan if reason else msb / msw
    same = "the units' means are all the same: no ICC(2)" if msb == 0 else None
    p, icc2 = None if reason else f_upper(f, k - 1, df), ratio(msb - msw, msb)
    return {
        "undefined": reason or same,
        "distinguishable": None if p is None else p < SIGNIFICANCE,
        "reliable": None if p is None else icc2 is not None and icc2 >= RELIABLE,
        "n_units": k,
        "f": finite(f),
        "df1": None if reason else float(k - 1),
        "df2": None if reason else float(df),
        "p": p,
        "icc1": icc1,
        "icc2": icc2,
        "design_effect": None if icc1 is None else 1 + (size - 1) * icc1,
        "ms_between": finite(msb),
        "ms_within": finite(msw),
        "mean_size": finite(size),
        "n0": finite(n0),
        "harmonic_size": float(k / (1 / sizes).sum()) if k else None,
        "icc1_n0": ratio(msb - msw, msb + (n0 - 1) * msw),
    }


def _why_no_test(units: int, df: int, msw: float) -> str | None:
    if units < 2:
        return "fewer than two units have answers"
    if df < 1:
        return "every unit has one answer"
    return "the outcome does not vary within units" if msw == 0 else None


def _restricted(sizes: np.ndarray, means: np.ndarray, msw: float, df: int) -> dict[str, Any]:
    fit = fit_unit_means(sizes, means, variance=msw, df=df)
    if fit is None:
        return dict.fromkeys(REML_FIELDS)
    size = float(sizes.mean())
    stepped_up = size * fit.icc / (1 + (size - 1) * fit.icc)  # Spearman-Brown
    return dict(zip(REML_FIELDS, (fit.icc, stepped_up, fit.between, fit.within), strict=True))


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


def _unit_agreement(
    unit: str, answers: np.ndarray, means: np.ndarray, *, null_variance: float
) -> UnitAgreement:
    """Agreement of a unit's rows of items (NaN = not answered) and their construct means."""
    known = means[~np.isnan(means)]
    complete = answers[~np.isnan(answers).any(axis=1)]
    variance = float(complete.var(axis=0, ddof=1).mean()) if len(complete) > 1 else None
    q = None if variance is None else variance / null_variance
    return UnitAgreement(
        unit=unit,
        n_rows=len(answers),
        n=len(known),
        mean=float(known.mean()) if len(known) else None,
        sd=float(known.std(ddof=1)) if len(known) > 1 else None,
        n_complete=len(complete),
        mean_item_variance=variance,
        rwg=_rwg(q, answers.shape[1]),
        rwg_star=None if q is None else 1 - q,
        rwg_untruncated=_untruncated(q, answers.shape[1]),
        rwg_available=_rwg(_available(answers, null_variance), answers.shape[1]),
    )


def _rwg(q: float | None, items: int) -> float | None:
    """The agreement index from the ratio of the observed to the even variance."""
    return None if q is None else 0.0 if q > 1 else _untruncated(q, items)


def _untruncated(q: float | None, items: int) -> float | None:
    if q is None or abs(items * (1 - q) + q) < NOTHING:
        return None
    return finite(items * (1 - q) / (items * (1 - q) + q))


def _available(answers: np.ndarray, null_variance: float) -> float | None:
    """The ratio over each item's own answers; items with fewer than two are left out."""
    columns = (column[~np.isnan(column)] for column in answers.T)
    variances = [float(column.var(ddof=1)) for column in columns if len(column) > 1]
    return ratio(float(np.mean(variances)), null_variance) if variances else None
