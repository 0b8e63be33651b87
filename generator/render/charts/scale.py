"""Bar charts and dot plots: rows of values on a common scale."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, TypeVar

from generator.render.charts.drawing import (
    ACCENT,
    INK,
    RULE,
    WHITE,
    Circle,
    Drawing,
    Line,
    Rectangle,
    Shape,
)
from generator.render.charts.frame import SWATCH, WIDE_SWATCH, Frame, lay_out_rows
from generator.report.block import Bar, BarChart, Dot, DotPlot

_BAR: Final = 9.0
_TICK: Final = 14.0
_DOT: Final = 3.6
_STROKE: Final = 3.6  # from one stroke of a hatch to the next

_Row = TypeVar("_Row", bound=Bar | Dot)


@dataclass(frozen=True, slots=True)
class _Scale:
    """A linear scale from ``low`` to ``high`` over the plotting area."""

    low: float
    high: float
    frame: Frame

    def x(self, value: float) -> float:
        """Return where ``value`` stands; a value outside the scale stands at its end."""
        span = (self.high - self.low) or 1.0
        share = (min(max(value, self.low), self.high) - self.low) / span
        return self.frame.left + share * (self.frame.right - self.frame.left)

    def axis(self, ticks: Sequence[float], *, decimal: str) -> Iterator[Shape]:
        """Draw a thin line at each tick and its number below."""
        places = [(self.x(tick), tick) for tick in ticks if self.low <= tick <= self.high]
        for x, _ in places:
            yield Line(x, self.frame.top, x, self.frame.bottom, RULE, 0.6)
        numbers = ((x, f"{tick:.6g}".replace(".", decimal).replace("-", "−")) for x, tick in places)
        yield from self.frame.labels_below(numbers, shifted=True)


def draw_bars(chart: BarChart, *, decimal: str) -> Drawing:
    """Draw horizontal bars with their values at the right, and a tick at each reference."""
    swatch = WIDE_SWATCH if any(bar.band for bar in chart.bars) else SWATCH
    mark = [Rectangle(0, -SWATCH / 2, swatch, SWATCH, ACCENT)]
    return _draw(chart, chart.bars, _bar, mark=mark, swatch=swatch, decimal=decimal)


def draw_dots(chart: DotPlot, *, decimal: str) -> Drawing:
    """Draw each value as a dot on its interval, with a tick behind it at each reference."""
    mark: list[Shape] = [Circle(WIDE_SWATCH / 2, 0, _DOT, ACCENT)]
    if any(dot.low is not None and dot.high is not None for dot in chart.dots):
        mark.insert(0, Line(1, 0, WIDE_SWATCH - 1, 0, ACCENT, 1.6))
    return _draw(chart, chart.dots, _dot, mark=mark, swatch=WIDE_SWATCH, decimal=decimal)


def _draw(
    chart: BarChart | DotPlot,
    rows: Sequence[_Row],
    marks_of: Callable[[_Row, _Scale, float], Iterator[Shape]],
    *,
    mark: Sequence[Shape],
    swatch: float,
    decimal: str,
) -> Drawing:
    """Draw the rows; the legend names values, drawn as ``mark``, bands and references."""
    tick, compared = Rectangle(swatch / 2 - 1, -5.5, 2, 11, INK), [row.reference for row in rows]
    entries: tuple[tuple[Sequence[Shape], str, bool], ...] = (
        (mark, chart.value_name, any(row.value is not None for row in rows)),
        (_hatch(1, WIDE_SWATCH - 1, 0), chart.band_name, any(row.band for row in rows)),
        ([tick], chart.reference_name, any(value is not None for value in compared)),
    )
    legend = [(shapes, name) for shapes, name, shown in entries if name and shown]
    frame = lay_out_rows([(row.label, row.text) for row in rows], legend, swatch=swatch)
    scale = _Scale(chart.low, chart.high, frame)
    marks = [*scale.axis(chart.ticks, decimal=decimal)]
    for row, place in zip(rows, frame.rows, strict=True):
        if row.band is not None:
            marks += _hatch(scale.x(row.band[0]), scale.x(row.band[1]), place.middle)
        marks += marks_of(row, scale, place.middle)
    return frame.drawing(marks)


def _bar(bar: Bar, scale: _Scale, middle: float) -> Iterator[Shape]:
    if bar.value is not None:
        start, end = sorted((scale.x(0.0), scale.x(bar.value)))
        yield Rectangle(start, middle - _BAR / 2, end - start, _BAR, ACCENT)
    yield from _reference(bar, scale, middle)


def _dot(dot: Dot, scale: _Scale, middle: float) -> Iterator[Shape]:
    if dot.low is not None and dot.high is not None:
        yield Line(scale.x(dot.low), middle, scale.x(dot.high), middle, ACCENT, 1.6)
    yield from _reference(dot, scale, middle)
    if dot.value is not None:
        yield Circle(scale.x(dot.value), middle, _DOT + 0.8, WHITE)
        yield Circle(scale.x(dot.value), middle, _DOT, ACCENT)


def _reference(row: Bar | Dot, scale: _Scale, middle: float) -> Iterator[Shape]:
    """Draw a dark tick with a white edge, seen both on a bar and beside it."""
    if row.reference is not None:
        left, top = scale.x(row.reference) - 1, middle - _TICK / 2
        yield Rectangle(left - 1, top, 4, _TICK, WHITE)
        yield Rectangle(left, top, 2, _TICK, INK)


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
