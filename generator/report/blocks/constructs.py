"""Blocks on survey answers: the constructs of a unit or the total."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.report.block import Block, Cell, Column, Paragraph, Table
from generator.report.blocks.about import low_notes, partly_note, release_notes
from generator.report.context import Context, inside, sentences, span
from generator.report.marks import Dot, Key, KeyMark
from generator.report.numbers import is_known
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.survey import Descriptives, Response, SizeMeans, VariableStatistics
from generator.results.values import Bound, Number, published_number
from generator.study.instrument import Scale

Statistics = Mapping[str, VariableStatistics]


def construct_blocks(context: Context, *, unit: str | None, group: str) -> Iterator[Block]:
    """The constructs of a unit beside the total, or of a respondent group, scale by scale."""
    words = context.words
    total = rows_of(context.step(f"constructs/{group}", Descriptives))
    own = rows_of(context.unit(unit, "constructs", Descriptives)) if unit else {}
    scales = by_scale(context, total)
    for scale, names in scales:
        ends = {"low": scale.low, "high": scale.high}
        pooled = bool(own) and not context.exact
        interval = words("constructs.interval_pooled" if pooled else "constructs.interval")
        labels = {"low_label": scale.low_label, "high_label": scale.high_label}
        turned = words("constructs.turned", **ends, **labels) if scale.descending else ""
        intro = sentences(words("constructs.intro", **ends), interval, turned)
        yield Paragraph(intro, role="small" if unit else "body")
        if unit and own:
            table = _unit_table(context, names, own, total, unit=unit, group=group)
            yield on_scale(table, scale, several=len(scales) > 1, context=context)
        else:
            table = _total_table(context, names, total, scale, group=group)
            yield on_scale(table, scale, several=len(scales) > 1, context=context)


def rows_of(node: Descriptives | None) -> Statistics:
    """The rows of a node by variable."""
    return {row.variable: row for row in node.rows} if node else {}


def ends(means: Mapping[str, Number]) -> tuple[float, float] | None:
    """The highest and the lowest mean; None where one is not shown, or all are the same."""
    known = [mean for mean in means.values() if isinstance(mean, float)]
    # With a mean that is not shown, nobody knows which is highest.
    if not known or len(known) < len(means) or min(known) == max(known):
        return None
    return max(known), min(known)


def by_scale(context: Context, names: Iterable[str]) -> list[tuple[Scale, list[str]]]:
    """Variables that can share an axis, in declared order."""
    groups: dict[tuple[int, int], tuple[Scale, list[str]]] = {}
    for name in names:
        scale = context.study.scale_of(name)
        groups.setdefault((scale.low, scale.high), (scale, []))[1].append(name)
    return list(groups.values())


def on_scale(table: Table, scale: Scale, *, several: bool, context: Context) -> Table:
    """The table, its scale in the title where it is one of several."""
    named = {"title": table.title, "low": scale.low, "high": scale.high}
    return replace(table, title=context.words("constructs.on_scale", **named)) if several else table


def _unit_table(
    context: Context, names: list[str], own: Statistics, total: Statistics, *, unit: str, group: str
) -> Table:
    alike = same_size(context, unit)
    size = rows_of(alike)
    comparison = context.unit(unit, "comparison", UnitComparison)
    compared = {row.variable: row for row in comparison.rows} if comparison else {}
    first, n, mean, interval, careful, last = context.columns(
        "constructs", construct=3, n=0.7, unit=1, interval=1.4, careful=1.7, total=1
    )
    beside = [Column(context.study.size_classes[alike.size], weight=1.2)] if alike else []
    rows = [
        (
            Cell(context.study.label_of(name), header=True),
            *context.cells(own[name], n=0, mean=2),
            context.interval_cell(own[name].ci_low, own[name].ci_high),
            _careful_cell(compared.get(name), context),
            *(context.cell(means[name].mean, 2) for means in (size, total) if means),
        )
        for name in names
    ]
    shown = [own[name] for name in names]
    # A dash in the column of the size class has a note of its own.
    dashes = any(cell.withheld for row in rows for cell in (*row[:5], row[-1]))
    notes = [_total_n(context, names, total), context.words("constructs.careful_note")]
    notes += _size_notes(context, names, alike) if alike else []
    notes += mean_notes(context, shown, total, dashes=dashes, group=group)
    title = context.words("constructs.table", unit=context.unit_name(unit))
    columns = (first, n, mean, interval, careful, *beside, last)
    return Table(title, columns, tuple(rows), notes=tuple(notes))


def _careful_cell(row: UnitDifference | None, context: Context) -> Cell:
    """The shrunken mean with its interval, or alone where units are too few for one."""
    if row is None or not isinstance(row.shrunken, float) or not is_known(row.shrunken_low):
        return context.cell(row.shrunken if row else None, 2)
    ends = {"mean": row.shrunken, "low": row.shrunken_low, "high": row.shrunken_high}
    said = {name: context.number(value, 2) for name, value in ends.items()}
    return Cell(context.words("constructs.careful", **said))


def _total_table(
    context: Context, names: list[str], total: Statistics, scale: Scale, *, group: str
) -> Table:
    shown = [total[name] for name in names]
    rows = tuple(
        (
            Cell(context.study.label_of(row.variable), header=True),
            Cell("", mark=dot(row, scale)),
            *context.cells(row, n=0, mean=2, sd=2),
            context.interval_cell(row.ci_low, row.ci_high),
        )
        for row in shown
    )
    dashes = any(cell.withheld for row in rows for cell in row)
    of_group = inside(context.study.groups[group].label)
    title = f"{context.words('constructs.table_total')}: {of_group}"
    first, *numbers = context.columns("constructs", construct=3, n=0.7, mean=1, sd=1, interval=1.4)
    notes = mean_notes(context, shown, total, dashes=dashes, group=group)
    columns = (first, picture_column(2.4), *numbers)
    axis, legend = context.scale_axis(scale), dot_legend(rows, context=context)
    return Table(title, columns, rows, notes=tuple(notes), axis=axis, legend=legend)


def mean_notes(
    context: Context,
    shown: Sequence[VariableStatistics],
    total: Statistics,
    *,
    dashes: bool,
    group: str,
) -> Iterator[str]:
    """What dashes and bounds mean, and which figures are not of everybody or of an earlier day."""
    words, names = context.words, [row.variable for row in shown]
    yield from low_notes(names, context=context)
    if dashes:
        yield words("withheld.cell")
    means = [row.mean for row in (*shown, *(total[name] for name in names if name in total))]
    yield from bound_notes(means, context=context)
    # A bounded place is in no sum of its variable.
    table = context.released.table.of(group)
    partial = [
        context.label(name)
        for name in names
        if table and name in total and isinstance(total[name].mean, float)
        if any(isinstance(cell.mean, Bound) for _, cell in table.column(name))
    ]
    if partial:
        yield words("constructs.partial", names=words.listed(partial))
    yield from release_notes({row.variable: row.release for row in shown}, context=context)
    yield from partly_note(group, context=context)


def bound_notes(means: Iterable[object], *, context: Context) -> Iterator[str]:
    """What a bound means, where a mean is one."""
    bounds = dict.fromkeys(context.number(mean, 2) for mean in means if isinstance(mean, Bound))
    if bounds:
        yield context.words("constructs.bounds", bounds=context.quoted(bounds))


def same_size(context: Context, unit: str) -> SizeMeans | None:
    """The published means of the units of this one's size class, itself among them."""
    response = context.unit(unit, "response", Response)
    of_unit = (response.group, response.size) if response else None
    nodes = context.nodes(context.released.steps, SizeMeans)
    return next((node for node in nodes if (node.group, node.size) == of_unit), None)


