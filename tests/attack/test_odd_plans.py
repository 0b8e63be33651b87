"""Plans and rounds that are odd, and no reason for a traceback."""

from __future__ import annotations

from dataclasses import replace

import pytest

from attack import county as made
from attack.county import County, Office, inputs_of, publish, round_of, study
from generator.analysis import analyse
from generator.results import Anova, Distribution, Frequency, Suppressed
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


def test_a_table_by_an_items_points_is_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two did not answer the single statement: the mean of all less the table is theirs."""
    declared = made.study().model_dump()
    step = {"id": "by-s", "kind": "anova", "group": "people", "outcome": "A", "factor": "s"}
    asked = Study.model_validate({**declared, "steps": [step]})
    monkeypatch.setattr(made, "study", lambda: asked)
    points = [None, None, *[3.0, 4.0] * 12]
    county = replace(COUNTY, edits=tuple((i, "s", point) for i, point in enumerate(points)))
    assert isinstance(publish(county).context.released.steps["by-s"], Suppressed)
    whole = replace(COUNTY, edits=tuple((i, "s", 3.0 + i % 2) for i in range(26)))
    assert isinstance(publish(whole).context.released.steps["by-s"], Anova)


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
