"""Blocks on results: the scorecard against target, the client survey, production by phase."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.report.block import Block, Cell, Heading, Paragraph, Table
from generator.report.blocks.constructs import picture_column
from generator.report.blocks.scorecard_months import (
    month_axis,
    month_legend,
    month_line,
    month_names,
    month_notes,
    months_cell,
    reached_sentence,
    run_notes,
)
from generator.report.context import Context, inside, sentences
from generator.report.marks import Bar, Months
from generator.report.numbers import is_known
from generator.results.offices import (
    Attainment,
    ClientResults,
    IndicatorResult,
    OfficeAttainment,
    Production,
    ProductionPhase,
)
from generator.results.values import Suppressed, published_number
from generator.round.model import CLIENTS_FROM
from generator.study.outline import ProductionFigure

PRODUCTION_STEPS = 5
"""About how many steps the scale of a production chart has."""


def attainment_blocks(context: Context, *, unit: str | None) -> Iterator[Block]:
    """The scorecard of each of a unit's offices, or the mean of all offices."""
    total = context.step("attainment", Attainment)
    node = context.unit(unit, "attainment", Attainment) if unit else total
    if node is None or total is None:
        return
    words = context.words
    of_total = {score.variable: score.value for score in total.scores}
    said = [words("results.intro" if unit else "results.intro_total", period=context.period)]
    if unit and len(node.offices) == 1:
        said.append(reached_sentence(node.offices[0], context=context))
    for score in node.scores:
        mean = of_total[score.variable] if unit else None
        said.append(_score(context, score.variable, score.value, mean, unit=unit))
    yield Paragraph(sentences(*said))
    rows = [row for office in total.offices for row in office.rows] if unit else []
    means = {row.indicator: row.result for row in rows}
    for office in node.offices:
        if unit and len(node.offices) > 1 and office.office:
            name = context.unit_name(office.office)
            yield Heading(2, words("results.heading_office", office=name))
            if reached := reached_sentence(office, context=context):
                yield Paragraph(reached)
        yield from _set_tables(context, office, means, offices=total.n)


def client_blocks(context: Context, *, unit: str | None) -> Iterator[Block]:
    """The client survey of a unit beside the mean of all offices, or that mean alone."""
    plan = context.study.client_survey
    total = context.step("client_survey", ClientResults)
    node = context.unit(unit, "client_survey", ClientResults) if unit else total
    if node is None or total is None or plan is None:
        return
    words = context.words
    ends = {"low": context.number(plan.low, 0), "high": context.number(plan.high, 0)}
    scale = words("clients.intro", **ends)
    labels = {plan.total: words("clients.total")}
    for name, category in plan.categories.items():
        labels |= {name: category.label} | {each.id: each.label for each in category.questions}
    heads = {plan.total, *plan.categories}
    own, reference = (
        {mean.variable: mean for mean in (found.total, *found.categories, *found.questions)}
        for found in (node, total)
    )
    rows = tuple(
        (
            Cell(label, header=name in heads),
            context.n_cell(own[name].n),
            *((context.cell(own[name].mean, 1),) if unit else ()),
            context.cell(reference[name].mean, 1),
        )
        for name, label in labels.items()
    )
    hidden = any(cell.withheld for row in rows for cell in row)
    few = (words("clients.few", clients_from=CLIENTS_FROM),) if hidden else ()
    title = words("clients.table_total")
    if unit:
        title = words("clients.table", unit=context.unit_name(unit))
    weights = {"question": 4.0, "n": 0.8} | ({"unit": 1.0} if unit else {}) | {"total": 1.0}
    columns = context.columns("clients", **weights)
    yield Table(title, columns, rows, notes=(scale, words("clients.n_note"), *few))


def _set_tables(
    context: Context, office: OfficeAttainment, means: Mapping[str, object], *, offices: object
) -> Iterator[Table]:
    words = context.words
    for name, label in context.study.indicator_sets.items():
        shown = [row for row in office.rows if context.study.indicators[row.indicator].set == name]
        if not shown:
            continue
        title = words("results.table_total", set=label, n=offices)
        if office.office:
            title = words("results.table", set=label, office=context.unit_name(office.office))
        months = month_names(shown, context=context)
        weights = {"indicator": 3.4, "result": 1.0}
        if any(isinstance(row.target, float) for row in shown):
            weights |= {"target": 0.8, "attained": 1.5}
        weights |= {"months": 1.2} if any(row.n_months for row in shown) else {}
        weights |= {"total": 1.0} if means else {}
        columns = context.columns("results", **weights, denominator=1.1)
        cells = [_indicator_cells(context, row, means) for row in shown]
        rows = [tuple(row[head] for head in (*weights, "denominator")) for row in cells]
        few = any(cell.withheld for row in rows for cell in row)
        notes = [words("results.few", clients_from=CLIENTS_FROM)] if few else []
        notes += month_notes(shown, period=context.period, context=context)
        table = Table(title, columns, tuple(rows), notes=tuple(notes))
        yield _with_months(table, shown, months, context) if months else table


