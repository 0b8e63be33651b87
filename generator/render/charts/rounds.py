"""Figures through the rounds: one small line per variable, with a mark where it is broken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.render.charts.drawing import (
    ACCENT,
    INK,
    MUTED,
    RULE,
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
from generator.report.pictures import TimeChart, TimeLine
from generator.resources.typeface import printable, text_width

_ROW: Final = 21.0
_INSET: Final = 6.0
_DOT: Final = 2.9
_FOOT: Final = SMALL_SIZE + 6


def draw_rounds(chart: TimeChart) -> Drawing:
    """Draw each line with a dot per round, joined where the figures can be compared."""
    legend, top = legend_entries(_legend(chart), swatch=20)
    texts = [line.text for line in chart.lines]
    frame = lay_out_rows([line.label for line in chart.lines], texts, top=top, least=_ROW)
    shapes: list[Shape] = [*legend, *_rounds(chart, frame)]
    for line, row in zip(chart.lines, frame.rows, strict=True):
        shapes.append(Line(frame.left, row.top, WIDTH, row.top, RULE, 0.4))
        shapes += _line(line, frame, row)
    return Drawing(WIDTH, frame.bottom + _FOOT, (*shapes, *frame.text()))


def _x(frame: Frame, place: int, rounds: int) -> float:
    step = (frame.right - frame.left) / rounds
    return frame.left + step * (place + 0.5)


def _line(line: TimeLine, frame: Frame, row: RowBand) -> Iterator[Shape]:
    known = [value for value in line.values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    points = {}
    for place, value in enumerate(line.values):
        if value is not None:
            share = (value - low) / (high - low) if high > low else 0.5
            y = row.top + row.height - _INSET - share * (row.height - 2 * _INSET)
            points[place] = (_x(frame, place, len(line.values)), y)
    for a, b in line.joined:
        yield Line(*points[a], *points[b], ACCENT, 1.2)
    for a, b in line.broken:
        middle = (points[a][0] + points[b][0]) / 2
        yield from _break(middle, (points[a][1] + points[b][1]) / 2)
    for x, y in points.values():
        yield Circle(x, y, _DOT, ACCENT)


def _break(x: float, y: float) -> Iterator[Shape]:
    """Two slanted strokes."""
    for shift in (-2.0, 2.0):
        yield Line(x + shift - 2.0, y + 5.0, x + shift + 2.0, y - 5.0, INK, 1.1)


def _rounds(chart: TimeChart, frame: Frame) -> Iterator[Shape]:
    """The rounds' names under the rows, leaving out those that would touch."""
    free_from = 0.0
    for place, name in enumerate(chart.rounds):
        text = printable(name)
        width = text_width(text, size=SMALL_SIZE)
        start = min(_x(frame, place, len(chart.rounds)) - width / 2, WIDTH - width)
        if start >= free_from:
            yield Label(start, frame.bottom + SMALL_SIZE + 3, text, SMALL_SIZE, MUTED)
            free_from = start + width + 3


def _legend(chart: TimeChart) -> list[tuple[list[Shape], str]]:
    entries: list[tuple[list[Shape], str]] = [([Circle(10, 0, _DOT, ACCENT)], chart.value_name)]
    if any(line.broken for line in chart.lines):
        entries.append(([*_break(10, 0)], chart.break_name))
    return entries
