from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import RenderingError
from generator.render.column_widths import column_percents
from generator.render.html.page import report_html
from generator.report.block import Cell, Column, Heading, Paragraph, Table
from generator.resources.templates import templates_folder
from generator.resources.typeface import printable

from .samples import all_blocks, correlation_table, diagram, dot_table, sample_report, shift_table

X = "{http://www.w3.org/1999/xhtml}"


def parsed(*blocks, **options) -> ElementTree.Element:
    report = sample_report(tuple(blocks) or None, **options)
    return ElementTree.fromstring(report_html(report))


def texts(element: ElementTree.Element, tag: str) -> list[str]:
    return ["".join(one.itertext()) for one in element.iter(f"{X}{tag}")]


def test_the_document_is_well_formed_and_says_what_it_is():
    root = parsed()
    assert root.get("lang") == "nb"
    assert texts(root, "title") == ["Kontorrapport for Fjordbyen"]
    meta = {one.get("name"): one.get("content") for one in root.iter(f"{X}meta")}
    assert meta["author"] == "Fylkets analyseenhet"
    assert meta["dcterms.created"] == "2015-07-01"
    assert meta["keywords"] == "fjordbyen, 4f2a9c"


def test_there_is_no_style_attribute_and_no_universal_selector():
    assert not [one for one in parsed().iter() if one.get("style")]
    css = (templates_folder() / "html" / "report.css").read_text(encoding="utf-8")
    assert not re.search(r"^\s*\*", re.sub(r"/\*.*?\*/", "", css, flags=re.S), flags=re.M)


def test_headings_are_one_level_below_the_title():
    root = parsed(Heading(1, "Kapittel"), Heading(2, "Del"), Heading(3, "Punkt"))
    assert [texts(root, f"h{level}") for level in (1, 2, 3, 4)] == [
        ["Fjordbyen"],
        ["Kapittel"],
        ["Del"],
        ["Punkt"],
    ]


def test_contents_lists_headings_down_to_its_depth():
    root = parsed()
    links = [(one.get("href"), one.text) for one in root.iter(f"{X}a")]
    assert [text for _, text in links] == [
        block.text for block in all_blocks() if isinstance(block, Heading) and block.level <= 2
    ]
    anchors = {one.get("id") for one in root.iter()}
    assert all(href[1:] in anchors for href, _ in links)


def test_a_two_level_head_has_scopes_and_spans():
    root = parsed(correlation_table())
    groups, heads = root.findall(f".//{X}thead/{X}tr")
    assert [cell.tag for cell in groups] == [f"{X}td", f"{X}th", f"{X}th"]
    assert [cell.get("colspan") for cell in groups] == ["1", "2", "2"]
    assert [cell.get("scope") for cell in groups] == [None, "colgroup", "colgroup"]
    assert {cell.get("scope") for cell in heads} == {"col"}
    first, *rest = root.find(f".//{X}tbody/{X}tr")
    assert (first.tag, first.get("scope")) == (f"{X}th", "row")
    assert {cell.tag for cell in rest} == {f"{X}td"}
    assert texts(root, "caption") == [f"Tabell 6 {correlation_table().title}"]


def test_a_short_word_with_a_hyphen_is_not_broken_in_a_head():
    head = "Sign. To-veis <b> organisasjons-forpliktelse"
    root = parsed(Table("T", (Column(head),), ((Cell("1"),),)))
    assert texts(root, "th") == [head]
    assert texts(root, "span") == ["To-veis"]


def test_numbers_are_right_aligned_and_withheld_cells_marked():
    columns = (Column("Navn", "text"), Column("Tall"))
    rows = ((Cell("a", header=True), Cell("1")), (Cell("b", header=True), Cell("–", withheld=True)))
    root = parsed(Table("T", columns, rows))
    assert [cell.get("class") for cell in root.iter(f"{X}td")] == ["n", "n withheld"]


def drawn(image: ElementTree.Element) -> str:
    """The SVG inside a picture."""
    kind, data = image.get("src").split(",")
    assert kind == "data:image/svg+xml;base64"
    ElementTree.fromstring(b64decode(data))
    return b64decode(data).decode()


def test_a_diagram_is_a_picture_with_a_text_alternative():
    root = parsed(*all_blocks())
    (image,) = (one for one in root.iter(f"{X}img") if one.get("alt"))
    assert image.get("alt") == diagram().alt
    assert texts(root, "figcaption") == ["Figur 1 Modellen"]
    assert diagram().boxes[0].text in drawn(image)


def test_marks_are_decoration_without_text_and_the_axis_has_its_own():
    table = dot_table(title="Kontoret og fylket", number="2")
    root = parsed(table)
    axis, *marks = [one for one in root.iter(f"{X}img") if one.get("class") != "key-mark"]
    assert len(marks) == len(table.rows)
    assert {one.get("alt") for one in (axis, *marks)} == {""}
    assert not any("<text" in drawn(one) for one in marks)
    assert re.findall(r">(\d)</text>", drawn(axis)) == ["1", "2", "3", "4", "5", "6"]
    keys = [one for one in root.iter(f"{X}span") if one.get("class") == "key"]
    assert ["".join(key.itertext()) for key in keys] == [key.text for key in table.legend]
    assert [key[0].get("alt") for key in keys] == ["", ""]
    (caption,) = texts(root, "caption")
    assert caption.startswith("Figur 2 Kontoret og fylket")  # a drawn table is a figure


def test_a_mark_stands_alone_in_its_cell_and_a_category_over_all_columns():
    body = parsed(shift_table()).findall(f".//{X}tbody/{X}tr")
    assert [[cell.get("colspan") for cell in row] for row in body] == [
        ["4"],
        *[[None] * 4] * 3,
        ["4"],
        [None] * 4,
    ]
    for row in (body[1], body[5]):
        assert [len(list(cell.iter(f"{X}img"))) for cell in row] == [0, 1, 0, 0]
        assert not "".join(row[1].itertext()).strip()


def test_markup_in_a_text_is_printed_as_text():
    root = parsed(Paragraph('<script>alert("x")</script> & {{ title }}'))
    assert '<script>alert("x")</script> & {{ title }}' in texts(root, "p")
    assert not list(root.iter(f"{X}script"))


@given(st.text(max_size=60))
def test_any_text_keeps_the_document_well_formed(text):
    columns = (Column(text, "text"), Column("Tall"))
    root = parsed(Table(text, columns, ((Cell(text, header=True), Cell(text)),), notes=(text,)))
    cells = [*texts(root, "td")]
    assert printable(text) in cells or not printable(text)


@given(st.lists(st.floats(min_value=0.1, max_value=20), min_size=1, max_size=20))
def test_column_widths_add_up_to_a_hundred(weights):
    percents = column_percents(Table("", tuple(Column("", weight=w) for w in weights), ()))
    assert sum(percents) == 100
    total = sum(weights)
    for percent, weight in zip(percents, weights, strict=True):
        assert abs(percent - weight / total * 100) <= 1


@pytest.mark.parametrize(
    ("language", "word"), [("nb", "Tabell"), ("nn", "Tabell"), ("en", "Table")]
)
def test_fixed_words_follow_the_language(language, word):
    root = parsed(correlation_table(), language=language)
    assert texts(root, "caption")[0].startswith(f"{word} 6 ")


def test_an_unknown_language_is_refused():
    with pytest.raises(RenderingError, match="'xx'"):
        parsed(language="xx")
