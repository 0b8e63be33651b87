"""The random intercept against lme4, nlme and lmerTest, and its false alarms by simulation.

``sleepstudy.csv`` has the reaction times of Belenky et al. (2003), which R's lme4 brings along.
``reml_zero.csv`` and ``reml_holds.csv`` are answers whose restricted likelihood falls at zero and
has its maximum further out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.tests.results import lme_r_results

from generator.analysis import check_multilevel, judge_aggregation
from generator.analysis.numerics.random_intercept import RandomIntercept, fit_random_intercept
from generator.results.models import MultilevelRow

HERE = Path(__file__).parent


def checked(frame: pd.DataFrame) -> MultilevelRow:
    """The one slope of y on x."""
    (row,) = check_multilevel(frame, outcome="y", predictors=["x"]).rows
    return row


def sleepstudy(rows: np.ndarray | None = None) -> RandomIntercept:
    """Reaction on days, a random intercept per subject; all 180 rows, or those."""
    wide = pd.read_csv(HERE / "sleepstudy.csv", index_col="subject")
    days, subjects = np.tile(np.arange(10.0), 18), np.repeat(np.arange(18), 10)
    at = np.arange(180) if rows is None else rows
    design = np.column_stack([np.ones(len(at)), days[at]])
    fit = fit_random_intercept(design, wide.to_numpy().ravel()[at], subjects[at])
    assert fit is not None
    return fit


def test_a_maximum_beyond_zero_is_found() -> None:
    """lme4 and nlme: ICC .833, where the likelihood falls at zero."""
    frame = pd.read_csv(HERE / "reml_zero.csv")
    node = judge_aggregation(frame, construct="Q", items=["Q"], low=1, high=5)
    assert node.icc1_reml == pytest.approx(0.833, abs=5e-4)


def test_a_finding_at_zero_does_not_hold_at_the_maximum() -> None:
    """lme4: b = -0.11, p = .37, ICC .33; at zero it is 0.20 with p = .012."""
    row = checked(pd.read_csv(HERE / "reml_holds.csv"))
    assert (row.b, row.p) == pytest.approx((-0.11, 0.37), abs=5e-3)
    assert row.icc == pytest.approx(0.33, abs=5e-3)
    assert row.p_single == pytest.approx(0.012, abs=5e-4)
    assert row.holds is False


def test_no_other_ratio_is_more_likely() -> None:
    """The likelihood written out with the whole covariance matrix, over a fine grid."""
    for name, outcome, predictors in (("reml_zero", "Q", []), ("reml_holds", "y", ["x"])):
        frame = pd.read_csv(HERE / f"{name}.csv")
        design = np.column_stack([np.ones(len(frame)), frame[predictors]])
        y = frame[outcome].to_numpy()
        same = frame["unit"].to_numpy()[:, None] == frame["unit"].to_numpy()
        fit = fit_random_intercept(design, y, np.unique(frame["unit"], return_inverse=True)[1])
        assert fit is not None
        found = restricted(design, y, same, fit.between / fit.within)
        others = [restricted(design, y, same, r) for r in (0.0, *np.geomspace(1e-3, 1e3, 19))]
        assert found < min(others) + 1e-9
        assert found < others[0] - 5  # and far more so than at zero


def restricted(design: np.ndarray, y: np.ndarray, same: np.ndarray, ratio: float) -> float:
    """Minus twice the restricted log-likelihood."""
    n, p = design.shape
    variance = np.eye(n) + ratio * same
    weighted = np.linalg.solve(variance, design)
    cross = design.T @ weighted
    off = y - design @ np.linalg.solve(cross, weighted.T @ y)
    squares = float(off @ np.linalg.solve(variance, off))
    volume = np.linalg.slogdet(variance)[1] + np.linalg.slogdet(cross)[1]
    return float(volume + (n - p) * math.log(squares))


def test_sleepstudy_as_lmertest() -> None:
    """summary(lmer(Reaction ~ Days + (1 | Subject), sleepstudy)) of lmerTest."""
    fit = sleepstudy()
    constant, days = fit.slope(1, 0), fit.slope(0, 1)
    assert (constant.b, constant.se) == pytest.approx((251.4051, 9.7467), abs=5e-5)
    assert (days.b, days.se) == pytest.approx((10.4673, 0.8042), abs=5e-5)
    assert constant.df == pytest.approx(22.8102, abs=5e-5)
    assert days.df == pytest.approx(161, abs=1e-6)
    assert (fit.between, fit.within) == pytest.approx((1378.18, 960.46), abs=5e-3)


def test_uneven_groups_as_lmertest() -> None:
    """broom.mixed's test of lmerTest's intervals: 162 rows that R draws with set.seed(101)."""
    constant = sleepstudy(drawn_by_r(180, 162, seed=101)).slope(1, 0)
    half = constant.se * stats.norm.ppf(0.975)
    normal = (constant.b - half, constant.b + half)
    assert normal == pytest.approx((232.327411469392, 270.008638714131), rel=1e-9)
    half = constant.se * stats.t.ppf(0.975, constant.df)
    satterthwaite = (constant.b - half, constant.b + half)
    assert satterthwaite == pytest.approx((231.320558648089, 271.015491535434), rel=1e-8)


def drawn_by_r(n: int, size: int, *, seed: int) -> np.ndarray:
    """Which of n rows R 3.6 and later draws, by Mersenne Twister and rejection."""
    for _ in range(50):
        seed = (69069 * seed + 1) % 2**32
    words = []
    for _ in range(625):
        seed = (69069 * seed + 1) % 2**32
        words.append(seed)
    twister = np.random.MT19937()
    state = twister.state
    state["state"] = {"key": np.array(words[1:], dtype=np.uint32), "pos": 624}
    twister.state = state
    left, drawn = list(range(n)), []
    while len(drawn) < size:
        at = int(twister.random_raw() >> 16) & ((1 << math.ceil(math.log2(len(left)))) - 1)
        if at < len(left):
            drawn.append(left[at])
            left[at] = left[-1]
            left.pop()
    return np.array(drawn)


@pytest.mark.parametrize("number", range(6))
def test_hundred_small_groups_as_lme4(number: int) -> None:
    """The random intercepts among the results of lme4 that statsmodels is tested with."""
    folder = Path(lme_r_results.__file__).parent
    frame = pd.read_csv(folder / f"lme{number:02}.csv")
    design = frame.filter(like="exog_fe").to_numpy()
    units = np.unique(frame["groups"], return_inverse=True)[1]
    fit = fit_random_intercept(design, frame["endog"].to_numpy(), units)
    assert fit is not None

    def by_lme4(name: str) -> np.ndarray:
        return np.asarray(getattr(lme_r_results, f"{name}_reml_drf_{number}"))

    assert fit.slopes == pytest.approx(by_lme4("coef"), rel=1e-4)
    assert fit.covariance == pytest.approx(by_lme4("vcov"), rel=1e-3, abs=1e-8)
    assert fit.within == pytest.approx(by_lme4("scale")[0], rel=1e-3)
    assert fit.between == pytest.approx(by_lme4("cov_re")[0, 0], rel=1e-3, abs=1e-4)


@pytest.mark.parametrize(
    ("icc", "predictor"),
    [
        (0.0, lambda random, units: random.normal(size=7)[units]),
        (0.1, lambda random, units: random.normal(size=7)[units]),
        (0.1, lambda random, units: random.normal(size=len(units))),
        (0.3, lambda random, units: random.permutation([0, 0, 0, 0, 1, 1, 1])[units] * 1.0),
    ],
    ids=["units, no differences", "units", "people", "two kinds of units"],
)
def test_false_alarms_with_seven_units(
    icc: float, predictor: Callable[[np.random.Generator, np.ndarray], np.ndarray]
) -> None:
    """About .05 of 400 rounds without a slope; with z it is .09 to .13 between units."""
    random, units = np.random.default_rng(5), np.repeat(np.arange(7), (4, 6, 8, 12, 20, 35, 60))
    rounds, found = 400, 0
    for _ in range(rounds):
        y = math.sqrt(icc) * random.normal(size=7)[units] + math.sqrt(1 - icc) * random.normal(
            size=len(units)
        )
        design = np.column_stack([np.ones(len(units)), predictor(random, units)])
        fit = fit_random_intercept(design, y, units)
        assert fit is not None
        slope = fit.slope(0, 1)
        found += 2 * stats.t.sf(abs(slope.b / slope.se), slope.df) < 0.05
    assert 0.02 < found / rounds < 0.085


def test_without_differences_between_units_df_is_that_of_least_squares() -> None:
    x = np.tile([1.0, 2, 3, 4], 6)
    frame = pd.DataFrame({"x": x, "y": x + np.tile([0.3, -0.1, -0.4, 0.2], 6)})
    row = checked(frame.assign(unit=np.repeat(list("abcdef"), 4)))
    assert (row.df, row.icc) == (22, 0)
    assert row.p == pytest.approx(row.p_single)


def test_a_design_with_a_column_for_every_unit_has_no_fit() -> None:
    """Two units and what is the same within each: nothing is left to tell units by."""
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"unit": np.repeat(["a", "b"], 20), "y": random.normal(size=40)})
    row = checked(frame.assign(x=(frame["unit"] == "a") * 1.0))
    assert (row.b, row.holds) == (None, None)
    assert row.undefined
