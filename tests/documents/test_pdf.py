from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path

import page
import pydyf
import pypdfium2
import pypdfium2.raw
import pytest
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import RenderingError
from generator.render.html import page as html
from generator.render.pdf import document as pdf
from generator.render.pdf.document import TemplatesFetcher, lay_out, render_pdf
from generator.render.pdf.tags import AMBIGUOUS_END, finish_tags
from generator.render.workers import render_one
from generator.report.block import (
    Cell,
    Column,
    Contents,
    Heading,
    PageBreak,
    Paragraph,
    Report,
    Table,
)
from generator.resources.templates import templates_folder
from generator.resources.typeface import printable

from .samples import SAMI, correlation_table, diagram, long_table, sample_report

ROOT = Path(__file__).parent.parent.parent
DIGEST = """
from hashlib import sha256
from tests.documents.samples import sample_report
from generator.render.pdf.document import render_pdf
print(sha256(render_pdf(sample_report()).content).hexdigest())
"""


def read(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        texts = []
        for sheet in document:
            text = sheet.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            sheet.close()
        return texts


def squeeze(text: str) -> str:
    """Leave out spaces, line breaks and the marks that break words over lines."""
    return "".join(text.replace("\ufffe", "-").split())


@pytest.fixture(scope="module")
def sample() -> tuple[Report, pdf.RenderedPdf]:
    report = sample_report()
    return report, render_pdf(report)


def test_every_text_of_the_blocks_is_in_the_file(sample):
    report, rendered = sample
    printed = squeeze("".join(read(rendered.content)))
    for block in report.blocks:
        if isinstance(block, Heading | Paragraph):
            assert squeeze(block.text) in printed
        if isinstance(block, Table):
            for row in block.rows:
                assert squeeze("".join(cell.text for cell in row)) in printed
            for text in (block.title, *block.notes):
                assert squeeze(text) in printed
    assert squeeze(SAMI) in printed
    assert "−0,3" in printed


def test_pages_are_counted_and_numbered(sample):
    _, rendered = sample
    pages = read(rendered.content)
    assert rendered.pages == len(pages) > 4
    for number, text in enumerate(pages, start=1):
        assert f"Side {number} av {len(pages)}" in text
        assert "Kontorrapport for Fjordbyen" in text
        assert "Syntetiske data · kjøring 4f2a9c" in text


def test_a_long_table_repeats_its_head():
    rendered = render_pdf(sample_report((long_table(90),)))
    assert rendered.pages == 3
    assert all("Prosent" in text for text in read(rendered.content))


def test_a_short_table_stays_whole():
    filler = tuple(Paragraph("Linje.") for _ in range(27))
    pages = read(render_pdf(sample_report((*filler, correlation_table()))).content)
    assert len(pages) == 2
    assert "Tabell 6" in pages[1]
    assert "Signifikante" in pages[1]


def test_contents_give_the_page_of_each_heading():
    blocks = (Contents("Innhold"), Heading(1, "Først"), PageBreak(), Heading(1, "Sist"))
    first, second = read(render_pdf(sample_report(blocks)).content)
    lines = [squeeze(line) for line in first.splitlines()]
    assert any(line.startswith("Sist") and line.endswith("2") for line in lines)
    assert "Sist" in second


def test_the_file_is_valid_for_the_archive_and_for_a_screen_reader(sample):
    _, rendered = sample
    for profile in ("2a", "ua1"):
        result = page.validate_pdf_bytes(rendered.content, profile=profile)
        assert [(failure.rule_id, failure.message) for failure in result.failures] == []


def without_mark(file):
    metadata = next(one for one in file.objects if b"pdfuaid" in b"".join(bytes_of(one)))
    metadata.stream = [
        part.replace(b"<pdfuaid:part>1", b"<pdfuaid:part>7") for part in metadata.stream
    ]


def bytes_of(thing) -> list[bytes]:
    parts = thing.stream if isinstance(thing, pydyf.Stream) else []
    return [part for part in parts if isinstance(part, bytes)]


def without_alt(file):
    for thing in file.objects:
        if isinstance(thing, dict) and thing.get("S") == "/Figure":
            del thing["Alt"]


def without_scope(file):
    for thing in file.objects:
        if isinstance(thing, dict) and thing.get("S") in {"/TH", "/TD"}:
            thing["A"].pop("Scope", None)
            thing["A"].pop("Headers", None)


def without_output_intent(file):
    del file.catalog["OutputIntents"]


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (without_mark, "PDF/UA-1"),
        (without_alt, "PDF/UA-1"),
        (without_scope, "PDF/UA-1"),
        (without_output_intent, "PDF/A-2a"),
    ],
)
def test_a_file_that_breaks_a_rule_is_never_let_out(monkeypatch, harm, named):
    def spoil(document, file, *, attempt, **known):
        finish_tags(document, file, attempt=attempt, **known)
        harm(file)

    monkeypatch.setattr(pdf, "finish_tags", spoil)
    report = sample_report((correlation_table(), diagram()))
    with pytest.raises(RenderingError, match=rf"^{report.path}\.pdf: not valid as {named}: \S+ \("):
        render_one(report, "pdf")


