"""Blocks on survey answers: the constructs of a unit or the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.language.wording import capital
from generator.report.block import (
    Block,
    Cell,
    Chart,
    Column,
    Dot,
    DotPlot,
    Paragraph,
    Table,
)
from generator.report.blocks.profile import profile
from generator.report.blocks.release_notes import partly_note, release_notes
from generator.report.context import Context, inside, sentences, span
from generator.report.numbers import DASH, is_known
from generator.results.groups import GroupStatistics, UnitDifference
from generator.results.survey import Descriptives, Response, SizeMeans, VariableStatistics
from generator.results.values import Bound, Number, Suppressed, published_number
from generator.study.instrument import Scale

Statistics = dict[str, VariableStatistics]


def construct_blocks(context: Context, *, unit: str | None, group: str) -> Iterator[Block]:
    """The constructs of a unit beside the whole, or of a whole group: table and dot plot."""
    words = context.words
    whole = _rows(context.step(f"constructs/{group}", Descriptives))
    own = _rows(context.unit(unit, "constructs", Descriptives)) if unit else {}
    for scale, names in by_scale(context, list(whole)):
        intro = words("constructs.intro", low=scale.low, high=scale.high)
        pooled = bool(unit and own) and not context.exact
        interval = words("constructs.interval_pooled" if pooled else "constructs.interval")
        yield Paragraph(sentences(intro, interval, _turned(context, scale)))
        if unit and own:
            yield _unit_table(context, names, own, whole, unit=unit, group=group)
            if told := _compared(context, names, unit=unit):
                yield Paragraph(told)
        else:
            yield _total_table(context, names, whole, group=group)
        yield _dot_plot(context, names, own if unit else {}, whole, scale=scale)


def _turned(context: Context, scale: Scale) -> str:
    """What the form's numbers meant, where its lowest number was the most."""
    if not scale.descending:
        return ""
    ends = {"low": scale.low, "high": scale.high}
    labels = {"low_label": scale.low_label, "high_label": scale.high_label}
    return context.words("constructs.turned", **ends, **labels)


def _rows(node: Descriptives | None) -> Statistics:
    return {row.variable: row for row in node.rows} if node else {}


def by_scale(context: Context, names: list[str]) -> list[tuple[Scale, list[str]]]:
    """Variables that can share an axis, in declared order."""
    groups: dict[tuple[int, int], tuple[Scale, list[str]]] = {}
    for name in names:
        scale = context.study.scale_of(name)
        groups.setdefault((scale.low, scale.high), (scale, []))[1].append(name)
    return list(groups.values())


def _unit_table(
    context: Context, names: list[str], own: Statistics, whole: Statistics, *, unit: str, group: str
) -> Table:
    words = context.words
    alike = same_size(context, unit)
    size = _rows(alike)
    rows = tuple(
        (
            Cell(context.study.label_of(name), header=True),
            context.cell(own[name].n, 0),
            context.cell(own[name].mean, 2),
            _interval_cell(context, own[name]),
            *((context.cell(size[name].mean, 2),) if size else ()),
            context.cell(whole[name].mean, 2),
        )
        for name in names
    )
    notes = [_total_n(context, names, whole)]
    notes += _size_notes(context, names, alike) if alike else []
    beside = 4 if alike else None
    hidden = any(cell.withheld for row in rows for i, cell in enumerate(row) if i != beside)
    notes += [words("withheld.cell")] if hidden else []
    notes += _bound_notes(context, [row[name].mean for row in (own, whole) for name in names])
    notes += _partial_note(context, names, whole, group=group)
    notes += release_notes({name: own[name].release for name in names}, context=context)
    notes += partly_note(group, context=context)
    size_head = context.study.size_classes[alike.size] if alike else ""
    return Table(
        title=words("constructs.table", unit=context.unit_name(unit)),
        columns=(
            Column(words("constructs.head_construct"), align="text", weight=3),
            Column(words("constructs.head_n"), weight=0.7),
            Column(words("constructs.head_unit")),
            Column(words("constructs.head_interval"), weight=1.4),
            *((Column(size_head, weight=1.2),) if alike else ()),
            Column(words("constructs.head_total")),
        ),
        rows=rows,
        notes=tuple(notes),
    )


def same_size(context: Context, unit: str) -> SizeMeans | None:
    """The means of the units of this one's size class, itself among them, where they are told."""
    response = context.unit(unit, "response", Response)
    for name in context.released.steps:
        node = context.step(name, SizeMeans)
        if response and node and (node.group, node.size) == (response.group, response.size):
            return node
    return None


def _size_notes(context: Context, names: list[str], alike: SizeMeans) -> list[str]:
    rows, words = _rows(alike), context.words
    counts = [n for name in names if isinstance(n := rows[name].n, int)]
    size = inside(context.study.size_classes[alike.size])
    answers = span(counts, words=words)
    told = [words("constructs.size_note", size=size, n=answers)] if counts else []
    hidden = any(not is_known(rows[name].mean) for name in names)
    return [*told, words("constructs.size_withheld")] if hidden else told


def _total_n(context: Context, names: list[str], whole: Statistics) -> str:
    counts = [n for name in names if isinstance(n := whole[name].n, int)]
    key = "table.n_line" if counts else "table.file_line"
    text = span(counts, words=context.words)
    return context.words(key, file=context.words("word.total"), n=text)


