"""A second release of a round: what it tells together with the first one gives nobody away."""

from __future__ import annotations

import json
import shutil
import stat
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from counties import STUDY, County, county, inputs_of, people, round_of, with_policy, write_run
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.archive import earlier_releases
from generator.disclosure import Certificate, hold_against
from generator.disclosure.certificate import EarlierRun
from generator.disclosure.proof import examined
from generator.errors import ArgumentError, DisclosureError
from generator.results import Anova, Quote, Theme, Themes, Suppressed

OFFICES = {"alm": 12, "bjork": 9, "eik": 7, "furu": 30}
SMALL = {"alm": 12, "bjork": 9, "eik": 3, "furu": 30}


def held(folder: Path, one: County) -> Certificate:
    earlier = earlier_releases(folder, one.inputs, study=one.declared, round_=one.round)
    return hold_against(earlier, one.released, one.certificate, one.people, study=one.declared)[1]


def late(frame: pd.DataFrame, more: dict[str, int], seed: int = 2) -> pd.DataFrame:
    """The same answers and more, in another order."""
    both = pd.concat([people(more, seed=seed), frame], ignore_index=True)
    return both.sample(frac=1, random_state=3).reset_index(drop=True)


@pytest.fixture
def first(tmp_path: Path) -> County:
    one = county(inputs_of(people(OFFICES)), round_of(tuple(OFFICES)))
    write_run(tmp_path, one, "first")
    return one


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"alm": 1}, True),
        ({"alm": 3}, True),
        ({"alm": 4}, False),
        ({"alm": 5}, False),
        ({"alm": 4, "bjork": 1}, True),
        ({"alm": 2, "bjork": 2}, True),
        ({"alm": 4, "bjork": 4}, False),
        ({"alm": 4, "bjork": 5, "eik": 6, "furu": 7}, False),
    ],
)
def test_every_group_is_unchanged_or_grew_by_the_threshold(
    first: County, tmp_path: Path, more: dict[str, int], refused: bool
) -> None:
    frame = late(first.inputs.surveys["staff"].frame, more)
    # ages of the late ones fall in two classes, so only their offices are of interest here
    frame["age"] = 1
    before = first.inputs.surveys["staff"].frame.assign(age=1)
    one = county(inputs_of(before), first.round)
    write_run(tmp_path, one, "first")
    second = county(inputs_of(frame, file="b"), first.round)
    if refused:
        with pytest.raises(DisclosureError, match="fewer than 4 people's answers") as caught:
            held(tmp_path, second)
        assert str(tmp_path / "first") in str(caught.value)
        assert "run first, " in str(caught.value)
    else:
        assert held(tmp_path, second).earlier == (EarlierRun("first", "more_answers"),)


def test_a_table_that_would_show_few_late_answers_is_withheld(
    first: County, tmp_path: Path
) -> None:
    """Four late answers in one office, but three of them young and one old."""
    frame = first.inputs.surveys["staff"].frame
    more = people({"alm": 4}, seed=5).assign(age=pd.Series([1, 1, 1, 2], dtype=object))
    second = county(inputs_of(pd.concat([frame, more], ignore_index=True), file="b"), first.round)
    assert isinstance(second.released.steps["c-age"], Anova)
    earlier = earlier_releases(tmp_path, second.inputs, study=STUDY, round_=second.round)
    told, verdict = hold_against(
        earlier, second.released, second.certificate, second.people, study=second.declared
    )
    assert told.steps["c-age"] == Suppressed("would_reveal_few")
    then, now = (each.steps["constructs/staff"].rows[0] for each in (second.released, told))
    assert (now.n, now.mean, now.sd) == (then.n, then.mean, Suppressed("would_reveal_few"))
    assert told.units["alm"]["constructs"] == second.released.units["alm"]["constructs"]
    assert verdict.examined_sha256 == sha256(told.to_json().encode()).hexdigest()
    assert "steps/c-age" in {cell.place for cell in verdict.withheld}
    again = replace(second, released=told, certificate=verdict)
    write_run(tmp_path, again, "second", verdict)
    assert held(tmp_path, second) == verdict  # built once more, it comes out the same


