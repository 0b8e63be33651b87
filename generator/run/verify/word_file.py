"""A finished Word file read back by python-docx."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from generator.run.verify.finished import Finished


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
        rows=tuple(
            tuple(
                " ".join(_text(paragraph) for paragraph in cell.iter(qn("w:p")))
                for cell in row.iterchildren(qn("w:tc"))
            )
            for row in body.iter(qn("w:tr"))
        ),
    )


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t"), qn("w:tab")))
