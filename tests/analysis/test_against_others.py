"""The engine against scipy, statsmodels and plain loops, on made-up answers with missing ones."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.mixed_linear_model import MixedLM

import generator.analysis as engine
from generator.analysis import (
    analyse_variance,
    check_multilevel,
    compare_groups,
    compare_units,
    correlate,
    describe_variables,
    estimate_reliability,
    judge_aggregation,
    regress,
    weigh_drivers,
)
from generator.analysis.numerics.random_intercept import fit_random_intercept

ITEMS = ("q1", "q2", "q3", "q4")


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """240 people in 12 units of uneven size who differ, a tenth of the answers missing."""
    rng = np.random.default_rng(20150630)
    unit = rng.choice(12, size=240, p=np.arange(1, 13) / 78)
    level = rng.normal(0, 0.6, 12)[unit]
    frame = pd.DataFrame({"unit": [f"u{u:02d}" for u in unit], "sex": rng.choice([1, 2], 240)})
    trait = rng.normal(0, 1, 240)
    for name in ITEMS:
        raw = 3.5 + level + trait + rng.normal(0, 0.8, 240)
        frame[name] = np.where(rng.random(240) < 0.1, np.nan, np.clip(np.round(raw), 1, 6))
    frame["y"] = 2 + 0.4 * trait + level + rng.normal(0, 1, 240)
    frame["mean"] = frame[list(ITEMS)].mean(axis=1)
    return frame


def test_moments_as_scipy(answers: pd.DataFrame) -> None:
    (row,) = describe_variables(answers, variables=("y",)).rows
    y = answers["y"].to_numpy()
    assert row.skewness == pytest.approx(stats.skew(y, bias=False))
    assert row.kurtosis == pytest.approx(stats.kurtosis(y, bias=False))
    assert row.se == pytest.approx(stats.sem(y))
    assert (row.ci_low, row.ci_high) == pytest.approx(
        stats.t.interval(0.95, len(y) - 1, y.mean(), stats.sem(y))
    )


def test_correlation_as_scipy(answers: pd.DataFrame) -> None:
    (row,) = correlate(answers, x=("q1",), y="q2").rows
    both = answers[["q1", "q2"]].dropna()
    truth = stats.pearsonr(both["q1"], both["q2"])
    interval = truth.confidence_interval()
    assert (row.r, row.p) == pytest.approx((truth.statistic, truth.pvalue))
    assert (row.ci_low, row.ci_high) == pytest.approx((interval.low, interval.high))


def test_leaving_one_out_as_a_loop_would(answers: pd.DataFrame) -> None:
    few = answers.groupby("unit")[["mean", "y"]].mean()
    (row,) = correlate(few, x=("mean",), y="y", leave_one_out=True).rows
    found = [
        stats.pearsonr(part["mean"], part["y"]).statistic
        for part in (few.drop(index=unit) for unit in few.index)
    ]
    assert (row.loo_low, row.loo_high) == pytest.approx((min(found), max(found)))


def test_one_row_that_makes_all_the_spread_has_no_range() -> None:
    frame = pd.DataFrame({"x": [1.0, 1, 1, 1, 9], "y": [1.0, 2, 3, 4, 9]})
    (row,) = correlate(frame, x=("x",), y="y", leave_one_out=True).rows
    assert row.r is not None
    assert (row.loo_low, row.loo_high) == (None, None)


def test_group_comparison_as_scipy(answers: pd.DataFrame) -> None:
    node = compare_groups(
        answers, outcome="mean", factor="sex", categories=[(1, "men"), (2, "women")]
    )
    men, women = (answers.loc[answers["sex"] == s, "mean"].dropna() for s in (1, 2))
    pooled, welch = stats.ttest_ind(men, women), stats.ttest_ind(men, women, equal_var=False)
    assert (node.t, node.p, node.df) == pytest.approx((pooled.statistic, pooled.pvalue, pooled.df))
    assert (node.welch.t, node.welch.p) == pytest.approx((welch.statistic, welch.pvalue))
    assert node.welch.df == pytest.approx(welch.df)
    assert node.percent_difference == pytest.approx(100 * (men.mean() / women.mean() - 1))
    levene = stats.levene(men, women, center="mean")
    assert (node.levene.f, node.levene.p) == pytest.approx((levene.statistic, levene.pvalue))
    other = compare_groups(
        answers, outcome="mean", factor="sex", categories=[(2, "women"), (1, "men")]
    )
    assert (other.d, other.g, other.difference) == (-node.d, -node.g, -node.difference)


def test_variance_as_scipy(answers: pd.DataFrame) -> None:
    node = analyse_variance(answers, outcome="y", factor="unit")
    parts = [part["y"].to_numpy() for _, part in answers.groupby("unit")]
    truth = stats.f_oneway(*parts)
    assert (node.f, node.p) == pytest.approx((truth.statistic, truth.pvalue))
    assert [group.label for group in node.groups] == sorted(answers["unit"].unique())


def test_post_hoc_is_refused_as_spss_refuses(answers: pd.DataFrame) -> None:
    two = analyse_variance(answers, outcome="y", factor="sex")
    assert (two.posthoc, two.posthoc_refused) == ((), "there are fewer than three groups")
    always = analyse_variance(answers, outcome="y", factor="sex", posthoc="always")
    assert (len(always.posthoc), always.posthoc_refused) == (2, None)
    alone = answers.assign(unit=["alone", *answers["unit"][1:]])
    refused = analyse_variance(alone, outcome="y", factor="unit")
    assert refused.posthoc == ()
    assert refused.posthoc_refused == "at least one group has fewer than two answers"


def test_the_ledger_of_a_regression_as_statsmodels(answers: pd.DataFrame) -> None:
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.diagnostic import het_breuschpagan

    node = regress(answers, outcome="y", predictors=ITEMS)
    rows = answers[[*ITEMS, "y"]].dropna()
    design = np.column_stack([np.ones(len(rows)), rows[list(ITEMS)]])
    fit = OLS(rows["y"].to_numpy(), design).fit()
    ledger = node.assumptions
    chi2, p, _, _ = het_breuschpagan(fit.resid, design)
    assert (ledger.breusch_pagan, ledger.breusch_pagan_p) == pytest.approx((chi2, p))
    assert ledger.max_cook == pytest.approx(fit.get_influence().cooks_distance[0].max())
    assert ledger.n_per_predictor == pytest.approx(len(rows) / 4)
    scaled = design / np.linalg.norm(design, axis=0)
    values = np.linalg.svd(scaled, compute_uv=False)
    assert ledger.condition_number == pytest.approx(values[0] / values[-1])
    for i, term in enumerate(node.terms):
        assert (term.b, term.se, term.p) == pytest.approx(
            (fit.params[i], fit.bse[i], fit.pvalues[i])
        )


def test_weights_add_up_to_r_squared(answers: pd.DataFrame) -> None:
    node = weigh_drivers(answers, outcome="y", predictors=ITEMS)
    model = regress(answers, outcome="y", predictors=ITEMS)
    assert sum(row.weight for row in node.rows) == pytest.approx(model.r2)
    assert node.r2 == pytest.approx(model.r2)
    assert sum(row.percent for row in node.rows) == pytest.approx(100)
    assert node.n == model.n


def test_weights_of_unrelated_predictors_are_their_squared_correlations() -> None:
    frame = pd.DataFrame({"a": [1.0, 1, -1, -1] * 5, "b": [1.0, -1, 1, -1] * 5})
    frame["y"] = 3 * frame["a"] + frame["b"] + np.tile([0.5, -0.5, -0.5, 0.5], 5)
    node = weigh_drivers(frame, outcome="y", predictors=("a", "b"))
    assert [row.weight for row in node.rows] == pytest.approx([row.r**2 for row in node.rows])


def test_weights_of_two_predictors_by_johnsons_formula() -> None:
    """r12 = .6, r1y = .5, r2y = .4: the square root of R by its eigenvalues 1.6 and .4."""
    from generator.analysis.statistics.drivers import relative_weights

    root, small = np.sqrt(1.6), np.sqrt(0.4)
    same, other = (root + small) / 2, (root - small) / 2
    inverse = np.array([[same, -other], [-other, same]]) / (same**2 - other**2)
    b = inverse @ np.array([0.5, 0.4])
    expected = [
        same**2 * b[0] ** 2 + other**2 * b[1] ** 2,
        other**2 * b[0] ** 2 + same**2 * b[1] ** 2,
    ]
    found = relative_weights(np.array([[1.0, 0.6], [0.6, 1.0]]), np.array([0.5, 0.4]))
    assert found == pytest.approx(expected)
    assert sum(found) == pytest.approx((0.25 + 0.16 - 2 * 0.6 * 0.5 * 0.4) / (1 - 0.36))


def test_multilevel_as_mixed_lm(answers: pd.DataFrame) -> None:
    """Standard errors by generalised least squares, as nlme; MixedLM's own are a percent wider."""
    node = check_multilevel(answers, outcome="y", predictors=("q1", "q2"))
    rows = answers[["q1", "q2", "y", "unit"]].dropna()
    design = np.column_stack([np.ones(len(rows)), rows[["q1", "q2"]]])
    fit = MixedLM(rows["y"].to_numpy(), design, groups=rows["unit"].to_numpy()).fit(reml=True)
    assert fit.converged
    same = rows["unit"].to_numpy()[:, None] == rows["unit"].to_numpy()
    variance = fit.cov_re[0, 0] * same + fit.scale * np.eye(len(rows))
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ np.linalg.solve(variance, design))))
    for i, row in enumerate(node.rows, start=1):
        assert row.b == pytest.approx(fit.params[i], rel=1e-4)
        assert row.se == pytest.approx(errors[i], rel=1e-4)
        assert row.variance_within == pytest.approx(fit.scale, rel=1e-4)
        assert row.variance_between == pytest.approx(fit.cov_re[0, 0], rel=1e-3)


