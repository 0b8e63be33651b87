"""Blocks on what changed since last time, and whether it is more than noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from generator.report.block import Block, Cell, Column, Heading, Paragraph, Table
from generator.report.blocks.trend_chart import trend_chart
from generator.report.blocks.trend_words import (
    break_text,
    certain_sentence,
    change_text,
    interval_text,
    line_label,
    measured_now,
    point_then,
    round_date,
    signed,
    trend_of,
    value_text,
    verdict,
)
from generator.report.context import Context, inside, sentences
from generator.report.numbers import is_known
from generator.results.trend import Break, Change, Trend, TrendLine
from generator.results.values import Suppressed

Lines = Sequence[TrendLine]


WEIGHTS: Final = (3.4, 1.15, 1.15, 1.15, 1.95, 1.75, 1.3, 0.9)
"""The widths of the change table's columns; its last one stands where there are targets."""

TEXTS: Final = ("variable", "verdict")
"""The columns of the change table that hold words."""


def trend_blocks(context: Context, *, size: str | None = None) -> Iterator[Block]:
    """Everything that changed for the whole or a size class; nothing on a first round."""
    trend = trend_of(context, size=size)
    if trend is None:
        return
    shown = [line for line in trend.lines if measured_now(line, trend)]
    if not size:
        yield Paragraph(context.words("trend.intro"))
    yield Paragraph(trend_summary(shown, trend, context=context))
    for title, lines in _tables(shown, context):
        if any(line.change is not None for line in lines):
            targets = [line for line in shown if line.measure == "target"]
            yield change_table(lines, trend, title=title, targets=targets, context=context)
            if not size:
                picture = context.words("trend.figure", title=title)
                yield trend_chart(lines, trend, title=picture, context=context)
    for line in shown:
        if line.measure == "score" and line.change is not None:
            yield Paragraph(score_text(line, trend, context=context))
    if trend.family and not size:
        yield Paragraph(context.words("trend.note_interval", n=trend.family), role="small")
    if not size:
        yield from renamed_blocks(trend, context=context)


def renamed_blocks(trend: Trend, *, context: Context) -> Iterator[Paragraph]:
    """Which offices had another name before."""
    for renamed in trend.renamed:
        before, now = renamed.before, context.unit_name(renamed.unit)
        yield Paragraph(context.words("trend.renamed", before=before, now=now), role="small")


def total_trend_blocks(context: Context) -> Iterator[Block]:
    """The whole, and under it every size class."""
    yield from trend_blocks(context)
    for size, label in context.study.size_classes.items():
        if trend_of(context, size=size):
            yield Heading(2, label)
            yield from trend_blocks(context, size=size)


def trend_summary(lines: Lines, trend: Trend, *, context: Context) -> str:
    """What changed more than chance can make it, or that nothing did."""
    words = context.words
    several = len({line.office for line in lines if line.office}) > 1
    told = [
        sentence
        for line in lines
        if (sentence := certain_sentence(line, trend, context=context, office=several))
    ]
    if told:
        return sentences(*told, words("trend.certain_note", n=trend.family))
    return words("trend.none", n=trend.family) if trend.family else words("trend.nothing_tested")


def change_table(
    lines: Lines,
    trend: Trend,
    *,
    title: str,
    context: Context,
    targets: Lines = (),
) -> Table:
    """One row per line: then, now, change, adjusted interval, how many, and the verdict.

    ``targets`` are the lines of attainment; those of the same indicators stand in a last column.
    """
    words = context.words
    beside = {(line.variable, line.office): line for line in targets}
    attained = [beside.get((line.variable, line.office)) for line in lines]
    wide = any(attained)
    names = ("variable", "then", "now", "change", "interval", "n", "verdict", "attained")
    heads = [
        Column(words(f"trend.head_{name}"), "text" if name in TEXTS else "number", weight)
        for name, weight in zip(names, WEIGHTS, strict=True)
    ]
    rows = tuple(
        (*_row(line, context), *((_attained(target, context),) if wide else ()))
        for line, target in zip(lines, attained, strict=True)
    )
    return Table(
        title=title,
        columns=tuple(heads if wide else heads[:-1]),
        rows=rows,
        notes=tuple(_notes(lines, [line for line in attained if line], trend, context)),
    )


