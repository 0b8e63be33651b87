"""Means drawn towards everybody's and slopes with units in the model, each with its interval.

Every figure is computed again by another way: in loops, from the formulas of Morris (1983), or from
the covariance matrix of the answers.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from analysis.test_table import VARIABLES, exact_table, people, spread
from scipy import optimize, stats

from generator.analysis import check_multilevel, compare_units
from generator.analysis.statistics.unit_comparison import compare_places


def shrunken(frame: pd.DataFrame, variable: str) -> dict[str, tuple[float, float, float]]:
    """Each unit's shrunken mean with its 95 % interval, unit by unit."""
    known = frame[frame[variable].notna()]
    parts = {str(unit): part[variable] for unit, part in known.groupby("unit")}
    others = known.loc[known["unit"].isna(), variable]  # people of no unit are one unit in s
    within = [*parts.values(), *([others] if len(others) else [])]
    df = len(known) - len(within)
    s2 = sum(((part - part.mean()) ** 2).sum() for part in within) / df
    placed = sum(len(part) for part in parts.values())
    grand = sum(part.sum() for part in parts.values()) / placed
    msb = sum(len(part) * (part.mean() - grand) ** 2 for part in parts.values()) / (len(parts) - 1)
    n0 = (placed - sum(len(part) ** 2 for part in parts.values()) / placed) / (len(parts) - 1)
    tau2 = max(0.0, (msb - s2) / n0)
    m = known[variable].mean()
    var_m = sum((len(p) / placed) ** 2 * (tau2 + s2 / len(p)) for p in parts.values())
    found = {}
    for unit, part in parts.items():
        b = tau2 / (tau2 + s2 / len(part))
        centre = m + b * (part.mean() - m)
        se = math.sqrt(b * s2 / len(part) + (1 - b) ** 2 * var_m)
        half = stats.t.ppf(0.975, df) * se
        found[unit] = (centre, centre - half, centre + half)
    return found


def alike(seed: int) -> pd.DataFrame:
    """Units that differ by less than chance has it: tau^2 is 0, and every mean is everybody's."""
    frame = people(seed)
    frame["y"] = np.tile([2.0, 4.0, 3.0, 5.0], 50)
    units = [f"u{i % 5}" for i in range(50) for _ in range(4)]
    return frame.assign(unit=units, Q=frame["y"])


FRAMES = {
    "uneven, some of no unit": people(1),
    "uneven, all in a unit": people(2, without_unit=False),
    "few units": people(3).assign(unit=lambda f: f["unit"].where(f["unit"].isin(["u0", "u1"]))),
    "alike": alike(4),
}


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("variable", VARIABLES)
def test_the_shrunken_mean_and_its_interval_on_a_frame(name: str, variable: str) -> None:
    frame = FRAMES[name]
    expected = shrunken(frame, variable)
    found = compare_units(frame, variables=[variable])
    assert set(found) == set(expected)
    for unit, figures in expected.items():
        (row,) = found[unit].rows
        assert (row.shrunken, row.shrunken_low, row.shrunken_high) == pytest.approx(
            figures, rel=1e-10
        )


@pytest.mark.parametrize("name", ["uneven, some of no unit", "uneven, all in a unit"])
def test_the_shrunken_mean_and_its_interval_from_the_table(name: str) -> None:
    frame = FRAMES[name]
    found = compare_places(exact_table(frame), variables=VARIABLES)
    for j, variable in enumerate(VARIABLES):
        for unit, figures in shrunken(frame, variable).items():
            row = found[unit].rows[j]
            assert (row.shrunken, row.shrunken_low, row.shrunken_high) == pytest.approx(
                figures, rel=1e-10
            )


