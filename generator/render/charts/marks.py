"""Marks drawn: dots, bars, shifts and small lines, each as wide as its column, without text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import ceil
from operator import itemgetter
from typing import Final

from generator.render.charts.drawing import (
    ACCENT,
    AREA,
    INK,
    MUTED,
    RULE,
    WHITE,
    Circle,
    Drawing,
    Label,
    Line,
    Rectangle,
    Shape,
)
from generator.report.marks import Axis, Bar, Dot, KeyMark, Mark, Months, Rounds, Shift
from generator.resources.typeface import printable, text_width

ROW_HEIGHT: Final = 16.6  # of a row with one line of text, so that the axis' lines meet
AXIS_HEIGHT: Final = 12.0
KEY_SIZE: Final = (22.0, 11.0)

_AXIS_SIZE: Final = 8.5
_AXIS_GAP: Final = 3.0  # between two of its texts at least
_EDGE: Final = 9.0  # from the column's edge to the end of the scale: half a number of the axis
_RUN: Final = 1.6  # the bar under a run of months
_LINE_ROOM: Final = 5.0  # above and below a line of months or rounds
_BAR: Final = 9.0
_TICK: Final = 12.5
_DOT: Final = 3.5
_SMALL_DOT: Final = 2.6
_STROKE: Final = 3.6  # from one stroke of a hatch to the next
_DASH: Final = 3.0


@dataclass(frozen=True, slots=True)
class _Plot:
    """A picture's plotting area: where the values of an axis stand in it."""

    low: float
    high: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.height / 2

    def x(self, value: float) -> float:
        """Where ``value`` stands; a value outside the scale stands at its end."""
        span = (self.high - self.low) or 1.0
        share = (min(max(value, self.low), self.high) - self.low) / span
        return _EDGE + share * (self.width - 2 * _EDGE)

    def y(self, value: float, known: Sequence[float]) -> float:
        """The height of ``value`` where the lowest and highest of ``known`` fill the picture."""
        low, high = min(known), max(known)
        share = (value - low) / (high - low) if high > low else 0.5
        return self.height - _LINE_ROOM - share * (self.height - 2 * _LINE_ROOM)


def mark_height(mark: Mark) -> float:
    """The least height of a mark's row in points."""
    return 25.0 if isinstance(mark, Months) else 22.0 if isinstance(mark, Rounds) else ROW_HEIGHT


def draw_mark(mark: Mark, axis: Axis | None, *, width: float, height: float) -> Drawing:
    """Draw a mark over the lines of its axis."""
    plot = _Plot(*((axis.low, axis.high) if axis else (0.0, _columns(mark))), width, height)
    shapes: list[Shape] = []
    if axis and not isinstance(mark, Months | Rounds):
        shapes += _grid(axis, plot)
    match mark:
        case Dot():
            shapes += _dot(mark, plot)
        case Bar():
            shapes += _bar(mark, plot)
        case Shift():
            shapes += _shift(mark, plot)
        case Months():
            shapes += _months(mark, plot)
        case Rounds():
            shapes += _rounds(mark, plot)
    return Drawing(width, height, tuple(shapes))


def draw_axis(axis: Axis, *, width: float) -> Drawing:
    """Draw the axis' texts, leaving out those that would touch another; the origin's is first."""
    plot = _Plot(axis.low, axis.high, width, AXIS_HEIGHT)
    labels: list[Shape] = []
    taken: list[tuple[float, float]] = []
    for place, text in sorted(axis.ticks, key=lambda tick: tick[0] != axis.origin):
        own = text_width(shown := printable(text), size=_AXIS_SIZE)
        start = min(max(plot.x(place) - own / 2, 0.0), width - own)
        end = start + own + _AXIS_GAP
        if all(end <= other or start >= free_from for other, free_from in taken):
            labels.append(Label(start, AXIS_HEIGHT - 3, shown, _AXIS_SIZE, MUTED))
            taken.append((start, end))
    return Drawing(width, AXIS_HEIGHT, tuple(labels))


def draw_key(mark: KeyMark) -> Drawing:
    """Draw the mark of a legend's entry."""
    width, height = KEY_SIZE
    plot = _Plot(0.0, 1.0, width, height)
    middle, x = plot.middle, width / 2
    line = Line(1, middle, width - 1, middle, ACCENT, 1.6)
    shapes: list[Shape]
    match mark:
        case "dot" | "met":
            shapes = [*_round_dot(x, middle, _DOT)]
        case "hollow" | "missed":
            shapes = [*_round_dot(x, middle, _DOT, hollow=True)]
        case "line":
            shapes = [line]
        case "interval":
            shapes = [line, *_round_dot(x, middle, _DOT)]
        case "bar":
            shapes = [Rectangle(1, middle - _BAR / 2, width - 2, _BAR, AREA)]
        case "band":
            shapes = [*_hatch(1, width - 1, middle)]
        case "reference":
            shapes = [*_tick(x, middle)]
        case "shift":
            shapes = [Line(1, middle, width - 1, middle, ACCENT, 3.0)]
        case "run":
            shapes = [Rectangle(1, middle - _RUN / 2, width - 2, _RUN, INK)]
        case "target":
            shapes = [*_dashes(1, width - 1, middle)]
        case "break":
            shapes = [*_break(x, middle)]
    return Drawing(width, height, tuple(shapes))


def _columns(mark: Mark) -> float:
    return float(len(mark.values)) if isinstance(mark, Months | Rounds) else 1.0


