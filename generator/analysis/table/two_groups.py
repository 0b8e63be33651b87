"""Two classes held against each other, with the error of all classes of the factor.

t has people less classes degrees of freedom; d is on the square root of the error. What needs a
class's own spread is not published.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Final

from generator.analysis.numerics.inference import SIGNIFICANCE, finite, ratio
from generator.analysis.statistics.group_comparison import hedges_correction, t_test
from generator.analysis.table.classes import classes_of
from generator.analysis.table.variance import NEEDS_ANSWERS, NO_F, class_statistics
from generator.results.groups import ComparedGroup, GroupComparison, TTest
from generator.results.table import GroupTable
from generator.results.values import Suppressed
from generator.scoring import AnalysisUnit
from generator.study.model import Study

NO_T: Final = TTest(
    t=NEEDS_ANSWERS,
    df=NEEDS_ANSWERS,
    p=NEEDS_ANSWERS,
    se=NEEDS_ANSWERS,
    ci_low=NEEDS_ANSWERS,
    ci_high=NEEDS_ANSWERS,
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
        groups=tuple(class_statistics(cell, ComparedGroup) for cell in (first, second)),
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
