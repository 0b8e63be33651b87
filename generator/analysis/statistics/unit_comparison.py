"""Unit comparison: each unit's mean against everybody else's, for all units at once.

Counts, means and a pooled spread are all it takes. Difference = the unit's mean less the mean of
all others; SE = s sqrt(1/n + 1/n_rest), with s^2 pooled within units, for every unit. All units and
variables are one family of m tests. A difference is firm where Benjamini & Hochberg's (1995) p is
below .05: of those that are, at most 5 % are due to chance on average, and where no unit differs,
at most 5 % of rounds have any. The interval that goes with it has the level 1 - .05 R / m, with R
the number of firm ones and at least 1 (false coverage rate, Benjamini & Yekutieli 2005): it leaves
out 0 exactly where a difference is firm. A true difference of (t_R + t.80) SE, with t_R the
interval's quantile, is found four times of five.

The shrunken mean and its interval are those of one model for all units (``unit_means``), with t on
the degrees of freedom of s. No unit is ranked.

On a frame those who named no unit are among the others, and are one unit in the spread pooled
within units, on N - J degrees of freedom. From the published table it is every published unit
against everybody else in the sums.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from generator.analysis.numerics.columns import group_codes, numeric, squares_within
from generator.analysis.numerics.inference import (
    CONFIDENCE,
    POWER,
    SIGNIFICANCE,
    benjamini_hochberg,
    finite,
)
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.numerics.unit_means import fit_unit_means
from generator.analysis.table.means import Within, added, is_unit, resting_on, units_summed, within
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.table import GroupTable, TableCell
from generator.results.values import published_count

__all__ = ["compare_units"]

FROM_MEANS: Final = ("mean", "rest_mean", "difference")
"""The figures that rest on means alone; all others rest on the spread too."""

Table = np.ndarray
"""Units by variables."""


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """n and mean of each unit and of everybody, and the spread within units, by variable.

    ``everybody`` counts those in no unit too. A mean that is not to be used is NaN and its n 0; an
    unknown variance is NaN.
    """

    n: Table
    mean: Table
    everybody: np.ndarray
    mean_of_all: np.ndarray
    variance: np.ndarray
    df: np.ndarray


@of_magnitude
def compare_units(
    frame: pd.DataFrame, *, variables: Sequence[str], unit: str = "unit", group: str = ""
) -> dict[str, UnitComparison]:
    """Every unit in column ``unit`` with its comparisons, one row per variable."""
    codes, labels = group_codes(frame[unit])
    if not labels:
        return {}
    counts = _counted(numeric(frame, variables), codes, len(labels))
    figures = _differences(counts)
    members = np.bincount(codes[codes >= 0], minlength=len(labels))
    return {
        label: UnitComparison(
            group=group,
            n=int(members[i]),
            family=_tests(figures["p"]),
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
    figures = _differences(_of_cells(table, variables, spreads))
    compared: dict[str, UnitComparison] = {}
    for i, place in enumerate(filter(is_unit, table.places)):
        cells = {cell.variable: cell for cell in place.cells}
        rows = tuple(
            _cell_row(cells[name], {key: found[i, j] for key, found in figures.items()}, spreads[j])
            for j, name in enumerate(variables)
            if name in cells
        )
        compared[place.place] = UnitComparison(
            group=table.group, n=place.n, family=_tests(figures["p"]), rows=rows
        )
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
    values: dict[str, Any] = {**dict.fromkeys(figures, rule), "mean": cell.mean}
    if rule is not None:
        return UnitDifference(variable=cell.variable, n=cell.n, **values)
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
    firm = isinstance(p := values["p_bh"], float) and p < SIGNIFICANCE
    side: Literal["above", "below"] = "above" if (values["difference"] or 0.0) > 0 else "below"
    return UnitDifference(
        variable=variable, n=n, firm=side if firm else None, undefined=reason, **values
    )


def _differences(counts: UnitCounts) -> dict[str, Table]:
    """Every figure of every unit and variable; NaN where it is not defined."""
    n, mean, df = counts.n, counts.mean, counts.df
    with np.errstate(all="ignore"):  # empty units and variables give NaN: not defined
        rest = counts.everybody - n
        of_all = counts.everybody * np.nan_to_num(counts.mean_of_all)
        rest_mean = np.where(rest > 0, (of_all - n * np.nan_to_num(mean)) / rest, np.nan)
        difference = np.where(rest > 0, mean - rest_mean, np.nan)
        se = np.where((n > 0) & (rest > 0), np.sqrt(counts.variance * (1 / n + 1 / rest)), np.nan)
        p = np.where(se > 0, 2 * stdtr(df, -np.abs(difference / se)), np.nan)
        half = _upper_t(df, (1 - CONFIDENCE) / 2) * se
        p_bh = _adjusted(p)
        firm = max(1, (p_bh < SIGNIFICANCE).sum())
        fcr_half = _upper_t(df, SIGNIFICANCE * firm / max(1, _tests(p)) / 2) * se
        shrunken, shrunken_half = _shrunken(counts)
        return {
            "mean": mean,
            "rest_mean": rest_mean,
            "difference": difference,
            "ci_low": difference - half,
            "ci_high": difference + half,
            "p": p,
            "p_bh": p_bh,
            "fcr_low": difference - fcr_half,
            "fcr_high": difference + fcr_half,
            "detectable": fcr_half + _upper_t(df, 1 - POWER) * se,
            "shrunken": shrunken,
            "shrunken_low": shrunken - shrunken_half,
            "shrunken_high": shrunken + shrunken_half,
        }


def _tests(p: Table) -> int:
    return int((~np.isnan(p)).sum())


def _adjusted(p: Table) -> Table:
    """Benjamini & Hochberg's p over all units and variables."""
    found = benjamini_hochberg([finite(each) for each in p.ravel()])
    return np.array(found, dtype=float).reshape(p.shape)


def _shrunken(counts: UnitCounts) -> tuple[Table, Table]:
    """Shrunken means and half the width of their intervals, by variable.

    Where nothing varies within units, a unit's mean is what it is.
    """
    units = (counts.n > 0).sum(axis=0)
    still = (counts.variance == 0) & (units > 1)
    shrunken = np.where(still, counts.mean, np.nan)
    half = np.where(still & (counts.n > 0), 0.0, np.nan)
    for j, (variance, df) in enumerate(zip(counts.variance, counts.df, strict=True)):
        at = counts.n[:, j] > 0
        fit = fit_unit_means(counts.n[at, j], counts.mean[at, j], variance=variance, df=df)
        if fit is not None:
            shrunken[at, j] = fit.shrunken
            half[at, j] = _upper_t(df, (1 - CONFIDENCE) / 2) * fit.errors
    return shrunken, half


def _upper_t(df: np.ndarray, tail: float | np.ndarray) -> np.ndarray:
    found: np.ndarray = -stdtrit(df, tail)
    return found
