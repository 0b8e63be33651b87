"""Blocks on survey answers: the constructs of a unit or the whole."""

from __future__ import annotations

from collections.abc import Iterator

from generator.documents.context import Context, inside, sentences, span
from generator.documents.numbers import DASH
from generator.documents.profile import profile
from generator.documents.report import (
    Block,
    Cell,
    Chart,
    Column,
    Dot,
    DotPlot,
    Paragraph,
    Table,
)
from generator.results import Descriptives, UnitDifference, VariableStatistics
from generator.study import Scale

Statistics = dict[str, VariableStatistics]


def construct_blocks(context: Context, *, unit: str | None, group: str) -> Iterator[Block]:
    """The constructs of a unit beside the whole, or of a whole group: table and dot plot."""
    words = context.words
    whole = _rows(context.step(f"constructs/{group}", Descriptives))
    own = _rows(context.unit(unit, "constructs", Descriptives)) if unit else {}
    for scale, names in by_scale(context, list(whole)):
        intro = words("constructs.intro", low=scale.low, high=scale.high)
        yield Paragraph(sentences(intro, _turned(context, scale)))
        if unit and own:
            yield _unit_table(context, names, own, whole, unit=unit)
            if told := _compared(context, names, unit=unit):
                yield Paragraph(told)
        else:
            yield _whole_table(context, names, whole, group=group)
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
    context: Context, names: list[str], own: Statistics, whole: Statistics, *, unit: str
) -> Table:
    words = context.words
    rows = tuple(
        (
            Cell(context.study.label_of(name), header=True),
            context.cell(own[name].n, 0),
            context.cell(own[name].mean, 2),
            Cell(_interval(context, own[name])),
            context.cell(whole[name].mean, 2),
        )
        for name in names
    )
    notes = [_whole_n(context, names, whole)]
    notes += [words("withheld.cell")] if any(cell.withheld for row in rows for cell in row) else []
    return Table(
        title=words("constructs.table", unit=context.unit_name(unit)),
        columns=(
            Column(words("constructs.head_construct"), align="text", weight=3),
            Column(words("constructs.head_n"), weight=0.7),
            Column(words("constructs.head_unit")),
            Column(words("constructs.head_interval"), weight=1.4),
            Column(words("constructs.head_whole")),
        ),
        rows=rows,
        notes=tuple(notes),
    )


def _whole_n(context: Context, names: list[str], whole: Statistics) -> str:
    counts = [n for name in names if isinstance(n := whole[name].n, int)]
    text = span(counts, words=context.words)
    return context.words("table.n_line", file=context.words("word.whole_group"), n=text)


def _whole_table(context: Context, names: list[str], whole: Statistics, *, group: str) -> Table:
    words = context.words
    return Table(
        title=f"{words('constructs.table_whole')}: {inside(context.study.groups[group].label)}",
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
                Cell(_interval(context, whole[name])),
            )
            for name in names
        ),
    )


def _interval(context: Context, row: VariableStatistics) -> str:
    if not isinstance(row.ci_low, float) or not isinstance(row.ci_high, float):
        return DASH
    return f"{context.number(row.ci_low, 2)} {DASH} {context.number(row.ci_high, 2)}"


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
            value=_float(shown[name].mean),
            text=context.number(shown[name].mean, 2),
            low=_float(shown[name].ci_low),
            high=_float(shown[name].ci_high),
            reference=_float(whole[name].mean) if own else None,
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
        ),
        title=words("constructs.figure", low=scale.low, high=scale.high),
        alt=" ".join(_dot_alt(context, name, own, whole) for name in names),
    )


def _dot_alt(context: Context, name: str, own: Statistics, whole: Statistics) -> str:
    label, mean = context.study.label_of(name), context.number(whole[name].mean, 2)
    if not own:
        return context.words("constructs.alt_alone", label=label, value=mean)
    if not isinstance(own[name].mean, float):
        return context.words("constructs.alt_withheld", label=label, whole=mean)
    value = context.number(own[name].mean, 2)
    return context.words("constructs.alt", label=label, value=value, whole=mean)


def ticks_of(scale: Scale) -> tuple[float, ...]:
    """A tick at every point of the scale."""
    return tuple(float(value) for value in range(scale.low, scale.high + 1))


def _float(value: object) -> float | None:
    return value if isinstance(value, float) else None