def _row(line: TrendLine, context: Context) -> tuple[Cell, ...]:
    then, now = point_then(line), line.points[-1]
    withheld = isinstance(line.change, Suppressed)
    before = value_text(then.value if then else None, line, context=context)
    counts = [context.number(point.n if point else None, 0) for point in (then, now)]
    return (
        Cell(line_label(line, context=context), header=True),
        Cell(before, withheld=then is not None and isinstance(then.value, Suppressed)),
        Cell(
            value_text(now.value, line, context=context),
            withheld=isinstance(now.value, Suppressed),
        ),
        Cell(change_text(line, context=context), withheld=withheld),
        Cell(interval_text(line, context=context), withheld=withheld),
        Cell(context.words("trend.counts", then=counts[0], now=counts[1])),
        Cell(verdict(line, context=context), withheld=withheld),
    )


def _attained(target: TrendLine | None, context: Context) -> Cell:
    if target is None:
        return context.cell(None, 0)
    if isinstance(target.change, Change):
        return Cell(signed(target.change.value, target, context=context))
    return Cell(verdict(target, context=context), withheld=isinstance(target.change, Suppressed))


def _notes(lines: Lines, attained: Lines, trend: Trend, context: Context) -> Iterator[str]:
    words = context.words
    yield from _since(lines, trend, context)
    yield from _breaks(lines, trend, context)
    yield from _breaks(
        [line for line in attained if _own_break(line, lines)], trend, context, "_target"
    )
    changes = [line.change for line in lines if isinstance(line.change, Change)]
    if any(line.measure == "indicator" and isinstance(line.change, Change) for line in lines):
        yield words("trend.note_attained" if attained else "trend.note_points")
    if any(line.measure == "clients" and _tested(line) for line in lines):
        yield words("trend.note_clients")
    if any(change.overlap and change.certain is not None for change in changes):
        yield words("trend.note_overlap")
    for reason in dict.fromkeys(c.no_interval for c in changes if c.no_interval):
        yield words(f"trend.without_{reason}")
    if any(isinstance(line.change, Suppressed) for line in lines):
        yield words("trend.note_withheld")


def _tested(line: TrendLine) -> bool:
    return isinstance(line.change, Change) and line.change.certain is not None


def _own_break(line: TrendLine, lines: Lines) -> bool:
    """Whether an attainment is broken for a reason that its indicator is not."""
    owner = next(
        each for each in lines if (each.variable, each.office) == (line.variable, line.office)
    )
    return isinstance(line.change, Break) and not isinstance(owner.change, Break)


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
        day = round_date(each.since, trend, context=context)
        names = list(dict.fromkeys(labels))
        begun = [] if kind else names[:1]
        listed = context.words.listed([*begun, *map(inside, names[len(begun) :])])
        told = context.words(f"trend.broken_since{kind}", names=listed, date=day)
        yield sentences(told, break_text(each, context=context))


def _tables(shown: Lines, context: Context) -> Iterator[tuple[str, Lines]]:
    """The lines that share a table, under its title: by group, the scorecard, and the clients."""
    words, study = context.words, context.study
    for group in dict.fromkeys(line.group for line in shown if line.measure == "construct"):
        lines = [line for line in shown if (line.measure, line.group) == ("construct", group)]
        label = inside(study.groups[group].label)
        yield words("trend.table_constructs", group=label), lines
    if lines := [line for line in shown if line.measure == "indicator"]:
        yield words("trend.table_indicators"), lines
    if lines := [line for line in shown if line.measure == "clients"]:
        yield words("trend.table_clients"), lines


def score_text(line: TrendLine, trend: Trend, *, context: Context) -> str:
    """A composite score now and then, or why the two cannot be compared."""
    words, then = context.words, point_then(line)
    label = line_label(line, context=context)
    change = line.change
    if isinstance(change, Break):
        date_ = round_date(change.since, trend, context=context)
        told = words("trend.broken_since", names=label, date=date_)
        return sentences(told, break_text(change, context=context))
    figures = [] if then is None else [then.value, line.points[-1].value]
    if not isinstance(change, Change) or then is None or not all(map(is_known, figures)):
        return words("trend.score_withheld", label=label)
    return words(
        "trend.score",
        label=label,
        then=value_text(then.value, line, context=context),
        now=value_text(line.points[-1].value, line, context=context),
        date=round_date(change.since, trend, context=context),
    )
