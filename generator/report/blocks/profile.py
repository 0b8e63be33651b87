"""A unit's profile: what stands out from the rest of the total, and how sure that is.

A construct stands out only where the rule for all comparisons of the round calls it firm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor

from generator.report.block import Cell, Column, Table
from generator.report.blocks.constructs import (
    by_scale,
    dot,
    dot_legend,
    mean_notes,
    picture_column,
    rows_of,
)
from generator.report.context import Context, span
from generator.report.marks import Axis, Dot, Key
from generator.report.numbers import is_known
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.survey import Descriptives, VariableStatistics
from generator.results.values import Number, published_number
from generator.study.instrument import Scale

MOST_QUESTIONS = 3

ALIKE = 0.03
"""Of a scale's length: means no farther apart are called alike."""

STEP = 0.5
"""Where a cut axis may begin and end, in scale points."""

Statistics = Mapping[str, VariableStatistics]


@dataclass(frozen=True, slots=True)
class Profile:
    """The rows that stand out above and below, farthest first, and every row compared.

    ``good`` and ``poor`` are the rows above and below by which side is the good one; what is
    ``compared`` has the poorest first. ``all`` counts the areas the unit was asked about, compared
    or not, ``family`` every comparison of the round, and ``total`` holds the total's means.
    """

    above: tuple[UnitDifference, ...]
    below: tuple[UnitDifference, ...]
    good: tuple[UnitDifference, ...]
    poor: tuple[UnitDifference, ...]
    compared: tuple[UnitDifference, ...]
    all: int
    family: int
    total: Mapping[str, Number]


def profile(unit: str, *, context: Context) -> Profile | None:
    """The unit's profile, or None when nothing of it is published."""
    node = context.unit(unit, "comparison", UnitComparison)
    if node is None:
        return None
    total = {name: row.mean for name, row in total_rows(context).items()}
    rows = (
        row
        for row in node.rows
        if all(isinstance(x, float) for x in (row.difference, row.fcr_low, row.fcr_high))
        # Both means are named beside the difference.
        if all(map(is_known, (row.mean, row.rest_mean, total.get(row.variable))))
    )
    ranked = tuple(sorted(rows, key=lambda row: ahead(row, context)))
    farthest = sorted(ranked, key=lambda row: -abs(ahead(row, context)))
    above, below = (
        tuple(row for row in farthest if row.firm == side) for side in ("above", "below")
    )
    low = context.study.lower_is_better
    return Profile(
        above,
        below,
        good=tuple(x for x in farthest if x in (below if x.variable in low else above)),
        poor=tuple(x for x in farthest if x in (above if x.variable in low else below)),
        compared=ranked,
        all=len(node.rows),
        family=node.family,
        total=total,
    )


def total_rows(context: Context) -> Statistics:
    """The total's constructs of the group that the units' figures are of."""
    file = context.study.unit_file
    return rows_of(context.step(f"constructs/{file.group}", Descriptives)) if file else {}


def questions(unit: str, *, context: Context) -> tuple[str, ...]:
    """Questions for a staff meeting: on what stands out first, then on the poorest and the best.

    A unit whose answers are suppressed is asked about the total's poorest and best.
    """
    found = profile(unit, context=context)
    if found and found.compared:
        rows = (*found.poor, *found.good, *found.compared[:1], *found.compared[-1:])
        names = [row.variable for row in rows]
    else:
        ordered = by_goodness(total_rows(context), context)
        names = [*ordered[: MOST_QUESTIONS - 1], *ordered[-1:]]
    asked = dict.fromkeys(context.study.constructs[name].question for name in names)
    return tuple(question for question in asked if question)[:MOST_QUESTIONS]


def by_goodness(rows: Statistics, context: Context) -> list[str]:
    """The variables with a published mean, the poorest on its own scale first."""
    known = {name: row.mean for name, row in rows.items() if isinstance(row.mean, float)}
    return sorted(known, key=lambda name: (on_scale(known[name], name, context), name))


def apart(row: UnitDifference, context: Context) -> float:
    """How far a mean is above the rest's, or below, in lengths of its scale."""
    scale = context.study.scale_of(row.variable)
    return (published_number(row.difference) or 0.0) / scale.length


def is_alike(row: UnitDifference, context: Context) -> bool:
    """Whether a unit's mean is as good as the rest's."""
    return abs(apart(row, context)) <= ALIKE


def on_scale(mean: float, variable: str, context: Context) -> float:
    """How far up its scale a mean is, from 0 to 1; 1 is the good end."""
    scale = context.study.scale_of(variable)
    place = (mean - scale.low) / scale.length
    return 1 - place if variable in context.study.lower_is_better else place


def ahead(row: UnitDifference, context: Context) -> float:
    """How far a mean is on the good side of the rest's, in lengths of its scale."""
    share = apart(row, context)
    return -share if row.variable in context.study.lower_is_better else share


# --- the areas, best beside the total first ----------------------------------------------


