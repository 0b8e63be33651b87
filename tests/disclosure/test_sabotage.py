"""Each rule is switched off by name, and the attacker finds something that it had kept from him.

With all rules on he finds nothing in the same county.
"""

from __future__ import annotations

import pandas as pd
import pytest
from attacking import attack
from counties import answering, in_class, people, published, random_county, without

from generator.results import Regression, RegressionTerm, Suppressed

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
