"""Blocks on those who did not answer: what the means would be if they were a step away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from generator.report.block import Block, Cell, Paragraph, Table
from generator.report.blocks.about import low_notes
from generator.report.blocks.constructs import (
    bound_notes,
    by_scale,
    dot,
    on_scale,
    picture_column,
    rows_of,
)
from generator.report.blocks.profile import by_goodness, cut_axis
from generator.report.context import Context, inside, interval_cell
from generator.report.marks import Dot, Key
from generator.report.numbers import is_known
from generator.results.survey import Descriptives, Nonresponse, NonresponseRow, VariableStatistics
from generator.results.values import published_number
from generator.study.instrument import Scale

Found = list[tuple[VariableStatistics, NonresponseRow]]
Rows = Mapping[str, tuple[VariableStatistics, NonresponseRow]]


def nonresponse_sentence(
    context: Context, *, unit: str | None, group: str = "", first: Iterable[str] = ()
) -> str:
    """What one area's mean would be, if those who did not answer were poorer by a step.

    It is the best area, or one named ``first``, that they could move by a whole step. Where nearly
    all have answered, that they have.
    """
    node, rows = _of(context, unit, group)
    if node and node.nearly_all:
        return context.words("nonresponse.nearly_all" if unit else "nonresponse.nearly_all_total")
    means = {name: mean for name, (mean, _) in rows.items()}
    for name in (*first, *reversed(by_goodness(means, context))):
        scale, low = context.study.scale_of(name), name in context.study.lower_is_better
        if name in rows and not _cut(means[name], scale, scale.step if low else -scale.step):
            return _sentence(rows[name][1], scale, context)
    return ""


def _of(context: Context, unit: str | None, group: str) -> tuple[Nonresponse | None, Rows]:
    """A unit's node, or a group's, and its areas with what is published of each."""
    if unit:
        node = context.unit(unit, "nonresponse", Nonresponse)
        means = rows_of(context.unit(unit, "constructs", Descriptives))
    else:
        node = context.step(f"nonresponse/{group}", Nonresponse)
        means = rows_of(context.step(f"constructs/{group}", Descriptives))
    return node, {
        row.variable: (means[row.variable], row)
        for row in (node.rows if node else ())
        if row.variable in means and is_known(means[row.variable].mean)
        if all(map(is_known, (row.lower_from, row.lower_to, row.higher_from, row.higher_to)))
    }


def _sentence(row: NonresponseRow, scale: Scale, context: Context) -> str:
    words, low = context.words, row.variable in context.study.lower_is_better
    ends = (row.higher_from, row.higher_to) if low else (row.lower_from, row.lower_to)
    start, end = (context.number(value, 1) for value in ends)
    mean = start if start == end else words("nonresponse.between", low=start, high=end)
    named = {"points": _points(scale, context), "name": context.label(row.variable)}
    return words("nonresponse.higher" if low else "nonresponse.lower", **named, mean=mean)


def nonresponse_blocks(context: Context, *, unit: str | None, group: str = "") -> Iterator[Block]:
    """The means of a unit, or of a group, as they are and as they would be, scale by scale."""
    node, rows = _of(context, unit, group)
    if node is None or not rows:
        return
    yield Paragraph(context.words("nonresponse.intro"))
    scales = by_scale(context, rows)
    for scale, names in scales:
        table = _table([rows[name] for name in names], node, scale, context)
        if not unit:
            label = inside(context.study.groups[group].label)
            table = replace(table, title=f"{table.title}: {label}")
        yield on_scale(table, scale, several=len(scales) > 1, context=context)


def _table(found: Found, node: Nonresponse, scale: Scale, context: Context) -> Table:
    words, points = context.words, _points(scale, context)
    rows = tuple(
        (
            Cell(context.study.label_of(row.variable), header=True),
            Cell("", mark=_mark(mean, row, scale)),
            _cell(row.lower_from, row.lower_to, context),
            context.cell(mean.mean, 2),
            _cell(row.higher_from, row.higher_to, context),
        )
        for mean, row in found
    )
    first, *numbers = context.columns("nonresponse", area=3.8, lower=1.2, mean=1.2, higher=1.2)
    return Table(
        words("nonresponse.title", points=points),
        (first, picture_column(2.9), *numbers),
        rows,
        notes=tuple(_notes(found, node, scale, context)),
        axis=cut_axis(rows, scale, context),
        legend=(Key(words("nonresponse.key", points=points), "interval"),),
    )


def _notes(found: Found, node: Nonresponse, scale: Scale, context: Context) -> Iterator[str]:
    words = context.words
    means = [mean for mean, _ in found]
    yield from low_notes([row.variable for row in means], context=context)
    if any(row.n != node.n for _, row in found):
        yield words("nonresponse.skipped")
    if any(_cut(mean, scale, by) for mean in means for by in (-scale.step, scale.step)):
        yield words("nonresponse.cut", low=scale.low, high=scale.high)
    if any((row.lower_from, row.higher_from) != (row.lower_to, row.higher_to) for _, row in found):
        yield words("nonresponse.range")
    yield from bound_notes((row.mean for row in means), context=context)


def _mark(mean: VariableStatistics, row: NonresponseRow, scale: Scale) -> Dot:
    low, high = map(published_number, (row.lower_from, row.higher_to))
    return replace(dot(mean, scale), low=low, high=high)


def _cell(low: object, high: object, context: Context) -> Cell:
    """One figure, or the ends of where it lies."""
    start, end = context.cell(low, 1), context.cell(high, 1)
    return start if start == end else interval_cell(low, high, lambda x: context.number(x, 1))


def _cut(row: VariableStatistics, scale: Scale, by: int) -> bool:
    """Whether the scale ends before a mean has moved so far; of a bound nobody knows."""
    mean = published_number(row.mean)
    return mean is None or not scale.low <= mean + by <= scale.high


def _points(scale: Scale, context: Context) -> str:
    return context.words("nonresponse.points", n=scale.step)
