"""The scorecard against its targets: months on target, and how many targets were reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.report.block import Cell, Chart
from generator.report.context import Context, inside, sentences
from generator.report.numbers import DASH, is_known
from generator.report.pictures import MonthLine, MonthlyChart
from generator.results.offices import IndicatorResult, OfficeAttainment
from generator.results.values import published_number
from generator.round.model import CLIENTS_FROM

MONTHS_FROM = 3
"""How many months there must be before they are drawn as a line."""


def months_cell(row: IndicatorResult, *, context: Context) -> Cell:
    """``4 av 6``, and from twelve months whether the target is consistently met; else a dash."""
    words = context.words
    if not row.n_months or not isinstance(row.on_target, int):
        return Cell(DASH)
    counts = {"n": row.on_target, "all": row.n_months}
    if row.course is None:
        return Cell(words("results.months", **counts))
    named = words(f"results.course_{row.course}")
    return Cell(words("results.months_course", **counts, course=named))


def month_chart(rows: Sequence[IndicatorResult], *, title: str, context: Context) -> Chart | None:
    """The months of the indicators that have targets, or nothing where there are none."""
    shown = [row for row in rows if row.n_months]
    months = list(dict.fromkeys(month.month for row in shown for month in row.months))
    if len(months) < MONTHS_FROM:
        return None
    words = context.words
    labels = {month: words.short_month(int(month[-2:])) for month in months}
    lines = tuple(_line(row, months, context) for row in shown)
    notes = [words("results.months_figure_note")]
    if any(value is None for line in lines for value in line.values):
        notes.append(words("results.months_gap", clients_from=CLIENTS_FROM))
    return Chart(
        picture=MonthlyChart(
            months=tuple(labels.values()),
            lines=lines,
            met_name=words("results.month_met"),
            missed_name=words("results.month_missed"),
            target_name=words("results.head_target"),
        ),
        title=words("results.months_figure", title=title),
        alt=" ".join(_alt(row, labels, context) for row in shown),
        notes=(sentences(*notes),),
    )


def _line(row: IndicatorResult, months: Sequence[str], context: Context) -> MonthLine:
    found = {month.month: month for month in row.months}
    told = [found.get(month) for month in months]
    return MonthLine(
        label=context.study.indicators[row.indicator].label,
        values=tuple(published_number(month.result) if month else None for month in told),
        targets=tuple(published_number(month.target) if month else None for month in told),
        met=tuple(month.met if month else None for month in told),
        text=months_cell(row, context=context).text,
    )


def _alt(row: IndicatorResult, labels: Mapping[str, str], context: Context) -> str:
    """Every month's result in words, and the target or targets."""
    words, indicator = context.words, context.study.indicators[row.indicator]

    def number(value: object) -> str:
        return context.percent(value, 1) if indicator.unit == "%" else context.number(value, 1)

    told = [
        words(
            "results.month_alt" if is_known(month.result) else "results.month_hidden",
            month=labels[month.month],
            value=number(month.result),
        )
        for month in row.months
    ]
    targets = dict.fromkeys(number(month.target) for month in row.months if is_known(month.target))
    return words(
        "results.months_alt",
        label=indicator.label,
        months=", ".join(told),
        target=words.listed(list(targets)),
    )


def month_notes(rows: Sequence[IndicatorResult], *, period: str, context: Context) -> list[str]:
    """What the column of months counts, and how a course is judged where there is one."""
    words = context.words
    if not any(row.n_months for row in rows):
        return []
    notes = [words("results.months_note", period=period, clients_from=CLIENTS_FROM)]
    if any(row.target is not None and not row.n_months for row in rows):
        notes.append(words("results.months_none", clients_from=CLIENTS_FROM))
    return [*notes, words("results.course_note")] if any(row.course for row in rows) else notes


def meets(row: IndicatorResult, context: Context) -> bool | None:
    """Whether the told result reaches the told target; None where one of them is not told.

    Attainment cannot tell, since 59.8 of 60 prints as 100 per cent.
    """
    result, target = published_number(row.result), published_number(row.target)
    if result is None or target is None:
        return None
    lower = row.indicator in context.study.lower_is_better
    return result <= target if lower else result >= target


def reached_sentence(office: OfficeAttainment, *, context: Context) -> str:
    """How many targets an office has reached, of those that are told, and which is farthest off."""
    words = context.words
    judged = [(row, met) for row in office.rows if (met := meets(row, context)) is not None]
    if not judged or office.office is None:
        return ""
    name, n = context.unit_name(office.office), sum(met for _, met in judged)
    if len(judged) == 1:
        return words("results.reached_of_one", office=name, n=n)
    if n == len(judged):
        return words("results.reached_all", office=name, n=n)
    counts = {"n": n, "all": len(judged)} if n else {"n": len(judged)}
    told = words("results.reached" if n else "results.reached_none", office=name, **counts)
    missed = [row for row, met in judged if not met]
    return sentences(told, farthest_sentence(missed, context=context))


def farthest_sentence(missed: Sequence[IndicatorResult], *, context: Context) -> str:
    """Which of the targets that are not reached is farthest off; nothing when there are none.

    An attainment that prints as 100 per cent is told as very near, not as a contradiction.
    """
    told = [(row, row.attainment) for row in missed if isinstance(row.attainment, float)]
    if not told:
        return ""
    row, share = min(told, key=lambda pair: pair[1])
    label = inside(context.study.indicators[row.indicator].label)
    percent = context.share(share)
    if percent == context.percent(100.0):
        return context.words("results.nearly", label=label)
    return context.words("results.farthest", label=label, share=percent)
