"""A new format is one file: it says what it recognises, and nothing else knows of it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from copies import Copy, departures

JSON_LINES = '''
"""JSON lines: an object for each respondent, with the study's names as keys."""

from __future__ import annotations

import json

from generator.sources.sheets import File, Format
from generator.sources.sheets import Sheet


def read_lines(file: File) -> tuple[Sheet, ...]:
    """One sheet: every key that some respondent has is a heading."""
    answers = [json.loads(line) for line in file.data.decode("utf-8").splitlines()]
    names = list(dict.fromkeys(name for answer in answers for name in answer))
    rows = [names, *([answer.get(name) for name in names] for answer in answers)]
    return (Sheet(file.name, None, rows, list(range(len(rows)))),)


JSONL = Format("jsonl", recognises=lambda data: data.startswith(b"{"), sheets=read_lines)
'''

STUDY = """
id = "tiny"
title = "Tiny"
whole_label = "Whole"
unit_label = "Office"

[groups]
staff = { label = "Staff", file_label = "Staff file", unit_column = "office" }

[scales]
six = { low = 1, high = 6 }

[constructs.trust]
label = "Trust"
scale = "six"
items = [{ id = "t1", label = "T one" }, { id = "t2", label = "T two" }]
[unit_file]
file_label = "Offices"
group = "staff"
"""

ROUND = """
id = "r1"
title = "Round one"
whole = "County"
date = 2015-06-30
synthetic = true
units = [{ id = "solvik", code = "1", name = "Solvik" }]

[groups]
staff = { files = ["staff.jsonl"] }
"""

ANSWERS = [{"office": 1, "t1": 1 + i % 6, "t2": 6 - i % 6} for i in range(12)]


@pytest.fixture
def house(tmp_path: Path) -> Copy:
    """A copy of the program, as somebody has it who adds a format to it."""
    return Copy(tmp_path / "house")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A round whose survey has one respondent a line."""
    folder = tmp_path / "data" / "r1"
    folder.mkdir(parents=True)
    (folder.parent / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "round.toml").write_text(ROUND, encoding="utf-8")
    write_answers(folder, ANSWERS)
    return folder


def write_answers(folder: Path, answers: list[dict[str, int]]) -> None:
    lines = "".join(json.dumps(answer) + "\n" for answer in answers)
    (folder / "staff.jsonl").write_text(lines, encoding="utf-8")


def check(house: Copy, folder: Path) -> subprocess.CompletedProcess[str]:
    return house.call("-W", "error", "-m", "generator", "check", folder)


def test_one_file_is_a_new_format(house: Copy, folder: Path) -> None:
    refused = check(house, folder)
    assert refused.returncode == 2
    assert "staff.jsonl" in refused.stderr

    house.write("generator/sources/formats/jsonl.py", JSON_LINES)
    assert departures("A format", house.edited) == []
    done = check(house, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{folder}: nothing to mend.\n"

    write_answers(folder, [*ANSWERS, {"office": 9, "t1": 7, "t2": 1}])
    wrong = check(house, folder)
    assert wrong.returncode == 2
    assert "staff.jsonl, row 13, column t1: value outside the scale 1-6." in wrong.stderr
    assert "staff.jsonl, row 13, column office: unknown office code." in wrong.stderr
