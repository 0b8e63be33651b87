"""The demo round, as a reader of the finished files meets it."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.text.paragraph import Paragraph

from generator.results.store import ReleasedResults

PUBLISHED = json.loads(
    (Path(__file__).parent.parent / "statistics" / "published_tables.json").read_text("utf-8")
)["tables"]
IMPOSSIBLE = {("6", 8, 2): ".011", ("13", 5, 2): ".020"}


def pdf_text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="module")
def manifest(demo_run: Path) -> dict:
    return json.loads((demo_run / "manifest.json").read_text("utf-8"))


def test_every_analysis_unit_has_both_files(demo_run: Path) -> None:
    offices = sorted((demo_run / "offices").iterdir())
    assert len(offices) == 19
    for office in offices:
        names = {path.name for path in office.iterdir()}
        assert names == {f"kontorrapport-{office.name}.{ending}" for ending in ("pdf", "docx")}
    assert {path.name for path in (demo_run / "county").iterdir()} == {
        "fylkesrapport.pdf",
        "fylkesrapport.docx",
        "vedlegg-til-fylkesrapport.pdf",
        "vedlegg-til-fylkesrapport.docx",
        "tabeller.xlsx",
    }


def numbered_tables(path: Path) -> dict[str, list[list[str]]]:
    """The tables of a Word file whose caption has a number, as rows of text."""
    found, caption = {}, ""
    for part in Document(path).iter_inner_content():
        if isinstance(part, Paragraph):
            caption = part.text
        elif match := re.match(r"Tabell (\d+)\b", caption):
            found[match[1]] = [[cell.text for cell in row.cells] for row in part.rows]
    return found


def test_word_tables_equal_the_published_ones(demo_run: Path) -> None:
    found = numbered_tables(demo_run / "county" / "fylkesrapport.docx")
    assert list(found) == [str(n) for n in range(1, 15)]  # in the thesis's order
    for number, published in PUBLISHED.items():
        heads, body = found[number][-len(published["rows"]) - 1], found[number]
        assert heads == published["columns"]
        for i, row in enumerate(published["rows"], start=len(body) - len(published["rows"])):
            first = i - len(body) + len(published["rows"])
            printed = [IMPOSSIBLE.get((number, first, j), text) for j, text in enumerate(row)]
            assert body[i] == printed, (number, first)


def test_pdf_holds_every_published_row(demo_run: Path) -> None:
    text = " ".join(pdf_text(demo_run / "county" / "fylkesrapport.pdf").split())
    for number, published in PUBLISHED.items():
        for i, row in enumerate(published["rows"]):
            cells = [IMPOSSIBLE.get((number, i, j), cell) for j, cell in enumerate(row)]
            assert " ".join(" ".join(cells).split()) in text, (number, i)


def test_merged_offices_share_a_report_with_a_scorecard_each(demo_run: Path) -> None:
    text = pdf_text(
        demo_run / "offices" / "heggelia-steinlia" / "kontorrapport-heggelia-steinlia.pdf"
    )
    assert "Målekortet for Heggelia" in text
    assert "Målekortet for Steinlia" in text


def test_every_report_says_that_the_answers_are_synthetic(demo_run: Path) -> None:
    for path in demo_run.rglob("*.pdf"):
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                assert "Syntetiske svar" in page.get_textpage().get_text_range(), path.name


def test_no_office_stands_beside_a_survey_figure_in_the_county_report(
    demo_run: Path, demo_declared: tuple
) -> None:
    _, round_ = demo_declared
    text = pdf_text(demo_run / "county" / "fylkesrapport.pdf")
    named = [unit.name for unit in round_.units if unit.name in text]
    assert sorted(named) == ["Heggelia", "Steinlia"]  # the sentence that says they are merged
    (sentence,) = re.findall(r"Heggelia og Steinlia[^.]*\.", " ".join(text.split()))
    assert not re.search(r"\d", sentence)


def test_manifest_describes_every_file(demo_run: Path, manifest: dict) -> None:
    listed = {entry["path"]: entry for entry in manifest["files"]}
    present = {
        str(path.relative_to(demo_run.resolve()))
        for path in demo_run.resolve().rglob("*")
        if path.is_file()
    }
    assert present - {"manifest.json"} == set(listed)
    for name, entry in listed.items():
        content = (demo_run / name).read_bytes()
        assert entry["sha256"] == sha256(content).hexdigest()
        assert entry["size"] == len(content)
    assert manifest["synthetic"] is True
    assert manifest["run"] == demo_run.resolve().name
    assert {"medarbeidere.xlsx", "malekort.xlsx", "brukerundersokelse.xlsx"} <= {
        entry["name"] for entry in manifest["inputs"]
    }


def test_results_json_reads_back_as_it_was_written(demo_run: Path) -> None:
    text = (demo_run / "results.json").read_text("utf-8")
    assert ReleasedResults.from_json(text).to_json() == text


def test_the_overview_links_to_every_document(demo_run: Path, manifest: dict) -> None:
    page = (demo_run / "index.html").read_text("utf-8")
    for entry in manifest["files"]:
        if entry["path"].endswith((".pdf", ".docx", ".xlsx")):
            assert f'href="{entry["path"]}"' in page
    assert "http" not in page


def test_the_same_input_gives_the_same_bytes(
    demo_folder: Path, demo_run: Path, kontorrapport, tmp_path: Path
) -> None:
    done = kontorrapport("build", demo_folder, "--out", tmp_path, "--workers", 1)
    assert done.returncode == 0, done.stderr
    again = tmp_path / "innovasjon" / "2015-2" / "latest"
    first = json.loads((demo_run / "manifest.json").read_text("utf-8"))
    assert json.loads((again / "manifest.json").read_text("utf-8")) == first


def test_building_twice_into_the_same_folder_changes_nothing(
    demo_folder: Path, demo_run: Path, kontorrapport
) -> None:
    run = demo_run.resolve()
    before = {path: path.stat().st_mtime_ns for path in run.rglob("*")}
    done = kontorrapport("build", demo_folder, "--out", run.parents[2])
    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in run.rglob("*")} == before


def test_only_one_office_in_one_format(demo_folder: Path, kontorrapport, tmp_path: Path) -> None:
    done = kontorrapport(
        "build", demo_folder, "--out", tmp_path, "--only", "solvik", "--format", "docx"
    )
    assert done.returncode == 0, done.stderr
    made = [path.name for path in tmp_path.rglob("*.*x") if path.is_file()]
    assert made == ["kontorrapport-solvik.docx"]
    assert not list(tmp_path.rglob("*.pdf"))
