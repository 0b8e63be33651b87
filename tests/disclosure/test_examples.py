"""What the first draft of the design let through: thirteen examples, each with what is right."""

from __future__ import annotations

import pandas as pd
from attacking import attack
from counties import (
    AGREE,
    answering,
    in_class,
    people,
    published,
    releases,
    round_of,
    study_with,
    table_of,
    together,
)

from generator.results.models import Regression
from generator.results.survey import Statements
from generator.results.table import GroupTable
from generator.results.values import Bound, Number, Suppressed

LARGE = {"o1": 14, "o2": 15, "o3": 16}


def mean(table: GroupTable, place: str, variable: str = "s") -> Number:
    """The printed mean of a place."""
    found = table.place(place)
    assert found is not None
    return next(cell.mean for cell in found.cells if cell.variable == variable)


def classes(table: GroupTable, background: str, variable: str = "s") -> object:
    """The classes that a variable is printed by."""
    found = table.classification(background)
    assert found is not None
    return next(each.classes for each in found.means if each.variable == variable)


def newcomers(**offices: int) -> pd.DataFrame:
    return people(offices, seed=2, first=1000)


def test_four_newcomers_who_all_answer_five_are_not_told_by_the_difference() -> None:
    first = people({**LARGE, "o4": 10})
    late = answering(newcomers(o4=4), "o4", value=5.0)
    one, two = map(table_of, releases(first, together(first, late)))
    assert mean(two, "o4") == mean(one, "o4")
    assert attack(first, together(first, late)) == []


def test_four_newcomers_of_whom_one_is_of_another_class_leave_the_classes_as_they_were() -> None:
    first = people({**LARGE, "o4": 12})
    late = answering(newcomers(o4=4), "o4", value=3.0)
    late["alder"] = pd.Series([1, 2, 2, 2], index=late.index, dtype=object)
    one, two = map(table_of, releases(first, together(first, late)))
    assert mean(two, "o4") != mean(one, "o4")
    assert classes(two, "alder") == classes(one, "alder")
    assert attack(first, together(first, late)) == []


def test_offices_merged_in_the_first_release_stay_merged() -> None:
    merges = {"begge": ("o4", "o5")}
    round_ = round_of([*LARGE, "o4", "o5"], merges=merges)
    first = people({**LARGE, "o4": 8, "o5": 2})
    second = together(first, newcomers(o5=4))
    one, two = map(table_of, releases(first, second, round_=round_))
    assert [p.place for p in one.places] == [p.place for p in two.places] == [*LARGE, "begge"]
    assert attack(first, second, round_=round_) == []


def test_a_class_of_four_who_all_answered_five_joins_its_neighbour() -> None:
    frame = in_class(people(LARGE), "alder", dict.fromkeys(LARGE, 1))
    frame.loc[frame.index % 2 == 0, "alder"] = 2
    frame.loc[[0, 15, 30, 31], "alder"] = 3
    frame = answering(frame, [0, 15, 30, 31], value=5.0)
    found = classes(table_of(published(frame)), "alder")
    assert isinstance(found, tuple) and [each.label for each in found] == ["Ung", "Middels / Eldre"]
    assert attack(frame) == []


def test_a_coded_office_of_four_beside_ten_others_is_in_no_total_and_in_no_class() -> None:
    frame = answering(people({"o1": 10, "o2": 4}), "o2", value=5.0)
    one = published(frame)
    assert mean(table_of(one), "o2") == Bound(over=4.0)
    assert [place.place for place, _, _ in table_of(one).summed("s")] == ["o1"]
    found = classes(table_of(one), "tid")
    assert isinstance(found, Suppressed) or sum(each.n for each in found) == 10
    assert attack(frame) == []


def test_an_office_that_is_a_class_but_for_four_of_one_mind_links_the_two() -> None:
    frame = in_class(people(LARGE), "tid", {**dict.fromkeys(LARGE, 1), "o1": 2})
    there = frame.index[frame["unit"] == "o2"][:4]
    frame.loc[there, "tid"] = 2
    frame = answering(frame, there, value=5.0)
    assert classes(table_of(published(frame)), "tid") == Suppressed("linked")
    assert attack(frame) == []


