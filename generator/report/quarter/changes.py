"""What changed since last quarter, and whether it is more than noise: the total's lines."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.block import Block, Paragraph
from generator.report.blocks.trend import change_table, renamed_blocks, tables_of, trend_summary
from generator.report.blocks.trend_words import (
    is_up,
    line_label,
    measured_now,
    score_sentence,
    trend_of,
)
from generator.report.context import Context, inside
from generator.results.trend import Change, Trend, TrendLine
from generator.results.values import published_number


def change_sentences(context: Context) -> Iterator[str]:
    """For page one: which results went up or down more than noise, or that none did."""
    trend, words = trend_of(context), context.words
    if trend is None:
        return
    certain = [
        (line, line.change)
        for line in _compared(trend)
        if isinstance(line.change, Change) and line.change.certain
    ]
    moved = [(line, change) for line, change in certain if published_number(change.value)]
    for key, up in (("up", True), ("down", False)):
        names = [
            inside(line_label(line, context=context))
            for line, change in moved
            if is_up(change) == up
        ]
        if names:
            yield words(f"quarter.changed_{key}", names=words.listed(names))
    if not certain and trend.family:
        yield words("quarter.changed_none", n=trend.family)


def change_blocks(context: Context) -> Iterator[Block]:
    """The change of every construct, indicator and client category of the total, with n."""
    trend = trend_of(context)
    if trend is None:
        return
    lines = _compared(trend)
    yield Paragraph(trend_summary(lines, trend, context=context))
    tables = tables_of(lines, context=context, indicators="quarter.changes_indicators")
    scorecard_first = sorted(tables, key=lambda table: table[1][0].measure != "indicator")
    for title, found in scorecard_first:
        yield change_table(found, lines, trend, title=title, context=context)
    for line in lines:
        if line.measure == "score" and (text := score_sentence(line, trend, context=context)):
            yield Paragraph(text)
    for paragraph in renamed_blocks(trend, context=context):
        yield Paragraph(paragraph.text)


def _compared(trend: Trend) -> list[TrendLine]:
    """The lines that have a figure now and something to hold it against."""
    return [line for line in measured_now(trend) if line.change is not None]
