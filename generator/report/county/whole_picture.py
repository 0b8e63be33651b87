"""The whole picture: every published unit against every area, where the round lets it be printed.

It names offices beside their figures, so it is in the county's own report alone, and only where
``policy.name_offices`` says so. It ranks nobody: units stand as they are declared.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from generator.report.block import Block, Cell, Column, Heading, PageBreak, Paragraph, Table
from generator.report.blocks.about import low_notes, release_notes
from generator.report.blocks.constructs import bound_notes, rows_of
from generator.report.blocks.profile import ALIKE, total_rows
from generator.report.context import Context, sentences
from generator.report.county.tested import SIGNIFICANT
from generator.report.marks import Key
from generator.report.numbers import ABOVE, BELOW
from generator.report.units_apart import apart_notes
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.survey import Descriptives, Response
from generator.results.values import Suppressed, published_number
from generator.study.model import UNITS

MARKS: Final = {"above": ABOVE, "below": BELOW}
_FAR: Final = 3 * ALIKE


def whole_picture(context: Context) -> Iterator[Block]:
    """A chapter on pages of its own with one table; nothing where offices may not be named."""
    areas = list(total_rows(context))
    if not context.round.policy.name_offices or not areas:
        return
    words, places = context.words, context.round.positions()
    units = sorted(context.released.units, key=places.__getitem__)
    own = {unit: rows_of(context.unit(unit, "constructs", Descriptives)) for unit in units}
    columns = (
        Column(words("index.office"), align="text", weight=2.4),
        Column(words("word.n"), weight=0.7),
        *(Column(context.short_label(area)) for area in areas),
    )
    shown = [own[unit][area] for unit in units for area in areas if area in own[unit]]
    earlier = sorted(((row.release or 0, row.variable) for row in shown), reverse=True)
    releases = {variable: release for release, variable in earlier if release}
    rows = tuple(_row(unit, areas, context) for unit in units)
    clear = {row.variable for node in _comparisons(context) for row in node.rows if row.firm}
    notes = (
        *([words("withheld.cell")] if any(cell.withheld for row in rows for cell in row) else []),
        *bound_notes((row.mean for row in shown), context=context),
        *low_notes(areas, context=context),
        *apart_notes([x for x in areas if x not in clear], group=UNITS, context=context),
        *release_notes(releases, context=context),
    )
    yield PageBreak(turns=True)
    yield Heading(1, words("picture.heading"))
    yield Paragraph(sentences(words("picture.intro"), compared_sentence(context)))
    yield Table(
        words("picture.table"),
        columns,
        rows,
        notes=notes,
        legend=(
            *(Key(f"{mark} {words(f'areas.firm_{name}')}") for name, mark in MARKS.items()),
            Key(words("picture.shades")),
        ),
    )
    yield PageBreak()


def compared_sentence(context: Context) -> str:
    """How many comparisons there are, what chance alone would make of them, and which are firm."""
    words, nodes = context.words, _comparisons(context)
    family = max((node.family for node in nodes), default=0)
    if not family:
        return ""
    firm = sum(row.firm is not None for node in nodes for row in node.rows)
    chance = context.number(family * SIGNIFICANT, 0)
    return sentences(
        words("picture.compared", n=family),
        words("picture.by_chance", chance=chance) if family * SIGNIFICANT >= 1 else "",
        words("picture.firm", n=firm) if firm else words("picture.none"),
    )


def _comparisons(context: Context) -> list[UnitComparison]:
    found = (context.unit(x, "comparison", UnitComparison) for x in context.released.units)
    return [node for node in found if node]


def _row(unit: str, areas: list[str], context: Context) -> tuple[Cell, ...]:
    own = rows_of(context.unit(unit, "constructs", Descriptives))
    comparison = context.unit(unit, "comparison", UnitComparison)
    compared = {row.variable: row for row in comparison.rows} if comparison else {}
    response = context.unit(unit, "response", Response)
    total = {name: published_number(row.mean) for name, row in total_rows(context).items()}
    means = {area: own[area].mean if area in own else Suppressed("threshold") for area in areas}
    return (
        Cell(context.unit_name(unit), header=True),
        context.cell(response.n if response else None, 0),
        *(_cell(mean, total[area], compared.get(area), context) for area, mean in means.items()),
    )


def _cell(
    mean: object, of_total: float | None, row: UnitDifference | None, context: Context
) -> Cell:
    """A mean as it is published, marked where it is firm and shaded by the cautious estimate.

    The means themselves would shade the smallest units most, as chance moves them most.
    """
    cell = context.cell(mean, 2)
    shrunken = published_number(row.shrunken) if row else None
    if row is None or shrunken is None or of_total is None:
        return cell
    share = (shrunken - of_total) / context.study.scale_of(row.variable).length
    mark = f"{MARKS[row.firm]} " if row.firm else ""
    depth = 0 if abs(share) <= ALIKE else 1 if abs(share) <= _FAR else 2
    shade = depth if share > 0 else -depth
    return replace(cell, text=mark + cell.text, shade=shade)
