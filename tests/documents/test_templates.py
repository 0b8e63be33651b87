"""A county's own templates stand before the shipped ones, file by file."""

from __future__ import annotations

import shutil
from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from generator.errors import ArgumentError, RenderingError
from generator.render.workers import render, render_one
from generator.report.block import Heading, Paragraph
from generator.resources.templates import (
    own_templates,
    template,
    templates_digest,
    templates_folder,
    templates_from,
)
from generator.resources.typeface import text_width
from generator.run.verify.documents import verify_documents

from .samples import bar_table, construct_table, diagram, sample_report

BLOCKS = (Heading(1, "Kapittel"), Paragraph("Tekst."), construct_table())


def own(folder: Path, **texts: str) -> Path:
    """A folder with the named templates (``html__report_css``)."""
    for name, text in texts.items():
        kind, _, rest = name.partition("__")
        path = folder / kind / rest.replace("_css", ".css").replace("_html", ".html.j2")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        words = page.get_textpage()
        text = words.get_text_range()
        words.close()
        page.close()
    return text


def width_of(word: str, content: bytes) -> float:
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        words = page.get_textpage()
        start = words.get_text_range().index(word)
        width = words.get_charbox(start + len(word) - 1)[2] - words.get_charbox(start)[0]
        words.close()
        page.close()
    return width


def fonts(content: bytes) -> set[str]:
    reader = pypdf.PdfReader(BytesIO(content))
    found = [
        font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()
    ]
    return {str(name).split("+")[-1] for name in found}


def test_the_shipped_templates_are_in_force_unless_others_are_named(tmp_path):
    assert own_templates() is None
    assert template("html/report.css") == templates_folder() / "html" / "report.css"
    with templates_from(own(tmp_path, html__report_css="p {}")):
        assert template("html/report.css") == tmp_path / "html" / "report.css"
        assert template("html/note.html.j2") == templates_folder() / "html" / "note.html.j2"
    assert own_templates() is None


def test_one_template_is_replaced_and_the_others_stay(tmp_path):
    folder = own(
        tmp_path, html__note_html="", html__paragraph_html="<p>Vårt: {{ view.block.text }}</p>"
    )
    report = sample_report(BLOCKS)
    text = text_of(render_one(report, "pdf", folder).content)
    assert "Vårt: Tekst." in text
    assert "Kapittel" in text
    assert "Vårt" not in text_of(render_one(report, "pdf").content)


def test_another_style_sheet_finds_the_shipped_fonts(tmp_path):
    css = template("html/report.css").read_text("utf-8").replace("size: A4;", "size: A5;")
    folder = own(tmp_path, html__report_css=css)
    changed, plain = (render_one(sample_report(BLOCKS), "pdf", one) for one in (folder, None))
    for document, width in ((changed, 419.5), (plain, 595.3)):
        with pypdfium2.PdfDocument(document.content) as pdf:
            assert pdf.get_page_size(0)[0] == pytest.approx(width, abs=0.1)
    assert fonts(changed.content) == fonts(plain.content)


def test_another_font_is_used_for_measuring_and_printing(tmp_path):
    (tmp_path / "fonts").mkdir()
    shipped = templates_folder() / "fonts"
    shutil.copy(shipped / "SourceSans3-Bold.ttf", tmp_path / "fonts" / "SourceSans3-Regular.ttf")
    plain = text_width("Innovasjonsatferd", size=10)
    with templates_from(tmp_path):
        assert text_width("Innovasjonsatferd", size=10) > plain * 1.05
    assert text_width("Innovasjonsatferd", size=10) == plain
    report = sample_report((Paragraph("Tekst."), bar_table()))
    for form in ("pdf", "docx"):
        assert render_one(report, form, tmp_path).content != render_one(report, form).content
    changed, shipped_look = (
        render_one(sample_report(BLOCKS), "pdf", one).content for one in (tmp_path, None)
    )
    assert width_of("Tekst.", changed) > width_of("Tekst.", shipped_look) * 1.03


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_use_the_templates_in_force_when_rendering_was_asked_for(workers, tmp_path):
    folder = own(tmp_path, html__paragraph_html="<p>Vårt: {{ view.block.text }}</p>")
    reports = [sample_report(BLOCKS)] * 3
    with templates_from(folder):
        documents = render(reports, formats=("pdf",), workers=workers)
    assert all("Vårt: Tekst." in text_of(document.content) for document in documents)


def test_a_file_that_replaces_nothing_is_refused(tmp_path):
    own(tmp_path, html__raport_css="p {}", html__report_css="p {}")
    with pytest.raises(ArgumentError, match=r"html/raport\.css would replace nothing") as caught:
        templates_from(tmp_path).__enter__()
    assert "word/rapport.docx" in str(caught.value)
    assert own_templates() is None


@pytest.mark.parametrize("name", [".DS_Store", "word/~$pport.docx", ".git/config"])
def test_files_that_nobody_meant_are_passed_over(name, tmp_path):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x" * 1_000_001)
    with templates_from(tmp_path):
        assert own_templates() == tmp_path


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match="no such folder"):
        templates_from(tmp_path / "nowhere").__enter__()


def test_the_digest_follows_what_is_in_force(tmp_path):
    plain = templates_digest()
    folder = own(tmp_path, html__note_html="<p>a</p>")
    with templates_from(folder):
        first = templates_digest()
        own(tmp_path, html__note_html="<p>b</p>")
        second = templates_digest()
        own(
            tmp_path,
            html__note_html=(templates_folder() / "html" / "note.html.j2").read_text(),
        )
        same = templates_digest()
    assert len({plain, first, second}) == 3
    assert same == plain == templates_digest()


@pytest.mark.parametrize(
    ("templates", "message"),
    [
        (
            {"html__paragraph_html": "<p>{{ view.block.tekst }}</p>"},
            r"paragraph\.html\.j2, line 1: .*tekst",
        ),
        ({"html__paragraph_html": "<p>\n{% if %}</p>"}, r"paragraph\.html\.j2, line 2: "),
        (
            {"html__paragraph_html": "<p>"},
            r"report\.html\.j2: .*not well-formed XHTML: mismatched tag",
        ),
        ({"html__report_css": "p { colour: red }"}, r"report\.css: .*colour"),
        (
            {"html__paragraph_html": "{{ view.__class__ }}"},
            r"paragraph\.html\.j2, line 1: .*may not ask",
        ),
    ],
)
def test_a_template_that_cannot_be_used_gives_one_message(templates, message, tmp_path):
    with pytest.raises(ArgumentError, match=rf"{message}.*Mend the template") as caught:
        render_one(sample_report(BLOCKS), "pdf", own(tmp_path, **templates))
    assert "\n" not in str(caught.value)


PICTURE = "data:image/svg+xml;base64," + b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
).decode("ascii")


def test_a_template_cannot_make_a_file_that_breaks_the_rules(tmp_path):
    folder = own(tmp_path, html__diagram_html=f'<img src="{PICTURE}"/>')
    report = sample_report((diagram(),))
    with pytest.raises(RenderingError, match=r"data:….*alt"):
        render_one(report, "pdf", folder)


def test_a_template_that_makes_decoration_of_a_diagram_is_found(tmp_path):
    decoration = "<p>Modellen</p>{{ view.drawing|picture }}"
    folder = own(tmp_path, html__diagram_html=decoration)
    report = sample_report((replace(diagram(), number=None),))
    assert verify_documents([report], [render_one(report, "pdf", folder)]).findings == (
        f"{report.path}.pdf: no picture says {diagram().alt!r}",
    )
