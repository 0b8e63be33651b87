"""A page for screens read back by an HTML parser, as a browser does, and what it may not hold."""

import re
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO, StringIO
from itertools import zip_longest
from typing import Any, Final

from fontTools.ttLib import TTFont
from lxml import etree, html

from generator.render.html.screen import POLICY, screen_page
from generator.report.block import Report
from generator.run.verify.finished import Finished

_WITHIN_WORDS: Final = frozenset(
    ("a", "abbr", "b", "em", "i", "small", "span", "strong", "sub", "sup")
)
"""Elements that may begin and end inside a word; at all others, a word ends."""

_ELEMENTS: Final = _WITHIN_WORDS.union(
    ("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav"),
    ("section", "article", "aside", "div", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li"),
    ("dl", "dt", "dd", "br", "hr", "blockquote", "q", "figure", "figcaption", "img"),
    ("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    ("svg", "g", "rect", "line", "polygon", "circle", "text"),
)
_ATTRIBUTES: Final = frozenset(
    (
        *("charset", "name", "content", "http-equiv", "xmlns", "lang", "id", "class", "role"),
        *("tabindex", "href", "src", "alt", "title", "scope", "colspan", "rowspan", "hidden"),
        *("viewbox", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "points", "width"),
        *("height", "fill", "stroke", "stroke-width", "font-family", "font-size", "font-weight"),
    )
)
_OPEN: Final = re.compile("(aria|data)-[a-z]+")
_OUTSIDE: Final = re.compile(r"""@import|url\((?!\s*["']?data:)|[:"']\s*//|https?:""", re.I)
_FONT: Final = re.compile(rb"data:font/woff2;base64,([A-Za-z0-9+/=]*)")
_FONT_VERSION: Final = re.compile(r' ttLibVersion="[^"]*"')
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_STYLE_HASH: Final = re.compile(rb"'sha256-[A-Za-z0-9+/=]{44}'")


def read_page(content: bytes) -> Finished:
    """Open an HTML file; raises ValueError where it cannot be opened."""
    try:
        page = html.document_fromstring(content.decode())
        body = page.body
    except (etree.LxmlError, UnicodeDecodeError, IndexError):
        raise ValueError("cannot be opened as HTML") from None
    marks = [one.partition(", ") for one in page.xpath("//meta[@name='keywords']/@content")]
    return Finished(
        words=tuple(_text(body).split()),
        breaks=(),
        properties={
            "title": tuple(page.xpath("//title/text()")),
            "author": tuple(page.xpath("//meta[@name='author']/@content")),
            "language": (page.get("lang", ""),),
            "unit": tuple(unit for unit, _, _ in marks),
            "run": tuple(run for _, _, run in marks),
        },
        pictures=tuple(
            one.get("aria-label") or one.get("alt")
            for one in body.iter("img", "svg")
            if one.get("aria-label") or one.get("alt")
        ),
        rows=tuple(
            tuple(" ".join(_text(cell).split()) for cell in row if cell.tag in ("th", "td"))
            for row in body.iter("tr")
        ),
        faults=tuple(_faults(page)),
    )


def _text(element: Any, *, drawn: bool = True) -> str:
    """All text of an element; pictures in a table have none that is read."""
    if not isinstance(element.tag, str) or (element.tag == "svg" and not drawn):
        return ""
    parts = [element.text or ""]
    for child in element:
        space = "" if child.tag in _WITHIN_WORDS else " "
        parts += (space, _text(child, drawn=drawn), space, child.tail or "")
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Parted:
    """The words of a page for screens: its running text, what is drawn in it, what is around it.

    ``style`` is a hash of its style, which all pages of a run share; none of them ``hides`` a part.
    """

    running: tuple[str, ...]
    drawn: tuple[str, ...]
    around: tuple[str, ...]
    style: str
    hides: bool


def parted(content: bytes) -> Parted:
    """The words of a page apart; what leads past its head is a browser's to show."""
    page = html.document_fromstring(content.decode())
    running = (_text(one, drawn=False) for one in page.xpath("/html/body/main"))
    drawn = (_text(one) for one in page.iter("svg"))
    around = page.xpath("/html/body/*[not(self::main or (self::a and position() = 1))]")
    texts = (running, drawn, (*map(_text, around), *page.xpath("/html/body/text()")))
    words = (tuple(" ".join(one).split()) for one in texts)
    style = sha256("".join(page.xpath("//style/text()")).encode())
    hides = bool(page.xpath("//*[@hidden]"))
    return Parted(next(words), next(words), next(words), style.hexdigest()[:12], hides)


def _faults(page: Any) -> Iterator[str]:
    """What lets a page fetch, run or lead to something: all that reports have no use for."""
    styles = page.xpath("//style/text()")
    hashes = [b64encode(sha256(style.encode()).digest()).decode() for style in styles]
    policies = page.xpath("//head/meta[@http-equiv='Content-Security-Policy']/@content")
    if len(hashes) != 1 or policies != [POLICY.format(hashes[0])]:
        yield "its policy does not keep the browser to what is inside it"
    yield from _strange(page, ())


def _strange(page: Any, files: Collection[str]) -> Iterator[str]:
    """Elements, attributes and styles that no page of a run has; it may lead to some ``files``."""
    styles = page.xpath("//style/text()")
    yield from ("its style asks for what is outside" for one in styles if _OUTSIDE.search(one))
    for element in page.iter():
        if element.tag not in _ELEMENTS:
            yield f"holds {etree.tostring(element, encoding=str, with_tail=False)[:40]!r}"
            continue
        for name, value in element.items():
            known = name in _ATTRIBUTES or _OPEN.fullmatch(name)
            leads = name in ("href", "src") and not value.startswith(("#", "data:image/"))
            leads = leads and value not in files
            if not known or leads or (name == "http-equiv" and value != "Content-Security-Policy"):
                yield f'<{element.tag}> has {name}="{value[:60]}"'


def unlike_page(report: Report, content: bytes) -> Iterator[str]:
    """Where a page for screens is another than the one that its report makes.

    Text both ways would not do: a style or a number's place says nothing and changes all.
    """
    right = screen_page(report)
    if content == right:
        return
    # Another version of a library packs the same letters otherwise, and then the style's hash too.
    fonts = [_FONT.findall(one) for one in (content, right)]
    if fonts[0] != fonts[1] and list(map(_letters, fonts[0])) != list(map(_letters, fonts[1])):
        yield "has letters of another typeface"
    yield from unlike_text(
        *(_STYLE_HASH.sub(b"", _FONT.sub(b"", one), count=1) for one in (content, right))
    )


def unlike_text(content: bytes, right: bytes) -> Iterator[str]:
    """The first line of a text that is not as it is made; empty ones say nothing."""
    lines = [[line for line in each.split(b"\n") if line.strip()] for each in (content, right)]
    for found, line in zip_longest(*lines, fillvalue=b""):
        if found != line:
            said = next((each for each in (found, line) if each), b"").decode(errors="replace")
            yield f"is not as it is made: {said.strip()[:80]!r}"
            return


def unlike_rows(content: bytes, right: bytes) -> Iterator[str]:
    """Which rows and links to the run's files a county's own page has not, in their order."""
    found, made = (html.document_fromstring(one.decode()) for one in (content, right))
    text, place = "".join(found.text_content().split()), 0
    for row in ("".join(one.text_content().split()) for one in made.iter("tr")):
        if (at := text.find(row, place)) < 0:
            yield f"lacks the row {row[:80]!r}"
        place = max(at, place)
    yield from _led_otherwise(found, made)


def unlike_frame(content: bytes, right: bytes) -> Iterator[str]:
    """What an overview page in other words has that is none of the run's.

    Its elements, links and numbers are looked at, and that it has every unit's row.
    """
    found, made = (html.document_fromstring(one.decode()) for one in (content, right))
    yield from _led_otherwise(found, made)
    yield from _strange(found, made.xpath("//a/@href"))
    numbers = [{*_NUMBER.findall(one.body.text_content())} for one in (found, made)]
    yield from (f"says {one}, which is no number of it" for one in sorted(numbers[0] - numbers[1]))
    rows = [{_named(row) for row in one.xpath("//tbody/tr")} for one in (found, made)]
    yield from (f"lacks the row {' '.join(row)!r}" for row in sorted(rows[1] - rows[0]))


def _named(row: Any) -> tuple[str, ...]:
    """A unit of the overview: its name, how many answered and the response rate."""
    return tuple(" ".join(cell.text_content().split()) for cell in row[:3])


def _led_otherwise(found: Any, made: Any) -> Iterator[str]:
    leads = [
        [link for link in one.xpath("//a/@href") if not link.startswith(("#", "https://"))]
        for one in (found, made)
    ]
    if leads[0] != leads[1]:
        yield "leads to other files, or in another order"


def _letters(font: bytes) -> str:
    """All that a font holds but when and by which version of a library it was written."""
    target = StringIO()
    try:
        with TTFont(BytesIO(b64decode(font))) as opened:
            opened["head"].modified = opened["head"].checkSumAdjustment = 0
            opened.saveXML(target)
    except Exception as error:  # whatever a changed font does to its reader
        return type(error).__name__
    return _FONT_VERSION.sub("", target.getvalue(), count=1)