def test_the_interval_has_the_degrees_of_freedom_of_the_spread() -> None:
    """From the table: halving them widens every interval by the quantiles alone."""
    frame = people(5)
    table = exact_table(frame)
    halved = spread(frame, "y", frame["unit"].fillna("*other*"))
    assert isinstance(halved.df, int)
    few = replace(table, spreads=(table.spreads[0], replace(halved, df=7)))
    before, after = (compare_places(each, variables=["y"])["u0"].rows[0] for each in (table, few))
    wider = stats.t.ppf(0.975, 7) / stats.t.ppf(0.975, halved.df)
    for low, centre in (("shrunken_low", "shrunken"), ("ci_low", "difference")):
        half = getattr(before, centre) - getattr(before, low)
        assert getattr(after, centre) - getattr(after, low) == pytest.approx(wider * half)
    assert after.shrunken == pytest.approx(before.shrunken)


def test_without_variance_within_units_nothing_is_drawn() -> None:
    frame = pd.DataFrame({"unit": list("aabbcc"), "y": [1.0, 1, 2, 2, 4, 4]})
    for node, mean in zip(compare_units(frame, variables=["y"]).values(), (1, 2, 4), strict=True):
        (row,) = node.rows
        assert (row.shrunken, row.shrunken_low, row.shrunken_high) == (mean, mean, mean)


# --- slopes with a random intercept ------------------------------------------------------------


def clustered(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    unit = rng.integers(0, 12, 150)
    x, z = rng.normal(0, 1, 150) + 0.3 * unit, rng.normal(2, 3, 150)
    level = rng.normal(0, 0.7, 12)[unit]
    y = 1 + 0.4 * x - 0.1 * z + level + rng.normal(0, 1, 150)
    return pd.DataFrame({"unit": unit, "x": x, "z": z, "y": y})


def by_covariance(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Slopes and standard errors by the full covariance matrix, the likelihood by a search."""
    n, y = len(frame), frame["y"].to_numpy()
    design = np.column_stack([np.ones(n), frame["x"], frame["z"]])
    same = (frame["unit"].to_numpy()[:, None] == frame["unit"].to_numpy()).astype(float)

    def fit(ratio: float) -> tuple[np.ndarray, np.ndarray, float, float]:
        inverse = np.linalg.inv(np.eye(n) + ratio * same)
        cross = design.T @ inverse @ design
        b = np.linalg.solve(cross, design.T @ inverse @ y)
        off = y - design @ b
        sigma2 = float(off @ inverse @ off) / (n - 3)
        spread = np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(cross)[1]
        return b, sigma2 * np.linalg.inv(cross), sigma2, spread - (n - 3) * math.log(sigma2)

    found = optimize.minimize_scalar(
        lambda log: -fit(math.exp(log))[3],
        bounds=(-6, 3),
        method="bounded",
        options={"xatol": 1e-9},
    )
    ratio = math.exp(found.x)
    b, covariance, sigma2, _ = fit(ratio)
    return b[1:], np.sqrt(np.diag(covariance))[1:], ratio * sigma2, sigma2


@pytest.mark.parametrize("seed", range(3))
def test_the_slopes_interval_is_that_of_t_about_the_pooled_slope(seed: int) -> None:
    frame = clustered(seed)
    slopes, errors, between, within = by_covariance(frame)
    node = check_multilevel(frame, outcome="y", predictors=("x", "z"))
    design = np.column_stack([np.ones(len(frame)), frame["x"], frame["z"]])
    single = np.linalg.lstsq(design, frame["y"].to_numpy())[0][1:]
    assert [row.b_single for row in node.rows] == pytest.approx(single.tolist(), rel=1e-9)
    for row, b, se in zip(node.rows, slopes, errors, strict=True):
        assert (row.b, row.se) == pytest.approx((b, se), rel=1e-5)
        half = stats.t.ppf(0.975, row.df) * row.se
        assert (row.ci_low, row.ci_high) == pytest.approx((row.b - half, row.b + half), rel=1e-12)
        assert row.t == pytest.approx(row.b / row.se, rel=1e-12)
        assert row.p == pytest.approx(2 * stats.t.sf(abs(row.t), row.df), rel=1e-9)
        assert (row.variance_between, row.variance_within) == pytest.approx(
            (between, within), rel=1e-4
        )
        assert row.icc == pytest.approx(between / (between + within), rel=1e-4)
        assert row.beta == pytest.approx(row.b * frame[row.term].std() / frame["y"].std())