def test_multilevel_without_differences_between_units_is_the_regression() -> None:
    x = np.tile([1.0, 2, 3, 4], 6)
    frame = pd.DataFrame({"x": x, "y": x + np.tile([0.3, -0.1, -0.4, 0.2], 6), "unit": 0})
    frame["unit"] = np.repeat(["a", "b", "c", "d", "e", "f"], 4)
    (row,) = check_multilevel(frame, outcome="y", predictors=("x",)).rows
    assert (row.variance_between, row.icc) == (0.0, 0.0)
    assert row.b == pytest.approx(row.b_single)
    assert row.holds is True


def test_a_finding_that_is_only_about_units_does_not_hold() -> None:
    """Three units, each its own level of both; within a unit x and y have nothing in common."""
    level = np.repeat([1.0, 2.0, 3.0], 40)
    x = level + np.tile([0.2, -0.2], 60)
    y = level + np.tile([0.2, 0.2, -0.2, -0.2], 30)
    frame = pd.DataFrame({"x": x, "y": y, "unit": level.astype(int)})
    (row,) = check_multilevel(frame, outcome="y", predictors=("x",)).rows
    assert row.p_single < 0.001
    assert row.holds is False


def test_units_against_the_rest_as_a_loop_would(answers: pd.DataFrame) -> None:
    frame = answers.assign(unit=answers["unit"].where(answers.index % 15 != 0))
    found = compare_units(frame, variables=("y", "q1"))
    groups = frame.groupby("unit")["y"]
    alone = frame.groupby(frame["unit"].fillna("nowhere"))["y"]  # those without a unit are one
    df = len(frame) - alone.ngroups
    pooled = sum((part - part.mean()).pow(2).sum() for _, part in alone) / df
    for unit, part in groups:
        row = found[unit].rows[0]
        rest = frame.loc[frame["unit"] != unit, "y"]
        assert row.rest_mean == pytest.approx(rest.mean())
        assert row.difference == pytest.approx(part.mean() - rest.mean())
        se = np.sqrt(pooled * (1 / len(part) + 1 / len(rest)))
        half = stats.t.ppf(0.975, df) * se
        assert (row.ci_low, row.ci_high) == pytest.approx(
            (row.difference - half, row.difference + half)
        )
        adjusted = (row.fcr_high - row.fcr_low) / 2
        assert row.detectable == pytest.approx(adjusted + stats.t.ppf(0.8, df) * se)
        assert row.p == pytest.approx(2 * stats.t.sf(abs(row.difference / se), df))