def _size_notes(context: Context, names: list[str], alike: SizeMeans) -> Iterator[str]:
    words = context.words
    rows = [row for row in alike.rows if row.variable in names]
    if counts := [row.n for row in rows if isinstance(row.n, int)]:
        size = inside(context.study.size_classes[alike.size])
        yield words("constructs.size_note", size=size, n=span(counts, words=words))
    if not all(is_known(row.mean) for row in rows):
        yield words("constructs.size_withheld")


def _total_n(context: Context, names: list[str], total: Statistics) -> str:
    words, counts = context.words, [n for name in names if isinstance(n := total[name].n, int)]
    key = "table.n_line" if counts else "table.file_line"
    return words(key, file=words("word.total"), n=span(counts, words=words))


def picture_column(weight: float) -> Column:
    """A column of marks, which has no head but its axis."""
    return Column("", align="picture", weight=weight)


def dot(
    row: VariableStatistics, scale: Scale, *, reference: object = None, firm: bool = True
) -> Dot:
    """A mean with its interval as a mark on its scale."""
    return Dot(
        value=published_number(row.mean),
        low=published_number(row.ci_low),
        high=published_number(row.ci_high),
        reference=published_number(reference),
        band=band_of(row.mean, scale.low, scale.high),
        firm=firm,
    )


def dot_legend(
    rows: Iterable[Sequence[Cell]], *, context: Context, value: str = "", reference: str = ""
) -> tuple[Key, ...]:
    """What the dots of some rows mean, as far as they are drawn."""
    words = context.words
    dots = [cell.mark for row in rows for cell in row if isinstance(cell.mark, Dot)]
    drawn: dict[KeyMark, tuple[str, bool]] = {
        "interval": (value or words("constructs.value"), any(one.low is not None for one in dots)),
        "band": (words("constructs.band_name"), any(one.band for one in dots)),
        "reference": (reference, any(one.reference is not None for one in dots)),
    }
    return tuple(Key(text, mark) for mark, (text, shown) in drawn.items() if text and shown)


def band_of(value: Number, low: float, high: float) -> tuple[float, float] | None:
    """Where on the scale from ``low`` to ``high`` a bound lies; None for anything else."""
    match value:
        case Bound(over=float(over)):
            return over, float(high)
        case Bound(under=float(under)):
            return float(low), under
    return None
