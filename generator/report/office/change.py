"""What changed for one office since last time: a summary, one table and at most one chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.report.block import Block, Cell, Paragraph, Table
from generator.report.blocks.trend import (
    change_table,
    renamed_blocks,
    score_text,
    trend_summary,
)
from generator.report.blocks.trend_chart import trend_chart
from generator.report.blocks.trend_words import full_label, line_label, measured_now, trend_of
from generator.report.context import Context, inside
from generator.results.trend import Break, Change, Trend, TrendLine
from generator.results.values import Suppressed

MOST_ROWS: Final = 12
"""With more figures than this, the table has only those that changed or cannot be compared."""

MOST_LINES: Final = 6
"""How many lines the chart has at most."""

POINTS_FROM: Final = 3
"""How many figures a line must have before it is drawn without a certain change."""

MEASURES: Final = ("construct", "indicator", "clients")
"""What the table compares, in the report's own order."""

Lines = Sequence[TrendLine]


def unit_trend_blocks(context: Context, *, unit: str) -> Iterator[Block]:
    """What changed for a unit, kept short; nothing on a first round."""
    trend = trend_of(context, unit)
    if trend is None:
        return
    words = context.words
    shown = [line for line in trend.lines if measured_now(line, trend)]
    yield Paragraph(trend_summary(shown, trend, context=context))
    tables = tuple(_table(shown, trend, context))
    yield from tables
    if drawn := _drawn(shown):
        yield trend_chart(drawn, trend, title=words("trend.figure_unit"), context=context)
    for line in shown:
        if line.measure == "score" and line.change is not None:
            yield Paragraph(score_text(line, trend, context=context))
    if tables and trend.family:
        yield Paragraph(words("trend.note_interval", n=trend.family), role="small")
    yield from _hidden(shown, context)
    yield from renamed_blocks(trend, context=context)


def _table(shown: Lines, trend: Trend, context: Context) -> Iterator[Table]:
    """One table of everything that is compared, or of what changed where that is much."""
    words = context.words
    compared = sorted(filter(_compared, shown), key=lambda line: MEASURES.index(line.measure))
    short = len(compared) > MOST_ROWS
    told = [line for line in compared if not short or _certain(line) or _broken(line)]
    if told:
        targets = [line for line in shown if line.measure == "target"]
        title = words("trend.table_unit")
        table = change_table(told, trend, title=title, targets=targets, context=context)
        rest = (words("trend.note_only"),) if len(told) < len(compared) else ()
        yield _sectioned(replace(table, notes=(*rest, *table.notes)), told, context)


def _hidden(shown: Lines, context: Context) -> Iterator[Paragraph]:
    """Which figures are withheld, where the table has no rows for them."""
    compared = [line for line in shown if _compared(line)]
    hidden = [line for line in compared if isinstance(line.change, Suppressed)]
    if hidden and len(compared) > MOST_ROWS:
        label = full_label if _several(shown) else line_label
        names = context.words.listed([inside(label(line, context=context)) for line in hidden])
        yield Paragraph(context.words("trend.withheld_of", names=names), role="small")


def _sectioned(table: Table, lines: Lines, context: Context) -> Table:
    """The table with a row above each part, where it has more than one."""
    several = _several(lines)
    parts = [_part(line, several, context) for line in lines]
    if len(set(parts)) == 1:
        return table
    rows: list[tuple[Cell, ...]] = []
    for before, part, row in zip((None, *parts), parts, table.rows, strict=False):
        if part != before:
            rows.append((Cell(part, header=True), *(Cell("") for _ in row[1:])))
        rows.append((replace(row[0], header=False), *row[1:]))
    return replace(table, rows=tuple(rows))


def _several(lines: Lines) -> bool:
    """Whether the lines are about more than one office's scorecard."""
    return len({line.office for line in lines if line.office}) > 1


def _part(line: TrendLine, several: bool, context: Context) -> str:
    """The part of the table that a line stands in; merged offices have a scorecard each."""
    words = context.words
    if several and line.office:
        return words("results.heading_office", office=context.unit_name(line.office))
    return words(f"trend.part_{line.measure}")


def _drawn(shown: Lines) -> Lines:
    """The lines of the chart: certain changes first, then those with enough figures."""
    drawn = [line for line in shown if _compared(line) and (_certain(line) or _long(line))]
    return sorted(drawn, key=lambda line: not _certain(line))[:MOST_LINES]


def _compared(line: TrendLine) -> bool:
    return line.measure in MEASURES and line.change is not None


def _certain(line: TrendLine) -> bool:
    return isinstance(line.change, Change) and line.change.certain is True


def _broken(line: TrendLine) -> bool:
    return isinstance(line.change, Break)


def _long(line: TrendLine) -> bool:
    return sum(isinstance(point.value, float) for point in line.points) >= POINTS_FROM
