"""The tag tree of finished PDFs: what a screen reader reads."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pypdfium2
import pypdfium2.raw
import pytest

from generator.render.pdf.document import render_pdf
from generator.report.block import (
    Bullets,
    Cell,
    Column,
    Contents,
    Diagram,
    Heading,
    Note,
    Panels,
    Paragraph,
    Remark,
    Span,
    Steps,
    Table,
)

from .samples import (
    bar_table,
    construct_table,
    correlation_table,
    dot_table,
    long_table,
    sample_report,
    shift_table,
)
from .tag_tree import Tag, marked_texts, read_tags


def squeeze(text: str) -> str:
    return "".join(text.split())


def tags_of(*blocks) -> Tag:
    return read_tags(render_pdf(sample_report(tuple(blocks))).content)


def heads_of(tree: Tag) -> list[list[tuple[str, list[str]]]]:
    """Every row of the first table as its cells' texts, each with the texts of its heads."""
    names = {head.id: squeeze(head.whole_text) for head in tree.find("TH")}
    return [
        [(squeeze(cell.whole_text), [names[one] for one in cell.headers]) for cell in row.kids]
        for row in tree.find("TR")
    ]


@pytest.fixture(scope="module")
def content() -> bytes:
    return render_pdf(sample_report()).content


@pytest.fixture(scope="module")
def tree(content) -> Tag:
    return read_tags(content)


def test_cells_under_a_two_level_head_name_group_column_and_row():
    table = correlation_table()
    _, heads, *body = heads_of(tags_of(table))
    groups = [group.text for group in table.groups for _ in range(group.span)]
    columns = [squeeze(column.head) for column in table.columns]
    assert heads == [
        (column, [group] if group else []) for column, group in zip(columns, groups, strict=True)
    ]
    above = [
        [group, column] if group else [column]
        for group, column in zip(groups, columns, strict=True)
    ]
    for row, cells in zip(table.rows, body, strict=True):
        name = squeeze(row[0].text)
        assert cells[0] == (name, above[0])
        for cell, printed, of_column in zip(row[1:], cells[1:], above[1:], strict=True):
            assert printed == (squeeze(cell.text), [*of_column, name])


def test_groups_over_the_first_column_and_of_three_columns():
    columns = tuple(Column(name, "text") for name in "abcde")
    rows = ((Cell("r", header=True), *(Cell(str(n)) for n in range(1, 5))),)
    table = Table("T", columns, rows, groups=(Span("G", 2), Span("H", 3)))
    *_, body = heads_of(tags_of(table))
    assert [heads for _, heads in body] == [
        ["G", "a"],
        ["G", "b", "r"],
        *(["H", name, "r"] for name in "cde"),
    ]


def test_a_head_that_stands_once_heads_the_rows_below_it():
    def row(first: str, second: str, number: str) -> tuple[Cell, ...]:
        return Cell(first, header=True), Cell(second, header=True), Cell(number)

    rows = (
        row("Valid", "a", "1"),
        row("", "b", "2"),
        row("Missing", "System", "3"),
        row("Total", "", "4"),
    )
    table = Table("T", (Column("", "text"), Column("", "text"), Column("Antall")), rows)
    _, *body = heads_of(tags_of(table))
    assert [cells[2][1] for cells in body] == [
        ["Antall", "Valid", "a"],
        ["Antall", "Valid", "b"],
        ["Antall", "Missing", "System"],
        ["Antall", "Total"],
    ]


def test_a_row_head_reaches_over_a_page_and_not_into_the_next_table():
    other = Table("T", (Column("", "text"), Column("n")), ((Cell("", header=True), Cell("7")),))
    tree = tags_of(long_table(60), other)
    rows = [cells for cells in heads_of(tree) if cells[0][0] != "" or cells[1][0] != ""]
    numbered = [cells for cells in rows if len(cells) == 4 and cells[2][0].isdigit()]
    assert len(tree.find("Table")) == 2
    assert len(numbered) == 60
    for number, cells in enumerate(numbered):
        question = squeeze(f"Utsagn {number + 1}: vi deler gjerne erfaringer med andre")
        assert cells[2] == (str(100 + number), ["Antall", "Valid", question])
    assert heads_of(tree)[-1][1] == ("7", ["n"])


def test_questions_below_a_category_head_their_rows():
    rows = (
        (Cell("Service", header=True), Cell("4,1")),
        (Cell("Åpningstid"), Cell("4,2")),
        (Cell("Lokaler"), Cell("4,0")),
    )
    tree = tags_of(Table("T", (Column("Spørsmål", "text"), Column("Snitt")), rows))
    assert [row[1] for row in heads_of(tree)[1:]] == [
        ("4,1", ["Snitt", "Service"]),
        ("4,2", ["Snitt", "Åpningstid"]),
        ("4,0", ["Snitt", "Lokaler"]),
    ]


def test_heads_are_heads_with_a_scope_and_an_identifier_of_their_own(tree):
    heads = tree.find("TH")
    assert {head.scope for head in heads} == {"Column", "Row"}
    assert len({head.id for head in heads}) == len(heads)
    for table in tree.find("Table"):
        for part in table.find("THead"):
            assert {cell.scope for cell in part.find("TH")} == {"Column"}
        for part in table.find("TBody"):
            assert {cell.scope for cell in part.find("TH")} <= {"Row"}


