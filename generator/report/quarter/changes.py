"""What changed since last quarter, and whether it is more than noise: the whole's lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.report.block import Block, Paragraph
from generator.report.blocks.trend import change_table, trend_summary
from generator.report.blocks.trend_words import (
    break_text,
    line_label,
    measured_now,
    point_then,
    round_date,
    trend_of,
    value_text,
)
from generator.report.context import Context, inside
from generator.report.numbers import is_known
from generator.results.trend import Break, Change, Trend, TrendLine
from generator.results.values import published_number


def change_sentences(context: Context) -> Iterator[str]:
    """For page one: which results went up or down more than noise, and what cannot be compared."""
    trend, words = trend_of(context), context.words
    if trend is None:
        return
    lines = _compared(trend)
    tested = [line for line in lines if isinstance(line.change, Change) and line.change.certain]
    for key, sign in (("up", 1), ("down", -1)):
        names = [
            inside(line_label(each, context=context)) for each in tested if _sign(each) == sign
        ]
        if names:
            yield words(f"quarter.changed_{key}", names=words.listed(names))
    if not tested and trend.family:
        yield words("quarter.changed_none", n=trend.family)


def change_blocks(context: Context) -> Iterator[Block]:
    """The change of every construct, indicator and client category of the whole, with n."""
    trend, words = trend_of(context), context.words
    if trend is None:
        return
    lines = _compared(trend)
    yield Paragraph(trend_summary(lines, trend, context=context))
    targets = [line for line in lines if line.measure == "target"]
    for title, found in _groups(lines, context):
        yield change_table(found, trend, title=title, targets=targets, context=context)
    for line in lines:
        if line.measure == "score" and (told_change := _score(line, trend, context)):
            yield Paragraph(told_change)
    for renamed in trend.renamed:
        before, now = renamed.before, context.unit_name(renamed.unit)
        yield Paragraph(words("trend.renamed", before=before, now=now))


def _compared(trend: Trend) -> list[TrendLine]:
    """The lines that have a figure now and something to hold it against."""
    return [line for line in trend.lines if measured_now(line, trend) and line.change is not None]


def _groups(
    lines: Sequence[TrendLine], context: Context
) -> Iterator[tuple[str, Sequence[TrendLine]]]:
    """The lines that share a table, with its title."""
    words, study = context.words, context.study
    if found := [line for line in lines if line.measure == "indicator"]:
        yield words("quarter.changes_indicators"), found
    for group in study.groups:
        if found := [line for line in lines if (line.measure, line.group) == ("construct", group)]:
            label = inside(study.groups[group].label)
            yield words("trend.table_constructs", group=label), found
    if found := [line for line in lines if line.measure == "clients"]:
        yield words("trend.table_clients"), found


def _score(line: TrendLine, trend: Trend, context: Context) -> str:
    """A composite score now and then, or why the two cannot be compared."""
    words, then, change = context.words, point_then(line), line.change
    label = line_label(line, context=context)
    if isinstance(change, Break):
        since = round_date(change.since, trend, context=context)
        told = words("trend.broken_since", names=label, date=since)
        return f"{told} {break_text(change, context=context)}"
    figures = [] if then is None else [then.value, line.points[-1].value]
    if not isinstance(change, Change) or then is None or not all(map(is_known, figures)):
        return ""
    return words(
        "trend.score",
        label=label,
        then=value_text(then.value, line, context=context),
        now=value_text(line.points[-1].value, line, context=context),
        date=round_date(change.since, trend, context=context),
    )


def _sign(line: TrendLine) -> int:
    value = published_number(line.change.value) if isinstance(line.change, Change) else None
    return 0 if not value else 1 if value > 0 else -1
