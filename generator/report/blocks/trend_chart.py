"""A chart of figures through the rounds, with its breaks in the text alternative too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from generator.report.block import Chart
from generator.report.blocks.trend_words import (
    break_text,
    line_label,
    of_several_offices,
    round_date,
    value_text,
)
from generator.report.context import Context, sentences
from generator.report.numbers import is_known
from generator.report.pictures import TimeChart, TimeLine
from generator.results.trend import Trend, TrendLine


def trend_chart(lines: Sequence[TrendLine], trend: Trend, *, title: str, context: Context) -> Chart:
    """Every line through the rounds under ``title``, with breaks where they are."""
    words, office = context.words, of_several_offices(lines)
    named = [(line_label(line, context=context, office=office), line) for line in lines]
    months = {each.round: words.short_date(date.fromisoformat(each.date)) for each in trend.rounds}
    return Chart(
        picture=TimeChart(
            rounds=tuple(months.values()),
            lines=tuple(_line(line, name, list(months), context) for name, line in named),
            value_name=words("trend.value_name"),
            break_name=words("trend.break_name"),
        ),
        title=title,
        alt=" ".join(_alt(line, name, months, trend, context) for name, line in named),
        notes=(words("trend.figure_note"),),
    )


def _line(line: TrendLine, label: str, rounds: list[str], context: Context) -> TimeLine:
    values: list[float | None] = [None] * len(rounds)
    for point in line.points:
        values[rounds.index(point.round)] = point.value if isinstance(point.value, float) else None
    places = [rounds.index(point.round) for point in line.points]
    pairs = [(a, b) for a, b in pairwise(places) if None not in (values[a], values[b])]
    broken = {each.round for each in line.breaks}
    return TimeLine(
        label=label,
        values=tuple(values),
        joined=tuple(pair for pair in pairs if rounds[pair[1]] not in broken),
        broken=tuple(pair for pair in pairs if rounds[pair[1]] in broken),
        text=value_text(line.points[-1].value, line, context=context),
    )


def _alt(line: TrendLine, name: str, months: dict[str, str], trend: Trend, context: Context) -> str:
    words = context.words
    points = [
        words(
            "trend.alt_point" if is_known(point.value) else "trend.alt_withheld",
            month=months[point.round],
            value=value_text(point.value, line, context=context),
        )
        for point in line.points
    ]
    breaks = [
        words(
            "trend.alt_break",
            date=round_date(each.round, trend, context=context),
            reason=break_text(each, context=context),
        )
        for each in line.breaks
    ]
    return sentences(words("trend.alt", label=name, points=", ".join(points)), *breaks)
