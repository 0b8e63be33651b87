"""The offices by indicator in one table: the scorecard alone, never a figure of the survey."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.block import Block, Cell, Column, Paragraph, Table
from generator.report.blocks.scorecard_months import meets
from generator.report.context import Context
from generator.report.numbers import DASH
from generator.report.quarter.state import on_target, published_offices, total_rows
from generator.results.offices import IndicatorResult
from generator.results.values import Suppressed
from generator.round.model import CLIENTS_FROM

REACHED = "●"
MISSED = "○"
"""The marks of the months' chart: filled where the target is reached."""


def office_blocks(context: Context) -> Iterator[Block]:
    """Every office in declared order: results to date, and how many targets it reaches."""
    words, rows, offices = context.words, total_rows(context), published_offices(context)
    if not rows or not offices:
        return
    yield Paragraph(words("quarter.offices_intro", period=context.period))
    indicators = {row.indicator: context.study.indicators[row.indicator].label for row in rows}
    targets = [Cell(context.short_number(row.target)) for row in rows]
    body = [(Cell(words("quarter.head_target"), header=True), *targets, Cell(""))]
    for office in offices:
        found = {row.indicator: row for row in office.rows}
        name = context.unit_name(str(office.office))
        cells = [_cell(found.get(indicator), context) for indicator in indicators]
        body.append((Cell(name, header=True), *cells, Cell(on_target(office.rows, context))))
    hidden = any(cell.withheld for row in body for cell in row)
    means = [_cell(row, context) for row in rows]
    body.append((Cell(words("quarter.mean"), header=True), *means, Cell("")))
    notes = [
        words("quarter.offices_marks", reached=REACHED, missed=MISSED),
        " · ".join(f"{name} {label}" for name, label in indicators.items()),
    ]
    notes += [words("results.few", clients_from=CLIENTS_FROM)] if hidden else []
    yield Table(
        title=words("quarter.offices_table", period=context.period),
        columns=(
            Column(words("quarter.head_office"), align="text", weight=1.8),
            *(Column(name) for name in indicators),
            Column(words("quarter.head_reached")),
        ),
        rows=tuple(body),
        notes=tuple(notes),
    )


def _cell(row: IndicatorResult | None, context: Context) -> Cell:
    """A result with its mark, so that the eye finds what was reached without reading numbers."""
    if row is None:
        return Cell(DASH)
    met = meets(row, context)
    mark = "" if met is None else f"\N{NO-BREAK SPACE}{REACHED if met else MISSED}"
    text = context.number(row.result, 1)
    return Cell(f"{text}{mark}", withheld=isinstance(row.result, Suppressed))
