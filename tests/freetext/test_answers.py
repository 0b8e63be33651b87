"""Open answers: which theme they are about, and which of them point to too few."""

from __future__ import annotations

import pytest
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.freetext.answers import OpenAnswer, read_answers
from generator.freetext.rarity import YEARS, keyword_pattern
from generator.study.instrument import OpenQuestion
from generator.study.model import Study

from .samples import STUDY, inputs, person, round_, study


def read(*staff, chiefs=(), **changes) -> tuple[OpenAnswer, ...]:
    return read_answers(inputs(staff, chiefs), study=study(), round_=round_(**changes))


# --- themes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keyword", "text", "found"),
    [
        ("tid", "Ikke TID nok", True),
        ("tid", "Tidlig og fritid", False),
        ("tid*", "Tidlig", True),
        ("*tid", "fritid!", True),
        ("ikke tid", "det er ikke tid", True),
        ("ikke tid", "ikke nok tid", False),
        ("a.b", "acb", False),
        ("så*", "så", True),
    ],
)
def test_keywords_are_whole_words(keyword: str, text: str, found: bool) -> None:
    assert bool(keyword_pattern(keyword).search(text)) is found


def themes_of(text: str, code: str = "") -> tuple[str, ...]:
    (answer,) = read(person(other=text, code=code))
    return answer.themes


def test_an_answer_may_hold_several_themes_or_none() -> None:
    assert themes_of("Bra i dag, dårlig i går") == ("good", "bad")
    assert themes_of("Vet ikke") == ()


def test_coding_in_the_export_wins_over_keywords() -> None:
    assert themes_of("Bra", "bad") == ("bad",)
    assert themes_of("Bra", "bad, good") == ("good", "bad")
    assert themes_of("Bra", "-") == ()


def test_a_keyword_is_not_looked_for_across_a_masking_or_in_it() -> None:
    first, second = read(person("fikk Ingunn vite"), person("fikk vite av Ingunn"))
    assert (first.themes, second.themes) == ((), ("training",))


@pytest.mark.parametrize(
    "wrong",
    [
        {"themes": {"a": {"label": "A, b"}}},
        {"themes": {"a": {"label": "A"}, "b": {"label": "a"}}},
        {"themes": {"a": {"label": "A", "keywords": ["*"]}}},
        {"themes": {"a;b": {"label": "A"}}},
    ],
)
def test_themes_that_cannot_be_told_apart_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"theme|keywords"):
        OpenQuestion.model_validate({"label": "Q", **wrong})


# --- what is read ----------------------------------------------------------------------------


def test_no_answer_is_an_answer_without_a_letter_in_it() -> None:
    assert read(person("-"), person(" … "), person("")) == ()


def test_answers_stand_by_question_and_text_and_identical_ones_are_one() -> None:
    found = read(person("b"), person("a", "z"), person(" a\n"), chiefs=["a"])
    assert [(one.question, one.text, one.times) for one in found] == [
        ("why", "a", 3),
        ("why", "b", 1),
        ("else", "z", 1),
    ]


@given(st.permutations(["Ingunn er bra", "bra", "ikke tid", "ikke tid", "Solvik"]))
@settings(max_examples=times(20))
def test_the_order_of_the_respondents_is_not_told(texts: list[str]) -> None:
    assert read(*map(person, texts)) == read(*map(person, sorted(texts)))


def test_an_answer_has_the_same_id_as_long_as_its_masked_text_stands() -> None:
    (one,) = read(person("Ingunn er bra"))
    (other,) = read(person("Voldmo er bra"))
    (shown,) = read_answers(inputs([person("Kari er bra")]), study=study(), round_=round_())
    assert one.id == other.id != shown.id
    assert one.id.startswith("s")  # Excel makes a number of 12e45


# --- what points to few ----------------------------------------------------------------------

SOCIAL, HEALTH = 1, 2


def crowd(*, social_new: int, social_old: int = 10, health_new: int = 10) -> list[dict]:
    people = [person(field=SOCIAL, since="new")] * social_new
    people += [person(field=SOCIAL, since="old", unit="u1")] * social_old
    return people + [person(field=HEALTH, since="new", unit="u1")] * health_new


def rare(text: str, people: list[dict], **changes) -> tuple[str, ...]:
    return next(one.rare for one in read(person(text), *people, **changes) if text in one.text)


@pytest.mark.parametrize(("others", "held"), [(2, True), (3, True), (4, False)])
def test_a_combination_below_the_threshold_is_held_back(others: int, held: bool) -> None:
    people = crowd(social_new=others)
    assert rare("Som nyansatt sosionom ser jeg", people) == (("field", "since") if held else ())
    assert rare("Som nyansatt ser jeg", people) == ()
    assert rare("Som sosionomer ser vi", people) == ()


def test_one_rare_category_is_enough_by_label_or_term() -> None:
    people = crowd(social_new=5, health_new=3)
    assert rare("Jeg har Helsefag fra før", people) == ("field",)
    assert rare("Vi er tre sykepleiere", people) == ("field",)


def test_two_categories_of_one_variable_are_tried_one_at_a_time() -> None:
    people = crowd(social_new=5, health_new=3)
    assert rare("Sosionomer og sykepleiere må snakke sammen", people) == ("field",)


def test_the_size_of_the_office_counts() -> None:
    people = crowd(social_new=2)  # u0 is small; with the writer three work there
    assert rare("På et lite kontor må alle kunne alt", people) == ("size",)
    assert rare("På store kontor kan man lite om hverandre", people) == ()


def test_a_threshold_of_the_round_counts() -> None:
    people = crowd(social_new=5)
    strict = {"policy": {"min_respondents": 7}}
    assert rare("Som nyansatt sosionom", people) == ()
    assert rare("Som nyansatt sosionom", people, **strict) == ("field", "since")


def test_nobody_is_known_to_share_what_the_group_was_not_asked() -> None:
    text = "Som sosionom leder jeg"
    (answer,) = (one for one in read(*crowd(social_new=9), chiefs=[text]) if one.text == text)
    assert answer.rare == ("field",)


@pytest.mark.parametrize(
    "text",
    [
        "Jeg er 63 år",
        "etter 27 års ansiennitet",
        "En 58-åring som meg",
        "førtito år i etaten",
        "Født i 1961 og sliten",
        "Her siden 1987",
    ],
)
def test_an_exact_age_or_service_is_held_back(text: str) -> None:
    assert rare(text, crowd(social_new=9)) == (YEARS,)


@pytest.mark.parametrize("text", ["For 2 år siden", "I 2015 ble vi flere", "de siste 10 årene"])
def test_ordinary_years_are_not(text: str) -> None:
    assert rare(text, crowd(social_new=9)) == ()


def test_without_the_rule_a_rare_combination_would_stand(monkeypatch) -> None:
    people = crowd(social_new=1)
    assert rare("nyansatt sosionom", people)
    monkeypatch.setattr("generator.freetext.rarity.Respondents.sharing", lambda *_: 99)
    assert not rare("nyansatt sosionom", people)


def test_a_size_term_for_no_size_is_a_contradiction() -> None:
    from generator.study.consistency import contradictions

    wrong = Study.model_validate({**STUDY, "size_terms": {"xl": ["svært"]}})
    assert any("size class 'xl'" in str(problem) for problem in contradictions(wrong))


def test_marks_are_in_the_language_people_wrote_in_whatever_the_reports_are_in() -> None:
    (norwegian,) = read(person("Ingunn er bra"), language="en")
    assert norwegian.text == "[navn] er bra"
    (english,) = read(person("Ingunn is fine"), texts={"language": "en"})
    assert english.text == "[name] is fine"