def _with_months(
    table: Table, shown: Sequence[IndicatorResult], months: Mapping[str, str], context: Context
) -> Table:
    """The table with a line of months beside each indicator."""
    lines = [month_line(row, months, context=context) for row in shown]
    drawn = [line.mark for line in lines if isinstance(line.mark, Months)]
    gaps = any(value is None for one in drawn for value in one.values)
    gap = context.words("results.months_gap", clients_from=CLIENTS_FROM)
    return replace(
        table,
        columns=(table.columns[0], picture_column(1.9), *table.columns[1:]),
        rows=tuple((row[0], line, *row[1:]) for row, line in zip(table.rows, lines, strict=True)),
        notes=(
            context.words("results.months_figure_note"),
            *run_notes(shown, context=context),
            *table.notes,
            *([gap] * gaps),
        ),
        axis=month_axis(months),
        legend=month_legend(shown, context),
    )


def _indicator_cells(
    context: Context, row: IndicatorResult, means: Mapping[str, object]
) -> dict[str, Cell]:
    """A cell for every column that a table of indicators may have."""
    name, no_target = row.indicator, Cell(context.words("results.no_target"))
    return {
        "indicator": Cell(f"{context.short_label(name)} ({name})", header=True),
        "result": context.in_unit_cell(row.result, name),
        "target": no_target if row.target is None else context.in_unit_cell(row.target, name),
        "attained": context.share_cell(row.attainment),
        "months": months_cell(row, context=context),
        "total": context.in_unit_cell(means.get(name), name),
        "denominator": context.n_cell(row.denominator),
    }


def _score(
    context: Context, variable: str, value: object, mean: object, *, unit: str | None
) -> str:
    """A composite score beside the offices' mean, as far as they are published."""
    if isinstance(value, Suppressed):
        key = "score_withheld"
    elif not is_known(value):
        key = "score_undefined"
    elif unit is None:
        key = "score_alone"
    else:
        key = "score" if is_known(mean) else "score_own"
    label, clients_from = context.study.label_of(variable), CLIENTS_FROM
    shares = {"value": context.share(value), "total": context.share(mean)}
    return context.words(f"results.{key}", label=label, **shares, clients_from=clients_from)


def production_table(node: Production, *, context: Context) -> Table:
    """Production as one bar for each phase, with its change beside the value."""
    highest = max((published_number(phase.value) or 0.0 for phase in node.phases), default=0.0)
    step = _step(highest)
    count = math.ceil(highest / step) or 1
    rows = tuple(
        (
            Cell(phase.label, header=True),
            Cell("", mark=Bar(published_number(phase.value))),
            Cell(_changed(node, phase, context)),
        )
        for phase in node.phases
    )
    first, value = context.columns("production", phase=2.5, value=2.0)
    note = context.words("production.note", first=inside(node.phases[0].label))
    axis = context.axis(0, count * step, [i * step for i in range(count + 1)])
    columns = (first, picture_column(4.0), value)
    return Table(node.label, columns, rows, notes=(note,), drawn=True, axis=axis)


def production_blocks(context: Context) -> Iterator[Block]:
    """What every series of the round shows; drawn here unless the study has a figure of it."""
    drawn = {f.series for f in context.study.figures if isinstance(f, ProductionFigure)}
    for name, node in production_nodes(context).items():
        if name not in drawn:
            yield production_table(node, context=context)
        phases = production_sentence(node, context=context)
        yield Paragraph(sentences(phases, context.words("production.caution")))


def production_nodes(context: Context) -> dict[str, Production]:
    """The published series of the round by id."""
    return {
        name.removeprefix("production/"): node
        for name, node in context.released.steps.items()
        if isinstance(node, Production)
    }


def production_sentence(node: Production, *, context: Context) -> str:
    """The phases one after another, as ``74 før, 103 under (+39,2 %) og 115 etter (+55,4 %)``."""
    parts = [
        context.words("production.phase", label=inside(phase.label), value=text)
        for phase in node.phases
        if is_known(phase.value) and (text := _changed(node, phase, context))
    ]
    if not parts:
        return context.words("production.none", label=node.label)
    listed = context.words.listed(parts)
    return context.words("production.sentence", label=node.label, phases=listed)


def _changed(node: Production, phase: ProductionPhase, context: Context) -> str:
    """A phase's figure, and its change in percent where there is one."""
    whole = all(isinstance(p.value, float) and p.value.is_integer() for p in node.phases)
    value, change = context.number(phase.value, 0 if whole else 1), phase.change_percent
    if not isinstance(change, float):
        return value
    return f"{value} ({'+' if change > 0 else ''}{context.percent(change, 1)})"


def _step(highest: float) -> float:
    """A round step that divides the scale into about ``PRODUCTION_STEPS`` parts."""
    if highest <= 0:
        return 1.0
    rough = highest / PRODUCTION_STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(size * power for size in (1, 2, 2.5, 5, 10) if size * power >= rough)
