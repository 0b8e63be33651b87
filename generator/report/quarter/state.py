"""The scorecard in the quarterly report: the total on page one, its months, and every office.

The offices' table is the scorecard alone, never a figure of the survey.
"""

from collections.abc import Iterator, Mapping, Sequence

from generator.report.block import (
    Block,
    Cell,
    Column,
    Panel,
    Panels,
    Paragraph,
    Remark,
    Table,
)
from generator.report.blocks.constructs import picture_column
from generator.report.blocks.scorecard_months import (
    judged,
    meets,
    month_axis,
    month_legend,
    month_mark,
    month_names,
    months_cell,
    reached_of,
)
from generator.report.context import Context, span
from generator.report.numbers import DASH, is_known
from generator.report.quarter.surveys import survey_figures
from generator.results.offices import (
    LIMITS_FROM,
    Attainment,
    Course,
    IndicatorResult,
    OfficeAttainment,
)
from generator.results.trend import MONTHS
from generator.results.values import Suppressed
from generator.round.model import CLIENTS_FROM

REACHED = "●"
MISSED = "○"
"""The marks of the months' chart: filled where the target is reached."""

COURSES: tuple[Course, ...] = ("missed", "varying", "met")
"""Courses from the worst to the best, as a stacked bar has them."""


def total_rows(context: Context) -> tuple[IndicatorResult, ...]:
    """The indicators of the total with their months, in declared order."""
    node = context.step(MONTHS, Attainment)
    return tuple(row for office in node.offices for row in office.rows) if node else ()


def with_target(context: Context) -> list[IndicatorResult]:
    """The indicators of the total that can be held against a target."""
    return [row for row, _ in judged(total_rows(context), context)]


def published_offices(context: Context) -> tuple[OfficeAttainment, ...]:
    """The scorecard of every office, in the order the round declares them."""
    nodes = [context.unit(unit, "attainment", Attainment) for unit in context.released.units]
    found = {office.office: office for node in nodes if node for office in node.offices}
    return tuple(found[unit.id] for unit in context.round.units if unit.id in found)


def rows_of_offices(indicator: str, context: Context) -> list[IndicatorResult]:
    """An indicator's result in every office that has it."""
    rows = [row for office in published_offices(context) for row in office.rows]
    return [row for row in rows if row.indicator == indicator]


def on_target(rows: Sequence[IndicatorResult], context: Context) -> str:
    """``4 av 6``: how many of the targets that can be judged are reached; a dash without any."""
    met = [met for _, met in judged(rows, context)]
    return context.words("results.months", n=sum(met), all=len(met)) if met else DASH


def key_figures(context: Context) -> Iterator[Panels]:
    """Composite scores, targets reached, response and the client survey: at most four."""
    words, found = context.words, judged(total_rows(context), context)
    node = context.step(MONTHS, Attainment)
    figures: list[Panel] = []
    if node and found:
        for score in node.scores[:1]:
            if is_known(score.value):
                label = context.study.label_of(score.variable)
                detail = words("quarter.score_detail", period=context.period)
                value = context.share(score.value)
                figures.append(Panel(label, (Remark(value, detail),)))
        value = words("quarter.targets_value", n=sum(met for _, met in found), all=len(found))
        reached = Remark(value, words("quarter.targets_detail"))
        figures.append(Panel(words("quarter.targets"), (reached,)))
    figures += survey_figures(context)
    if figures:
        yield Panels(tuple(figures[:4]))


def state_sentences(context: Context) -> Iterator[str]:
    """How many targets are reached and which is farthest off; then the course of the months."""
    words, found = context.words, judged(total_rows(context), context)
    if not found:
        return
    yield reached_of("quarter", found, context=context, period=context.period)
    # From twelve months which targets are consistently met or missed, else the months so far.
    rows = [row for row in total_rows(context) if row.n_months]
    if rows and not any(row.course for row in rows):
        months = max(row.n_months for row in rows)
        yield words("quarter.few_months", n=months, limits_from=words.numeral(LIMITS_FROM))
        return
    for name in reversed(COURSES):
        labels = [context.label(row.indicator) for row in rows if row.course == name]
        if labels:
            yield words(f"quarter.course_{name}", names=words.listed(labels), n=len(labels))


