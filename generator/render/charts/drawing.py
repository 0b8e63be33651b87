"""A drawing: primitive shapes in points, which SVG and PNG render alike.

Hand-built shapes cost a fraction of a plotting library's, and both formats show the same thing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from generator.resources.typeface import Weight, text_width

INK: Final = "#1f2933"
MUTED: Final = "#4a545d"
RULE: Final = "#c9d1d6"
PALE: Final = "#eef3f4"
ACCENT: Final = "#0b5563"
AREA: Final = "#548f9b"
WHITE: Final = "#ffffff"
WIDTH: Final = 470.0  # the text column of an A4 page with 22 mm margins, in points
TEXT_SIZE: Final = 9.5
LEADING: Final = 11.6
BELOW_MIDDLE: Final = 0.34  # from the middle of a line of text to its baseline, in its size


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle, with a border if it has a stroke."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str | None = None
    stroke_width: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    color: str
    width: float


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon."""

    points: tuple[tuple[float, float], ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Circle:
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True, slots=True)
class Label:
    """Text whose first letter starts at ``x`` with its baseline at ``y``."""

    x: float
    y: float
    text: str
    size: float
    color: str = INK
    weight: Weight = "regular"

    @property
    def width(self) -> float:
        """The text's width in points."""
        return text_width(self.text, size=self.size, weight=self.weight)


Shape = Rectangle | Line | Polygon | Circle | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a white canvas, in points, drawn in order."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def lines_of_text(
    lines: Sequence[str],
    *,
    x: float,
    middle: float,
    color: str = INK,
    weight: Weight = "regular",
    align: Literal["start", "middle", "end"] = "start",
) -> Iterator[Label]:
    """Set lines around the height ``middle``; they start, have their middle or end at ``x``."""
    first = middle - LEADING * (len(lines) - 1) / 2 + TEXT_SIZE * BELOW_MIDDLE
    for index, text in enumerate(lines):
        label = Label(x, first + index * LEADING, text, TEXT_SIZE, color, weight)
        if align == "start":
            yield label
        else:
            yield replace(label, x=x - label.width * (0.5 if align == "middle" else 1))
