"""What is published of open answers: counts at the threshold's edges, and quotes beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis.facts import count_themes
from generator.freetext.answers import OpenAnswer
from generator.freetext.protected import protect_themes, without_few_late
from generator.freetext.review import Reviewed
from generator.publish import publish
from generator.results.store import ReleasedResults
from generator.results.survey import Quote, Theme, Themes
from generator.results.values import Band, Suppressed
from generator.round.model import Policy
from generator.study.instrument import OpenQuestion

from .samples import inputs, person, round_, study

FEW = Suppressed("free_text")
QUESTION = OpenQuestion.model_validate(
    {"label": "Q", "themes": {name: {"label": name.upper()} for name in "abc"}}
)


def answer(text: str, *themes: str, times: int = 1, quoted: bool = False) -> OpenAnswer:
    return OpenAnswer("q", text, times, {}, themes, (), quoted)


def counted(*answers: OpenAnswer) -> Themes:
    return count_themes(answers, question=QUESTION, asked="X", language="nb", reviewed=True)


def node(n: int, **counts: int) -> Themes:
    themes = tuple(Theme(label=name, count=k, percent=100 * k / n) for name, k in counts.items())
    return Themes(group="round", n=n, question="?", asked="x", themes=themes, reviewed=True)


# --- counting --------------------------------------------------------------------------------


def test_answers_are_counted_once_for_each_who_gave_them() -> None:
    found = counted(answer("x", "a", "b", times=3), answer("y", "b"), answer("z"))
    assert found.n == 5
    assert [(t.label, t.count, t.percent) for t in found.themes] == [("B", 4, 80), ("A", 3, 60)]


def test_a_quote_stands_once_under_its_most_mentioned_theme() -> None:
    found = counted(
        answer("x", "a", "b", quoted=True),
        answer("z", "b"),
        answer("w", quoted=True),
        answer("u", "a", "b"),
        answer("not let out", "a"),
    )
    first, second = found.themes
    assert [first.label, *(q.text for q in first.quotes)] == ["A", "x"]
    assert second.quotes == ()
    assert [quote.text for quote in found.others] == ["w"]


# --- what may be published ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "told"),
    [(1, FEW), (3, FEW), (4, 4), (5, 5), (9, 9), *((n, Band(10, 13)) for n in (10, 12, 13))],
)
def test_neither_few_nor_the_few_others_are_told(count: int, told: object) -> None:
    (theme,) = protect_themes(node(13, a=count), threshold=4).themes
    assert theme.count == told
    assert isinstance(theme.percent, float) is isinstance(told, int)


@pytest.mark.parametrize(("n", "told"), [(3, False), (4, True)])
def test_a_question_few_answered_is_not_told_at_all(n: int, told: bool) -> None:
    quoted = replace(node(n, a=n), others=(Quote(text="SECRET", language="nb"),))
    assert isinstance(protect_themes(quoted, threshold=4), Themes) is told


def test_quotes_of_few_stand_among_the_others_in_the_order_of_their_text() -> None:
    quotes = {name: (Quote(text=name, language="nb"),) for name in "zmb"}
    base = node(20, large=8, few=3)
    large, few = base.themes
    themes = (replace(large, quotes=quotes["m"]), replace(few, quotes=quotes["b"]))
    told = protect_themes(replace(base, themes=themes, others=quotes["z"]), threshold=4)
    assert [theme.quotes for theme in told.themes] == [quotes["m"], ()]
    assert told.others == quotes["b"] + quotes["z"]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=5))
@settings(max_examples=times(100))
def test_an_attacker_learns_no_small_count_and_no_order_among_them(counts: list[int]) -> None:
    """Whatever is told is the same for every set of small counts that could be behind it."""
    names = [f"t{i}" for i in range(len(counts))]
    told = protect_themes(node(13, **dict(zip(names, counts, strict=True))), threshold=4)
    other = [3 if k < 4 else 12 if k > 9 else k for k in counts]
    assert told == protect_themes(node(13, **dict(zip(names, other, strict=True))), threshold=4)
    for theme in told.themes:
        if isinstance(theme.count, int):
            assert 4 <= theme.count <= 9 or theme.count == 13


@pytest.mark.parametrize("exact", [True, False])
def test_open_answers_are_held_to_the_threshold_also_where_tables_are_reproduced(
    exact: bool,
) -> None:
    """What somebody wrote was never in a published table: nothing of it is to be reproduced."""
    policy = Policy(reproduce_published=exact)
    answers = (
        *(OpenAnswer("why", text, 1, {}, ("time", "rooms"), (), False) for text in "ab"),
        *(OpenAnswer("why", text, 1, {}, ("training",), (), False) for text in "cdefg"),
        *(OpenAnswer("why", text, 1, {}, (), (), False) for text in "hijklm"),
    )
    found = publish(
        inputs([person(why=text) for text in "abcdefghijklm"]),
        study(),
        round_(policy=policy, synthetic=True),
        texts=Reviewed(answers, reviewed=True),
    )
    node = found.results.steps["themes/why"]
    assert isinstance(node, Themes)
    counts = {theme.label: theme.count for theme in node.themes}
    assert counts == {"Tid": FEW, "Opplæring": 5, "Lokaler": FEW}
    assert not any("themes/why" in cell.place for cell in found.certificate.let_through)


# --- and what a later release adds -----------------------------------------------------------


def later(now: Themes, then: Themes) -> Themes | Suppressed:
    """The question as the second release of a round publishes it."""
    first, second = (
        ReleasedResults(
            study="s", round="r", steps={"q": protect_themes(one, threshold=4)}, units={}
        )
        for one in (then, now)
    )
    found = without_few_late(second, [first], threshold=4).steps["q"]
    assert isinstance(found, Themes | Suppressed)
    return found


@pytest.mark.parametrize(("late", "published"), [(0, True), (1, False), (3, False), (4, True)])
def test_a_question_that_few_more_have_answered_stands_as_it_was(
    late: int, published: bool
) -> None:
    found = later(node(20 + late, a=8), node(20, a=8))
    assert isinstance(found, Themes)
    assert (found.n, found.themes[0].count) == (20 + late * published, 8)


@pytest.mark.parametrize(("more", "n", "count"), [(0, 29, 8), (1, 20, 8), (3, 20, 8), (4, 29, 12)])
def test_a_theme_that_few_more_brought_up_is_not_counted_again(
    more: int, n: int, count: int
) -> None:
    """Of nine late answers: the question stands as it was."""
    found = later(node(29, a=8 + more), node(20, a=8))
    assert isinstance(found, Themes)
    assert (found.n, found.themes[0].count) == (n, count)


@pytest.mark.parametrize(
    ("others", "n", "count"), [(0, 20, 8), (1, 20, 8), (3, 20, 8), (4, 29, 13)]
)
def test_a_theme_that_all_but_few_of_the_late_brought_up_is_not_counted_again(
    others: int, n: int, count: int
) -> None:
    found = later(node(29, a=8 + 9 - others), node(20, a=8))
    assert isinstance(found, Themes)
    assert (found.n, found.themes[0].count) == (n, count)


def test_a_quote_that_is_chosen_no_more_does_not_stand_with_the_question() -> None:
    """Whoever withdrew is not quoted again, nor is anybody who came late quoted."""
    quotes = {name: Quote(text=name, language="nb") for name in ("stays", "withdrawn", "late")}
    then = replace(node(20, a=8), others=(quotes["stays"], quotes["withdrawn"]))
    now = replace(node(19, a=8), others=(quotes["late"], quotes["stays"]))
    found = later(now, then)
    assert isinstance(found, Themes)
    assert (found.n, [quote.text for quote in found.others]) == (20, ["stays"])


def test_a_question_that_stands_is_dated() -> None:
    one, two = (
        ReleasedResults(study="s", round="r", steps={"q": each}, units={}, release=i)
        for i, each in enumerate((node(20, a=8), node(21, a=8)), start=1)
    )
    assert without_few_late(two, [one], threshold=4).carried == {"q": 1}
    assert without_few_late(replace(one, release=2), [one], threshold=4).carried == {}


def test_results_json_keeps_quotes_and_counts() -> None:
    found = protect_themes(
        counted(answer("«x»", "a", times=5, quoted=True), answer("y", quoted=True)), threshold=4
    )
    released = ReleasedResults(study="s", round="r", steps={"themes/q": found}, units={})
    again = ReleasedResults.from_json(released.to_json())
    assert again == released
    assert again.steps["themes/q"].others[0].text == "y"
