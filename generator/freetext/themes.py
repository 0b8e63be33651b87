"""Themes: what an answer is about, by the keywords the study declares."""

from __future__ import annotations

import re
from functools import cache

from generator.study.instrument import OpenQuestion


@cache
def keyword_pattern(keyword: str) -> re.Pattern[str]:
    """Finds a keyword as whole words, whatever the case; ``*`` stands for any letters.

    >>> bool(keyword_pattern("vikar*").search("Mange vikarer i vår"))
    True
    """
    words = (re.escape(word).replace(r"\*", r"\w*") for word in keyword.split())
    return re.compile(rf"(?<!\w){' '.join(words)}(?!\w)", re.IGNORECASE)


def themes_of(text: str, question: OpenQuestion) -> tuple[str, ...]:
    """The ids of the themes that the text brings up, in declared order."""
    return tuple(
        name
        for name, theme in question.themes.items()
        if any(keyword_pattern(keyword).search(text) for keyword in theme.keywords)
    )
