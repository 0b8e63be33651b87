"""Page one of the quarterly report: attainment against target, and how the months have gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.report.block import (
    Block,
    Cell,
    Chart,
    Column,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
)
from generator.report.blocks.scorecard_months import (
    farthest_sentence,
    meets,
    month_chart,
    months_cell,
)
from generator.report.context import Context, inside, sentences, span
from generator.report.numbers import DASH, is_known
from generator.report.pictures import StackedChart, StackedRow
from generator.report.quarter.surveys import survey_figures
from generator.results.offices import (
    LIMITS_FROM,
    Attainment,
    Course,
    IndicatorResult,
    OfficeAttainment,
)
from generator.results.trend import MONTHS
from generator.round.model import CLIENTS_FROM

COURSES: tuple[Course, ...] = ("missed", "varying", "met")
"""Courses from the worst to the best, as a stacked bar has them."""


def total_rows(context: Context) -> tuple[IndicatorResult, ...]:
    """The indicators of the whole with their months, in declared order."""
    node = context.step(MONTHS, Attainment)
    return tuple(row for office in node.offices for row in office.rows) if node else ()


def published_offices(context: Context) -> tuple[OfficeAttainment, ...]:
    """The scorecard of every office, in the order the round declares them."""
    nodes = [context.unit(unit, "attainment", Attainment) for unit in context.released.units]
    found = {office.office: office for node in nodes if node for office in node.offices}
    return tuple(found[unit.id] for unit in context.round.units if unit.id in found)


def key_figures(context: Context) -> Iterator[KeyFigures]:
    """Composite scores, targets reached, response and the client survey: at most four."""
    words = context.words
    node = context.step(MONTHS, Attainment)
    figures: list[KeyFigure] = []
    judged = with_target(context)
    if node and judged:
        score = node.scores[0] if node.scores else None
        if score and is_known(score.value):
            label = context.study.label_of(score.variable)
            detail = words("quarter.score_detail", period=context.period)
            figures.append(KeyFigure(context.share(score.value), label, detail))
        counts = {"n": len(reached(context)), "all": len(judged)}
        figures.append(
            KeyFigure(
                words("quarter.targets_value", **counts),
                words("quarter.targets"),
                words("quarter.targets_detail"),
            )
        )
    figures += survey_figures(context)
    if figures:
        yield KeyFigures(tuple(figures[:4]))


def state_sentences(context: Context) -> Iterator[str]:
    """How many targets are reached and which is farthest off; then the course of the months."""
    words, judged = context.words, with_target(context)
    if not judged:
        return
    met = reached(context)
    key = "reached_all" if len(met) == len(judged) else "reached" if met else "reached_none"
    counts = {"n": len(met) if key == "reached" else len(judged), "all": len(judged)}
    told = words(f"quarter.{key}", **counts, period=context.period)
    missed = [row for row in judged if not meets(row, context)]
    yield sentences(told, farthest_sentence(missed, context=context))
    yield from _courses(context)


def _courses(context: Context) -> Iterator[str]:
    """From twelve months which targets are consistently met or missed, else the months so far."""
    words, rows = context.words, [row for row in total_rows(context) if row.n_months]
    if not rows:
        return
    if not any(row.course for row in rows):
        months = max(row.n_months for row in rows)
        yield words("quarter.few_months", n=months, limits_from=words.numeral(LIMITS_FROM))
        return
    for name in reversed(COURSES):
        found = [label(row, context) for row in rows if row.course == name]
        if found:
            yield words(f"quarter.course_{name}", names=words.listed(found), n=len(found))


def with_target(context: Context) -> list[IndicatorResult]:
    """The indicators of the whole that can be held against a target."""
    return [row for row in total_rows(context) if meets(row, context) is not None]


def reached(context: Context) -> list[IndicatorResult]:
    """The indicators whose mean result reaches the target."""
    return [row for row in total_rows(context) if meets(row, context)]


def attainment_table(context: Context) -> Iterator[Block]:
    """Every indicator with a target against it, for the whole."""
    words, rows = context.words, with_target(context)
    if not rows:
        return
    offices = published_offices(context)
    columns = [
        Column(words("results.head_indicator"), align="text", weight=4),
        Column(words("results.head_result")),
        Column(words("results.head_target"), weight=0.9),
        Column(words("results.head_attained"), weight=1.6),
        Column(words("results.head_months"), weight=2.3),
        Column(words("quarter.head_offices"), weight=1.3),
    ]
    yield Table(
        title=words("quarter.table", n=len(offices), period=context.period),
        columns=tuple(columns),
        rows=tuple(_row(row, offices, context) for row in rows),
        notes=tuple(_table_notes(rows, context)),
    )


def _row(
    row: IndicatorResult, offices: Sequence[OfficeAttainment], context: Context
) -> tuple[Cell, ...]:
    indicator = context.study.indicators[row.indicator]
    own = [each for office in offices for each in office.rows if each.indicator == row.indicator]
    judged = [met for each in own if (met := meets(each, context)) is not None]
    of = context.words("results.months", n=sum(judged), all=len(judged))
    return (
        Cell(indicator.label, header=True),
        in_unit(row.result, row.indicator, context),
        in_unit(row.target, row.indicator, context),
        context.share_cell(row.attainment),
        months_cell(row, context=context),
        Cell(of if judged else DASH),
    )


def _table_notes(rows: Sequence[IndicatorResult], context: Context) -> Iterator[str]:
    words = context.words
    counted = [
        month.denominator
        for row in rows
        for month in row.months
        if isinstance(month.denominator, int)
    ]
    yield words("quarter.table_note")
    if counted:
        n = span(counted, words=words)
        yield words("quarter.months_note", n=n, clients_from=words.numeral(CLIENTS_FROM))


def months_blocks(context: Context) -> Iterator[Block]:
    """Every indicator with a target month by month, and from twelve months the offices' courses."""
    words, rows = context.words, total_rows(context)
    if any(row.course for row in rows):
        yield Paragraph(words("quarter.limits", limits_from=words.numeral(LIMITS_FROM)))
    else:
        yield Paragraph(words("quarter.no_limits", limits_from=words.numeral(LIMITS_FROM)))
    title = words("quarter.months_title")
    if chart := month_chart(rows, title=title, context=context):
        note = words("quarter.months_figure_note")
        yield Chart(picture=chart.picture, title=title, alt=chart.alt, notes=(note,))
    yield from _course_chart(context)


