from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from counts import times
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import ArgumentError
from generator.render.word import document as word
from generator.render.word.document import render_docx
from generator.render.workers import render_formats, render_one
from generator.report.block import (
    ActionPlan,
    Bullets,
    Cell,
    Column,
    Diagram,
    Heading,
    Paragraph,
    Table,
)
from generator.resources.templates import template
from generator.resources.typeface import printable

from .samples import (
    SAMI,
    all_blocks,
    bar_table,
    construct_table,
    correlation_table,
    diagram,
    long_table,
    sample_report,
)

DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"


def opened(*blocks, **options):
    return docx.Document(BytesIO(render_docx(sample_report(tuple(blocks) or None, **options))))


def instructions(document) -> list[str]:
    return [one.text.strip() for one in document.element.iter(qn("w:instrText"))]


def rows_of(table) -> list[list[str]]:
    """Read rows as printed, a spanned cell once."""
    return [
        ["".join(t.text for t in cell.iter(qn("w:t"))) for cell in row.iterchildren(qn("w:tc"))]
        for row in table._tbl.iterchildren(qn("w:tr"))
    ]


@pytest.mark.parametrize("block", [construct_table(), correlation_table(), long_table()])
def test_the_cells_are_those_of_the_block(block):
    (table,) = opened(block).tables
    printed = rows_of(table)
    body = [[cell.text for cell in row] for row in block.rows]
    assert printed[-len(body) :] == body
    heads = printed[: -len(body)]
    assert heads[-1] == [column.head for column in block.columns]
    assert heads[:-1] == ([[group.text for group in block.groups]] if block.groups else [])


def test_head_rows_repeat_and_no_row_is_cut():
    (table,) = opened(correlation_table()).tables
    rows = list(table._tbl.iterchildren(qn("w:tr")))
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True] * 2 + [
        False
    ] * 4
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    spans = [cell.get(qn("w:val")) for cell in rows[0].iter(qn("w:gridSpan"))]
    assert spans == ["2", "2"]
    assert table.style.name == "Rapporttabell"
    widths = [int(one.get(qn("w:w"))) for one in table._tbl.iter(qn("w:gridCol"))]
    assert sum(widths) == 11906 - 2 * 1247  # the page without its margins


def test_numbers_are_aligned_by_style():
    (table,) = opened(construct_table()).tables
    styles = [cell.paragraphs[0].style.name for cell in table.rows[1].cells]
    assert styles == ["Table Text", *["Table Number"] * 4, "Table Center"]
    withheld = table.rows[4].cells[5].paragraphs[0].runs[0]
    assert (withheld.text, withheld.style.name) == ("–", "Withheld")


def test_captions_and_introductions_stay_with_what_they_are_for():
    document = opened(Heading(1, "a"), Paragraph("b"), correlation_table(), Paragraph("c"))
    kept = {one.text: one.paragraph_format.keep_with_next for one in document.paragraphs}
    assert kept["b"] is True
    assert kept[f"Tabell 6 {correlation_table().title}"] is True
    assert kept["c"] is None
    for level in (1, 2, 3):
        assert document.styles[f"Heading {level}"].paragraph_format.keep_with_next is True


def test_a_figure_stays_with_its_caption_and_notes():
    document = opened(replace(diagram(), notes=("Note.",)), diagram())
    figures = [one for one in document.paragraphs if one.style.name == "Figure"]
    assert [one.paragraph_format.keep_with_next for one in figures] == [True, None]
    captions = [one for one in document.paragraphs if one.style.name == "Caption"]
    assert [one.paragraph_format.keep_with_next for one in captions] == [True, True]


