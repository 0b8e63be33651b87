"""The frame that row charts share: a legend, and rows of a label, a plotting area and a value."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.render.charts.drawing import (
    BELOW_MIDDLE,
    LEADING,
    MUTED,
    TEXT_SIZE,
    Drawing,
    Label,
    Shape,
    lines_of_text,
    moved,
)
from generator.resources.typeface import printable, text_width, wrap

WIDTH: Final = 470.0  # the text column of an A4 page with 22 mm margins, in points
SMALL_SIZE: Final = 8.0
SWATCH: Final = 9.0
WIDE_SWATCH: Final = 20.0
_LABEL_SHARES: Final = (0.25, 0.33, 0.41)  # few, so that the charts of a page share a left edge
_VALUE_SHARE: Final = 0.22
_GUTTER: Final = 10.0
_ROW_PADDING: Final = 6.0
_ROW_HEIGHT: Final = 17.0
_FOOT: Final = SMALL_SIZE + 6  # of what stands below the rows
_BESIDE_SWATCH: Final = 4.0

Legend = Sequence[tuple[Sequence[Shape], str]]
"""Entries of a legend: a mark, drawn around (0, 0) as its left middle, and its name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart: its wrapped label and value, and the height it takes."""

    label: tuple[str, ...]
    value: tuple[str, ...]
    top: float
    height: float

    @property
    def middle(self) -> float:
        """The height on the canvas where the row's mark is drawn."""
        return self.top + self.height / 2

    def texts(self) -> Iterator[Label]:
        """Set the row's label, and its value right-aligned in the value column."""
        yield from lines_of_text(self.label, x=0, middle=self.middle)
        yield from lines_of_text(
            self.value, x=WIDTH, middle=self.middle, weight="semibold", align="end"
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand: the legend, and the plotting area of the rows below it."""

    legend: tuple[Shape, ...]
    rows: tuple[Row, ...]
    left: float
    right: float
    top: float
    bottom: float

    def drawing(self, marks: Iterable[Shape]) -> Drawing:
        """Draw the marks between the legend and the rows' texts, with room below the rows."""
        texts = (label for row in self.rows for label in row.texts())
        return Drawing(WIDTH, self.bottom + _FOOT, (*self.legend, *marks, *texts))

    def labels_below(
        self, marks: Iterable[tuple[float, str]], *, shifted: bool = False
    ) -> Iterator[Label]:
        """Set texts below the rows, each under its x, leaving out those that would touch.

        ``shifted`` ones give way to the right as long as they still begin left of their x.
        """
        free_from = 0.0
        for x, text in marks:
            width = text_width(text, size=SMALL_SIZE)
            start = x - width / 2
            start = min(max(start, free_from) if shifted else start, WIDTH - width)
            if free_from <= start <= x:
                yield Label(start, self.bottom + SMALL_SIZE + 3, text, SMALL_SIZE, MUTED)
                free_from = start + width + 3


def lay_out_rows(
    texts: Iterable[tuple[str, str]],
    legend: Legend,
    *,
    swatch: float = SWATCH,
    least: float = _ROW_HEIGHT,
) -> Frame:
    """Divide the canvas between labels, plot and values, and stack the rows below the legend.

    ``texts`` are each row's label and value, which wrap; no row is lower than ``least``.
    """
    printed = [(printable(label), printable(value)) for label, value in texts]
    longest = max((text_width(label, size=TEXT_SIZE) for label, _ in printed), default=0.0)
    widths = [WIDTH * share for share in _LABEL_SHARES]
    label_width = next((width for width in widths if longest <= width), widths[-1])
    values = (text_width(value, size=TEXT_SIZE, weight="semibold") for _, value in printed)
    value_width = min(WIDTH * _VALUE_SHARE, max(values, default=0.0))
    entries, top = _legend_shapes(legend, swatch)
    rows: list[Row] = []
    y = top
    for label, value in printed:
        label_lines = wrap(label, width=label_width, size=TEXT_SIZE)
        value_lines = wrap(value, width=value_width, size=TEXT_SIZE, weight="semibold")
        height = max(least, max(len(label_lines), len(value_lines)) * LEADING + _ROW_PADDING)
        rows.append(Row(label_lines, value_lines, y, height))
        y += height
    right = WIDTH - value_width - _GUTTER if value_width else WIDTH
    return Frame(entries, tuple(rows), label_width + _GUTTER, right, top, y)


def _legend_shapes(legend: Legend, swatch: float) -> tuple[tuple[Shape, ...], float]:
    """Set a legend from the top left corner; return its shapes and the height it takes."""
    shapes: list[Shape] = []
    before_name = swatch + _BESIDE_SWATCH
    x, y = 0.0, 0.0
    for mark, name in legend:
        lines = wrap(printable(name), width=WIDTH - before_name, size=SMALL_SIZE)
        width = before_name + max((text_width(one, size=SMALL_SIZE) for one in lines), default=0.0)
        if x and x + width > WIDTH:
            x, y = 0.0, y + LEADING + 3
        middle = y + LEADING / 2
        shapes += [moved(shape, x, middle) for shape in mark]
        for index, line in enumerate(lines):
            baseline = middle + SMALL_SIZE * BELOW_MIDDLE + index * LEADING
            shapes.append(Label(x + before_name, baseline, line, SMALL_SIZE, MUTED))
        y += max(len(lines) - 1, 0) * LEADING
        x += width + 16
    return tuple(shapes), (y + LEADING + 8 if legend else 0.0)
