"""Themes of open questions: no count that points to a few, or to the few who did not say it.

A question fewer than the threshold answered is not told at all, quotes included. Themes overlap, so
two counts never give a third; how many brought up none of them is not told, since with it they
would. Quotes under a theme of few would tell its count, so they stand among the others.
"""

from __future__ import annotations

from dataclasses import replace

from generator.results import Band, Quote, Theme, Themes, Withheld

FEW = Withheld("too_few_respondents")


def told_themes(node: Themes, *, threshold: int) -> Themes | Withheld:
    """The node with small counts withheld, and counts of nearly everybody told as a band."""
    if not isinstance(node.n, int) or node.n < threshold:
        return FEW
    n = node.n
    told = sorted((_told(theme, n, threshold) for theme in node.themes), key=_place)
    moved = [quote for theme in node.themes if _is_few(theme, threshold) for quote in theme.quotes]
    return replace(node, themes=tuple(told), others=_in_order([*node.others, *moved]))


def _told(theme: Theme, n: int, threshold: int) -> Theme:
    if not isinstance(theme.count, int):
        return theme
    percent = None if theme.percent is None else FEW
    if _is_few(theme, threshold):
        return replace(theme, count=FEW, percent=percent, quotes=())
    if 0 < n - theme.count < threshold:
        low = max(n - threshold + 1, threshold)
        return replace(theme, count=Band(low, n - 1), percent=percent)
    return theme


def _place(theme: Theme) -> tuple[int, str]:
    """Most mentioned first, but what is not told exactly by its label: the order would tell it."""
    match theme.count:
        case Band():
            return (0, theme.label)
        case Withheld():
            return (2, theme.label)
    return (1, "")


def _is_few(theme: Theme, threshold: int) -> bool:
    return isinstance(theme.count, int) and 0 < theme.count < threshold


def _in_order(quotes: list[Quote]) -> tuple[Quote, ...]:
    """By text, so that nobody sees which of them a withheld theme had."""
    return tuple(sorted(quotes, key=lambda quote: (quote.text.casefold(), quote.text)))
