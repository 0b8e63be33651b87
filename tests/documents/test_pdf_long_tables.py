"""A table that takes several pages is one table to whoever listens to it."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from generator.render.pdf import tags
from generator.render.pdf.document import render_pdf
from generator.render.pdf.standards import broken_rules
from generator.render.workers import render_one
from generator.report.block import Cell, Heading, Paragraph, Span
from generator.run.verify.documents import verify_documents

from .samples import correlation_table, long_table, sample_report
from .tag_tree import Tag, marked_texts, read_tags

LONG = replace(long_table(130), groups=(Span("", 2), Span("Svar", 2)), notes=("Alle svar er med.",))


def squeeze(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def content() -> bytes:
    blocks = (Paragraph("Før."), LONG, Heading(1, "Etter"), correlation_table(), LONG)
    return render_pdf(sample_report(blocks)).content


@pytest.fixture(scope="module")
def tables(content) -> list[Tag]:
    return read_tags(content).find("Table")


def test_a_table_over_three_pages_is_one_with_its_caption_and_all_its_rows(content, tables):
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) >= 6
    assert [[part.name for part in table.kids] for table in tables] == [
        ["Caption", "THead", "TBody"]
    ] * 3
    for table in (tables[0], tables[2]):
        rows = [[squeeze(cell.whole_text) for cell in row.kids] for row in table.kids[2].kids]
        assert rows == [[squeeze(cell.text) for cell in row] for row in LONG.rows]
        assert len(table.kids[1].kids) == 2


def test_cells_on_later_pages_name_the_heads_of_the_first(tables):
    table = tables[0]
    names = {head.id: squeeze(head.whole_text) for head in table.find("TH")}
    last = table.kids[2].kids[-1]
    assert [names[one] for one in last.kids[3].headers] == [
        *("Svar", "Prosent", "Valid"),
        squeeze(LONG.rows[-1][1].text),
    ]
    assert len(names) == len(table.find("TH"))


def test_notes_stand_below_the_table_and_nothing_is_between_it_and_what_follows(content):
    document = read_tags(content)
    order = [squeeze(one.whole_text) for one in document.kids]
    boxes = [one for one in document.kids if one.find("Table")]
    assert [[kid.name for kid in box.kids] for box in boxes] == [
        ["Table", *["P"] * len(table.notes)] for table in (LONG, correlation_table(), LONG)
    ]
    assert order.index("Etter") == document.kids.index(boxes[0]) + 1
    assert all(order)


def test_repeated_heads_are_artifacts(content):
    untagged = {page: text for (page, mark), text in marked_texts(content).items() if mark == -1}
    assert "Prosent" not in untagged[0]
    assert all("Prosent" in squeeze(untagged[page]) for page in (1, 2))


def test_the_file_is_valid_and_read_back_to_the_last_row(content):
    assert broken_rules(content) == ""
    report = sample_report((LONG,))
    document = render_one(report, "pdf")
    assert verify_documents([report], [document]).findings == ()
    swapped = (*LONG.rows[:-1], (*LONG.rows[-1][:3], Cell("7,7")))
    (finding, *_) = verify_documents(
        [sample_report((replace(LONG, rows=swapped),))], [document]
    ).findings
    assert "7,7" in finding


def test_without_joining_every_page_would_have_a_table_of_its_own(monkeypatch):
    monkeypatch.setattr(tags, "join_tables", lambda tree: None)
    tables = read_tags(render_pdf(sample_report((LONG,))).content).find("Table")
    assert len(tables) > 2
    assert [bool(table.find("Caption")) for table in tables] == [True] + [False] * (len(tables) - 1)
