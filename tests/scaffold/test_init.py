"""``kontorrapport init``: an example in each language that builds at once, whole or not at all."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import fastjsonschema
import pypdfium2
import pytest
from typer.testing import CliRunner, Result

from generator.cli import app, main
from generator.errors import ArgumentError
from generator.round import load_round

EXAMPLES = {
    "nb": ("runde-1", "sor", "kontorrapport-sor.pdf", "21 av 29 svar"),
    "nn": ("runde-1", "sor", "kontorrapport-sor.pdf", "21 av 29 svar"),
    "en": ("round-1", "south", "office-report-south.pdf", "21 of 29"),
}
"""By language: the round's folder, a unit, its report, and who answered as page 1 says it."""


ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "innovasjon" / "2015-2"
SURVEY = ("--from", DEMO / "medarbeidere.xlsx", DEMO / "malekort.xlsx")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


def pages(file: Path) -> list[str]:
    """The text of each page, on one line."""
    return [
        " ".join(page.get_textpage().get_text_range().split())
        for page in pypdfium2.PdfDocument(file)
    ]


@pytest.mark.parametrize("language", EXAMPLES)
def test_an_example_builds_reports_with_numbers_in_them(tmp_path: Path, language: str) -> None:
    round_name, unit, report, answered = EXAMPLES[language]
    folder = tmp_path / "new" / "study"
    told = run("init", folder, "--language", language).output
    assert told.endswith(f"kontorrapport build {folder / round_name}\n")
    assert run("check", folder / round_name).output.endswith("nothing to mend.\n")

    out = ("--out", tmp_path / "out", "--format", "pdf", "--workers", "1")
    assert "8 documents" in run("build", folder / round_name, *out).output
    (latest,) = (tmp_path / "out").glob("*/*/latest")
    first, *_ = pages(latest / "offices" / unit / report)
    assert answered in first
    study, round_ = load_round(folder / round_name)
    assert study.language == round_.language == language and round_.synthetic
    for construct in study.constructs.values():
        mean = rf"{construct.label} \d[.,]\d\d \d[.,]\d\d"
        assert re.search(mean, first), f"{construct.label} beside the county"
    (county,) = (
        file
        for file in (latest / "county").glob("*.pdf")
        if not re.search("append|vedlegg", file.name)
    )
    told_of_county = pages(county)
    assert study.questions[0].heading in told_of_county[0], "a question and its answer"
    assert re.search(r"\br = 0[.,]\d\d", told_of_county[0])
    assert all(section.title in " ".join(told_of_county) for section in study.county_report[:5])


def test_the_response_rate_of_all_is_that_of_the_units_together(tmp_path: Path) -> None:
    """Nothing says how many got the form but the units' own counts: 33, 29, 24, 17 and 16."""
    run("init", tmp_path)
    run("build", tmp_path / "runde-1", "--out", tmp_path / "out", "--format", "pdf")
    (county,) = (tmp_path / "out").glob("*/*/latest/county/fylkesrapport.pdf")
    assert "91 av 119" in pages(county)[0]


@pytest.mark.parametrize("language", EXAMPLES)
def test_lines_that_are_commented_out_are_right_as_well(tmp_path: Path, language: str) -> None:
    run("init", tmp_path, "--language", language)
    round_folder = tmp_path / EXAMPLES[language][0]
    for file in (tmp_path / "study.toml", round_folder / "round.toml"):
        file.write_text(_commented_in(file.read_text(encoding="utf-8")), encoding="utf-8")
    study, round_ = load_round(round_folder)
    (group,) = round_.groups.values()
    assert study.county_report[0].text and round_.merges and round_.scorecard
    assert round_.archiving and round_.retention
    assert group.missing == (9,) and group.ignore and group.invited == 100


def _commented_in(text: str) -> str:
    """Every comment that is TOML is made so; what is said in words stays a comment."""
    lines = text.splitlines()
    told = [line.removeprefix("# ") for line in lines]
    return "\n".join(
        new if re.match(r"\[\w|\w+ = ", new) else line
        for new, line in zip(told, lines, strict=True)
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


def refused_by_the_machine(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of the program itself, where what the machine refuses is worded."""
    monkeypatch.setattr(sys, "argv", ["kontorrapport", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


def test_init_cannot_write_into_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    assert refused_by_the_machine(monkeypatch, "init", taken) == 3
    words = "a file stands where a folder is needed. Move it, or name another."
    assert capsys.readouterr().err == f"kontorrapport: {taken}: {words}\n"


@pytest.mark.parametrize("given", [*EXAMPLES, SURVEY])
def test_what_init_writes_names_its_schema_and_is_valid_by_it(
    tmp_path: Path, given: str | tuple[object, ...]
) -> None:
    """An editor finds the schema by the first line; it is the one of docs/."""
    run("init", tmp_path, *(("--language", given) if isinstance(given, str) else given))
    (round_file,) = tmp_path.glob("*/round.toml")
    for file in (tmp_path / "study.toml", round_file):
        text = file.read_text(encoding="utf-8")
        schema_file = file.parent / text.splitlines()[0].removeprefix("#:schema ")
        documented = ROOT / "docs" / f"{file.stem}.schema.json"
        assert schema_file.read_bytes() == documented.read_bytes()
        validate = fastjsonschema.compile(json.loads(schema_file.read_bytes()), use_default=False)
        validate(json.loads(json.dumps(tomllib.loads(text), default=str)))
        lacking = tomllib.loads(text.replace("title = ", "titel = ", 1))
        with pytest.raises(fastjsonschema.JsonSchemaValueException, match="title"):
            validate(json.loads(json.dumps(lacking, default=str)))


def test_what_cannot_be_placed_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Into a folder with other files the parts are moved one by one: all of them, or none."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    move = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name == "study.toml":
            raise OSError(28, "No space left on device")
        return move(path, target)

    monkeypatch.setattr(Path, "rename", full)
    assert refused_by_the_machine(monkeypatch, "init", tmp_path) == 3
    assert "the disk is full. Make room, and try again." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_language_that_there_is_not_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="--language xx: there are reports in"):
        run("init", tmp_path, "--language", "xx")
