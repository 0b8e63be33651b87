"""What the pictures of a PDF are made of, shape by shape, held against the report's drawings."""

from collections.abc import Iterator, Sequence
from typing import Final

from generator.language.wording import render_words
from generator.render.charts.drawing import Circle, Drawing, Label, Line, Polygon, Rectangle
from generator.render.charts.drawing import Shape as DrawnShape
from generator.render.html.page import View, views
from generator.report.block import Diagram, Report, Table
from generator.run.verify.finished import Finished, Shape

_ROUNDING: Final = 0.25  # points


def verify_drawings(report: Report, finished: Finished) -> Iterator[str]:
    """Which pictures do not show what the report's drawings do; an axis may stand again."""
    found = list(finished.drawings)
    place = 0
    blocks = views(report.blocks, render_words(report.language))
    # panels are looked into
    for view in (one for block in blocks for one in (block, *filter(None, block.tables))):
        axis = _shapes(view.drawing) if view.drawing and view.rows else None
        for drawing in drawings_of(view):
            expected = _shapes(drawing)
            while axis and place and found[place : place + 1] and _alike(found[place], axis):
                if _alike(expected, axis):
                    break
                place += 1
            if not (found[place : place + 1] and _alike(found[place], expected)):
                of = view.block.title if isinstance(view.block, Table | Diagram) else view.kind
                yield f"a picture of {of!r} does not show what the report says"
            place += 1
    if place < len(found):
        yield "has pictures that its report does not"


def drawings_of(view: View) -> Iterator[Drawing]:
    """All that is drawn for a block, in reading order."""
    cells = (cell.drawing for row in view.rows for cell in row.cells)
    yield from filter(None, (*(drawing for drawing, _ in view.legend), view.drawing, *cells))


def _alike(found: Sequence[Shape], expected: Sequence[Shape]) -> bool:
    return len(found) == len(expected) and all(
        one[1:] == other[1:]
        and all(abs(a - b) < _ROUNDING for a, b in zip(one[0], other[0], strict=True))
        for one, other in zip(found, expected, strict=True)
    )


def _shapes(drawing: Drawing) -> list[Shape]:
    """A drawing's shapes as they are read back; a bar without length is not drawn."""
    drawn = (one for one in drawing.shapes if not (isinstance(one, Rectangle) and not one.width))
    return [*map(_shape, drawn)]


def _shape(shape: DrawnShape) -> Shape:
    match shape:
        case Rectangle():
            x, y, fill, stroke = shape.x, shape.y, shape.fill, shape.stroke
            return (x, y, x + shape.width, y + shape.height), fill, stroke, ""
        case Line(x1, y1, x2, y2, color):
            corners = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            return corners, None, color, ""
        case Polygon(points, fill):
            across, down = zip(*points, strict=True)
            return (min(across), min(down), max(across), max(down)), fill, None, ""
        case Circle(x, y, radius, fill):
            return (x - radius, y - radius, x + radius, y + radius), fill, None, ""
        case Label(x, y, text, _, color):
            return (x, y, x, y), color, None, text.replace(" ", "")  # as it is drawn
