"""Small background categories are joined before anything is computed, for all figures alike."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.dataset import Inputs, Participation, SurveyDataset
from generator.round import Policy
from generator.scoring import coarsen_background
from generator.sources import read_inputs
from generator.study import Study


@pytest.fixture(scope="module")
def demo_inputs(demo_declared, demo_folder):
    return read_inputs(*demo_declared, demo_folder)


def test_the_demo_round_as_if_people_had_answered(demo_inputs, demo_declared) -> None:
    inputs, study = coarsen_background(demo_inputs, study=demo_declared[0], policy=Policy())
    frame = inputs.surveys["medarbeidere"].frame
    levels = study.background["utdnivaa"].categories
    assert [c.label for c in levels] == [
        "0 / Grunnskole",
        "Videregående skole",
        "Inntil 3 år eller bachelor",
        "Inntil 5 år eller master / ikke oppgitt",
    ]
    assert frame["utdnivaa"].value_counts().to_dict() == {0: 31, 2: 125, 3: 82, 4: 16}
    assert frame["alder"].notna().all()


def test_published_tables_are_left_alone(demo_inputs, demo_declared) -> None:
    policy = Policy(reproduce_published=True)
    inputs, study = coarsen_background(demo_inputs, study=demo_declared[0], policy=policy)
    assert inputs is demo_inputs
    assert study is demo_declared[0]


SMALL_STUDY = Study.model_validate(
    {
        "id": "s",
        "title": "S",
        "whole_label": "W",
        "unit_label": "U",
        "groups": {"g": {"label": "G", "file_label": "G"}},
        "scales": {},
        "background": {
            "b": {
                "label": "B",
                "categories": [{"value": i, "label": str(i)} for i in range(1, 7)],
            }
        },
    }
)


@given(st.lists(st.sampled_from([1, 2, 3, 4, 5, 6, None]), min_size=1, max_size=40))
def test_no_category_and_no_silence_is_left_small(answers: list[int | None]) -> None:
    frame = pd.DataFrame({"b": pd.Series(answers, dtype=object)})
    nobody = Participation(0, 0, None, None, None, 0, 0)
    inputs = Inputs({"g": SurveyDataset("g", frame, {}, nobody, ())}, None, None)
    coarse, study = coarsen_background(inputs, study=SMALL_STUDY, policy=Policy())
    after = coarse.surveys["g"].frame["b"]
    counts = after.value_counts()
    declared = {category.value for category in study.background["b"].categories}
    assert set(counts.index) <= declared
    assert not 0 < after.isna().sum() < 4
    assert len(declared) == 1 or all(n >= 4 for n in counts)
    assert len(after) == len(answers)