def test_categories_are_strong_and_their_questions_indented():
    rows = (
        (Cell("Service", header=True), Cell("4,1")),
        (Cell("Åpningstid"), Cell("4,2")),
    )
    columns = (Column("Spørsmål", "text"), Column("Snitt"))
    (table,) = opened(Table("T", columns, rows)).tables
    _, category, question = table.rows
    assert [cell.paragraphs[0].runs[0].style.name for cell in category.cells] == [
        "Table Strong",
        "Table Strong",
    ]
    assert category.cells[0].paragraphs[0].paragraph_format.keep_with_next is True
    styles = [cell.paragraphs[0].style.name for cell in question.cells]
    assert styles == ["Table Item", "Table Number"]


def test_a_star_does_not_move_its_number():
    rows = tuple((Cell("a", header=True), Cell(text)) for text in ("-,31596*", ",10309", "–"))
    (table,) = opened(Table("T", (Column("", "text"), Column("")), rows)).tables
    cells = [row.cells[1] for row in table.rows[1:]]
    assert [cell.text for cell in cells] == ["-,31596*", ",10309", "–"]
    styles = [cell.paragraphs[0].style.name for cell in cells]
    assert styles == ["Table Number", "Table Number Star", "Table Number"]


def test_captions_show_the_published_number_and_are_counted_by_word():
    document = opened(correlation_table(), bar_table(title="Mål", number="12a"))
    captions = [one.text for one in document.paragraphs if one.style.name == "Caption"]
    assert captions == [f"Tabell 6 {correlation_table().title}", "Figur 12a Mål"]
    assert instructions(document) == [r"SEQ Tabell \* ARABIC \r 6"]


def test_a_diagram_has_its_text_alternative_and_a_mark_says_that_it_is_decoration():
    document = opened()
    pictures = list(document.element.iter(qn("wp:docPr")))
    diagrams = [block for block in all_blocks() if isinstance(block, Diagram)]
    marks = [
        cell.mark
        for block in all_blocks()
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if cell.mark
    ]
    spoken = [one.get("descr") for one in pictures if one.get("descr")]
    decoration = [one for one in pictures if is_decoration(one)]
    assert spoken == [diagram.alt for diagram in diagrams]
    assert all(len(alt) < 300 for alt in spoken)
    assert len(spoken) + len(decoration) == len(pictures)
    assert len(decoration) > len(marks) > 15  # axes and the legends' marks too
    for shape in document.inline_shapes:
        assert shape.width <= 9412 * 635
    assert len({one.get("id") for one in pictures}) == len(pictures)


def is_decoration(picture) -> bool:
    """As Word itself writes it, and without a text alternative."""
    said = [one.get("val") for one in picture.iter(DECORATIVE)]
    return said == ["1"] and not picture.get("descr")


def test_a_mark_stands_in_its_own_cell_and_no_text_with_it():
    (table,) = opened(bar_table()).tables
    for row in list(table._tbl.iterchildren(qn("w:tr"))):
        cells = list(row.iterchildren(qn("w:tc")))
        pictures = [len(list(cell.iter(qn("w:drawing")))) for cell in cells]
        assert pictures == [0, 1, 0]  # the axis in the head, a mark in each row
        assert not "".join(t.text for t in cells[1].iter(qn("w:t")))


def test_headings_and_texts_are_in_the_templates_styles():
    document = opened()
    assert [one.text for one in document.paragraphs[:2]] == [
        "Fjordbyen",
        "Innovasjon i førstelinja, 2. kvartal 2015",
    ]
    assert [one.style.name for one in document.paragraphs[:3]] == ["Title", "Subtitle", "Lead"]
    headings = [
        (one.style.name, one.text)
        for one in document.paragraphs
        if one.style.name.startswith("Heading")
    ]
    assert headings == [
        (f"Heading {block.level}", block.text)
        for block in all_blocks()
        if isinstance(block, Heading)
    ]
    assert any(SAMI in one.text for one in document.paragraphs)
    used = {one.style.name for one in document.paragraphs}
    assert {"Small", "Note", "Note Title", "List Bullet", "List Number", "Table Note"} <= used