def _total_table(context: Context, names: list[str], whole: Statistics, *, group: str) -> Table:
    words = context.words
    return Table(
        title=f"{words('constructs.table_total')}: {inside(context.study.groups[group].label)}",
        columns=(
            Column(words("constructs.head_construct"), align="text", weight=3),
            Column(words("constructs.head_n"), weight=0.7),
            Column(words("constructs.head_mean")),
            Column(words("constructs.head_sd")),
            Column(words("constructs.head_interval"), weight=1.4),
        ),
        rows=tuple(
            (
                Cell(context.study.label_of(name), header=True),
                context.cell(whole[name].n, 0),
                context.cell(whole[name].mean, 2),
                context.cell(whole[name].sd, 2),
                _interval_cell(context, whole[name]),
            )
            for name in names
        ),
        notes=tuple(_total_notes(context, names, whole, group=group)),
    )


def _total_notes(
    context: Context, names: list[str], whole: Statistics, *, group: str
) -> Iterator[str]:
    rows = [whole[name] for name in names]
    figures = [value for row in rows for value in (row.n, row.mean, row.sd, row.ci_low)]
    if any(isinstance(value, Suppressed) for value in figures):
        yield context.words("withheld.cell")
    yield from _bound_notes(context, [row.mean for row in rows])
    yield from _partial_note(context, names, whole, group=group)
    yield from release_notes({row.variable: row.release for row in rows}, context=context)
    yield from partly_note(group, context=context)


def _partial_note(
    context: Context, names: list[str], whole: Statistics, *, group: str
) -> Iterator[str]:
    """That the total is not of everybody: a bounded place is in no sum of its variable."""
    table = context.released.table.of(group)
    partial = [
        inside(context.study.label_of(name))
        for name in names
        if table and isinstance(whole[name].mean, float)
        if any(isinstance(cell.mean, Bound) for _, cell in table.column(name))
    ]
    if partial:
        yield context.words("constructs.partial", names=context.words.listed(partial))


def _bound_notes(context: Context, means: Sequence[Number]) -> list[str]:
    """What «over 5,2» means, in the words the table uses; nothing without one."""
    texts = dict.fromkeys(context.number(mean, 2) for mean in means if isinstance(mean, Bound))
    named = [
        context.words("items.quoted", text=text if i else capital(text))
        for i, text in enumerate(texts)
    ]
    return [context.words("constructs.bounds", bounds=context.words.listed(named))] if named else []


def _interval_cell(context: Context, row: VariableStatistics) -> Cell:
    if not isinstance(row.ci_low, float) or not isinstance(row.ci_high, float):
        return Cell(DASH, withheld=isinstance(row.ci_low, Suppressed))
    return Cell(f"{context.number(row.ci_low, 2)} {DASH} {context.number(row.ci_high, 2)}")


def _compared(context: Context, names: list[str], *, unit: str) -> str:
    """Which constructs stand out from the rest of the whole, on which side."""
    found = profile(unit, context=context)
    if found is None:
        return ""

    def told(key: str, rows: tuple[UnitDifference, ...]) -> str:
        labels = [
            inside(context.study.label_of(row.variable)) for row in rows if row.variable in names
        ]
        return context.words(key, names=context.words.listed(labels)) if labels else ""

    return sentences(told("constructs.above", found.above), told("constructs.below", found.below))


def _dot_plot(
    context: Context, names: list[str], own: Statistics, whole: Statistics, *, scale: Scale
) -> Chart:
    words = context.words
    shown = own or whole
    dots = tuple(
        Dot(
            label=context.study.label_of(name),
            value=published_number(shown[name].mean),
            text=context.number(shown[name].mean, 2),
            low=published_number(shown[name].ci_low),
            high=published_number(shown[name].ci_high),
            reference=published_number(whole[name].mean) if own else None,
            band=band_of(shown[name].mean, scale),
        )
        for name in names
    )
    return Chart(
        picture=DotPlot(
            dots=dots,
            low=scale.low,
            high=scale.high,
            ticks=ticks_of(scale),
            value_name=words("constructs.value_name") if own else "",
            reference_name=words("constructs.reference_name") if own else "",
            band_name=words("constructs.band_name"),
        ),
        title=words("constructs.figure", low=scale.low, high=scale.high),
        alt=" ".join(_dot_alt(context, name, own, whole) for name in names),
    )


def _dot_alt(context: Context, name: str, own: Statistics, whole: Statistics) -> str:
    """A row in words; a figure that is not shown has none."""
    label, mean = context.study.label_of(name), context.number(whole[name].mean, 2)
    beside = is_known(whole[name].mean)
    shown = own or whole
    if not is_known(shown[name].mean):
        key = "constructs.alt_withheld" if own and beside else "constructs.alt_none"
        return context.words(key, label=label, total=mean)
    value = with_interval(shown[name], context=context)
    key = "constructs.alt" if own and beside else "constructs.alt_alone"
    return context.words(key, label=label, value=value, total=mean)


def band_of(value: Number, scale: Scale) -> tuple[float, float] | None:
    """Where on its scale a bound says that a mean lies; None for anything else."""
    match value:
        case Bound(over=float(over)):
            return over, float(scale.high)
        case Bound(under=float(under)):
            return float(scale.low), under
        case _:
            return None


def with_interval(row: VariableStatistics | GroupStatistics, *, context: Context) -> str:
    """A mean with its interval in words, for those who cannot see the picture."""
    value = context.number(row.mean, 2)
    if not isinstance(row.ci_low, float) or not isinstance(row.ci_high, float):
        return value
    low, high = context.number(row.ci_low, 2), context.number(row.ci_high, 2)
    return context.words("constructs.with_interval", value=value, low=low, high=high)


def ticks_of(scale: Scale) -> tuple[float, ...]:
    """A tick at every point of the scale."""
    return tuple(float(value) for value in range(scale.low, scale.high + 1))