def test_a_deficit_of_four_that_meets_an_excess_of_six_links_the_two() -> None:
    frame = in_class(people(LARGE), "tid", {**dict.fromkeys(LARGE, 1), "o1": 2})
    lacking = frame.index[frame["unit"] == "o1"][:4]
    beside = frame.index[frame["unit"] == "o2"][:6]
    frame.loc[lacking, "tid"], frame.loc[beside, "tid"] = 1, 2
    frame = answering(answering(frame, lacking, value=1.0), beside, value=5.0)
    assert classes(table_of(published(frame)), "tid") == Suppressed("linked")
    assert attack(frame) == []


def test_an_office_of_four_who_all_agree_beside_a_banded_ten_is_not_told_by_the_total() -> None:
    frame = people({"o1": 10, "o2": 4})
    frame.loc[frame["unit"] == "o1", "s"] = [4, 4, 4, 3, 3, 3, 2, 2, 1, 3]
    frame.loc[frame["unit"] == "o2", "s"] = [4, 4, 4, 4]
    table = table_of(published(frame))
    assert mean(table, "o2") == 4.0
    assert share(table, "o1", "s") == Bound(under=40.0)
    assert share(table, "o2", "s") == Suppressed("size")
    assert not table.low_places or all(row.n >= 10 for row in table.low_places)
    assert attack(frame) == []


def share(table: GroupTable, place: str, item: str) -> Number:
    """The printed share who agree with a statement in a place."""
    found = table.place(place)
    assert found is not None
    return next(row.percent for row in found.statements if row.item == item)


def test_a_mean_near_what_the_shares_allow_prints_no_shares() -> None:
    """Ten people with mean 4.53 of three statements, and one statement under 40 per cent."""
    frame = people(LARGE | {"o4": 10})
    there = frame.index[frame["unit"] == "o4"]
    frame = answering(frame, there, items=("a1", "a2"), value=5.0)
    frame.loc[there, "a3"] = [5, 5, 5, 3, 3, 3, 3, 3, 3, 3]
    table = table_of(published(frame))
    assert mean(table, "o4", "A") == 4.53
    assert share(table, "o4", "a3") == Suppressed("homogeneity")
    assert attack(frame) == []


def test_a_yes_or_no_scale_has_no_statements_to_skip() -> None:
    binary = study_with(
        scales={"enig": AGREE, "ja": {"low": 0, "high": 1}},
        items={"s": {"label": "s", "scale": "ja"}},
        steps=[],
    )
    frame = people({**LARGE, "o4": 12})
    frame["s"] = frame["s"].gt(3).astype(float).where(frame.index != 3)
    table = table_of(published(frame, study=binary))
    assert [row.item for row in table.places[0].statements if row.item == "s"] == []
    assert attack(frame, study=binary, variables=("s",)) == []


def test_no_total_says_that_all_agree_when_every_place_is_banded() -> None:
    """Each band counts as n - 2, so the total follows from the bands alone: 39 of 45."""
    frame = answering(people(LARGE), people(LARGE).index, items=("s",), value=4.0)
    frame.loc[[0, 20], "s"] = 3.0
    one = published(frame)
    total = one.results.steps["items/ansatte"]
    assert isinstance(total, Statements)
    (row,) = (row for row in total.rows if row.item == "s")
    assert row.percent == 87.0


def test_five_offices_of_five_with_one_sum_and_little_spread_print_no_spread() -> None:
    frame = people({f"o{i}": 5 for i in range(1, 6)})
    frame["s"] = [3.0, 3.0, 3.0, 4.0, 4.0] * 5
    spread = table_of(published(frame)).spread("s")
    assert spread is not None and spread.sd == Suppressed("homogeneity")
    assert attack(frame, variables=("s",)) == []


def test_a_regression_prints_no_constant_that_gives_a_skipped_predictor_away() -> None:
    frame = people({"o1": 13, "o2": 13})
    frame.loc[5, "s"] = float("nan")
    model = published(frame).results.steps["regression"]
    assert isinstance(model, Regression)
    (constant,) = (term for term in model.terms if term.term is None)
    assert (constant.b, constant.se) == (Suppressed("models"), Suppressed("models"))
    assert all(isinstance(term.b, float) for term in model.terms if term.term)
