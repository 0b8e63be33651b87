"""The frame that row charts share: a label column, a plotting area and a column of values.

Labels and values wrap inside their own columns, so rows grow instead of running into each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from generator.render.charts.drawing import MUTED, RULE, Label, Line, Polygon, Shape, lines_of_text
from generator.resources.typeface import Weight, printable, text_width, wrap

WIDTH: Final = 470.0  # the text column of an A4 page with 22 mm margins, in points
TEXT_SIZE: Final = 9.0
SMALL_SIZE: Final = 8.0
LEADING: Final = 11.0
SWATCH: Final = 9.0
_LABEL_SHARES: Final = (0.25, 0.33, 0.41)  # few, so that the charts of a page share a left edge
_VALUE_SHARE: Final = 0.22
_GUTTER: Final = 10.0
_ROW_PADDING: Final = 6.0
_ROW_HEIGHT: Final = 17.0


@dataclass(frozen=True, slots=True)
class RowBand:
    """One row of a chart: its wrapped label and value, and the height it takes."""

    label: tuple[str, ...]
    value: tuple[str, ...]
    top: float
    height: float

    @property
    def middle(self) -> float:
        """The height on the canvas where the row's mark is drawn."""
        return self.top + self.height / 2

    def text(self) -> Iterator[Label]:
        """Set the row's label, and its value right-aligned in the value column."""
        middle, size = self.middle, TEXT_SIZE
        yield from lines_of_text(self.label, x=0, middle=middle, size=size, leading=LEADING)
        values = lines_of_text(
            self.value, x=0, middle=middle, size=size, leading=LEADING, weight="semibold"
        )
        yield from (replace(label, x=WIDTH - label.width) for label in values)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand: the plotting area from ``left`` to ``right`` and the rows in it."""

    left: float
    right: float
    rows: tuple[RowBand, ...]
    top: float
    bottom: float

    def text(self) -> Iterator[Label]:
        """Set every row's label and value."""
        for row in self.rows:
            yield from row.text()


def lay_out_rows(
    labels: Sequence[str], values: Sequence[str], *, top: float, least: float = _ROW_HEIGHT
) -> Frame:
    """Divide the canvas between labels, plot and values, and stack the rows from ``top``.

    No row is lower than ``least``.
    """
    printed_labels = [printable(label) for label in labels]
    printed_values = [printable(value) for value in values]
    label_width = _label_width(printed_labels)
    value_width = _column_width(printed_values, WIDTH * _VALUE_SHARE, weight="semibold")
    rows: list[RowBand] = []
    y = top
    for label, value in zip(printed_labels, printed_values, strict=True):
        label_lines = wrap(label, width=label_width, size=TEXT_SIZE)
        value_lines = wrap(value, width=value_width, size=TEXT_SIZE, weight="semibold")
        tallest = max(len(label_lines), len(value_lines)) * LEADING + _ROW_PADDING
        height = max(least, tallest)
        rows.append(RowBand(label_lines, value_lines, y, height))
        y += height
    left = label_width + _GUTTER
    right = WIDTH - value_width - _GUTTER if value_width else WIDTH
    return Frame(left, right, tuple(rows), top, y)


def _label_width(labels: Iterable[str]) -> float:
    """Return the narrowest of the label columns that holds the longest label, or the widest."""
    longest = max((text_width(label, size=TEXT_SIZE) for label in labels), default=0.0)
    widths = [WIDTH * share for share in _LABEL_SHARES]
    return next((width for width in widths if longest <= width), widths[-1])


def _column_width(texts: Iterable[str], limit: float, *, weight: Weight = "regular") -> float:
    """Return the width of the longest text, at most ``limit``."""
    widths = (text_width(text, size=TEXT_SIZE, weight=weight) for text in texts)
    return min(limit, max(widths, default=0.0))


def legend_entries(
    entries: Sequence[tuple[Sequence[Shape], str]], *, swatch: float = SWATCH
) -> tuple[tuple[Shape, ...], float]:
    """Set a legend from the top left corner; return its shapes and the height it takes.

    Each entry is its mark, drawn around (0, 0) as left middle, and its name.
    """
    shapes: list[Shape] = []
    x, y = 0.0, 0.0
    for mark, name in entries:
        room = WIDTH - swatch - 4
        lines = wrap(printable(name), width=room, size=SMALL_SIZE)
        width = swatch + 4 + max((text_width(one, size=SMALL_SIZE) for one in lines), default=0.0)
        if x and x + width > WIDTH:
            x, y = 0.0, y + LEADING + 3
        middle = y + LEADING / 2
        shapes += [moved(shape, x, middle) for shape in mark]
        for index, line in enumerate(lines):
            baseline = middle + SMALL_SIZE * 0.34 + index * LEADING
            shapes.append(Label(x + swatch + 4, baseline, line, SMALL_SIZE, MUTED))
        y += max(len(lines) - 1, 0) * LEADING
        x += width + 16
    return tuple(shapes), (y + LEADING + 8 if entries else 0.0)


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """Return the shape moved by (dx, dy)."""
    match shape:
        case Line():
            return replace(
                shape, x1=shape.x1 + dx, x2=shape.x2 + dx, y1=shape.y1 + dy, y2=shape.y2 + dy
            )
        case Polygon():
            return replace(shape, points=tuple((x + dx, y + dy) for x, y in shape.points))
        case _:
            return replace(shape, x=shape.x + dx, y=shape.y + dy)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from ``low`` to ``high`` over the plotting area."""

    low: float
    high: float
    left: float
    right: float

    def x(self, value: float) -> float:
        """Return where ``value`` stands; a value outside the scale stands at its end."""
        span = (self.high - self.low) or 1.0
        share = (min(max(value, self.low), self.high) - self.low) / span
        return self.left + share * (self.right - self.left)


def axis(
    scale: Scale, ticks: Sequence[float], *, top: float, bottom: float, decimal: str
) -> tuple[Shape, ...]:
    """Draw a thin line at each tick and its number below, leaving out numbers that would touch."""
    lines: list[Shape] = []
    numbers: list[Shape] = []
    free_from = 0.0
    for tick in ticks:
        if not scale.low <= tick <= scale.high:
            continue
        x = scale.x(tick)
        lines.append(Line(x, top, x, bottom, RULE, 0.6))
        text = tick_text(tick, decimal=decimal)
        width = text_width(text, size=SMALL_SIZE)
        start = min(max(x - width / 2, free_from), WIDTH - width)
        if start <= x and start >= free_from:
            numbers.append(Label(start, bottom + SMALL_SIZE + 3, text, SMALL_SIZE, MUTED))
            free_from = start + width + 3
    return (*lines, *numbers)


def tick_text(value: float, *, decimal: str) -> str:
    """Write a number on a scale as briefly as it can be, with a real minus sign."""
    return f"{value:.6g}".replace(".", decimal).replace("-", "−")
