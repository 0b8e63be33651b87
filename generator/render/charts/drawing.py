"""A drawing: primitive shapes in points, which SVG and PNG render alike.

Hand-built shapes cost a fraction of a plotting library's, and both formats show the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from generator.resources.typeface import Weight, text_width

INK: Final = "#1f2933"
MUTED: Final = "#5b6670"
RULE: Final = "#c9d1d6"
PALE: Final = "#eef3f4"
ACCENT: Final = "#0b5563"
WHITE: Final = "#ffffff"


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
    """A filled polygon, with a border if it has a stroke."""

    points: tuple[tuple[float, float], ...]
    fill: str
    stroke: str | None = None
    stroke_width: float = 0.0


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
    lines: Iterable[str],
    *,
    x: float,
    middle: float,
    size: float,
    leading: float,
    color: str = INK,
    weight: Weight = "regular",
    center_in: float | None = None,
) -> tuple[Label, ...]:
    """Set lines around the height ``middle``: from ``x``, or centred in a width from there."""
    texts = tuple(lines)
    first = middle - leading * (len(texts) - 1) / 2 + size * 0.34
    labels = []
    for index, text in enumerate(texts):
        slack = 0.0
        if center_in is not None:
            slack = (center_in - text_width(text, size=size, weight=weight)) / 2
        labels.append(Label(x + slack, first + index * leading, text, size, color, weight))
    return tuple(labels)
