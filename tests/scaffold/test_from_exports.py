"""``kontorrapport init --from``: from what somebody has to files that pass check and build."""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from generator.errors import ArgumentError, InputError
from generator.round import load_round

DEMO = Path(__file__).parents[2] / "data" / "innovasjon" / "2015-2"
OTHER_DEMO = Path(__file__).parents[2] / "data" / "forbedring" / "2010-2"
CANARY = "Kanarifuglen"
SCALE = {1: "Helt uenig", 2: "Uenig", 3: "Verken eller", 4: "Enig", 5: "Helt enig"}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


def write(path: Path, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([heads, *rows])
    return path


def answers(
    *, people: int = 90, offices: Sequence[str] = ("Nord", "Sør", "Øst")
) -> list[list[object]]:
    """Key, office, two batteries of four statements, sex, own words, mail address."""
    draw = random.Random(5)
    found = []
    for person in range(people):
        level = [draw.gauss(3, 0.9) for _ in range(2)]
        items = [
            min(max(round(level[at] + draw.gauss(0, 0.5)), 1), 5) for at in (0, 1) for _ in range(4)
        ]
        own = f"{CANARY} skrev dette som nummer {person} i skjemaet"
        mail = f"{CANARY}{person}@example.org"
        sex = draw.choice(("Kvinne", "Mann"))
        key = f"{CANARY}-{1000 + person}"
        found.append([key, offices[person % len(offices)], *items, sex, own, mail])
    return found


HEADS = (
    *("id", "Kontor", "leder_1", "leder_2", "leder_3", "leder_4"),
    *("trivsel_1", "trivsel_2", "trivsel_3", "trivsel_4", "Kjønn", "Noe mer?", "E-post"),
)


def started(folder: Path) -> tuple[Path, str]:
    """The round's folder and the text of both files."""
    files = (folder / "study.toml", folder / "runde-1" / "round.toml")
    return folder / "runde-1", "".join(file.read_text(encoding="utf-8") for file in files)


def test_everything_that_the_demonstration_has_becomes_reports(tmp_path: Path) -> None:
    names = ("medarbeidere.xlsx", "ledere", "malekort.xlsx", "brukerundersokelse.xlsx")
    told = run("init", tmp_path / "mitt", "--from", *(DEMO / name for name in names)).output
    round_folder, _ = started(tmp_path / "mitt")
    assert told.endswith(f"kontorrapport build {round_folder}\n")
    assert len(told.splitlines()) <= 8

    study, round_ = load_round(round_folder)
    theirs, their_round = load_round(DEMO)
    assert [(u.code, u.id, u.name) for u in round_.units] == [
        (u.code, u.id, u.name) for u in their_round.units
    ]
    assert study.unit_file and study.unit_file.group == "medarbeidere"
    assert study.groups["medarbeidere"].unit_column == "kontor"
    assert round_.window == their_round.window
    assert set(study.indicators) == set(theirs.indicators)
    asked = {each.id for found in theirs.constructs.values() for each in found.items}
    guessed = {each.id for found in study.constructs.values() for each in found.items}
    assert asked <= guessed
    shared = {name for name, found in study.constructs.items() if not found.groups}
    assert {"leder", "kollega", "innov"} <= shared, "what both groups were asked is declared once"

    out = ("--out", tmp_path / "out", "--format", "pdf", "--only", "lyngheia", "--workers", 1)
    run("build", round_folder, *out)
    (report,) = (tmp_path / "out").rglob("kontorrapport-lyngheia.pdf")
    first = " ".join(pypdfium2.PdfDocument(report)[0].get_textpage().get_text_range().split())
    assert "14 svarte" in first and "Leder 4,58 4,55" in first and "4 av 8 mål" in first


def test_an_spss_file_in_another_language(tmp_path: Path) -> None:
    run("init", tmp_path, "--from", OTHER_DEMO / "medarbeidere.sav", "--language", "nn")
    study, round_ = load_round(tmp_path / "runde-1")
    assert study.language == round_.language == "nn"
    assert len(round_.units) == 7 and len(study.constructs) == 8
    assert {"prosjekt", "fylke"} <= set(study.background)


def test_no_answer_is_printed_or_written_into_the_files(tmp_path: Path) -> None:
    """Own words, keys and addresses are in the copy of the export alone, which its owner reads."""
    export = write(tmp_path / "svar.csv", HEADS, answers())
    told = run("init", tmp_path / "mitt", "--from", export).output
    round_folder, text = started(tmp_path / "mitt")
    assert CANARY not in told + text
    assert "Noe mer?" in text and "E-post" in text
    holding = [
        path
        for path in (tmp_path / "mitt").rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]
    assert holding == [round_folder / "svar.csv"]
    assert holding[0].stat().st_mode & 0o777 == 0o600


def test_a_few_answers_of_an_office_are_not_counted(tmp_path: Path) -> None:
    rows = answers()
    for place in range(3):
        rows[place][1] = "Lite sted"
    run("init", tmp_path / "mitt", "--from", write(tmp_path / "svar.csv", HEADS, rows))
    _, text = started(tmp_path / "mitt")
    lines = text.splitlines()
    (place,) = (i for i, line in enumerate(lines) if '"Lite sted"' in line)
    assert lines[place - 1] == "  # færre enn 5 svar: får ingen egne tall"


def test_without_a_column_of_offices_there_is_a_report_on_all(tmp_path: Path) -> None:
    rows = [[row[0], *row[2:]] for row in answers()]
    export = write(tmp_path / "svar.csv", (HEADS[0], *HEADS[2:]), rows)
    run("init", tmp_path / "mitt", "--from", export)
    round_folder, text = started(tmp_path / "mitt")
    assert "# [unit_file]" in text and "unit_column =" in text
    out = ("--out", tmp_path / "out", "--format", "docx", "--workers", 1)
    assert "3 documents" in run("build", round_folder, *out).output
    assert not [*(tmp_path / "out").rglob("kontorrapport-*")]
    with pytest.raises(ArgumentError, match="none, as no answer says its unit"):
        run("build", round_folder, *out, "--only", "alle")


def test_results_alone_become_a_quarterly_report(tmp_path: Path) -> None:
    told = run("init", tmp_path / "mitt", "--from", DEMO / "malekort.xlsx").output
    round_folder, _ = started(tmp_path / "mitt")
    assert told.endswith(f"kontorrapport quarter {round_folder}\n")
    out = ("--out", tmp_path / "out", "--format", "docx")
    assert "2 documents" in run("quarter", round_folder, *out).output


def test_a_workbook_that_lacks_an_office_is_left_out_with_why(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(DEMO / "malekort.xlsx")
    for sheet in book:
        for number in range(sheet.max_row, 1, -1):
            if sheet.cell(number, 1).value == 7:
                sheet.delete_rows(number)
    book.save(tmp_path / "kort.xlsx")
    files = (DEMO / "medarbeidere.xlsx", tmp_path / "kort.xlsx")
    told = run("init", tmp_path / "mitt", "--from", *files).output
    round_folder, text = started(tmp_path / "mitt")
    assert "kort.xlsx cannot be used as it is" in told
    assert "# [scorecard]" in text and "the office 'myrholmen' has no rows" in text
    assert load_round(round_folder)[1].scorecard is None


def test_a_column_that_cannot_be_read_is_left_alone_with_why(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADS, *answers()):
        sheet.append(list(row))
    sheet["D7"] = "#REF!"
    sheet["D7"].data_type = "e"
    book.save(tmp_path / "svar.xlsx")
    run("init", tmp_path / "mitt", "--from", tmp_path / "svar.xlsx")
    round_folder, text = started(tmp_path / "mitt")
    _, round_ = load_round(round_folder)
    assert "leder_2" in round_.groups["svar"].ignore
    assert any("leder_2" in line and "# " in line for line in text.splitlines())


def test_strange_names_and_labels_are_written_so_that_they_are_read(tmp_path: Path) -> None:
    odd = (
        'Hvor "enig" er du? C:\\ny',
        "Это вопрос",
        "a 😀 b",
        "lang " * 90,
        "[x]*?",
        "q = 1 # nei",
    )
    heads = [*HEADS[:2], *odd, *HEADS[8:]]
    offices = ('Nord "A"', "Sør\\Øst", "Nord (ø)")
    run(
        *("init", tmp_path / "mitt"),
        *("--from", write(tmp_path / "svar.csv", heads, answers(offices=offices))),
    )
    round_folder, _ = started(tmp_path / "mitt")
    study, round_ = load_round(round_folder)
    assert {unit.name for unit in round_.units} == set(offices)
    assert set(round_.groups["svar"].rename) >= {odd[0], odd[3].strip()}
    labels = [label for _, label in study.labels()]
    assert odd[0] in labels and "a b" in labels
    assert all(len(label) <= 300 for label in labels)


def test_answers_in_words_of_which_one_belongs_to_several_scales(tmp_path: Path) -> None:
    """ "Verken eller" is the middle of agreement, of satisfaction and of more."""
    rows = [
        [*row[:2], *(SCALE[int(str(point))] for point in row[2:10]), *row[10:]] for row in answers()
    ]
    run("init", tmp_path / "mitt", "--from", write(tmp_path / "svar.csv", HEADS, rows))
    study, _ = load_round(tmp_path / "mitt" / "runde-1")
    (scale,) = study.scales.values()
    assert scale.labels == tuple(SCALE.values()) and set(study.constructs) == {"leder", "trivsel"}


def test_several_files_are_several_groups(tmp_path: Path) -> None:
    """A column of another meaning in the second file gets a name of its own."""
    first = write(tmp_path / "Ansatte i felt.csv", HEADS, answers())
    draw = random.Random(1)
    rows = [[draw.randint(1, 10), draw.randint(1, 10)] for _ in range(40)]
    second = write(tmp_path / "ledere.csv", ("leder_1", "leder_2"), rows)
    run("init", tmp_path / "mitt", "--from", first, "--from", second)
    round_folder, _ = started(tmp_path / "mitt")
    study, round_ = load_round(round_folder)
    assert list(study.groups) == ["ansatte-i-felt", "ledere"]
    assert round_.groups["ledere"].rename == {
        "leder_1": "ledere_leder_1",
        "leder_2": "ledere_leder_2",
    }


def test_what_is_no_survey_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    words = write(tmp_path / "ord.csv", ("navn", "sted"), [[f"n{i}", f"s{i}"] for i in range(30)])
    with pytest.raises(InputError, match="no column seems to be a statement"):
        run("init", tmp_path / "mitt", "--from", words)
    numbers = write(tmp_path / "tall.csv", ("3", "4"), [[i % 5, i % 4] for i in range(30)])
    with pytest.raises(InputError, match="there seem to be no headings"):
        run("init", tmp_path / "mitt", "--from", numbers)
    with pytest.raises(ArgumentError, match="write --from before"):
        run("init", tmp_path / "mitt", words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ord.csv", "tall.csv"]


def test_the_same_export_gives_the_same_files(tmp_path: Path) -> None:
    export = write(tmp_path / "svar.csv", HEADS, answers())
    texts = []
    for name in ("a", "b"):
        run("init", tmp_path / name, "--from", export)
        texts.append(started(tmp_path / name)[1])
    assert texts[0] == texts[1]
    assert tomllib.loads((tmp_path / "a" / "study.toml").read_text("utf-8"))["id"] == "studie"


def test_questions_that_are_worded_alike_are_told_apart(tmp_path: Path) -> None:
    """Two groups answered own words under headings that differ in case alone."""
    first = write(tmp_path / "a.csv", HEADS, answers())
    heads = [f"{name}x" if name.startswith(("leder", "trivsel")) else name for name in HEADS]
    second = write(tmp_path / "b.csv", [*heads[:-2], "NOE MER?", heads[-1]], answers(people=60))
    run("init", tmp_path / "mitt", "--from", first, second)
    study, _ = load_round(tmp_path / "mitt" / "runde-1")
    labels = [question.label.casefold() for question in study.open_questions.values()]
    assert len(labels) == 2 and len(set(labels)) == 2
