"""A drawing as SVG: standalone, small and the same bytes every time."""

from xml.sax.saxutils import escape

from generator.render.charts.drawing import Circle, Drawing, Label, Line, Polygon, Rectangle, Shape
from generator.resources.typeface import FAMILY


def svg(drawing: Drawing) -> str:
    """Return the drawing as a standalone SVG document."""
    width, height = _n(drawing.width), _n(drawing.height)
    shapes = "\n".join(_element(shape) for shape in drawing.shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {width} {height}">\n'
        f"<g font-family=\"'{FAMILY}', sans-serif\">\n{shapes}\n</g>\n</svg>\n"
    )


def _n(value: float) -> str:
    """Write a coordinate with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _element(shape: Shape) -> str:
    match shape:
        case Rectangle():
            stroke = ""
            if shape.stroke is not None:
                stroke = f' stroke="{shape.stroke}" stroke-width="{_n(shape.stroke_width)}"'
            return (
                f'<rect x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" '
                f'height="{_n(shape.height)}" fill="{shape.fill}"{stroke}/>'
            )
        case Line():
            return (
                f'<line x1="{_n(shape.x1)}" y1="{_n(shape.y1)}" x2="{_n(shape.x2)}" '
                f'y2="{_n(shape.y2)}" stroke="{shape.color}" stroke-width="{_n(shape.width)}"/>'
            )
        case Polygon():
            points = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
            return f'<polygon points="{points}" fill="{shape.fill}"/>'
        case Circle():
            return (
                f'<circle cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}" '
                f'fill="{shape.fill}"/>'
            )
        case Label():
            weight = ' font-weight="600"' if shape.weight == "semibold" else ""
            return (
                f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" '
                f'fill="{shape.color}"{weight}>{escape(shape.text)}</text>'
            )
