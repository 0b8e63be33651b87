"""Unit comparison: each unit's mean against everybody else's, for all units at once.

Those who named no unit are among the others, and are one unit in the spread pooled within units,
on N - J degrees of freedom. ``unit_differences`` states every figure.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import group_codes, numeric, squares_within
from generator.analysis.numerics.inference import finite
from generator.analysis.numerics.unit_differences import (
    Table,
    UnitCounts,
    unit_differences,
    why_undefined,
)
from generator.results.groups import UnitComparison, UnitDifference


def compare_units(
    frame: pd.DataFrame, *, variables: Sequence[str], unit: str = "unit", group: str = ""
) -> dict[str, UnitComparison]:
    """Every unit in column ``unit`` with its comparisons, one row per variable."""
    codes, labels = group_codes(frame[unit])
    values = numeric(frame, variables)
    if not labels:
        return {}
    counts = _counted(values, codes, len(labels))
    figures = unit_differences(counts)
    members = np.bincount(codes[codes >= 0], minlength=len(labels))
    return {
        label: UnitComparison(
            group=group,
            n=int(members[i]),
            rows=tuple(
                _row(name, int(counts.n[i, j]), {k: t[i, j] for k, t in figures.items()})
                for j, name in enumerate(variables)
            ),
        )
        for i, label in enumerate(labels)
    }


def _counted(values: np.ndarray, codes: np.ndarray, units: int) -> UnitCounts:
    known = ~np.isnan(values)
    zeroed = np.where(known, values, 0.0)
    centre = zeroed.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, values - centre, 0.0)
    n = _by_unit(known.astype(float), codes, units)
    pooled = [squares_within(column, codes) for column in values.T]
    squares, df = np.array(pooled, dtype=float).reshape(-1, 2).T
    with np.errstate(all="ignore"):  # no answers and no degrees of freedom give NaN
        mean = _by_unit(centred, codes, units) / n + centre
        variance = squares / df
    everybody = known.sum(axis=0).astype(float)
    return UnitCounts(n, mean, everybody, centre, variance, df)


def _by_unit(values: np.ndarray, codes: np.ndarray, units: int) -> Table:
    placed = codes >= 0
    sums = np.zeros((units, values.shape[1]))
    np.add.at(sums, codes[placed], values[placed])
    return sums


def _row(variable: str, n: int, figures: dict[str, float]) -> UnitDifference:
    values = {name: finite(value) for name, value in figures.items()}
    return UnitDifference(variable=variable, n=n, undefined=why_undefined(n, values), **values)
