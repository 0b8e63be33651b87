"""A table too wide for an upright page turns it, in PDF and Word, and no number is broken."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from openxml_audit import FileFormat, OpenXmlValidator
from rounds import walk
from scorecard_rounds import scorecard_round

from generator.history.quarter import with_quarter
from generator.render.column_widths import PAGE_WIDTH
from generator.render.layout import TURNED_WIDTH, turned
from generator.render.pdf.document import render_pdf
from generator.render.word.document import render_docx
from generator.report.block import Cell, Column, PageBreak, Paragraph, Report, Table
from generator.report.context import Context
from generator.report.quarter.report import quarter_report
from generator.run.verify.pdf import read_pdf
from generator.run.verify.word import read_word
from generator.run.verify.words import verify_text

A4 = (595, 842)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The quarter of 60 offices by 12 indicators, one of them at 100 per cent."""
    names = [f"{one} {n}" for one in ("Hammerfestregionen", "Nordkapp-Måsøy") for n in range(30)]
    folder = scorecard_round(
        tmp_path_factory.mktemp("wide") / "s", offices=names, indicators=12, results={"K.01": 104}
    )
    walked = walk(folder)
    context: Context = walked.context
    released = with_quarter(walked.released, (), study=walked.study)
    return quarter_report(context=replace(context, released=released))


def table_of_offices(report: Report) -> Table:
    (table,) = (t for t in report.tables() if len(t.rows) > 60)
    return table


def test_the_pages_of_the_table_are_turned_and_no_others(wide: Report) -> None:
    rendered = render_pdf(wide)
    assert verify_text(wide, read_pdf(rendered.content))[1] == []
    with pypdfium2.PdfDocument(rendered.content) as document:
        sizes = [tuple(round(side) for side in page.get_size()) for page in document]
        texts = [page.get_textpage().get_text_range() for page in document]
    held = [size for size, text in zip(sizes, texts, strict=True) if "K.12" in text]
    assert held
    assert set(held) == {A4[::-1]}
    assert sizes[0] == sizes[-1] == A4
    assert all(text.strip() for text in texts)


def test_every_row_of_numbers_stands_on_one_line(wide: Report) -> None:
    with pypdfium2.PdfDocument(render_pdf(wide).content) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    lines = {" ".join(line.split()) for line in text.splitlines()}
    for row in table_of_offices(wide).rows:
        assert " ".join(" ".join(cell.text for cell in row).split()) in lines


def test_the_word_file_has_a_section_of_its_own_for_them(wide: Report) -> None:
    content = render_docx(wide)
    assert verify_text(wide, read_word(content))[1] == []
    document = Document(BytesIO(content))
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    upright, across, last = document.sections
    assert (across.page_width, across.page_height) == (upright.page_height, upright.page_width)
    assert (last.page_width, last.page_height) == (upright.page_width, upright.page_height)
    assert across.footer.is_linked_to_previous is False


def test_the_word_file_is_valid(wide: Report, tmp_path: Path) -> None:
    path = tmp_path / "wide.docx"
    path.write_bytes(render_docx(wide))
    word = OpenXmlValidator(file_format=FileFormat.OFFICE_2019)
    assert [str(error) for error in word.validate(str(path)).errors] == []


def of(columns: int) -> Table:
    cells = tuple(Cell("100,0") for _ in range(columns))
    return Table("T", tuple(Column(f"K{n}") for n in range(columns)), (cells,))


def test_only_a_break_that_says_so_turns_and_only_for_what_does_not_fit() -> None:
    few, many = of(5), of(20)
    for turns, table, width in (
        (True, many, TURNED_WIDTH),
        (True, few, PAGE_WIDTH),
        (False, many, PAGE_WIDTH),
    ):
        blocks = (Paragraph("a"), PageBreak(turns=turns), table, PageBreak(), Paragraph("b"))
        assert turned(blocks) == (PAGE_WIDTH, PAGE_WIDTH, width, width, PAGE_WIDTH)
