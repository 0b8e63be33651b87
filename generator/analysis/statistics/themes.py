"""Themes: how many of those who answered an open question brought up each theme.

The round may give the counts, where somebody has read the answers by hand; else the answers are
sorted by keyword and by the analyst's coding (``generator.freetext``). One answer may hold several
themes, so the counts do not add up to ``n``.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.analysis.statistics.production import GROUP
from generator.freetext.answers import OpenAnswer
from generator.freetext.review import Reviewed
from generator.results.survey import Quote, Theme, Themes
from generator.results.values import Node
from generator.round.model import Round, ThemeQuestion
from generator.study.instrument import OpenQuestion
from generator.study.model import Study
from generator.study.texts import JOINED


def theme_nodes(round_: Round) -> dict[str, Node]:
    """Nodes ``themes/<id>``, one for each open question of the round whose themes are counted."""
    return {f"themes/{question.id}": themes(question) for question in round_.themes}


def themes(question: ThemeQuestion) -> Themes:
    """One question's themes, most mentioned first."""
    ordered = sorted(question.themes, key=lambda theme: -theme.count)
    return Themes(
        group=GROUP,
        n=question.answered,
        question=question.question,
        asked=question.asked,
        themes=tuple(Theme(label=theme.label, count=theme.count) for theme in ordered),
    )


def answer_nodes(reviewed: Reviewed, *, study: Study, language: str) -> dict[str, Node]:
    """Nodes ``themes/<question>``, one for each open question that somebody has answered."""
    found: dict[str, Node] = {}
    for name, question in study.open_questions.items():
        answers = [answer for answer in reviewed.answers if answer.question == name]
        if answers:
            groups = question.groups or tuple(study.groups)
            found[f"themes/{name}"] = count_themes(
                answers,
                question=question,
                asked=JOINED.join(study.groups[group].label for group in groups),
                language=language,
                reviewed=reviewed.reviewed,
            )
    return found


def count_themes(
    answers: Sequence[OpenAnswer],
    *,
    question: OpenQuestion,
    asked: str,
    language: str,
    reviewed: bool,
) -> Themes:
    """One question's themes by the answers; a quote stands under its most mentioned theme.

    A theme that nobody brought up is left out.
    """
    n = sum(answer.times for answer in answers)
    counts = {
        name: sum(answer.times for answer in answers if name in answer.themes)
        for name in question.themes
    }
    order = sorted((name for name in counts if counts[name]), key=lambda name: -counts[name])
    quotes: dict[str | None, list[Quote]] = {name: [] for name in (*order, None)}
    for answer in sorted(answers, key=lambda answer: (answer.text.casefold(), answer.text)):
        if answer.quoted:
            first = next((name for name in order if name in answer.themes), None)
            quotes[first].append(Quote(text=answer.text, language=language))
    return Themes(
        group=GROUP,
        n=n,
        question=question.label,
        asked=asked,
        themes=tuple(
            Theme(
                label=question.themes[name].label,
                count=counts[name],
                percent=100 * counts[name] / n,
                quotes=tuple(quotes[name]),
            )
            for name in order
        ),
        reviewed=reviewed,
        others=tuple(quotes[None]),
    )
