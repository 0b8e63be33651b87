"""Blocks on survey answers: constructs, single items and batteries, for a unit or the whole."""

from __future__ import annotations

from collections.abc import Iterator

from generator.documents.context import Context, inside, sentences, span
from generator.documents.numbers import DASH
from generator.documents.report import (
    Bar,
    BarChart,
    Block,
    Cell,
    Chart,
    Column,
    Dot,
    DotPlot,
    Note,
    Paragraph,
    StackedChart,
    StackedRow,
    Table,
)
from generator.results import Descriptives, Distribution, ItemAnswers, VariableStatistics
from generator.round import ITEMS_FROM
from generator.study import Scale

Statistics = dict[str, VariableStatistics]


def construct_blocks(context: Context, *, unit: str | None, group: str) -> Iterator[Block]:
    """The constructs of a unit beside the whole, or of a whole group: table and dot plot."""
    words = context.words
    whole = _rows(context.step(f"constructs/{group}", Descriptives))
    own = _rows(context.unit(unit, "constructs", Descriptives)) if unit else {}
    for scale, names in _by_scale(context, list(whole)):
        yield Paragraph(words("constructs.intro", low=scale.low, high=scale.high))
        if unit and own:
            yield _unit_table(context, names, own, whole, unit=unit)
            yield Paragraph(_compared(context, names, own, whole))
        else:
            yield _whole_table(context, names, whole, group=group)
        yield _dot_plot(context, names, own if unit else {}, whole, scale=scale)


def item_blocks(context: Context, *, unit: str) -> Iterator[Block]:
    """A unit's single items by construct, or a note that says why they are not shown."""
    node = context.unit(unit, "items", Distribution)
    if node is None:
        yield Note(context.words("items.too_few", items_from=ITEMS_FROM))
        return
    yield Paragraph(context.words("items.intro"))
    for construct in dict.fromkeys(row.construct for row in node.rows if row.construct):
        rows = [row for row in node.rows if row.construct == construct]
        chart = _stacked(context, construct, rows)
        if chart:
            yield chart


def battery_blocks(context: Context, *, unit: str) -> Iterator[Block]:
    """A unit's single items by battery, as means beside the whole's."""
    node = context.unit(unit, "items", Distribution)
    if node is None or context.study.unit_file is None:
        return
    whole = context.step(f"items/{context.study.unit_file.group}", Distribution)
    reference = {row.item: row for row in whole.rows} if whole else {}
    single = [row for row in node.rows if row.construct is None]
    for battery in dict.fromkeys(context.study.items[row.item].battery for row in single):
        rows = [row for row in single if context.study.items[row.item].battery == battery]
        title = context.study.batteries[battery] if battery else context.words("codebook.single")
        for scale, names in _by_scale(context, [row.item for row in rows]):
            chosen = [row for row in rows if row.item in names]
            yield _means_chart(context, title, chosen, reference, scale=scale)


def _rows(node: Descriptives | None) -> Statistics:
    return {row.variable: row for row in node.rows} if node else {}


def _by_scale(context: Context, names: list[str]) -> list[tuple[Scale, list[str]]]:
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


def _compared(context: Context, names: list[str], own: Statistics, whole: Statistics) -> str:
    """Which constructs have the whole's mean outside the unit's interval, and on which side."""
    above, below = [], []
    for name in names:
        row, mean = own[name], whole[name].mean
        if not isinstance(mean, float):
            continue
        if isinstance(row.ci_low, float) and row.ci_low > mean:
            above.append(inside(context.study.label_of(name)))
        if isinstance(row.ci_high, float) and row.ci_high < mean:
            below.append(inside(context.study.label_of(name)))
    words = context.words
    if not above and not below:
        return words("constructs.all_inside")
    return sentences(
        words("constructs.above", names=words.listed(above)) if above else "",
        words("constructs.below", names=words.listed(below)) if below else "",
    )


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
            ticks=_ticks(scale),
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


def _stacked(context: Context, construct: str, rows: list[ItemAnswers]) -> Chart | None:
    """Class shares of a construct's items; a row whose classes were joined keeps their order."""
    told = [row for row in rows if row.classes]
    if not told:
        return None
    scale = context.study.scale_of(construct)
    return Chart(
        picture=StackedChart(
            classes=tuple(part.label for part in scale.classes),
            rows=tuple(_stacked_row(context, row, scale) for row in told),
        ),
        title=context.words("items.figure", construct=context.study.label_of(construct)),
        alt=" ".join(_stacked_alt(context, row) for row in told),
        notes=(_items_n(context, told),),
    )


def _stacked_row(context: Context, row: ItemAnswers, scale: Scale) -> StackedRow:
    firsts = {part.low: i for i, part in enumerate(scale.classes)}
    lasts = {part.high: i for i, part in enumerate(scale.classes)}
    spans = tuple((firsts[part.low], lasts[part.high]) for part in row.classes)
    texts = tuple(
        context.number(part.percent, 0)
        if first == last
        else f"{part.low}–{part.high}: {context.number(part.percent, 0)}"
        for part, (first, last) in zip(row.classes, spans, strict=True)
    )
    return StackedRow(
        label=context.study.label_of(row.item),
        shares=tuple(_float(part.percent) or 0.0 for part in row.classes),
        texts=texts,
        spans=spans if any(first != last for first, last in spans) else (),
    )


def _stacked_alt(context: Context, row: ItemAnswers) -> str:
    shares = [
        context.words(
            "items.alt_share", class_label=part.label, percent=context.percent(part.percent)
        )
        for part in row.classes
    ]
    label = context.study.label_of(row.item)
    return context.words("items.alt_row", label=label, shares=", ".join(shares))


def _items_n(context: Context, rows: list[ItemAnswers]) -> str:
    counts = [row.n for row in rows if isinstance(row.n, int)]
    return context.words("items.n_note", n=span(counts, words=context.words))


def _means_chart(
    context: Context,
    title: str,
    rows: list[ItemAnswers],
    reference: dict[str, ItemAnswers],
    *,
    scale: Scale,
) -> Chart:
    words = context.words
    bars = tuple(
        Bar(
            label=context.study.label_of(row.item),
            value=_float(row.mean),
            text=context.number(row.mean, 1),
            reference=_float(reference[row.item].mean) if row.item in reference else None,
        )
        for row in rows
    )
    alt = [
        words(
            "constructs.alt",
            label=bar.label,
            value=bar.text,
            whole=context.number(bar.reference, 1),
        )
        for bar in bars
    ]
    return Chart(
        picture=BarChart(
            bars=bars,
            low=scale.low,
            high=scale.high,
            ticks=_ticks(scale),
            value_name=words("items.value_name"),
            reference_name=words("constructs.reference_name"),
        ),
        title=words("items.battery", battery=title, low=scale.low, high=scale.high),
        alt=" ".join(alt),
        notes=(_items_n(context, rows),),
    )


def _ticks(scale: Scale) -> tuple[float, ...]:
    return tuple(float(value) for value in range(scale.low, scale.high + 1))


def _float(value: object) -> float | None:
    return value if isinstance(value, float) else None
