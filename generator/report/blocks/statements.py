"""Blocks on statements: how many per cent of a unit agree, beside the whole, area by area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.language.wording import capital
from generator.report.block import Bar, BarChart, Block, Chart, Note, Paragraph
from generator.report.blocks.release_notes import release_notes
from generator.report.context import Context, inside, sentences, span
from generator.report.numbers import is_known
from generator.results.survey import Statement, Statements
from generator.results.values import Bound, Suppressed, published_number
from generator.round.model import ITEMS_FROM
from generator.study.instrument import Scale

TICKS = (0.0, 25.0, 50.0, 75.0, 100.0)
PEOPLE_COUNTED_TO = 50
"""From so many on, one person's answer is two points and less, and not worth a sentence."""


def item_blocks(context: Context, *, unit: str) -> Iterator[Block]:
    """A unit's statements by construct, or a note that says why none is shown."""
    rows = _rows(context, unit)
    if not any(is_known(row.percent) for row in rows):
        suppressed = isinstance(context.released.units[unit].get("items"), Suppressed)
        yield Note(_too_few(context) if suppressed else _why_none(context, rows))
        return
    shown = [row for row in rows if row.construct] or list(rows)
    person = _person(context, rows)
    yield Paragraph(sentences(context.words("items.intro"), _agreeing(context, shown), person))
    if bands := _bands(context, rows):
        yield Paragraph(bands, role="small")
    for construct in dict.fromkeys(row.construct for row in rows if row.construct):
        own = [row for row in rows if row.construct == construct]
        label = context.study.label_of(construct)
        title = context.words("items.figure", construct=label)
        yield _chart(context, title, own, _reference(context), area=label)


def _person(context: Context, rows: Sequence[Statement]) -> str:
    """How many points one person's answer is, where that is worth knowing."""
    counts = {row.n for row in rows if isinstance(row.n, int)}
    n = max(counts, default=0)
    if not 0 < n < PEOPLE_COUNTED_TO:
        return ""
    return context.words("items.person", n=n, points=round(100 / n))


def battery_blocks(context: Context, *, unit: str) -> Iterator[Block]:
    """A unit's single items by battery; a sentence on those whose scale is too short for shares."""
    rows = _rows(context, unit)
    single = [row for row in rows if row.construct is None]
    if not any(is_known(row.percent) for row in rows) or context.study.unit_file is None:
        return
    for battery in dict.fromkeys(context.study.items[row.item].battery for row in single):
        own = [row for row in single if context.study.items[row.item].battery == battery]
        label = context.study.batteries[battery] if battery else context.words("codebook.single")
        yield from _battery(context, label, own)
    if short := _short_scales(context):
        yield Paragraph(short)


def _battery(context: Context, label: str, rows: Sequence[Statement]) -> Iterator[Block]:
    """A chart for each top class of the battery's scales, which a question need not be a yes to."""
    by_points: dict[str, list[Statement]] = {}
    for row in rows:
        by_points.setdefault(_points(context, context.study.scale_of(row.item)), []).append(row)
    for points, own in by_points.items():
        title = context.words("items.battery", battery=label, points=points)
        yield _chart(context, title, own, _reference(context), area=label, points=points)


def _rows(context: Context, unit: str) -> tuple[Statement, ...]:
    node = context.unit(unit, "items", Statements)
    return node.rows if node else ()


def _reference(context: Context) -> dict[str, Statement]:
    """The whole's shares, by item."""
    file = context.study.unit_file
    node = context.step(f"items/{file.group}", Statements) if file else None
    return {row.item: row for row in node.rows} if node else {}


def _why_none(context: Context, rows: Sequence[Statement]) -> str:
    """Why no statement is shown: too few people, unless each has another reason."""
    if not rows and (short := _short_scales(context)):
        return short
    rules = {row.percent.suppressed for row in rows if isinstance(row.percent, Suppressed)}
    if not rules or rules & {"size", "threshold"}:
        return _too_few(context)
    return context.words("items.none", why=_reasons(context, rows))


def _too_few(context: Context) -> str:
    return context.words("items.too_few", items_from=ITEMS_FROM)


def _reasons(context: Context, rows: Iterable[Statement]) -> str:
    rules = dict.fromkeys(
        row.percent.suppressed for row in rows if isinstance(row.percent, Suppressed)
    )
    return sentences(*(context.why(rule) for rule in rules))


def _short_scales(context: Context) -> str:
    """On the constructs and single items whose scale is too short for a share."""
    study = context.study
    asked = study.scored(study.unit_file.group) if study.unit_file else ()
    short = [name for name in asked if not study.scale_of(name).has_shares]
    names = context.words.listed([f"«{study.label_of(name)}»" for name in short])
    return context.words("items.short_scale", names=names) if short else ""