def test_a_stream_that_ends_ambiguously_is_written_again(monkeypatch):
    """A stream that ends so is put in on purpose: once it is stored as it is, all is well."""
    report = sample_report((Paragraph("a"), correlation_table()))
    plain = render_pdf(report).content
    contents = (f"% {number}".encode() for number in count())
    unlucky = next(
        one for one in contents if pydyf.Stream([one], compress=True).data.endswith(AMBIGUOUS_END)
    )
    attempts = []

    def spoil(document, file, *, attempt, **known):
        attempts.append(attempt)
        file.add_object(pydyf.Stream([unlucky], compress=True))
        finish_tags(document, file, attempt=attempt, **known)

    monkeypatch.setattr(pdf, "finish_tags", spoil)
    rendered = render_pdf(report)
    assert attempts == [0, 1]
    assert AMBIGUOUS_END not in rendered.content
    assert read(rendered.content) == read(plain)
    for profile in ("2a", "ua1"):
        assert page.is_pdf_compliant_bytes(rendered.content, profile=profile)


def test_metadata_say_what_the_file_is(sample):
    report, rendered = sample
    with pypdfium2.PdfDocument(rendered.content) as document:
        meta = document.get_metadata_dict()
        bookmarks = [one.get_title() for one in document.get_toc()]
    assert meta["Title"] == report.title
    assert meta["Author"] == report.author
    assert meta["Keywords"] == "fjordbyen, 4f2a9c"
    assert meta["CreationDate"].startswith("D:20150701")
    assert bookmarks == [block.text for block in report.blocks if isinstance(block, Heading)]


def test_only_the_shipped_fonts_are_used_and_they_are_embedded(sample):
    _, rendered = sample
    names = set()
    with pypdfium2.PdfDocument(rendered.content) as document:
        for sheet in document:
            for thing in sheet.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_TEXT,)):
                font = thing.get_font()
                names.add(font.get_base_name())
                assert font.is_embedded
            sheet.close()
    assert names
    assert all("Source-Sans-3" in name for name in names)


def test_the_bytes_are_the_same_in_another_process(sample):
    _, rendered = sample
    digests = {sha256(rendered.content).hexdigest()}
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
        run = subprocess.run(
            [sys.executable, "-c", DIGEST],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(run.stdout.strip())
    assert len(digests) == 1


def test_the_bytes_do_not_depend_on_what_was_laid_out_before(sample):
    report, rendered = sample
    render_pdf(sample_report((correlation_table(),)))
    assert render_pdf(report).content == rendered.content


def test_another_unit_has_another_identifier():
    report = sample_report((Paragraph("a"),))
    other = replace(report, path="offices/other/kontorrapport-other")
    assert render_pdf(report).content != render_pdf(other).content


@pytest.mark.parametrize(
    "addition",
    [
        '<p style="colour: red">x</p>',
        '<img src="data:image/svg+xml;base64,PHN2Zz48L3N2" alt="x"/>',
        '<img src="https://example.org/x.png" alt="x"/>',
        '<img src="file:///etc/hostname" alt="x"/>',
        '<img src="missing.png" alt="x"/>',
        '<a href="#nowhere">x</a>',
    ],
)
def test_whatever_weasyprint_warns_of_is_an_error(addition):
    report = sample_report((Paragraph("MARK"),))
    xhtml = html.report_html(report).replace("MARK", addition)
    with pytest.raises(RenderingError):
        lay_out(xhtml, report)
    assert render_pdf(report).pages == 1  # and the process is not spoilt by it


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/",
        "http://127.0.0.1/",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "file://server/share/x",
    ],
)
def test_the_fetcher_refuses_what_is_not_a_template(url):
    with pytest.raises(ValueError, match=r"rendering|templates folder"):
        TemplatesFetcher().fetch(url)


def test_the_fetcher_does_not_leave_the_templates_folder_by_dots():
    inside = (templates_folder() / "html").resolve().as_uri()
    assert TemplatesFetcher().fetch(f"{inside}/report.css").read()
    with pytest.raises(ValueError, match="templates folder"):
        TemplatesFetcher().fetch(f"{inside}/../../pyproject.toml")


@settings(max_examples=times(25), deadline=None)
@given(st.text(max_size=40))
def test_any_cell_text_is_printed(text):
    columns = (Column("a", "text"), Column("b", "text"))
    table = Table("T", columns, ((Cell("fra", header=True), Cell(text)),))
    rendered = render_pdf(sample_report((table,)))
    assert rendered.pages == 1
    printed = squeeze(read(rendered.content)[0])
    if printable(text).isascii():
        assert squeeze(f"fra{printable(text)}") in printed


def test_the_environment_is_left_as_it_was(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    render_pdf(sample_report((Paragraph("a"),)))
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_the_metadata_say_which_unit_and_run_as_archives_allow(sample):
    """The schema of the two properties is described in the file, and stands beside PDF/UA's."""
    report, rendered = sample
    (packet,) = re.findall(rb"<x:xmpmeta.*?</x:xmpmeta>", rendered.content, re.DOTALL)
    text = packet.decode()
    assert f"<kontorrapport:unit>{report.unit}</kontorrapport:unit>" in text
    assert f"<kontorrapport:run>{report.run_id}</kontorrapport:run>" in text
    assert re.findall(r"<pdfaSchema:prefix>(\w+)<", text) == ["pdfuaid", "kontorrapport"]
    assert re.findall(r"<pdfaProperty:name>(\w+)<", text) == ["part", "unit", "run"]
