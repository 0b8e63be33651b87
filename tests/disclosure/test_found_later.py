"""What an attacker once found in a later release, or in another round, with the right answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from attacking import attack
from counties import (
    DECLARED,
    GROUP,
    as_release,
    inputs_of,
    offices_of,
    people,
    releases,
    round_of,
    study_with,
    table_of,
    together,
)

from generator.archive.earlier_releases import overlaps
from generator.disclosure.classes import people_of
from generator.disclosure.later_release import GONE
from generator.freetext.protected import protect_themes, without_few_late
from generator.history.published_round import PublishedBefore
from generator.publish import Published, publish
from generator.results.store import ReleasedResults
from generator.results.survey import Share, Theme, Themes
from generator.results.table import EVERYBODY, OTHER, PublishedTable, TableCell
from generator.results.values import Count, Suppressed
from generator.round.model import Policy, Round
from generator.scoring.earlier import redefined
from generator.study.model import Study

T = 4
TABLE_ONLY = study_with(steps=[])
NO_UNITS = {"unit_file": None, "size_classes": {}, "size_label": None}


def later(*frames: pd.DataFrame, study: Study = TABLE_ONLY) -> list[Published]:
    return releases(*frames, study=study)


def after(
    first: tuple[pd.DataFrame, Study, Round],
    second: tuple[pd.DataFrame, Study, Round],
    *,
    of_round: bool = True,
) -> tuple[Published, Published]:
    """Two releases by different definitions, or of different rounds."""
    (was, study_then, round_then), (now, study_now, round_now) = first, second
    one = publish(inputs_of(was), study_then, round_then)
    known = as_release(one, was, now)
    known = replace(known, redefined=redefined(study_now, then=study_then), of_round=of_round)
    earlier = PublishedBefore(releases=(known,))
    return one, publish(inputs_of(now, file="b"), study_now, round_now, earlier=earlier)


def cell(one: Published, place: str, variable: str = "s") -> TableCell | None:
    found = [c for p, c in table_of(one).column(variable) if p.place == place]
    return found[0] if found else None


def by_tenure(one: Published) -> object:
    found = table_of(one).classification("tid")
    assert found is not None
    return next(each.classes for each in found.means if each.variable == "s")


def in_tenure(frame: pd.DataFrame, *classes: int) -> pd.DataFrame:
    return frame.assign(tid=pd.Series(classes, index=frame.index, dtype=object))


def test_a_class_is_held_against_the_newcomers_of_an_office() -> None:
    """A class of eleven was the eleven newcomers and one of the first release."""
    first = in_tenure(people({"o1": 14, "o2": 20}, seed=3), 1, *[2] * 33)
    late = in_tenure(people({"o1": 11}, seed=4, first=1000), *[1] * 11)
    frames = first, together(first, late)
    assert by_tenure(later(*frames)[1]) == Suppressed("linked")
    assert attack(*frames, study=TABLE_ONLY, variables=("s",)) == []


def test_newcomers_of_a_class_are_held_against_newcomers_of_an_office() -> None:
    """Ten newcomers in a class, eleven in an office: one of them is in the other class."""
    first = in_tenure(people({"o1": 10, "o2": 10, "o3": 10}), *[1, 2] * 15)
    first.loc[[0, 10, 20], "tid"] = 1
    late = in_tenure(people({"o1": 11, "o2": 10}, seed=50, first=1000), *[1] * 10, *[2] * 11)
    frames = first, together(first, late)
    one, two = later(*frames)
    assert by_tenure(two) == by_tenure(one) != by_tenure(later(frames[1])[0])
    assert attack(*frames, study=TABLE_ONLY, variables=("s",)) == []


def test_a_construct_under_another_name_is_known_by_its_statements() -> None:
    """One newcomer's answers followed where the construct was called otherwise meanwhile."""
    constructs = {"A2": DECLARED["constructs"]["A"], "B": DECLARED["constructs"]["B"]}
    first = people({"o1": 10, "o2": 14})
    second = together(first, people({"o1": 1}, seed=7, first=1000))
    round_ = round_of(["o1", "o2"])
    renamed = study_with(steps=[], constructs=constructs)
    _, two = after((first, TABLE_ONLY, round_), (second, renamed, round_))
    found = cell(two, "o1", "A2")
    assert found is not None and found.mean == Suppressed("later_release")


def test_an_office_under_another_name_leaves_nobody_by_themselves() -> None:
    """The office as it was, less all other units as they are, was the one of no office."""
    first = people({"o1": 10, "o2": 20, None: 1})
    second = first.assign(unit=first["unit"].replace("o1", "o1b"))
    rounds = round_of(["o1", "o2"]), round_of(["o1b", "o2"])
    _, two = after((first, TABLE_ONLY, rounds[0]), (second, TABLE_ONLY, rounds[1]))
    assert {place.place for place in table_of(two).places} == {"o1", "o2"}


