"""The scorecard against its targets: months on target, and how many targets were reached."""

from collections.abc import Iterable, Mapping, Sequence

from generator.report.block import Cell
from generator.report.context import Context, sentences
from generator.report.marks import Axis, Key, Months
from generator.report.numbers import DASH, is_known
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
    key = "results.months_course" if row.course else "results.months"
    course = words(f"results.course_{row.course}") if row.course else ""
    return Cell(words(key, n=row.on_target, all=row.n_months, course=course))


def month_names(rows: Iterable[IndicatorResult], *, context: Context) -> dict[str, str]:
    """The months that the indicators' lines have in common, with short names; none if too few."""
    months = dict.fromkeys(month.month for row in rows for month in row.months if row.n_months)
    if len(months) < MONTHS_FROM:
        return {}
    return {month: context.words.short_month(int(month[-2:])) for month in months}


def month_line(row: IndicatorResult, months: Mapping[str, str], *, context: Context) -> Cell:
    """An indicator's line over the months, with each month's result for whoever cannot see it."""
    if not row.n_months:
        return Cell("")
    by_month = {month.month: month for month in row.months}
    found = [by_month.get(month) for month in months]
    said = [
        f"{name} {context.in_unit(one.result, row.indicator)}"
        if one and is_known(one.result)
        else context.words("results.month_hidden", month=name)
        for name, one in zip(months.values(), found, strict=True)
    ]
    if row.run:
        said.append(run_words(row, context=context))
    own = row.run.months if row.run else ()
    places = [place for place, month in enumerate(months) if month in own]
    mark = Months(
        values=tuple(published_number(one.result) if one else None for one in found),
        targets=tuple(published_number(one.target) if one else None for one in found),
        met=tuple(one.met if one else None for one in found),
        run=range(places[0], places[-1] + 1) if places else range(0),
    )
    return Cell("", mark=mark, alt=", ".join(said))


def run_words(row: IndicatorResult, *, context: Context) -> str:
    """``åtte måneder på rad over snittet av månedene (april–november 2015)``; nothing without."""
    if row.run is None:
        return ""
    words, months = context.words, row.run.months
    period, n = words.months(months[0], months[-1]), words.numeral(len(months))
    return words(f"results.run_{row.run.pattern}", n=n, period=period)


def run_notes(rows: Iterable[IndicatorResult], *, context: Context) -> list[str]:
    """Which indicators have a run of months, and how often chance alone makes one."""
    found = [row for row in rows if row.run]
    if not found:
        return []
    words = context.words
    said = [
        words("results.run_of", label=context.short_label(row.indicator), run=run)
        for row in found
        if (run := run_words(row, context=context))
    ]
    return [*said, words("results.run_note")]


def month_axis(months: Mapping[str, str]) -> Axis:
    """The months as an axis, each in the middle of its own part."""
    ticks = tuple((place + 0.5, name) for place, name in enumerate(months.values()))
    return Axis(0.0, float(len(months)), ticks)


def month_legend(rows: Iterable[IndicatorResult], context: Context) -> tuple[Key, ...]:
    """What a line of months is drawn with."""
    words = context.words
    keys = (
        Key(words("results.month_met"), "met"),
        Key(words("results.month_missed"), "missed"),
        Key(words("results.head_target"), "target"),
    )
    return (*keys, Key(words("results.run"), "run")) if any(row.run for row in rows) else keys


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
    """Whether the result reaches the target; None where one of them is not published.

    Attainment cannot tell, since 59.8 of 60 prints as 100 per cent.
    """
    result, target = published_number(row.result), published_number(row.target)
    if result is None or target is None:
        return None
    lower = row.indicator in context.study.lower_is_better
    return result <= target if lower else result >= target


def beyond_target(
    value: object, row: IndicatorResult, context: Context, *, in_points: bool = False
) -> float | None:
    """How far a value is on the good side of a row's target, in per cent of it or in points.

    None where one of them is not published, or the target is 0 and has no per cent.
    """
    number, target = published_number(value), published_number(row.target)
    if number is None or target is None or not (in_points or target):
        return None
    gap = number - target if in_points else 100 * (number - target) / abs(target)
    return -gap if row.indicator in context.study.lower_is_better else gap


def judged(rows: Iterable[IndicatorResult], context: Context) -> list[tuple[IndicatorResult, bool]]:
    """The results that can be held against a target, with whether they reach it."""
    return [(row, met) for row in rows if (met := meets(row, context)) is not None]


def reached_sentence(office: OfficeAttainment, *, context: Context) -> str:
    """How many of its published targets an office has reached, and which is farthest off."""
    found = judged(office.rows, context)
    if not found or office.office is None:
        return ""
    name = context.unit_name(office.office)
    if len(found) == 1:
        return context.words("results.reached_of_one", office=name, n=int(found[0][1]))
    n = sum(met for _, met in found)
    key = "reached_none" if not n else "reached" if n < len(found) else "reached_all"
    reached = context.words(f"results.{key}", n=n or len(found), all=len(found), office=name)
    return sentences(reached, _farthest([row for row, met in found if not met], context))


def _farthest(missed: Sequence[IndicatorResult], context: Context) -> str:
    """Which of the targets that are not reached is farthest off; nothing when there are none.

    Those with the same printed attainment share the place; one that prints as 100 per cent is said
    to be very near.
    """
    known = [row.attainment for row in missed if isinstance(row.attainment, float)]
    if not known or len(known) < len(missed):
        return ""
    share = context.share(min(known))
    labels = [context.label(x.indicator) for x in missed if context.share(x.attainment) == share]
    key = "nearly" if share == context.percent(100.0) else "farthest"
    return context.words(f"results.{key}", label=context.words.listed(labels), share=share)
