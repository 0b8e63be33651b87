"""A drawing as PNG at print resolution, for Word, which does not show SVG everywhere."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from math import ceil, floor
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from generator.render.charts.drawing import Circle, Drawing, Label, Line, Polygon, Rectangle, Shape
from generator.resources.typeface import font_file

_SMOOTH: Final = 4  # slanted and round edges are drawn this many times larger, then reduced


def png(drawing: Drawing, *, dpi: int = 220) -> bytes:
    """Return the drawing as PNG bytes, the same every time: no time stamp, no metadata."""
    scale = dpi / 72
    size = (ceil(drawing.width * scale), ceil(drawing.height * scale))
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        _draw(image, pen, shape, scale)
    target = BytesIO()
    _few_colors(image).save(target, "PNG", dpi=(dpi, dpi), compress_level=6)
    return target.getvalue()


def _few_colors(image: Image.Image) -> Image.Image:
    """Reduce to a palette, which takes less than half the space, and keep white quite white."""
    reduced = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    colors = reduced.getpalette() or []
    for start in range(0, len(colors), 3):
        if min(colors[start : start + 3]) >= 253:
            colors[start : start + 3] = [255, 255, 255]
    reduced.putpalette(colors)
    return reduced


@cache
def _font(file: Path, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, pixels, layout_engine=ImageFont.Layout.BASIC)


def _draw(image: Image.Image, pen: ImageDraw.ImageDraw, shape: Shape, scale: float) -> None:
    match shape:
        case Rectangle():
            _rectangle(pen, shape, scale)
        case Label():
            font = _font(font_file(shape.weight), shape.size * scale)
            place = (shape.x * scale, shape.y * scale)
            pen.text(place, shape.text, fill=shape.color, font=font, anchor="ls")
        case Line() if shape.x1 == shape.x2 or shape.y1 == shape.y2:
            _upright_line(pen, shape, scale)
        case Line():
            ends = ((shape.x1, shape.y1), (shape.x2, shape.y2))
            _smooth(image, ends, shape.color, scale, line=shape.width)
        case Polygon():
            _smooth(image, shape.points, shape.fill, scale)
        case Circle():
            x, y, r = shape.x, shape.y, shape.radius
            _smooth(image, ((x - r, y - r), (x + r, y + r)), shape.fill, scale, circle=True)


def _rectangle(pen: ImageDraw.ImageDraw, shape: Rectangle, scale: float) -> None:
    left, top = round(shape.x * scale), round(shape.y * scale)
    right = round((shape.x + shape.width) * scale) - 1
    bottom = round((shape.y + shape.height) * scale) - 1
    if right < left or bottom < top:
        return
    width = max(1, round(shape.stroke_width * scale)) if shape.stroke else 0
    pen.rectangle((left, top, right, bottom), fill=shape.fill, outline=shape.stroke, width=width)


def _upright_line(pen: ImageDraw.ImageDraw, shape: Line, scale: float) -> None:
    """Draw a horizontal or vertical line on whole pixels, so that it is crisp."""
    thick = max(1, round(shape.width * scale))
    left, right = sorted((round(shape.x1 * scale), round(shape.x2 * scale)))
    top, bottom = sorted((round(shape.y1 * scale), round(shape.y2 * scale)))
    if shape.x1 == shape.x2:
        left -= thick // 2
        right = left + thick
    else:
        top -= thick // 2
        bottom = top + thick
    if right > left and bottom > top:
        pen.rectangle((left, top, right - 1, bottom - 1), fill=shape.color)


def _smooth(
    image: Image.Image,
    points: Sequence[tuple[float, float]],
    color: str,
    scale: float,
    *,
    line: float | None = None,
    circle: bool = False,
) -> None:
    """Paint a shape with soft edges through a mask of its own bounding box."""
    margin = (line or 0) + 1
    left = floor((min(x for x, _ in points) - margin) * scale)
    top = floor((min(y for _, y in points) - margin) * scale)
    right = ceil((max(x for x, _ in points) + margin) * scale)
    bottom = ceil((max(y for _, y in points) + margin) * scale)
    mask = Image.new("L", ((right - left) * _SMOOTH, (bottom - top) * _SMOOTH))
    pen = ImageDraw.Draw(mask)
    large = [((x * scale - left) * _SMOOTH, (y * scale - top) * _SMOOTH) for x, y in points]
    if circle:
        pen.ellipse((*large[0], *large[1]), fill=255)
    elif line is None:
        pen.polygon(large, fill=255)
    else:
        pen.line(large, fill=255, width=max(1, round(line * scale * _SMOOTH)), joint="curve")
    image.paste(color, (left, top), mask.reduce(_SMOOTH))
