"""What is read for free text: somebody's coding of the answers, and names to mask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.sources import read_inputs
from generator.study.model import Study

from .samples import LABELS, STAFF, problems_of, round_, study, surveyxact, write_xlsx


def coded_study() -> Study:
    why = {
        "label": "Why",
        "groups": ["staff"],
        "coding": "theme",
        "themes": {"time": {"label": "Tid"}, "room": {"label": "Lokaler"}},
    }
    return study(open_questions={"why": why})


def write_coded(folder: Path, *cells: Any) -> None:
    """The staff file with a column ``theme`` for its six respondents."""
    rows = [[*row, cell] for row, cell in zip(STAFF, ("theme", *cells), strict=True)]
    labels = [*LABELS, ["theme", 1, "Tid"], ["theme", 2, "Lokaler"]]
    write_xlsx(folder / "staff.xlsx", surveyxact(rows, labels))


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (None, ""),
        ("tid", "time"),
        ("Lokaler; time", "time, room"),
        (2, "room"),
        ("-", "-"),
        ("–", "-"),
    ],
)
def test_a_coding_is_read_by_id_label_or_code(folder: Path, cell: Any, read: str) -> None:
    write_coded(folder, cell, None, None, None, None, None)
    frame = read_inputs(coded_study(), round_(), folder).surveys["staff"].frame
    assert frame["theme"].tolist() == [read, "", ""]


def test_an_unknown_theme_is_told_by_its_row(folder: Path) -> None:
    write_coded(folder, None, "HEMMELIG", None, None, None, "Tid, HEMMELIG")
    found = problems_of(folder, coded_study())
    assert [(p.row, p.column) for p in found] == [(3, "theme"), (7, "theme")]
    assert "Use Tid, Lokaler, or - for none" in str(found[0])
    assert not any("HEMMELIG" in str(problem) for problem in found)


def test_a_coding_column_the_file_lacks(folder: Path) -> None:
    problem = problems_of(folder, coded_study()).only()
    assert (problem.file, problem.column) == ("staff.xlsx", "theme")


def test_names_one_a_line(folder: Path) -> None:
    (folder / "names.txt").write_bytes("# About\r\n\r\n Åse Li \r\nPer\r\n".encode("cp1252"))
    inputs = read_inputs(study(), round_(texts={"names": "names.txt"}), folder)
    assert inputs.name_list is not None
    assert inputs.name_list.names == ("Åse Li", "Per")
    assert inputs.files[-1].name == "names.txt"


def test_a_round_without_a_list(folder: Path) -> None:
    assert read_inputs(study(), round_(), folder).name_list is None


def test_a_list_that_is_not_there(folder: Path) -> None:
    problem = problems_of(folder, None, round_(texts={"names": "names.txt"})).only()
    assert (problem.file, problem.message) == ("names.txt", "the file does not exist")


def test_a_theme_counted_by_hand_and_from_answers(folder: Path) -> None:
    by_hand = {
        "id": "why",
        "question": "Why",
        "asked": "alle",
        "answered": 9,
        "themes": [{"label": "Tid", "count": 5}],
    }
    problem = problems_of(folder, None, round_(themes=[by_hand])).only()
    assert "'why' is also an open question of the study" in problem.message


@pytest.mark.parametrize("encoding", ["mac_roman", "cp865", "utf-16", "utf-8-sig"])
def test_names_are_read_in_any_encoding_or_refused(folder: Path, encoding: str) -> None:
    there = round_(texts={"names": "names.txt"})
    (folder / "names.txt").write_bytes("Pål Sjø\nKåre Bø\n".encode(encoding))
    inputs = read_inputs(study(), there, folder)
    assert inputs.name_list
    assert inputs.name_list.names == ("Pål Sjø", "Kåre Bø")
    (folder / "names.txt").write_text("Per\nPÃ¥l\n", "utf-8")
    assert problems_of(folder, None, there).only().row == 2
