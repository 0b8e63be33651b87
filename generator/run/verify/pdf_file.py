"""A finished PDF read back by PDFium, and its XMP by an XML parser."""

from __future__ import annotations

import re
from typing import Any, Final
from xml.etree import ElementTree

from generator.render.pdf.standards import IDENTITY
from generator.run.verify.finished import Finished, Row
from generator.run.verify.tags import read_tagged, wide_text

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
    rows: list[Row] = []
    strange = False
    for page in document:
        breaks.append(len(words))
        textpage = page.get_textpage()
        words += textpage.get_text_range().replace(BROKEN_AT_HYPHEN, "-").split()
        tagged = read_tagged(page, textpage)
        pictures += tagged.pictures
        rows += tagged.rows
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
        rows=tuple(rows),
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

    return wide_text(pdfium.FPDFCatalog_GetLanguage, document.raw)


def _fonts_inside(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return all(
        pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(text)) == 1
        for text in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,))
    )
