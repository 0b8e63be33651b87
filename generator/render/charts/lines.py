"""Lines over months and over rounds: one small line per row, each on a scale of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Final, TypeVar

from generator.render.charts.drawing import ACCENT, INK, RULE, WHITE, Circle, Drawing, Line, Shape
from generator.render.charts.frame import WIDE_SWATCH, WIDTH, Legend, Row, lay_out_rows
from generator.report.pictures import MonthLine, MonthlyChart, TimeChart, TimeLine
from generator.resources.typeface import printable

_MONTHS: Final = (34.0, 7.0)  # the least height of a row, and the room above and below its line
_ROUNDS: Final = (21.0, 6.0)
_DOT: Final = 2.9
_DASH: Final = 3.0

_Line = TypeVar("_Line", bound=MonthLine | TimeLine)


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where a row's columns and values stand: its lowest and highest reach to its insets."""

    row: Row
    left: float
    step: float
    inset: float

    def x(self, column: float) -> float:
        return self.left + self.step * (column + 0.5)

    def y(self, value: float, known: Sequence[float]) -> float:
        low, high = min(known), max(known)
        share = (value - low) / (high - low) if high > low else 0.5
        room = self.row.height - 2 * self.inset
        return self.row.top + self.row.height - self.inset - share * room

    def points(
        self, values: Sequence[float | None], known: Sequence[float]
    ) -> dict[int, tuple[float, float]]:
        """Each value's place by its column."""
        return {
            column: (self.x(column), self.y(value, known))
            for column, value in enumerate(values)
            if value is not None
        }


def draw_months(chart: MonthlyChart) -> Drawing:
    """Draw each line with a dot per month, filled where the target was reached."""
    legend = [
        ([*_month_dot(WIDE_SWATCH / 2, 0, met=True)], chart.met_name),
        ([*_month_dot(WIDE_SWATCH / 2, 0, met=False)], chart.missed_name),
        ([*_dashes(1, WIDE_SWATCH - 1, 0)], chart.target_name),
    ]
    return _draw(chart.months, chart.lines, _months, legend, *_MONTHS)


def draw_rounds(chart: TimeChart) -> Drawing:
    """Draw each line with a dot per round, joined where the figures can be compared."""
    legend: list[tuple[list[Shape], str]] = [
        ([Circle(WIDE_SWATCH / 2, 0, _DOT, ACCENT)], chart.value_name)
    ]
    if any(line.broken for line in chart.lines):
        legend.append(([*_break(WIDE_SWATCH / 2, 0)], chart.break_name))
    return _draw(chart.rounds, chart.lines, _rounds, legend, *_ROUNDS)


def _draw(
    names: Sequence[str],
    lines: Sequence[_Line],
    marks_of: Callable[[_Line, _Plot], Iterator[Shape]],
    legend: Legend,
    height: float,
    inset: float,
) -> Drawing:
    """Draw a row for each line over columns that are named below the rows."""
    texts = [(line.label, line.text) for line in lines]
    frame = lay_out_rows(texts, legend, swatch=WIDE_SWATCH, least=height)
    step = (frame.right - frame.left) / max(len(names), 1)
    middles = (frame.left + step * (column + 0.5) for column in range(len(names)))
    marks: list[Shape] = [*frame.labels_below(zip(middles, map(printable, names), strict=True))]
    for line, row in zip(lines, frame.rows, strict=True):
        marks.append(Line(frame.left, row.top, WIDTH, row.top, RULE, 0.4))
        marks += marks_of(line, _Plot(row, frame.left, step, inset))
    return frame.drawing(marks)


def _months(line: MonthLine, plot: _Plot) -> Iterator[Shape]:
    known = [value for value in (*line.values, *line.targets) if value is not None]
    # The target is dashed over the months it is the same, since it may change.
    for target, columns in groupby(enumerate(line.targets), key=itemgetter(1)):
        if target is not None:
            same = [column for column, _ in columns]
            start, end = plot.x(same[0] - 0.5), plot.x(same[-1] + 0.5)
            yield from _dashes(start, end, plot.y(target, known))
    points = plot.points(line.values, known)
    for a, b in pairwise(points):
        if b == a + 1:
            yield Line(*points[a], *points[b], ACCENT, 1.2)
    for column, (x, y) in points.items():
        yield from _month_dot(x, y, met=line.met[column])


def _month_dot(x: float, y: float, *, met: bool | None) -> Iterator[Shape]:
    yield Circle(x, y, _DOT, ACCENT)
    if not met:
        yield Circle(x, y, _DOT - 1.1, WHITE)


def _dashes(start: float, end: float, y: float) -> Iterator[Shape]:
    x = start
    while x < end:
        yield Line(x, y, min(x + _DASH, end), y, INK, 0.8)
        x += 2 * _DASH


def _rounds(line: TimeLine, plot: _Plot) -> Iterator[Shape]:
    known = [value for value in line.values if value is not None]
    points = plot.points(line.values, known)
    for a, b in line.joined:
        yield Line(*points[a], *points[b], ACCENT, 1.2)
    for a, b in line.broken:
        (x1, y1), (x2, y2) = points[a], points[b]
        yield from _break((x1 + x2) / 2, (y1 + y2) / 2)
    for x, y in points.values():
        yield Circle(x, y, _DOT, ACCENT)


def _break(x: float, y: float) -> Iterator[Shape]:
    """Two slanted strokes."""
    for shift in (-2.0, 2.0):
        yield Line(x + shift - 2.0, y + 5.0, x + shift + 2.0, y - 5.0, INK, 1.1)
