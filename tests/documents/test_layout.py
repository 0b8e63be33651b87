from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pytest

from generator.render.charts.marks import ROW_HEIGHT
from generator.render.column_widths import PAGE_WIDTH, column_percents
from generator.render.layout import introduces, on_one_page, printed_rows
from generator.render.pdf.document import render_pdf
from generator.render.workers import render_one
from generator.report.block import Cell, Column, Heading, PageBreak, Paragraph, Table
from generator.report.marks import Bar
from generator.resources.typeface import text_width
from generator.run.verify.documents import verify_documents

from .samples import (
    MONTHS,
    ROUNDS,
    axis_of,
    correlation_table,
    line_table,
    mark_table,
    sample_report,
    shift_table,
)


def column_of(*texts: str) -> Table:
    rows = tuple((Cell("a", header=True), Cell(text)) for text in texts)
    return Table("T", (Column("", "text"), Column("")), rows)


@pytest.mark.parametrize(
    ("texts", "pads"),
    [
        (("4,1", "12,3", "−0,5"), ("", "", "")),
        (("-,31596*", ",10309", "-,21287"), ("", "star", "star")),
        (("4,12", "4,1", "4"), ("", "d1", "c2")),
        (("2,34", "p", "", "–", "7"), ("", "", "", "", "c2")),
        (("45,5 %", "100 %"), ("", "c1")),
        (("1,2345", "1"), ("", "")),  # so unlike that they are no column of one measure
        (("4,10 – 4,84", "3,1 – 4,2"), ("", "")),
    ],
)
def test_numbers_are_moved_in_by_what_they_lack(texts, pads):
    assert tuple(row.cells[1].pad for row in printed_rows(column_of(*texts))) == pads


def test_only_number_columns_are_aligned():
    table = Table("T", (Column("", "text"),), ((Cell("4,1"),), (Cell("4"),)))
    assert [row.cells[0].pad for row in printed_rows(table)] == ["", ""]


def test_a_first_column_of_heads_and_texts_makes_sections():
    rows = ((Cell("K", header=True), Cell("1")), (Cell("s"), Cell("2")), (Cell(""), Cell("3")))
    printed = printed_rows(Table("T", (Column("", "text"), Column("")), rows))
    assert [row.kind for row in printed] == ["category", "item", ""]
    assert [row.cells[0].head for row in printed] == [True, True, False]
    assert [row.kind for row in printed_rows(column_of("1", "2"))] == ["", ""]


def test_a_category_with_nothing_beside_its_name_spans_all_columns():
    printed = printed_rows(shift_table())
    assert [row.kind for row in printed] == ["category", *["item"] * 3, "category", "item"]
    assert [row.spans for row in printed] == [4, 1, 1, 1, 4, 1]
    assert [len(row.cells) for row in printed] == [1, 4, 4, 4, 1, 4]
    item = (Cell("s"), Cell("2"))
    columns = (Column("", "text"), Column(""))
    mean = printed_rows(Table("T", columns, ((Cell("K", header=True), Cell("1")), item)))
    assert [row.spans for row in mean] == [1, 1]
    marked = (Cell("K", header=True), Cell("", mark=Bar(1.0)))
    columns = (Column("", "text"), Column("", "picture"))
    (row, _) = printed_rows(Table("T", columns, (marked, (Cell("s"), Cell("")))))
    assert row.spans == 1


def drawings_of(table: Table) -> list[tuple[float, float]]:
    cells = [cell for row in printed_rows(table) for cell in row.cells]
    return [(cell.drawing.width, cell.drawing.height) for cell in cells if cell.drawing]


def bars(*names: str) -> Table:
    axis = axis_of(0, 100, (0, 50, 100))
    return mark_table(*((name, Bar(50.0), "50 %") for name in names), axis=axis)


