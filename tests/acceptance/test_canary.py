"""Nothing of a respondent leaves: marked answers are looked for in every byte a build makes.

The marks are what only one person's row holds: a key, a name, an e-mail address, words of their
own, a number no scale has. A build, a build that is refused and a build that crashes may not
let any of them out, be it in a file, in a log at its most talkative or in a temporary file.
"""

from __future__ import annotations

import base64
import csv
import io
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from canary import Watched, marks_in, marks_under
from PIL import Image
from PIL.PngImagePlugin import PngInfo

KEYS = ("771330441", "771330442", "771330443")
WORDS = "Qzkanari sang i Xvwkantina om zqlederen"
NUMBER = "48151623"
MARKS = (
    *KEYS,
    *("Qzkanari", "Xvwkantina", "zqlederen"),  # free text
    *("Zqxwvine", "Kanarimo", "zqxwvine@kanari.example", "01010199905", "99887766"),
    NUMBER,
)
OPEN = ("reg_aarsak", "laering_annet", "annet")
LOUD = """
import logging, warnings
logging.basicConfig(level=1)
logging.captureWarnings(True)
"""
CRASH = """
import sys
from generator import cli
import generator.publish as publishing

def crash(inputs, **_):
    frame = inputs.surveys["medarbeidere"].frame
    assert any("Qzkanari" in str(value) for value in frame.to_numpy().ravel())
    raise ValueError(frame.to_dict())

publishing.score = crash
sys.argv = ["kontorrapport", *sys.argv[1:]]
cli.main()
"""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command said, and what of it was found out."""

    code: int
    said: str
    temporary: Watched
    out: Path


def plant(folder: Path) -> None:
    """Mark three employees and a leader: their keys, names, addresses and own words."""
    path = folder / "medarbeidere.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Dataset"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    last = sheet.max_column
    for offset, (head, value) in enumerate(
        (("navn", "Zqxwvine Kanarimo"), ("epost", "zqxwvine@kanari.example")), start=1
    ):
        sheet.cell(1, last + offset).value = head
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, last + offset).value = value
    answered = [
        row
        for row in range(2, sheet.max_row + 1)
        if sheet.cell(row, heads["statoverall_4"]).value == 1
        and not any(sheet.cell(row, heads[column]).value for column in OPEN)  # nothing reviewed
    ]
    for row, key in zip(answered, KEYS[:2], strict=False):
        sheet.cell(row, heads["respondent"]).value = int(key)
        for column in OPEN:
            sheet.cell(row, heads[column]).value = f"{WORDS}, 01010199905, tlf. 99887766"
    book.save(path)
    _plant_leader(folder / "ledere" / "dataset.csv")
    round_ = folder / "round.toml"
    text = round_.read_text("utf-8")
    assert 'ignore = ["kilde"]' in text
    text = text.replace('ignore = ["kilde"]', 'ignore = ["kilde", "navn", "epost"]', 1)
    round_.write_text(text, "utf-8")


def _plant_leader(path: Path) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text("cp1252"), newline=""), delimiter=";"))
    heads = rows[0]
    places = [heads.index(column) for column in ("reg_aarsak", "stotte", "annet")]
    leader = next(
        row
        for row in rows[1:]
        if row[heads.index("statoverall_4")] == "1" and not any(row[at] for at in places)
    )
    leader[heads.index("respondent")] = KEYS[2]
    for at in places:
        leader[at] = WORDS
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("cp1252"))


@pytest.fixture
def planted(demo_copy: Path) -> Path:
    plant(demo_copy)
    return demo_copy


def run(folder: Path, tmp_path: Path, *arguments: str, script: str | None = None) -> Done:
    """Build with every logger of every process at its most talkative, and a watched TMPDIR."""
    site, out = tmp_path / "site", tmp_path / "out"
    for made in (site, out):
        made.mkdir()
    (site / "sitecustomize.py").write_text(LOUD, "utf-8")
    paths = [str(site), *filter(None, [os.environ.get("PYTHONPATH")])]
    start = ["-c", script] if script else ["-m", "generator"]
    command = [sys.executable, *start, "build", str(folder), "--out", str(out), *arguments]
    # Workers meet in a socket there, whose name must be short.
    with tempfile.TemporaryDirectory(dir="/tmp") as temporary:
        told = {"PYTHONPATH": os.pathsep.join(paths), "TMPDIR": temporary}
        with Watched(Path(temporary), MARKS) as watched:
            done = subprocess.run(command, capture_output=True, check=False, env=os.environ | told)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    return Done(done.returncode, said, watched, out)


def test_a_build_lets_nothing_out(planted: Path, tmp_path: Path) -> None:
    done = run(planted, tmp_path)
    assert done.code == 0, done.said[-2000:]
    assert len(list(done.out.rglob("*.pdf"))) == len(list(done.out.rglob("*.docx"))) > 15
    assert "DEBUG" in done.said
    assert marks_under(MARKS, done.out) == {}
    assert marks_in(MARKS, done.said.encode(), "") == set()
    assert done.temporary.found == set()


def test_a_refused_build_lets_nothing_out(planted: Path, tmp_path: Path) -> None:
    """Values outside the scale, an unknown office, a copied key, words where a number belongs."""
    path = planted / "medarbeidere.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Dataset"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    key = heads["respondent"]
    marked = [row for row in range(2, sheet.max_row + 1) if str(sheet.cell(row, key).value) in KEYS]
    sheet.cell(marked[0], heads["kollega_1"]).value = int(NUMBER)
    sheet.cell(marked[0], heads["kollega_2"]).value = WORDS
    sheet.cell(marked[1], heads["kontor"]).value = int(NUMBER)
    sheet.cell(marked[1], heads["alder"]).value = WORDS
    answered = next(
        row
        for row in range(marked[1] + 1, sheet.max_row)
        if sheet.cell(row, heads["statoverall_4"]).value == 1
    )
    sheet.cell(answered, key).value = int(KEYS[1])
    book.save(path)
    done = run(planted, tmp_path)
    assert done.code == 2, done.said[-2000:]
    for column in ("kollega_1", "kollega_2", "kontor", "alder", "respondent"):
        assert f"column {column}" in done.said
    assert marks_in(MARKS, done.said.encode(), "") == set()
    assert list(done.out.iterdir()) == []
    assert done.temporary.found == set()


def test_a_crash_lets_nothing_out(planted: Path, tmp_path: Path) -> None:
    """An unexpected error whose message is every answer there is."""
    done = run(planted, tmp_path, script=CRASH)
    assert done.code == 1
    assert "this should not happen: ValueError" in done.said
    assert marks_in(MARKS, done.said.encode(), "") == set()
    assert list(done.out.iterdir()) == []
    assert done.temporary.found == set()


def test_marks_that_are_printed_are_found(planted: Path, tmp_path: Path) -> None:
    """The search is not blind: marks in an office's name come out in every kind of file."""
    round_ = planted / "round.toml"
    text = round_.read_text("utf-8")
    assert 'name = "Orrelia"' in text
    round_.write_text(text.replace('name = "Orrelia"', 'name = "Qzkanari 771330441"'), "utf-8")
    done = run(planted, tmp_path, "--only", "orrelia")
    assert done.code == 0, done.said[-2000:]
    found = marks_under(MARKS, done.out)
    both = {"Qzkanari", "771330441"}
    assert {Path(name).suffix for name, marks in found.items() if marks == both} >= {
        *(".pdf", ".docx", ".html")
    }


