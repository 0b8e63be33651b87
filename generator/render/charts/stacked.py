"""Stacked bars: shares of a hundred in ordered classes.

The colours run from orange over light grey to teal: colour-blind readers can tell them apart, and
in black and white the two ends differ in darkness, one clearly lighter than the other.
"""

from collections.abc import Iterator
from typing import Final

from generator.render.charts.drawing import (
    BELOW_MIDDLE,
    INK,
    WHITE,
    Drawing,
    Label,
    Rectangle,
    Shape,
)
from generator.render.charts.frame import SMALL_SIZE, SWATCH, WIDTH, lay_out_rows
from generator.report.pictures import StackedChart, StackedRow
from generator.resources.typeface import printable, text_width

_BAR: Final = 13.0
_GAP: Final = 0.8
_STEPS: Final = ("#b85c00", "#e5942f", "#f7cf98", "#e9ecee", "#a9cfd6", "#4b94a3", "#0b5563")
_DARK: Final = frozenset({"#b85c00", "#0b5563"})
_CHOSEN: Final = ((), (6,), (1, 6), (1, 3, 6), (1, 2, 5, 6), (1, 2, 3, 5, 6), (0, 1, 2, 4, 5, 6))
"""The steps of none, one, two and up to six classes."""


def class_colors(count: int) -> tuple[str, ...]:
    """Return a colour for each of ``count`` ordered classes; beyond seven, neighbours share."""
    if count < len(_CHOSEN):
        return tuple(_STEPS[step] for step in _CHOSEN[count])
    return tuple(_STEPS[index * len(_STEPS) // count] for index in range(count))


def draw_stacked(chart: StackedChart) -> Drawing:
    """Draw one bar of a hundred per row, each class with its text where there is room for it."""
    colors = class_colors(len(chart.classes))
    legend = [
        ([Rectangle(0, -SWATCH / 2, SWATCH, SWATCH, color)], name)
        for color, name in zip(colors, chart.classes, strict=True)
    ]
    frame = lay_out_rows([(row.label, "") for row in chart.rows], legend)
    shapes: list[Shape] = [*frame.legend]
    for row, place in zip(chart.rows, frame.rows, strict=True):
        # Left to right, as whoever reads the file back meets the words of one line.
        shapes += [*place.texts(), *_bar(row, colors, frame.left, place.middle)]
    return Drawing(WIDTH, frame.bottom, tuple(shapes))


def _bar(row: StackedRow, colors: tuple[str, ...], left: float, middle: float) -> Iterator[Shape]:
    scale = (WIDTH - left) / max(sum(row.shares), 100.0)
    x = left
    for share, text, color in zip(row.shares, row.texts, colors, strict=True):
        width = share * scale
        if width > 0:
            visible = max(width - _GAP, 0.2)
            yield Rectangle(x, middle - _BAR / 2, visible, _BAR, color)
            printed = printable(text)
            needed = text_width(printed, size=SMALL_SIZE)
            if 0 < needed <= width - 2:
                start = x + (width - _GAP - needed) / 2
                ink = WHITE if color in _DARK else INK
                yield Label(start, middle + SMALL_SIZE * BELOW_MIDDLE, printed, SMALL_SIZE, ink)
        x += width
