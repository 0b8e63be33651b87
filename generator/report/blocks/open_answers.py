"""Blocks on the answers in own words: themes, how many brought them up, and chosen quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.report.block import Block, Cell, Column, Heading, Paragraph, Quote, Table
from generator.report.context import Context, inside, sentences
from generator.report.numbers import is_known
from generator.resources.typeface import printable
from generator.results.survey import Quote as PublishedQuote
from generator.results.survey import Theme, Themes
from generator.results.values import Band, Suppressed
from generator.study.texts import JOINED

LONGEST_WORD: Final = 40
"""Letters of a quote's word that fit on a line wherever they stand; a longer one is divided."""


def answer_blocks(name: str, node: Themes | None, *, context: Context) -> Iterator[Block]:
    """One open question: its themes as a table, what it shows, and the quotes under their theme."""
    words = context.words
    yield Heading(2, context.study.open_questions[name].label)
    if node is None:
        threshold = words.numeral(context.round.policy.min_respondents)
        yield Paragraph(words("themes.withheld", threshold=threshold))
        return
    if node.themes:
        yield _table(node, context)
    else:
        yield Paragraph(_answered(node, context))
    yield Paragraph(sentences(_most_mentioned(node, context), _on_quotes(node, context)))
    for theme in node.themes:
        yield from _quotes(theme.label, theme.quotes, context)
    yield from _quotes(words("texts.others"), node.others, context)


def theme_count(theme: Theme, *, context: Context) -> Cell:
    """How many brought a theme up; in words where they are too few to be told."""
    if isinstance(theme.count, Suppressed):
        threshold = context.words.numeral(context.round.policy.min_respondents)
        return Cell(context.words("themes.few", threshold=threshold), withheld=True)
    return context.cell(theme.count, 0)


def _table(node: Themes, context: Context) -> Table:
    words = context.words
    notes = [_answered(node, context), words("texts.several")]
    if any(isinstance(theme.count, Band) for theme in node.themes):
        threshold = words.numeral(context.round.policy.min_respondents)
        notes.append(words("texts.band", threshold=threshold))
    if any(isinstance(theme.percent, Suppressed) for theme in node.themes):
        notes.append(words("texts.dash"))
    return Table(
        title=words("texts.table", question=node.question),
        columns=(
            Column(words("themes.head_theme"), align="text", weight=4),
            Column(words("themes.head_count"), weight=1.4),
            Column(words("texts.head_percent"), weight=1.4),
        ),
        rows=tuple(
            (
                Cell(theme.label, header=True),
                theme_count(theme, context=context),
                context.percent_cell(theme.percent),
            )
            for theme in node.themes
        ),
        notes=tuple(notes),
    )


def _answered(node: Themes, context: Context) -> str:
    if not is_known(node.n):
        return context.words("themes.n_hidden")
    asked = context.words.listed([inside(label) for label in node.asked.split(JOINED)])
    return context.words("themes.n", n=context.number(node.n, 0), asked=asked)


def _most_mentioned(node: Themes, context: Context) -> str:
    """The theme that most brought up, or those that equally many did, as far as that is told."""
    words = context.words
    told = [theme for theme in node.themes if isinstance(theme.count, int)]
    banded = any(isinstance(theme.count, Band) for theme in node.themes)
    if not node.themes or not is_known(node.n) or banded:
        return ""
    if not told:
        return words("texts.none", threshold=words.numeral(context.round.policy.min_respondents))
    most = [theme for theme in told if theme.count == told[0].count]
    listed = words.listed([words("texts.named", theme=theme.label) for theme in most])
    key = "texts.most" if len(most) == 1 else "texts.most_several"
    return words(
        key, themes=listed, n=context.number(told[0].count, 0), of=context.number(node.n, 0)
    )


def _on_quotes(node: Themes, context: Context) -> str:
    """Why there are quotes, or none."""
    if not node.reviewed:
        return context.words("texts.not_reviewed")
    quoted = node.others or any(theme.quotes for theme in node.themes)
    return context.words("texts.chosen" if quoted else "texts.none_chosen")


def _quotes(title: str, quotes: Sequence[PublishedQuote], context: Context) -> Iterator[Block]:
    if quotes:
        yield Heading(3, title)
    for quote in quotes:
        language = quote.language if quote.language != context.language else None
        yield Quote(_foldable(printable(quote.text)), language)


def _foldable(text: str) -> str:
    """A word that no line has room for, in parts."""
    return re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", r"\1 ", text)
