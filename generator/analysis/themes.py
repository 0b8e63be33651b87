"""Themes: how many of those who answered an open question brought up each theme.

Somebody has read the answers and counted; the program only puts the most mentioned first, ties in
declared order. One answer may hold several themes, so the counts do not add up to ``n``.
"""

from __future__ import annotations

from generator.analysis.production import GROUP
from generator.results import Node, Theme, Themes
from generator.round import Round, ThemeQuestion


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
