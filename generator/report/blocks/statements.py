"""Blocks on statements: how many per cent of a unit agree, beside the total, area by area."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from generator.report.block import Block, Cell, Column, Note, Paragraph, Table
from generator.report.blocks.about import earlier_notes, low_notes
from generator.report.blocks.constructs import band_of, picture_column, rows_of, same_size
from generator.report.context import Context, inside, sentences, span
from generator.report.marks import Bar, Key
from generator.report.numbers import ABOVE, BELOW, is_known
from generator.results.survey import (
    Descriptives,
    SizeMeans,
    Statement,
    Statements,
    VariableStatistics,
)
from generator.results.values import Bound, Suppressed, published_number
from generator.study.instrument import Scale

MOST_MARKED = 3
"""How many statements are marked as farthest from the total, on each side."""

MARKED_FROM = 5.0
"""Percentage points: a statement nearer the total is not said to be far from it."""

Rows = Sequence[Statement]


@dataclass(frozen=True, slots=True)
class _Shares:
    """A unit's statements with the total's shares, and how far each is from it at least.

    ``means`` are the unit's constructs and ``alike`` those of the units of its size.
    """

    rows: tuple[Statement, ...]
    total: Mapping[str, object]
    means: Mapping[str, VariableStatistics]
    alike: SizeMeans | None
    context: Context

    def ends(self, row: Statement) -> tuple[float, float]:
        """How far the share is from the total's; of a bound, from where it begins to its end."""
        own, total = row.percent, published_number(self.total.get(row.item))
        if total is None or not is_known(own):
            return 0.0, 0.0
        low, high = band_of(own, 0.0, 100.0) or (published_number(own) or 0.0,) * 2
        return low - total, high - total

    def gap(self, row: Statement) -> float:
        """How far it is at least."""
        return max(self.ends(row)[0], 0.0) + min(self.ends(row)[1], 0.0)

    def farthest(self) -> dict[str, list[Statement]]:
        """The statements farthest above and below the total, by their marks."""
        ordered = sorted(self.rows, key=self.gap)
        return {
            ABOVE: [
                row for row in ordered[: -MOST_MARKED - 1 : -1] if self.gap(row) >= MARKED_FROM
            ],
            BELOW: [row for row in ordered[:MOST_MARKED] if self.gap(row) <= -MARKED_FROM],
        }


def areas_with_statements(context: Context, *, unit: str) -> set[str]:
    """The constructs that a unit has statements of: their means stand above them."""
    return {
        row.construct for row in _rows(context, unit) if row.construct and is_known(row.percent)
    }


def item_blocks(context: Context, *, unit: str) -> Iterator[Block]:
    """A unit's statements by construct and battery, or a note that says why none is shown."""
    words, rows = context.words, _rows(context, unit)
    shown = tuple(row for row in rows if is_known(row.percent))
    if not shown:
        suppressed = isinstance(context.released.units[unit].get("items"), Suppressed)
        too_few = words("items.too_few", items_from=context.round.policy.statements_from)
        yield Note(too_few if suppressed else _why_none(context, rows) or too_few)
        return
    file = context.study.unit_file
    node = context.step(f"items/{file.group}", Statements) if file else None
    total: dict[str, object] = {row.item: row.percent for row in node.rows} if node else {}
    means = rows_of(context.unit(unit, "constructs", Descriptives))
    shares = _Shares(shown, total, means, same_size(context, unit), context)
    farthest = shares.farthest()
    n = max((row.n for row in shown if isinstance(row.n, int)), default=0)
    widest = margin_of(n, of=len(shown)) if n else 0
    margin = words("items.margin", n=n, points=widest, all=len(shown)) if n else ""
    if found := _farthest_sentence(farthest, context):
        gaps = [end for rows in farthest.values() for row in rows for end in shares.ends(row)]
        chance = words("items.chance") if max(map(abs, gaps)) < widest else ""
        yield Paragraph(sentences(found, chance), role="verdict")
    yield Paragraph(sentences(words("items.intro"), margin))
    by_points: dict[tuple[str, int, int], list[Statement]] = {}
    for row in rows:
        scale = context.study.scale_of(row.item)
        by_points.setdefault((_points(context, scale), scale.low, scale.high), []).append(row)
    for (points, low, high), own in by_points.items():
        title = words("items.table", points=points, low=low, high=high)
        yield from _table(own, shares, farthest, title=title)
    if bounds := _bounds(context, shown):
        yield Paragraph(words("items.bands", meaning=bounds), role="small")
    if short := _short_scales(context):
        yield Paragraph(short)


def margin_of(n: int, *, of: int) -> int:
    """Percentage points that a share of ``n`` may be off by chance, the farthest ``of`` so many.

    z sqrt(.25 / n), the widest there is, with Bonferroni's z for all of them at 5 per cent.
    """
    z = NormalDist().inv_cdf(1 - 0.025 / of)
    return round(100 * z * sqrt(0.25 / n))


def _rows(context: Context, unit: str) -> Rows:
    node = context.unit(unit, "items", Statements)
    return node.rows if node else ()


def _farthest_sentence(farthest: Mapping[str, Rows], context: Context) -> str:
    """Which statements are farthest from the total, on either side."""
    words, said = context.words, []
    for key, mark in (("highest", ABOVE), ("lowest", BELOW)):
        if rows := farthest[mark]:
            labels = [words("word.named", name=_item_label(context, x.item)) for x in rows]
            said.append(words(f"items.{key}", names=words.listed(labels)))
    return sentences(*said)


