"""Descriptives: the moments of each variable, and of each variable in every unit.

Missing answers are left out variable by variable. ``moments`` states the formulas.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from generator.analysis.columns import group_codes, numeric, squares_within
from generator.analysis.inference import finite, mean_interval
from generator.analysis.moments import moments, no_moments
from generator.results import Descriptives, Node, VariableStatistics
from generator.round import OWN_SD_FROM


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


def mean_descriptives(frame: pd.DataFrame, *, variables: Sequence[str], group: str) -> Descriptives:
    """n, mean, SD and interval only: what every report prints, and nothing to subtract from."""
    full = describe_variables(frame, variables=variables, group=group)
    return replace(full, rows=tuple(_without_shape(row) for row in full.rows))


def unit_descriptives(
    frame: pd.DataFrame, *, variables: Sequence[str], group: str, few: int = 0
) -> dict[str, Node]:
    """Descriptives of every unit in the column ``unit``.

    The interval of a unit with fewer than ``OWN_SD_FROM`` answers uses the pooled within-unit SD,
    sqrt(sum (n_j - 1) s_j^2 / sum (n_j - 1)), because its own says too much and knows too little.
    Those without a unit, and of units with fewer than ``few`` answers, are one unit in that sum.
    """
    sizes = frame["unit"].value_counts()
    by_variable = [_unit_statistics(frame, name, few=few) for name in variables]
    return {
        str(unit): Descriptives(
            group=group, n=int(n), rows=tuple(rows[str(unit)] for rows in by_variable)
        )
        for unit, n in sizes.items()
    }


def _unit_statistics(frame: pd.DataFrame, name: str, *, few: int) -> dict[str, VariableStatistics]:
    grouped = frame[name].groupby(frame["unit"], sort=False)
    table = pd.concat([grouped.count(), grouped.mean(), grouped.std()], axis=1)
    rows = [(str(u), int(n), float(m), float(s)) for u, n, m, s in table.itertuples(name=None)]
    codes, _ = group_codes(frame["unit"])
    squares, df = squares_within(numeric(frame, (name,))[:, 0], codes, few=few)
    pooled = math.sqrt(squares / df) if df else math.nan
    return {
        unit: _statistics(name, n, mean, sd, n - 1)
        if n >= OWN_SD_FROM
        else _statistics(name, n, mean, sd, df, spread=pooled)
        for unit, n, mean, sd in rows
    }


def _statistics(
    name: str, n: int, mean: float, sd: float, df: float, *, spread: float | None = None
) -> VariableStatistics:
    if n == 0:
        return no_moments(name)
    se = (sd if spread is None else spread) / math.sqrt(n)
    low, high = mean_interval(mean, se, df)
    return VariableStatistics(
        variable=name, n=n, mean=mean, sd=finite(sd), ci_low=low, ci_high=high
    )


def _without_shape(row: VariableStatistics) -> VariableStatistics:
    return VariableStatistics(
        variable=row.variable,
        n=row.n,
        mean=row.mean,
        sd=row.sd,
        ci_low=row.ci_low,
        ci_high=row.ci_high,
        undefined=None if row.n else row.undefined,
    )
