"""``kontorrapport init``: what it writes needs nothing but an export."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from generator.errors import ArgumentError, InputError
from generator.round import load_round

ITEMS = ("leder_1", "leder_2", "leder_3", "kollega_1", "kollega_2", "kollega_3")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


def export(folder: Path, *, people: int = 36) -> None:
    """A plain file of answers, with the columns that the study names."""
    draw = random.Random(8)
    with (folder / "medarbeidere.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("respondent", "kontor", *ITEMS))
        for person in range(1, people + 1):
            rows.writerow((person, 1 + person % 2, *(draw.randint(1, 5) for _ in ITEMS)))


def test_only_the_export_is_missing_from_what_init_writes(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "study"
    told = run("init", folder).output
    assert f"kontorrapport check {folder / 'runde-1'}" in told
    with pytest.raises(InputError) as found:
        run("check", folder / "runde-1")
    (problem,) = found.value.problems
    assert "medarbeidere.csv" in str(problem)
    export(folder / "runde-1")
    assert run("check", folder / "runde-1").output.endswith("nothing to mend.\n")


def test_what_init_writes_can_be_built(tmp_path: Path) -> None:
    run("init", tmp_path)
    export(tmp_path / "runde-1")
    out = ("--out", tmp_path / "out", "--format", "docx", "--workers", "1")
    assert "5 documents" in run("build", tmp_path / "runde-1", *out).output
    latest = tmp_path / "out" / "studie" / "runde-1" / "latest"
    assert sorted(path.name for path in latest.rglob("*.docx")) == [
        "fylkesrapport.docx",
        "kontorrapport-nord.docx",
        "kontorrapport-sor.docx",
        "vedlegg-til-fylkesrapport.docx",
    ]


def test_lines_that_are_commented_out_are_right_as_well(tmp_path: Path) -> None:
    run("init", tmp_path)
    for file in (tmp_path / "study.toml", tmp_path / "runde-1" / "round.toml"):
        file.write_text(_commented_in(file.read_text(encoding="utf-8")), encoding="utf-8")
    study, round_ = load_round(tmp_path / "runde-1")
    assert list(study.background) == ["alder"] and list(study.open_questions) == ["annet"]
    assert round_.merges and round_.scorecard and round_.archiving and round_.retention
    assert round_.groups["medarbeidere"].missing == (9,)


def _commented_in(text: str) -> str:
    """Every comment that is TOML is made so; what is said in words stays a comment."""
    lines = text.splitlines()
    told = [line.removeprefix("# ") for line in lines]
    return "\n".join(
        new if re.match(r"\[|\w+ = ", new) else line for new, line in zip(told, lines, strict=True)
    )


@pytest.mark.parametrize("there", ["study.toml", "runde-1/round.toml"])
def test_init_writes_over_nothing(tmp_path: Path, there: str) -> None:
    mine = tmp_path / there
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(ArgumentError, match="already there"):
        run("init", tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_init_cannot_write_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(ArgumentError, match="cannot be written"):
        run("init", tmp_path / "taken")
