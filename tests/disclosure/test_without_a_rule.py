"""Each rule is switched off by name, and the attacker finds something that it had kept from him.

With all rules on he finds nothing in the same county.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from attacking import attack
from counties import (
    STUDY,
    answering,
    in_class,
    inputs_of,
    people,
    published,
    random_county,
    round_of,
    without,
)

from generator.publish import publish
from generator.results.models import Regression, RegressionTerm
from generator.results.offices import ClientResults
from generator.results.survey import Themes
from generator.results.values import Suppressed
from generator.round.counted import ThemeQuestion
from generator.sources.inputs import ClientSurvey
from generator.study.indicators import ClientSurveyPlan

FOUR = {"o1": 14, "o2": 15, "o3": 16, "o4": 14}


def one_small_office() -> tuple[pd.DataFrame, ...]:
    return (answering(people({**FOUR, "o5": 3}), "o5", value=3.0),)


def twenty_people() -> tuple[pd.DataFrame, ...]:
    """Few enough that a spread, classes of four and statements of small offices meet."""
    return (random_county(17, offices=(2, 5), most=12),)


def an_office_of_one_mind() -> tuple[pd.DataFrame, ...]:
    frame = people({**FOUR, "o5": 5})
    return (answering(frame, "o5", value=5.0),)


def a_class_that_is_an_office_but_for_one() -> tuple[pd.DataFrame, ...]:
    frame = in_class(people(FOUR), "tid", {**dict.fromkeys(FOUR, 1), "o1": 2})
    frame.loc[frame.index[frame["unit"] == "o2"][0], "tid"] = 2
    return (frame,)


def one_late_answer() -> tuple[pd.DataFrame, ...]:
    frame = people(FOUR)
    return frame.drop(index=3), frame


MADE_FOR = {
    "threshold": one_small_office,
    "size": twenty_people,
    "homogeneity": an_office_of_one_mind,
    "linked": a_class_that_is_an_office_but_for_one,
    "later_release": one_late_answer,
}


@pytest.mark.parametrize("rule", MADE_FOR)
def test_something_follows_without_a_rule(rule: str) -> None:
    assert attack(*MADE_FOR[rule](), rules=without(rule)) != []


@pytest.mark.parametrize("rule", MADE_FOR)
def test_nothing_follows_with_all_rules(rule: str) -> None:
    assert attack(*MADE_FOR[rule]()) == []


def test_a_model_prints_a_constant_only_without_the_rule_for_models() -> None:
    kept, told = (
        published(people(FOUR), rules=rules).results.steps["regression"]
        for rules in (without(), without("models"))
    )
    assert isinstance(kept, Regression) and isinstance(told, Regression)
    assert constant(kept).b == Suppressed("models")
    assert isinstance(constant(told).b, float)


def constant(model: Regression) -> RegressionTerm:
    return next(term for term in model.terms if term.term is None)


def with_clients(means: dict[str, tuple[float, int]]) -> ClientSurvey:
    rows = [(unit, "k1", mean, n) for unit, (mean, n) in means.items()]
    frame = pd.DataFrame(rows, columns=["unit", "question", "mean", "n"])
    return ClientSurvey(frame, {}, ())


def test_three_clients_of_an_office_are_told_only_without_the_rule_for_clients() -> None:
    clients = with_clients({"o1": (4.5, 3), "o2": (4.1, 40), "o3": (3.9, 50), "o4": (4.4, 60)})
    inputs = replace(inputs_of(people(FOUR)), client_survey=clients)
    plan = {"categories": {"x": {"label": "X", "questions": [{"id": "k1"}]}}}
    study = STUDY.model_copy(update={"client_survey": ClientSurveyPlan.model_validate(plan)})
    kept, told = (
        publish(inputs, study, round_of(tuple(FOUR)), rules=rules).results.units["o1"]
        for rules in (without(), without("clients"))
    )
    hidden, shown = kept["client_survey"], told["client_survey"]
    assert isinstance(hidden, ClientResults) and isinstance(shown, ClientResults)
    assert hidden.questions[0].mean == Suppressed("clients")
    assert (shown.questions[0].mean, shown.questions[0].n) == (4.5, 3)


def test_a_theme_of_two_is_counted_only_without_the_rule_for_free_text() -> None:
    asked = {"id": "q", "question": "Why?", "asked": "staff", "answered": 20}
    theme = ThemeQuestion.model_validate({**asked, "themes": [{"label": "Time", "count": 2}]})
    round_ = round_of(tuple(FOUR)).model_copy(update={"themes": (theme,)})
    kept, told = (
        publish(inputs_of(people(FOUR)), STUDY, round_, rules=rules).results.steps["themes/q"]
        for rules in (without(), without("free_text"))
    )
    assert isinstance(kept, Themes) and isinstance(told, Themes)
    assert kept.themes[0].count == Suppressed("free_text")
    assert told.themes[0].count == 2
