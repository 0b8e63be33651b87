"""What an attacker once found in a single release, each with the right answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from attacking import attack
from counties import (
    AGREE,
    GROUP,
    answering,
    offices_of,
    people,
    published,
    round_of,
    study_with,
    table_of,
)

from generator.freetext.protected import protect_themes
from generator.publish import Published
from generator.results.models import Correlation, CorrelationPair, Regression
from generator.results.survey import Share, Theme, Themes
from generator.results.table import OTHER, StatementCell
from generator.results.values import Band, Bound, Node, Number, Suppressed
from generator.round.model import Round
from generator.study.model import Study

T = 4
TABLE_ONLY = study_with(steps=[])


def step(kind: str, name: str = "step", **declared: object) -> dict[str, object]:
    return {"id": name, "group": GROUP, "kind": kind, **declared}


def study_of(*steps: dict[str, object]) -> Study:
    return study_with(steps=list(steps))


def says(frame: pd.DataFrame, *answers: float, item: str = "s") -> pd.DataFrame:
    """The county where its people gave these answers, in order; the rest keep theirs."""
    return frame.assign(**{item: [*answers, *frame[item].tolist()[len(answers) :]]})


def tenure(frame: pd.DataFrame, *classes: int) -> pd.DataFrame:
    return frame.assign(tid=pd.Series(classes, index=frame.index, dtype=object))


def share(one: Published, name: str) -> Share:
    node = one.results.steps[name]
    assert isinstance(node, Share)
    return node


def statements(one: Published, place: str, item: str) -> StatementCell:
    found = table_of(one).place(place)
    assert found is not None
    return next(cell for cell in found.statements if cell.item == item)


def by_class(one: Published, background: str) -> object:
    found = table_of(one).classification(background)
    assert found is not None
    return next(each.classes for each in found.means if each.variable == "s")


# --- shares --------------------------------------------------------------------------------


def test_a_share_step_is_of_the_places_that_print_shares() -> None:
    """The total's count less the office's printed share was the office of four by itself."""
    frame = answering(people({"o1": 30, "o2": 4}), "o2", items=("s",), value=4.0)
    one = published(frame, study=study_of(step("share", variables=["s"], low=1, high=3)))
    own = statements(one, "o1", "s")
    found = share(one, "step/s")
    assert (found.n, found.count) == (own.n, None)
    assert isinstance(own.percent, float) and found.percent == 100 - own.percent


def test_shares_at_every_cut_print_none_but_the_top_class_and_its_rest() -> None:
    """All cuts together gave the total's sum, and so that of an office whose mean is a bound."""
    cuts = [(1, 1), (1, 2), (1, 3), (1, 4), (4, 5), (5, 5)]
    steps = [
        step("share", f"{low}-{high}", variables=["s"], low=low, high=high) for low, high in cuts
    ]
    frame = answering(people({"o1": 30, "o2": 20, "o3": 4}), "o3", items=("s",), value=5.0)
    one = published(frame, study=study_of(*steps))
    found = {each["id"]: share(one, f"{each['id']}/s") for each in steps}
    assert not any(isinstance(each.count, int) for each in found.values())
    said = {name for name, each in found.items() if not isinstance(each.percent, Suppressed)}
    assert said == {"1-3", "4-5"}


def test_a_share_leaves_room_beside_classes_inside_an_office() -> None:
    """Two classes of ten inside an office of thirty took all the answers that agree."""
    frame = people({"o1": 30, "o2": 30})
    frame["alder"] = pd.Series([1] * 10 + [2] * 10 + [3] * 40, dtype=object)
    frame["tid"] = 1
    class_of = [4.0, 4.0] + [1.0] * 6 + [2.0] * 2
    frame = says(frame, *[4.0] * 10, *class_of, *class_of)
    assert by_class(published(frame, study=TABLE_ONLY), "alder") == Suppressed("linked")
    assert attack(frame, study=TABLE_ONLY, variables=("s",)) == []


def test_shares_of_the_low_places_together_leave_room_beside_their_means() -> None:
    """Eight of fourteen agree, and the means of the offices leave no other eight."""
    frame = says(people({"o1": 4, "o2": 5, "o3": 5}), *[4.0] * 4, *[4.0, 2.0, 2.0, 1.0, 1.0] * 2)
    one = published(frame, study=TABLE_ONLY)
    assert [cell for cell in table_of(one).low_places if cell.item == "s"] == []
    assert attack(frame, study=TABLE_ONLY, variables=("s",)) == []


