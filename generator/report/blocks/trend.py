"""Blocks on what changed since last time, and whether it is more than noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from generator.report.block import Block, Cell, Column, Heading, Paragraph, Table
from generator.report.blocks.trend_chart import trend_chart
from generator.report.blocks.trend_words import (
    break_text,
    certain_sentence,
    line_label,
    measured_now,
    of_several_offices,
    point_then,
    round_date,
    score_sentence,
    signed,
    trend_of,
    value_text,
    verdict,
)
from generator.report.context import Context, inside, sentences
from generator.report.numbers import DASH
from generator.results.trend import Break, Change, Trend, TrendLine
from generator.results.values import Suppressed

Lines = Sequence[TrendLine]

WEIGHTS: Final = {
    "variable": 3.4,
    "then": 1.15,
    "now": 1.15,
    "change": 1.15,
    "interval": 1.95,
    "n": 1.75,
    "verdict": 1.3,
    "attained": 0.9,
}
"""The columns of the change table and their widths; the last one stands where there are targets."""

TEXTS: Final = ("variable", "verdict")
"""The columns of the change table that hold words."""


def trend_blocks(context: Context, *, size: str | None = None) -> Iterator[Block]:
    """Everything that changed for the total or a size class; nothing on a first round."""
    trend = trend_of(context, size=size)
    if trend is None:
        return
    words, shown = context.words, measured_now(trend)
    if not size:
        yield Paragraph(words("trend.intro"))
    yield Paragraph(trend_summary(shown, trend, context=context))
    for title, lines in tables_of(shown, context=context):
        if any(line.change is not None for line in lines):
            yield change_table(lines, shown, trend, title=title, context=context)
            if not size:
                yield trend_chart(
                    lines, trend, title=words("trend.figure", title=title), context=context
                )
    yield from score_blocks(shown, trend, context=context)
    if trend.family and not size:
        yield Paragraph(words("trend.note_interval", n=trend.family), role="small")
    if not size:
        yield from renamed_blocks(trend, context=context)


def total_trend_blocks(context: Context) -> Iterator[Block]:
    """The total, and under it every size class."""
    yield from trend_blocks(context)
    for size, label in context.study.size_classes.items():
        if trend_of(context, size=size):
            yield Heading(2, label)
            yield from trend_blocks(context, size=size)


def trend_summary(lines: Lines, trend: Trend, *, context: Context) -> str:
    """What changed more than chance can make it, or that nothing did."""
    words, office = context.words, of_several_offices(lines)
    certain = sentences(
        *(certain_sentence(line, trend, context=context, office=office) for line in lines)
    )
    if certain:
        return sentences(certain, words("trend.certain_note", n=trend.family))
    return words("trend.none", n=trend.family) if trend.family else words("trend.nothing_tested")


def tables_of(
    lines: Lines, *, context: Context, indicators: str = "trend.table_indicators"
) -> Iterator[tuple[str, Lines]]:
    """The lines that share a table, under its title: by group, the scorecard, and the clients."""
    words = context.words
    parts = [
        (words("trend.table_constructs", group=inside(group.label)), "construct", name)
        for name, group in context.study.groups.items()
    ]
    parts += [(words(indicators), "indicator", ""), (words("trend.table_clients"), "clients", "")]
    for title, measure, group in parts:
        if found := [x for x in lines if x.measure == measure and group in ("", x.group)]:
            yield title, found


def score_blocks(lines: Lines, trend: Trend, *, context: Context) -> Iterator[Paragraph]:
    """The composite scores now and then, or that they cannot be compared."""
    for line in lines:
        if line.measure == "score" and line.change is not None:
            label = line_label(line, context=context)
            compared = score_sentence(line, trend, context=context)
            yield Paragraph(compared or context.words("trend.score_withheld", label=label))


def renamed_blocks(trend: Trend, *, context: Context) -> Iterator[Paragraph]:
    """Which offices had another name before."""
    for renamed in trend.renamed:
        now = context.unit_name(renamed.unit)
        yield Paragraph(
            context.words("trend.renamed", before=renamed.before, now=now), role="small"
        )


def change_table(
    lines: Lines, every: Lines, trend: Trend, *, title: str, context: Context
) -> Table:
    """One row per line: then, now, change, adjusted interval, how many, and the verdict.

    ``every`` line of the trend counts those of attainment in; where the table's indicators have
    one, it stands in a last column.
    """
    targets = {(x.variable, x.office): x for x in every if x.measure == "target"}
    attained = [targets.get((line.variable, line.office)) for line in lines]
    columns = tuple(
        Column(context.words(f"trend.head_{name}"), "text" if name in TEXTS else "number", weight)
        for name, weight in WEIGHTS.items()
    )
    rows = [_row(line, context) for line in lines]
    if any(attained):
        rows = [
            (*row, _attained(target, context)) for row, target in zip(rows, attained, strict=True)
        ]
    return Table(
        title=title,
        columns=columns if any(attained) else columns[:-1],
        rows=tuple(rows),
        notes=tuple(_notes(lines, [line for line in attained if line], trend, context)),
    )


def _row(line: TrendLine, context: Context) -> tuple[Cell, ...]:
    then, now, change = point_then(line), line.points[-1], line.change
    values = (then.value if then else None, now.value)
    before, after = (
        Cell(value_text(value, line, context=context), withheld=isinstance(value, Suppressed))
        for value in values
    )
    changed = signed(change.value, line, context=context) if isinstance(change, Change) else DASH
    texts = (changed, _interval(line, context))
    counts = [context.number(point.n if point else None, 0) for point in (then, now)]
    hidden = isinstance(change, Suppressed)
    return (
        Cell(line_label(line, context=context), header=True),
        before,
        after,
        *(Cell(text, withheld=hidden) for text in texts),
        Cell(context.words("trend.counts", then=counts[0], now=counts[1])),
        Cell(verdict(line, context=context), withheld=hidden),
    )


def _interval(line: TrendLine, context: Context) -> str:
    """The adjusted interval of the change, ``−0,10 til 0,94``; a dash without one."""
    match line.change:
        case Change(holm_low=float(low), holm_high=float(high)):
            ends = {"low": low, "high": high}
            texts = {name: signed(end, line, context=context) for name, end in ends.items()}
            return context.words("trend.interval", **texts)
        case _:
            return DASH


def _attained(target: TrendLine | None, context: Context) -> Cell:
    if target is None:
        return context.cell(None, 0)
    if isinstance(target.change, Change):
        return Cell(signed(target.change.value, target, context=context))
    return Cell(verdict(target, context=context), withheld=isinstance(target.change, Suppressed))


def _notes(lines: Lines, attained: Lines, trend: Trend, context: Context) -> Iterator[str]:
    words = context.words
    changes = [(line.measure, line.change) for line in lines if isinstance(line.change, Change)]
    unbroken = {(x.variable, x.office) for x in lines if not isinstance(x.change, Break)}
    yield from _since(lines, trend, context)
    yield from _breaks(lines, trend, context)
    # An attainment may be broken for a reason that its indicator is not: another target.
    own = [line for line in attained if (line.variable, line.office) in unbroken]
    yield from _breaks(own, trend, context, "_target")
    if any(measure == "indicator" for measure, _ in changes):
        yield words("trend.note_attained" if attained else "trend.note_points")
    if any(measure == "clients" and change.certain is not None for measure, change in changes):
        yield words("trend.note_clients")
    if any(change.overlap and change.certain is not None for _, change in changes):
        yield words("trend.note_overlap")
    for reason in dict.fromkeys(change.no_interval for _, change in changes if change.no_interval):
        yield words(f"trend.without_{reason}")
    if any(isinstance(line.change, Suppressed) for line in lines):
        yield words("trend.note_withheld")


def _since(lines: Lines, trend: Trend, context: Context) -> Iterator[str]:
    """When last time was; by name where it was not the same time for all."""
    compared = [(line, line.change) for line in lines if isinstance(line.change, Change)]
    dates = dict.fromkeys(change.since for _, change in compared)
    for name in dates:
        day = round_date(name, trend, context=context)
        if len(dates) == 1:
            yield context.words("trend.since", date=day)
            continue
        other = {line.measure for line, change in compared if change.since != name}
        labels = dict.fromkeys(
            line_label(line, context=context)
            if line.measure in other
            else context.words(f"trend.part_{line.measure}")
            for line, change in compared
            if change.since == name
        )
        names = context.words.listed([inside(label) for label in labels])
        yield context.words("trend.since_of", date=day, names=names)


def _breaks(lines: Lines, trend: Trend, context: Context, kind: str = "") -> Iterator[str]:
    """Why lines are broken, those with the same reason together."""
    found: dict[Break, list[str]] = {}
    for line in lines:
        for each in line.breaks if isinstance(line.change, Break) else ():
            if each.round == trend.rounds[-1].round:
                found.setdefault(each, []).append(line_label(line, context=context))
    for each, labels in found.items():
        first, *rest = dict.fromkeys(labels)
        names = [inside(first) if kind else first, *map(inside, rest)]
        broken = context.words(
            f"trend.broken_since{kind}",
            names=context.words.listed(names),
            date=round_date(each.since, trend, context=context),
        )
        yield sentences(broken, break_text(each, context=context))
