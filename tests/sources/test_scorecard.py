from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import Any

import pytest

from generator.round.model import Window
from generator.sources import read_inputs
from generator.sources.inputs import Scorecard
from generator.sources.scorecard import month_of, months_in, written

from .samples import (
    SCORECARD,
    Places,
    Rows,
    changed,
    problems_of,
    round_,
    study,
    write_csv,
    write_xlsx,
)


def read(folder: Path, rows: Rows = SCORECARD) -> Scorecard:
    write_xlsx(folder / "scorecard.xlsx", {"Om": [["Syntetisk"]], "Tall": rows})
    found = read_inputs(study(), round_(), folder).scorecard
    assert found is not None
    return found


def wrong(folder: Path, rows: Rows, **changes: Any) -> Places:
    write_xlsx(folder / "scorecard.xlsx", {"Tall": rows})
    return problems_of(folder, None, round_(**changes))


def test_results_to_date_and_by_month(folder: Path) -> None:
    scorecard = read(folder)
    frame, monthly = scorecard.frame, scorecard.monthly
    assert list(frame.columns) == ["unit", "indicator", "result", "target", "denominator"]
    assert frame["unit"].tolist() == ["solvik", "solvik", "nes", "nes"]
    assert frame["indicator"].tolist() == ["A.1", "A.2", "A.1", "A.2"]
    assert frame["result"].tolist() == [51, 6, 70, 7.5]
    # The second target comes from round.toml.
    assert frame["target"].fillna(-1).tolist() == [60, -1, 60, -1]
    assert frame["denominator"].fillna(-1).tolist() == [21, -1, 8, -1]
    assert monthly["month"].unique().tolist() == ["2015-01", "2015-02"]
    assert len(monthly) == 8
    february = monthly[monthly["month"] == "2015-02"]
    assert february["result"].fillna(-1).tolist() == [52, 6.5, -1, 8]
    assert february["denominator"].fillna(-1).tolist() == [11, -1, 0, -1]
    assert scorecard.files[0].kind == "scorecard-xlsx"


def test_headings_may_be_written_in_other_ways(folder: Path) -> None:
    names = {
        "Kontor": "KONTOR ",
        "Resultat jan 2015": "resultat  Januar 2015",
        "Mål jan 2015": "Mål 2015-01",
        "Nevner jan 2015": "nevner jan. 2015",
        "Resultat hittil i år": "RESULTAT HITTIL I ÅR",
    }
    heads = [names.get(name, name) for name in SCORECARD[0]]
    rows = [["Målekort 2015", *[None] * 13], [None] * 14, [*heads], *SCORECARD[1:]]
    assert read(folder, rows).frame.equals(read(folder).frame)


def test_text_will_do_with_decimal_comma_and_without_denominators(folder: Path) -> None:
    kept = [i for i, name in enumerate(SCORECARD[0]) if "Nevner" not in name]
    rows = [["" if row[i] is None else row[i] for i in kept] for row in SCORECARD]
    text = [[str(cell).replace(".5", ",5") for cell in row] for row in rows]
    write_csv(folder / "scorecard.xlsx", text, encoding="cp1252")
    scorecard = read_inputs(study(), round_(), folder).scorecard
    assert scorecard is not None
    assert scorecard.frame["result"].tolist() == [51, 6, 70, 7.5]
    assert all(map(isnan, scorecard.frame["denominator"]))
    assert scorecard.files[0].kind == "scorecard-csv"


CELLS = [
    ((3, "Kontor", 99), "Kontor", "unknown office code"),
    ((3, "Kontor", None), "Kontor", "the office code is empty"),
    ((3, "Kontornavn", "Nes"), "Kontor", "the code is one office's, but the label beside it"),
    ((3, "Indikator", "B.9"), "Indikator", "unknown indicator"),
    ((3, "Indikator", None), "Indikator", "the indicator is empty"),
    ((3, "Indikator", "A.1"), "Kontor", "the office and the indicator stand in row 2 already"),
]


