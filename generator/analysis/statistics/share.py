"""Share: how many answered an item in one part of its scale, and how many per cent they are.

Percent = 100 count / those who answered. In the published table it is the total's share who agree,
or all others; of another part of the scale there is no published count.
"""

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import numeric, selected
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.statistics import Nodes, Plan
from generator.analysis.table.statements import total_statements
from generator.results.survey import Share, Statement
from generator.results.table import GroupTable
from generator.results.values import Bound, Number, Suppressed
from generator.study.plan import ShareStep

__all__ = ["count_share"]


def nodes_of_frame(step: ShareStep, frame: pd.DataFrame, _: Plan) -> Nodes:
    """A node for each item."""
    return {
        f"{step.id}/{name}": count_share(
            selected(frame, name), item=name, low=step.low, high=step.high, group=step.group
        )
        for name in step.variables
    }


def nodes_of_table(step: ShareStep, table: GroupTable, plan: Plan) -> Nodes:
    """A node for each item."""
    rows = total_statements(table, study=plan.study, threshold=plan.round.policy.min_respondents)
    shares = {row.item: row for row in rows.rows if row.construct is None}
    return {
        f"{step.id}/{name}": _share(step, name, shares.get(name), plan) for name in step.variables
    }


@of_magnitude
def count_share(frame: pd.DataFrame, *, item: str, low: int, high: int, group: str = "") -> Share:
    """Count the answers to column ``item`` from ``low`` to ``high``, both included."""
    answers = numeric(frame, (item,))[:, 0]
    answers = answers[~np.isnan(answers)]
    n, count = len(answers), int(((answers >= low) & (answers <= high)).sum())
    return Share(
        group=group,
        n=n,
        undefined=None if n else "nobody answered",
        item=item,
        low=low,
        high=high,
        count=count,
        percent=100 * count / n if n else None,
    )


def _share(step: ShareStep, name: str, row: Statement | None, plan: Plan) -> Share:
    scale = plan.study.scale_of(name)
    percent: Number = Suppressed("models")
    part = (step.low, step.high)
    if row is not None and part == (scale.agree_from, scale.high):
        percent = row.percent
    elif row is not None and part == (scale.low, scale.agree_from - 1):
        percent = _others(row.percent)
    return Share(
        group=step.group,
        n=row.n if row else Suppressed("models"),
        item=name,
        low=step.low,
        high=step.high,
        count=None if isinstance(percent, float | Bound) else Suppressed("models"),
        percent=percent,
    )


def _others(percent: Number) -> Number:
    """The per cent of all others."""
    if isinstance(percent, Bound):
        if percent.over is not None:
            return Bound(under=100 - percent.over)
        return Bound(over=100 - (percent.under or 0.0))
    return 100 - percent if isinstance(percent, float) else percent