def test_marks_are_found_in_what_is_packed() -> None:
    """In a picture's texts, in a package, in a data: address, cut by tags, and in two bytes."""
    mark = "Qzkanari"
    texts = PngInfo()
    texts.add_itxt("Comment", mark, zip=True)
    picture = io.BytesIO()
    Image.new("1", (1, 1)).save(picture, "PNG", pnginfo=texts)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/media/image1.png", picture.getvalue())
    address = b"<img src='data:image/png;base64," + base64.b64encode(picture.getvalue()) + b"'/>"
    assert mark.encode() not in picture.getvalue() + package.getvalue() + zlib.compress(address)
    for content in (
        picture.getvalue(),
        package.getvalue(),
        address,
        b"<w:t>Qzka</w:t><w:t>nari</w:t>",
        mark.encode("utf-16-be"),
        b'{"a": "\\u0051zkanari"}',
        b"<!-- qzkanari -->",
    ):
        assert marks_in([mark], content, "") == {mark}
    assert marks_in([mark], b"<p>Kanari</p>", "") == set()


def test_a_temporary_file_is_seen_though_it_goes_again(tmp_path: Path) -> None:
    with Watched(tmp_path, MARKS) as watched:
        place = tmp_path / "passing"
        place.write_text(WORDS, "utf-8")
        for _ in range(200):
            if "passing" in watched.seen:
                break
            watched._over.wait(0.02)
        place.unlink()
    assert "Qzkanari" in watched.found