def test_every_style_that_is_used_is_in_the_template():
    document = opened()
    known = {style.style_id for style in document.styles}
    for tag in ("w:pStyle", "w:rStyle", "w:tblStyle"):
        used = {one.get(qn("w:val")) for one in document.element.iter(qn(tag))}
        assert used <= known


def test_nothing_is_formatted_past_the_styles():
    document = opened()
    allowed = {qn(f"w:{name}") for name in ("rStyle", "pStyle", "numPr", "keepNext", "lang")}
    for tag in ("w:rPr", "w:pPr"):
        for properties in document.element.body.iter(qn(tag)):
            assert {one.tag for one in properties} <= allowed


def test_numbered_lists_count_from_one_again():
    document = opened(Bullets(("a", "b"), ordered=True), Bullets(("c",), ordered=True))
    numbers = [
        one._p.pPr.numPr.numId.val for one in document.paragraphs if one.style.name == "List Number"
    ]
    assert numbers[0] == numbers[1] != numbers[2]


def test_contents_have_the_pages_of_the_pdf_and_ask_nothing_on_opening():
    report = sample_report()
    pdf, made = render_formats(report, ("pdf", "docx"))
    document = docx.Document(BytesIO(made.content))
    with pypdfium2.PdfDocument(pdf.content) as opened_pdf:
        headings = [
            (one.level, one.get_title(), one.get_dest().get_index() + 1)
            for one in opened_pdf.get_toc()
        ]
    assert len({page for *_, page in headings}) > 1
    assert instructions(document)[0] == r'TOC \o "1-2" \h \z \u'
    entries = [one.text for one in document.paragraphs if one.style.name.startswith("toc")]
    assert entries == [f"{text}\t{page}" for level, text, page in headings if level < 2]
    assert document.settings.element.find(qn("w:updateFields")) is None
    starts = [one.get(qn("w:fldCharType")) for one in document.element.iter(qn("w:fldChar"))]
    assert starts.count("begin") == starts.count("separate") == starts.count("end")
    assert not [one for one in document.element.iter(qn("w:fldChar")) if one.get(qn("w:dirty"))]


def test_a_word_file_is_the_same_whether_a_pdf_is_asked_for_or_not():
    together = [render_formats(sample_report(), forms) for forms in (("pdf", "docx"), ("docx",))]
    assert together[0][1] == together[1][0] == render_one(sample_report(), "docx")


def test_head_and_foot_stand_on_every_page():
    section = opened().sections[0]
    assert section.header.paragraphs[0].text == "Kontorrapport for Fjordbyen"
    foot = section.footer.paragraphs[0]
    assert foot.text == "Syntetiske data · kjøring 4f2a9c\tSide 1 av 1"
    fields = [one.text.strip() for one in foot._p.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)


@pytest.mark.parametrize(
    ("language", "locale"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")]
)
def test_properties_say_what_the_file_is(language, locale):
    document = opened(Paragraph("a"), language=language)
    properties = document.core_properties
    assert properties.title == "Kontorrapport for Fjordbyen"
    assert properties.author == "Fylkets analyseenhet"
    assert properties.identifier == "fjordbyen"
    assert properties.version == "4f2a9c"
    assert properties.keywords == "fjordbyen, 4f2a9c"
    assert properties.language == locale
    assert properties.created.replace(tzinfo=None) == datetime(2015, 7, 1)
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {locale}


def test_the_action_plan_has_blank_rows_to_fill_in():
    plan = ActionPlan("Handlingsplan", ("Tiltak", "Hvem"), 3)
    (table,) = opened(plan).tables
    assert rows_of(table) == [["Tiltak", "Hvem"], *[["", ""]] * 3]
    assert table.style.name == "Handlingsplan"


def test_the_bytes_are_the_same_every_time():
    first, second = render_docx(sample_report()), render_docx(sample_report())
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = package.namelist()
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])


