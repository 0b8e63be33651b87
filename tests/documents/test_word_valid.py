"""Word files by the standard's own rules, and as another program opens them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pypdf
import pypdfium2
import pypdfium2.raw
import pytest
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import FileFormat, OpenXmlValidator

from generator.render.word.document import render_docx
from generator.report.block import (
    Bullets,
    Diagram,
    Heading,
    Panels,
    Paragraph,
    Report,
    Steps,
    Table,
)
from generator.report.compose import compose

from .samples import all_blocks, sample_report

OFFICE = shutil.which("soffice")
NEEDS_OFFICE = "LibreOffice is missing: .ci/setup --tests installs it where that is allowed"


def findings(path: Path) -> list[str]:
    result = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(path))
    return [str(error) for error in result.errors]


def written(report: Report, path: Path) -> Path:
    path.write_bytes(render_docx(report))
    return path


@pytest.fixture(scope="module")
def reports(demo_context) -> list[Report]:
    county, first, *offices = compose(demo_context)
    merged = next(one for one in offices if "-" in str(one.unit))
    return [sample_report(), county, first, merged, offices[-1]]


@pytest.fixture(scope="module")
def files(reports, tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("word")
    return [written(report, folder / f"{n}.docx") for n, report in enumerate(reports)]


@pytest.mark.parametrize("block", all_blocks(), ids=lambda block: type(block).__name__)
def test_every_kind_of_block_is_valid(block, tmp_path):
    assert findings(written(sample_report((block,)), tmp_path / "block.docx")) == []


def test_whole_reports_are_valid(files):
    assert {file.name: findings(file) for file in files} == {file.name: [] for file in files}


def test_the_audit_finds_what_is_wrong(tmp_path):
    path = written(sample_report((Paragraph("a"),)), tmp_path / "wrong.docx")
    content = tmp_path / "content"
    shutil.unpack_archive(path, content, "zip")
    body = content / "word" / "document.xml"
    body.write_text(
        body.read_text("utf-8").replace("<w:sectPr>", "<w:p><w:nonsense/></w:p><w:sectPr>")
    )
    shutil.make_archive(str(tmp_path / "wrong"), "zip", content)
    assert findings((tmp_path / "wrong.zip").rename(path))


@pytest.fixture(scope="module")
def converted(files) -> list[Path]:
    """The files as LibreOffice opens and prints them, all in one go."""
    if OFFICE is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NEEDS_OFFICE)
        pytest.skip(NEEDS_OFFICE)
    folder = files[0].parent
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder / "pdf"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return [folder / "pdf" / f"{file.stem}.pdf" for file in files]


def squeeze(text: str) -> str:
    """Leave out white space and the hyphens that words may be divided at."""
    return "".join(one for one in text if not (one.isspace() or one in "-\ufffe\x02"))


def lines(path: Path) -> tuple[str, int]:
    """The text of a PDF without its running heads and feet, and how many pictures it has."""
    text, pictures = "", 0
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            words = page.get_textpage()
            height = page.get_height()
            text += words.get_text_bounded(bottom=62, top=height - 60)
            pictures += len(list(page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,))))
            words.close()
            page.close()
    return squeeze(text), pictures


def pictures_of(block) -> int:
    """A diagram, or a table's axis, its marks and those of its legend."""
    if not isinstance(block, Table):
        return isinstance(block, Diagram)
    marks = sum(cell.mark is not None for row in block.rows for cell in row)
    return marks + bool(block.axis) + sum(key.mark is not None for key in block.legend)


def texts(block) -> list[str]:
    match block:
        case Table():
            cells = [cell.text for row in block.rows for cell in row]
            heads = (
                *(key.text for key in block.legend),
                *(column.head for column in block.columns),
            )
            return [block.title, *heads, *cells, *block.notes]
        case Panels():
            remarks = [one for panel in block.panels for one in panel.remarks]
            titles = [panel.title for panel in block.panels]
            return [*titles, *(text for one in remarks for text in (one.strong, one.text))]
        case Steps():
            return [block.title, *(text for one in block.steps for text in (one.strong, one.text))]
        case Bullets():
            return list(block.items)
        case _:
            names = ("title", "text", "heads", "notes")
            parts = [getattr(block, name, ()) for name in names]
            return [one for part in parts for one in ((part,) if isinstance(part, str) else part)]


def test_libreoffice_keeps_every_text_and_picture(reports, files, converted):
    for report, file, path in zip(reports, files, converted, strict=True):
        text, pictures = lines(path)
        lost = [one for block in report.blocks for one in texts(block) if squeeze(one) not in text]
        assert lost == [], report.path
        body = Document(str(file)).element.body
        written_letters = Counter(squeeze("".join(one.text for one in body.iter(qn("w:t")))))
        assert written_letters - Counter(text) == Counter(), report.path
        assert pictures >= sum(map(pictures_of, report.blocks))  # a head repeats its axis


def test_the_font_inside_is_used_where_it_is_not_installed(converted):
    for path in converted:
        reader = pypdf.PdfReader(path)
        names = {
            str(font["/BaseFont"]).partition("+")[2].partition("-")[0]
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        }
        assert names == {"SourceSans3"}


def test_the_contents_can_be_filled_with_page_numbers(reports, converted):
    """The headings are found where Word looks for them: they are bookmarks of the PDF."""
    for report, path in zip(reports, converted, strict=True):
        with pypdfium2.PdfDocument(path) as document:
            bookmarks = [one.get_title() for one in document.get_toc()]
        headings = [block.text for block in report.blocks if isinstance(block, Heading)]
        assert bookmarks == headings, report.path
