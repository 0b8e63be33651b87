"""Numbers as people write them: read as what they are, or named; never as something else."""

from __future__ import annotations

import datetime
from math import isnan
from pathlib import Path
from typing import Any

import pytest

from generator.sources import read_inputs
from generator.sources.cells import Cell, decimal_signs, is_ambiguous, number_of
from generator.sources.inputs import Scorecard
from generator.sources.places import decode

from .samples import (
    CHIEFS,
    CLIENTS,
    SCORECARD,
    STAFF,
    Places,
    Rows,
    changed,
    problems_of,
    round_,
    study,
    surveyxact,
    write_csv,
    write_xlsx,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("2 735", 2735), ("2\u00a0735", 2735), ("2\u202f735", 2735), ("2\u2009735", 2735)),
        *(("2'735", 2735), ("2’735,5", 2735.5), ("1 234 567", 1234567)),
        *(("2.735.000", 2735000), ("2,735,000", 2735000), ("1.000,92", 1000.92)),
        *(("1,000.92", 1000.92), ("4.000,0", 4000), ("0.735", 0.735), ("0,735", 0.735)),
        *(("−3,5", -3.5), ("–3,5", -3.5), ("+7", 7), ("٣", 3), ("4,0", 4)),
    ],
)
def test_every_way_with_thousands_and_signs(text: str, number: float) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("1E3", "(5)", "5-", "- 5", "--5", "1.000.92", "1 00", "12,34,567", "1.000'000", "1_000"),
        *("9" * 400, "½", "²", "inf", "0x1", "5.", ".", "1 000.000.000", "0.735.000", "12 %"),
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_of(text) is None


def test_one_group_of_three_is_told_by_the_other_texts() -> None:
    assert is_ambiguous("2.735") and is_ambiguous("-2,735")
    assert not any(map(is_ambiguous, ("2735", "2.73", "0.735", "2 735", 2.735, None)))
    assert number_of("2.735", decimal=",") == 2735
    assert number_of("2.735", decimal=".") == 2.735
    assert decimal_signs(["61,6", "2.735", "1.000,5", "2.735.000", 7.5, None]) == {","}
    assert decimal_signs(["61,6 %", "52.3", "2 735"]) == {",", "."}
    assert decimal_signs(["2.735", "2 735", "12"]) == set()


def test_true_is_not_one() -> None:
    cells: list[Cell] = [1.0, True, 0.0, False]
    values, _ = decode(cells, lambda cell: str(number_of(cell)), otherwise="")
    assert values == ["1.0", "None", "0.0", "None"]


# --- scorecard and client survey ---------------------------------------------------------


def scorecard(folder: Path, *cells: tuple[int, str, Any]) -> Scorecard | Places:
    """The scorecard with some cells changed, or what is wrong with it."""
    rows = changed(SCORECARD, *cells)
    write_xlsx(folder / "scorecard.xlsx", {"Tall": rows})
    if found := problems_of(folder):
        return found
    read = read_inputs(study(), round_(), folder).scorecard
    assert read is not None
    return read


RESULT, TARGET, COUNT = (f"{word} hittil i år" for word in ("Resultat", "Mål", "Nevner"))


def to_date(found: Scorecard | Places, column: str) -> list[float]:
    assert isinstance(found, Scorecard), [str(problem) for problem in found]
    return [float(each) for each in found.frame[column]]


def wrong(found: Scorecard | Places) -> list[tuple[int | None, str | None, str]]:
    assert isinstance(found, Places)
    assert all(problem.remedy for problem in found)
    return [(problem.row, problem.column, problem.message) for problem in found]


def test_thousands_of_a_count(folder: Path) -> None:
    for text in ("2 735", "2\u202f735", "2'735"):
        assert to_date(scorecard(folder, (2, COUNT, text)), "denominator")[0] == 2735
    for text in ("2.735", "2,735", 2.735):
        (problem,) = wrong(scorecard(folder, (2, COUNT, text)))
        assert problem[:2] == (2, COUNT)
        assert problem[2] == "2.735 is not a whole number, as a count is"
    (problem,) = wrong(scorecard(folder, (2, COUNT, 20.5)))
    assert problem[2] == "20.5 is not a whole number, as a count is"


