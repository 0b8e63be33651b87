"""Means drawn towards everybody's and slopes with units in the model, each with its interval.

Every figure is computed again by another way: from the covariance matrix of the answers.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from analysis.test_table import VARIABLES, exact_table, people, spread
from scipy import optimize, stats

from generator.analysis import check_multilevel, compare_units, judge_aggregation
from generator.analysis.statistics.unit_comparison import compare_places


def shrunken(frame: pd.DataFrame, variable: str) -> dict[str, tuple[float, float, float]]:
    """Each unit's shrunken mean with its 95 % interval, from the answers' whole covariance matrix.

    Those of no unit have a level of their own and share the spread within units alone.
    """
    known = frame[frame[variable].notna()]
    y, n = known[variable].to_numpy(), len(known)
    labels = sorted(known["unit"].dropna().unique())
    members = np.column_stack([known["unit"] == label for label in labels]).astype(float)
    alone = known["unit"].isna().to_numpy()
    design = np.column_stack([~alone, alone][: 1 + alone.any()]).astype(float)
    p = design.shape[1]

    def at(ratio: float) -> tuple[np.ndarray, np.ndarray, float, float]:
        inverse = np.linalg.inv(np.eye(n) + ratio * members @ members.T)
        spread = np.linalg.inv(design.T @ inverse @ design)
        slopes = spread @ design.T @ inverse @ y
        off = y - design @ slopes
        s2 = float(off @ inverse @ off) / (n - p)
        predicted = slopes[0] + ratio * members.T @ inverse @ off
        # The error of slopes[0] + u: Henderson (1975), in full.
        weights = ratio * members.T @ inverse
        ones = np.eye(p)[0] - weights @ design
        left = np.eye(len(labels)) - weights @ members
        error = s2 * (np.diag(ones @ spread @ ones.T) + ratio * np.diag(left))
        deviance = -np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(spread)[1]
        return predicted, error, s2, float(deviance + (n - p) * math.log(s2))

    logs = np.linspace(math.log(1e-5), math.log(1e7), 100)
    states = [at(math.exp(log)) for log in logs]
    deviances = np.array([state[3] for state in states])
    best = optimize.minimize_scalar(
        lambda log: at(math.exp(log))[3],
        bounds=(logs[max(deviances.argmin() - 1, 0)], logs[deviances.argmin() + 1]),
        method="bounded",
        options={"xatol": 1e-10},
    )
    ratio = 0.0 if at(0.0)[3] <= best.fun else math.exp(best.x)
    centre = at(ratio)[0]
    likelihood = np.exp((deviances.min() - deviances) / 2 + logs)
    errors = np.array([error + (value - centre) ** 2 for value, error, *_ in states])
    mse = np.trapezoid(likelihood[:, None] * errors, logs, axis=0) / np.trapezoid(likelihood, logs)
    df = n - len(labels) - alone.any()
    half = stats.t.ppf(0.975, df) * np.sqrt(mse)
    rows = zip(centre, centre - half, centre + half, strict=True)
    return {label: tuple(map(float, row)) for label, row in zip(labels, rows, strict=True)}


def alike(seed: int) -> pd.DataFrame:
    """Units that differ by less than chance has it: tau^2 is 0, and every mean is everybody's."""
    frame = people(seed).head(60).copy()
    frame["y"] = np.tile([2.0, 4.0, 3.0, 5.0], 15)
    units = [f"u{i % 5}" for i in range(15) for _ in range(4)]
    return frame.assign(unit=units, Q=frame["y"])


FRAMES = {
    "uneven, some of no unit": people(1).head(70),
    "uneven, all in a unit": people(2, without_unit=False).head(70),
    "few units": people(3)
    .head(70)
    .assign(unit=lambda f: f["unit"].where(f["unit"].isin(["u0", "u1", "u2", "u3"]))),
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
            figures, rel=1e-4
        )


@pytest.mark.parametrize("name", ["uneven, some of no unit", "uneven, all in a unit"])
def test_the_shrunken_mean_and_its_interval_from_the_table(name: str) -> None:
    frame = FRAMES[name]
    found = compare_places(exact_table(frame), variables=VARIABLES)
    for j, variable in enumerate(VARIABLES):
        for unit, figures in shrunken(frame, variable).items():
            row = found[unit].rows[j]
            assert (row.shrunken, row.shrunken_low, row.shrunken_high) == pytest.approx(
                figures, rel=1e-4
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
    half = before.difference - before.ci_low
    assert after.difference - after.ci_low == pytest.approx(wider * half)
    assert after.shrunken_high - after.shrunken_low > before.shrunken_high - before.shrunken_low


DYESTUFF = {
    "A": [1545, 1440, 1440, 1520, 1580],
    "B": [1540, 1555, 1490, 1560, 1495],
    "C": [1595, 1550, 1605, 1510, 1560],
    "D": [1445, 1440, 1595, 1465, 1545],
    "E": [1595, 1630, 1515, 1635, 1625],
    "F": [1520, 1455, 1450, 1480, 1445],
}
"""Davies & Goldsmith (1972); lme4's ``Dyestuff``."""


def test_the_model_is_that_of_lme4() -> None:
    """lmer(Yield ~ 1 + (1 | Batch), Dyestuff): 1527.5, variances 1764.05 and 2451.25; ranef()."""
    frame = pd.DataFrame([(batch, y) for batch, ys in DYESTUFF.items() for y in ys])
    frame.columns = ["unit", "y"]
    found = compare_units(frame, variables=["y"])
    effects = [-17.60685, 0.39126, 28.56222, -23.08454, 56.73319, -44.99529]
    for node, effect in zip(found.values(), effects, strict=True):
        assert node.rows[0].shrunken == pytest.approx(1527.5 + effect, abs=1e-4)
    node = judge_aggregation(frame, construct="y", items=["y"], low=1, high=6)
    variances = (node.variance_between, node.variance_within, node.icc1_reml)
    assert variances == pytest.approx((1764.05, 2451.25, 1764.05 / 4215.3), rel=1e-6)


def test_of_fewer_than_four_units_there_is_no_interval() -> None:
    frame = people(3).head(70)
    for units, known in ((["u0", "u1", "u2"], False), (["u0", "u1", "u2", "u3"], True)):
        few = frame[frame["unit"].isin(units)]
        for node in compare_units(few, variables=["y"]).values():
            (row,) = node.rows
            assert isinstance(row.shrunken, float)
            assert (row.shrunken_low is not None, row.shrunken_high is not None) == (known, known)


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