def _agreeing(context: Context, rows: Sequence[Statement]) -> str:
    """Which answers count as agreeing; by area where the scales differ."""
    words = context.words
    areas: dict[tuple[str, int, int], list[str]] = {}
    for row in rows:
        scale = context.study.scale_of(row.item)
        answers = (_points(context, scale), scale.low, scale.high)
        label = inside(context.study.label_of(row.construct or row.item))
        areas.setdefault(answers, []).append(label)
    told = []
    for (points, low, high), labels in areas.items():
        names = words.listed(list(dict.fromkeys(labels)))
        key = "items.agree" if len(areas) == 1 else "items.agree_of"
        told.append(words(key, points=points, low=low, high=high, names=names))
    return sentences(*told)


def _points(context: Context, scale: Scale) -> str:
    """The points of the top class, as ``5 eller 6``."""
    low, high = scale.agree_from, scale.high
    if high - low == 1:
        return context.words("items.points", low=low, high=high)
    return str(low) if low == high else context.words("table.n_range", low=low, high=high)


def _bands(context: Context, rows: Sequence[Statement]) -> str:
    """What «over 60 %» means, in the words that the charts below use; nothing without one."""
    words, found = context.words, [row.percent for row in rows if isinstance(row.percent, Bound)]
    threshold = words.numeral(context.round.policy.min_respondents)
    sides = {
        "under": [each for each in found if each.under is not None],
        "over": [each for each in found if each.over is not None],
    }
    told = []
    for side, bands in sides.items():
        texts = dict.fromkeys(context.percent(each) for each in bands)
        named = [
            words("items.quoted", text=text if i else capital(text)) for i, text in enumerate(texts)
        ]
        if named:
            key = f"items.bands_{side}"
            told.append(words(key, bands=words.listed(named), threshold=threshold))
    return words("items.bands", meaning=sentences(*told)) if told else ""


def _chart(
    context: Context,
    title: str,
    rows: Sequence[Statement],
    reference: dict[str, Statement],
    *,
    area: str,
    points: str = "",
) -> Chart | Paragraph:
    """A bar for every statement; one sentence where none of them has a share."""
    words = context.words
    if not any(is_known(row.percent) for row in rows):
        return Paragraph(words("items.none_of", area=area, why=_reasons(context, rows)))
    bars = tuple(_bar(context, row, reference.get(row.item)) for row in rows)
    return Chart(
        picture=BarChart(
            bars=bars,
            low=0.0,
            high=100.0,
            ticks=TICKS,
            value_name=words("items.value_points" if points else "items.value_name", points=points),
            reference_name=words("items.reference_name"),
            band_name=words("items.band_name"),
        ),
        title=title,
        alt=" ".join(_alt(context, row, reference.get(row.item)) for row in rows),
        notes=tuple(_notes(context, rows)),
    )


def _bar(context: Context, row: Statement, whole: Statement | None) -> Bar:
    value, band = published_number(row.percent), None
    match row.percent:
        case Bound(over=float(over)):
            value, band = over, (over, 100.0)
        case Bound(under=float(under)):
            band = (0.0, under)
    return Bar(
        label=_item_label(context, row.item),
        value=value,
        text=context.percent(row.percent),
        reference=published_number(whole.percent) if whole else None,
        band=band,
    )


def _alt(context: Context, row: Statement, whole: Statement | None) -> str:
    """A row in words, without the number where there is none."""
    label, told = _item_label(context, row.item), whole.percent if whole else None
    known = {"own": is_known(row.percent), "total": is_known(told)}
    key = "items.alt_" + ("_".join(name for name, yes in known.items() if yes) or "none")
    value, reference = context.percent(row.percent), context.percent(told)
    return context.words(key, label=label, value=value, total=reference)


def _item_label(context: Context, item: str) -> str:
    """An item's label, and that its answers were turned where its wording is negative."""
    label = context.study.label_of(item)
    return context.words("items.turned", label=label) if context.study.is_negative(item) else label


def _notes(context: Context, rows: Sequence[Statement]) -> Iterator[str]:
    words = context.words
    counts = [row.n for row in rows if isinstance(row.n, int)]
    if counts:
        yield words("items.n_note", n=span(counts, words=words))
    if any(context.study.is_negative(row.item) for row in rows):
        yield words("items.turned_note")
    if reasons := _reasons(context, rows):
        yield words("items.dash", why=reasons)
    named = {row.construct or row.item: row.release for row in rows}
    yield from release_notes(named, context=context)
