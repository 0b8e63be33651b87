"""Exports of Nettskjema, LimeSurvey, Microsoft Forms and Qualtrics: the same answers from each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from generator.sources import formats, read_inputs
from generator.sources.formats import read_export
from generator.sources.inputs import SurveyDataset
from generator.sources.layout import Layout
from generator.sources.sheets import RawExport

from .samples import STUDY, problems_of, round_, study, write_csv, write_xlsx
from .survey_tools import (
    AGREEMENT,
    ASKED,
    PERSONAL,
    STATEMENTS,
    Rows,
    forms,
    limesurvey,
    nettskjema,
    nettskjema_coded,
    qualtrics,
)

STARTS_AT = {"scales": {**STUDY["scales"], "six": {"low": 1, "high": 6, "labels": AGREEMENT}}}
CODED = ("kontor", "enig.trives", "enig.bruk", "trengs")
IN_LIMESURVEY = ("G01Q01", "enig[SQ001]", "enig[SQ002]", "G01Q03")
SAID = tuple(f"{ASKED} – {each}" for each in STATEMENTS)

ASKED_IN_FORMS = ("Hvilket kontor?", *STATEMENTS, "Hva trengs mest?")
OTHERS_IN_FORMS = {"Hva bruker du?", "Navn2"}
TICKS_IN_LIMESURVEY = {"bruk[SQ001]", "bruk[SQ002]"}


@dataclass(frozen=True)
class Tool:
    """Its rows; columns of office, statements and own words; its key; columns left to ignore."""

    rows: Callable[[], Rows]
    asked: tuple[str, ...]
    key: str
    others: set[str] = field(default_factory=set)


TOOLS = {
    "forms": Tool(forms, ASKED_IN_FORMS, "ID", OTHERS_IN_FORMS),
    "forms-en": Tool(lambda: forms("en"), ASKED_IN_FORMS, "ID", OTHERS_IN_FORMS),
    "nettskjema": Tool(
        nettskjema,
        ("Hvilket kontor?", *STATEMENTS, 'Hva trengs "mest"?'),
        "$submission_id",
        {"Bruker.Møter", "Bruker.Intranett"},
    ),
    "nettskjema-coded": Tool(nettskjema_coded, CODED, "$submission_id"),
    "qualtrics": Tool(qualtrics, ("Q1", "Q2_1", "Q2_2", "Q3"), "ResponseId"),
    "limesurvey": Tool(limesurvey, IN_LIMESURVEY, "id", TICKS_IN_LIMESURVEY),
    "limesurvey-code": Tool(lambda: limesurvey("code"), IN_LIMESURVEY, "id", TICKS_IN_LIMESURVEY),
    "limesurvey-full": Tool(
        lambda: limesurvey("full"),
        ("Hvilket kontor?", *SAID, "Hva trengs mest?"),
        "Response ID",
        {
            *("Hva bruker du? – Møter", "Hva bruker du? – Intranett"),
            *("Group time: Om jobben", "Question time: enig"),
        },
    ),
}

every_tool = pytest.mark.parametrize("tool", TOOLS)


def with_an_empty_column(rows: Rows) -> Rows:
    """As a workbook has it when something once stood to the right of the answers."""
    return [[*row, "" if at else " "] for at, row in enumerate(rows)]


def export(folder: Path, tool: str) -> RawExport:
    return read_export(
        [write_xlsx(folder / "svar.xlsx", {"Ark1": with_an_empty_column(TOOLS[tool].rows())})],
        folder=folder,
    )


def a_round(tool: str, ignore: tuple[str, ...] = ("*",), **more: Any) -> Any:
    rename = dict(zip(TOOLS[tool].asked, ("office", "t1", "t2", "why"), strict=True))
    staff = {"files": ["svar.xlsx"], "rename": rename, "ignore": ignore, **more}
    return round_(groups={"staff": staff}, scorecard=None, client_survey=None)


def a_study(**staff: Any) -> Any:
    declared = {"label": "Staff", "file_label": "Staff file", "unit_column": "office", **staff}
    return study(**STARTS_AT, groups={"staff": declared}, items={}, background={})


@every_tool
def test_questions_are_read_and_what_the_tool_noted_is_not(tmp_path: Path, tool: str) -> None:
    raw = export(tmp_path, tool)
    made = TOOLS[tool]
    assert set(raw.columns) == {made.key, *made.asked, *made.others}
    assert raw.respondent_key == made.key
    assert raw.files[0].kind.startswith(tool.partition("-")[0])
    assert set(raw.variables) == set(raw.columns)
    assert len(raw.rows) == 4
    assert not [each for each in PERSONAL if each in repr(raw)]


@pytest.mark.parametrize("tool", ["forms", "nettskjema", "limesurvey", "limesurvey-full"])
def test_wordings_are_the_questions(tmp_path: Path, tool: str) -> None:
    raw = export(tmp_path, tool)
    statements = [raw.variables[column].wording for column in TOOLS[tool].asked[1:3]]
    assert statements == list(SAID if tool.startswith("limesurvey") else STATEMENTS)


@pytest.mark.parametrize("heading_rows", [1, 2, 3])
def test_rows_of_headings_are_no_responses(tmp_path: Path, heading_rows: int) -> None:
    path = write_csv(tmp_path / "svar.csv", qualtrics(heading_rows))
    raw = read_export([path], folder=tmp_path)
    assert list(raw.rows) == [heading_rows + at for at in range(1, 5)]
    wording = f"{ASKED} - {STATEMENTS[0]}" if heading_rows > 1 else ""
    assert raw.variables["Q2_1"].wording == wording


def test_codes_are_no_wordings(tmp_path: Path) -> None:
    raw = export(tmp_path, "nettskjema-coded")
    assert {each.wording for each in raw.variables.values()} == {""}


def answers(folder: Path, tool: str, **staff: Any) -> SurveyDataset:
    export(folder, tool)
    return read_inputs(a_study(**staff), a_round(tool), folder).surveys["staff"]


@every_tool
def test_every_tool_gives_the_same_answers(tmp_path: Path, tool: str) -> None:
    survey = answers(tmp_path, tool, respondent_key=TOOLS[tool].key)
    assert survey.frame["unit"].tolist() == ["solvik", "nes", "nes"]
    assert survey.frame["t1"].tolist() == [6, 4, 2]
    assert survey.frame["t2"].fillna(0).tolist() == [5, 0, 1]
    assert survey.frame["why"].tolist() == ["Tid; penger", "", 'Ro, og "fred"']


@every_tool
def test_who_stopped_on_the_way_counts_by_what_was_answered(tmp_path: Path, tool: str) -> None:
    counted = answers(tmp_path, tool).participation
    assert (counted.registered, counted.answered, counted.usable) == (4, 3, 3)
    assert (counted.invited, counted.complete, counted.partial) == (None, None, None)


@every_tool
def test_only_questions_are_unknown_columns(tmp_path: Path, tool: str) -> None:
    export(tmp_path, tool)
    others = TOOLS[tool].others
    found = problems_of(tmp_path, a_study(), a_round(tool, ()))
    assert {problem.column for problem in found} == others
    assert not problems_of(tmp_path, a_study(), a_round(tool, tuple(others)))


@pytest.mark.parametrize("tool", ["forms", "nettskjema", "limesurvey"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "mac-roman", "cp865"])
def test_text_files_with_any_delimiter_and_encoding(
    tmp_path: Path, tool: str, delimiter: str, encoding: str
) -> None:
    rows = TOOLS[tool].rows()
    path = write_csv(tmp_path / "svar.csv", rows, delimiter=delimiter, encoding=encoding)
    raw = read_export([path], folder=tmp_path)
    book = export(tmp_path, tool)
    assert list(raw.columns) == list(book.columns)
    for column in TOOLS[tool].asked:
        assert list(raw.cells(column)) == [cell or "" for cell in book.cells(column)]


def test_the_page_on_exports_names_every_tool() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    found = (f"{formats.__name__}.{module.name}" for module in iter_modules(formats.__path__))
    values = [value for name in found for value in vars(import_module(name)).values()]
    names = [value.name for value in values if isinstance(value, Layout)]
    assert len(names) == 4
    assert not [name for name in names if name not in page.casefold()]


def test_a_question_that_a_form_asks_stays_whatever_it_is_called(tmp_path: Path) -> None:
    rows = [
        ["ID", "Start time", "Completion time", "Hva heter kontoret?", "Name", "Points"],
        [1, *"abcde"],
    ]
    path = write_csv(tmp_path / "svar.csv", rows)
    raw = read_export([path], folder=tmp_path)
    assert list(raw.columns) == ["ID", "Hva heter kontoret?", "Name", "Points"]


def test_points_of_a_quiz_are_no_answers(tmp_path: Path) -> None:
    front = [
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "Total points",
        "Quiz feedback",
    ]
    asked = ["Why?", "Points - Why?", "Feedback - Why?", "Points - of view"]
    path = write_csv(tmp_path / "svar.csv", [[*front, *asked], [1, *"abcdefghij"]])
    assert list(read_export([path], folder=tmp_path).columns) == ["ID", "Why?", "Points - of view"]


@pytest.mark.parametrize(
    "headings",
    [
        ["ID", "kontor", "Name", "t1"],
        ["id", "token", "t1"],
        ["id. Nummer", "Alder", "t1"],
        ["t1", "Start time", "Completion time"],
    ],
)
def test_a_sheet_of_nobodys_is_read_as_it_is(tmp_path: Path, headings: list[str]) -> None:
    raw = read_export(
        [write_csv(tmp_path / "svar.csv", [headings, "1" * len(headings)])], folder=tmp_path
    )
    assert list(raw.columns) == headings
    assert (raw.files[0].kind, raw.respondent_key) == ("csv", None)


def test_codes_that_nothing_explains_are_refused(tmp_path: Path) -> None:
    """LimeSurvey's ``A1`` is the first answer on the page, which may be the most or the least."""
    rows = [["A1" if cell == AGREEMENT[5] else cell for cell in row] for row in limesurvey()]
    write_xlsx(tmp_path / "svar.xlsx", {"Ark1": rows})
    problem = problems_of(tmp_path, a_study(), a_round("limesurvey")).only()
    assert (problem.row, problem.column) == (2, "enig[SQ001]")
    assert "declare the scale's labels" in (problem.remedy or "")


def test_a_study_may_say_which_codes_are_which_points(tmp_path: Path) -> None:
    codes = {text: f"A{6 - at}" for at, text in enumerate(AGREEMENT)}  # A1 is "Helt enig"
    rows = [[codes.get(cell, cell) for cell in row] for row in limesurvey()]
    write_xlsx(tmp_path / "svar.xlsx", {"Ark1": rows})
    six = {"low": 1, "high": 6, "labels": ["A6", "A5", "A4", "A3", "A2", "A1"]}
    declared = a_study().model_dump(exclude={"scales", "translations"})
    turned = study(**{**declared, "scales": {**STUDY["scales"], "six": six}})
    frame = read_inputs(turned, a_round("limesurvey"), tmp_path).surveys["staff"].frame
    assert frame["t1"].tolist() == [6, 4, 2]
