"""Unit comparison: each unit's mean against everybody else's, for all units at once.

Difference = the unit's mean less the mean of all other respondents (those who named no unit are
among them). s^2 is pooled within units, on N - J degrees of freedom; SE = s sqrt(1/n + 1/n_rest); a
unit of 25 or more has its own variance in place of s^2 and Satterthwaite's degrees of freedom.
Holm (1979) adjusts over one unit's variables, as its reader sees them together; the adjusted
interval has the level at which Holm tests that variable, .05 / (m - rank + 1), and where Holm has
stopped the level he stopped at: it leaves out 0 exactly when the adjusted p is below .05. Smallest
detectable difference at 80 % power: (t.975 + t.80) SE.

Shrunken mean: B = tau^2 / (tau^2 + s^2/n), m + B (mean - m), m the mean of everybody, tau^2 =
max(0, (MSB - MSW) / n0) by moments; its standard error sqrt(B s^2/n + (1 - B)^2 var(m)), var(m) =
sum (n_j/N)^2 (tau^2 + s^2/n_j). m is everybody's mean and not the precision-weighted one, because
that would be a second equation about units that are withheld. Source: Efron & Morris (1975);
Morris (1983). No unit is ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from generator.analysis.columns import group_codes, numeric, squares_within
from generator.analysis.inference import CONFIDENCE, POWER, SIGNIFICANCE, finite
from generator.results import UnitComparison, UnitDifference
from generator.round import OWN_SD_FROM

Table = np.ndarray
"""Units by variables."""


def compare_units(
    frame: pd.DataFrame,
    *,
    variables: Sequence[str],
    unit: str = "unit",
    group: str = "",
    few: int = 0,
) -> dict[str, UnitComparison]:
    """Every unit in column ``unit`` with its comparisons, one row per variable."""
    codes, labels = group_codes(frame[unit])
    values = numeric(frame, variables)
    if not labels:
        return {}
    figures = _figures(_counted(values, codes, len(labels)), *_pooled(values, codes, few=few))
    members = np.bincount(codes[codes >= 0], minlength=len(labels))
    return {
        label: UnitComparison(
            group=group,
            n=int(members[i]),
            rows=tuple(_row(name, figures, i, j) for j, name in enumerate(variables)),
        )
        for i, label in enumerate(labels)
    }


@dataclass(frozen=True, slots=True)
class _Counts:
    """n, means and squares of each unit, and of everybody, variable by variable."""

    n: Table
    mean: Table
    squares: Table
    all_n: np.ndarray
    all_mean: np.ndarray


def _counted(values: np.ndarray, codes: np.ndarray, units: int) -> _Counts:
    known = ~np.isnan(values)
    zeroed = np.where(known, values, 0.0)
    centre = zeroed.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, values - centre, 0.0)
    n = _by_unit(known.astype(float), codes, units)
    with np.errstate(invalid="ignore"):
        mean = _by_unit(centred, codes, units) / n
    placed = codes >= 0
    off = np.where(known[placed], centred[placed] - mean[codes[placed]], 0.0)
    squares = _by_unit(off**2, codes[placed], units)
    return _Counts(n, mean + centre, squares, known.sum(axis=0).astype(float), centre)


def _pooled(values: np.ndarray, codes: np.ndarray, *, few: int) -> tuple[np.ndarray, np.ndarray]:
    """The variance within units and its degrees of freedom, variable by variable."""
    found = [squares_within(column, codes, few=few) for column in values.T]
    squares, df = np.array(found, dtype=float).reshape(-1, 2).T
    with np.errstate(all="ignore"):  # no degrees of freedom give NaN, told as undefined
        return squares / df, df


def _by_unit(values: np.ndarray, codes: np.ndarray, units: int) -> Table:
    placed = codes >= 0
    sums = np.zeros((units, values.shape[1]))
    np.add.at(sums, codes[placed], values[placed])
    return sums


def _figures(counts: _Counts, pooled: np.ndarray, df_pooled: np.ndarray) -> dict[str, Table]:
    """Every figure of every unit and variable; NaN where it is not defined."""
    n, mean = counts.n, counts.mean
    with np.errstate(all="ignore"):  # empty units and variables give NaN, told as undefined
        rest = counts.all_n - n
        rest_mean = (counts.all_n * counts.all_mean - n * np.nan_to_num(mean)) / rest
        difference = np.where(rest > 0, mean - rest_mean, np.nan)
        se, df = _standard_errors(counts, pooled, df_pooled, rest)
        p = np.where(se > 0, 2 * stdtr(df, -np.abs(difference / se)), np.nan)
        half = _upper_t(df, (1 - CONFIDENCE) / 2) * se
        p_holm, tail = _holm(p)
        holm_half = _upper_t(df, tail) * se
        shrunken, shrunken_half = _shrunken(counts, pooled, df_pooled)
        return {
            "n": n,
            "mean": mean,
            "rest_mean": np.where(rest > 0, rest_mean, np.nan),
            "difference": difference,
            "ci_low": difference - half,
            "ci_high": difference + half,
            "p": p,
            "p_holm": p_holm,
            "holm_low": difference - holm_half,
            "holm_high": difference + holm_half,
            "detectable": half + _upper_t(df, 1 - POWER) * se,
            "shrunken": shrunken,
            "shrunken_low": shrunken - shrunken_half,
            "shrunken_high": shrunken + shrunken_half,
        }


def _standard_errors(
    counts: _Counts, pooled: np.ndarray, df_pooled: np.ndarray, rest: Table
) -> tuple[Table, Table]:
    n = counts.n
    large = n >= OWN_SD_FROM
    own = np.where(large, counts.squares / (n - 1), pooled) / n
    others = pooled / rest
    df = np.where(
        large, (own + others) ** 2 / (own**2 / (n - 1) + others**2 / df_pooled), df_pooled
    )
    se = np.where((n > 0) & (rest > 0), np.sqrt(own + others), np.nan)
    return se, df


def _holm(p: Table) -> tuple[Table, Table]:
    """Holm's p over each unit's variables, and the tail of the interval that goes with it."""
    family = (~np.isnan(p)).sum(axis=1, keepdims=True)
    order = np.argsort(p, axis=1, kind="stable")  # NaN last
    factor = family - np.arange(p.shape[1])
    raw = np.take_along_axis(p, order, axis=1) * factor
    stepped = np.minimum(np.maximum.accumulate(raw, axis=1), 1.0)
    before = np.column_stack([np.zeros(len(p)), stepped[:, :-1]])
    standing = np.where(before < SIGNIFICANCE, factor, 0)
    tails = (1 - CONFIDENCE) / 2 / np.where(standing > 0, standing, _last_of(standing))
    adjusted, tail = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    np.put_along_axis(adjusted, order, stepped, axis=1)
    np.put_along_axis(tail, order, tails, axis=1)
    return adjusted, np.where(np.isnan(p), np.nan, tail)


def _last_of(standing: Table) -> Table:
    """The number of tests at the step where Holm stopped, row by row."""
    positive = np.where(standing > 0, standing, np.inf)
    smallest: Table = positive.min(axis=1, keepdims=True)
    return smallest


def _shrunken(counts: _Counts, pooled: np.ndarray, df_pooled: np.ndarray) -> tuple[Table, Table]:
    n = counts.n
    placed, units = n.sum(axis=0), (n > 0).sum(axis=0)
    centre = (n * np.nan_to_num(counts.mean)).sum(axis=0) / placed
    between = (n * np.nan_to_num(counts.mean - centre) ** 2).sum(axis=0) / (units - 1)
    n0 = (placed - (n**2).sum(axis=0) / placed) / (units - 1)
    tau2 = np.maximum((between - pooled) / n0, 0.0)
    noise = pooled / n
    weight = np.where(pooled == 0, 1.0, tau2 / (tau2 + noise))
    shrunken = counts.all_mean + weight * (counts.mean - counts.all_mean)
    shares = np.where(n > 0, (n / placed) ** 2 * (tau2 + noise), 0.0).sum(axis=0)
    se = np.sqrt(weight * noise + (1 - weight) ** 2 * shares)
    return shrunken, _upper_t(df_pooled, (1 - CONFIDENCE) / 2) * se


def _upper_t(df: np.ndarray, tail: float | np.ndarray) -> np.ndarray:
    found: np.ndarray = -stdtrit(df, tail)
    return found


def _row(variable: str, figures: dict[str, Table], i: int, j: int) -> UnitDifference:
    values = {name: finite(table[i, j]) for name, table in figures.items() if name != "n"}
    n = int(figures["n"][i, j])
    return UnitDifference(variable=variable, n=n, undefined=_why_undefined(n, values), **values)


def _why_undefined(n: int, values: dict[str, float | None]) -> str | None:
    if n == 0:
        return "nobody in the unit answered"
    if values["difference"] is None:
        return "nobody else answered"
    if values["p"] is None:
        return "nothing varies within units"
    return "there is one unit only" if values["shrunken"] is None else None
