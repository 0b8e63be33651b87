"""Group comparison: the difference between two groups' means, the first less the second.

Pooled t = difference / (s_p sqrt(1/n_1 + 1/n_2)) on N - 2 degrees of freedom; Welch with each
group's own variance and Satterthwaite's degrees of freedom; Levene on the group mean. Cohen's
d = difference / s_p; Hedges' g = d times gamma(df/2) / (sqrt(df/2) gamma((df - 1)/2)), both signed.
Percent difference = 100 difference / the second group's mean. Rows without outcome or group are
left out. Source: SPSS T-TEST; Hedges (1981).

From the published table s_p^2 is the error of all classes of the factor, on people less classes
degrees of freedom. What needs a class's own spread is not published.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import gammaln

from generator.analysis.numerics.columns import Categories, samples, selected
from generator.analysis.numerics.group_statistics import group_statistics, levene
from generator.analysis.numerics.inference import (
    SIGNIFICANCE,
    finite,
    mean_interval,
    ratio,
    t_two_tailed,
)
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.statistics import Nodes, Plan, categories
from generator.analysis.statistics.anova import NEEDS_ANSWERS, NO_F, class_statistics
from generator.analysis.table.classes import classes_of
from generator.analysis.table.means import without_figures
from generator.results.groups import ComparedGroup, FTest, GroupComparison, TTest
from generator.results.table import GroupTable
from generator.results.values import Suppressed
from generator.scoring.units import AnalysisUnit
from generator.study.model import Study
from generator.study.plan import GroupComparisonStep

__all__ = ["compare_groups"]

NO_T: Final = without_figures(TTest, NEEDS_ANSWERS)

RESTS_ON_SPREAD: Final = ("t", "df", "p", "se", "ci_low", "ci_high", "d", "g")


def nodes_of_frame(step: GroupComparisonStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """A node for each outcome."""
    labels = dict(categories(plan.study, step.factor))
    # A category that was too small has been joined with another one, and nobody is left in it.
    pair = [(value, labels.get(value, str(value))) for value in step.groups]
    return {
        f"{step.id}/{outcome}": compare_groups(
            selected(frame, outcome, step.factor),
            outcome=outcome,
            factor=step.factor,
            categories=pair,
            group=step.group,
        )
        for outcome in step.outcomes
    }


def nodes_of_table(step: GroupComparisonStep, table: GroupTable, plan: Plan) -> Nodes:
    """A node for each outcome."""
    return {
        f"{step.id}/{outcome}": class_comparison(
            table, outcome, step.factor, step.groups, study=plan.study, units=plan.units
        )
        for outcome in step.outcomes
    }


@of_magnitude
def compare_groups(
    frame: pd.DataFrame, *, outcome: str, factor: str, categories: Categories, group: str = ""
) -> GroupComparison:
    """Compare the mean of ``outcome`` between the two ``(value, label)`` categories."""
    labels = [label for _, label in categories]
    if len(set(labels)) != 2 or len(labels) != 2:
        raise ValueError("a group comparison needs two groups with different labels")
    found = samples(frame, outcome=outcome, factor=factor, categories=categories)
    parts = {label: found.get(label, np.empty(0)) for label in labels}
    first, second = parts.values()
    sizes = (len(first), len(second))
    means = [float(part.mean()) if len(part) else math.nan for part in (first, second)]
    variances = [_variance(part) for part in (first, second)]
    df = sum(sizes) - 2
    # A group of one has no squares about its mean.
    squares = math.fsum(v * (n - 1) for v, n in zip(variances, sizes, strict=True) if n > 1)
    spread = math.sqrt(squares / df) if df > 0 else math.nan
    return GroupComparison(
        group=group,
        n=sum(sizes),
        undefined=_why_undefined(sizes, spread),
        outcome=outcome,
        factor=factor,
        groups=tuple(
            ComparedGroup(**asdict(group_statistics(label, part))) for label, part in parts.items()
        ),
        welch=_welch(means[0] - means[1], sizes, variances),
        levene=levene(parts) if min(sizes) else FTest(undefined="a group has no answers"),
        **_test_and_sizes(means, sizes, spread, df),
    )


def class_comparison(
    table: GroupTable,
    outcome: str,
    factor: str,
    pair: tuple[Hashable, Hashable],
    *,
    study: Study,
    units: Sequence[AnalysisUnit],
) -> GroupComparison | Suppressed:
    """Two classes of a factor, the first less the second; neither may be joined with another."""
    found = classes_of(table, outcome, factor, study=study, units=units)
    if isinstance(found, Suppressed):
        return found
    by_value = {cell.values: cell for cell in found.cells}
    first, second = (by_value.get((str(value),)) for value in pair)
    if first is None or second is None:
        return Suppressed("size")
    spread = math.sqrt(found.mean_square) if found.mean_square > 0 else math.nan
    sizes = (first.n, second.n)
    figures = _test_and_sizes((first.mean, second.mean), sizes, spread, found.df_within)
    rule = found.spread.sd
    if isinstance(rule, Suppressed):
        figures |= dict.fromkeys(RESTS_ON_SPREAD, rule)
    return GroupComparison(
        group=table.group,
        n=sum(sizes),
        undefined=None if isinstance(rule, Suppressed) or spread > 0 else "neither group varies",
        outcome=outcome,
        factor=factor,
        groups=tuple(class_statistics(cell, ComparedGroup) for cell in (first, second)),
        welch=NO_T,
        levene=NO_F,
        **figures,
    )


def _test_and_sizes(
    means: Sequence[float], sizes: tuple[int, int], spread: float, df: int
) -> dict[str, Any]:
    """The pooled t test, and how large the difference is, as fields of a node."""
    difference = means[0] - means[1]
    factor = math.sqrt(1 / sizes[0] + 1 / sizes[1]) if min(sizes) else math.nan
    test = asdict(_t_test(difference, spread * factor, df))
    del test["undefined"]  # the node has a reason of its own
    d = ratio(difference, spread) if spread > 0 else None
    return test | {
        "difference": finite(difference),
        "percent_difference": ratio(100 * difference, means[1]),
        "d": d,
        "g": None if d is None or df < 2 else d * _hedges_correction(df),
        "significant": test["p"] is not None and test["p"] < SIGNIFICANCE,
    }


def _hedges_correction(df: float) -> float:
    """The exact factor that takes the bias out of Cohen's d; about 1 - 3 / (4 df - 1)."""
    return math.exp(float(gammaln(df / 2) - gammaln((df - 1) / 2))) / math.sqrt(df / 2)


