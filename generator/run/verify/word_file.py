"""A finished Word file read back by python-docx."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from generator.run.verify.finished import Finished, Row


def read_word(content: bytes) -> Finished:
    """Open a Word file; raises ValueError where it cannot be opened."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(BytesIO(content))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError):
        raise ValueError("cannot be opened as Word file") from None
    return _read(document)


def _read(document: Any) -> Finished:
    from docx.oxml.ns import qn

    body, about = document.element.body, document.core_properties
    unit, _, run = about.keywords.partition(", ")
    return Finished(
        words=tuple(word for p in body.iter(qn("w:p")) for word in _text(p).split()),
        breaks=(),
        properties={
            "title": (about.title,),
            "author": (about.author,),
            "language": (about.language,),
            "unit": (about.identifier, unit),
            "run": (about.version, run),
        },
        pictures=tuple(picture.get("descr") or "" for picture in body.iter(qn("wp:docPr"))),
        rows=tuple(_row(row) for row in body.iter(qn("w:tr"))),
    )


def _row(row: Any) -> Row:
    from docx.oxml.ns import qn

    return tuple(_lines(cell) for cell in row.iterchildren(qn("w:tc")))


def _lines(cell: Any) -> str:
    from docx.oxml.ns import qn

    return " ".join(_text(paragraph) for paragraph in cell.iter(qn("w:p")))


def _text(paragraph: Any) -> str:
    from docx.oxml.ns import qn

    return "".join(node.text or "" for node in paragraph.iter(qn("w:t"), qn("w:tab")))
