"""Slopes within units and between them: against least squares, the formula, and false alarms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from generator.analysis import check_multilevel
from generator.disclosure.gate import gate
from generator.disclosure.rules import Limits
from generator.results.models import Levels, Multilevel
from generator.results.values import Suppressed


def made_up(
    seed: int, sizes: tuple[int, ...], *, within: float, between: float, spread: float = 0.3
) -> pd.DataFrame:
    """People in units whose mean of x is tied to y otherwise than their own x is."""
    random = np.random.default_rng(seed)
    unit = np.repeat(np.arange(len(sizes)), sizes)
    mean = random.normal(size=len(sizes))
    x = mean[unit] + random.normal(size=len(unit))
    own = x - mean[unit]
    y = between * mean[unit] + within * own + random.normal(size=len(unit))
    y += spread * random.normal(size=len(sizes))[unit]
    return pd.DataFrame({"unit": [f"u{i}" for i in unit], "x": x, "y": y})


def levels(frame: pd.DataFrame) -> Levels | None:
    (row,) = check_multilevel(frame, outcome="y", predictors=("x",)).rows
    assert not isinstance(row.levels, Suppressed)
    return row.levels


def test_units_of_one_size_as_two_regressions() -> None:
    """Balanced: within is least squares on deviations, between least squares on the means."""
    frame = made_up(1, (12,) * 15, within=0.5, between=-0.8)
    found = levels(frame)
    assert found is not None
    means = frame.groupby("unit")[["x", "y"]].mean()
    own = frame[["x", "y"]] - means.loc[frame["unit"]].to_numpy()
    assert found.within == pytest.approx((own["x"] @ own["y"]) / (own["x"] @ own["x"]), rel=1e-9)
    assert found.between == pytest.approx(np.polyfit(means["x"], means["y"], 1)[0], rel=1e-9)
    # The difference's standard error: of two slopes that do not covary.
    assert found.p_differ < 0.001
    assert found.within_low < 0.5 < found.within_high
    assert found.between_low < -0.8 < found.between_high


def test_uneven_units_as_by_the_whole_covariance_matrix() -> None:
    frame = made_up(2, (3, 5, 8, 9, 12, 15, 20, 25, 30, 40, 6), within=0.4, between=0.1)
    found = levels(frame)
    (row,) = check_multilevel(frame, outcome="y", predictors=("x",)).rows
    assert found is not None
    means = frame.groupby("unit")["x"].transform("mean")
    both = check_multilevel(
        frame.assign(own=frame["x"] - means, mean=means), outcome="y", predictors=("own", "mean")
    ).rows
    assert (found.within, found.between) == pytest.approx((both[0].b, both[1].b), rel=1e-9)
    ends = (found.between_low, found.between_high, found.between_p)
    assert ends == pytest.approx((both[1].ci_low, both[1].ci_high, both[1].p), rel=1e-7)
    # The contextual effect: the mean's slope beside each person's own x is the difference.
    beside = check_multilevel(frame.assign(mean=means), outcome="y", predictors=("x", "mean")).rows
    assert beside[1].b == pytest.approx(found.between - found.within, rel=1e-9)
    assert beside[1].p == pytest.approx(found.p_differ, rel=1e-7)
    # The slope on x alone lies between the two.
    assert min(found.within, found.between) < row.b < max(found.within, found.between)


@pytest.mark.parametrize("units", [9, 10])
def test_from_ten_units(units: int) -> None:
    found = levels(made_up(3, (10,) * units, within=0.5, between=0.5))
    assert (found is not None) is (units >= 10)


def test_none_where_a_predictor_is_the_same_for_all_of_a_unit() -> None:
    frame = made_up(4, (10,) * 12, within=0.5, between=0.5)
    frame["x"] = frame.groupby("unit")["x"].transform("mean")
    assert levels(frame) is None


def test_two_slopes_that_are_alike_are_seldom_said_to_differ() -> None:
    """A false alarm in about a twentieth of 120 rounds; a difference of .5 found in most."""
    sizes = (4, 5, 6, 7, 8, 9, 10, 12, 14, 18, 24, 30)
    alarms = sum(
        found.p_differ < 0.05
        for seed in range(120)
        if (found := levels(made_up(seed, sizes, within=0.4, between=0.4)))
    )
    assert alarms / 120 < 0.05 + 2.5 * math.sqrt(0.05 * 0.95 / 120)
    hits = sum(
        found.p_differ < 0.05
        for seed in range(40)
        if (found := levels(made_up(seed, sizes, within=0.4, between=-0.3)))
    )
    assert hits >= 30


def gated(frame: pd.DataFrame) -> object:
    node = check_multilevel(frame, outcome="y", predictors=("x",), group="staff")
    found = gate(node, Limits())
    assert isinstance(found, Multilevel)
    return found.rows[0].levels


def test_no_unit_decides_half_of_what_is_published() -> None:
    """One unit far from the others decides the slope between: it would tell of that unit."""
    frame = made_up(5, (10,) * 14, within=0.5, between=0.5)
    assert isinstance(gated(frame), Levels)
    far = frame.assign(x=frame["x"] + 40.0 * (frame["unit"] == "u3"))
    assert levels(far).dominance > 0.9
    assert gated(far) == Suppressed("models")


def test_the_gate_counts_units_itself() -> None:
    node = check_multilevel(
        made_up(6, (10,) * 14, within=0.5, between=0.5),
        outcome="y",
        predictors=("x",),
        group="staff",
    )
    fewer = replace(node, rows=(replace(node.rows[0], n_units=9),))
    found = gate(fewer, Limits())
    assert isinstance(found, Multilevel)
    assert found.rows[0].levels == Suppressed("models")
    small = replace(node, rows=(replace(node.rows[0], n=24),))
    found = gate(small, Limits())
    assert isinstance(found, Multilevel)
    assert found.rows[0].levels is None