@pytest.mark.parametrize(("change", "column", "message"), CELLS)
def test_a_row_that_belongs_nowhere(
    folder: Path, change: tuple[int, str, Any], column: str, message: str
) -> None:
    found = wrong(folder, changed(SCORECARD, change))
    first = [problem for problem in found if problem.message.startswith(message)]
    assert [(p.file, p.sheet, p.row, p.column) for p in first] == [
        ("scorecard.xlsx", "Tall", 3, column)
    ]
    # The row that should have been there is asked for as well.
    lacking = "the office 'solvik' has no row for the indicator A.2"
    assert lacking in [problem.message for problem in found]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((4, "Resultat jan 2015", "ca. 50"), "text where a number is expected"),
        ((4, "Nevner hittil i år", -1), "the number must be at least 0"),
        ((4, "Mål hittil i år", 55), "the target is not the one in round.toml"),
        ((4, "Resultat hittil i år", "=1+1"), "an Excel error where a number is expected"),
    ],
)
def test_a_wrong_number(folder: Path, change: tuple[int, str, Any], message: str) -> None:
    problem = wrong(folder, changed(SCORECARD, change)).only()
    assert (problem.sheet, problem.row, problem.column) == ("Tall", 4, change[1])
    assert problem.message == message


def test_attainment_needs_a_target(folder: Path) -> None:
    problem = wrong(folder, SCORECARD, targets={}).only()
    assert (problem.row, problem.column) == (4, "Mål hittil i år")
    found = wrong(folder, changed(SCORECARD, (2, "Mål hittil i år", 0)))
    assert {(p.row, p.column) for p in found} == {(2, "Mål hittil i år")}


def test_an_office_without_rows(folder: Path) -> None:
    assert wrong(folder, SCORECARD[:3]).only().message == "the office 'nes' has no rows"


def test_an_office_that_is_not_in_the_round(folder: Path) -> None:
    rows = [*SCORECARD, [3, "Utby", *SCORECARD[1][2:]]]
    problem = wrong(folder, rows).only()
    assert (problem.row, problem.column) == (6, "Kontor")
    assert "Utby" not in str(problem)


def test_months_and_columns_that_are_absent_or_unknown(folder: Path) -> None:
    names = {"Mål feb 2015": "Mål fbe 2015", "Nevner hittil i år": "Nevner i år"}
    rows = [[names.get(name, name) for name in SCORECARD[0]], *SCORECARD[1:]]
    found = wrong(folder, rows)
    assert {(p.row, p.column, p.message) for p in found} == {
        (1, "Mål feb 2015", "the column is absent"),
        (1, "Mål fbe 2015", "unknown column"),
        (1, "Nevner i år", "unknown column"),
    }


def test_the_same_month_twice(folder: Path) -> None:
    names = {"Resultat mar 2015": "Resultat 2015-02"}
    rows = [[names.get(name, name) for name in SCORECARD[0]], *SCORECARD[1:]]
    assert wrong(folder, rows).only().message == "unknown column"


def test_headings_nowhere_or_in_several_places(folder: Path) -> None:
    assert "no sheet has the headings" in wrong(folder, [["Kontor", "x"], [1, 2]]).only().message
    write_xlsx(folder / "scorecard.xlsx", {"Ny": SCORECARD, "Gammel": SCORECARD})
    assert "Ny and Gammel" in problems_of(folder).only().message


def test_an_spss_file_is_no_scorecard(folder: Path) -> None:
    (folder / "scorecard.xlsx").write_bytes(b"$FL2 and so on")
    assert problems_of(folder).only().message == "the file is neither a workbook nor text"


@pytest.mark.parametrize("text", ["foo 2015", "ja 2015", "mar", "2015-13", "m 2015", "jun 15"])
def test_what_is_no_month(text: str) -> None:
    assert month_of(text) is None


def test_months_across_a_new_year() -> None:
    window = Window(first="2014-11", last="2015-02")
    assert list(months_in(window)) == ["2014-11", "2014-12", "2015-01", "2015-02"]


def test_every_month_reads_as_it_is_written() -> None:
    months = list(months_in(Window(first="2015-01", last="2015-12")))
    assert [month_of(written(month)) for month in months] == months
    assert written("2015-05") == "mai 2015"