def test_an_office_that_was_withheld_cannot_be_told_by_four_more(tmp_path: Path) -> None:
    """Three were hidden, and another office with them; told now, the three would follow."""
    before = people(SMALL).assign(age=1)
    one = county(inputs_of(before), round_of(tuple(SMALL)))
    assert not one.told("eik")
    write_run(tmp_path, one, "first")
    second = county(
        inputs_of(late(before, {"eik": 4}).assign(age=1), file="b"), round_of(tuple(SMALL))
    )
    assert second.told("eik")
    with pytest.raises(DisclosureError, match="units/bjork"):
        held(tmp_path, second)


@pytest.mark.parametrize("change", ["removed", "corrected", "moved"])
def test_an_answer_that_is_gone_is_refused(first: County, tmp_path: Path, change: str) -> None:
    frame = first.inputs.surveys["staff"].frame.copy()
    if change == "removed":
        frame = frame.drop(index=0)
    elif change == "corrected":
        frame.loc[0, "c1"] = 7 - frame.loc[0, "c1"]
    else:
        frame.loc[0, "unit"] = "furu"
    second = county(inputs_of(frame, file="b"), first.round)
    with pytest.raises(DisclosureError, match="no longer there, or that were changed"):
        held(tmp_path, second)


def test_the_same_figures_add_nothing(first: County, tmp_path: Path) -> None:
    assert held(tmp_path, first).earlier == ()
    before = (EarlierRun("zero", "more_answers"),)
    certificate = Certificate(4, False, 1, (), (), earlier=before)
    shutil.rmtree(tmp_path / "first")
    write_run(tmp_path, first, "second", certificate)
    assert held(tmp_path, first).earlier == before


def test_other_merges_of_the_same_answers_are_examined_together(tmp_path: Path) -> None:
    """An office alone, and then together with three: the three follow."""
    offices = {"alm": 12, "bjork": 5, "eik": 3, "furu": 30}
    inputs = inputs_of(people(offices).assign(age=1))
    merged = county(inputs, round_of(tuple(offices), merges={"both": ("bjork", "eik")}))
    assert merged.told("both")
    write_run(tmp_path, merged, "merged")
    apart = round_of(tuple(offices), merges={"other": ("furu", "eik")})
    with pytest.raises(DisclosureError) as caught:
        held(tmp_path, county(inputs, apart))
    assert str(caught.value).splitlines()[1:3] == [
        "  units/other/constructs/C (n 33)",
        "  run merged, units/furu/constructs/C (n 30)",
    ]
    harmless = round_of(tuple(offices), merges={"three": ("bjork", "eik", "alm")})
    assert held(tmp_path, county(inputs, harmless)).earlier == (
        EarlierRun("merged", "same_answers"),
    )


def test_another_threshold_is_held_against_the_first(first: County, tmp_path: Path) -> None:
    stricter = county(first.inputs, with_policy(first.round, min_respondents=10))
    assert held(tmp_path, stricter).earlier == (EarlierRun("first", "same_answers"),)


def test_without_the_rows_only_the_same_files_will_do(first: County, tmp_path: Path) -> None:
    stricter = county(first.inputs, with_policy(first.round, min_respondents=10))
    shutil.rmtree(tmp_path / ".earlier")
    assert held(tmp_path, stricter).earlier == (EarlierRun("first", "same_answers"),)
    frame = late(first.inputs.surveys["staff"].frame, {"alm": 8})
    with pytest.raises(DisclosureError, match="cannot be found again"):
        held(tmp_path, county(inputs_of(frame, file="b"), first.round))


def test_a_run_whose_definitions_are_unreadable_is_refused(first: County, tmp_path: Path) -> None:
    stricter = county(first.inputs, with_policy(first.round, min_respondents=10))
    shutil.rmtree(tmp_path / "first" / "definition")
    with pytest.raises(DisclosureError, match="defines differently"):
        held(tmp_path, stricter)
    (tmp_path / "first" / "results.json").write_text("{}", "utf-8")
    with pytest.raises(ArgumentError, match="no run that can be read"):
        held(tmp_path, stricter)


def test_a_deleted_draft_is_forgotten(first: County, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "first")
    frame = late(first.inputs.surveys["staff"].frame, {"alm": 1})
    second = county(inputs_of(frame, file="b"), first.round)
    assert held(tmp_path, second).earlier == ()
    write_run(tmp_path, second, "second")
    assert [file.name for file in (tmp_path / ".earlier").iterdir()] == ["second.json"]


