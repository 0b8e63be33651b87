"""From what a survey tool exports to a round that passes ``check``, nothing written by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sources.samples import write_csv, write_xlsx
from sources.survey_tools import (
    AGREEMENT,
    PERSONAL,
    Responses,
    Rows,
    forms,
    limesurvey,
    nettskjema,
    nettskjema_coded,
    qualtrics,
)
from typer.testing import CliRunner

from generator.cli import app
from generator.round import load_round
from generator.scaffold.inference import guess
from generator.sources import read_inputs
from generator.sources.formats import read_export

TOOLS: dict[str, Callable[[Responses], Rows]] = {
    "forms": lambda answers: forms("nb", answers),
    "nettskjema": nettskjema,
    "nettskjema-coded": nettskjema_coded,
    "limesurvey": lambda answers: limesurvey("codetext", answers),
    "qualtrics": lambda answers: qualtrics(3, answers),
}


def points(random: Random, middle: float) -> int:
    return max(1, min(6, round(random.gauss(middle, 0.7))))


def responses(n: int = 80) -> Responses:
    """Of two offices, with two statements that go together."""
    random = Random(5)
    found = []
    for number in range(n):
        middle = random.gauss(3.5, 1.5)
        said = [AGREEMENT[points(random, middle) - 1] for _ in range(2)]
        ticked = [each for each in ("Møter", "Intranett") if random.random() < 0.6]
        found.append((("Solvik", "Nes")[number % 2], said[0], said[1], "", ticked))
    return found


@pytest.mark.parametrize("tool", TOOLS)
def test_an_export_becomes_a_round_that_passes_check(tmp_path: Path, tool: str) -> None:
    export = write_xlsx(tmp_path / "svar.xlsx", {"Ark1": TOOLS[tool](responses())})
    arguments = ["init", str(tmp_path / "new"), "--from", str(export)]
    started = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert started.exit_code == 0, started.output
    assert "finds nothing to mend" in started.output

    folder = tmp_path / "new" / "runde-1"
    study, round_ = load_round(folder)
    survey = read_inputs(study, round_, folder).surveys["svar"]
    assert sorted(survey.frame["unit"].value_counts()) == [40, 40]
    asked = [item.id for each in study.constructs.values() for item in each.items]
    assert len([*asked, *study.items]) == 2
    written = (tmp_path / "new" / "study.toml").read_text() + (folder / "round.toml").read_text()
    assert not [each for each in PERSONAL if each in written]
    assert "Møter;" not in written, "several choices in one cell are no classes"


def test_answers_in_words_are_numbered_before_they_are_correlated(tmp_path: Path) -> None:
    """Eight statements under names that tell nothing: two areas, one statement reversed."""
    random = Random(11)
    rows: Rows = [[f"Påstand {chr(65 + at)}{chr(75 - at)}" for at in range(8)]]
    for _ in range(300):
        areas = (random.gauss(3.5, 1.3), random.gauss(3.5, 1.3))
        at = [points(random, areas[column // 4]) for column in range(8)]
        at[3] = 7 - at[3]
        rows.append([AGREEMENT[point - 1] for point in at])
    export = read_export([write_csv(tmp_path / "svar.csv", rows)], folder=tmp_path)
    first, second = guess(export, "svar").constructs
    assert [item.column for item in first.items] == rows[0][:4]
    assert [item.column for item in second.items] == rows[0][4:]
    assert [item.negative for item in first.items] == [False, False, False, True]
    assert all(item.reason.figures["r"] for item in (*first.items, *second.items))
