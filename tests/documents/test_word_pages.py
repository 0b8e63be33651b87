"""What fits on a page of a Word file, and how wide it is."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm

from generator.errors import ArgumentError
from generator.render.workers import render_one
from generator.report.block import ActionPlan, Block, Cell, Column, Table
from generator.resources.templates import templates_folder

from .samples import all_blocks, sample_report
from .test_word_valid import findings


def made(tmp_path: Path, *blocks: Block, change=lambda document: None):
    """A document on the shipped template, changed by ``change``."""
    own = tmp_path / "own" / "word" / "rapport.docx"
    own.parent.mkdir(parents=True)
    shutil.copy(templates_folder() / "word" / "rapport.docx", own)
    template = Document(str(own))
    change(template)
    template.save(str(own))
    content = render_one(sample_report(blocks or all_blocks()), "docx", own.parents[1]).content
    (tmp_path / "made.docx").write_bytes(content)
    return Document(BytesIO(content))


def widths(document) -> set[int]:
    """How wide the tables are, in twentieths of a point."""
    found = set()
    for table in document.element.body.iter(qn("w:tbl")):
        grid = sum(int(one.get(qn("w:w"))) for one in table.iter(qn("w:gridCol")))
        assert grid == int(table.find(qn("w:tblPr")).find(qn("w:tblW")).get(qn("w:w")))
        for row in table.iter(qn("w:tr")):
            assert sum(int(one.get(qn("w:w"))) for one in row.iter(qn("w:tcW"))) == grid
        found.add(grid)
    return found


def narrow(document) -> None:
    section = document.sections[0]
    section.left_margin, section.right_margin, section.gutter = Mm(40), Mm(35), Mm(5)


def turned(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = section.page_height, section.page_width


@pytest.mark.parametrize(
    ("change", "room"),
    [
        (lambda document: None, 11906 - 2 * 1247),
        (narrow, 11906 - round((40 + 35 + 5) / 25.4 * 1440)),
        (turned, 16838 - 2 * 1247),
    ],
)
def test_tables_and_pictures_are_as_wide_as_the_text(change, room, tmp_path):
    document = made(tmp_path, change=change)
    (found,) = widths(document)
    assert found == pytest.approx(room, abs=2)
    pictures = [shape.width for shape in document.inline_shapes]
    assert max(pictures) == pytest.approx(found * 635, rel=0.002)  # the diagram
    assert findings(tmp_path / "made.docx") == []


def test_the_width_is_that_of_the_section_the_blocks_stand_in(tmp_path):
    def with_a_wide_section_after(document) -> None:
        last = document.add_section(WD_SECTION.NEW_PAGE)
        last.left_margin = last.right_margin = Mm(10)
        document.add_paragraph("Vedlegg")

    document = made(tmp_path, change=with_a_wide_section_after)
    assert widths(document) == {11906 - 2 * 1247}
    assert len(document.sections) == 2
    assert document.paragraphs[-1].text == "Vedlegg"


def test_margins_that_leave_no_room_are_refused(tmp_path):
    def change(document) -> None:
        document.sections[0].left_margin = Mm(160)

    with pytest.raises(ArgumentError, match="it lacks room for tables between its margins"):
        made(tmp_path, change=change)


def test_a_template_from_before_some_styles_were_thought_of_gets_the_shipped_ones(tmp_path):
    later = {"Panel Title", "Panel Text", "Table Picture", "Paneler", "Steg"}

    def change(document) -> None:
        for name in later:
            document.styles[name].delete()
        for style in document.styles.element:
            for element in (style, *style.findall(qn("w:basedOn"))):
                for name, value in element.items():
                    if value == "TableText":
                        element.set(name, "Tabelltekst")

    document = made(tmp_path, change=change)
    shipped = Document(str(templates_folder() / "word" / "rapport.docx"))
    for name in later:
        style = document.styles[name]
        assert style.base_style.name == shipped.styles[name].base_style.name
        assert style.element.rPr is None or [one.items() for one in style.element.rPr] == [
            one.items() for one in shipped.styles[name].element.rPr
        ]
    assert "Paneler" in [table.style.name for table in document.tables]
    assert findings(tmp_path / "made.docx") == []


def test_the_plan_stands_on_one_page(tmp_path):
    document = made(tmp_path, ActionPlan("Plan", ("Tiltak", "Hvem"), 5))
    (table,) = document.tables
    caption = next(one for one in document.paragraphs if one.text == "Plan")
    assert caption.paragraph_format.keep_with_next is True
    kept = [
        {
            paragraph.paragraph_format.keep_with_next or paragraph.style.name == "Table Head"
            for cell in row.cells
            for paragraph in cell.paragraphs
        }
        for row in table.rows
    ]
    assert kept == [{True}] * 5 + [{False}]
    assert document.styles["Table Head"].paragraph_format.keep_with_next is True


def test_words_after_a_number_stand_off_from_it(tmp_path):
    columns = (Column("Område", "text"), Column("Snitt"), Column("Mot fylket", "text"))
    rows = ((Cell("Leder", header=True), Cell("4,6"), Cell("over")),)
    (table,) = made(tmp_path, Table("T", columns, rows)).tables
    for row in table._tbl.iter(qn("w:tr")):
        left = [cell.find(f".//{qn('w:tcMar')}/{qn('w:left')}") for cell in row.iter(qn("w:tc"))]
        assert [one is not None and int(one.get(qn("w:w"))) for one in left] == [False, False, 227]
