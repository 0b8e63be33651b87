"""Stacked bars: shares of a hundred in ordered classes.

The colours run from orange over light grey to teal: colour-blind readers can tell them apart, and
in black and white the two ends differ in darkness, one clearly lighter than the other.
"""

from __future__ import annotations

from typing import Final

from generator.render.charts.drawing import (
    INK,
    WHITE,
    Drawing,
    Label,
    Rectangle,
    Shape,
)
from generator.render.charts.frame import (
    SMALL_SIZE,
    SWATCH,
    WIDTH,
    lay_out_rows,
    legend_entries,
)
from generator.report.pictures import StackedChart, StackedRow
from generator.resources.typeface import printable, text_width

_BAR: Final = 13.0
_GAP: Final = 0.8
_STEPS: Final = ("#b85c00", "#e5942f", "#f7cf98", "#e9ecee", "#a9cfd6", "#4b94a3", "#0b5563")
_DARK: Final = frozenset({"#b85c00", "#0b5563"})
_CHOSEN: Final[dict[int, tuple[int, ...]]] = {
    1: (6,),
    2: (1, 6),
    3: (1, 3, 6),
    4: (1, 2, 5, 6),
    5: (1, 2, 3, 5, 6),
    6: (0, 1, 2, 4, 5, 6),
}


def class_colors(count: int) -> tuple[str, ...]:
    """Return a colour for each of ``count`` ordered classes; beyond seven, neighbours share."""
    if count in _CHOSEN:
        return tuple(_STEPS[step] for step in _CHOSEN[count])
    return tuple(_STEPS[index * len(_STEPS) // count] for index in range(count))


def draw_stacked(chart: StackedChart) -> Drawing:
    """Draw one bar of a hundred per row, each class with its text where there is room for it."""
    colors = class_colors(len(chart.classes))
    swatches: list[tuple[list[Shape], str]] = [
        ([Rectangle(0, -SWATCH / 2, SWATCH, SWATCH, color)], name)
        for color, name in zip(colors, chart.classes, strict=True)
    ]
    legend, top = legend_entries(swatches)
    frame = lay_out_rows([row.label for row in chart.rows], [""] * len(chart.rows), top=top)
    shapes: list[Shape] = [*legend]
    for row, band in zip(chart.rows, frame.rows, strict=True):
        # Left to right, as whoever reads the file back meets the words of one line.
        shapes += [*band.text(), *_bar(row, colors, frame.left, WIDTH, band.middle)]
    return Drawing(WIDTH, frame.bottom, tuple(shapes))


def _bar(
    row: StackedRow, colors: tuple[str, ...], left: float, right: float, middle: float
) -> list[Shape]:
    shapes: list[Shape] = []
    scale = (right - left) / max(sum(row.shares), 100.0)
    x = left
    for share, text, color in zip(row.shares, row.texts, colors, strict=True):
        width = share * scale
        if width > 0:
            visible = max(width - _GAP, 0.2)
            shapes.append(Rectangle(x, middle - _BAR / 2, visible, _BAR, color))
            shapes += _share_text(printable(text), x, width, middle, color)
        x += width
    return shapes


def _share_text(text: str, x: float, width: float, middle: float, color: str) -> list[Shape]:
    """Centre the text in its class, or leave it out where it does not fit."""
    needed = text_width(text, size=SMALL_SIZE)
    if not text or needed > width - 2:
        return []
    ink = WHITE if color in _DARK else INK
    start = x + (width - _GAP - needed) / 2
    return [Label(start, middle + SMALL_SIZE * 0.34, text, SMALL_SIZE, ink)]