def test_the_rows_are_for_their_owner_and_in_no_run(first: County, tmp_path: Path) -> None:
    file = tmp_path / ".earlier" / "first.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    content = json.loads(file.read_text("utf-8"))
    rows = content["groups"]["staff"]["digests"]
    assert len(set(rows)) > 40
    told = "".join(path.read_text("utf-8") for path in (tmp_path / "first").rglob("*.json"))
    assert content["key"] not in told
    assert not [row for row in rows if row in told]


def test_the_key_is_not_the_published_hash_of_the_files(first: County, tmp_path: Path) -> None:
    """Same rows under other answers of the others have other digests: the key is all of them."""
    frame = late(first.inputs.surveys["staff"].frame, {"alm": 4})
    second = county(inputs_of(frame, file="b"), first.round)
    write_run(tmp_path, second, "second")
    rows = [
        set(
            json.loads((tmp_path / ".earlier" / f"{run}.json").read_text())["groups"]["staff"][
                "digests"
            ]
        )
        for run in ("first", "second")
    ]
    assert not rows[0] & rows[1]


def attack(one: County, two: County) -> list[int]:
    """How many late answers a difference of two told means of one group shows, by hand.

    Only the plainest attack there is: every group told in both, and their complement.
    """
    told = [unit for unit in one.released.units if one.told(unit) and two.told(unit)]
    grown = {unit: two.answered(unit) - one.answered(unit) for unit in told}
    whole = two.answered() - one.answered()
    return [n for n in (*grown.values(), whole, whole - sum(grown.values())) if 0 < n < 4]


counts = st.lists(st.integers(0, 14), min_size=1, max_size=6)


@settings(max_examples=times(40))
@given(counts, st.lists(st.integers(0, 6), min_size=6, max_size=6))
def test_what_passes_shows_no_few_late_answers(
    tmp_path_factory: pytest.TempPathFactory, before: list[int], more: list[int]
) -> None:
    offices = {f"o{i}": n for i, n in enumerate(before)}
    if sum(before) < 4:
        return
    folder = tmp_path_factory.mktemp("county")
    round_ = round_of(tuple(offices))
    frame = people(offices).assign(age=1)
    one = county(inputs_of(frame), round_)
    write_run(folder, one, "first")
    grown = pd.concat(
        [frame, people(dict(zip(offices, more, strict=False)), seed=9).assign(age=1)],
        ignore_index=True,
    )
    two = county(inputs_of(grown, file="b"), round_)
    try:
        held(folder, two)
    except DisclosureError:
        return
    assert attack(one, two) == []


def themed(one: County, n: int, **counts: int) -> County:
    """The county with an open question's themes beside its figures."""
    quotes = (Quote(text="Slik sa en.", language="nb"),)
    node = Themes(
        group="production",
        n=n,
        question="What?",
        asked="Staff",
        themes=tuple(Theme(label=k, count=v, quotes=quotes) for k, v in counts.items()),
        reviewed=True,
    )
    told = replace(one.released, steps={**one.released.steps, "themes/q": node})
    return replace(one, released=told, certificate=examined(told, one.certificate, one.people))


@pytest.mark.parametrize(
    ("n", "now", "told"),
    [
        (20, 8, 8),
        (21, 8, None),
        (23, 11, None),
        (19, 8, None),
        (24, 8, 8),
        (24, 12, 12),
        (24, 9, "hidden"),
        (24, 11, "hidden"),
        (30, 7, "hidden"),
        (30, 12, 12),
        (30, 16, "hidden"),
    ],
)
def test_a_theme_of_few_late_answers_is_withheld(
    tmp_path: Path, n: int, now: int, told: object
) -> None:
    one = county(inputs_of(people(OFFICES)), round_of(tuple(OFFICES)))
    write_run(tmp_path, themed(one, 20, space=8, tools=10), "first")
    second = themed(one, n, space=now, tools=10 + (n - 20 if n > 23 else 0))
    earlier = earlier_releases(tmp_path, second.inputs, study=STUDY, round_=second.round)
    released, verdict = hold_against(
        earlier, second.released, second.certificate, second.people, study=second.declared
    )
    node = released.steps["themes/q"]
    hidden = Suppressed("would_reveal_few")
    if told is None:
        assert node == hidden
    else:
        assert isinstance(node, Themes)
        (space,) = (theme for theme in node.themes if theme.label == "space")
        assert space.count == (hidden if told == "hidden" else told)
        assert len(space.quotes) + len(node.others) == 1
    assert verdict.examined_sha256 == sha256(released.to_json().encode()).hexdigest()
