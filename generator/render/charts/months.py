"""Months against target: one small line per indicator, over a shared row of months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final

from generator.render.charts.drawing import (
    ACCENT,
    INK,
    MUTED,
    RULE,
    WHITE,
    Circle,
    Drawing,
    Label,
    Line,
    Shape,
)
from generator.render.charts.frame import (
    SMALL_SIZE,
    WIDTH,
    Frame,
    RowBand,
    lay_out_rows,
    legend_entries,
)
from generator.report.pictures import MonthLine, MonthlyChart
from generator.resources.typeface import printable, text_width

_ROW: Final = 34.0
_INSET: Final = 7.0
_DOT: Final = 2.9
_DASH: Final = 3.0
_FOOT: Final = SMALL_SIZE + 6


def draw_months(chart: MonthlyChart) -> Drawing:
    """Draw each line with a dot per month, filled where the target was reached."""
    legend, top = legend_entries(_legend(chart), swatch=20)
    labels = [line.label for line in chart.lines]
    frame = lay_out_rows(labels, [line.text for line in chart.lines], top=top, least=_ROW)
    shapes: list[Shape] = [*legend, *_months(chart, frame)]
    for line, row in zip(chart.lines, frame.rows, strict=True):
        shapes.append(Line(frame.left, row.top, WIDTH, row.top, RULE, 0.4))
        shapes += _line(line, _Place(frame, row, _ends(line), len(chart.months)))
    return Drawing(WIDTH, frame.bottom + _FOOT, (*shapes, *frame.text()))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line's months and values stand."""

    frame: Frame
    row: RowBand
    ends: tuple[float, float]
    months: int

    def x(self, month: int) -> float:
        return _month_x(self.frame, month, self.months)

    def y(self, value: float) -> float:
        low, high = self.ends
        share = (value - low) / (high - low) if high > low else 0.5
        return self.row.top + self.row.height - _INSET - share * (self.row.height - 2 * _INSET)


def _month_x(frame: Frame, month: int, months: int) -> float:
    step = (frame.right - frame.left) / months
    return frame.left + step * (month + 0.5)


def _ends(line: MonthLine) -> tuple[float, float]:
    known = [value for value in (*line.values, *line.targets) if value is not None]
    return (min(known), max(known)) if known else (0.0, 0.0)


def _line(line: MonthLine, place: _Place) -> Iterator[Shape]:
    yield from _targets(line, place)
    points = [
        None if value is None else (place.x(i), place.y(value))
        for i, value in enumerate(line.values)
    ]
    for start, end in pairwise(points):
        if start and end:
            yield Line(*start, *end, ACCENT, 1.2)
    for point, met in zip(points, line.met, strict=True):
        if point:
            yield from _mark(*point, met=met)


def _mark(x: float, y: float, *, met: bool | None) -> Iterator[Shape]:
    yield Circle(x, y, _DOT, ACCENT)
    if not met:
        yield Circle(x, y, _DOT - 1.1, WHITE)


def _targets(line: MonthLine, place: _Place) -> Iterator[Shape]:
    """The target as a dashed line, over the months it is the same, since it may change."""
    half = (place.frame.right - place.frame.left) / place.months / 2
    for target, months in groupby(enumerate(line.targets), key=itemgetter(1)):
        if target is not None:
            run = [i for i, _ in months]
            yield from _dashes(place.x(run[0]) - half, place.x(run[-1]) + half, place.y(target))


def _dashes(start: float, end: float, y: float) -> Iterator[Shape]:
    x = start
    while x < end:
        yield Line(x, y, min(x + _DASH, end), y, INK, 0.8)
        x += 2 * _DASH


def _months(chart: MonthlyChart, frame: Frame) -> Iterator[Shape]:
    """The names of the months under the rows, leaving out those that would touch."""
    free_from = 0.0
    for i, name in enumerate(chart.months):
        text = printable(name)
        width = text_width(text, size=SMALL_SIZE)
        start = _month_x(frame, i, len(chart.months)) - width / 2
        if start >= free_from:
            yield Label(start, frame.bottom + SMALL_SIZE + 3, text, SMALL_SIZE, MUTED)
            free_from = start + width + 3


def _legend(chart: MonthlyChart) -> list[tuple[list[Shape], str]]:
    return [
        ([*_mark(10, 0, met=True)], chart.met_name),
        ([*_mark(10, 0, met=False)], chart.missed_name),
        ([*_dashes(1, 19, 0)], chart.target_name),
    ]
