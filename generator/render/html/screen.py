"""A report as one file for screens: the PDF's blocks, templates and style, and all it needs inside.

Texts and pictures take their colours and sizes from variables, which ``screen.css`` sets for light,
dark and narrow screens. The browser is told to fetch nothing, run nothing and use no other style.
"""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from generator.render.charts.drawing import (
    ACCENT,
    AREA,
    INK,
    MUTED,
    PALE,
    RULE,
    WHITE,
    Drawing,
)
from generator.render.charts.svg import svg
from generator.render.html.page import filled_page
from generator.report.block import Report
from generator.resources.templates import template
from generator.resources.typeface import printable

POLICY: Final = (
    "default-src 'none'; style-src 'sha256-{}'; font-src data:; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
"""What a page may do: use the style with this hash, and show what lies inside it."""

_COLORS: Final = {
    INK: "ink",
    MUTED: "muted",
    RULE: "rule",
    PALE: "pale",
    ACCENT: "accent",
    AREA: "area",
    WHITE: "paper",
}
_COLOR: Final = re.compile("|".join(_COLORS))
_POINTS: Final = re.compile(r"\b([\d.]+)pt\b")
_FONT: Final = re.compile(r'url\("\.\./(fonts/[^"]+)"\)')
_LATIN: Final = (*range(0x20, 0x250), *range(0x2010, 0x2070), 0x2212, 0x2264, 0x2265, 0x25A1)
"""The letters of the embedded fonts; a screen has its own for others, which a PDF may lack."""


def screen_page(report: Report) -> bytes:
    """Return a report as one HTML file for screens of any width."""
    style = "\n".join(
        (
            _FONT.sub(_embedded, _themed(template("html/report.css").read_text("utf-8"))),
            template("html/screen.css").read_text("utf-8"),
        )
    )
    policy = POLICY.format(b64encode(sha256(style.encode()).digest()).decode())
    page = filled_page(
        "screen.html.j2",
        report,
        picture=_inside,
        screen=True,
        style=Markup(style),
        policy=Markup(policy),
    )
    return page.encode()


def _themed(text: str) -> str:
    """Let a style or a picture take its colours and sizes from variables."""
    text = _COLOR.sub(lambda color: f"var(--{_COLORS[color[0]]})", text)
    return _POINTS.sub(r"calc(\1 * var(--pt))", text)


def _inside(drawing: Drawing, look: str = "", alt: str = "") -> Markup:
    """A drawing as part of the page, so that it is dark where the page is."""
    role = f'role="img" aria-label="{escape(printable(alt))}"' if alt else 'aria-hidden="true"'
    # Its width in pixels is for narrow screens; the height follows.
    picture = re.sub(r'"([\d.]+)pt" height="[\d.]+pt"', r'"\1"', svg(drawing), count=1)
    return Markup(_themed(picture).replace("<svg", f'<svg class="{look}" {role}', 1))


def _embedded(found: re.Match[str]) -> str:
    font = _web_font(template(found[1]))
    return f'url("data:font/woff2;base64,{b64encode(font).decode()}")'


@cache
def _web_font(file: Path) -> bytes:
    """The letters of a font that pages need, as browsers take it: the same bytes every time."""
    from fontTools import subset

    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=["kern", "locl", "tnum", "mark", "ccmp"]
    )
    target = BytesIO()
    with subset.load_font(file, options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=_LATIN)
        subsetter.subset(font)
        subset.save_font(font, target, options)
    return target.getvalue()
