"""Plans and rounds that are odd, and no reason for a traceback."""

from __future__ import annotations

from dataclasses import replace

from attack import county as made
from attack.county import County, Office, inputs_of, round_of, study
from generator.analysis import analyse
from generator.results import Distribution, Frequency
from generator.scoring import score
from generator.study import Study

COUNTY = County((Office(12), Office(14)))


def test_a_frequency_of_a_constructs_item() -> None:
    declared = made.study().model_dump()
    step = {"id": "one", "kind": "frequency", "group": "people", "variables": ["a1"]}
    asked = Study.model_validate({**declared, "steps": [step]})
    round_ = round_of(COUNTY)
    scored = score(inputs_of(COUNTY), study=asked, round_=round_)
    node = analyse(scored, study=asked, round_=round_).steps["one/a1"]
    assert isinstance(node, Frequency)
    assert (node.n_valid, len(node.categories) > 1) == (26, True)


def test_a_round_nobody_answered() -> None:
    inputs, round_ = inputs_of(COUNTY), round_of(COUNTY)
    silent = {
        group: replace(survey, frame=survey.frame.iloc[:0])
        for group, survey in inputs.surveys.items()
    }
    scored = score(replace(inputs, surveys=silent), study=study(), round_=round_)
    node = analyse(scored, study=study(), round_=round_).steps["items/people"]
    assert isinstance(node, Distribution)
    assert (node.n, node.rows) == (0, ())
