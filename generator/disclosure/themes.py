"""Themes of open questions: no count that points to a few, or to the few who did not say it."""

from __future__ import annotations

from dataclasses import replace

from generator.results import Band, Theme, Themes, Withheld

FEW = Withheld("too_few_respondents")


def told_themes(node: Themes, *, threshold: int) -> Themes | Withheld:
    """The node with small counts withheld, and counts of nearly everybody told as a band."""
    if not isinstance(node.n, int) or node.n < threshold:
        return FEW
    n = node.n
    return replace(node, themes=tuple(_told(theme, n, threshold) for theme in node.themes))


def _told(theme: Theme, n: int, threshold: int) -> Theme:
    if not isinstance(theme.count, int):
        return theme
    if 0 < theme.count < threshold:
        return replace(theme, count=FEW)
    if 0 < n - theme.count < threshold:
        low = max(n - threshold + 1, threshold)
        return replace(theme, count=Band(low, n - 1))
    return theme