@settings(max_examples=times(60), deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_read_back(text):
    table = Table(text, (Column(text, "text"),), ((Cell(text),),), notes=(text,))
    document = opened(Paragraph(text), Heading(1, text), table)
    assert rows_of(document.tables[0])[1] == [printable(text)]
    assert document.paragraphs[2].text == printable(text)


def test_template_syntax_in_a_text_is_only_text():
    text = "{{ title }} {% if %} {_{ }_} <w:p> &amp;"
    document = opened(Paragraph(text))
    assert text in [one.text for one in document.paragraphs]


def template_with(change: dict[str, str], folder: Path) -> Path:
    """A folder of own templates whose Word file is the shipped one with texts replaced."""
    target = folder / "word" / "rapport.docx"
    target.parent.mkdir()
    with (
        zipfile.ZipFile(template(word.TEMPLATE)) as source,
        zipfile.ZipFile(target, "w") as package,
    ):
        for name in source.namelist():
            content = source.read(name)
            for old, new in change.items():
                content = content.replace(old.encode(), new.encode())
            package.writestr(name, content)
    return folder


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"{{ title }}": "{{ titel }}"}, "filled: {{ titel }}. These can: title, subtitle"),
        ({"{{ title }}": "{{ title"}, "a placeholder cannot be filled"),
        ({"{{ title }}": "{% tittel %}"}, "filled: {% tittel %}. These can:"),
        ({"{{ content }}": "her"}, "lacks a paragraph of its own that says"),
        ({"{{ footer }}": "{{ footer.__class__ }}"}, "filled: {{ footer.__class__ }}."),
        ({'"Lead"': '"Ingress"', 'w:val="Note Title"': 'w:val="x"'}, "lacks the styles lead, note"),
        ({'<w:numPr><w:numId w:val="2"/></w:numPr>': ""}, "the numbering of its style List Number"),
        ({'<w:num w:numId="1">': '<w:num w:numId="7">'}, "the numbering of its style List Bullet"),
        (
            {"{{ content }}": "her", '"Lead"': '"Ingress"', '<w:numId w:val="2"/>': ""},
            "it lacks a paragraph of its own that says {{ content }}; the styles lead; "
            "the numbering of its style List Number.",
        ),
    ],
)
def test_a_template_that_cannot_be_used_gives_one_message(change, message, tmp_path):
    own = template_with(change, tmp_path)
    with pytest.raises(ArgumentError) as caught:
        render_one(sample_report(), "docx", own)
    said = str(caught.value)
    assert said.startswith(f"{own / 'word' / 'rapport.docx'}: ")
    assert message in said
    assert said.endswith("Mend the template, or put the shipped one in its place.")


@pytest.mark.parametrize("content", [b"", b"not a Word file", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_word_file_is_refused(content, tmp_path):
    target = tmp_path / "word" / "rapport.docx"
    target.parent.mkdir()
    target.write_bytes(content)
    with pytest.raises(ArgumentError, match=r"this is not a Word file \(\.docx\)"):
        render_one(sample_report(), "docx", tmp_path)


def test_a_template_saved_in_norwegian_word_names_its_styles_otherwise(tmp_path):
    change = {
        'w:styleId="Heading1"': 'w:styleId="Overskrift1"',
        'w:styleId="Caption"': 'w:styleId="Bildetekst"',
        'w:styleId="TableText"': 'w:styleId="Tabelltekst"',
        'w:basedOn w:val="TableText"': 'w:basedOn w:val="Tabelltekst"',
    }
    own = template_with(change, tmp_path)
    document = docx.Document(BytesIO(render_one(sample_report(), "docx", own).content))
    styles = {one.get(qn("w:val")) for one in document.element.body.iter(qn("w:pStyle"))}
    assert {"Overskrift1", "Bildetekst", "Tabelltekst"} <= styles
    assert not {"Heading1", "Caption", "TableText"} & styles
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == [
        block.text for block in all_blocks() if isinstance(block, Heading) and block.level == 1
    ]
