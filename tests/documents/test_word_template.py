"""The Word template as somebody who knows only a word processor meets it: open, change, save."""

from __future__ import annotations

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.shared import RGBColor
from openxml_audit import FileFormat, OpenXmlValidator

from generator.errors import ArgumentError
from generator.render.workers import render_one
from generator.report.block import RenderedDocument
from generator.resources.templates import templates_folder
from generator.run.verify.documents import verify_documents

from .samples import all_blocks, sample_report
from .test_word_valid import NEEDS_OFFICE, OFFICE

PLACEHOLDERS = ("title", "subtitle", "content", "running_head", "footer", "page", "of")
SHIPPED = templates_folder() / "word" / "rapport.docx"


def own(tmp_path: Path) -> Path:
    """A copy of the template where a county keeps its own."""
    path = tmp_path / "own" / "word" / "rapport.docx"
    path.parent.mkdir(parents=True)
    shutil.copy(SHIPPED, path)
    return path


def rendered_with(template: Path) -> RenderedDocument:
    return render_one(sample_report(all_blocks()), "docx", template.parents[1])


def texts(document) -> list[str]:
    section = document.sections[0]
    parts = (document, section.header, section.footer)
    return [paragraph.text for part in parts for paragraph in part.paragraphs]


def test_every_placeholder_is_seen_where_it_will_stand() -> None:
    seen = " ".join(texts(Document(str(SHIPPED))))
    assert [name for name in PLACEHOLDERS if f"{{{{ {name} }}}}" not in seen] == []


def test_a_changed_style_and_a_changed_head_are_printed(tmp_path: Path) -> None:
    template = own(tmp_path)
    document = Document(str(template))
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x5A, 0x1A, 0x6B)
    document.sections[0].header.paragraphs[0].insert_paragraph_before("Fylkets eget hode")
    document.save(str(template))
    made = Document(BytesIO(rendered_with(template).content))
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(0x5A, 0x1A, 0x6B)
    assert "Fylkets eget hode" in texts(made)


def test_a_text_around_a_placeholder_is_kept(tmp_path: Path) -> None:
    template = own(tmp_path)
    document = Document(str(template))
    place = next(one for one in document.paragraphs if "{{ title }}" in one.text)
    place.insert_paragraph_before("Til ansatte: {{ title }}", style=place.style)
    document.save(str(template))
    made = Document(BytesIO(rendered_with(template).content))
    assert f"Til ansatte: {sample_report(()).title}" in texts(made)


@pytest.mark.parametrize(
    "placeholder", ["{{ ''.__class__.__mro__ }}", "{{ title.__init__.__globals__ }}"]
)
def test_a_template_reaches_nothing_but_its_texts(placeholder: str, tmp_path: Path) -> None:
    template = own(tmp_path)
    document = Document(str(template))
    document.paragraphs[0].insert_paragraph_before(placeholder)
    document.save(str(template))
    with pytest.raises(ArgumentError, match="a placeholder cannot be filled"):
        rendered_with(template)


def test_a_template_saved_by_libreoffice_still_makes_every_report(tmp_path: Path) -> None:
    if OFFICE is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NEEDS_OFFICE)
        pytest.skip(NEEDS_OFFICE)
    template = own(tmp_path)
    saved = tmp_path / "saved"
    command = [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(saved), str(template)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert (saved / template.name).read_bytes() != template.read_bytes()
    shutil.copy(saved / template.name, template)
    document = rendered_with(template)
    assert verify_documents([sample_report(all_blocks())], [document]).findings == ()
    (tmp_path / "made.docx").write_bytes(document.content)
    result = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(
        str(tmp_path / "made.docx")
    )
    assert [str(error) for error in result.errors] == []
