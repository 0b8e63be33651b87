"""A study of the edge set: every kind of step from the files to what is published."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from rounds import STEP_KINDS, Walked, walk

from generator.analysis import run_plan, unit_frame
from generator.disclosure.gate import at_printed_precision
from generator.results.groups import Aggregation, Anova, UnitComparison
from generator.results.models import Correlation, Multilevel
from generator.results.store import NODE_TYPES, ReleasedResults
from generator.results.survey import Descriptives, Share
from generator.results.values import INTERNAL, Node, Suppressed
from generator.round.model import Policy, Round
from generator.study.model import Study

FOLDER = Path(__file__).parent / "edge_round" / "2000-1"
ORACLE = json.loads((Path(__file__).parent / "edge.oracle.json").read_text("utf-8"))
SIZE, THRESHOLD = Suppressed("size"), Suppressed("threshold")


@pytest.fixture(scope="module")
def walked() -> Walked:
    return walk(FOLDER)


@pytest.fixture(scope="module")
def declared(walked: Walked) -> tuple[Study, Round]:
    return walked.study, walked.round


@pytest.fixture(scope="module")
def released(walked: Walked) -> ReleasedResults:
    return walked.released


@pytest.fixture(scope="module")
def reproduced() -> ReleasedResults:
    return walk(FOLDER, policy=Policy(reproduce_published=True)).released


@pytest.fixture(scope="module")
def steps(walked: Walked, reproduced: ReleasedResults) -> dict[str, Node]:
    """The declared steps on the answers as they are, at full precision."""
    scored, study = walked.scored, walked.study
    units = scored.analysis_units
    nodes = run_plan(
        scored.groups,
        scored.groups,
        unit_frame(reproduced.table, scored.units, study=study, units=units),
        reproduced.table,
        study=study,
        round_=walked.round,
        analysis_units=units,
        exact=True,
        gate=lambda node: node,
    )
    return {name: node for name, node in nodes.items() if isinstance(node, Node)}


def test_the_study_has_every_kind_of_step(declared: tuple[Study, Round]) -> None:
    assert {step.kind for step in declared[0].steps} == STEP_KINDS


def test_every_declared_node_is_computed(
    declared: tuple[Study, Round], steps: dict[str, Node]
) -> None:
    for step in declared[0].steps:
        for name in step.nodes():
            node = steps[name]
            assert type(node) is NODE_TYPES[step.kind], name
            assert node.group == step.group


def test_the_declared_steps_give_the_oracle_figures(steps: dict[str, Node]) -> None:
    """x stands times four in the round: slopes change with it, r and p do not."""
    truth = {(p["x"], p["y"]): p for p in ORACLE["correlations"][0]["pairs"]}
    for row in steps["correlation"].rows[:3]:
        assert row.r == pytest.approx(truth[row.x, "x"]["r"], rel=1e-9)
        assert row.p == pytest.approx(truth[row.x, "x"]["p"], rel=1e-9)
    regression = steps["regression"]
    assert regression.r2 == pytest.approx(ORACLE["regressions"][0]["R2"], rel=1e-9)
    slope = ORACLE["regressions"][0]["coefficients"][1]["B"]
    assert regression.terms[1].b == pytest.approx(4 * slope, rel=1e-9)
    anova = steps["anova"]
    assert anova.f == pytest.approx(ORACLE["anovas"][0]["anova"]["F"], rel=1e-9)
    groups = steps["group-comparison/QM"]
    assert groups.d == pytest.approx(ORACLE["ttests"][1]["cohens_d"], rel=1e-9)
    alpha = steps["reliability/QM"]
    assert alpha.alpha == pytest.approx(ORACLE["reliability"]["QM"]["alpha"], rel=1e-9)


def test_a_constant_item_has_reasons_and_no_figures(steps: dict[str, Node]) -> None:
    constant = steps["correlation"].rows[3]
    assert (constant.x, constant.r, constant.p_holm) == ("q5", None, None)
    assert constant.undefined == "at least one of the variables is constant"
    comparison = steps["group-comparison/q5"]
    assert (comparison.difference, comparison.t, comparison.d) == (0.0, None, None)
    assert comparison.undefined == "neither group varies"


def test_one_family_over_both_steps_of_the_question(steps: dict[str, Node]) -> None:
    found = [steps[name] for name in ("correlation", "listwise")]
    assert all(isinstance(step, Correlation) and step.family == 7 for step in found)
    assert [step.missing for step in found] == ["pairwise", "listwise"]


def test_post_hoc_is_refused_with_a_group_of_one(steps: dict[str, Node]) -> None:
    anova = steps["anova"]
    assert isinstance(anova, Anova)
    assert anova.posthoc == ()
    assert anova.posthoc_refused == "at least one group has fewer than two answers"


def test_every_significant_finding_is_checked_with_units(steps: dict[str, Node]) -> None:
    found = [row.x for row in steps["correlation"].rows if row.significant]
    check = steps["multilevel-correlation"]
    assert isinstance(check, Multilevel)
    assert [row.term for row in check.rows] == found
    assert all(row.n_units == 3 for row in check.rows)
    slope = steps["multilevel-groups"].rows[0]
    assert (slope.outcome, slope.term) == ("x", "sex")


def test_a_round_without_margins_says_so(steps: dict[str, Node]) -> None:
    node = steps["representativeness/team"]
    assert node.chi2 is None
    assert node.undefined == "the round has no margins for this variable"


def test_a_round_that_reproduces_tables_prints_every_figure(
    steps: dict[str, Node], reproduced: ReleasedResults
) -> None:
    for name, node in steps.items():
        if node.group != "units":
            assert reproduced.steps[name] == at_printed_precision(node), name


def test_every_unit_is_compared_and_every_construct_judged(reproduced: ReleasedResults) -> None:
    for unit in ("a", "c-d"):
        node = reproduced.units[unit]["comparison"]
        assert isinstance(node, UnitComparison)
        assert [row.variable for row in node.rows] == ["QM"]
    assert isinstance(reproduced.steps["aggregation/QM"], Aggregation)


def test_what_is_published_reads_back_as_it_was_written(
    released: ReleasedResults, reproduced: ReleasedResults
) -> None:
    for results in (released, reproduced):
        assert ReleasedResults.from_json(results.to_json()) == results


def test_nothing_is_published_of_a_unit_that_is_too_small(released: ReleasedResults) -> None:
    for name in ("constructs", "items", "comparison"):
        assert released.units["b"][name] == THRESHOLD


def test_few_people_have_means_and_no_spread(released: ReleasedResults) -> None:
    """The round has 13 in its base: too few for a spread, and for any model."""
    own = released.units["a"]
    row = own["constructs"].rows[0]
    assert isinstance(row.mean, float) and row.ci_low == SIZE
    assert isinstance(own["comparison"].rows[0].difference, float)
    assert own["comparison"].rows[0].fcr_low == SIZE
    total = released.steps["descriptives"]
    assert isinstance(total, Descriptives)
    assert isinstance(total.rows[0].mean, float) and total.rows[0].sd == SIZE
    judged = released.steps["aggregation/QM"]
    assert judged == released.steps["agreement/QM"]
    assert judged.icc1 == SIZE
    assert released.steps["reliability/QM"] == SIZE
    for name in ("regression", "drivers", "multilevel-regression"):  # of statements by themselves
        assert released.steps[name] == Suppressed("models"), name
    share = released.steps["share/q5"]
    assert isinstance(share, Share) and share.n == SIZE and isinstance(share.percent, Suppressed)


def test_a_later_step_does_not_say_that_there_was_no_finding(released: ReleasedResults) -> None:
    assert released.steps["multilevel-correlation"] == SIZE
    assert released.steps["significant"] == SIZE


def test_classes_that_were_joined_are_not_compared(released: ReleasedResults) -> None:
    """One class is left of both, which is no table of classes."""
    names = ("frequency/sex", "group-comparison/x", "goodness-of-fit", "representativeness/sex")
    for name in names:
        assert released.steps[name] == SIZE, name
    assert isinstance(released.steps["frequency/team"], Suppressed)
    assert isinstance(released.steps["anova"], Suppressed)


def test_no_released_number_is_finer_than_declared(reproduced: ReleasedResults) -> None:
    for name, node in reproduced.steps.items():
        assert isinstance(node, Node | Suppressed), name
    alpha = reproduced.steps["reliability/QM"].alpha
    assert alpha == round(alpha, 2)


def test_what_no_document_prints_is_not_in_the_results(reproduced: ReleasedResults) -> None:
    row = reproduced.steps["descriptives"].rows[0]
    internal = [spec.name for spec in fields(row) if INTERNAL in spec.metadata]
    assert {"skewness", "median", "minimum"} <= set(internal)
    assert {getattr(row, name) for name in internal} == {None}
