"""Unit comparison: each unit's mean against everybody else's, for all units at once.

``unit_differences`` has the figures. On a frame those who named no unit are among the others, and
are one unit in the spread pooled within units, on N - J degrees of freedom. From the published
table it is every published unit against everybody else in the sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import group_codes, numeric, squares_within
from generator.analysis.numerics.inference import finite
from generator.analysis.numerics.unit_differences import UnitCounts, unit_differences
from generator.analysis.table.sums import (
    Within,
    added,
    is_unit,
    resting_on,
    units_summed,
    within,
    without_figures,
)
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.table import GroupTable, TableCell
from generator.results.values import published_count

__all__ = ["compare_units"]

FROM_MEANS: Final = ("mean", "rest_mean", "difference")
"""The figures that rest on means alone; all others rest on the spread too."""


def compare_units(
    frame: pd.DataFrame, *, variables: Sequence[str], unit: str = "unit", group: str = ""
) -> dict[str, UnitComparison]:
    """Every unit in column ``unit`` with its comparisons, one row per variable."""
    codes, labels = group_codes(frame[unit])
    if not labels:
        return {}
    counts = _counted(numeric(frame, variables), codes, len(labels))
    figures = unit_differences(counts)
    members = np.bincount(codes[codes >= 0], minlength=len(labels))
    return {
        label: UnitComparison(
            group=group,
            n=int(members[i]),
            rows=tuple(
                _row(
                    name,
                    int(counts.n[i, j]),
                    {key: finite(table[i, j]) for key, table in figures.items()},
                )
                for j, name in enumerate(variables)
            ),
        )
        for i, label in enumerate(labels)
    }


def compare_places(table: GroupTable, *, variables: Sequence[str]) -> dict[str, UnitComparison]:
    """Each published unit, variable by variable."""
    spreads = [within(table, name) for name in variables]
    figures = unit_differences(_of_cells(table, variables, spreads))
    compared: dict[str, UnitComparison] = {}
    for i, place in enumerate(filter(is_unit, table.places)):
        cells = {cell.variable: cell for cell in place.cells}
        rows = tuple(
            _cell_row(cells[name], {key: found[i, j] for key, found in figures.items()}, spreads[j])
            for j, name in enumerate(variables)
            if name in cells
        )
        compared[place.place] = UnitComparison(group=table.group, n=place.n, rows=rows)
    return compared


def _counted(values: np.ndarray, codes: np.ndarray, units: int) -> UnitCounts:
    known = ~np.isnan(values)
    zeroed = np.where(known, values, 0.0)
    centre = zeroed.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, values - centre, 0.0)
    placed = codes >= 0
    n, sums = np.zeros((units, values.shape[1])), np.zeros((units, values.shape[1]))
    np.add.at(n, codes[placed], known[placed])
    np.add.at(sums, codes[placed], centred[placed])
    pooled = [squares_within(column, codes) for column in values.T]
    squares, df = np.array(pooled, dtype=float).reshape(-1, 2).T
    with np.errstate(all="ignore"):  # no answers and no degrees of freedom give NaN
        mean, variance = sums / n + centre, squares / df
    return UnitCounts(n, mean, known.sum(axis=0).astype(float), centre, variance, df)


def _of_cells(table: GroupTable, variables: Sequence[str], spreads: Sequence[Within]) -> UnitCounts:
    position = {place.place: i for i, place in enumerate(filter(is_unit, table.places))}
    shape = len(position), len(variables)
    n, mean = np.zeros(shape), np.full(shape, np.nan)
    for j, name in enumerate(variables):
        for place, count, value in units_summed(table, name):
            n[position[place.place], j], mean[position[place.place], j] = count, value
    sums = [added((count, value) for _, count, value in table.summed(name)) for name in variables]
    return UnitCounts(
        n,
        mean,
        everybody=np.array([total.n for total in sums], dtype=float),
        mean_of_all=np.array([total.mean for total in sums]),
        variance=np.array([spread.variance for spread in spreads]),
        df=np.array([spread.df for spread in spreads], dtype=float),
    )


def _cell_row(cell: TableCell, figures: dict[str, float], spread: Within) -> UnitDifference:
    rule = resting_on(cell.mean)
    if rule is not None:
        known = {"variable": cell.variable, "n": cell.n, "mean": cell.mean}
        return without_figures(UnitDifference, rule, **known)
    values: dict[str, Any] = dict.fromkeys(figures)
    if cell.mean is not None:
        values = {
            name: finite(value) if name in FROM_MEANS else spread.figure(value)
            for name, value in figures.items()
        }
    return _row(cell.variable, published_count(cell.n), values)


def _row(variable: str, n: int, values: Mapping[str, Any]) -> UnitDifference:
    reason = None
    if n == 0:
        reason = "nobody in the unit answered"
    elif values["difference"] is None:
        reason = "nobody else answered"
    elif values["p"] is None:
        reason = "nothing varies within units"
    elif values["shrunken"] is None:
        reason = "there is one unit only"
    return UnitDifference(variable=variable, n=n, undefined=reason, **values)