def test_a_round_that_has_no_offices_any_more_makes_nobody_a_new_place() -> None:
    """Everybody together, less the offices, was the one in an unpublished office."""
    declared = {name: part for name, part in DECLARED.items() if name not in NO_UNITS}
    without = Study.model_validate(declared | {"steps": []})
    frame, rounds = people({"o1": 10, "o2": 14, "o3": 1}), round_of(["o1", "o2", "o3"])
    plain = rounds.model_dump()
    plain["units"] = [unit | {"size": None} for unit in plain["units"]]
    _, two = after((frame, TABLE_ONLY, rounds), (frame, without, Round.model_validate(plain)))
    assert EVERYBODY not in {place.place for place in table_of(two).places}


def test_a_group_of_too_few_in_the_first_release_stays_unpublished() -> None:
    declared = {name: part for name, part in DECLARED.items() if name not in NO_UNITS}
    study = Study.model_validate(
        declared | {"groups": {GROUP: {"label": "Ledere", "file_label": "Fil"}}, "steps": []}
    )
    first, late = people({"o1": 2}), people({"o1": 3}, seed=5, first=1000)
    frames = [each.drop(columns="unit") for each in (first, together(first, late))]
    for one in releases(*frames, study=study, round_=round_of(["o1"])):
        assert table_of(one).places == ()


def test_all_other_units_are_no_place_because_the_threshold_is_higher_later() -> None:
    """Six in two units with fewer than four each were told from a threshold of five on."""
    frame, offices = people({"o1": 20, "o2": 20, "o3": 3, "o4": 3}), ["o1", "o2", "o3", "o4"]
    higher = round_of(offices, policy=Policy(min_respondents=5))
    one, two = after((frame, TABLE_ONLY, round_of(offices)), (frame, TABLE_ONLY, higher))
    assert (cell(one, OTHER), cell(two, OTHER)) == (None, None)


def test_a_round_of_a_part_of_the_county_is_a_release_too() -> None:
    """One newcomer followed from another round that asked two of the three offices again."""
    first = people({"o1": 15, "o2": 25, "o3": 60}, seed=3)
    again = first[first["unit"].isin(["o1", "o2"])]
    second = together(again, people({"o1": 1}, seed=9, first=1000))
    both = ((each, TABLE_ONLY, round_of(offices_of(each))) for each in (first, second))
    _, two = after(*both, of_round=False)
    found = cell(two, "o1")
    assert found is not None and found.mean == Suppressed("later_release")


def test_a_roundoverlaps_another_that_most_of_its_people_were_in() -> None:
    """Forty of a hundred are few of the larger round, and all but one of the smaller."""
    rows = {GROUP: tuple(i if i < 40 else None for i in range(100))}
    assert overlaps(rows, inputs_of(people({"o1": 15, "o2": 26})))
    assert not overlaps(rows, inputs_of(people({"o1": 50, "o2": 50})))


def test_a_share_of_the_total_says_nothing_of_newcomers_that_no_office_s_share_says() -> None:
    """Nobody new was among those who do not agree, and four newcomers had a mean of four."""
    study = study_with(
        steps=[
            {"id": "sh", "group": GROUP, "kind": "share", "variables": ["s"], "low": 1, "high": 3}
        ]
    )
    first = people({"o1": 30, "o2": 20})
    late = people({"o1": 4, "o2": 25}, seed=8, first=1000)
    late = late.assign(s=[4.0] * 4 + [4.0] * 20 + [5.0] * 5)
    frames = first, together(first, late)
    one, two = (each.results.steps["sh/s"] for each in later(*frames, study=study))
    assert isinstance(one, Share) and isinstance(two, Share)
    assert (one.n, one.percent) == (two.n, two.percent)
    assert attack(*frames, study=study, variables=("s",)) == []


def themes(n: int, **counts: int) -> ReleasedResults:
    node = Themes(
        group="",
        n=n,
        question="q",
        asked="?",
        themes=tuple(Theme(label=label, count=count) for label, count in counts.items()),
    )
    steps = {"themes/q": protect_themes(node, threshold=T)}
    return ReleasedResults(
        study="s", round="r", steps=steps, units={}, table=PublishedTable(), release=1
    )


@pytest.mark.parametrize("more", [0, 1, 2, 4, 5])
def test_a_theme_that_all_or_few_of_those_who_came_late_brought_up_is_not_counted(
    more: int,
) -> None:
    assert count_of("x", themes(20, x=6), themes(25, x=6 + more)) == 6


def test_a_theme_that_nobody_had_brought_up_before_is_held_to_the_same() -> None:
    """Four of five who came late brought up something new, and who did not was one."""
    assert count_of("z", themes(20, x=6), themes(25, x=6, z=4)) == Suppressed("later_release")


def count_of(label: str, first: ReleasedResults, second: ReleasedResults) -> Count:
    found = without_few_late(second, [first], threshold=T).steps["themes/q"]
    assert isinstance(found, Themes)
    return next(theme.count for theme in found.themes if theme.label == label)


def test_people_who_are_gone_from_two_places_are_not_the_same_people() -> None:
    """Places of ten and five that each lost their first: numbered alike, they would be one."""
    places = {0: np.array([GONE, *range(9)]), 1: np.array([GONE, *range(20, 24)])}
    found = people_of(places, ("o1", "o2"))
    assert not found["o1"] & found["o2"]
    assert [len(found[name]) for name in ("o1", "o2")] == [10, 5]
