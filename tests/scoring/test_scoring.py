"""Keying, construct means, merging and the unit file, on small frames worked by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.round.model import Round
from generator.scoring.dataset import ScoredDataset
from generator.scoring.respondents import construct_mean, key_item
from generator.scoring.units import attainment, merge_units
from generator.study.instrument import Construct, Item, Scale

SIX = Scale(low=1, high=6)
DESCENDING = Scale(low=1, high=7, descending=True)


@pytest.mark.parametrize(
    ("scale", "negative", "keyed"),
    [
        (SIX, False, [1.0, 2.0, 6.0]),
        (SIX, True, [6.0, 5.0, 1.0]),
        (DESCENDING, False, [7.0, 6.0, 2.0]),
        (DESCENDING, True, [1.0, 2.0, 6.0]),
    ],
)
def test_an_item_is_flipped_when_scale_and_wording_disagree(scale, negative, keyed) -> None:
    answers = pd.Series([1.0, 2.0, 6.0])
    assert key_item(answers, scale=scale, negative=negative).tolist() == keyed


@given(st.lists(st.one_of(st.integers(1, 6), st.none())), st.booleans())
def test_keying_twice_changes_nothing(answers, negative) -> None:
    before = pd.Series(answers, dtype=float)
    once = key_item(before, scale=SIX, negative=negative)
    pd.testing.assert_series_equal(key_item(once, scale=SIX, negative=negative), before)


def construct(*items: tuple[str, str | None], min_items: int = 1) -> Construct:
    declared = tuple(Item(id=name, label=name, dimension=part) for name, part in items)
    return Construct(label="C", scale="six", items=declared, min_items=min_items)


def test_a_construct_is_the_mean_of_what_was_answered() -> None:
    frame = pd.DataFrame({"a": [1, 4, np.nan], "b": [3, np.nan, np.nan], "c": [5, 6, np.nan]})
    plain = construct(("a", None), ("b", None), ("c", None))
    means = construct_mean(frame, construct=plain)
    assert means.tolist()[:2] == [3.0, 5.0]
    assert np.isnan(means[2])


@pytest.mark.parametrize(("needed", "answered"), [(1, 2), (2, 2), (3, 1)])
def test_min_items_decides_who_gets_a_mean(needed: int, answered: int) -> None:
    frame = pd.DataFrame({"a": [1, 4], "b": [3, np.nan], "c": [5, 6]})
    strict = construct(("a", None), ("b", None), ("c", None), min_items=needed)
    assert construct_mean(frame, construct=strict).notna().sum() == answered


def test_dimensions_weigh_the_same_however_many_items_were_answered() -> None:
    frame = pd.DataFrame({"a": [6.0], "b": [6.0], "c": [2.0]})
    by_dimension = construct(("a", "x"), ("b", "x"), ("c", "y"))
    assert construct_mean(frame, construct=by_dimension).tolist() == [4.0]


def round_with(*merges: dict, units: Sequence[dict] | None = None) -> Round:
    units = units or [{"id": name, "code": name, "name": name, "size": None} for name in "abcd"]
    return Round.model_validate(
        {
            "id": "r",
            "title": "R",
            "whole": "W",
            "date": "2015-06-30",
            "units": list(units),
            "merges": list(merges),
            "groups": {"g": {"files": ["f"]}},
        }
    )


AB = {"id": "a-b", "name": "A og B", "units": ["a", "b"]}


@pytest.mark.parametrize(("n", "merged"), [(3, True), (4, False), (5, False), (0, True)])
def test_a_declared_merge_applies_only_below_the_threshold(n: int, merged: bool) -> None:
    units = merge_units({"a": 20, "b": n, "c": 9, "d": 9}, round_=round_with(AB))
    assert [unit.id for unit in units] == (["a-b", "c", "d"] if merged else ["a", "b", "c", "d"])
    assert sorted(office for unit in units for office in unit.offices) == list("abcd")


def test_attainment_stops_at_the_target() -> None:
    result, target = pd.Series([30.0, 60.0, 90.0, np.nan]), pd.Series([60.0, 60.0, 60.0, 60.0])
    attained = attainment(result, target, lower_is_better=False)
    assert attained.tolist()[:3] == [0.5, 1.0, 1.0]
    assert np.isnan(attained[3])


def test_attainment_turns_round_where_lower_is_better() -> None:
    attained = attainment(pd.Series([5.0, 20.0]), pd.Series([10.0, 10.0]), lower_is_better=True)
    assert attained.tolist() == [1.0, 0.5]


def test_attainment_without_a_target_is_undefined() -> None:
    attained = attainment(pd.Series([5.0, 5.0]), pd.Series([np.nan, 0.0]), lower_is_better=False)
    assert attained.isna().all()


def test_merged_results_are_the_plain_mean_of_the_offices(demo_scored: ScoredDataset) -> None:
    card = demo_scored.scorecard.set_index(["unit", "indicator"])
    for indicator in ("B.12", "B.53"):
        offices = [card.at[(office, indicator), "result"] for office in ("heggelia", "steinlia")]
        assert demo_scored.units.at["heggelia-steinlia", indicator] == pytest.approx(
            sum(offices) / 2
        )


def test_everybody_of_an_office_is_in_its_unit_and_in_its_size_class(
    demo_scored: ScoredDataset, demo_declared: tuple
) -> None:
    study, _ = demo_declared
    people = demo_scored.groups["medarbeidere"]
    assert len(demo_scored.analysis_units) == people["unit"].nunique() == 19
    assert people["unit"].notna().sum() == 254
    sizes = {unit.id: unit.size for unit in demo_scored.analysis_units}
    assert people[study.size_variable].tolist() == people["unit"].map(sizes).tolist()


def test_a_merged_unit_holds_the_people_of_its_offices(demo_scored: ScoredDataset) -> None:
    people = demo_scored.groups["medarbeidere"]
    assert (people["unit"] == "heggelia-steinlia").sum() == 8
    assert not people["unit"].isin(["heggelia", "steinlia"]).any()


def sized_round(sizes: Sequence[str], invited: Sequence[int | None]) -> Round:
    """Two offices of these size classes, of which so many were asked, declared to be merged."""
    units = [
        {"id": name, "code": name, "name": name, "size": size, "invited": n}
        for name, size, n in zip("ab", sizes, invited, strict=True)
    ]
    return round_with(AB, units=units)


@pytest.mark.parametrize(
    ("sizes", "invited", "size"),
    [
        (("liten", "liten"), (9, 40), "liten"),
        (("liten", "stor"), (9, 40), "stor"),
        (("liten", "stor"), (41, 40), "liten"),
        (("liten", "stor"), (40, 40), "liten"),
        (("liten", "stor"), (None, 40), "stor"),
        (("liten", "stor"), (None, None), "liten"),
    ],
)
@pytest.mark.parametrize("answers", [{"a": 3, "b": 30}, {"a": 30, "b": 3}, {}])
def test_merged_offices_are_in_the_size_class_of_the_one_with_most_invited(
    sizes, invited, size, answers
) -> None:
    """Never of the one with most answers: that would say in which of them more answered."""
    (unit,) = merge_units(answers, round_=sized_round(sizes, invited))
    assert unit.size == size


@pytest.mark.parametrize("answers", [{"a": 20, "b": 30}, {"a": 2, "b": 3}])
@pytest.mark.parametrize(
    ("reported", "units"),
    [
        ((("a-b", ("a", "b")), ("c", ("c",))), ["a-b", "c", "d"]),
        ((("a", ("a",)), ("b", ("b",))), ["a", "b", "c", "d"]),
    ],
)
def test_offices_stay_merged_or_apart_as_in_the_first_release(answers, reported, units) -> None:
    """However many have answered since: else the two releases would subtract."""
    found = merge_units(answers, round_=round_with(AB), reported=reported)
    assert [unit.id for unit in found] == units


def test_a_merge_of_offices_that_no_release_has_reported_is_decided_now() -> None:
    reported = (("c", ("c",)), ("d", ("d",)))
    found = merge_units({"a": 2, "b": 30}, round_=round_with(AB), reported=reported)
    assert [unit.id for unit in found] == ["a-b", "c", "d"]