def test_the_file_tells_which_sign_parts_off_decimals(folder: Path) -> None:
    rows = [[str(cell or "").replace(".5", ",5") for cell in row] for row in SCORECARD]
    rows = changed(rows, (2, COUNT, "2.735"), (2, RESULT, "2,735"))
    write_csv(folder / "scorecard.xlsx", rows)
    read = read_inputs(study(), round_(), folder).scorecard
    assert read is not None
    assert to_date(read, "denominator")[0] == 2735 and to_date(read, "result")[0] == 2.735
    # A number in a name tells nothing.
    named = [(row, "Indikatornavn", "Punkt 1.5") for row in (2, 4)]
    named += [(row, "Kontornavn", "1,5") for row in (2, 3)]
    assert len(wrong(scorecard(folder, (3, RESULT, "2.735"), *named))) == 1


def test_a_measure_that_may_be_thousands_is_named(folder: Path) -> None:
    (problem,) = wrong(scorecard(folder, (3, RESULT, "2.735")))
    assert problem == (3, RESULT, "the number may be 2.735 or 2735")
    write_xlsx(folder / "scorecard.xlsx", {"Tall": SCORECARD})
    # A mean of 1-6 is no thousands.
    write_xlsx(folder / "clients.xlsx", {"K": changed(CLIENTS, (2, "Gjennomsnitt", "4,333"))})
    clients = read_inputs(study(), round_(), folder).client_survey
    assert clients is not None and clients.frame["mean"][0] == 4.333


def test_a_count_of_clients_is_whole(folder: Path) -> None:
    write_xlsx(folder / "clients.xlsx", {"K": changed(CLIENTS, (2, "Antall svar", 40.5))})
    assert problems_of(folder).only().message == "40.5 is not a whole number, as a count is"


def test_a_number_beyond_any_measure_is_named(folder: Path) -> None:
    for column in (RESULT, COUNT):
        (problem,) = wrong(scorecard(folder, (3, column, 1e15)))
        assert problem == (3, column, "the number is over 1000000000")


def test_per_cent_as_text(folder: Path) -> None:
    for text in ("61,6 %", "61.6%", "61,6\u00a0%"):
        assert to_date(scorecard(folder, (2, RESULT, text)), "result")[0] == 61.6
    (problem,) = wrong(scorecard(folder, (2, COUNT, "21 %")))
    assert problem == (2, COUNT, "text where a number is expected")


def test_a_fraction_among_per_cent_is_named(folder: Path) -> None:
    """60 is the target, and the other office has 70."""
    message = "a share of one stands among per cent"
    assert wrong(scorecard(folder, (2, RESULT, 0.51))) == [(2, RESULT, message)]
    both = scorecard(folder, (2, RESULT, 0.51), (4, RESULT, 0.7))
    assert wrong(both) == [(2, RESULT, message), (4, RESULT, message)]
    # Small by nature: no other figure of the indicator is far larger.
    small = [(row, name, value) for row, value in ((3, 0.5), (5, 4)) for name in SCORECARD[0][4:5]]
    assert isinstance(scorecard(folder, *small), Scorecard)
    rows = [(row, name, 0.4) for row in (3, 5) for name in (RESULT, "Resultat jan 2015")]
    assert to_date(scorecard(folder, *rows), "result")[1] == 0.4
    assert not isnan(to_date(scorecard(folder, (2, RESULT, 0)), "result")[0])


def test_dates_and_truth_are_named_as_such(folder: Path) -> None:
    (problem,) = wrong(scorecard(folder, (2, RESULT, datetime.datetime(2026, 3, 5))))
    assert problem == (2, RESULT, "a date (5.3 perhaps) where a number is expected")
    (problem,) = wrong(scorecard(folder, (2, COUNT, datetime.time(5, 30))))
    assert problem == (2, COUNT, "a time of day where a number is expected")


