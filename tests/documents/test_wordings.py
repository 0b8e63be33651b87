"""A question as it was asked keeps its language, and every format says which that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from generator.render.html.page import report_html
from generator.render.pdf.document import render_pdf
from generator.render.word.document import render_docx
from generator.report.block import Cell, Column, Quote, Table
from generator.report.context import Context
from generator.report.county.method import codebook_blocks
from generator.report.localisation import localised
from tests.documents.samples import sample_report


@pytest.mark.parametrize(("language", "marked"), [("nb", None), ("nn", "nb"), ("en", "nb")])
def test_questions_are_marked_where_the_report_has_another_language(
    demo_context: Context, language: str, marked: str | None
) -> None:
    tables = [b for b in codebook_blocks(localised(demo_context, language)) if isinstance(b, Table)]
    assert tables
    for table in tables:
        assert {row[2].language for row in table.rows} == {marked}
        assert {cell.language for row in table.rows for cell in row[:2]} == {None}


def report_with(*blocks: Quote | Table):
    report = sample_report()
    return replace(report, language="en", blocks=(report.blocks[0], *blocks))


TABLE = Table(
    "Questions",
    (Column("Measure", "text"), Column("Question", "text")),
    (
        (Cell("Support", header=True), Cell("Lederen hører på oss", language="nb")),
        (Cell("Own-made", header=True), Cell("Vi hjelper hverandre", language="nb")),
    ),
)


def test_a_page_says_the_language_of_a_cell() -> None:
    html = report_html(report_with(TABLE))
    assert html.count('<span lang="nb">') == 2
    assert '<span lang="nb">Lederen hører på oss</span>' in html


@pytest.mark.parametrize(
    ("blocks", "spoken"),
    [
        ((TABLE,), ["nb", "nb"]),
        ((TABLE, Quote("Ikkje no.", "nn")), ["nb", "nb", "nn"]),
        ((replace(TABLE, rows=((Cell("Own-made", header=True), Cell("Yes-man")),)),), []),
    ],
)
def test_a_pdf_says_the_language_of_a_cell_and_of_nothing_else(
    blocks: tuple[Quote | Table, ...], spoken: list[str]
) -> None:
    reader = PdfReader(BytesIO(render_pdf(report_with(*blocks)).content))
    assert list(languages(reader.root_object["/StructTreeRoot"])) == spoken


def languages(element: DictionaryObject) -> Iterator[str]:
    """Every language below an element of a tag tree, in reading order."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        thing = kid.get_object()
        if isinstance(thing, DictionaryObject):
            if "/Lang" in thing:
                yield thing["/Lang"]
            yield from languages(thing)


def test_word_says_the_language_of_a_cell() -> None:
    document = Document(BytesIO(render_docx(report_with(TABLE))))
    runs = [
        (run, run.find(f"{qn('w:rPr')}/{qn('w:lang')}"))
        for run in document.element.body.iter(qn("w:r"))
    ]
    found = {run.text: mark.get(qn("w:val")) for run, mark in runs if mark is not None}
    assert found == {"Lederen hører på oss": "nb-NO", "Vi hjelper hverandre": "nb-NO"}
