"""WordprocessingML fragments: paragraphs, runs, fields and table rows, as strings.

One string per body is parsed once; building tables cell by cell through an object model takes
quadratic time. Every printed text goes through ``run`` and is escaped and cleaned there.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from generator.resources.typeface import printable

NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_PICTURE: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"

_DECORATION: Final = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
    "</a:extLst>"
)


def run(words: str, *, style: str = "", language: str = "") -> str:
    """Return a run of text, with a character style and a language of its own if they are named."""
    printed = printable(words)
    if not printed:
        return ""
    about = f'<w:rStyle w:val="{style}"/>' if style else ""
    about += f'<w:lang w:val="{language}"/>' if language else ""
    look = f"<w:rPr>{about}</w:rPr>" if about else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(printed)}</w:t></w:r>'


def paragraph(
    style: str, content: str, *, numbering: int | None = None, keep_next: bool = False
) -> str:
    """Return a paragraph in a named style; Normal needs no name."""
    properties = f'<w:pStyle w:val="{style}"/>' if style != "Normal" else ""
    if keep_next:
        properties += "<w:keepNext/>"
    if numbering is not None:
        properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>'
    look = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{look}{content}</w:p>"


def text(
    style: str,
    content: str,
    *,
    look: str = "",
    language: str = "",
    numbering: int | None = None,
    keep_next: bool = False,
) -> str:
    """Return a paragraph of one text; ``look`` is its character style."""
    words = run(content, style=look, language=language)
    return paragraph(style, words, numbering=numbering, keep_next=keep_next)


def bookmark(name: str, number: int, content: str) -> str:
    """Return ``content`` inside a bookmark."""
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def field_start(code: str) -> str:
    """Return the beginning of a field, up to its result."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END: Final = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field(code: str, result: str, *, style: str = "") -> str:
    """Return a field with the result that is shown until Word updates it."""
    return f"{field_start(code)}{run(result, style=style)}{FIELD_END}"


def caption(word: str, number: str | None, title: str, *, keep_next: bool) -> str:
    r"""Return a caption that shows exactly ``number``, counted by Word where it is a whole number.

    The switch ``\r`` sets the counter, so that updating the fields keeps the published number.
    """
    if not number:
        return text("Caption", title, keep_next=keep_next)
    shown = run(number, style="CaptionLabel")
    if number.isascii() and number.isdigit():
        code = rf"SEQ {word} \* ARABIC \r {int(number)}"
        shown = field(code, number, style="CaptionLabel")
    content = run(f"{word} ", style="CaptionLabel") + shown + run(f" {title}")
    return paragraph("Caption", content, keep_next=keep_next)


def table(
    style: str, widths: Sequence[int], rows: Iterable[str], *, title: str = "", heads: bool = True
) -> str:
    """Return a table of finished rows over the whole text width."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    about = f"<w:tblCaption w:val={quoteattr(printable(title))}/>" if title else ""
    first = int(heads)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"0020" if heads else "0000"}" w:firstRow="{first}" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Iterable[str], *, head: bool = False, height: int | None = None) -> str:
    """Return a row that is never cut by a page, and repeats on every page if it is a head."""
    properties = "<w:cantSplit/>"
    if height is not None:
        properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
    if head:
        properties += "<w:tblHeader/>"
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def cells(contents: Iterable[str], widths: Sequence[int], *, properties: str = "") -> list[str]:
    """Return a cell for each content, as wide as its column."""
    columns = zip(contents, widths, strict=True)
    return [cell(content, width, properties=properties) for content, width in columns]


def cell(content: str, width: int, *, span: int = 1, fill: str = "", properties: str = "") -> str:
    """Return a cell of finished paragraphs; ``fill`` is the colour behind them."""
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    grid += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{grid}{properties}</w:tcPr>'
        f"{content}</w:tc>"
    )


def picture(relation: str, number: int, alt: str, *, width: int, height: int) -> str:
    """Return a run with an inline picture; ``width`` and ``height`` are in EMU.

    Without a text alternative it is marked as decoration, which no screen reader stops at.
    """
    size = f'cx="{width}" cy="{height}"'
    about = "/>" if alt else f">{_DECORATION}</wp:docPr>"
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="Picture {number}" descr={quoteattr(printable(alt))}{about}'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
