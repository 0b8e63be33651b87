"""Bad input: one message per problem with its place, exit code 2, nothing written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from generator import __version__


def spoil_survey(folder: Path) -> None:
    """An unknown column, a value outside the scale, an unknown office and a copied respondent."""
    path = folder / "medarbeidere.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Dataset"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    answered = [
        row
        for row in range(2, sheet.max_row + 1)
        if sheet.cell(row, heads["statoverall_4"]).value == 1
        and sheet.cell(row, heads["kollega_1"]).value
    ]
    sheet.cell(1, sheet.max_column + 1).value = "skostorrelse"
    sheet.cell(answered[0], heads["kollega_1"]).value = 9
    sheet.cell(answered[1], heads["kontor"]).value = 77
    key = heads["respondent"]
    sheet.cell(answered[3], key).value = sheet.cell(answered[2], key).value
    book.save(path)


def spoil_scorecard(folder: Path) -> None:
    """An office that is not in the round."""
    path = folder / "malekort.xlsx"
    book = openpyxl.load_workbook(path)
    book["Målekort"].cell(2, 1).value = 99
    book.save(path)


def spoil_client_survey(folder: Path) -> None:
    (folder / "brukerundersokelse.xlsx").unlink()


def spoil_leaders(folder: Path) -> None:
    """A trio without its labels is no trio."""
    (folder / "ledere" / "structure.csv").unlink()


def spoil_round(folder: Path) -> None:
    path = folder / "round.toml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('units = ["heggelia", "steinlia"]', 'units = ["heggelia", "fjerdal"]')
    )


@pytest.fixture
def spoilt(demo_copy: Path) -> Path:
    for spoil in (spoil_survey, spoil_scorecard, spoil_client_survey, spoil_leaders, spoil_round):
        spoil(demo_copy)
    return demo_copy


def test_check_names_every_problem_at_once(spoilt: Path, kontorrapport) -> None:
    done = kontorrapport("check", spoilt)
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()

    def told(*parts: str) -> bool:
        return any(all(part in line for part in parts) for line in lines)

    assert told("medarbeidere.xlsx, sheet Dataset", "column skostorrelse")
    assert told("medarbeidere.xlsx, sheet Dataset, row", "column kollega_1", "scale 1-6")
    assert told("medarbeidere.xlsx, sheet Dataset, row", "column kontor")
    assert told("medarbeidere.xlsx, sheet Dataset, row", "column respondent")
    assert told("malekort.xlsx, sheet Målekort, row 2", "Kontor")
    assert told("brukerundersokelse.xlsx", "does not exist")
    assert told("ledere", "no structure file")
    assert told("round.toml, line", "fjerdal")
    assert "Traceback" not in done.stderr
    places = {line.split(":")[0] for line in lines[:-1]}
    assert len(places) >= 8


def test_build_refuses_with_the_same_words_and_writes_nothing(
    spoilt: Path, kontorrapport, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    checked, built = kontorrapport("check", spoilt), kontorrapport("build", spoilt, "--out", out)
    assert built.returncode == 2
    problems = checked.stderr.splitlines()
    assert [line for line in built.stderr.splitlines() if line in problems] == problems
    assert not out.exists()


def test_an_answer_never_stands_in_a_message(demo_copy: Path, kontorrapport) -> None:
    path = demo_copy / "medarbeidere.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Dataset"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, heads["kollega_1"]).value = 8675309
        sheet.cell(row, heads["annet"]).value = "KANARIFUGL"
    book.save(path)
    done = kontorrapport("check", demo_copy)
    assert done.returncode == 2
    assert "8675309" not in done.stderr + done.stdout
    assert "KANARIFUGL" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "no-such-folder"), "round.toml"),
        (("build", "DEMO", "--only", "nowhere"), "--only nowhere"),
        (("build", "DEMO", "--format", "odt"), "odt"),
        (("build", "DEMO", "--language", "klingon"), "klingon"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_unusable_arguments(
    arguments: tuple[str, ...], words: str, demo_folder: Path, kontorrapport, tmp_path: Path
) -> None:
    given = [str(demo_folder) if word == "DEMO" else word for word in arguments]
    out = ["--out", str(tmp_path / "out")] if given[0] == "build" else []
    done = kontorrapport(*given, *out)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_help_and_check_import_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['kontorrapport', '--help']\n"
        "from generator.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'pydantic', 'weasyprint'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_version_is_told_without_anything_heavy() -> None:
    code = (
        "import sys; sys.argv = ['kontorrapport', '--version']\n"
        "from generator.cli import main\n"
        "try: main()\n"
        "except SystemExit as stop: assert not stop.code, stop.code\n"
        "heavy = {'pandas', 'numpy', 'scipy', 'pydantic', 'weasyprint'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"kontorrapport {__version__}\n"


def test_check_leaves_statistics_and_layout_alone(demo_folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from generator import pipeline\n"
        f"pipeline.check(Path({str(demo_folder)!r}))\n"
        "heavy = {'scipy', 'statsmodels', 'weasyprint', 'docx', 'pikepdf', 'lxml', 'jinja2'}\n"
        "heavy |= {'sqlalchemy', 'openpyxl', 'generator.publish', 'generator.archive'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
