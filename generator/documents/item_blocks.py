"""Blocks on single items: a unit's answers statement by statement, and batteries as means."""

from __future__ import annotations

from collections.abc import Iterator

from generator.documents.context import Context, span
from generator.documents.report import (
    Bar,
    BarChart,
    Block,
    Chart,
    Note,
    Paragraph,
    StackedChart,
    StackedRow,
)
from generator.documents.survey_blocks import by_scale, ticks_of
from generator.results import (
    Distribution,
    ItemAnswers,
    told_number,
)
from generator.round import ITEMS_FROM
from generator.study import Scale


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
        for scale, names in by_scale(context, [row.item for row in rows]):
            chosen = [row for row in rows if row.item in names]
            yield _means_chart(context, title, chosen, reference, scale=scale)


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
        notes=_item_notes(context, told),
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
        label=_item_label(context, row.item),
        shares=tuple(told_number(part.percent) or 0.0 for part in row.classes),
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
    label = _item_label(context, row.item)
    return context.words("items.alt_row", label=label, shares=", ".join(shares))


def _item_label(context: Context, item: str) -> str:
    """An item's label, and that its answers were turned where its wording is negative."""
    label = context.study.label_of(item)
    return context.words("items.turned", label=label) if context.study.is_negative(item) else label


def _item_notes(context: Context, rows: list[ItemAnswers]) -> tuple[str, ...]:
    turned = any(context.study.is_negative(row.item) for row in rows)
    note = (context.words("items.turned_note"),) if turned else ()
    return (_items_n(context, rows), *note)


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
            label=_item_label(context, row.item),
            value=told_number(row.mean),
            text=context.number(row.mean, 1),
            reference=told_number(reference[row.item].mean) if row.item in reference else None,
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
            ticks=ticks_of(scale),
            value_name=words("items.value_name"),
            reference_name=words("constructs.reference_name"),
        ),
        title=words("items.battery", battery=title, low=scale.low, high=scale.high),
        alt=" ".join(alt),
        notes=_item_notes(context, rows),
    )