def _variance(sample: np.ndarray) -> float:
    sd = group_statistics("", sample).sd
    return sd**2 if isinstance(sd, float) else math.nan


def _welch(difference: float, sizes: tuple[int, int], variances: Sequence[float]) -> TTest:
    if min(sizes) < 2:
        return TTest(undefined="at least one group has fewer than two answers")
    u, v = (variance / n for variance, n in zip(variances, sizes, strict=True))
    if u + v == 0:
        return TTest(undefined="neither group varies")
    df = (u + v) ** 2 / (u**2 / (sizes[0] - 1) + v**2 / (sizes[1] - 1))  # Satterthwaite
    return _t_test(difference, math.sqrt(u + v), df)


def _t_test(difference: float, se: float, df: float) -> TTest:
    if not se > 0 or df < 1:
        return TTest(se=finite(se), undefined="there is no spread to test against")
    low, high = mean_interval(difference, se, df)
    t = difference / se
    return TTest(t=t, df=float(df), p=t_two_tailed(t, df), se=se, ci_low=low, ci_high=high)


def _why_undefined(sizes: tuple[int, int], spread: float) -> str | None:
    if not min(sizes):
        return "a group has no answers"
    if sum(sizes) < 3:
        return "one answer in each group has no spread"
    return "neither group varies" if not spread > 0 else None
