"""Groups held against each other from their cells: analysis of variance, and two groups.

The error is the squares within all classes over people less classes, for both. What needs a
class's own spread (its SD and interval, Levene, Welch, Brown-Forsythe) is not published.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Final

from generator.analysis.group_comparison import hedges_correction, t_test
from generator.analysis.inference import SIGNIFICANCE, f_upper, finite, ratio
from generator.analysis.posthoc import TOO_FEW_GROUPS, bonferroni
from generator.analysis.table.classes import Classes, classes_of
from generator.results import (
    Anova,
    ClassCell,
    ComparedGroup,
    Comparison,
    FTest,
    GroupComparison,
    GroupStatistics,
    GroupTable,
    Suppressed,
    TTest,
)
from generator.scoring import AnalysisUnit
from generator.study import Study

NEEDS_ANSWERS: Final = Suppressed("models")

NO_F: Final = FTest(f=NEEDS_ANSWERS, df1=NEEDS_ANSWERS, df2=NEEDS_ANSWERS, p=NEEDS_ANSWERS)

NO_T: Final = TTest(
    t=NEEDS_ANSWERS,
    df=NEEDS_ANSWERS,
    p=NEEDS_ANSWERS,
    se=NEEDS_ANSWERS,
    ci_low=NEEDS_ANSWERS,
    ci_high=NEEDS_ANSWERS,
)


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
        groups=tuple(_statistics(cell) for cell in found.cells),
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


def _statistics(cell: ClassCell) -> GroupStatistics:
    return GroupStatistics(
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
    difference, df, figure = first.mean - second.mean, found.df_within, found.spread.figure
    spread = math.sqrt(found.mean_square) if found.mean_square > 0 else math.nan
    pooled = t_test(difference, spread * math.sqrt(1 / first.n + 1 / second.n), df)
    d = finite(difference / spread)
    rule = found.spread.sd if isinstance(found.spread.sd, Suppressed) else None
    return GroupComparison(
        group=table.group,
        n=first.n + second.n,
        undefined=None if rule or spread > 0 else "neither group varies",
        outcome=outcome,
        factor=factor,
        groups=(_compared(first), _compared(second)),
        t=rule or pooled.t,
        df=rule or pooled.df,
        p=rule or pooled.p,
        difference=difference,
        se=rule or pooled.se,
        ci_low=rule or pooled.ci_low,
        ci_high=rule or pooled.ci_high,
        percent_difference=ratio(100 * difference, second.mean),
        welch=NO_T,
        levene=NO_F,
        d=figure(d),
        g=figure(None if d is None or df < 2 else d * hedges_correction(df)),
        significant=isinstance(pooled.p, float) and pooled.p < SIGNIFICANCE,
    )


def _compared(cell: ClassCell) -> ComparedGroup:
    return ComparedGroup(
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