def _table(
    own: Rows, shares: _Shares, farthest: Mapping[str, Rows], *, title: str
) -> Iterator[Table | Paragraph]:
    """A bar for every statement under its area; a sentence on areas where none has a share."""
    context, words = shares.context, shares.context.words
    areas: dict[str, list[Statement]] = {}
    for row in own:
        areas.setdefault(_area(context, row), []).append(row)
    marked = {row.item: mark for mark, rows in farthest.items() for row in rows}
    rows: list[tuple[Cell, ...]] = []
    drawn: list[Statement] = []
    for area, of_area in areas.items():
        if not any(is_known(row.percent) for row in of_area):
            yield Paragraph(words("items.none_of", area=area, why=_reasons(context, of_area)))
            continue
        drawn += of_area
        rows.append(_area_row(area, of_area, shares))
        rows += [_row(row, shares, marked.get(row.item, "")) for row in of_area]
    if not rows:
        return
    columns = (
        *context.columns("items", statement=5.0)[:1],
        picture_column(2.6),
        Column(words("items.head_unit"), weight=1.4),
        Column(words("items.head_total"), weight=1.0),
        Column("", align="center", weight=0.5),
    )
    yield Table(
        title,
        columns,
        tuple(rows),
        notes=tuple(_notes(context, drawn)),
        axis=context.axis(0, 100, (0, 50, 100)),
        legend=tuple(_legend(rows, context)),
    )


def _area(context: Context, row: Statement) -> str:
    """The construct or battery a statement belongs to, by its printed name."""
    if row.construct:
        return context.study.label_of(row.construct)
    battery = context.study.items[row.item].battery
    return context.study.batteries[battery] if battery else context.words("codebook.single")


def _area_row(area: str, rows: Rows, shares: _Shares) -> tuple[Cell, ...]:
    """The area's name; a construct's mean with interval, its size class's mean; how many answered.

    All that is published of them, so that no other table repeats it.
    """
    context, words, name = shares.context, shares.context.words, rows[0].construct or ""
    own, alike = shares.means.get(name), shares.alike
    of_size = rows_of(alike).get(name)
    counts = [row.n for row in rows if isinstance(row.n, int)]
    said = []
    if own and is_known(own.mean):
        said.append(words("items.area_mean", mean=context.number(own.mean, 2)))
        if isinstance(own.ci_low, float) and isinstance(own.ci_high, float):
            said.append(words("items.area_interval", **context.ends(own)))
    if alike and of_size and is_known(of_size.mean):
        size = inside(context.study.size_classes[alike.size])
        mean = context.number(of_size.mean, 2)
        said.append(words("items.area_size", size=size, mean=mean))
    # A mean may be of a later release than the statements, and so of more people.
    if own and said and isinstance(own.n, int) and set(counts) != {own.n}:
        said.append(words("items.area_n", n=own.n))
        said.append(words("items.area_statements", n=span(counts, words=words)))
    else:
        said.append(words("items.area_n", n=span(counts, words=words)))
    text = words("items.area", area=area, details=", ".join(said))
    return (Cell(text, header=True), *[Cell("")] * 4)


def _row(row: Statement, shares: _Shares, mark: str) -> tuple[Cell, ...]:
    context, share, total = shares.context, row.percent, shares.total.get(row.item)
    bar = Bar(
        value=share.over if isinstance(share, Bound) else published_number(share),
        reference=published_number(total),
        band=band_of(share, 0.0, 100.0),
    )
    own = context.percent_cell(share)
    return (
        Cell(_item_label(context, row.item), strong=bool(mark)),
        Cell("", mark=bar),
        Cell(own.text, withheld=own.withheld, strong=bool(mark)),
        context.percent_cell(total),
        Cell(mark, strong=bool(mark)),
    )


def _legend(rows: Sequence[Sequence[Cell]], context: Context) -> Iterator[Key]:
    words = context.words
    bars = [cell.mark for row in rows for cell in row if isinstance(cell.mark, Bar)]
    yield Key(words("items.value_name"), "bar")
    if any(bar.band for bar in bars):
        yield Key(words("items.band_name"), "band")
    if any(bar.reference is not None for bar in bars):
        yield Key(words("items.reference_name"), "reference")
    if any(row[-1].text for row in rows):
        yield Key(words("items.marks", above=ABOVE, below=BELOW))


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


def _points(context: Context, scale: Scale) -> str:
    """The points of the top class, as ``5 eller 6``."""
    low, high = scale.agree_from, scale.high
    if high - low == 1:
        return context.words("items.points", low=low, high=high)
    return span([low, high], words=context.words)


def _bounds(context: Context, rows: Rows) -> str:
    """What «over 60 %» means, in the words that the tables above use; nothing without one."""
    found = [row.percent for row in rows if isinstance(row.percent, Bound)]
    said = []
    for side in ("under", "over"):
        bounds = (context.percent(each) for each in found if getattr(each, side) is not None)
        if texts := dict.fromkeys(bounds):
            meant = {"bands": context.quoted(texts), "threshold": context.threshold}
            said.append(context.words(f"items.bands_{side}", **meant))
    return sentences(*said)


def _item_label(context: Context, item: str) -> str:
    """An item's label, and that its answers were turned where its wording is negative."""
    label = context.study.label_of(item)
    return context.words("items.turned", label=label) if context.study.is_negative(item) else label


def _notes(context: Context, rows: Rows) -> Iterator[str]:
    words = context.words
    owners = dict.fromkeys(row.construct or row.item for row in rows)
    yield from low_notes(owners, context=context)
    if any(context.study.is_negative(row.item) for row in rows):
        yield words("items.turned_note")
    if reasons := _reasons(context, rows):
        yield words("items.dash", why=reasons)
    areas = list(dict.fromkeys((inside(_area(context, row)), row.release) for row in rows))
    yield from earlier_notes("release.statements", areas, context)
