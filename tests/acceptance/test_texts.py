"""Open answers from the command line to the finished files: what nobody marked is nowhere."""

from __future__ import annotations

import csv
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from generator.results.store import ReleasedResults
from tests.acceptance.conftest import Command

REVIEW = "apne-svar.csv"


def reviewed(folder: Path) -> list[dict[str, str]]:
    text = (folder / REVIEW).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def answers(folder: Path) -> list[str]:
    """Every open answer of the demo round's employees, as they wrote it."""
    sheet = openpyxl.load_workbook(folder / "medarbeidere.xlsx")["Dataset"]
    heads, *rows = sheet.iter_rows(values_only=True)
    columns = [heads.index(name) for name in ("reg_aarsak", "laering_annet", "annet")]
    return [row[column] for row in rows for column in columns if row[column]]


def contents(path: Path) -> Iterator[bytes]:
    """A file's bytes, and what is packed inside it."""
    data = path.read_bytes()
    yield data
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as package:
            yield from map(package.read, package.namelist())
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(data) as document:
            text = " ".join(page.get_textpage().get_text_range() for page in document)
        yield " ".join(text.split()).encode()
        yield from streams(data)


def streams(data: bytes) -> Iterator[bytes]:
    for part in data.split(b"stream\n")[1:]:
        try:
            yield zlib.decompressobj().decompress(part)
        except zlib.error:
            continue


def pieces(text: str) -> list[bytes]:
    """Five words in a row of an answer, from wherever it begins."""
    words = text.split()
    return [" ".join(words[i : i + 5]).encode() for i in range(max(len(words) - 4, 1))]


def test_an_answer_that_nobody_marked_is_in_no_byte_of_the_run(
    demo_folder: Path, demo_run: Path
) -> None:
    rows = reviewed(demo_folder)
    hidden = [row for row in rows if row["trykkes"] != "ja" or row["holdt tilbake"]]
    shown = [row for row in rows if row not in hidden]
    assert len(hidden) > 30
    held = [row for row in hidden if row["trykkes"] == "ja"]
    assert held, "one is marked and yet held back"
    texts = {row["svar"].strip("«»") for row in hidden}
    printed = " ".join(row["svar"] for row in shown)
    secret = {
        piece
        for text in (*texts, *answers(demo_folder))
        for piece in pieces(text)
        if piece.decode() not in printed
    }
    found = set()
    folder = demo_run.resolve()
    for path in folder.rglob("*"):
        if path.is_file():
            for content in contents(path):
                found |= {piece for piece in secret if piece in content}
    assert found == set()


def test_a_marked_answer_is_found_the_same_way(demo_folder: Path, demo_run: Path) -> None:
    """So the search above can find something."""
    marked = "Fylket burde samle oss oftere."
    assert any(marked in row["svar"] and row["trykkes"] == "ja" for row in reviewed(demo_folder))
    for name in ("county/fylkesrapport.pdf", "county/fylkesrapport.docx", "results.json"):
        assert any(marked.encode() in content for content in contents(demo_run / name)), name


def test_the_review_file_is_an_input_of_the_run(demo_run: Path) -> None:
    manifest = (demo_run / "manifest.json").read_text("utf-8")
    assert f'"name": "{REVIEW}"' in manifest
    assert '"name": "navneliste.txt"' in manifest


def test_themes_are_told_for_the_whole_alone(demo_run: Path) -> None:
    released = ReleasedResults.from_json((demo_run / "results.json").read_text("utf-8"))
    assert {name for name in released.steps if name.startswith("themes/")} == {
        "themes/reg_aarsak",
        "themes/laering_annet",
        "themes/stotte",
        "themes/annet",
    }
    assert not any(name.startswith("themes") for nodes in released.units.values() for name in nodes)
    for path in (demo_run / "offices").rglob("*.pdf"):
        with pypdfium2.PdfDocument(path) as document:
            text = " ".join(page.get_textpage().get_text_range() for page in document)
        assert "Fylket burde samle oss" not in text


def test_the_demo_rounds_own_review_file_is_up_to_date(
    demo_copy: Path, kontorrapport: Command
) -> None:
    before = (demo_copy / REVIEW).read_bytes()
    (demo_copy / REVIEW).chmod(0o644)
    done = kontorrapport("texts", demo_copy)
    assert done.returncode == 0, done.stderr
    assert (demo_copy / REVIEW).read_bytes() == before
    assert stat.S_IMODE((demo_copy / REVIEW).stat().st_mode) == 0o600
    said = done.stdout + done.stderr
    assert not [text for text in answers(demo_copy) if text[:20] in said]
    assert "fødselsnummer 2" in said


def test_a_new_review_file_as_a_workbook(demo_copy: Path, kontorrapport: Command) -> None:
    (demo_copy / REVIEW).unlink()
    done = kontorrapport("texts", demo_copy, "--xlsx")
    assert done.returncode == 0, done.stderr
    assert (demo_copy / "apne-svar.xlsx").exists()
    assert kontorrapport("check", demo_copy).returncode == 0


def test_a_spoilt_review_file_stops_check_and_build(
    demo_copy: Path, kontorrapport: Command, tmp_path: Path
) -> None:
    text = (demo_copy / REVIEW).read_text("utf-8-sig")
    (demo_copy / REVIEW).write_text(text.replace(";ja\n", ";kanskje\n", 2), "utf-8-sig")
    for command in (["check", demo_copy], ["build", demo_copy, "--out", tmp_path / "out"]):
        done = kontorrapport(*command)
        assert done.returncode == 2
        assert done.stderr.count("column trykkes: neither ja nor blank.") == 2
        assert "kanskje" not in done.stderr
        assert not [answer for answer in answers(demo_copy) if answer in done.stderr]
    assert not (tmp_path / "out").exists()


def test_a_study_without_open_questions_has_nothing_to_review(kontorrapport: Command) -> None:
    done = kontorrapport("texts", Path("data") / "forbedring" / "2010-2")
    assert (done.returncode, "no open question" in done.stderr) == (2, True)


@pytest.mark.parametrize("names", ["borte.txt", "medarbeidere.xlsx"])
def test_a_list_of_names_that_cannot_be_read(
    demo_copy: Path, kontorrapport: Command, names: str
) -> None:
    toml = demo_copy / "round.toml"
    text = toml.read_text("utf-8").replace("navneliste.txt", names)
    toml.write_text(text, "utf-8")
    done = kontorrapport("check", demo_copy)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{names}: ")
