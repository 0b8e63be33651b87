"""Blocks on statements: how many per cent of a unit agree, beside the total, area by area."""

from collections.abc import Iterator, Sequence

from generator.report.block import Bar, BarChart, Block, Chart, Note, Paragraph
from generator.report.blocks.about import low_notes, release_notes
from generator.report.blocks.constructs import band_of
from generator.report.context import Context, sentences, span
from generator.report.numbers import is_known
from generator.results.survey import Statement, Statements
from generator.results.values import Bound, Suppressed, published_number
from generator.round.model import STATEMENTS_FROM
from generator.study.instrument import Scale

PEOPLE_COUNTED_TO = 50
"""From so many on, one person's answer is two points and less, and not worth a sentence."""

Rows = Sequence[Statement]


def item_blocks(context: Context, *, unit: str) -> Iterator[Block]:
    """A unit's statements by construct, or a note that says why none is shown."""
    words, rows = context.words, _rows(context, unit)
    if not any(is_known(row.percent) for row in rows):
        suppressed = isinstance(context.released.units[unit].get("items"), Suppressed)
        too_few = words("items.too_few", items_from=STATEMENTS_FROM)
        yield Note(too_few if suppressed else _why_none(context, rows) or too_few)
        return
    shown = [row for row in rows if row.construct] or rows
    n = max((row.n for row in rows if isinstance(row.n, int)), default=0)
    counts = 0 < n < PEOPLE_COUNTED_TO
    person = words("items.person", n=n, points=round(100 / n)) if counts else ""
    yield Paragraph(sentences(words("items.intro"), _agreeing(context, shown), person))
    if bounds := _bounds(context, rows):
        yield Paragraph(words("items.bands", meaning=bounds), role="small")
    for construct in dict.fromkeys(row.construct for row in rows if row.construct):
        own = [row for row in rows if row.construct == construct]
        label = context.study.label_of(construct)
        yield _chart(context, own, title=words("items.figure", construct=label), area=label)


def battery_blocks(context: Context, *, unit: str) -> Iterator[Block]:
    """A unit's single items by battery; a sentence on those whose scale is too short for shares."""
    rows, study = _rows(context, unit), context.study
    if not any(is_known(row.percent) for row in rows) or study.unit_file is None:
        return
    # A chart for each top class of the scales, which a question need not be a yes to.
    batteries: dict[str | None, dict[str, list[Statement]]] = {}
    for row in rows:
        if row.construct is None:
            by_points = batteries.setdefault(study.items[row.item].battery, {})
            by_points.setdefault(_points(context, study.scale_of(row.item)), []).append(row)
    for battery, by_points in batteries.items():
        label = study.batteries[battery] if battery else context.words("codebook.single")
        for points, own in by_points.items():
            title = context.words("items.battery", battery=label, points=points)
            yield _chart(context, own, title=title, area=label, points=points)
    if short := _short_scales(context):
        yield Paragraph(short)


def _rows(context: Context, unit: str) -> Rows:
    node = context.unit(unit, "items", Statements)
    return node.rows if node else ()


def _why_none(context: Context, rows: Rows) -> str:
    """Why no statement is shown, where it is something else than too few people."""
    if not rows:
        return _short_scales(context)
    rules = {row.percent.suppressed for row in rows if isinstance(row.percent, Suppressed)}
    if not rules or rules & {"size", "threshold"}:
        return ""
    return context.words("items.none", why=_reasons(context, rows))


def _reasons(context: Context, rows: Rows) -> str:
    hidden = [row.percent for row in rows if isinstance(row.percent, Suppressed)]
    rules = dict.fromkeys(each.suppressed for each in hidden)
    return sentences(*(context.why(rule) for rule in rules))


def _short_scales(context: Context) -> str:
    """On the constructs and single items whose scale is too short for a share."""
    study, words = context.study, context.words
    asked = study.scored(study.unit_file.group) if study.unit_file else ()
    short = [study.label_of(name) for name in asked if not study.scale_of(name).has_shares]
    names = words.listed([words("word.named", name=label) for label in short])
    return words("items.short_scale", names=names) if short else ""


