from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.sources import read_inputs

from .samples import CLIENTS, changed, problems_of, round_, study, write_xlsx


def test_means_counts_and_wording(folder: Path) -> None:
    clients = read_inputs(study(), round_(), folder).client_survey
    assert clients is not None
    frame = clients.frame
    assert list(frame.columns) == ["unit", "question", "mean", "n"]
    assert frame["unit"].tolist() == ["solvik", "solvik", "nes", "nes"]
    assert frame["question"].tolist() == ["k1", "k2", "k1", "k2"]
    assert frame["mean"].fillna(-1).tolist() == [4.5, 3.25, -1, 6]
    assert frame["n"].fillna(-1).tolist() == [40, 41, -1, 7]
    assert clients.wording == {"k1": "Fikk du hjelp?", "k2": ""}
    assert clients.files[0].kind == "client-survey-xlsx"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((4, "Gjennomsnitt", 6.5), "the number must be 1-6"),
        ((4, "Gjennomsnitt", 0.5), "the number must be 1-6"),
        ((4, "Gjennomsnitt", "bra"), "text where a number is expected"),
        ((4, "Antall svar", -1), "the number must be at least 0"),
        ((4, "Spørsmålstekst", "Fikk du svar?"), "the question is worded otherwise in row 2"),
    ],
)
def test_a_wrong_cell(folder: Path, change: tuple[int, str, Any], message: str) -> None:
    write_xlsx(folder / "clients.xlsx", {"Svar": changed(CLIENTS, change)})
    problem = problems_of(folder).only()
    place = (problem.file, problem.sheet, problem.row, problem.column)
    assert place == ("clients.xlsx", "Svar", 4, change[1])
    assert problem.message == message


def test_unknown_question_and_missing_column(folder: Path) -> None:
    rows = [row[:-1] for row in changed(CLIENTS, (5, "Spørsmål", "k3"))]
    write_xlsx(folder / "clients.xlsx", {"Svar": rows})
    assert {(p.row, p.column, p.message) for p in problems_of(folder)} == {
        (1, "Antall svar", "the column is absent"),
        (5, "Spørsmål", "unknown question"),
        (None, None, "the office 'nes' has no row for the question k2"),
    }
