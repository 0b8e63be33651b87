"""Finished files read back: a PDF by PDFium, tags and all, its XMP by an XML parser; Word files."""

import ctypes
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Final
from xml.etree import ElementTree

import pypdfium2
import pypdfium2.raw as pdfium
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from generator.render.pdf.standards import IDENTITY
from generator.report.block import RenderedDocument
from generator.run.verify.finished import BROKEN_AT_HYPHEN, XMP, Finished, Row
from generator.run.verify.page import read_page
from generator.run.verify.workbook import read_workbook

# What PDFium reads in place of a hyphen after a letter that ends a line: in a page, where it joins
# the two lines, and in a piece of text.
_HYPHEN_IN_PAGE: Final = "\ufffe"
_HYPHEN_IN_PIECE: Final = "\x02"

TEXTS: Final = (pdfium.FPDF_PAGEOBJ_TEXT,)

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_IN_XMP: Final = {
    "title": f"{_DC}title/{_RDF}Alt/{_RDF}li",
    "author": f"{_DC}creator/{_RDF}Seq/{_RDF}li",
    "unit": f"{{{IDENTITY}}}unit",
    "run": f"{{{IDENTITY}}}run",
}


def read_back(document: RenderedDocument) -> Finished:
    """Open a finished file; raises ValueError where that cannot be done."""
    read = {"pdf": read_pdf, "docx": read_word, "html": read_page, "xlsx": read_workbook}
    return read[document.path.rpartition(".")[2]](document.content)


def read_pdf(content: bytes) -> Finished:
    """Open a PDF; raises ValueError where it cannot be opened."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            return _read(document, content)
    except pypdfium2.PdfiumError:
        raise ValueError("cannot be opened as PDF") from None


def _read(document: Any, content: bytes) -> Finished:
    words: list[str] = []
    breaks: list[int] = []
    lines: set[int] = set()
    pictures: list[str] = []
    rows: list[Row] = []
    all_inside = True
    for page in document:
        breaks.append(len(words))
        textpage = page.get_textpage()
        for line in textpage.get_text_range().replace(_HYPHEN_IN_PAGE, "-\n").splitlines():
            lines.add(len(words))
            words += line.split()
        _read_tags(page, textpage, pictures, rows)
        fonts = map(pdfium.FPDFTextObj_GetFont, page.get_objects(filter=TEXTS))
        all_inside &= all(pdfium.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)
    packets = [ElementTree.fromstring(packet) for packet in XMP.findall(content)]
    properties = {
        name: tuple(
            found.text or ""
            for packet in packets
            for found in packet.iterfind(f"{_RDF}RDF/{_RDF}Description/{path}")
        )
        for name, path in _IN_XMP.items()
    }
    about = document.get_metadata_dict()
    properties["title"] += (about["Title"],)
    properties["author"] += (about["Author"],)
    properties["language"] = (_wide_text(pdfium.FPDFCatalog_GetLanguage, document.raw),)
    return Finished(
        words=tuple(words),
        breaks=tuple(breaks),
        properties=properties,
        pictures=tuple(pictures),
        rows=tuple(rows),
        lines=frozenset(lines),
        pages=len(document),
        faults=() if all_inside else ("a font is not inside the file",),
    )


def _read_tags(page: Any, textpage: Any, pictures: list[str], rows: list[Row]) -> None:
    """Add what a screen reader meets: text alternatives, and rows of the tables' bodies.

    Of a table that takes several pages, its rows on this one are here.
    """
    marked = _marked_content(page, textpage)
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    try:
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            for element in _elements(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)):
                if text := _wide_text(pdfium.FPDF_StructElement_GetAltText, element):
                    pictures.append(text)
                if _wide_text(pdfium.FPDF_StructElement_GetType, element) == "TBody":
                    for row in filter(None, _children(element)):
                        rows.append(tuple(_cell(cell, marked) for cell in _children(row)))
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _marked_content(page: Any, textpage: Any) -> dict[int, str]:
    """The text of every piece of marked content, by its number on the page."""

    def read(text: Any, buffer: Any, size: int) -> int:
        return int(pdfium.FPDFTextObj_GetText(text, textpage, buffer, size))

    marked: dict[int, str] = {}
    for text in page.get_objects(filter=TEXTS):
        number = pdfium.FPDFPageObj_GetMarkedContentID(text)
        piece = _wide_text(read, text)
        if piece.endswith(("-", _HYPHEN_IN_PIECE)):
            piece = piece[:-1] + BROKEN_AT_HYPHEN
        marked[number] = marked.get(number, "") + piece
    return marked


def _elements(element: Any) -> Iterator[Any]:
    """An element and all below it."""
    yield element
    for child in filter(None, _children(element)):
        yield from _elements(child)


def _children(element: Any) -> list[Any]:
    """What is directly below an element; nothing in the place of marked content."""
    count = pdfium.FPDF_StructElement_CountChildren(element)
    return [pdfium.FPDF_StructElement_GetChildAtIndex(element, index) for index in range(count)]


def _cell(element: Any, marked: dict[int, str]) -> str:
    """The text of a cell; a hyphen at its very end breaks nothing."""
    text = _text(element, marked)
    return text[:-1] + "-" if text.endswith(BROKEN_AT_HYPHEN) else text


def _text(element: Any, marked: dict[int, str]) -> str:
    """All text of an element and of those below it, in reading order."""
    parts = []
    for index, child in enumerate(_children(element)):
        if child:
            parts.append(_text(child, marked))
        else:
            number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            parts.append(marked.get(number, ""))
    return "".join(parts)


def _wide_text(read: Callable[[Any, Any, int], int], source: Any) -> str:
    """A UTF-16 text that PDFium first says the length of and then writes."""
    size = read(source, None, 0)  # in bytes by some functions, in characters by others
    if not size:
        return ""
    buffer = (pdfium.FPDF_WCHAR * size)()
    read(source, buffer, size)
    return ctypes.string_at(buffer, ctypes.sizeof(buffer)).decode("utf-16-le").split("\0", 1)[0]


def read_word(content: bytes) -> Finished:
    """Open a Word file; raises ValueError where it cannot be opened."""
    try:
        document = Document(BytesIO(content))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError):
        raise ValueError("cannot be opened as Word file") from None
    body: Any = document.element.body
    about = document.core_properties
    unit, _, run = about.keywords.partition(", ")
    return Finished(
        words=tuple(word for p in body.iter(qn("w:p")) for word in _text_of(p).split()),
        breaks=(),
        properties={
            "title": (about.title,),
            "author": (about.author,),
            "language": (about.language,),
            "unit": (about.identifier, unit),
            "run": (about.version, run),
        },
        pictures=tuple(filter(None, (one.get("descr") for one in body.iter(qn("wp:docPr"))))),
        rows=tuple(
            tuple(
                " ".join(_text_of(paragraph) for paragraph in cell.iter(qn("w:p")))
                for cell in row.iterchildren(qn("w:tc"))
            )
            for row in body.iter(qn("w:tr"))
        ),
    )


def _text_of(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t"), qn("w:tab")))