def test_a_shrunken_mean_is_drawn_towards_the_models_mean(answers: pd.DataFrame) -> None:
    """The fewer have answered the farther; the model is that of a random intercept."""
    units = pd.factorize(answers["unit"])[0]
    model = fit_random_intercept(np.ones((len(answers), 1)), answers["y"].to_numpy(), units)
    assert model is not None
    everybody = float(model.slopes[0])
    distances = []
    for node in compare_units(answers, variables=("y",)).values():
        (row,) = node.rows
        low, high = sorted((row.mean, everybody))
        assert low - 1e-12 <= row.shrunken <= high + 1e-12
        assert row.shrunken_low < row.shrunken < row.shrunken_high
        distances.append((row.n, (row.shrunken - everybody) / (row.mean - everybody)))
    drawn = [kept for _, kept in sorted(distances)]
    assert drawn == sorted(drawn)


def test_icc_of_even_units_by_hand() -> None:
    """Four units of three: ICC(1) = (MSB - MSW) / (MSB + 2 MSW); REML gives the same."""
    frame = pd.DataFrame(
        {
            "unit": np.repeat(["a", "b", "c", "d"], 3),
            "m": [1.0, 2, 3, 2, 3, 4, 4, 5, 6, 1, 1, 4],
        }
    )
    node = judge_aggregation(frame, construct="m", items=("m",), low=1, high=6)
    parts = [part["m"].to_numpy() for _, part in frame.groupby("unit")]
    msb = 3 * np.var([part.mean() for part in parts], ddof=1)
    msw = np.mean([part.var(ddof=1) for part in parts])
    assert node.icc1 == pytest.approx((msb - msw) / (msb + 2 * msw))
    assert node.icc2 == pytest.approx((msb - msw) / msb)
    assert node.icc1_n0 == pytest.approx(node.icc1)
    assert node.icc1_reml == pytest.approx(node.icc1)
    assert node.design_effect == pytest.approx(1 + 2 * node.icc1)