def _agreeing(context: Context, rows: Rows) -> str:
    """Which answers count as agreeing; by area where the scales differ."""
    words = context.words
    areas: dict[tuple[str, int, int], list[str]] = {}
    for row in rows:
        scale = context.study.scale_of(row.item)
        answers = (_points(context, scale), scale.low, scale.high)
        label = context.label(row.construct or row.item)
        areas.setdefault(answers, []).append(label)
    key = "items.agree" if len(areas) == 1 else "items.agree_of"
    said = []
    for (points, low, high), labels in areas.items():
        names = words.listed(list(dict.fromkeys(labels)))
        said.append(words(key, points=points, low=low, high=high, names=names))
    return sentences(*said)


def _points(context: Context, scale: Scale) -> str:
    """The points of the top class, as ``5 eller 6``."""
    low, high = scale.agree_from, scale.high
    if high - low == 1:
        return context.words("items.points", low=low, high=high)
    return span([low, high], words=context.words)


def _bounds(context: Context, rows: Rows) -> str:
    """What «over 60 %» means, in the words that the charts below use; nothing without one."""
    found = [row.percent for row in rows if isinstance(row.percent, Bound)]
    said = []
    for side in ("under", "over"):
        bounds = (context.percent(each) for each in found if getattr(each, side) is not None)
        if texts := dict.fromkeys(bounds):
            meant = {"bands": context.quoted(texts), "threshold": context.threshold}
            said.append(context.words(f"items.bands_{side}", **meant))
    return sentences(*said)


def _chart(
    context: Context, rows: Rows, *, title: str, area: str, points: str = ""
) -> Chart | Paragraph:
    """A bar for every statement; one sentence where none of them has a share."""
    words, file = context.words, context.study.unit_file
    if not any(is_known(row.percent) for row in rows):
        return Paragraph(words("items.none_of", area=area, why=_reasons(context, rows)))
    node = context.step(f"items/{file.group}", Statements) if file else None
    of_total = {row.item: row.percent for row in node.rows} if node else {}
    shown = [(row, of_total.get(row.item)) for row in rows]
    bars = tuple(_bar(context, row, total) for row, total in shown)
    value_name = words("items.value_points" if points else "items.value_name", points=points)
    names = (value_name, words("items.reference_name"), words("items.band_name"))
    picture = BarChart(bars, 0.0, 100.0, (0.0, 25.0, 50.0, 75.0, 100.0), *names)
    alt = " ".join(_alt(context, row, total) for row, total in shown)
    return Chart(picture, title, alt, notes=tuple(_notes(context, rows)))


def _bar(context: Context, row: Statement, total: object) -> Bar:
    share = row.percent
    return Bar(
        label=_item_label(context, row.item),
        value=share.over if isinstance(share, Bound) else published_number(share),
        text=context.percent(share),
        reference=published_number(total),
        band=band_of(share, 0.0, 100.0),
    )


def _alt(context: Context, row: Statement, total: object) -> str:
    known = {"own": is_known(row.percent), "total": is_known(total)}
    key = "items.alt_" + ("_".join(name for name, yes in known.items() if yes) or "none")
    shares = {"value": context.percent(row.percent), "total": context.percent(total)}
    return context.words(key, label=_item_label(context, row.item), **shares)


def _item_label(context: Context, item: str) -> str:
    """An item's label, and that its answers were turned where its wording is negative."""
    label = context.study.label_of(item)
    return context.words("items.turned", label=label) if context.study.is_negative(item) else label


def _notes(context: Context, rows: Rows) -> Iterator[str]:
    words = context.words
    owners = dict.fromkeys(row.construct or row.item for row in rows)
    yield from low_notes(owners, context=context)
    if counts := [row.n for row in rows if isinstance(row.n, int)]:
        yield words("items.n_note", n=span(counts, words=words))
    if any(context.study.is_negative(row.item) for row in rows):
        yield words("items.turned_note")
    if reasons := _reasons(context, rows):
        yield words("items.dash", why=reasons)
    named = {row.construct or row.item: row.release for row in rows}
    yield from release_notes(named, context=context)
