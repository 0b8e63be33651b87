"""A release after late answers tells all that the first one told: made anew, or as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import counties
import numpy as np
import pytest
from counties import GROUP, people, releases, table_of, together
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.gate import carry_models, tells_less
from generator.publish import Published
from generator.results.models import Correlation, CorrelationPair, Regression
from generator.results.store import ReleasedResults
from generator.results.survey import Nonresponse, Statements
from generator.results.values import Band, Bound, Suppressed

SEEDS = st.integers(0, 10_000)
STUDY = counties.study_with(
    steps=[
        *counties.DECLARED["steps"],
        {"id": "levels", "group": GROUP, "kind": "multilevel", "of": "correlation"},
        {"id": "weights", "group": GROUP, "kind": "drivers", "outcome": "B"}
        | {"significant_in": "correlation"},
        {"id": "asked", "group": GROUP, "kind": "representativeness", "variables": []}
        | {"units": True},
    ]
)


NAMES = ("variable", "item", "term", "outcome", "x", "y", "label", "a", "b", "place", "background")


def told(value: object, path: str = "") -> Iterator[str]:
    """Where a value tells a figure, by the texts of its parts."""
    match value:
        case Suppressed() | None | str() | bool():
            return
        case int() | float() | Bound() | Band():
            yield path
        case tuple():
            for part in value:
                # A coefficient is called ``b`` as well as a construct: figures name nothing.
                own = (vars_of(part).get(name, "") for name in NAMES)
                of = "+".join(each if isinstance(each, str) else "" for each in own)
                yield from told(part, f"{path}[{of}]")
        case _:
            for name, part in vars_of(value).items():
                if name != "release":
                    yield from told(part, f"{path}.{name}")


def vars_of(value: object) -> dict[str, object]:
    if not is_dataclass(value):
        return {"": value}
    return {spec.name: getattr(value, spec.name) for spec in fields(value)}


def figures(results: ReleasedResults) -> set[str]:
    """Every figure of a release; that nearly all have answered says what a range said before."""
    nodes = {f"steps/{name}": node for name, node in results.steps.items()}
    nodes |= {f"{u}/{name}": n for u, own in results.units.items() for name, n in own.items()}
    found = {path for name, node in nodes.items() for path in told(node, name)}
    found |= {path for group in results.table.groups for path in told(group, group.group)}
    for name, node in nodes.items():  # how many answered, in a node of nothing else
        if isinstance(node, Nonresponse | Statements):
            found.discard(f"{name}.n")
    return {path for path in found if ".rows" not in path or "nonresponse" not in path}


def lost(one: Published, two: Published) -> set[str]:
    return figures(one.results) - figures(two.results)


@given(SEEDS, st.sampled_from([2, 6, 20, 60]), st.booleans())
@settings(max_examples=times(6))
def test_what_was_told_once_is_told_again(seed: int, late: int, a_whole_office: bool) -> None:
    frame = counties.random_county(seed, offices=(4, 10), most=50)
    random = np.random.default_rng(seed)
    if a_whole_office:
        offices = frame["unit"].dropna().unique().tolist()
        who = (frame["unit"] == offices[random.integers(len(offices))]).to_numpy()
    else:
        who = np.isin(np.arange(len(frame)), random.choice(len(frame), min(late, len(frame) - 1)))
    one, two = releases(frame[~who], frame, study=STUDY)
    assert lost(one, two) == set()


@given(SEEDS)
@settings(max_examples=times(3))
def test_nor_does_a_third_release_lose_any_or_one_that_somebody_left(seed: int) -> None:
    frame = counties.random_county(seed, offices=(5, 9), most=60)
    when = np.random.default_rng(seed).random(len(frame))
    gone = np.random.default_rng(seed + 1).random(len(frame)) < 0.03
    one, two, three = releases(frame[when < 0.5], frame[when < 0.8], frame[~gone], study=STUDY)
    assert lost(one, two) == lost(two, three) == lost(one, three) == set()


def test_a_model_without_its_variables_is_carried_over_and_dated() -> None:
    """Some late answers each: no cell is new, so nothing new is in a model of them."""
    frame = counties.random_county(0)
    one, two = releases(*counties.some_late(frame, 0), study=STUDY)
    assert isinstance(one.results.steps["regression"], Regression)
    assert two.results.steps["regression"] == one.results.steps["regression"]
    assert (two.results.carried["regression"], two.results.release) == (1, 2)
    assert two.results.release_of("regression") == 1
    assert ReleasedResults.from_json(two.results.to_json()).carried == two.results.carried
    assert '"carried"' not in one.results.to_json()


def test_a_new_model_that_lacks_a_figure_does_not_replace_one_that_has_it() -> None:
    pair = CorrelationPair(x="A", y="B", n=40, r=0.3, p=0.04, significant=True)
    node = Correlation(group=GROUP, n=40, rows=(pair,), family=1, missing="pairwise")
    less = replace(node, rows=(replace(pair, p=Suppressed("size")),))
    assert tells_less(less, node) and not tells_less(node, less)
    assert tells_less(Suppressed("size"), node)
    first = replace(releases(people({"o1": 30}))[0].results, steps={"c": node})
    assert carry_models({"c": less}, first, []) == ({"c": node}, {"c": 1})
    again = replace(first, steps={"c": node}, carried={"c": 1}, release=2)
    assert carry_models({"c": less}, again, [])[1] == {"c": 1}
    more = replace(node, n=60)
    assert carry_models({"c": more}, first, []) == ({"c": more}, {})


@pytest.mark.parametrize("late", [2, 6, 20])
def test_late_answers_over_some_offices_lose_nothing(late: int) -> None:
    first = people({"o1": 30, "o2": 22, "o3": 12, "o4": 9, "o5": 5, "o6": 2}, skips=0.03)
    more = people({"o1": late // 2, "o3": late - late // 2}, seed=5, first=1000)
    one, two = releases(first, together(first, more), study=STUDY)
    assert lost(one, two) == set()
    assert {each.release for each in table_of(one).spreads} == {1}