def test_rows_of_headings_are_said_once(folder: Path) -> None:
    words = ["Kontor", "Navn", "Indikator", "Navn", *["Antall"] * (len(SCORECARD[0]) - 4)]
    write_xlsx(folder / "scorecard.xlsx", {"Tall": [SCORECARD[0], words, *SCORECARD[1:]]})
    problem = problems_of(folder).only()
    assert (problem.sheet, problem.row) == ("Tall", 2)
    assert problem.message.startswith("a second row of headings stands here")
    again = [*SCORECARD[:3], SCORECARD[0], *SCORECARD[3:]]
    write_xlsx(folder / "scorecard.xlsx", {"Tall": again})
    assert problems_of(folder).only().message == AGAIN
    assert problems_of(folder).only().row == 4


# --- survey ------------------------------------------------------------------------------


def survey(folder: Path, *cells: tuple[int, str, Any]) -> Places:
    write_xlsx(folder / "staff.xlsx", surveyxact(changed(STAFF, *cells)))
    return problems_of(folder)


def test_thousands_in_a_scale_are_outside_it(folder: Path) -> None:
    assert not survey(folder, (3, "t1", "4,0"), (2, "t1", "4,000"))
    assert survey(folder, (3, "t1", "4.000,0")).only().message == "value outside the scale 1-6"


def test_dates_and_truth_in_a_scale(folder: Path) -> None:
    day = datetime.datetime(2026, 3, 5)
    found = survey(folder, (3, "t1", day), (3, "sex", day), (3, "office", day))
    assert {(p.row, p.column, p.message) for p in found} == {
        (3, "t1", "a date where a number is expected"),
        (3, "sex", "a date where a code is expected"),
        (3, "office", "a date where a code is expected"),
    }
    assert "5" not in "".join(problem.message for problem in found)


def with_row(rows: Rows, at: int, row: list[Any]) -> Rows:
    return [*rows[:at], row, *rows[at:]]


AGAIN = "the headings stand here once more, as where two exports were joined"
TEXTS = ["Svarer", "Stoler du på dem?", "Stoler de?", "Bruk", "Kjønn", "Hvorfor?", "Kontor"]


def test_texts_of_the_questions_in_row_two_are_said_once(folder: Path) -> None:
    plain: Rows = [[*row[:7]] for row in STAFF if row[0] not in (103, 104)]
    write_xlsx(folder / "staff.xlsx", {"Ark1": with_row(plain, 1, TEXTS)})
    problem = problems_of(folder).only()
    assert (problem.file, problem.sheet, problem.row) == ("staff.xlsx", "Ark1", 2)
    assert problem.message.startswith("a second row of headings stands here")
    as_text = [["" if cell is None else str(cell) for cell in row] for row in plain]
    write_csv(folder / "staff.xlsx", with_row(with_row(as_text, 1, TEXTS), 2, TEXTS))
    assert [problem.row for problem in problems_of(folder)] == [2, 3]
    write_csv(folder / "staff.xlsx", with_row(as_text, 3, as_text[0]))
    assert problems_of(folder).only().message == AGAIN
    assert problems_of(folder).only().row == 4


def test_answers_exported_as_their_labels_are_no_headings(folder: Path) -> None:
    write_csv(folder / "chiefs.csv", [CHIEFS[0], ["Enig", "Uenig"], ["Uenig", "Enig"]])
    found = problems_of(folder)
    assert {problem.message for problem in found} == {"text where a number is expected"}


def test_a_file_without_answers(folder: Path) -> None:
    write_csv(folder / "chiefs.csv", [CHIEFS[0]])
    problem = problems_of(folder).only()
    assert (problem.file, problem.row) == ("chiefs.csv", 1)
    assert problem.message == "there are headings, but no answer to any statement below them"


def test_a_survey_in_which_nobody_names_a_unit(folder: Path) -> None:
    blank = [(row, "office", None) for row in range(2, len(STAFF) + 1)]
    problem = survey(folder, *blank).only()
    assert (problem.column, problem.message) == ("office", "no respondent names a unit")


def test_fewer_invited_names_the_office_and_both_counts(folder: Path) -> None:
    units = [{"id": "solvik", "code": 1, "name": "Solvik", "invited": 0}]
    units += [{"id": "nes", "code": 2, "name": "Nes bydel"}]
    planned = study(unit_file={"file_label": "U", "group": "staff"})
    problem = problems_of(folder, planned, round_(units=units)).only()
    assert problem.column == "units.solvik.invited"
    assert problem.message == "Solvik: 0 are invited, fewer than the 1 who have answered"
