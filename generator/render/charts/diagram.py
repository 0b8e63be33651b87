"""Model diagrams: boxes on a grid and the arrows between them, which run from edge to edge."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import hypot
from typing import Final

from generator.errors import RenderingError
from generator.render.charts.drawing import (
    ACCENT,
    INK,
    LEADING,
    MUTED,
    PALE,
    RULE,
    TEXT_SIZE,
    WHITE,
    WIDTH,
    Drawing,
    Line,
    Polygon,
    Rectangle,
    Shape,
    lines_of_text,
)
from generator.report.block import Diagram, DiagramArrow, DiagramBox
from generator.resources.typeface import printable, wrap

_BOX_WIDTH: Final = 165.0
_COLUMN_GAP: Final = 44.0
_ROW_GAP: Final = 13.0
_PADDING: Final = 7.0
_HEAD: Final = 6.5
_EDGE: Final = 1.0

Point = tuple[float, float]
Edge = tuple[int, int]
"""A box's edge as the way out of the box through it: (1, 0) is its right edge."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A box with its wrapped text and its place on the canvas."""

    box: DiagramBox
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


def draw_diagram(diagram: Diagram) -> Drawing:
    """Draw the boxes over the arrows; when something is strong, the rest is faint."""
    placed = _place(diagram.boxes)
    strong = [*(box.strong for box in diagram.boxes), *(one.strong for one in diagram.arrows)]
    emphasised = any(strong)
    ends = _arrow_ends(diagram.arrows, placed)
    shapes: list[Shape] = []
    for arrow in sorted(ends, key=lambda each: each.strong):
        start, end = ends[arrow]
        shapes += _arrow(start, end, strong=arrow.strong, faint=emphasised and not arrow.strong)
    for one in placed.values():
        shapes += _box(one, faint=emphasised and not one.box.strong)
    height = max((one.y + one.height for one in placed.values()), default=0.0) + _EDGE
    return Drawing(WIDTH, height, tuple(shapes))


def _place(boxes: tuple[DiagramBox, ...]) -> dict[str, _Placed]:
    """Give every box its place: columns share the width, a row is as high as its highest box."""
    columns = max((box.column for box in boxes), default=0) + 1
    room = WIDTH - 2 * _EDGE
    width = min(_BOX_WIDTH, (room - _COLUMN_GAP * (columns - 1)) / columns)
    step = (room - width) / (columns - 1) if columns > 1 else 0.0
    first = _EDGE if columns > 1 else (WIDTH - width) / 2
    lines = {
        box.id: wrap(printable(box.text), width=width - 2 * _PADDING, size=TEXT_SIZE)
        for box in boxes
    }
    heights: dict[int, float] = defaultdict(float)
    for box in boxes:
        own = len(lines[box.id]) * LEADING + 2 * _PADDING
        heights[box.row] = max(heights[box.row], own)
    rows = sorted(heights)
    tops = accumulate((heights[row] + _ROW_GAP for row in rows), initial=_EDGE)
    top_of = dict(zip(rows, tops, strict=False))
    return {
        box.id: _Placed(
            box, lines[box.id], first + box.column * step, top_of[box.row], width, heights[box.row]
        )
        for box in boxes
    }


def _arrow_ends(
    arrows: tuple[DiagramArrow, ...], placed: Mapping[str, _Placed]
) -> dict[DiagramArrow, tuple[Point, Point]]:
    """Find where each arrow leaves and arrives; those that share an edge are spread along it."""
    for arrow in arrows:
        if missing := {arrow.start, arrow.end} - set(placed):
            names = ", ".join(sorted(missing))
            raise RenderingError(f"an arrow of a diagram names no box: {names}")
    sharing: dict[tuple[str, Edge], list[tuple[float, DiagramArrow, bool]]] = defaultdict(list)
    for arrow in arrows:
        start, end = placed[arrow.start], placed[arrow.end]
        dx, dy = _way(start.box, end.box)
        axis = 0 if dy else 1
        sharing[arrow.start, (dx, dy)].append((end.middle[axis], arrow, True))
        sharing[arrow.end, (-dx, -dy)].append((start.middle[axis], arrow, False))
    points: dict[tuple[DiagramArrow, bool], Point] = {}
    for (box, edge), users in sharing.items():
        ordered = sorted(users, key=lambda user: (user[0], user[1].start, user[1].end, user[2]))
        for index, (_, arrow, leaving) in enumerate(ordered):
            share = (index + 1) / (len(ordered) + 1)
            points[arrow, leaving] = _point(placed[box], edge, share)
    return {arrow: (points[arrow, True], points[arrow, False]) for arrow in arrows}


def _way(start: DiagramBox, end: DiagramBox) -> Edge:
    """Choose the way an arrow runs: sideways unless the boxes share a column."""
    if start.column != end.column:
        return (1 if start.column < end.column else -1), 0
    return 0, (1 if start.row <= end.row else -1)


def _point(one: _Placed, edge: Edge, share: float) -> Point:
    """The point at a share of an edge's length."""
    across, down = (share if not step else (step + 1) / 2 for step in edge)
    return one.x + one.width * across, one.y + one.height * down


def _arrow(start: Point, end: Point, *, strong: bool, faint: bool) -> Iterator[Shape]:
    """Draw a line and a head whose tip touches the edge of the box."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    if length:
        color = ACCENT if strong else RULE if faint else MUTED
        ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        x, y = end[0] - ux * _HEAD, end[1] - uy * _HEAD
        half = _HEAD * 0.42
        yield Line(*start, x, y, color, 1.6 if strong else 0.9)
        left, right = (x - uy * half, y + ux * half), (x + uy * half, y - ux * half)
        yield Polygon((end, left, right), color)


def _box(one: _Placed, *, faint: bool) -> Iterator[Shape]:
    strong = one.box.strong
    fill, stroke_width = (PALE, 1.5) if strong else (WHITE, 0.9)
    stroke = ACCENT if strong else RULE if faint else MUTED
    yield Rectangle(one.x, one.y, one.width, one.height, fill, stroke, stroke_width)
    x, middle = one.middle
    yield from lines_of_text(
        one.lines,
        x=x,
        middle=middle,
        color=MUTED if faint else INK,
        weight="semibold" if strong else "regular",
        align="middle",
    )
