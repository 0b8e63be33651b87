"""What stands on a page of a PDF, and where: texts, areas, pictures; and which texts are hidden."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from generator.run.verify.finished import Shape

_ROUNDING: Final = 0.5
_LEAST_CONTRAST: Final = 3.0
_BAND: Final = 40  # points: what is far from a text is not looked at

Color = tuple[float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box", by: float = _ROUNDING) -> bool:
        """Whether two boxes have more in common than an edge."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > by
            and min(self.bottom, other.bottom) - max(self.top, other.top) > by
        )

    def holds(self, other: "Box") -> bool:
        """Whether another box lies within this one."""
        return (
            self.left <= other.left + _ROUNDING
            and self.right >= other.right - _ROUNDING
            and self.top <= other.top + _ROUNDING
            and self.bottom >= other.bottom - _ROUNDING
        )


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text drawn in one go, with its number in the tags; None for page furniture.

    ``box`` reaches from its baseline to the height of small letters.
    """

    text: str
    mark: int | None
    box: Box
    size: float
    color: Color
    at: int
    picture: bool


@dataclass(frozen=True, slots=True)
class Area:
    """What is filled, or a line; ``at`` is its place in the order of drawing."""

    box: Box
    color: Color
    line: bool
    at: int


@dataclass(slots=True)
class Picture:
    """A picture's place, and its shapes measured from its corner."""

    box: Box | None
    shapes: list[Shape] = field(default_factory=list)

    def add(self, box: Box, fill: Color | None, stroke: Color | None, text: str = "") -> None:
        """Add a shape at a place of the page."""
        x, y = (self.box.left, self.box.top) if self.box else (0.0, 0.0)
        corners = (box.left - x, box.top - y, box.right - x, box.bottom - y)
        self.shapes.append((corners, _hex(fill), _hex(stroke), text))

    def label(self, letters: Sequence[Text]) -> None:
        """Add a text whose letters are drawn one by one."""
        first = letters[0]
        place = Box(first.box.left, first.box.bottom, first.box.left, first.box.bottom)
        self.add(place, first.color, None, "".join(one.text.strip() for one in letters))


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that a page draws, in order, and what is wrong with it."""

    texts: tuple[Text, ...]
    pictures: tuple[Picture, ...]
    faults: tuple[str, ...]


def hidden(
    texts: Sequence[Text], areas: Sequence[Area], pictures: Sequence[Picture]
) -> Iterator[str]:
    """Texts that something covers, strikes out or makes hard to see, and covered pictures.

    Texts in pictures are held against drawings.
    """
    near: dict[int, list[Area]] = defaultdict(list)

    def meeting(box: Box, one: Area) -> list[Area]:
        """What meets a box so far; the box is then there too."""
        bands = range(int(box.top) // _BAND, int(box.bottom) // _BAND + 1)
        found = {id(other): other for band in bands for other in near[band]}
        for band in bands:
            near[band].append(one)
        return [other for other in found.values() if other.box.meets(box)]

    for area in areas:
        meeting(area.box, area)
    for picture in pictures:
        box = picture.box or Box(0, 0, 0, 0)
        if meeting(box, Area(box, (1, 1, 1), True, 0)):
            yield "draws over a picture"
    for before, after in pairwise(one.box for one in pictures if one.box):
        if after.left < before.right and after.top < before.bottom - 1:
            yield "has a picture where another should be"
    for text in (text for text in texts if not text.picture):
        behind: Color = (1, 1, 1)
        for area in meeting(text.box, Area(text.box, text.color, True, text.at)):
            if area.line or area.at > text.at or not area.box.holds(text.box):
                yield f"draws over the text {text.text[:40]!r}"
            behind = area.color
        if text.text.strip() and _contrast(text.color, behind) < _LEAST_CONTRAST:
            yield f"hardly shows the text {text.text[:40]!r}"


def _hex(color: Color | None) -> str | None:
    return "#" + "".join(f"{round(part * 255):02x}" for part in color) if color else None


def _contrast(one: Color, other: Color) -> float:
    """The contrast of two colours, as the Web Content Accessibility Guidelines have it."""
    light, dark = sorted(map(_luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    parts = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in color)
    return sum(part * share for part, share in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def product(first: Sequence[float], second: Matrix) -> Matrix:
    """What moves as the first matrix does, and then as the second."""
    a, b, c, d, e, f = first
    p, q, r, s, x, y = second
    return (
        *(a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s),
        *(e * p + f * r + x, e * q + f * s + y),
    )


def place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a matrix moves a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: Sequence[tuple[float, float]]) -> Box:
    """The box around some points."""
    across, down = zip(*points, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def common(box: Box, clip: Box | None) -> Box:
    """What of a box is not cut off."""
    if clip is None:
        return box
    return Box(
        max(box.left, clip.left),
        max(box.top, clip.top),
        min(box.right, clip.right),
        min(box.bottom, clip.bottom),
    )
