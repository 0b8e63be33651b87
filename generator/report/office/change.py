"""What changed for one office since last time: a summary, one table and at most one chart."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.language.wording import capital
from generator.report.block import Block, Cell, Paragraph, Table
from generator.report.blocks.trend import (
    POINTS_FROM,
    change_table,
    interval_note,
    renamed_blocks,
    score_blocks,
    trend_chart,
)
from generator.report.blocks.trend_words import (
    TrendWords,
    break_text,
    of_several_offices,
    trend_of,
)
from generator.report.context import Context, inside, sentences
from generator.results.trend import Break, Change, TrendLine
from generator.results.values import Suppressed

MOST_ROWS: Final = 24
"""With more figures than this, the table has only those that changed or cannot be compared."""

MOST_LINES: Final = 6
"""How many lines the chart has at most."""

LABEL_WEIGHT: Final = 5.0
"""The width of the first column, beside the others of a table of changes."""

MEASURES: Final = ("construct", "indicator", "year", "clients")
"""What the table compares, in the report's own order."""

OTHERS: Final = ("split", "merged", "other_unit")
"""The reasons for which a figure is about other people than before."""

Lines = Sequence[TrendLine]


def unit_trend_blocks(context: Context, *, unit: str) -> Iterator[Block]:
    """What changed for a unit, kept short; nothing on a first round."""
    trend = trend_of(context, unit)
    if trend is None:
        return
    words, shown = context.words, trend.measured_now()
    changed = [line for line in shown if line.measure in MEASURES and line.change is not None]
    others = [line for line in changed if _of_others(line, trend)]
    compared = [line for line in changed if line not in others]
    if compared or not others:
        yield Paragraph(trend.summary(shown))
    for text in _other_people(others, trend):
        yield Paragraph(text)
    tables = tuple(_table(compared, shown, trend))
    yield from tables
    if compared and not tables:
        several = of_several_offices(compared)
        parts = dict.fromkeys(inside(_part(line, several, context)) for line in compared)
        yield Paragraph(words("trend.parts", names=words.listed(list(parts))))
    drawn = [
        line
        for line in changed
        if line.measure != "year"
        and (
            _is_certain(line)
            or sum(isinstance(point.value, float) for point in line.points) >= POINTS_FROM
        )
    ]
    drawn.sort(key=lambda line: not _is_certain(line))
    if drawn:
        yield trend_chart(drawn[:MOST_LINES], trend, title=words("trend.figure_unit"))
    if scores := [block.text for block in score_blocks(shown, trend)]:
        yield Paragraph(sentences(*scores), role="small")
    # A long table has no rows for what is suppressed, so a sentence names it.
    hidden = [x for x in compared if isinstance(x.change, Suppressed) and x.measure != "year"]
    if hidden and len(compared) > MOST_ROWS:
        office = of_several_offices(shown)
        labels = [trend.label(line, office=office, running=True) for line in hidden]
        yield Paragraph(words("trend.withheld_of", names=words.listed(labels)), role="small")
    yield from renamed_blocks(trend)


def _of_others(line: TrendLine, trend: TrendWords) -> Break | None:
    """Why the figure before is one of other people, if it is."""
    now = (each for each in line.breaks if each.round == trend.node.rounds[-1].round)
    found = next((each for each in now if each.reason in OTHERS), None)
    return found if isinstance(line.change, Break) else None


def _other_people(lines: Lines, trend: TrendWords) -> Iterator[str]:
    """In a sentence what is about other people now, instead of a table of dashes."""
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        if why := _of_others(line, trend):
            part = inside(trend.words(f"trend.part_{line.measure}"))
            found.setdefault(break_text(why, context=trend.context), {})[part] = None
    for reason, parts in found.items():
        names = capital(trend.words.listed(list(parts)))
        yield sentences(trend.words("trend.of_others", names=names), reason)


def _table(compared: Lines, shown: Lines, trend: TrendWords) -> Iterator[Table]:
    """One table of everything that is compared, or of what changed where that is much."""
    rows, only = sorted(compared, key=lambda line: MEASURES.index(line.measure)), ""
    if len(rows) > MOST_ROWS:
        rows = [line for line in rows if line.measure != "year" or _is_certain(line)]
        only = "trend.note_only_year" if len(rows) < len(compared) else ""
    if len(rows) > MOST_ROWS:
        rows = [line for line in rows if _is_certain(line) or isinstance(line.change, Break)]
        only = "trend.note_only"
    if rows:
        table = change_table(rows, shown, trend, title=trend.words("trend.table_unit"))
        label = replace(table.columns[0], weight=LABEL_WEIGHT)
        table = replace(table, columns=(label, *table.columns[1:]))
        several = of_several_offices(rows)
        quarters = {
            x.measure: trend.quarters([y for y in rows if y.measure == x.measure]) for x in rows
        }
        parts = [_part(line, several, trend.context, quarters[line.measure]) for line in rows]
        intervals = interval_note(trend).text if trend.node.family else ""
        note = sentences(trend.words(only) if only else "", *table.notes, intervals)
        yield _sectioned(replace(table, notes=(note,)), parts)


def _sectioned(table: Table, parts: Sequence[str]) -> Table:
    """The table with a row above each part, where it has more than one."""
    if len(set(parts)) == 1:
        return table
    rows: list[tuple[Cell, ...]] = []
    for before, part, row in zip((None, *parts), parts, table.rows, strict=False):
        if part != before:
            rows.append((Cell(part, header=True), *(Cell("") for _ in row[1:])))
        rows.append((replace(row[0], header=False), *row[1:]))
    return replace(table, rows=tuple(rows))


def _part(line: TrendLine, several: bool, context: Context, quarters: str = "") -> str:
    """The part of the table that a line stands in; merged offices have a scorecard each."""
    words = context.words
    part = words(f"trend.part_{line.measure}")
    if several and line.office:
        part = words("results.heading_office", office=context.unit_name(line.office))
    return words("trend.titled", title=part, quarters=quarters) if quarters else part


def _is_certain(line: TrendLine) -> bool:
    return isinstance(line.change, Change) and line.change.certain is True