def test_omega_is_the_same_every_time(answers: pd.DataFrame) -> None:
    first, second = (estimate_reliability(answers, items=ITEMS) for _ in range(2))
    assert first == second
    assert first.omega == pytest.approx(first.alpha, abs=0.02)


def test_omega_of_items_with_known_loadings() -> None:
    """Loadings .8, .7, .6, .5: omega = 2.6^2 / (2.6^2 + sum of 1 - l^2)."""
    from generator.analysis.statistics.reliability import mcdonald_omega

    loadings = np.array([0.8, 0.7, 0.6, 0.5])
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    unique = (1 - loadings**2).sum()
    assert mcdonald_omega(correlations, 100) == pytest.approx(2.6**2 / (2.6**2 + unique), rel=1e-7)


def test_everything_public_can_be_called() -> None:
    for name in engine.__all__:
        assert callable(getattr(engine, name)), name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = engine.nothing


def test_importing_the_engine_is_cheap() -> None:
    script = (
        "import sys, generator.analysis\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'statsmodels'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_thousands_of_comparisons_take_a_moment() -> None:
    """457 units with 40 variables at once, as a whole directorate has."""
    import time

    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(1, 7, (9140, 40)).astype(float))
    frame.columns = [f"v{i}" for i in range(40)]
    frame["unit"] = np.repeat([f"u{i}" for i in range(457)], 20)
    start = time.process_time()
    found = compare_units(frame, variables=[f"v{i}" for i in range(40)])
    assert len(found) == 457
    assert time.process_time() - start < 3
