"""Blocks on results: the scorecard against target, and the client survey."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.block import Block, Cell, Chart, Column, Heading, Paragraph, Table
from generator.report.blocks.scorecard_months import (
    month_chart,
    month_notes,
    months_cell,
    reached_sentence,
)
from generator.report.context import Context
from generator.report.numbers import is_known
from generator.results.offices import (
    Attainment,
    ClientMean,
    ClientResults,
    IndicatorResult,
    OfficeAttainment,
)
from generator.results.values import Suppressed
from generator.round.model import CLIENTS_FROM


def attainment_blocks(context: Context, *, unit: str | None) -> Iterator[Block]:
    """The scorecard of each of a unit's offices, or the mean of all offices."""
    whole = context.step("attainment", Attainment)
    node = context.unit(unit, "attainment", Attainment) if unit else whole
    if node is None or whole is None:
        return
    words = context.words
    key = "results.intro" if unit else "results.intro_total"
    yield Paragraph(words(key, period=context.period))
    reference = {row.indicator: row for office in whole.offices for row in office.rows}
    for office in node.offices:
        if unit and len(node.offices) > 1 and office.office:
            name = context.unit_name(office.office)
            yield Heading(2, words("results.heading_office", office=name))
        if unit and (told := reached_sentence(office, context=context)):
            yield Paragraph(told)
        yield from _set_tables(context, office, reference if unit else {}, offices=whole.n)
    for score in node.scores:
        yield Paragraph(_score(context, score.variable, score.value, unit=unit, whole=whole))


def client_blocks(context: Context, *, unit: str | None) -> Iterator[Block]:
    """The client survey of a unit beside the mean of all offices, or that mean alone."""
    plan = context.study.client_survey
    whole = context.step("client_survey", ClientResults)
    node = context.unit(unit, "client_survey", ClientResults) if unit else whole
    if node is None or whole is None or plan is None:
        return
    words = context.words
    low, high = context.number(plan.low, 0), context.number(plan.high, 0)
    yield Paragraph(words("clients.intro", low=low, high=high))
    reference = _means(whole)
    own = _means(node)
    rows = [_client_row(context, own[plan.total], reference, header=True, unit=unit)]
    for name, category in plan.categories.items():
        rows.append(_client_row(context, own[name], reference, header=True, unit=unit))
        rows += [
            _client_row(context, own[question.id], reference, header=False, unit=unit)
            for question in category.questions
        ]
    columns = [
        Column(words("clients.head_question"), align="text", weight=4),
        Column(words("clients.head_n"), weight=0.8),
    ]
    columns += [Column(words("clients.head_unit"))] if unit else []
    columns += [Column(words("clients.head_total"))]
    title = (
        words("clients.table", unit=context.unit_name(unit))
        if unit
        else words("clients.table_total")
    )
    hidden = any(cell.withheld for row in rows for cell in row)
    notes = [words("clients.n_note")]
    notes += [words("clients.few", clients_from=CLIENTS_FROM)] if hidden else []
    yield Table(title=title, columns=tuple(columns), rows=tuple(rows), notes=tuple(notes))


def _set_tables(
    context: Context,
    office: OfficeAttainment,
    reference: dict[str, IndicatorResult],
    *,
    offices: object,
) -> Iterator[Table | Chart]:
    words = context.words
    for name, label in context.study.indicator_sets.items():
        shown = [row for row in office.rows if context.study.indicators[row.indicator].set == name]
        if not shown:
            continue
        title = (
            words("results.table", set=label, office=context.unit_name(office.office))
            if office.office
            else words("results.table_total", set=label, n=offices)
        )
        targets = any(isinstance(row.target, float) for row in shown)
        months = any(row.n_months for row in shown)
        rows = tuple(
            _indicator_row(context, row, reference, targets=targets, months=months) for row in shown
        )
        few = any(cell.withheld for row in rows for cell in row)
        notes = [words("results.few", clients_from=CLIENTS_FROM)] if few else []
        notes += month_notes(shown, period=context.period, context=context)
        whole = bool(reference)
        yield Table(
            title=title,
            columns=_indicator_columns(context, targets=targets, whole=whole, months=months),
            rows=rows,
            notes=tuple(notes),
        )
        if chart := month_chart(shown, title=title, context=context):
            yield chart


def _indicator_columns(
    context: Context, *, targets: bool, whole: bool, months: bool
) -> tuple[Column, ...]:
    words = context.words
    columns = [
        Column(words("results.head_indicator"), align="text", weight=4),
        Column(words("results.head_result")),
    ]
    if targets:
        columns += [
            Column(words("results.head_target"), weight=0.8),
            Column(words("results.head_attained"), weight=1.5),
        ]
    columns += [Column(words("results.head_months"), weight=1.2)] if months else []
    columns += [Column(words("results.head_total"))] if whole else []
    return (*columns, Column(words("results.head_denominator"), weight=1.1))


def _indicator_row(
    context: Context,
    row: IndicatorResult,
    reference: dict[str, IndicatorResult],
    *,
    targets: bool,
    months: bool,
) -> tuple[Cell, ...]:
    indicator = context.study.indicators[row.indicator]
    cells = [Cell(f"{indicator.label} ({row.indicator})", header=True)]
    cells.append(_with_unit(context, row.result, indicator.unit))
    if targets:
        missing = Cell(context.words("results.no_target"))
        given = row.target is not None
        cells.append(_with_unit(context, row.target, indicator.unit) if given else missing)
        cells.append(context.share_cell(row.attainment))
    if months:
        cells.append(months_cell(row, context=context))
    if reference:
        cells.append(_with_unit(context, reference[row.indicator].result, indicator.unit))
    if row.denominator is None:
        cells.append(Cell(context.words("results.n_unknown")))
    else:
        cells.append(context.cell(row.denominator, 0))
    return tuple(cells)


def _with_unit(context: Context, value: object, unit: str) -> Cell:
    if unit == "%":
        return context.percent_cell(value, 1)
    return context.cell(value, 1)


def _score(
    context: Context, variable: str, value: object, *, unit: str | None, whole: Attainment
) -> str:
    words, label = context.words, context.study.label_of(variable)
    reference = next(score.value for score in whole.scores if score.variable == variable)
    if isinstance(value, Suppressed):
        return words("results.score_withheld", label=label, clients_from=CLIENTS_FROM)
    if not is_known(value):
        return words("results.score_undefined", label=label)
    text = context.share(value)
    if unit is None:
        return words("results.score_alone", label=label, value=text)
    if not is_known(reference):
        return words("results.score_own", label=label, value=text)
    return words("results.score", label=label, value=text, total=context.share(reference))


def _means(node: ClientResults) -> dict[str, ClientMean]:
    return {mean.variable: mean for mean in (node.total, *node.categories, *node.questions)}


def _client_row(
    context: Context,
    mean: ClientMean,
    reference: dict[str, ClientMean],
    *,
    header: bool,
    unit: str | None,
) -> tuple[Cell, ...]:
    total = context.study.client_survey and mean.variable == context.study.client_survey.total
    label = context.words("clients.total") if total else context.study.label_of(mean.variable)
    n = Cell(context.words("results.n_unknown")) if mean.n is None else context.cell(mean.n, 0)
    own = (context.cell(mean.mean, 1),) if unit else ()
    whole = context.cell(reference[mean.variable].mean, 1)
    return (Cell(label, header=header), n, *own, whole)
