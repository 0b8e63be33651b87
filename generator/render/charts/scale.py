"""Bar charts and dot plots: rows of values on a common scale."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Final

from generator.render.charts.drawing import (
    ACCENT,
    INK,
    WHITE,
    Circle,
    Drawing,
    Line,
    Rectangle,
    Shape,
)
from generator.render.charts.frame import (
    SMALL_SIZE,
    SWATCH,
    WIDTH,
    Scale,
    axis,
    lay_out_rows,
    legend_entries,
)
from generator.report.block import Bar, BarChart, Dot, DotPlot

_BAR: Final = 9.0
_TICK: Final = 14.0
_DOT: Final = 3.6
_AXIS: Final = SMALL_SIZE + 6
_WIDE: Final = 20.0  # of a legend's mark
_STROKE: Final = 3.6  # from one stroke of a hatch to the next


def draw_bars(chart: BarChart, *, decimal: str) -> Drawing:
    """Draw horizontal bars with their values at the right, and a tick at each reference."""
    swatch = _WIDE if any(bar.band for bar in chart.bars) else SWATCH
    legend, top = legend_entries(_bar_legend(chart, swatch), swatch=swatch)
    frame = lay_out_rows(
        [bar.label for bar in chart.bars], [bar.text for bar in chart.bars], top=top
    )
    scale = Scale(chart.low, chart.high, frame.left, frame.right)
    shapes: list[Shape] = [*legend]
    shapes += axis(scale, chart.ticks, top=frame.top, bottom=frame.bottom, decimal=decimal)
    for bar, row in zip(chart.bars, frame.rows, strict=True):
        shapes += _bar(bar, scale, row.middle)
    return Drawing(WIDTH, frame.bottom + _AXIS, (*shapes, *frame.text()))


def _bar(bar: Bar, scale: Scale, middle: float) -> list[Shape]:
    shapes: list[Shape] = []
    if bar.band is not None:
        shapes += _hatch(scale.x(bar.band[0]), scale.x(bar.band[1]), middle)
    if bar.value is not None:
        start, end = sorted((scale.x(0.0), scale.x(bar.value)))
        shapes.append(Rectangle(start, middle - _BAR / 2, end - start, _BAR, ACCENT))
    if bar.reference is not None:
        shapes += _reference_tick(scale.x(bar.reference), middle)
    return shapes


def _hatch(left: float, right: float, middle: float) -> list[Shape]:
    """Slanted strokes between two upright ends: somewhere in here, and not a bar."""
    top, bottom = middle - _BAR / 2, middle + _BAR / 2
    shapes: list[Shape] = [Line(x, top, x, bottom, ACCENT, 0.7) for x in (left, right)]
    for i in range(ceil((right - left + _BAR) / _STROKE)):
        foot = left - _BAR + (i + 1) * _STROKE  # rises by as much as it moves to the right
        start, end = max(foot, left), min(foot + _BAR, right)
        if start < end:
            shapes.append(
                Line(start, bottom - (start - foot), end, bottom - (end - foot), ACCENT, 0.9)
            )
    return shapes


def _hatch_entry(name: str, bands: Iterable[object]) -> list[tuple[list[Shape], str]]:
    """What a hatch means, where there is one."""
    return [(_hatch(1, 19, 0), name)] if name and any(bands) else []


def _reference_tick(x: float, middle: float) -> list[Shape]:
    """Draw a dark tick with a white edge, seen both on a bar and beside it."""
    left, top = x - 1, middle - _TICK / 2
    return [
        Rectangle(left - 1, top, 4, _TICK, WHITE),
        Rectangle(left, top, 2, _TICK, INK),
    ]


def _bar_legend(chart: BarChart, swatch: float) -> list[tuple[list[Shape], str]]:
    bands = _hatch_entry(chart.band_name, (bar.band for bar in chart.bars))
    entries: list[tuple[list[Shape], str]] = []
    if chart.value_name and any(bar.value is not None for bar in chart.bars):
        bar: list[Shape] = [Rectangle(0, -SWATCH / 2, swatch, SWATCH, ACCENT)]
        entries.append((bar, chart.value_name))
    entries += bands
    if chart.reference_name and any(bar.reference is not None for bar in chart.bars):
        mark: list[Shape] = [Rectangle(swatch / 2 - 1, -5.5, 2, 11, INK)]
        entries.append((mark, chart.reference_name))
    return entries


def draw_dots(chart: DotPlot, *, decimal: str) -> Drawing:
    """Draw each value as a dot on its interval, with a tick behind it at each reference."""
    legend, top = legend_entries(_dot_legend(chart), swatch=_WIDE)
    frame = lay_out_rows(
        [dot.label for dot in chart.dots], [dot.text for dot in chart.dots], top=top
    )
    scale = Scale(chart.low, chart.high, frame.left, frame.right)
    shapes: list[Shape] = [*legend]
    shapes += axis(scale, chart.ticks, top=frame.top, bottom=frame.bottom, decimal=decimal)
    for dot, row in zip(chart.dots, frame.rows, strict=True):
        shapes += _dot(dot, scale, row.middle)
    return Drawing(WIDTH, frame.bottom + _AXIS, (*shapes, *frame.text()))


def _dot(dot: Dot, scale: Scale, middle: float) -> list[Shape]:
    shapes: list[Shape] = []
    if dot.band is not None:
        shapes += _hatch(scale.x(dot.band[0]), scale.x(dot.band[1]), middle)
    if dot.low is not None and dot.high is not None:
        shapes.append(Line(scale.x(dot.low), middle, scale.x(dot.high), middle, ACCENT, 1.6))
    if dot.reference is not None:
        shapes += _reference_tick(scale.x(dot.reference), middle)
    if dot.value is not None:
        shapes.append(Circle(scale.x(dot.value), middle, _DOT + 0.8, WHITE))
        shapes.append(Circle(scale.x(dot.value), middle, _DOT, ACCENT))
    return shapes


def _dot_legend(chart: DotPlot) -> list[tuple[list[Shape], str]]:
    entries: list[tuple[list[Shape], str]] = []
    if chart.value_name and any(dot.value is not None for dot in chart.dots):
        mark: list[Shape] = []
        if any(dot.low is not None and dot.high is not None for dot in chart.dots):
            mark.append(Line(1, 0, 19, 0, ACCENT, 1.6))
        entries.append(([*mark, Circle(10, 0, _DOT, ACCENT)], chart.value_name))
    entries += _hatch_entry(chart.band_name, (dot.band for dot in chart.dots))
    if chart.reference_name and any(dot.reference is not None for dot in chart.dots):
        entries.append(([Rectangle(9, -5.5, 2, 11, INK)], chart.reference_name))
    return entries
