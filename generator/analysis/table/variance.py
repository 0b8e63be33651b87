"""Analysis of variance from the cells of classes.

The error is the squares within classes over people less classes. What needs a
class's own spread (its SD and interval, Levene, Welch, Brown-Forsythe) is not published.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, TypeVar

from generator.analysis.numerics.inference import f_upper, ratio
from generator.analysis.numerics.posthoc import TOO_FEW_GROUPS, bonferroni
from generator.analysis.table.classes import Classes, classes_of
from generator.results.groups import Anova, Comparison, FTest, GroupStatistics
from generator.results.table import ClassCell, GroupTable
from generator.results.values import Suppressed
from generator.scoring import AnalysisUnit
from generator.study.model import Study

Group = TypeVar("Group", bound=GroupStatistics)

NEEDS_ANSWERS: Final = Suppressed("models")

NO_F: Final = FTest(f=NEEDS_ANSWERS, df1=NEEDS_ANSWERS, df2=NEEDS_ANSWERS, p=NEEDS_ANSWERS)


def class_variance(
    table: GroupTable, outcome: str, factor: str, *, study: Study, units: Sequence[AnalysisUnit]
) -> Anova | Suppressed:
    """The outcome's mean between the classes of a factor."""
    found = classes_of(table, outcome, factor, study=study, units=units)
    if isinstance(found, Suppressed):
        return found
    k, n, figure = len(found.cells), found.between.n, found.spread.figure
    between, left, mean_square = found.between.between, found.squares_within, found.mean_square
    reason = _why_no_test(found)
    f = math.nan if reason else between / (k - 1) / mean_square
    beyond_chance, total = between - (k - 1) * mean_square, between + left
    tested = reason is None
    return Anova(
        group=table.group,
        n=n,
        undefined=reason,
        outcome=outcome,
        factor=factor,
        groups=tuple(class_statistics(cell, GroupStatistics) for cell in found.cells),
        total=_total(found),
        ss_between=between,
        ss_within=figure(left),
        f=figure(f),
        df1=float(k - 1) if tested else None,
        df2=float(n - k) if tested else None,
        p=figure(f_upper(f, k - 1, n - k) if tested else None),
        eta2=figure(ratio(between, total)) if k > 1 else None,
        omega2=figure(ratio(beyond_chance, total + mean_square)) if k > 1 else None,
        levene=NO_F,
        welch=NO_F,
        posthoc=_comparisons(found) if k > 2 else (),
        posthoc_refused=None if k > 2 else TOO_FEW_GROUPS,
        epsilon2=figure(ratio(beyond_chance, total)) if k > 1 else None,
        levene_median=NO_F,
        brown_forsythe=NO_F,
    )


def _why_no_test(found: Classes) -> str | None:
    if len(found.cells) < 2:
        return "fewer than two groups have answers"
    if found.df_within < 1:
        return "every group has one answer"
    unknown = isinstance(found.spread.sd, Suppressed)
    return None if unknown or found.mean_square > 0 else "the outcome does not vary within groups"


def class_statistics(cell: ClassCell, kind: type[Group]) -> Group:
    """A class with its n and mean; how its answers lie apart takes the answers themselves."""
    return kind(
        label=cell.label,
        n=cell.n,
        mean=cell.mean,
        sd=NEEDS_ANSWERS,
        se=NEEDS_ANSWERS,
        ci_low=NEEDS_ANSWERS,
        ci_high=NEEDS_ANSWERS,
        minimum=NEEDS_ANSWERS,
        maximum=NEEDS_ANSWERS,
    )


def _total(found: Classes) -> GroupStatistics:
    row = found.total
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
        Comparison(
            a=a.label,
            b=b.label,
            difference=a.mean - b.mean,
            se=rule,
            p=rule,
            ci_low=rule,
            ci_high=rule,
            significant=False,
            p_lsd=rule,
            p_holm=rule,
            p_bh=rule,
        )
        for a in found.cells
        for b in found.cells
        if a is not b
    )
