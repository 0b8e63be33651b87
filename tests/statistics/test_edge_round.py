"""A study of the edge set: every kind of step from the files to what may be told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rounds import Walked, walk

from generator.analysis.steps import STEPS
from generator.results import (
    NODE_TYPES,
    Anova,
    Correlation,
    Multilevel,
    Node,
    ReleasedResults,
    Results,
    UnitComparison,
    Suppressed,
)
from generator.round import Round
from generator.scoring import ScoredDataset
from generator.study import Study

FOLDER = Path(__file__).parent / "edge_round" / "2000-1"
ORACLE = json.loads((Path(__file__).parent / "edge.oracle.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def walked() -> Walked:
    return walk(FOLDER, coarsened=False)


@pytest.fixture(scope="module")
def declared(walked: Walked) -> tuple[Study, Round]:
    return walked.study, walked.round


@pytest.fixture(scope="module")
def scored(walked: Walked) -> ScoredDataset:
    return walked.scored


@pytest.fixture(scope="module")
def results(walked: Walked) -> Results:
    return walked.results


@pytest.fixture(scope="module")
def released(walked: Walked) -> ReleasedResults:
    return walked.released


def test_the_study_has_every_kind_of_step(declared: tuple[Study, Round]) -> None:
    assert {step.kind for step in declared[0].steps} == set(STEPS)


def test_every_declared_node_is_computed(declared: tuple[Study, Round], results: Results) -> None:
    for step in declared[0].steps:
        for name in step.nodes():
            node = results.steps[name]
            kind = "distribution" if step.kind == "share" else step.kind
            assert type(node) is NODE_TYPES[kind], name
            assert node.group == step.group


def test_the_declared_steps_give_the_oracle_figures(results: Results) -> None:
    """x stands times four in the round: slopes change with it, r and p do not."""
    truth = {(p["x"], p["y"]): p for p in ORACLE["correlations"][0]["pairs"]}
    for row in results.steps["correlation"].rows[:3]:
        assert row.r == pytest.approx(truth[row.x, "x"]["r"], rel=1e-9)
        assert row.p == pytest.approx(truth[row.x, "x"]["p"], rel=1e-9)
    regression = results.steps["regression"]
    assert regression.r2 == pytest.approx(ORACLE["regressions"][0]["R2"], rel=1e-9)
    slope = ORACLE["regressions"][0]["coefficients"][1]["B"]
    assert regression.terms[1].b == pytest.approx(4 * slope, rel=1e-9)
    anova = results.steps["anova"]
    assert anova.f == pytest.approx(ORACLE["anovas"][0]["anova"]["F"], rel=1e-9)
    groups = results.steps["group-comparison/QM"]
    assert groups.d == pytest.approx(ORACLE["ttests"][1]["cohens_d"], rel=1e-9)
    alpha = results.steps["reliability/QM"]
    assert alpha.alpha == pytest.approx(ORACLE["reliability"]["QM"]["alpha"], rel=1e-9)


def test_a_constant_item_has_reasons_and_no_figures(results: Results) -> None:
    constant = results.steps["correlation"].rows[3]
    assert (constant.x, constant.r, constant.p_holm) == ("q5", None, None)
    assert constant.undefined == "at least one of the variables is constant"
    comparison = results.steps["group-comparison/q5"]
    assert (comparison.difference, comparison.t, comparison.d) == (0.0, None, None)
    assert comparison.undefined == "neither group varies"


def test_one_family_over_both_steps_of_the_question(results: Results) -> None:
    steps = [results.steps[name] for name in ("correlation", "listwise")]
    assert all(isinstance(step, Correlation) and step.family == 7 for step in steps)
    assert [step.missing for step in steps] == ["pairwise", "listwise"]


def test_post_hoc_is_refused_with_a_group_of_one(results: Results) -> None:
    anova = results.steps["anova"]
    assert isinstance(anova, Anova)
    assert anova.posthoc == ()
    assert anova.posthoc_refused == "at least one group has fewer than two answers"


def test_every_significant_finding_is_checked_with_units(results: Results) -> None:
    found = [row.x for row in results.steps["correlation"].rows if row.significant]
    check = results.steps["multilevel-correlation"]
    assert isinstance(check, Multilevel)
    assert [row.term for row in check.rows] == found
    assert all(row.n_units == 3 for row in check.rows)
    slope = results.steps["multilevel-groups"].rows[0]
    assert (slope.outcome, slope.term) == ("x", "sex")


def test_a_round_without_margins_says_so(results: Results) -> None:
    node = results.steps["representativeness/team"]
    assert node.chi2 is None
    assert node.undefined == "the round has no margins for this variable"


def test_every_unit_is_compared_and_every_construct_judged(results: Results) -> None:
    for unit in ("a", "b", "c-d"):
        node = results.units[unit]["comparison"]
        assert isinstance(node, UnitComparison)
        assert [row.variable for row in node.rows] == ["QM"]
    assert results.steps["aggregation/QM"] == results.steps["agreement/QM"]


def test_what_is_told_reads_back_as_it_was_written(released: ReleasedResults) -> None:
    assert ReleasedResults.from_json(released.to_json()) == released


def test_nothing_is_told_of_a_unit_that_is_too_small(released: ReleasedResults) -> None:
    assert released.units["b"]["comparison"] == Suppressed("too_few_respondents")


def test_a_hidden_construct_is_hidden_in_the_comparison_too(released: ReleasedResults) -> None:
    told = released.units["a"]
    assert told["constructs"].rows[0].mean == Suppressed("protects_another_unit")
    row = told["comparison"].rows[0]
    assert row.difference == row.shrunken == row.n == Suppressed("protects_another_unit")


def test_small_groups_and_single_units_are_not_told(released: ReleasedResults) -> None:
    assert released.steps["anova"] == Suppressed("too_few_respondents")
    row = released.steps["descriptives"].rows[0]
    assert row.minimum == row.maximum == row.mode == Suppressed("too_few_respondents")
    assert isinstance(row.mean, float)


def test_what_rests_on_the_spread_of_few_is_not_told(released: ReleasedResults) -> None:
    """The round has eight respondents: their spread would leave few ways to have answered."""
    few = Suppressed("needs_twenty_five_respondents")
    row = released.steps["descriptives"].rows[0]
    assert row.sd == row.variance == row.median == few
    assert released.steps["aggregation/QM"] == released.steps["regression"] == few


def test_no_released_number_is_finer_than_declared(released: ReleasedResults) -> None:
    for name, node in released.steps.items():
        assert isinstance(node, Node | Suppressed), name
    alpha = released.steps["reliability/QM"].alpha
    assert alpha == round(alpha, 2)
