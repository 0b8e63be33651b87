"""How far units are from everybody else, from nothing but counts, means and a pooled spread.

Difference = the unit's mean less the mean of all others; SE = s sqrt(1/n + 1/n_rest), with s^2
pooled within units, for every unit. Holm (1979) adjusts over one unit's variables, as its reader
sees them together; the adjusted interval has the level at which Holm tests that variable,
.05 / (m - rank + 1), and where Holm has stopped the level he stopped at: it leaves out 0 exactly
when the adjusted p is below .05. Smallest detectable difference at 80 % power: (t.975 + t.80) SE.

Shrunken mean: B = tau^2 / (tau^2 + s^2/n), m + B (mean - m), m the mean of everybody, tau^2 =
max(0, (MSB - MSW) / n0) by moments; its standard error sqrt(B s^2/n + (1 - B)^2 var(m)), var(m) =
sum (n_j/N)^2 (tau^2 + s^2/n_j). Source: Efron & Morris (1975); Morris (1983). No unit is ranked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from generator.analysis.numerics.inference import CONFIDENCE, POWER, SIGNIFICANCE

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


def unit_differences(counts: UnitCounts) -> dict[str, Table]:
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
        p_holm, tail = _holm(p)
        holm_half = _upper_t(df, tail) * se
        shrunken, shrunken_half = _shrunken(counts)
        return {
            "mean": mean,
            "rest_mean": rest_mean,
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


def _holm(p: Table) -> tuple[Table, Table]:
    """Holm's p over each unit's variables, and the tail of the interval that goes with it."""
    family = (~np.isnan(p)).sum(axis=1, keepdims=True)
    order = np.argsort(p, axis=1, kind="stable")  # NaN last
    factor = family - np.arange(p.shape[1])
    raw = np.take_along_axis(p, order, axis=1) * factor
    stepped = np.minimum(np.maximum.accumulate(raw, axis=1), 1.0)
    before = np.column_stack([np.zeros(len(p)), stepped[:, :-1]])
    standing = np.where(before < SIGNIFICANCE, factor, 0)
    # Where Holm has stopped, the level is that of the step at which he did, row by row.
    stopped = np.where(standing > 0, standing, np.inf).min(axis=1, keepdims=True, initial=np.inf)
    tails = (1 - CONFIDENCE) / 2 / np.where(standing > 0, standing, stopped)
    adjusted, tail = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    np.put_along_axis(adjusted, order, stepped, axis=1)
    np.put_along_axis(tail, order, tails, axis=1)
    return adjusted, np.where(np.isnan(p), np.nan, tail)


def _shrunken(counts: UnitCounts) -> tuple[Table, Table]:
    n, pooled, centre = counts.n, counts.variance, counts.mean_of_all
    placed, units = n.sum(axis=0), (n > 0).sum(axis=0)
    of_placed = (n * np.nan_to_num(counts.mean)).sum(axis=0) / placed
    between = (n * np.nan_to_num(counts.mean - of_placed) ** 2).sum(axis=0) / (units - 1)
    n0 = (placed - (n**2).sum(axis=0) / placed) / (units - 1)
    tau2 = np.maximum((between - pooled) / n0, 0.0)
    noise = pooled / n
    weight = np.where(pooled == 0, 1.0, tau2 / (tau2 + noise))
    shrunken = centre + weight * (counts.mean - centre)
    shares = np.where(n > 0, (n / placed) ** 2 * (tau2 + noise), 0.0).sum(axis=0)
    se = np.sqrt(weight * noise + (1 - weight) ** 2 * shares)
    return shrunken, _upper_t(counts.df, (1 - CONFIDENCE) / 2) * se


def _upper_t(df: np.ndarray, tail: float | np.ndarray) -> np.ndarray:
    found: np.ndarray = -stdtrit(df, tail)
    return found
