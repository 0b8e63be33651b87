"""Every published unit against everybody else in the sums; ``unit_differences`` has the figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from generator.analysis.numerics.inference import finite
from generator.analysis.numerics.unit_differences import UnitCounts, unit_differences, why_undefined
from generator.analysis.table.sums import Within, added, is_unit, resting_on, units_summed, within
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.table import GroupTable, TableCell
from generator.results.values import Number, published_count

FROM_MEANS: Final = ("mean", "rest_mean", "difference")
"""The figures that rest on means alone; all others rest on the spread too."""


def compare_places(table: GroupTable, *, variables: Sequence[str]) -> dict[str, UnitComparison]:
    """Each published unit, variable by variable."""
    places = [place for place in table.places if is_unit(place)]
    spreads = [within(table, name) for name in variables]
    figures = unit_differences(_counts(table, variables, spreads))
    compared: dict[str, UnitComparison] = {}
    for i, place in enumerate(places):
        cells = {cell.variable: cell for cell in place.cells}
        rows = tuple(
            _row(cells[name], {key: found[i, j] for key, found in figures.items()}, spreads[j])
            for j, name in enumerate(variables)
            if name in cells
        )
        compared[place.place] = UnitComparison(group=table.group, n=place.n, rows=rows)
    return compared


def _counts(table: GroupTable, variables: Sequence[str], spreads: Sequence[Within]) -> UnitCounts:
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


def _row(cell: TableCell, figures: dict[str, float], spread: Within) -> UnitDifference:
    values: dict[str, Number]
    if isinstance(cell.mean, float):
        values = {
            name: finite(value) if name in FROM_MEANS else spread.figure(value)
            for name, value in figures.items()
        }
    else:
        values = {**dict.fromkeys(figures, resting_on(cell.mean)), "mean": cell.mean}
    reason = (
        why_undefined(published_count(cell.n), values) if resting_on(cell.mean) is None else None
    )
    return UnitDifference(variable=cell.variable, n=cell.n, undefined=reason, **values)
