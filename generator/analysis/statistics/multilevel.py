"""Multilevel check: does a finding about respondents stand when those of a unit may be alike.

The finding is fitted again with a random intercept per unit (``random_intercept``): slope, standard
error, t on Satterthwaite's degrees of freedom, two-tailed p and 95 % interval, and the ordinary
least-squares slope over the same rows. Beta = slope SD(x) / SD(y). A finding holds when its slope
is significant here too, in the same direction. Listwise over the model and the unit; a blank unit
is none.

Of a correlation its significant pairs are checked, one by one; of a regression all its predictors
in one model; of a group comparison each outcome on belonging to the first group (1) rather than the
second (0), so that the slope is the difference. From ten units on there is beside it the slope
within units and that between their means (``two_levels``). Source: Snijders & Bosker (2012), ch. 4.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import group_codes, numeric, selected
from generator.analysis.numerics.inference import (
    SIGNIFICANCE,
    finite,
    holm_adjusted,
    mean_interval,
    t_two_tailed,
)
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.numerics.random_intercept import RandomIntercept, fit_random_intercept
from generator.analysis.numerics.two_levels import two_levels
from generator.analysis.statistics import Nodes, Plan
from generator.analysis.statistics.correlation import published_finding
from generator.analysis.statistics.regression import why_not_fitted
from generator.results.groups import GroupComparison
from generator.results.models import Correlation, Levels, Multilevel, MultilevelRow, Regression
from generator.results.values import Node, Suppressed
from generator.study.plan import GroupComparisonStep, MultilevelStep, Step

__all__ = ["check_multilevel"]


def nodes_of_frame(step: MultilevelStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """One node: of the findings of an earlier step, or of an outcome with its predictors."""
    outcome = step.outcome or ""
    if not step.of:
        rows = _rows(frame, outcome, step.predictors)
        return {step.id: _gathered(rows, of="", jointly=True, group=step.group)}
    earlier = next(other for other in plan.study.steps if other.id == step.of)
    done = [published_finding(plan.done[name]) for name in earlier.nodes()]
    findings = [node for node in done if isinstance(node, Node)]
    suppressed = [node for node in done if isinstance(node, Suppressed)]
    if suppressed and not findings:
        return {step.id: suppressed[0]}
    rows = [row for node in findings for row in _checks(frame, node, earlier=earlier)]
    jointly = any(isinstance(node, Regression) for node in findings)
    return {step.id: _gathered(rows, of=earlier.id, jointly=jointly, group=step.group)}


def _checks(frame: pd.DataFrame, node: Node, *, earlier: Step) -> Iterable[MultilevelRow]:
    match node:
        case Correlation():
            for row in node.rows:
                if row.significant:
                    yield from _rows(frame, row.y, (row.x,))
        case Regression():
            slopes = tuple(term.term for term in node.terms if term.term is not None)
            if slopes:
                yield from _rows(frame, node.outcome, slopes)
        case GroupComparison() if isinstance(earlier, GroupComparisonStep):
            yield from _rows(_with_dummy(frame, earlier), node.outcome, (node.factor,))


def _with_dummy(frame: pd.DataFrame, step: GroupComparisonStep) -> pd.DataFrame:
    """The factor as 1 for the first group, 0 for the second, missing for every other."""
    first, second = step.groups
    found = selected(frame, step.factor)[step.factor]  # no background is in some frames
    codes, _ = group_codes(found, [(first, "first"), (second, "second")])
    dummy = np.where(codes < 0, np.nan, 1.0 - codes)
    return frame.assign(**{step.factor: dummy})


@of_magnitude
def check_multilevel(
    frame: pd.DataFrame,
    *,
    outcome: str,
    predictors: Sequence[str],
    unit: str = "unit",
    jointly: bool = True,
    of: str = "",
    group: str = "",
) -> Multilevel:
    """Check the slopes of ``outcome`` on ``predictors``, in one model or one by one."""
    models = [tuple(predictors)] if jointly else [(name,) for name in predictors]
    rows = [row for model in models for row in _rows(frame, outcome, model, unit=unit)]
    return _gathered(rows, of=of, jointly=jointly, group=group)


def _gathered(rows: Sequence[MultilevelRow], *, of: str, jointly: bool, group: str) -> Multilevel:
    """The node of so many checked findings; undefined when none of them could be checked."""
    levels = [row.levels for row in rows if isinstance(row.levels, Levels)]
    p_values = [each.p_differ if isinstance(each.p_differ, float) else None for each in levels]
    adjusted = iter(holm_adjusted(p_values))
    rows = [
        replace(row, levels=replace(row.levels, p_differ=next(adjusted)))
        if isinstance(row.levels, Levels)
        else row
        for row in rows
    ]
    reasons = [row.undefined for row in rows]
    return Multilevel(
        group=group,
        n=max((row.n for row in rows if isinstance(row.n, int)), default=0),
        undefined=(reasons[0] if rows else "no finding to check") if all(reasons) else None,
        of=of,
        jointly=jointly,
        rows=tuple(rows),
    )


def _rows(
    frame: pd.DataFrame, outcome: str, predictors: Sequence[str], *, unit: str = "unit"
) -> list[MultilevelRow]:
    found = selected(frame, *predictors, outcome, unit)
    codes, _ = group_codes(found[unit])
    values = numeric(found, (*predictors, outcome))
    used = (codes >= 0) & ~np.isnan(values).any(axis=1)
    x, y = values[used, :-1], values[used, -1]
    _, units = np.unique(codes[used], return_inverse=True)
    n_units = int(units.max()) + 1 if len(units) else 0
    reason = why_not_fitted(x, y, predictors)
    # Centred, which moves the constant only and keeps the sums well-behaved.
    design = np.column_stack([np.ones(len(y)), x - x.mean(axis=0)]) if not reason else x
    fit = None if reason else fit_random_intercept(design, y - y.mean(), units)
    if fit is None:
        why = reason or _why_no_fit(n_units, len(y))
        return [
            MultilevelRow(
                outcome=outcome, term=name, n=len(y), n_units=n_units, holds=None, undefined=why
            )
            for name in predictors
        ]
    return [
        replace(_row(outcome, name, i, x, y, fit, n_units=n_units), levels=levels)
        for i, (name, levels) in enumerate(zip(predictors, two_levels(x, y, units), strict=True))
    ]


def _row(
    outcome: str,
    term: str,
    i: int,
    x: np.ndarray,
    y: np.ndarray,
    fit: RandomIntercept,
    *,
    n_units: int,
) -> MultilevelRow:
    slope = fit.slope(*np.eye(len(fit.slopes))[i + 1])
    b, t = slope.b, slope.b / slope.se
    single, single_se = float(fit.single[i + 1]), float(fit.single_errors[i + 1])
    p = t_two_tailed(t, slope.df)
    low, high = mean_interval(b, slope.se, slope.df)
    return MultilevelRow(
        outcome=outcome,
        term=term,
        n=len(y),
        n_units=n_units,
        b=b,
        se=slope.se,
        t=t,
        df=slope.df,
        p=p,
        ci_low=low,
        ci_high=high,
        beta=finite(b * x[:, i].std() / y.std()),
        b_single=single,
        p_single=t_two_tailed(single / single_se, fit.residual_df) if single_se > 0 else 0.0,
        variance_between=fit.between,
        variance_within=fit.within,
        icc=fit.icc,
        holds=p is not None
        and p < SIGNIFICANCE
        and math.copysign(1, b) == math.copysign(1, single),
    )


def _why_no_fit(n_units: int, n: int) -> str:
    if n_units < 2:
        return "fewer than two units have answers"
    return "every unit has one answer" if n_units >= n else "nothing varies within units"