def _grid(axis: Axis, plot: _Plot) -> Iterator[Shape]:
    for place, _ in axis.ticks:
        x = plot.x(place)
        yield Line(x, 0, x, plot.height, RULE, 0.5)
    if axis.origin is not None:
        x = plot.x(axis.origin)
        yield Line(x, 0, x, plot.height, INK, 1.0)


def _dot(mark: Dot, plot: _Plot) -> Iterator[Shape]:
    if mark.band is not None:
        yield from _hatch(plot.x(mark.band[0]), plot.x(mark.band[1]), plot.middle)
    if mark.low is not None and mark.high is not None:
        width = 2.0 if mark.firm else 1.3
        yield Line(plot.x(mark.low), plot.middle, plot.x(mark.high), plot.middle, ACCENT, width)
    if mark.reference is not None:
        yield from _tick(plot.x(mark.reference), plot.middle)
    if mark.value is not None:
        yield from _round_dot(plot.x(mark.value), plot.middle, _DOT, hollow=not mark.firm)


def _bar(mark: Bar, plot: _Plot) -> Iterator[Shape]:
    if mark.band is not None:
        yield from _hatch(plot.x(mark.band[0]), plot.x(mark.band[1]), plot.middle)
    if mark.value is not None:
        start, end = sorted((plot.x(0.0), plot.x(mark.value)))
        yield Rectangle(start, plot.middle - _BAR / 2, end - start, _BAR, AREA)
    if mark.reference is not None:
        yield from _tick(plot.x(mark.reference), plot.middle)


def _shift(mark: Shift, plot: _Plot) -> Iterator[Shape]:
    if mark.then is not None and mark.now is not None:
        ends = sorted((plot.x(mark.then), plot.x(mark.now)))
        yield Line(ends[0], plot.middle, ends[1], plot.middle, ACCENT, 3.0 if mark.firm else 1.0)
    if mark.then is not None:
        yield from _round_dot(plot.x(mark.then), plot.middle, _DOT, hollow=True)
    if mark.now is not None:
        yield from _round_dot(plot.x(mark.now), plot.middle, _DOT)


def _months(mark: Months, plot: _Plot) -> Iterator[Shape]:
    known = [value for value in (*mark.values, *mark.targets) if value is not None]
    # The target is dashed over the months it is the same, since it may change.
    for target, columns in groupby(enumerate(mark.targets), key=itemgetter(1)):
        if target is not None:
            same = [column for column, _ in columns]
            yield from _dashes(plot.x(same[0]), plot.x(same[-1] + 1), plot.y(target, known))
    points = _points(mark, known, plot)
    if mark.run:  # a bar under its months, which needs no colour to be seen
        start, end = plot.x(mark.run[0] + 0.2), plot.x(mark.run[-1] + 0.8)
        yield Rectangle(start, plot.height - _RUN, end - start, _RUN, INK)
    for a, b in pairwise(points):
        if b == a + 1:
            yield Line(*points[a], *points[b], ACCENT, 1.2)
    for column, (x, y) in points.items():
        yield from _round_dot(x, y, _SMALL_DOT, hollow=not mark.met[column])


def _rounds(mark: Rounds, plot: _Plot) -> Iterator[Shape]:
    points = _points(mark, [value for value in mark.values if value is not None], plot)
    for a, b in mark.joined:
        yield Line(*points[a], *points[b], ACCENT, 1.2)
    for a, b in mark.broken:
        (x1, y1), (x2, y2) = points[a], points[b]
        yield from _break((x1 + x2) / 2, (y1 + y2) / 2)
    for x, y in points.values():
        yield from _round_dot(x, y, _SMALL_DOT)


def _points(
    mark: Months | Rounds, known: Sequence[float], plot: _Plot
) -> dict[int, tuple[float, float]]:
    """Each published value's place by its column."""
    return {
        column: (plot.x(column + 0.5), plot.y(value, known))
        for column, value in enumerate(mark.values)
        if value is not None
    }


def _round_dot(x: float, y: float, radius: float, *, hollow: bool = False) -> Iterator[Shape]:
    """A dot with a white edge, seen also over a tick; a hollow one has a white middle."""
    yield Circle(x, y, radius + 0.8, WHITE)
    yield Circle(x, y, radius, ACCENT)
    if hollow:
        yield Circle(x, y, radius - 1.2, WHITE)


def _tick(x: float, middle: float) -> Iterator[Shape]:
    """A dark tick with a white edge, seen both on a bar and beside it."""
    top = middle - _TICK / 2
    yield Rectangle(x - 2, top, 4, _TICK, WHITE)
    yield Rectangle(x - 1.1, top, 2.2, _TICK, INK)


def _dashes(start: float, end: float, y: float) -> Iterator[Shape]:
    x = start
    while x < end:
        yield Line(x, y, min(x + _DASH, end), y, INK, 0.8)
        x += 2 * _DASH


def _break(x: float, y: float) -> Iterator[Shape]:
    """Two slanted strokes."""
    for shift in (-2.0, 2.0):
        yield Line(x + shift - 2.0, y + 4.5, x + shift + 2.0, y - 4.5, INK, 1.1)


def _hatch(left: float, right: float, middle: float) -> Iterator[Shape]:
    """Slanted strokes between two upright ends: somewhere in here, and not a bar."""
    top, bottom = middle - _BAR / 2, middle + _BAR / 2
    for x in (left, right):
        yield Line(x, top, x, bottom, ACCENT, 0.7)
    for i in range(ceil((right - left + _BAR) / _STROKE)):
        foot = left - _BAR + (i + 1) * _STROKE  # rises by as much as it moves to the right
        start, end = max(foot, left), min(foot + _BAR, right)
        if start < end:
            yield Line(start, bottom - (start - foot), end, bottom - (end - foot), ACCENT, 0.9)
