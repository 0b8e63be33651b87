"""Finished PDFs by two readers that share nothing with the validator in the program.

pdfua has twelve rules of PDF/UA, over QPDF. The other reading is ours, over pypdf: what PDF/A-2a
and PDF/UA-1 ask of the catalog, the metadata, fonts, colours and marked content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise

import pdfua
import pypdf
import pytest
from pypdf.generic import ContentStream, DictionaryObject, NameObject

from generator.render.pdf.document import render_pdf

from .samples import sample_report
from .tag_tree import listed

PAINTS = {b"Tj", b"TJ", b"'", b'"', b"f", b"f*", b"F", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh"}
PAINTS |= {b"Do", b"BI"}
NOT_NAMED = {"/JavaScript", "/EmbeddedFiles"}
SAYS = (
    r'pdfaid:part="2"',
    r'pdfaid:conformance="A"',
    r"<pdfuaid:part>1</pdfuaid:part>",
    r"<dc:title><rdf:Alt><rdf:li [^>]*>[^<]+",
)


def elements(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every structure element, in reading order."""
    waiting = listed(reader.root_object["/StructTreeRoot"]["/K"])
    while waiting:
        one = waiting.pop(0).get_object()
        if isinstance(one, DictionaryObject) and "/S" in one:
            yield one
            waiting[:0] = listed(one["/K"]) if "/K" in one else []


def marked(page: pypdf.PageObject, reader: pypdf.PdfReader) -> Iterator[int | None]:
    """The number of each piece of content that is painted; -1 for decoration, None for neither."""
    inside: list[int | None] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in {b"BMC", b"BDC"}:
            number = operands[1].get("/MCID") if operator == b"BDC" else None
            inside.append(-1 if operands[0] == "/Artifact" else number)
        elif operator == b"EMC":
            inside.pop()
        elif operator in PAINTS:
            yield next((number for number in inside if number is not None), None)


def breaches(content: bytes) -> list[str]:
    reader = pypdf.PdfReader(BytesIO(content))
    return [*of_the_file(reader), *of_the_tags(reader), *of_the_pages(reader)]


def of_the_file(reader: pypdf.PdfReader) -> Iterator[str]:
    root = reader.root_object
    metadata = root["/Metadata"].get_object().get_data().decode()
    yield from (f"metadata lack {one}" for one in SAYS if not re.search(one, metadata))
    if not root.get("/Lang") or not root.get("/MarkInfo", {}).get("/Marked"):
        yield "no language, or not tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the title is not shown"
    intents = [
        (one["/S"], one["/DestOutputProfile"]["/N"]) for one in root.get("/OutputIntents", ())
    ]
    if intents != [("/GTS_PDFA1", 3)]:
        yield "no output intent"
    acts = {"/OpenAction", "/AA"} & root.keys() | NOT_NAMED & root.get("/Names", {}).keys()
    if reader.is_encrypted or acts:
        yield "something that acts, is attached or locked"


def of_the_tags(reader: pypdf.PdfReader) -> Iterator[str]:
    tree = list(elements(reader))
    for one in tree:
        if one["/S"] == "/Figure" and not one.get("/Alt"):
            yield "a figure without words"
        if one["/S"] == "/TH" and "/Scope" not in str(one.get("/A")):
            yield "a head of no scope"
    levels = [int(str(one["/S"])[2:]) for one in tree if re.fullmatch("/H[1-6]", str(one["/S"]))]
    if levels[:1] != [1] or any(below > above + 1 for above, below in pairwise(levels)):
        yield "headings skip a level"
    pieces = [
        (one.raw_get("/Pg").idnum, int(kid))
        for one in tree
        for kid in (listed(one["/K"]) if "/K" in one else ())
        if isinstance(kid.get_object(), int)
    ]
    shown = [
        (page.indirect_reference.idnum, number)
        for page in reader.pages
        for number in {each for each in marked(page, reader) if each is not None} - {-1}
    ]
    if len(pieces) != len(set(pieces)) or not set(shown) <= set(pieces):
        yield "what is shown is not what is told, once"


def of_the_pages(reader: pypdf.PdfReader) -> Iterator[str]:
    for page in reader.pages:
        if None in marked(page, reader):
            yield "content that is neither tagged nor decoration"
        for font in page["/Resources"]["/Font"].values():
            if "/FontFile" not in str(font["/DescendantFonts"][0]["/FontDescriptor"]):
                yield "a font that is not inside"
            if "/ToUnicode" not in font:
                yield "a font without its letters"


@pytest.fixture(scope="module")
def content() -> bytes:
    return render_pdf(sample_report()).content


def test_a_finished_file_breaks_no_rule(content: bytes) -> None:
    assert breaches(content) == []


def changed(content: bytes, change: Callable[[pypdf.PdfWriter], None]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(content))
    change(writer)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def acting(writer: pypdf.PdfWriter) -> None:
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject()


def unworded(writer: pypdf.PdfWriter) -> None:
    next(one for one in elements(writer) if one["/S"] == "/Figure").pop("/Alt")


def unscoped(writer: pypdf.PdfWriter) -> None:
    next(one for one in elements(writer) if one["/S"] == "/TH").pop("/A")


def untagged(writer: pypdf.PdfWriter) -> None:
    page = writer.pages[0]
    stream = ContentStream(page.get_contents(), writer)
    stream.set_data(stream.get_data() + b"\n1 1 9 9 re f")
    page[NameObject("/Contents")] = writer._add_object(stream)


def untold(writer: pypdf.PdfWriter) -> None:
    next(one for one in elements(writer) if one["/S"] == "/P").pop("/K")


def skipped(writer: pypdf.PdfWriter) -> None:
    next(one for one in elements(writer) if one["/S"] == "/H2")[NameObject("/S")] = NameObject(
        "/H4"
    )


def unembedded(writer: pypdf.PdfWriter) -> None:
    font = next(iter(writer.pages[0]["/Resources"]["/Font"].values()))
    font["/DescendantFonts"][0]["/FontDescriptor"].pop("/FontFile2")


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda writer: writer.root_object.pop("/Lang"), "no language"),
        (lambda writer: writer.root_object.pop("/OutputIntents"), "no output intent"),
        (lambda writer: writer.root_object.pop("/ViewerPreferences"), "title"),
        (acting, "something that acts"),
        (lambda writer: writer.add_attachment("a.txt", b"a"), "something that acts"),
        (unworded, "a figure without words"),
        (unscoped, "a head of no scope"),
        (untagged, "neither tagged nor decoration"),
        (untold, "what is shown is not what is told"),
        (skipped, "headings skip a level"),
        (unembedded, "a font that is not inside"),
    ],
)
def test_what_is_broken_is_found(
    change: Callable[[pypdf.PdfWriter], object], finding: str, content: bytes
) -> None:
    found = breaches(changed(content, change))
    assert any(finding in one for one in found), found


def test_pdfua_finds_nothing_and_what_is_broken(content: bytes) -> None:
    """One of its rules ends in an error of its own where attributes are a list, as ours may be."""

    def look(file: bytes) -> pdfua.Report:
        return pdfua.validate(BytesIO(file))

    report = look(content)
    assert report.findings == ()
    assert [one.rule_id for one in report.skipped] == ["UA-14-001"]
    assert len(report.outcomes) == 12

    def unlanguaged(writer: pypdf.PdfWriter) -> None:
        writer.root_object.pop("/Lang")

    def untitled(writer: pypdf.PdfWriter) -> None:
        writer.root_object.pop("/ViewerPreferences")

    for change in (unworded, unlanguaged, untitled):
        assert look(changed(content, change)).findings, change.__name__
