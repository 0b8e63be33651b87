"""A tiny study, a tiny round and the files that belong to it, written as real files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from generator.errors import InputError, Problem
from generator.round.model import Round
from generator.sources import read_inputs
from generator.study.model import Study

Rows = list[list[Any]]

STUDY: dict[str, Any] = {
    "id": "tiny",
    "title": "Tiny",
    "whole_label": "Whole",
    "unit_label": "Office",
    "groups": {
        "staff": {
            "label": "Staff",
            "file_label": "Staff file",
            "unit_column": "office",
            "respondent_key": "key",
        },
        "chiefs": {"label": "Chiefs", "file_label": "Chief file"},
    },
    "scales": {"six": {"low": 1, "high": 6}, "five": {"low": 1, "high": 5}},
    "constructs": {
        "trust": {
            "label": "Trust",
            "scale": "six",
            "items": [{"id": "t1", "label": "T one"}, {"id": "t2", "label": "T two"}],
        }
    },
    "items": {"use": {"label": "Use", "scale": "five", "groups": ["staff"]}},
    "background": {
        "sex": {
            "label": "Sex",
            "groups": ["staff"],
            "categories": [{"value": 1, "label": "Kvinne"}, {"value": 2, "label": "Mann"}],
        }
    },
    "open_questions": {"why": {"label": "Why", "groups": ["staff"]}},
    "size_classes": {"s": "Small"},
    "indicator_sets": {"own": "Own"},
    "indicators": {
        "A.1": {"label": "First", "set": "own"},
        "A.2": {"label": "Second", "set": "own"},
    },
    "attainment": {"reached": {"label": "Reached", "indicators": ["A.1"]}},
    "client_survey": {
        "categories": {
            "core": {"label": "Core", "questions": [{"id": "k1", "label": "K one"}, {"id": "k2"}]}
        }
    },
}

ROUND: dict[str, Any] = {
    "id": "r1",
    "title": "Round one",
    "whole": "County",
    "date": "2015-06-30",
    "window": {"first": "2015-01", "last": "2015-02"},
    "units": [
        {"id": "solvik", "code": 1, "name": "Solvik"},
        {"id": "nes", "code": "02", "name": "Nes"},
    ],
    "groups": {"staff": {"files": ["staff.xlsx"]}, "chiefs": {"files": ["chiefs.csv"]}},
    "scorecard": {"file": "scorecard.xlsx"},
    "client_survey": {"file": "clients.xlsx"},
    "targets": {"A.1": 60},
}

STAFF: Rows = [
    ["key", "t1", "t2", "use", "sex", "why", "office", *(f"statoverall_{i}" for i in range(1, 6))],
    [101, 6, 5, 5, 1, "Tid", 1, 0, 0, 0, 1, 0],
    [102, 1, None, None, 2, None, 2, 0, 0, 1, 0, 0],
    [103, None, None, None, None, None, None, 0, 1, 0, 0, 0],
    [104, None, None, None, None, None, None, 0, 0, 0, 0, 1],
    [105, None, None, None, 1, "Bare ord", None, 0, 0, 0, 1, 0],
    [106, 2, 3, 4, None, None, None, 0, 0, 0, 1, 0],
]
STRUCTURE: Rows = [
    [
        "questionName",
        "variableName",
        "questionType",
        "subType",
        "questionText",
        "choiceValue",
        "choiceText",
    ],
    ["t1", "t1", "Closed", "Single", "Stoler du  på kolleger?\n", None, None],
    ["t2", "t2", "Closed", "Single", "Stoler kolleger på deg?", None, None],
    ["arena", "use", "Closed", "Multiple", "Hva bruker du?", 1, "Møter "],
    ["statoverall", "statoverall_1", "Closed", "Multiple", "Samlet status", 1, "Ny"],
]
LABELS: Rows = [
    ["t1", 1, "Helt uenig"],
    ["t1", 6, "Helt enig"],
    ["sex", 1, "Kvinne"],
    ["office", 1, "Solvik"],
]
CHIEFS: Rows = [["t1", "t2"], ["4", "5"], ["", ""], ["2", ""]]
SCORECARD: Rows = [
    [
        "Kontor",
        "Kontornavn",
        "Indikator",
        "Indikatornavn",
        "Resultat jan 2015",
        "Mål jan 2015",
        "Nevner jan 2015",
        "Resultat feb 2015",
        "Mål feb 2015",
        "Nevner feb 2015",
        "Resultat mar 2015",
        "Resultat hittil i år",
        "Mål hittil i år",
        "Nevner hittil i år",
    ],
    [1, "Solvik", "A.1", "First", 50, 60, 10, 52, 60, 11, 1, 51, 60, 21],
    [1, "Solvik", "A.2", "Second", 5.5, None, None, 6.5, None, None, 2, 6, None, None],
    ["02", "Nes", "A.1", "First", 70, 60, 8, None, 60, 0, 3, 70, None, 8],
    [2, "Nes", "A.2", "Second", 7, None, None, 8, None, None, 4, 7.5, None, None],
]
CLIENTS: Rows = [
    [
        "Kontor",
        "Kontornavn",
        "Kategori",
        "Spørsmål",
        "Spørsmålstekst",
        "Gjennomsnitt",
        "Antall svar",
    ],
    [1, "Solvik", "Core", "k1", "Fikk du hjelp?", 4.5, 40],
    [1, "Solvik", "Core", "k2", None, 3.25, 41],
    [2, "Nes", "Core", "k1", "Fikk du hjelp?", None, None],
    [2, "Nes", "Core", "k2", None, 6, 7],
]


def study(**changes: Any) -> Study:
    return Study.model_validate({**STUDY, **changes})


def round_(**changes: Any) -> Round:
    return Round.model_validate({**ROUND, **changes})


def csv_text(rows: Sequence[Sequence[Any]], delimiter: str = ";") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write_csv(
    path: Path, rows: Sequence[Sequence[Any]], *, delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def surveyxact(dataset: Rows, labels: Rows | None = None) -> dict[str, Rows]:
    return {"Labels": LABELS if labels is None else labels, "Dataset": dataset, **_STRUCTURE}


_STRUCTURE = {"Structure": STRUCTURE}


def write_round(folder: Path) -> Path:
    """Every file of the tiny round, all sound."""
    write_xlsx(folder / "staff.xlsx", surveyxact(STAFF))
    write_csv(folder / "chiefs.csv", CHIEFS)
    write_xlsx(folder / "scorecard.xlsx", {"Målekort": SCORECARD})
    write_xlsx(folder / "clients.xlsx", {"Om filen": [["Syntetisk"]], "Svar": CLIENTS})
    return folder


def changed(rows: Rows, *cells: tuple[int, str, Any]) -> Rows:
    """The rows with cells replaced: row as Excel counts, heading, value."""
    copy = [list(row) for row in rows]
    for row, heading, value in cells:
        copy[row - 1][rows[0].index(heading)] = value
    return copy


def problems_of(folder: Path, study_: Study | None = None, round__: Round | None = None) -> Places:
    """What keeps the round from being read; empty when it reads."""
    try:
        read_inputs(study_ or study(), round__ or round_(), folder)
    except InputError as error:
        return Places(error.problems)
    return Places(())


class Places(tuple[Problem, ...]):
    """Problems, with the places picked out for comparison."""

    def places(self) -> list[tuple[str, str | None, int | None, str | None]]:
        return [(p.file, p.sheet, p.row, p.column) for p in self]

    def only(self) -> Problem:
        assert len(self) == 1, [str(problem) for problem in self]
        return self[0]