@pytest.mark.parametrize("top", [4, 5])
def test_who_left_a_statement_blank_is_not_one_of_those_who_do_not_agree(top: int) -> None:
    """Ten of fourteen answered and all agree; "71 %" said so to whoever knew the four."""
    classes = [
        {"label": "Uenig", "low": 1, "high": 2},
        {"label": "Verken", "low": 3, "high": top - 1},
        {"label": "Enig", "low": top, "high": 5},
    ]
    study = study_with(steps=[], scales={"enig": AGREE | {"classes": classes}})
    frame = answering(people({"o1": 14, "o2": 14}, seed=3), range(10), items=("a3",), value=top)
    frame = answering(frame, range(10, 14), items=("a3",))
    assert statements(published(frame, study=study), "o1", "a3").percent == Bound(over=42.0)
    assert attack(frame, study=study, variables=("A",)) == []


def test_shares_leave_room_for_those_who_answered_two_of_three_statements() -> None:
    """Their two answers weigh more, so that the shares took all that the office's mean allows."""
    frame = people({"o1": 14, "o2": 17})
    low, mixed, high = [1.0, np.nan, 4.0], [4.0, np.nan, 1.0], [4.0, np.nan, 4.0]
    rows = [low] * 5 + [mixed] * 6 + [high] * 4 + [[4.0, 1.0, 1.0], [4.0, 1.0, 4.0]]
    frame.loc[frame["unit"] == "o2", ["a1", "a2", "a3"]] = rows
    one = published(frame, study=TABLE_ONLY)
    assert statements(one, "o2", "a1").percent == Suppressed("homogeneity")
    assert attack(frame, study=TABLE_ONLY, variables=("A",)) == []


def test_shares_of_the_low_places_leave_room_for_those_who_answered_two_of_three() -> None:
    frame = people({"o1": 4, **dict.fromkeys(("o2", "o3", "o4", "o5"), 5)})
    answers = [4.0] * 4 + [4.0, 4.0, 1.0, 1.0, 1.0] * 4
    frame = says(says(frame, *answers, item="a1"), *answers, item="a2")
    frame = answering(frame, frame.index, items=("a3",))
    low = table_of(published(frame, study=TABLE_ONLY)).low_places
    assert not any(isinstance(cell.n, int) for cell in low if cell.construct == "A")
    assert attack(frame, study=TABLE_ONLY, variables=("A",)) == []


# --- models --------------------------------------------------------------------------------

SKIPPER = 5


def models(frame: pd.DataFrame) -> tuple[Node | Suppressed, tuple[CorrelationPair, ...]]:
    pairs = step("correlation", "pairs", y="B", x=["A", "s"], missing="listwise")
    model = step("regression", "model", outcome="B", predictors=["A", "s"])
    steps = published(frame, study=study_of(pairs, model)).results.steps
    correlation = steps["pairs"]
    assert isinstance(correlation, Correlation)
    return steps["model"], correlation.rows


def test_a_model_leaves_nobody_out_who_skipped_one_of_its_variables() -> None:
    """A regression of everybody but one, beside the means of all, gave that one's answers."""
    frame = answering(people({"o1": 13, "o2": 13}), [SKIPPER], items=("s",))
    model, pairs = models(frame)
    assert isinstance(model, Regression) and model.n == 26
    assert [pair.n for pair in pairs] == [26, 26]


def test_a_skipped_answer_counts_as_the_published_mean_of_its_place() -> None:
    frame = answering(people({"o1": 13, "o2": 13}), [SKIPPER], items=("s",))
    place = table_of(published(frame)).place("o1")
    assert place is not None
    mean = next(cell.mean for cell in place.cells if cell.variable == "s")
    filled = frame.assign(
        A=frame[["a1", "a2", "a3"]].mean(axis=1),
        B=frame[["b1", "b2", "b3"]].mean(axis=1),
        s=frame["s"].fillna(mean),
    )
    _, pairs = models(frame)
    expected = [np.corrcoef(filled["B"], filled[name])[0, 1] for name in ("A", "s")]
    assert [pair.r for pair in pairs] == pytest.approx(expected, abs=0.00501)


@pytest.mark.parametrize(("blank", "there"), [(3, True), (4, True), (5, False)])
def test_a_variable_that_more_than_a_tenth_left_blank_is_in_no_model(
    blank: int, there: bool
) -> None:
    frame = answering(people({"o1": 20, "o2": 20}), range(0, 5 * blank, 5), items=("s",))
    model, _ = models(frame)
    assert isinstance(model, Regression) is there


def test_a_variable_without_a_published_spread_is_in_no_model() -> None:
    """That everybody answered alike was the reason given for a correlation that is none."""
    frame = people({"o1": 13, "o2": 9, "o3": 8})
    model, pairs = models(answering(frame, frame.index, items=("s",), value=3.0))
    assert model == Suppressed("size")
    assert (pairs[-1].n, pairs[-1].undefined) == (Suppressed("size"), None)


