"""A finished PDF read back by PDFium, and its XMP by an XML parser."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import Any, Final
from xml.etree import ElementTree

from generator.documents.pdf_tags import IDENTITY
from generator.verify.finished import Finished

BROKEN_AT_HYPHEN: Final = "\ufffe"
"""What PDFium reads in place of a hyphen that ends a line, with the two lines joined."""

_XMP: Final = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_TOLD: Final = {
    "title": f"{_DC}title/{_RDF}Alt/{_RDF}li",
    "author": f"{_DC}creator/{_RDF}Seq/{_RDF}li",
    "unit": f"{{{IDENTITY}}}unit",
    "run": f"{{{IDENTITY}}}run",
}


def read_pdf(content: bytes) -> Finished:
    """Open a PDF; raises ValueError where it cannot be opened."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as document:
            return _read(document, content)
    except pypdfium2.PdfiumError:
        raise ValueError("cannot be opened as PDF") from None


def _read(document: Any, content: bytes) -> Finished:
    words: list[str] = []
    breaks: list[int] = []
    pictures: list[str] = []
    strange = False
    for page in document:
        breaks.append(len(words))
        text = page.get_textpage().get_text_range().replace(BROKEN_AT_HYPHEN, "-")
        words += text.split()
        pictures += _alternatives(page)
        strange = strange or not _fonts_inside(page)
    about = document.get_metadata_dict()
    properties = {name: _told(content, path) for name, path in _TOLD.items()}
    properties["title"] += (about["Title"],)
    properties["author"] += (about["Author"],)
    properties["language"] = (_language(document),)
    return Finished(
        words=tuple(words),
        breaks=tuple(breaks),
        properties=properties,
        pictures=tuple(pictures),
        pages=len(document),
        faults=("a font is not inside the file",) if strange else (),
    )


def _told(content: bytes, path: str) -> tuple[str, ...]:
    """What the XMP says under a path; archives keep it readable for those who know no PDF."""
    packets = [ElementTree.fromstring(packet) for packet in _XMP.findall(content)]
    return tuple(
        found.text or ""
        for packet in packets
        for found in packet.iterfind(f"{_RDF}RDF/{_RDF}Description/{path}")
    )


def _language(document: Any) -> str:
    import pypdfium2.raw as pdfium

    def read(buffer: Any, size: int) -> int:
        wide = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)) if buffer else None
        # Other than its neighbours, this one counts characters.
        count: int = pdfium.FPDFCatalog_GetLanguage(document.raw, wide, size)
        return count

    return _utf16(read)


def _fonts_inside(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return all(
        pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(text)) == 1
        for text in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,))
    )


def _alternatives(page: Any) -> Iterator[str]:
    """The text alternatives of a page's pictures, in the order of the tag tree."""
    import pypdfium2.raw as pdfium

    tree = pdfium.FPDF_StructTree_GetForPage(page)
    try:
        for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            yield from _below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _below(element: Any) -> Iterator[str]:
    import pypdfium2.raw as pdfium

    if not element:  # marked content, no element
        return

    def read(buffer: Any, size: int) -> int:
        length: int = pdfium.FPDF_StructElement_GetAltText(element, buffer, size)
        return length

    if text := _utf16(read):
        yield text
    for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
        yield from _below(pdfium.FPDF_StructElement_GetChildAtIndex(element, index))


def _utf16(read: Callable[[Any, int], int]) -> str:
    """A text that PDFium first tells the length of and then writes."""
    size = read(None, 0)
    if not size:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
