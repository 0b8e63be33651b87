"""Themes of open questions: no count that points to a few, or to the few who did not say it.

A question fewer than the threshold answered is suppressed, quotes included. Themes overlap, so
two counts never give a third; how many brought up none of them is not published, since with it they
would. Quotes under a theme of few would show its count, so they stand among the others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from generator.results.store import ReleasedResults
from generator.results.survey import Quote, Theme, Themes
from generator.results.values import Band, Node, Suppressed

FEW = Suppressed("free_text")
LATE = Suppressed("later_release")


def protect_texts(
    nodes: Mapping[str, Node | Suppressed], *, threshold: int, exact: bool
) -> dict[str, Node | Suppressed]:
    """The nodes with their themes protected; an ``exact`` round prints those somebody counted."""
    return {
        name: protect_themes(node, threshold=threshold)
        if isinstance(node, Themes) and not (exact and node.reviewed is None)
        else node
        for name, node in nodes.items()
    }


def protect_themes(node: Themes, *, threshold: int) -> Themes | Suppressed:
    """The node with small counts suppressed, and counts of nearly everybody as a band."""
    if not isinstance(node.n, int) or node.n < threshold:
        return FEW
    few = {t.label for t in node.themes if isinstance(t.count, int) and 0 < t.count < threshold}
    themes = tuple(_with_band(theme, node.n, threshold) for theme in node.themes)
    return _suppressed(replace(node, themes=themes), few, FEW)


def without_few_late(
    released: ReleasedResults, earlier: Sequence[ReleasedResults], *, threshold: int
) -> ReleasedResults:
    """The release without counts from which follows what few late answers brought up.

    A question that one to ``threshold - 1`` more have answered since an earlier release is
    suppressed; of others, the themes that so few more brought up, or all but so few. One that
    would lack a count which the release before had stands as it was then.
    """
    steps, carried = dict(released.steps), dict(released.carried)
    for name, now in released.steps.items():
        found: Node | Suppressed = now
        for before in earlier:
            then = before.steps.get(name)
            if isinstance(then, Themes) and isinstance(found, Themes):
                found = _since(found, then, threshold)
        known = earlier[-1].steps.get(name) if earlier else None
        if isinstance(now, Themes) and isinstance(known, Themes) and _lacks(found, known):
            found = _as_it_was(known, now)
            carried[name] = earlier[-1].carried.get(name, earlier[-1].release)
        steps[name] = found
    return replace(released, steps=steps, carried=carried)


def _lacks(found: Node | Suppressed, known: Themes) -> bool:
    """Whether a count of ``known`` is suppressed now."""
    if not isinstance(found, Themes):
        return True
    hidden = {theme.label for theme in found.themes if isinstance(theme.count, Suppressed)}
    return any(t.label in hidden for t in known.themes if not isinstance(t.count, Suppressed))


def _as_it_was(known: Themes, now: Themes) -> Themes:
    """The question of the release before, of its quotes those that are still chosen."""
    chosen = {
        quote.text for each in (now.others, *(t.quotes for t in now.themes)) for quote in each
    }

    def still(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        return tuple(quote for quote in quotes if quote.text in chosen)

    themes = tuple(replace(theme, quotes=still(theme.quotes)) for theme in known.themes)
    return replace(known, themes=themes, others=still(known.others), reviewed=now.reviewed)


def _since(now: Themes, then: Themes, threshold: int) -> Themes | Suppressed:
    if not isinstance(now.n, int) or not isinstance(then.n, int):
        return now
    late = now.n - then.n
    if 0 < abs(late) < threshold:
        return LATE
    counts = {theme.label: theme.count for theme in then.themes}
    hidden = {
        theme.label
        for theme in now.themes
        if isinstance(theme.count, int)
        and isinstance(known := counts.get(theme.label, 0), int)
        and _is_about_few(theme.count - known, late, threshold)
    }
    return _suppressed(now, hidden, LATE) if hidden else now


def _is_about_few(more: int, late: int, threshold: int) -> bool:
    """Whether few of those who came late brought a theme up, or all but a few."""
    return 0 < abs(more) < threshold or (late != 0 and abs(late - more) < threshold)


def _with_band(theme: Theme, n: int, threshold: int) -> Theme:
    """The theme with a band for a count of all, or of all but a few."""
    if not isinstance(theme.count, int) or n - theme.count >= threshold:
        return theme
    percent = None if theme.percent is None else FEW
    return replace(theme, count=Band(max(n - threshold + 1, threshold), n), percent=percent)


def _place(theme: Theme) -> tuple[int, str]:
    """Most mentioned first, but what is no exact count by its label: its rank would show it."""
    match theme.count:
        case Band():
            return (0, theme.label)
        case Suppressed():
            return (2, theme.label)
    return (1, "")


def _suppressed(node: Themes, labels: Collection[str], rule: Suppressed) -> Themes:
    """The node without those themes' counts, their quotes among the others: nobody sees whose."""
    others, themes = list(node.others), list[Theme]()
    for theme in node.themes:
        if theme.label in labels:
            others += theme.quotes
            percent = None if theme.percent is None else rule
            themes.append(replace(theme, count=rule, percent=percent, quotes=()))
        else:
            themes.append(theme)
    others.sort(key=lambda quote: (quote.text.casefold(), quote.text))
    return replace(node, themes=tuple(sorted(themes, key=_place)), others=tuple(others))
