"""What is told of open answers: counts at the edges of the threshold, and quotes beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis.themes import count_themes
from generator.disclosure import release
from generator.disclosure.themes import told_themes
from generator.results import (
    Band,
    Quote,
    ReleasedResults,
    Results,
    Theme,
    Themes,
    Suppressed,
)
from generator.round import Policy
from generator.study import OpenQuestion
from generator.texts import OpenAnswer

from .samples import study

FEW = Suppressed("too_few_respondents")
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


# --- what may be told ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "told"),
    [(1, FEW), (3, FEW), (4, 4), (5, 5), (9, 9), (10, Band(10, 12)), (12, Band(10, 12)), (13, 13)],
)
def test_neither_few_nor_the_few_others_are_told(count: int, told: object) -> None:
    (theme,) = told_themes(node(13, a=count), threshold=4).themes
    assert theme.count == told
    assert isinstance(theme.percent, float) is isinstance(told, int)


@pytest.mark.parametrize(("n", "told"), [(3, False), (4, True)])
def test_a_question_few_answered_is_not_told_at_all(n: int, told: bool) -> None:
    quoted = replace(node(n, a=n), others=(Quote(text="SECRET", language="nb"),))
    assert isinstance(told_themes(quoted, threshold=4), Themes) is told


def test_quotes_of_few_stand_among_the_others_in_the_order_of_their_text() -> None:
    quotes = {name: (Quote(text=name, language="nb"),) for name in "zmb"}
    base = node(20, large=8, few=3)
    large, few = base.themes
    themes = (replace(large, quotes=quotes["m"]), replace(few, quotes=quotes["b"]))
    told = told_themes(replace(base, themes=themes, others=quotes["z"]), threshold=4)
    assert [theme.quotes for theme in told.themes] == [quotes["m"], ()]
    assert told.others == quotes["b"] + quotes["z"]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=5))
@settings(max_examples=times(100))
def test_an_attacker_learns_no_small_count_and_no_order_among_them(counts: list[int]) -> None:
    """Whatever is told is the same for every set of small counts that could be behind it."""
    names = [f"t{i}" for i in range(len(counts))]
    told = told_themes(node(13, **dict(zip(names, counts, strict=True))), threshold=4)
    other = [3 if k < 4 else 12 if k > 9 else k for k in counts]
    assert told == told_themes(node(13, **dict(zip(names, other, strict=True))), threshold=4)
    for theme in told.themes:
        if isinstance(theme.count, int):
            assert 4 <= theme.count <= 9 or theme.count == 13


@pytest.mark.parametrize("published", [True, False])
def test_free_text_is_held_to_the_threshold_also_where_published_tables_are_not(
    published: bool,
) -> None:
    results = Results(study="s", round="r", steps={"themes/q": node(13, a=2)}, units={})
    policy = Policy(reproduce_published=published)
    told, certificate = release(results, {}, study=study(), policy=policy)
    assert told.steps["themes/q"].themes[0].count == FEW
    assert certificate.let_through == ()


def test_results_json_keeps_quotes_and_counts() -> None:
    found = told_themes(
        counted(answer("«x»", "a", times=5, quoted=True), answer("y", quoted=True)), threshold=4
    )
    released = ReleasedResults(study="s", round="r", steps={"themes/q": found}, units={})
    again = ReleasedResults.from_json(released.to_json())
    assert again == released
    assert again.steps["themes/q"].others[0].text == "y"
