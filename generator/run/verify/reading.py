"""Finished files read back, each by another program than the one that wrote it; Word files here."""

import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from generator.report.block import RenderedDocument
from generator.run.verify.finished import Finished
from generator.run.verify.page import read_page
from generator.run.verify.pdf import read_pdf
from generator.run.verify.workbook import read_workbook


def read_back(document: RenderedDocument) -> Finished:
    """Open a finished file; raises ValueError where that cannot be done."""
    read = {"pdf": read_pdf, "docx": read_word, "html": read_page, "xlsx": read_workbook}
    return read[document.path.rpartition(".")[2]](document.content)


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
