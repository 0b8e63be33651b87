"""A chart of figures through the rounds, with its breaks told in the text alternative too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from generator.report.block import Chart
from generator.report.blocks.trend_words import (
    break_text,
    full_label,
    line_label,
    round_date,
    value_text,
)
from generator.report.context import Context, sentences
from generator.report.numbers import is_known
from generator.report.pictures import TimeChart, TimeLine
from generator.results.trend import Trend, TrendLine


def trend_chart(lines: Sequence[TrendLine], trend: Trend, *, title: str, context: Context) -> Chart:
    """Every line through the rounds under ``title``, with breaks where they are."""
    several = len({line.office for line in lines if line.office}) > 1
    labelled = full_label if several else line_label
    names = [labelled(line, context=context) for line in lines]
    words = context.words
    labels = {each.round: words.short_date(date.fromisoformat(each.date)) for each in trend.rounds}
    return Chart(
        picture=TimeChart(
            rounds=tuple(labels.values()),
            lines=tuple(
                _line(line, name, list(labels), context)
                for line, name in zip(lines, names, strict=True)
            ),
            value_name=words("trend.value_name"),
            break_name=words("trend.break_name"),
        ),
        title=title,
        alt=" ".join(
            _alt(line, name, labels, trend, context)
            for line, name in zip(lines, names, strict=True)
        ),
        notes=(words("trend.figure_note"),),
    )


def _line(line: TrendLine, label: str, rounds: list[str], context: Context) -> TimeLine:
    told = [p.value if isinstance(p.value, float) else None for p in line.points]
    places = [rounds.index(point.round) for point in line.points]
    values: list[float | None] = [None] * len(rounds)
    for place, value in zip(places, told, strict=True):
        values[place] = value
    broken = {each.round for each in line.breaks}
    pairs = [
        (a, b)
        for (a, b), (x, y) in zip(pairwise(places), pairwise(told), strict=True)
        if x is not None and y is not None
    ]
    return TimeLine(
        label=label,
        values=tuple(values),
        joined=tuple(pair for pair in pairs if rounds[pair[1]] not in broken),
        broken=tuple(pair for pair in pairs if rounds[pair[1]] in broken),
        text=value_text(line.points[-1].value, line, context=context),
    )


def _alt(line: TrendLine, name: str, labels: dict[str, str], trend: Trend, context: Context) -> str:
    words = context.words
    points = [
        words(
            "trend.alt_point",
            month=labels[point.round],
            value=value_text(point.value, line, context=context),
        )
        if is_known(point.value)
        else words("trend.alt_withheld", month=labels[point.round])
        for point in line.points
    ]
    told = words("trend.alt", label=name, points=", ".join(points))
    breaks = [
        words(
            "trend.alt_break",
            date=round_date(each.round, trend, context=context),
            reason=break_text(each, context=context),
        )
        for each in line.breaks
    ]
    return sentences(told, *breaks)