def test_headings_are_in_order_and_skip_no_level(tree):
    headings = tree.find("H1", "H2", "H3", "H4")
    report = sample_report()
    assert [(one.name, one.whole_text) for one in headings] == [
        ("H1", report.heading),
        *(("H2", title) for block in report.blocks for title in boxes(block)),
        *((f"H{b.level + 1}", b.text) for b in report.blocks if isinstance(b, Heading)),
    ]
    levels = [int(one.name[1]) for one in headings]
    assert all(below <= above + 1 for above, below in pairwise(levels))


def boxes(block) -> list[str]:
    match block:
        case Panels():
            return [panel.title for panel in block.panels]
        case Steps():
            return [block.title]
    return []


def remark(one: Remark) -> str:
    return f"{one.strong} {one.text}"


def printed(block) -> list[str]:
    texts: list[str] = []
    match block:
        case Heading() | Paragraph():
            texts = [block.text]
        case Note():
            texts = [block.title, block.text]
        case Bullets():
            texts = list(block.items)
        case Table():
            heads = [column.head for column in block.columns]
            cells = [cell.text for row in block.rows for cell in row]
            legend = [key.text for key in block.legend]
            texts = [block.title, *legend, *heads, *cells, *block.notes]
        case Panels():
            parts = [(panel.title, *map(remark, panel.remarks)) for panel in block.panels]
            texts = [text for part in parts for text in part]
        case Steps():
            texts = [block.title, *map(remark, block.steps)]
        case Diagram():
            texts = [block.title, *block.notes]
    return texts


def test_the_reading_order_is_the_order_of_the_blocks(tree):
    said = squeeze(tree.whole_text)
    at = 0
    for block in sample_report().blocks:
        for text in printed(block):
            found = said.find(squeeze(text), at)
            assert found >= 0, text
            at = found + len(squeeze(text))


def test_every_diagram_says_what_it_shows_and_no_mark_is_a_figure(tree):
    """The marks of tables are drawn all the same: as artifacts, which nobody hears of."""
    diagrams = [block for block in sample_report().blocks if isinstance(block, Diagram)]
    assert [one.alt for one in tree.find("Figure")] == [one.alt for one in diagrams]
    content = render_pdf(sample_report((bar_table(), dot_table()))).content
    assert read_tags(content).find("Figure") == []
    drawn = drawn_by_mark(content)
    assert set(drawn) == {-1}  # no drawn path is marked as part of the text
    assert (
        drawn[-1] > 2 * drawn_by_mark(render_pdf(sample_report((construct_table(),))).content)[-1]
    )


def drawn_by_mark(content: bytes) -> Counter[int]:
    """How many lines and areas are drawn, by the number of the marked content they are in."""
    found: Counter[int] = Counter()
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            for thing in page.get_objects():
                if thing.type != pypdfium2.raw.FPDF_PAGEOBJ_TEXT:
                    found[pypdfium2.raw.FPDFPageObj_GetMarkedContentID(thing)] += 1
            page.close()
    return found


def test_the_cells_of_a_row_are_read_whether_a_mark_stands_between_them_or_not():
    table = bar_table()
    _, *body = heads_of(tags_of(table))
    for row, cells in zip(table.rows, body, strict=True):
        name = squeeze(row[0].text)
        assert cells == [(name, ["Hva"]), ("", [name]), (squeeze(row[2].text), ["Tall", name])]


def test_a_category_without_figures_is_one_cell_over_all_columns():
    tree = tags_of(shift_table())
    rows = [row.kids for part in tree.find("TBody") for row in part.find("TR")]
    spans = [[cell.span for cell in row] for row in rows]
    assert spans == [[4], *[[1] * 4] * 3, [4], [1] * 4]
    assert [row[0].name for row in rows] == ["TH"] * 6


def test_running_heads_and_feet_are_no_part_of_the_text(content, tree):
    report = sample_report()
    furniture = (report.title, report.footer, "Side 1 av")
    for text in furniture:
        assert squeeze(text) not in squeeze(tree.whole_text)
    untagged = marked_texts(content)
    pages = {page for page, _ in untagged}
    for page in pages:
        assert all(squeeze(text) in squeeze(untagged[page, -1]) for text in furniture[:2])


def test_a_table_of_contents_is_one_and_its_links_say_where_they_lead(tree):
    (contents,) = tree.find("TOC")
    report = sample_report()
    (depth,) = (block.depth for block in report.blocks if isinstance(block, Contents))
    headings = [b.text for b in report.blocks if isinstance(b, Heading) and b.level <= depth]
    links = tree.find("Link")
    assert [kid.name for kid in contents.kids] == ["TOCI"] * len(headings)
    assert [link.links for link in links] == [(text,) for text in headings]
    assert [link.whole_text for link in links] == headings
    assert all(len(link.find("Link")) == 1 for link in links)
    assert all(entry.whole_text.rstrip()[-1].isdigit() for entry in contents.kids)


def test_lists_that_are_no_contents_stay_lists(tree):
    assert [len(items.kids) for items in tree.find("L")] == [3, 2, 3]