def _course_chart(context: Context) -> Iterator[Chart]:
    """How many offices consistently meet or miss each target; only of those with the months."""
    words, offices = context.words, published_offices(context)
    counted: list[tuple[IndicatorResult, list[int]]] = []
    for row in total_rows(context):
        own = [each for office in offices for each in office.rows]
        found = [each.course for each in own if each.indicator == row.indicator and each.course]
        if found:
            counted.append((row, [found.count(name) for name in COURSES]))
    if not counted:
        return
    names = [words(f"results.course_{name}") for name in COURSES]
    yield Chart(
        picture=StackedChart(
            classes=tuple(names), rows=tuple(_stacked(row, n, context) for row, n in counted)
        ),
        title=words("quarter.courses_title"),
        alt=" ".join(
            words(
                "quarter.courses_alt",
                label=context.study.indicators[row.indicator].label,
                parts=words.listed([f"{name} {k}" for name, k in zip(names, n, strict=True)]),
            )
            for row, n in counted
        ),
        notes=(words("quarter.courses_note", limits_from=words.numeral(LIMITS_FROM)),),
    )


def _stacked(row: IndicatorResult, counts: Sequence[int], context: Context) -> StackedRow:
    total = sum(counts)
    return StackedRow(
        label=f"{context.study.indicators[row.indicator].label} (n = {total})",
        shares=tuple(100 * n / total for n in counts),
        texts=tuple(str(n) if n else "" for n in counts),
    )


def label(row: IndicatorResult, context: Context) -> str:
    """An indicator's name as it stands inside a sentence."""
    return inside(context.study.indicators[row.indicator].label)


def in_unit(value: object, indicator: str, context: Context) -> Cell:
    """A result in the indicator's own unit."""
    if context.study.indicators[indicator].unit == "%":
        return context.percent_cell(value, 1)
    return context.cell(value, 1)
