"""A page as a screen reader meets it: what the tags of a PDF hold, read by PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from generator.run.verify.finished import Row


@dataclass(frozen=True, slots=True)
class Tagged:
    """A page's pictures, as text alternatives, and its tables' body rows, in reading order."""

    pictures: tuple[str, ...]
    rows: tuple[Row, ...]


def read_tagged(page: Any, textpage: Any) -> Tagged:
    """Read a page's tag tree; a table that goes on from the page before goes on here."""
    import pypdfium2.raw as pdfium

    marked = _marked(page, textpage)
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    try:
        top = [
            pdfium.FPDF_StructTree_GetChildAtIndex(tree, index)
            for index in range(pdfium.FPDF_StructTree_CountChildren(tree))
        ]
        elements = [element for each in top for element in _elements(each)]
        bodies = [element for element in elements if _type(element) == "TBody"]
        return Tagged(
            tuple(filter(None, map(_alternative, elements))),
            tuple(_row(row, marked) for body in bodies for row in _children(body)),
        )
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def wide_text(read: Callable[[Any, Any, int], int], source: Any) -> str:
    """A UTF-16 text that PDFium first tells the length of and then writes."""
    import pypdfium2.raw as pdfium

    size = read(source, None, 0)  # in bytes by some functions, in characters by others
    if not size:
        return ""
    buffer = (pdfium.FPDF_WCHAR * size)()
    read(source, buffer, size)
    return ctypes.string_at(buffer, ctypes.sizeof(buffer)).decode("utf-16-le").split("\0", 1)[0]


def _marked(page: Any, textpage: Any) -> dict[int, str]:
    """The text of every piece of marked content, by its number on the page."""
    import pypdfium2.raw as pdfium

    def read(text: Any, buffer: Any, size: int) -> int:
        return int(pdfium.FPDFTextObj_GetText(text, textpage, buffer, size))

    marked: dict[int, str] = {}
    for text in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,)):
        number = pdfium.FPDFPageObj_GetMarkedContentID(text)
        marked[number] = marked.get(number, "") + wide_text(read, text)
    return marked


def _children(element: Any) -> list[Any]:
    """What is directly below an element; nothing in the place of marked content."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDF_StructElement_CountChildren(element)
    return [pdfium.FPDF_StructElement_GetChildAtIndex(element, index) for index in range(count)]


def _elements(element: Any) -> Iterator[Any]:
    """An element and all below it."""
    yield element
    for child in filter(None, _children(element)):
        yield from _elements(child)


def _alternative(element: Any) -> str:
    import pypdfium2.raw as pdfium

    return wide_text(pdfium.FPDF_StructElement_GetAltText, element)


def _type(element: Any) -> str:
    import pypdfium2.raw as pdfium

    return wide_text(pdfium.FPDF_StructElement_GetType, element)


def _row(element: Any, marked: dict[int, str]) -> Row:
    return tuple(_text(cell, marked) for cell in _children(element))


def _text(element: Any, marked: dict[int, str]) -> str:
    """All text of an element and of those below it, in reading order."""
    import pypdfium2.raw as pdfium

    def own(index: int) -> str:
        number = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
        return marked.get(number, "")

    return "".join(
        _text(child, marked) if child else own(index)
        for index, child in enumerate(_children(element))
    )
