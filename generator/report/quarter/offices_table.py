"""The offices by indicator in one table: the scorecard alone, never a figure of the survey."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.block import Block, Cell, Column, Paragraph, Table
from generator.report.blocks.scorecard_months import meets
from generator.report.context import Context
from generator.report.numbers import DASH
from generator.report.quarter.state import published_offices, total_rows
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
    indicators = [row.indicator for row in rows]
    yield Paragraph(words("quarter.offices_intro", period=context.period))
    body = [_line(words("quarter.head_target"), [_target(row, context) for row in rows], "")]
    counted: list[Cell] = []
    for office in offices:
        found = {row.indicator: row for row in office.rows}
        judged = [met for row in office.rows if (met := meets(row, context)) is not None]
        of = words("results.months", n=sum(judged), all=len(judged)) if judged else DASH
        cells = [_cell(found.get(name), context) for name in indicators]
        body.append(_line(context.unit_name(str(office.office)), cells, of))
        counted += cells
    body.append(_line(words("quarter.mean"), [_cell(row, context) for row in rows], ""))
    notes = [words("quarter.offices_marks", reached=REACHED, missed=MISSED)]
    notes.append(_legend(indicators, context))
    if any(cell.withheld for cell in counted):
        notes.append(words("results.few", clients_from=CLIENTS_FROM))
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


def _line(name: str, cells: list[Cell], of: str) -> tuple[Cell, ...]:
    return (Cell(name, header=True), *cells, Cell(of))


def _target(row: IndicatorResult, context: Context) -> Cell:
    return Cell(context.number(row.target, 0 if _whole(row.target) else 1))


def _whole(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()


def _cell(row: IndicatorResult | None, context: Context) -> Cell:
    """A result with its mark, so that the eye finds what was reached without reading numbers."""
    if row is None:
        return Cell(DASH)
    text = context.number(row.result, 1)
    met = meets(row, context)
    mark = "" if met is None else f"\N{NO-BREAK SPACE}{REACHED if met else MISSED}"
    return Cell(f"{text}{mark}", withheld=isinstance(row.result, Suppressed))


def _legend(indicators: list[str], context: Context) -> str:
    named = context.study.indicators
    return " · ".join(f"{name} {named[name].label}" for name in indicators)
