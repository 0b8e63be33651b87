"""Steps that ask what the study cannot answer are refused before anything is computed."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from generator.study.consistency import contradictions
from generator.study.model import Study

EDGE = Path(__file__).parents[1] / "statistics" / "edge_round" / "study.toml"


def edge() -> dict[str, Any]:
    return tomllib.loads(EDGE.read_text("utf-8"))


def problems(*steps: dict[str, Any], **changes: Any) -> list[str]:
    study = {**edge(), **changes, "steps": steps}
    return [problem.message for problem in contradictions(Study.model_validate(study))]


def step(kind: str, **keys: Any) -> dict[str, Any]:
    return {"id": "s", "kind": kind, "group": "people", **keys}


def test_the_edge_study_agrees_with_itself() -> None:
    study = Study.model_validate(edge())
    assert contradictions(study) == []
    names = [name for one in study.steps for name in one.nodes()]
    assert len(names) == len(set(names)) == 25
    assert "group-comparison/QM" in names and "representativeness/units" in names


def test_findings_come_from_a_step_that_has_them() -> None:
    table = {"id": "t", "kind": "frequency", "group": "people", "variables": ["sex"]}
    check = step("multilevel", of="t")
    assert problems(table, check) == ["step s: 't' is a frequency step, which has no such findings"]
    assert problems(check) == ["step s: 't' is not an earlier step"]
    drivers = step("drivers", outcome="x", significant_in="t")
    assert problems(table, drivers) == [
        "step s: 't' is a frequency step, which has no such findings"
    ]


def test_findings_are_of_the_same_file() -> None:
    units = {"id": "t", "kind": "correlation", "group": "units", "y": "x", "x": ["QM"]}
    assert problems(units, step("regression", outcome="x", significant_in="t")) == [
        "step s: 't' is about another file"
    ]


@pytest.mark.parametrize(
    "asked",
    [
        step("multilevel", outcome="x", predictors=["q1"]),
        step("aggregation", constructs=["QM"]),
        step("representativeness", units=True),
    ],
    ids=lambda asked: asked["kind"],
)
def test_units_are_needed(asked: dict[str, Any]) -> None:
    unplaced = edge() | {"steps": [asked]}
    del unplaced["unit_file"]
    found = contradictions(Study.model_validate(unplaced))
    assert [problem.message for problem in found] == [
        "step s needs a group that names its units (unit_file.group)"
    ]


def test_groups_are_values_of_the_factor() -> None:
    asked = step("group_comparison", outcomes=["x"], factor="sex", groups=[1, 3])
    assert problems(asked) == ["step s: 3 is not a value of sex"]
    asked = step("group_comparison", outcomes=["x"], factor="sex", groups=[1, 1])
    assert problems(asked) == ["step s compares a group with itself"]


def test_expected_counts_are_one_per_category() -> None:
    asked = step("goodness_of_fit", variable="sex", expected=[1, 2, 3])
    assert problems(asked) == ["step s has 3 expected counts for the 2 values of sex"]


def test_only_constructs_and_background() -> None:
    assert problems(step("aggregation", constructs=["x"])) == ["step s: 'x' is no construct"]
    asked = step("representativeness", variables=["x"])
    assert problems(asked) == ["step s: 'x' is no background variable"]


def test_unknown_variables_are_named() -> None:
    asked = step("group_comparison", outcomes=["nothing"], factor="sex", groups=[1, 2])
    assert problems(asked) == ["step s names the unknown variable 'nothing'"]


@pytest.mark.parametrize(
    "asked",
    [
        step("multilevel"),
        step("multilevel", of="t", outcome="x", predictors=["q1"]),
        step("multilevel", outcome="x"),
        step("drivers", outcome="x"),
        step("representativeness"),
        step("correlation", y="x", x=["q1"], missing="casewise"),
        step("group_comparison", outcomes=[], factor="sex", groups=[1, 2]),
    ],
)
def test_half_a_step_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Study.model_validate(edge() | {"steps": [asked]})


def test_every_step_tells_what_it_names() -> None:
    study = Study.model_validate(edge())
    named = {one.id: one.named() for one in study.steps}
    assert named["group-comparison"] == ("x", "QM", "q5", "sex")
    assert named["multilevel"] == ("q1", "x")
    assert named["multilevel-correlation"] == ()
    looked_back = [one.earlier for one in study.steps if one.earlier]
    assert looked_back == ["correlation", "correlation", "regression", "group-comparison"]
