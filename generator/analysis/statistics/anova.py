"""Analysis of variance: one factor, with Welch, Brown-Forsythe, Levene and effect sizes.

F = (SSB / (k - 1)) / (SSW / (N - k)). eta^2 = SSB / SST; omega^2 = (SSB - (k - 1) MSW) / (SST +
MSW); epsilon^2 = (SSB - (k - 1) MSW) / SST. Rows without outcome or group are left out; a blank
group is none. Source: SPSS ONEWAY; ``group_statistics`` and ``posthoc`` state the tests.

From the published table the error is the squares within classes over people less classes. What
needs a class's own spread (its SD and interval, Levene, Welch, Brown-Forsythe) is not published.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict
from itertools import permutations
from typing import Any, Final, Literal, TypeVar

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import Categories, samples, selected
from generator.analysis.numerics.group_statistics import (
    TOO_FEW_GROUPS,
    bonferroni,
    brown_forsythe,
    group_statistics,
    levene,
    squares_test,
    sums_of_squares,
    welch,
)
from generator.analysis.numerics.inference import finite, ratio
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.statistics import Nodes, Plan, categories
from generator.analysis.table.classes import Classes, classes_of
from generator.analysis.table.means import statistics_of, without_figures
from generator.results.groups import Anova, Comparison, FTest, GroupStatistics
from generator.results.table import ClassCell, GroupTable
from generator.results.values import Suppressed
from generator.scoring.units import AnalysisUnit
from generator.study.model import Study
from generator.study.plan import AnovaStep

__all__ = ["analyse_variance"]

Group = TypeVar("Group", bound=GroupStatistics)

NEEDS_ANSWERS: Final = Suppressed("models")

NO_F: Final = without_figures(FTest, NEEDS_ANSWERS)


def nodes_of_frame(step: AnovaStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """One node."""
    return {
        step.id: analyse_variance(
            selected(frame, step.outcome, step.factor),
            outcome=step.outcome,
            factor=step.factor,
            categories=categories(plan.study, step.factor),
            group=step.group,
        )
    }


def nodes_of_table(step: AnovaStep, table: GroupTable, plan: Plan) -> Nodes:
    """One node."""
    node = class_variance(table, step.outcome, step.factor, study=plan.study, units=plan.units)
    return {step.id: node}


@of_magnitude
def analyse_variance(
    frame: pd.DataFrame,
    *,
    outcome: str,
    factor: str,
    categories: Categories | None = None,
    posthoc: Literal["spss", "always"] = "spss",
    group: str = "",
) -> Anova:
    """Compare the mean of ``outcome`` between the ``(value, label)`` categories of ``factor``.

    Categories nobody with an outcome belongs to are left out; without ``categories`` they are the
    factor's own values. ``posthoc="always"`` compares pairs where SPSS would refuse to.
    """
    parts = samples(frame, outcome=outcome, factor=factor, categories=categories)
    everybody = np.concatenate(list(parts.values())) if parts else np.empty(0)
    df, k = len(everybody) - len(parts), len(parts)
    between, within = sums_of_squares(parts)
    groups = tuple(group_statistics(label, sample) for label, sample in parts.items())
    means = [float(sample.mean()) for sample in parts.values()]
    sizes = [len(sample) for sample in parts.values()]
    refused = None
    if posthoc == "spss" and k < 3:
        refused = TOO_FEW_GROUPS
    elif posthoc == "spss" and min(sizes) < 2:
        refused = "at least one group has fewer than two answers"
    mean_square = within / df if df > 0 else math.nan
    return Anova(
        group=group,
        n=len(everybody),
        outcome=outcome,
        factor=factor,
        groups=groups,
        total=group_statistics("", everybody),
        ss_between=finite(between),
        ss_within=finite(within),
        levene=levene(parts),
        welch=welch(parts),
        posthoc=() if refused else bonferroni(list(parts), sizes, means, mean_square, df),
        posthoc_refused=refused,
        levene_median=levene(parts, centre=np.median),
        brown_forsythe=brown_forsythe(parts),
        **asdict(squares_test(between, within, k, len(everybody))),
        **_effect_sizes(between, within, k, mean_square),
    )


def class_variance(
    table: GroupTable, outcome: str, factor: str, *, study: Study, units: Sequence[AnalysisUnit]
) -> Anova | Suppressed:
    """The outcome's mean between the classes of a factor."""
    found = classes_of(table, outcome, factor, study=study, units=units)
    if isinstance(found, Suppressed):
        return found
    k, n, figure = len(found.cells), found.between.n, found.spread.figure
    between, within = found.between.between, found.squares_within
    rule = found.spread.sd
    # Squares that are suppressed are NaN, and so are f and p; without a spread there is no test.
    known = within if isinstance(rule, Suppressed) else float(np.nan_to_num(within))
    test = squares_test(between, known, k, n)
    effects = _effect_sizes(between, within, k, found.mean_square)
    return Anova(
        group=table.group,
        n=n,
        undefined=test.undefined,
        outcome=outcome,
        factor=factor,
        groups=tuple(class_statistics(cell, GroupStatistics) for cell in found.cells),
        total=_total(found),
        ss_between=between,
        ss_within=figure(within),
        f=figure(test.f),
        df1=test.df1,
        df2=test.df2,
        p=figure(test.p),
        levene=NO_F,
        welch=NO_F,
        posthoc=_comparisons(found) if k > 2 else (),
        posthoc_refused=None if k > 2 else TOO_FEW_GROUPS,
        levene_median=NO_F,
        brown_forsythe=NO_F,
        **{name: figure(value) for name, value in effects.items()},
    )


def _effect_sizes(between: float, within: float, k: int, mean_square: float) -> dict[str, Any]:
    if k < 2:
        return {}
    beyond_chance, total = between - (k - 1) * mean_square, between + within
    return {
        "eta2": ratio(between, total),
        "omega2": ratio(beyond_chance, total + mean_square),
        "epsilon2": ratio(beyond_chance, total),
    }


def class_statistics(cell: ClassCell, kind: type[Group]) -> Group:
    """A class with its n and mean; how its answers lie apart takes the answers themselves."""
    return without_figures(kind, NEEDS_ANSWERS, label=cell.label, n=cell.n, mean=cell.mean)


def _total(found: Classes) -> GroupStatistics:
    row = statistics_of("", found.places, found.spread)
    sd, n = row.sd, found.places.n
    return GroupStatistics(
        label="",
        n=n,
        mean=row.mean,
        sd=sd,
        se=sd / math.sqrt(n) if isinstance(sd, float) else sd,
        ci_low=row.ci_low,
        ci_high=row.ci_high,
        minimum=NEEDS_ANSWERS,
        maximum=NEEDS_ANSWERS,
    )


def _comparisons(found: Classes) -> tuple[Comparison, ...]:
    labels = [cell.label for cell in found.cells]
    sizes, means = [cell.n for cell in found.cells], [cell.mean for cell in found.cells]
    rule = found.spread.sd
    if not isinstance(rule, Suppressed):
        return bonferroni(labels, sizes, means, found.mean_square, found.df_within)
    return tuple(
        without_figures(
            Comparison, rule, a=a.label, b=b.label, difference=a.mean - b.mean, significant=False
        )
        for a, b in permutations(found.cells, 2)
    )