MODEL_OF = {
    "regression": {"outcome": "s", "predictors": ["tid"]},
    "regression on size": {"outcome": "s", "predictors": ["size"]},
    "regression on a statement": {"outcome": "s", "predictors": ["a1"]},
    "drivers": {"outcome": "s", "predictors": ["A", "tid"]},
    "multilevel": {"outcome": "s", "predictors": ["tid"]},
}


@pytest.mark.parametrize("model", MODEL_OF)
def test_no_background_size_or_single_statement_is_in_a_model(model: str) -> None:
    """A class of one, or an office whose mean is a bound, followed from a slope."""
    declared = step(model.partition(" ")[0], **MODEL_OF[model])
    one = published(people({"o1": 14, "o2": 14, "o3": 5}), study=study_of(declared))
    assert one.results.steps["step"] == Suppressed("models")


@pytest.mark.parametrize("variable", ["tid", "a1"])
def test_nothing_is_correlated_with_a_background_or_a_single_statement(variable: str) -> None:
    declared = step("correlation", y="s", x=[variable])
    one = published(people({"o1": 14, "o2": 14, "o3": 5}), study=study_of(declared))
    node = one.results.steps["step"]
    assert isinstance(node, Correlation)
    assert [(row.n, row.r) for row in node.rows] == [(Suppressed("size"),) * 2]


def test_a_multilevel_check_of_two_groups_has_no_groups() -> None:
    """It was of published units alone, the comparison of all: the rest were one person."""
    frame = people({"o1": 16, "o2": 14, "o3": 2, "o4": 3})
    frame = tenure(frame, *[1] * 8, *[2] * 8, *[1] * 7, *[2] * 7, 1, 2, 2, 2, 2)
    compared = step("group_comparison", "two", outcomes=["s"], factor="tid", groups=[1, 2])
    one = published(frame, study=study_of(compared, step("multilevel", "check", of="two")))
    assert one.results.steps["check"] == Suppressed("models")


# --- places, spread and classes ------------------------------------------------------------


@pytest.mark.parametrize(("asked", "there"), [(1, False), (2, True), (None, True)])
def test_an_unpublished_unit_has_no_more_people_than_were_asked(
    asked: int | None, there: bool
) -> None:
    """Four people in two units, of which one has a staff of one: the other has three."""
    declared = round_of(["o1", "o2", "o3", "o4"]).model_dump()
    for unit, invited in zip(declared["units"], (30, 30, asked, 5), strict=True):
        unit["invited"] = invited
    frame = people({"o1": 20, "o2": 20, "o3": 1, "o4": 3})
    one = published(frame, study=TABLE_ONLY, round_=Round.model_validate(declared))
    assert (table_of(one).place(OTHER) is not None) is there


@pytest.mark.parametrize("pairs", range(T + 2))
def test_a_spread_on_whole_points_leaves_room_for_twice_the_threshold(pairs: int) -> None:
    """Where squares were just beyond the least, any three people were known to two points."""
    frame = answering(people({"o1": 15, "o2": 15}), range(30), items=("s",), value=3.0)
    frame = says(frame, *[2.0, 4.0] * pairs)
    spread = table_of(published(frame, study=TABLE_ONLY)).spread("s")
    printed: Number = spread.sd if spread else None
    assert isinstance(printed, float) is (2 * pairs >= 2 * T)


@pytest.mark.parametrize("n", [12, 35])
def test_a_spread_leaves_room_beside_classes_too(n: int) -> None:
    """Squares were the least that offices and classes allow, so everybody was known."""
    frame = tenure(people({"o1": 2 * n, "o2": n}), *[1] * n, *[2] * 2 * n).assign(alder=1)
    frame = says(frame, *[4.0] * n, *[2.0] * n, *[3.0] * n)
    assert by_class(published(frame, study=TABLE_ONLY), "tid") == Suppressed("linked")
    assert attack(frame, study=TABLE_ONLY, variables=("s",)) == []


def test_a_theme_that_all_brought_up_is_a_band() -> None:
    node = Themes(group="", n=6, question="q", asked="?", themes=(Theme(label="x", count=6),))
    found = protect_themes(node, threshold=T)
    assert isinstance(found, Themes) and found.themes[0].count == Band(4, 6)


def test_answers_are_of_the_base_and_not_of_everybody_in_the_file() -> None:
    """How many answered less the base was how many are in the one unpublished unit."""
    frame = people({"o1": 30, "o2": 20, "o3": 2})
    steps = published(frame, round_=round_of(offices_of(frame))).results.steps
    response = steps["response/ansatte"]
    assert (response.n, getattr(response, "answered", None)) == (50, 50)
    assert getattr(response, "registered", None) is None
