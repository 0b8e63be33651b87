"""A round in another language, from the command line to the finished files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx import Document

from tests.acceptance.conftest import Command

UNIT = "heggelia-steinlia"
NAMES = {"nn": f"kontorrapport-{UNIT}", "en": f"office-report-{UNIT}"}
HEADS = {
    "nn": ("Heggelia og Steinlia på eitt minutt", "Kva medarbeidarane svara", "Leiarstøtte"),
    "en": ("Heggelia and Steinlia in one minute", "What the employees answered", "Leader support"),
}
LOCALES = {"nn": "nn-NO", "en": "en-GB"}
COUNTY = {"nn": "Fylkesrapport – Granfjord fylke", "en": "County report – Granfjord county"}


def spoken_in(folder: Path) -> dict[str | None, str]:
    """The language of each unit's report, by the manifest."""
    entries = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    return {entry["unit"]: entry["language"] for entry in entries if "language" in entry}


@pytest.fixture(scope="module", params=["nn", "en"])
def run(
    request: pytest.FixtureRequest,
    demo_folder: Path,
    kontorrapport: Command,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, Path]:
    """One office in a language, as Word and PDF."""
    out = tmp_path_factory.mktemp(request.param)
    only = ("--only", "heggelia-steinlia", "--language", request.param)
    done = kontorrapport("build", demo_folder, "--out", out, *only)
    assert done.returncode == 0, done.stderr
    return request.param, out / "innovasjon" / "2015-2" / "latest"


def test_the_word_file_speaks_the_language(run: tuple[str, Path]) -> None:
    language, folder = run
    document = Document(folder / "offices" / UNIT / f"{NAMES[language]}.docx")
    assert document.core_properties.language == LOCALES[language]
    text = "\n".join(node.text or "" for node in document.element.body.iter() if node.text)
    for head in HEADS[language]:
        assert head in text


def test_the_pdf_speaks_the_language_and_says_so(run: tuple[str, Path]) -> None:
    language, folder = run
    with pypdfium2.PdfDocument(folder / "offices" / UNIT / f"{NAMES[language]}.pdf") as document:
        size = pdfium.FPDFCatalog_GetLanguage(document.raw, None, 0)
        buffer = (pdfium.FPDF_WCHAR * (size // 2))()
        pdfium.FPDFCatalog_GetLanguage(document.raw, buffer, size)
        told = bytes(buffer).decode("utf-16-le").rstrip("\0")
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    assert told == language
    for head in HEADS[language]:
        assert head in text


def test_the_overview_and_the_manifest_say_the_language(run: tuple[str, Path]) -> None:
    language, folder = run
    page = (folder / "index.html").read_text("utf-8")
    assert f'<html lang="{language}">' in page
    assert {"nn": "Heggelia og Steinlia", "en": "Heggelia and Steinlia"}[language] in page
    assert set(spoken_in(folder).values()) == {language}


def test_each_report_is_in_the_language_the_round_declares(
    demo_copy: Path, kontorrapport: Command, tmp_path: Path
) -> None:
    file = demo_copy / "round.toml"
    text = file.read_text("utf-8").replace('language = "nb"', 'language = "en"')
    text, times = re.subn(r'(id = "multemyr", )', r'\1language = "nn", ', text)
    assert times == 1
    file.write_text(text, "utf-8")
    options = ("--format", "docx", "--out", tmp_path)
    done = kontorrapport("build", demo_copy, *options)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "innovasjon" / "2015-2" / "latest"
    spoken = spoken_in(folder)
    assert spoken.pop("multemyr") == "nn"
    assert set(spoken.values()) == {"en"}
    names = {path.name for path in folder.rglob("*.docx")} - {
        "county-report.docx",
        "appendix-to-county-report.docx",
    }
    assert names == {
        f"{'kontorrapport' if unit == 'multemyr' else 'office-report'}-{unit}.docx"
        for unit in spoken_in(folder)
        if unit
    }
    county = Document(folder / "county" / "county-report.docx")
    assert county.core_properties.title == COUNTY["en"]


def test_a_translation_of_nothing_is_told(demo_copy: Path, kontorrapport: Command) -> None:
    file = demo_copy.parent / "study.nn.toml"
    text = file.read_text("utf-8").replace('"Alder" =', '"Alderen" =')
    file.write_text(text, "utf-8")
    done = kontorrapport("check", demo_copy)
    assert done.returncode == 2
    assert "study.nn.toml: 'Alderen' is no printed text of study.toml" in done.stderr


@pytest.mark.parametrize("asked", ["round", "unit", "option"])
def test_missing_translations_are_told_before_anything_is_made(
    demo_copy: Path, kontorrapport: Command, tmp_path: Path, asked: str
) -> None:
    (demo_copy.parent / "study.nn.toml").unlink()
    own = demo_copy / "round.nn.toml"
    own.write_text(re.sub(r'(?m)^"Granfjord fylke" = .*\n', "", own.read_text("utf-8")), "utf-8")
    file = demo_copy / "round.toml"
    text = file.read_text("utf-8")
    if asked == "round":
        file.write_text(text.replace('language = "nb"', 'language = "nn"'), "utf-8")
    elif asked == "unit":
        file.write_text(text.replace('id = "multemyr",', 'id = "multemyr", language = "nn",'))
    options = ("--language", "nn") if asked == "option" else ()
    done = kontorrapport("build", demo_copy, "--out", tmp_path / "out", *options)
    assert done.returncode == 2
    told = re.findall(
        r"^(\S+): lacks (\d+) of the texts that reports in nn print", done.stderr, re.M
    )
    assert [file for file, _ in told] == ["study.nn.toml", "round.nn.toml"]
    assert int(told[0][1]) > 200
    assert "print: 'Granfjord fylke'. Add" in done.stderr
    assert not (tmp_path / "out").exists()
    assert (kontorrapport("check", demo_copy).returncode == 2) is (asked != "option")
