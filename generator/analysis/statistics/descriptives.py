"""Descriptives: the moments of each variable.

Missing answers are left out variable by variable. ``moments`` states the formulas.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import numeric, selected
from generator.analysis.numerics.moments import moments
from generator.analysis.statistics import Nodes, Plan
from generator.analysis.table.means import suppressed_statistics, total_statistics
from generator.results.survey import Descriptives
from generator.results.table import GroupTable
from generator.study.plan import DescriptivesStep

__all__ = ["describe_variables"]


def nodes_of_frame(step: DescriptivesStep, frame: pd.DataFrame, _: Plan) -> Nodes:
    """One node, with a row for each variable."""
    found = selected(frame, *step.variables)
    return {step.id: describe_variables(found, variables=step.variables, group=step.group)}


def nodes_of_table(step: DescriptivesStep, table: GroupTable, plan: Plan) -> Nodes:
    """One node, with a row for each variable; a statement of a construct has no mean."""
    known = table.variables()
    rows = tuple(
        total_statistics(table, name, newest=plan.newest)
        if name in known
        else suppressed_statistics(name, "models")
        for name in step.variables
    )
    return {step.id: Descriptives(group=step.group, n=table.base, rows=rows)}


def describe_variables(
    frame: pd.DataFrame, *, variables: Sequence[str], group: str = ""
) -> Descriptives:
    """Every statistic of each column over the rows that answered it."""
    values = numeric(frame, variables)
    rows = tuple(
        moments(name, column[~np.isnan(column)])
        for name, column in zip(variables, values.T, strict=True)
    )
    return Descriptives(group=group, n=len(frame), rows=rows)
