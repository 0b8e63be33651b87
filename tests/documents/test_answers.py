"""Answers in own words in the county report: tables, sentences and quotes in both formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from pypdf.generic import DictionaryObject

from generator.render.workers import render_one
from generator.report.block import Heading, Paragraph, Quote, Table
from generator.report.blocks.themes import theme_blocks
from generator.report.county.report import county_report, default_outline
from generator.report.localisation import localised
from generator.resources.typeface import printable
from generator.results.survey import Quote as PublishedQuote
from generator.results.survey import Theme, Themes
from generator.results.values import Band, Suppressed
from generator.run.verify.documents import verify_documents

from .samples import sample_report
from .tag_tree import read_tags

FEW = Suppressed("threshold")


def theme(label: str, count: object, *quotes: str) -> Theme:
    percent = 100 * count / 20 if isinstance(count, int) else FEW
    told = tuple(PublishedQuote(text=text, language="nb") for text in quotes)
    return Theme(label=label, count=count, percent=percent, quotes=told)


def node(*themes: Theme, others: tuple[str, ...] = (), reviewed: bool = True) -> Themes:
    return Themes(
        group="round",
        n=20,
        question="Annet",
        asked="Medarbeidere / Ledere",
        themes=themes,
        reviewed=reviewed,
        others=tuple(PublishedQuote(text=text, language="nb") for text in others),
    )


def blocks(context, found: object, language="nb") -> list:
    released = replace(context.released, steps={"themes/annet": found})
    return list(theme_blocks(localised(replace(context, released=released), language)))


def said(found: list) -> str:
    return " ".join(block.text for block in found if isinstance(block, Paragraph))


def test_themes_are_a_table_and_quotes_stand_under_theirs(demo_context) -> None:
    found = blocks(demo_context, node(theme("A", 8, "x", "y"), theme("B", FEW), others=("z",)))
    (table,) = (block for block in found if isinstance(block, Table))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["A", "8", "40\N{NO-BREAK SPACE}%"],
        ["B", "færre enn fire", "–"],
    ]
    assert table.notes[0] == "20 medarbeidere og ledere svarte."
    assert [(type(b).__name__, b.text) for b in found if isinstance(b, Heading | Quote)] == [
        ("Heading", "Annet"),
        ("Heading", "A"),
        ("Quote", "x"),
        ("Quote", "y"),
        ("Heading", "Andre svar"),
        ("Quote", "z"),
    ]
    assert said(found).startswith("Flest skrev om «A»: 8 av 20 svar.")


@pytest.mark.parametrize(
    ("themes", "sentence"),
    [
        ([theme("A", 8), theme("B", 8)], "Like mange skrev om «A» og «B»: 8 av 20 svar hver."),
        ([theme("A", FEW)], "Ingen av temaene ble tatt opp i så mange som fire svar."),
        ([theme("A", Band(17, 19))], "Ingen svar er valgt ut"),
        ([], "Ingen svar er valgt ut"),
    ],
)
def test_a_sentence_for_ties_for_few_and_for_nothing(demo_context, themes, sentence) -> None:
    found = blocks(demo_context, node(*themes))
    assert sentence in said(found)
    banded = bool(themes) and isinstance(themes[0].count, Band)
    notes = [note for block in found if isinstance(block, Table) for note in block.notes]
    assert any("omtrent" in note for note in notes) is banded


def test_without_review_the_report_says_so(demo_context) -> None:
    found = blocks(demo_context, node(theme("A", 8), reviewed=False))
    assert "fordi svarene ikke er gjennomgått" in said(found)


def test_a_question_that_is_withheld_keeps_its_heading(demo_context) -> None:
    found = blocks(demo_context, FEW)
    assert [block.text for block in found] == [
        "Annet",
        "Temaene vises ikke, fordi færre enn fire svarte.",
    ]


@pytest.mark.parametrize(("language", "marked"), [("nb", None), ("nn", "nb"), ("en", "nb")])
def test_a_quote_stays_in_its_language(demo_context, language, marked) -> None:
    found = blocks(demo_context, node(theme("Rom for nye ideer", 8, "Særlig bra")), language)
    (quote,) = (block for block in found if isinstance(block, Quote))
    assert (quote.text, quote.language) == ("Særlig bra", marked)


def test_what_cannot_be_printed_or_broken_is_made_so(demo_context) -> None:
    found = blocks(demo_context, node(others=("漢" + "x" * 90,)))
    (quote,) = (block for block in found if isinstance(block, Quote))
    assert [len(word) for word in quote.text.split()] == [91]  # the page divides it, not we
    assert printable(quote.text)[0] == "□"
    report = sample_report((Heading(1, "Åpne svar"), *found))
    for ending in ("pdf", "docx"):
        assert verify_documents([report], [render_one(report, ending)]).findings == ()


def test_a_study_without_outline_has_the_section(demo_context) -> None:
    assert "themes" in {section.generated for section in default_outline(demo_context)}
    bare = replace(demo_context.released, steps={})
    outline = default_outline(replace(demo_context, released=bare))
    assert "themes" not in {section.generated for section in outline}


# --- in the finished files -------------------------------------------------------------------

REPORT = sample_report(
    (
        Heading(1, "Åpne svar"),
        Heading(2, "Annet"),
        Quote("Det tar tid, sier [navn]."),
        Quote("None of it, or nan."),
    )
)


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_changed_quote_is_found(ending: str) -> None:
    document = render_one(REPORT, ending)
    assert verify_documents([REPORT], [document]).findings == ()
    changed = replace(REPORT, blocks=(*REPORT.blocks[:2], Quote("Det tar ikke tid, sier [navn].")))
    assert verify_documents([changed], [document]).findings


def test_a_quote_is_a_block_quotation_to_a_screen_reader() -> None:
    tree = read_tags(render_one(REPORT, "pdf").content)
    assert [quote.whole_text for quote in tree.find("BlockQuote")] == [
        "Det tar tid, sier [navn].",
        "None of it, or nan.",
    ]


@pytest.mark.parametrize("language", [None, "nn"])
def test_the_pdf_says_the_language_of_a_quote(language: str | None) -> None:
    report = replace(REPORT, blocks=(*REPORT.blocks[:2], Quote("Ikkje no.", language)))
    reader = pypdf.PdfReader(BytesIO(render_one(report, "pdf").content))
    spoken = [one.get("/Lang") for one in below(reader.root_object["/StructTreeRoot"])]
    assert spoken == [language]


def below(element: DictionaryObject) -> Iterator[DictionaryObject]:
    """The block quotations of a tag tree."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        thing = kid.get_object()
        if isinstance(thing, DictionaryObject):
            if thing.get("/S") == "/BlockQuote":
                yield thing
            yield from below(thing)


@pytest.mark.parametrize(("language", "marked"), [(None, None), ("nn", "nn-NO")])
def test_the_word_file_has_it_in_the_style_quote(language: str | None, marked) -> None:
    report = replace(REPORT, blocks=(*REPORT.blocks[:2], Quote("Ikkje no.", language)))
    document = docx.Document(BytesIO(render_one(report, "docx").content))
    (paragraph,) = (one for one in document.paragraphs if one.style.name == "Quote")
    assert paragraph.text == "Ikkje no."
    language_of = [one.get(qn("w:val")) for one in paragraph._p.iter(qn("w:lang"))]
    assert language_of == ([marked] if marked else [])


def test_the_county_report_of_the_demo_round_quotes_what_is_marked(demo_context) -> None:
    report = county_report(context=demo_context)
    quotes = [block.text for block in report.blocks if isinstance(block, Quote)]
    assert "Lederen vår, [navn], er flink til å la oss prøve. Det burde flere gjøre." in quotes
    assert not any("sosionom" in text or "63 år" in text for text in quotes)
