"""Codings: the themes somebody has given an answer, as written in a cell."""

from __future__ import annotations

import re

from generator.sources.formats.cells import folded
from generator.study.instrument import OpenQuestion

NO_THEME = "-"
"""What is written where somebody has read an answer and found none of the themes in it."""


def coded_themes(written: str, question: OpenQuestion) -> tuple[str, ...] | None:
    """The ids of the themes written, in declared order; ``None`` when one of them is unknown."""
    ids = {folded(name): name for name in question.themes}
    ids |= {folded(theme.label): name for name, theme in question.themes.items()}
    parts = [folded(part) for part in re.split("[,;]", written)]
    named = {part for part in parts if part and part not in {NO_THEME, "–"}}
    if not named <= set(ids):
        return None
    return tuple(name for name in question.themes if name in {ids[part] for part in named})