def test_a_mark_fills_its_column_and_is_as_high_as_the_text_of_its_row():
    one, two = "Kort navn", "Et utsagn som er så langt at det ikke får plass på én linje, men på to"
    (width, low), (_, high) = drawings_of(bars(one, two))
    percents = column_percents(bars(one))
    assert width == pytest.approx(PAGE_WIDTH * percents[1] / 100)
    assert (low, high - low) == (ROW_HEIGHT, 13.0)  # a line of a cell's text more
    months, rounds = (drawings_of(line_table(mark))[0][1] for mark in (MONTHS, ROUNDS))
    assert months > rounds > low


def test_the_lines_of_an_axis_meet_on_paper():
    """A row is as high as its picture: no gap, and no picture that makes the row higher."""
    two = "utsagn som er så langt at det ikke får plass på én linje, men på to"
    names = ("Alfa", "Beta", f"Gamma {two}", f"Delta {two}", "Epsilon", "Sigma")
    table = bars(*names)
    heights = [height for _, height in drawings_of(table)]
    tops = tops_of(render_pdf(sample_report((table,))).content, [name.split()[0] for name in names])
    rows = [above - below for above, below in pairwise(tops)]
    assert rows == pytest.approx(heights[:-1], abs=1.0)


def tops_of(content: bytes, words: list[str]) -> list[float]:
    """How high above the page's foot the first letter of each word reaches."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        text = page.get_textpage()
        whole = text.get_text_range()
        found = [text.get_charbox(whole.index(word), loose=True)[3] for word in words]
        text.close()
        page.close()
    return found


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_tables_with_marks_and_categories_are_read_back_cell_by_cell(form):
    report = sample_report((shift_table(), bars("A", "B")))
    found = verify_documents([report], [render_one(report, form)])
    # two in the subtitle, and those of the tables
    assert (found.findings, found.numbers) == ((), 13)


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_mark_in_the_column_of_the_numbers_is_found(form):
    """The words of a row are then the same: only the cells tell."""
    table = bars("A", "B")
    first, mark, number = table.columns
    number = replace(number, head="")
    table = replace(table, columns=(first, mark, number))
    swapped = replace(
        table,
        columns=(first, number, mark),
        rows=tuple((name, text, drawn) for name, drawn, text in table.rows),
    )
    document = render_one(sample_report((swapped,)), form)
    found = verify_documents([sample_report((table,))], [document]).findings
    cells = "the cells of the table 'Figuren' are not those of the report"
    assert [one for one in found if one.endswith(cells)]


def test_a_paragraph_introduces_only_between_a_heading_and_what_is_shown():
    blocks = (Heading(1, "a"), Paragraph("b"), correlation_table(), Paragraph("c"), PageBreak())
    assert [introduces(blocks, index) for index in range(5)] == [False, True, False, False, False]


def right_edges(content: bytes) -> dict[str, float]:
    """Where the last digit of each text of the first page ends."""
    found = {}
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        text = page.get_textpage()
        whole = text.get_text_range()
        for word in whole.split():
            start = whole.index(word) + len(word.rstrip("*")) - 1
            found[word] = text.get_charbox(start)[2]
        text.close()
        page.close()
    return found


def test_last_digits_stand_below_each_other_on_paper():
    edges = right_edges(render_pdf(sample_report((column_of("-,31596*", ",10309"),))).content)
    assert edges["-,31596*"] == pytest.approx(edges[",10309"], abs=0.6)
    edges = right_edges(render_pdf(sample_report((column_of("84,25", "17", "39,6"),))).content)
    digit = edges["84,25"] - edges["39,6"]
    assert digit == pytest.approx(0.497 * 10, abs=0.6)
    assert edges["84,25"] - edges["17"] == pytest.approx((2 * 0.497 + 0.249) * 10, abs=0.6)


def test_a_heading_is_not_left_behind_by_its_table():
    for lines in range(20, 34):
        filler = tuple(Paragraph("Linje.") for _ in range(lines))
        blocks = (*filler, Heading(1, "Kapittel"), Paragraph("Innledning."), correlation_table())
        with pypdfium2.PdfDocument(render_pdf(sample_report(blocks)).content) as document:
            pages = []
            for page in document:
                text = page.get_textpage()
                pages.append(text.get_text_range())
                text.close()
                page.close()
        (place,) = [number for number, text in enumerate(pages) if "Kapittel" in text]
        assert "Tabell 6" in pages[place]
        assert "Signifikante" in pages[place]


def percents_of(columns, rows=()):
    return column_percents(Table("", tuple(columns), tuple(rows)))


def test_no_column_is_narrower_than_a_word_of_its_head():
    heads = ("Modell", "Kondisjonstall", "Holds", "p")
    widths = percents_of([Column(heads[0], weight=20), *map(Column, heads[1:])])
    assert sum(widths) == 100
    for head, width in zip(heads, widths, strict=True):
        needed = text_width(head, size=9.5, weight="semibold")
        assert needed < width / 100 * PAGE_WIDTH, head
    assert widths[0] == max(widths)


def test_words_beside_numbers_get_the_room_their_padding_takes():
    head = "tilfeldig?"
    columns = [Column("Hva", align="text", weight=20), Column("Nå"), Column(head, align="text")]
    *_, width = percents_of(columns)
    padding = (4 + 2) / 25.4 * 72  # of the cell, as report.css has it
    needed = text_width(head, size=9.5, weight="semibold") + padding
    assert needed <= width / 100 * PAGE_WIDTH
    *_, alone = percents_of([columns[0], Column(head)])
    assert alone < width


def test_no_column_is_narrower_than_a_word_or_a_number_of_its_cells():
    columns = [
        Column("Kontor", "text", 1),
        Column("B.12"),
        Column("n"),
        Column("Merknad", "text", 20),
    ]
    rows = [(Cell("Hammerfestregionen"), Cell("57,5 ●"), Cell("12 av 20"), Cell("Ingen, så vidt"))]
    widths = percents_of(columns, rows)
    assert sum(widths) == 100
    for unbroken, width in zip(
        ("Hammerfestregionen", "57,5 ●", "12 av 20", "Merknad"), widths, strict=True
    ):
        assert text_width(unbroken, size=10) < width / 100 * PAGE_WIDTH, unbroken
    assert widths[3] == max(widths)
    assert percents_of(columns)[0] < widths[0]


def test_a_long_word_leaves_room_for_the_marks_beside_it():
    columns = [Column("Indikator", "text"), Column("", "picture"), *[Column("Resultat")] * 5]
    widths = percents_of(columns, [(Cell("x" * 60), Cell(""), *[Cell("57,3 %")] * 5)])
    assert widths[1] >= 12


def test_a_word_without_end_leaves_room_for_the_others():
    columns = [Column("Kontor", "text"), Column("Merknad", "text")]
    widths = percents_of(columns, [(Cell("x" * 200), Cell("y" * 200))])
    assert widths == (50, 50)
    alone = percents_of([*columns, Column("n")], [(Cell("x" * 200), Cell("kort"), Cell("1"))])
    assert 33 < alone[0] <= 40


def test_more_heads_than_there_is_room_for_share_by_weight():
    heads = [Column("Arbeidsmarkedsbedriftene", weight=weight) for weight in (1, 1, 2) * 4]
    widths = percents_of(heads)
    assert sum(widths) == 100
    assert min(widths) > 0


def test_a_published_table_is_kept_whole_and_a_long_unnumbered_one_is_not():
    def table(rows: int, number: str | None) -> Table:
        return Table("", (Column("a"),), ((Cell("1"),),) * rows, number=number)

    assert [on_one_page(table(rows, "6")) for rows in (16, 17)] == [True, False]
    assert [on_one_page(table(rows, None)) for rows in (9, 10)] == [True, False]