@dataclass(frozen=True, slots=True)
class AreaTable:
    """The areas of a unit beside the total, or the total's alone where the unit is not shown."""

    context: Context
    unit: str | None
    found: Profile | None

    def blocks(self) -> Iterator[Table]:
        """A table for each scale."""
        total = total_rows(self.context)
        node = self.context.unit(self.unit, "constructs", Descriptives) if self.unit else None
        own = rows_of(node)
        for scale, names in by_scale(self.context, own or total):
            yield self._table(names, scale, own, total)

    def _table(self, names: list[str], scale: Scale, own: Statistics, total: Statistics) -> Table:
        context, words = self.context, self.context.words
        ordered = self._ordered(names, own or total)
        rows = tuple(self._row(name, scale, own, total) for name in ordered)
        axis = cut_axis(rows, scale, context)
        columns = [*context.columns("areas", area=3.6)[:1], picture_column(3.2)]
        if own:
            columns += [Column(words("areas.head_unit"), weight=0.9)]
        columns += [Column(words("areas.head_total"), weight=0.9)]
        if own:
            columns += [Column(words("areas.head_against"), align="text", weight=2.1)]
        return Table(
            words("areas.title" if own else "areas.title_total"),
            tuple(columns),
            rows,
            notes=tuple(self._notes(ordered, own, total)),
            axis=axis,
            legend=tuple(self._legend(rows, axis, scale, own=bool(own))),
        )

    def _ordered(self, names: list[str], rows: Statistics) -> list[str]:
        """The best beside the total first; what cannot be compared comes last."""
        if self.found and self.found.compared:
            ranked = [
                row.variable for row in reversed(self.found.compared) if row.variable in names
            ]
        else:
            known = {name: rows[name] for name in names}
            ranked = list(reversed(by_goodness(known, self.context)))
        return [*ranked, *(name for name in names if name not in ranked)]

    def _row(self, name: str, scale: Scale, own: Statistics, total: Statistics) -> tuple[Cell, ...]:
        context = self.context
        label, of_total = context.study.label_of(name), total.get(name)
        mean = of_total.mean if of_total else None
        if not own:
            mark = dot(total[name], scale)
            return (Cell(label, header=True), Cell("", mark=mark), context.cell(mean, 2))
        firm, said = self._against(name)
        mark = dot(own[name], scale, reference=mean, firm=firm)
        value = context.cell(own[name].mean, 2)
        return (
            Cell(label, header=True, strong=firm),
            Cell("", mark=mark),
            Cell(value.text, withheld=value.withheld, strong=firm),
            context.cell(mean, 2),
            Cell(said, strong=firm),
        )

    def _against(self, name: str) -> tuple[bool, str]:
        """Whether an area stands out, and how it lies beside the rest in a few words."""
        found, words = self.found, self.context.words
        row = next((row for row in found.compared if row.variable == name), None) if found else None
        if found is None or row is None:
            return False, words("areas.not_compared")
        if row.firm:
            return True, words(f"areas.firm_{row.firm}")
        if is_alike(row, self.context):
            return False, words("areas.alike")
        above = (published_number(row.difference) or 0.0) > 0
        return False, words("areas.above" if above else "areas.below")

    def _legend(
        self, rows: tuple[tuple[Cell, ...], ...], axis: Axis, scale: Scale, *, own: bool
    ) -> Iterator[Key]:
        context, words = self.context, self.context.words
        if own:
            dots = [cell.mark for row in rows for cell in row if isinstance(cell.mark, Dot)]
            if any(one.firm for one in dots):
                yield Key(words("areas.key_firm"), "dot")
            if any(not one.firm for one in dots):
                yield Key(words("areas.key_uncertain"), "hollow")
        named = {"value": words("areas.key_interval")}
        named |= {"reference": words("items.reference_name")} if own else {}
        for one in dot_legend(rows, context=context, **named):
            # A filled dot would stand for a clear difference.
            yield replace(one, mark="line") if own and one.mark == "interval" else one
        ends = {"low": scale.low, "high": scale.high}
        cut = {"start": context.short_number(axis.low), "end": context.short_number(axis.high)}
        key = "scale" if (axis.low, axis.high) == (scale.low, scale.high) else "scale_cut"
        yield Key(words(f"areas.{key}", **ends, **cut))

    def _notes(self, names: list[str], own: Statistics, total: Statistics) -> Iterator[str]:
        context, words = self.context, self.context.words
        shown, file = own or total, context.study.unit_file
        counts, of_total = (
            [n for name in names if name in rows and isinstance(n := rows[name].n, int)]
            for rows in (shown, total)
        )
        if counts:
            numbers = {"n": span(counts, words=words), "total": span(of_total, words=words)}
            yield words("areas.n" if own and of_total else "areas.n_alone", **numbers)
        if self.found and any(row.firm and row.variable in names for row in self.found.compared):
            yield words("areas.adjusted", n=self.found.family)
        means = [rows[name].mean for rows in (own, total) for name in names if name in rows]
        dashes, group = not all(map(is_known, means)), file.group if file else ""
        rows = [row for name, row in shown.items() if name in names]  # in declared order
        yield from mean_notes(context, rows, total, dashes=dashes, group=group)


def cut_axis(rows: tuple[tuple[Cell, ...], ...], scale: Scale, context: Context) -> Axis:
    """The part of the scale that the dots and intervals need, from a half point to a half point."""
    dots = [cell.mark for row in rows for cell in row if isinstance(cell.mark, Dot)]
    drawn = [
        x
        for one in dots
        for x in (one.value, one.low, one.high, one.reference, *(one.band or ()))
        if x is not None
    ] or [scale.low, scale.high]
    low = max(floor(min(drawn) / STEP) * STEP, scale.low)
    high = min(ceil(max(drawn) / STEP) * STEP, scale.high)
    return context.axis(low, high, range(ceil(low), floor(high) + 1))