def attainment_table(context: Context) -> Iterator[Block]:
    """Every indicator with a target against it, for the total."""
    words, rows = context.words, with_target(context)
    if not rows:
        return
    behind = [month.denominator for row in rows for month in row.months]
    notes = [words("quarter.table_note")]
    if counts := [n for n in behind if isinstance(n, int)]:
        n, clients_from = span(counts, words=words), words.numeral(CLIENTS_FROM)
        notes.append(words("quarter.months_note", n=n, clients_from=clients_from))
    columns = context.columns(
        "results", indicator=4, result=1, target=0.9, attained=1.6, months=2.3, offices=1.3
    )
    cells = tuple(
        (
            Cell(context.study.label_of(row.indicator), header=True),
            *(context.in_unit_cell(value, row.indicator) for value in (row.result, row.target)),
            context.share_cell(row.attainment),
            months_cell(row, context=context),
            Cell(on_target(rows_of_offices(row.indicator, context), context)),
        )
        for row in rows
    )
    title = words("quarter.table", n=len(published_offices(context)), period=context.period)
    yield Table(title, columns, cells, notes=tuple(notes))


def months_blocks(context: Context) -> Iterator[Block]:
    """Every indicator with a target month by month, and from twelve months the offices' courses."""
    words, rows = context.words, total_rows(context)
    key = "quarter.limits" if any(row.course for row in rows) else "quarter.no_limits"
    yield Paragraph(words(key, limits_from=words.numeral(LIMITS_FROM)))
    if months := month_names(rows, context=context):
        yield _months_table([row for row in rows if row.n_months], months, context)
    yield from _course_table(context)


def _months_table(
    rows: Sequence[IndicatorResult], months: Mapping[str, str], context: Context
) -> Table:
    words = context.words
    first, last = context.columns("results", indicator=3.0, months=2.2)
    return Table(
        words("quarter.months_title"),
        (first, picture_column(5.0), last),
        tuple(
            (
                Cell(context.study.label_of(row.indicator), header=True),
                Cell("", mark=month_mark(row, months)),
                months_cell(row, context=context),
            )
            for row in rows
        ),
        notes=(words("quarter.months_figure_note"),),
        axis=month_axis(months),
        legend=month_legend(context),
    )


def _course_table(context: Context) -> Iterator[Table]:
    """How many offices consistently meet or miss each target; only of those with the months."""
    words = context.words
    rows: list[tuple[Cell, ...]] = []
    for row in total_rows(context):
        found = [each.course for each in rows_of_offices(row.indicator, context) if each.course]
        if found:
            counts = (len(found), *(found.count(name) for name in reversed(COURSES)))
            label = Cell(context.study.label_of(row.indicator), header=True)
            rows.append((label, *(context.cell(count, 0) for count in counts)))
    if rows:
        note = words("quarter.courses_note", limits_from=words.numeral(LIMITS_FROM))
        heads = [Column(words(f"results.course_{name}"), weight=1.2) for name in reversed(COURSES)]
        columns = (*context.columns("results", indicator=3.4, n_offices=0.8), *heads)
        yield Table(words("quarter.courses_title"), columns, tuple(rows), notes=(note,))


def office_blocks(context: Context) -> Iterator[Block]:
    """Every office in declared order: results to date, and how many targets it reaches."""
    words, rows, offices = context.words, total_rows(context), published_offices(context)
    if not rows or not offices:
        return
    yield Paragraph(words("quarter.offices_intro", period=context.period))
    indicators = {row.indicator: context.study.label_of(row.indicator) for row in rows}
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
    notes = [words("quarter.offices_marks", reached=REACHED, missed=MISSED)]
    notes.append(" · ".join(f"{name} {label}" for name, label in indicators.items()))
    notes += [words("results.few", clients_from=CLIENTS_FROM)] if hidden else []
    first, last = context.columns("quarter", office=1.8, reached=1.0)
    columns = (first, *map(Column, indicators), last)
    title = words("quarter.offices_table", period=context.period)
    yield Table(title, columns, tuple(body), notes=tuple(notes))


def _cell(row: IndicatorResult | None, context: Context) -> Cell:
    """A result with its mark, so that the eye finds what was reached without reading numbers."""
    if row is None:
        return Cell(DASH)
    met = meets(row, context)
    mark = "" if met is None else f"\N{NO-BREAK SPACE}{REACHED if met else MISSED}"
    text = context.number(row.result, 1)
    return Cell(f"{text}{mark}", withheld=isinstance(row.result, Suppressed))
