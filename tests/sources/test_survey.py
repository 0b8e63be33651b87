from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from generator.sources import read_inputs
from generator.sources.inputs import Participation, SurveyDataset
from generator.sources.places import FOLD_OVER
from generator.study.instrument import Scale

from .samples import (
    LABELS,
    STAFF,
    STRUCTURE,
    STUDY,
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


def staff(folder: Path, rows: Rows = STAFF, labels: Rows = LABELS, **files: Any) -> SurveyDataset:
    write_xlsx(folder / "staff.xlsx", surveyxact(rows, labels))
    return read_inputs(study(), with_staff(**files), folder).surveys["staff"]


def with_staff(**files: Any) -> Any:
    groups = {
        "staff": {"files": ["staff.xlsx"], **files},
        "chiefs": {"files": ["chiefs.csv"]},
    }
    return round_(groups=groups)


def wrong(
    folder: Path, rows: Rows, labels: Rows = LABELS, study_: Any = None, **files: Any
) -> Places:
    write_xlsx(folder / "staff.xlsx", surveyxact(rows, labels))
    return problems_of(folder, study_, with_staff(**files))


def test_the_frame_holds_usable_answers_only(folder: Path) -> None:
    survey = staff(folder)
    frame = survey.frame
    assert list(frame.columns) == ["t1", "t2", "use", "sex", "why", "unit"]
    assert list(frame.index) == [0, 1, 2]
    assert frame["t1"].tolist() == [6, 1, 2]
    assert frame[["t1", "t2", "use"]].dtypes.tolist() == [float] * 3
    assert frame["t2"].fillna(-1).tolist() == [5, -1, 3]
    assert frame["sex"].tolist() == [1, 2, None]
    assert frame["why"].tolist() == ["Tid", "", ""]
    assert frame["unit"].tolist() == ["solvik", "nes", None]
    assert survey.files[0].name == "staff.xlsx"
    assert len(survey.files[0].sha256) == 64


def test_statuses_decide_who_counts(folder: Path) -> None:
    assert staff(folder).participation == Participation(
        registered=6, dropped_out=1, invited=5, complete=3, partial=1, answered=4, usable=3
    )


def test_without_statuses_every_usable_row_answered(folder: Path) -> None:
    chiefs = read_inputs(study(), round_(), folder).surveys["chiefs"]
    assert chiefs.frame["t2"].fillna(-1).tolist() == [5, -1]
    assert list(chiefs.frame.columns) == ["t1", "t2"]
    assert chiefs.participation == Participation(
        registered=2, dropped_out=0, invited=None, complete=None, partial=None, answered=2, usable=2
    )


def test_invited_of_an_export_of_answers_only(folder: Path) -> None:
    rows = [row for row in STAFF if row[0] not in {103, 104}]
    assert staff(folder, rows, invited=9).participation.invited == 9
    assert staff(folder, rows).participation.invited == 4


def test_invited_that_disagrees_with_the_export(folder: Path) -> None:
    problem = wrong(folder, STAFF, invited=7).only()
    assert (problem.file, problem.column) == ("round.toml", "groups.staff.invited")
    assert "fewer" in wrong(folder, STAFF, invited=2).only().message


def test_rows_that_did_not_answer_are_left_alone(folder: Path) -> None:
    rows = changed(STAFF, (4, "t1", 77), (4, "office", 99), (5, "key", 101), (5, "sex", 8))
    assert staff(folder, rows).participation.usable == 3


def test_wording_and_labels_come_along(folder: Path) -> None:
    variables = staff(folder).variables
    assert list(variables) == ["t1", "t2", "use", "sex", "why"]
    assert variables["t1"].wording == "Stoler du på kolleger?"
    assert variables["t1"].labels == {1: "Helt uenig", 6: "Helt enig"}
    assert read_inputs(study(), round_(), folder).surveys["chiefs"].variables["t1"].wording == ""


def test_labels_in_the_place_of_codes(folder: Path) -> None:
    rows = changed(
        STAFF,
        (2, "t1", "helt ENIG"),
        (2, "t2", " 5 "),
        (2, "use", "4,0"),
        (2, "sex", "kvinne"),
        (2, "office", "Solvik"),
        (3, "sex", "Mann"),
    )
    frame = staff(folder, rows).frame
    assert frame.loc[0, ["t1", "t2", "use", "sex", "unit"]].tolist() == [6, 5, 4, 1, "solvik"]
    assert frame.loc[1, "sex"] == 2


def test_user_missing_values_are_no_answers(folder: Path) -> None:
    rows = changed(STAFF, (2, "t1", 9), (3, "t1", "Vet ikke"), (3, "t2", 3))
    labels = [*LABELS, ["t1", 9, "Vet ikke"]]
    frame = staff(folder, rows, labels, missing=[9]).frame
    assert frame["t1"].fillna(-1).tolist() == [-1, -1, 2]


def test_a_label_can_be_declared_to_be_no_answer(folder: Path) -> None:
    rows = changed(STAFF, (2, "t1", 9), (3, "t1", "Vet ikke"), (3, "t2", "Ønsker ikke"))
    labels = [*LABELS, ["t1", 9, "Vet ikke"]]
    missing = ["vet  IKKE", "Ønsker ikke"]
    frame = staff(folder, rows, labels, missing=missing).frame
    assert frame["t1"].fillna(-1).tolist() == [-1, 2]  # row 3 answered nothing now
    found = wrong(folder, rows, labels, missing=["Ønsker ikke"])
    assert [(p.row, p.column) for p in found] == [(None, "t1"), (2, "t1"), (3, "t1")]


def test_a_background_question_has_no_answer_where_a_value_means_none(folder: Path) -> None:
    rows = changed(STAFF, (2, "sex", 99), (3, "sex", "Vet ikke"))
    labels = [*LABELS, ["sex", 98, "Vet ikke"]]
    assert wrong(folder, rows, labels)
    frame = staff(folder, rows, labels, missing=[99, "vet ikke"]).frame
    assert frame["sex"].isna().tolist()[:2] == [True, True]
    # A value that the study lists is a category, whatever it means elsewhere.
    assert staff(folder, missing=[2]).frame["sex"].tolist() == staff(folder).frame["sex"].tolist()


AGREEMENT = ["Helt uenig", "Uenig", "Litt uenig", "Litt enig", "Enig", "Helt enig"]


def test_a_scale_reads_the_labels_it_declares(folder: Path) -> None:
    rows = changed(STAFF, (2, "t1", "Litt  enig"), (3, "t1", "uenig"), (3, "t2", 3))
    six = {"low": 1, "high": 6, "labels": AGREEMENT}
    labelled = study(scales={**STUDY["scales"], "six": six})
    write_xlsx(folder / "staff.xlsx", surveyxact(rows, []))
    frame = read_inputs(labelled, round_(), folder).surveys["staff"].frame
    assert frame["t1"].tolist() == [4, 2, 2]


def test_the_labels_of_a_scale_name_its_ends() -> None:
    assert Scale(low=1, high=6, labels=AGREEMENT).low_label == "Helt uenig"
    assert Scale(low=1, high=6, labels=AGREEMENT, high_label="Enig").high_label == "Enig"


@pytest.mark.parametrize("labels", [AGREEMENT[:5], [*AGREEMENT[:5], "helt  uenig"], [""] * 6])
def test_each_point_has_a_label_of_its_own(labels: list[str]) -> None:
    with pytest.raises(ValidationError, match="labels must name every point"):
        Scale(low=1, high=6, labels=labels)


def test_columns_are_renamed_and_ignored(folder: Path) -> None:
    names = {"t1": "q_1", "office": "Hvilket kontor?"}
    rows = [[names.get(str(cell), cell) for cell in STAFF[0]], *STAFF[1:]]
    rows = [[*row, extra] for row, extra in zip(rows, ["x_1", *"abcdef"], strict=True)]
    labels = [["q_1", 1, "Lav"]]
    rename = {new: old for old, new in names.items()}
    survey = staff(folder, rows, labels, rename=rename, ignore=["x_*"])
    assert survey.frame["unit"].tolist() == ["solvik", "nes", None]
    assert survey.variables["t1"].name == "t1"
    assert survey.variables["t1"].labels == {1: "Lav"}


def test_ignoring_all_keeps_what_the_study_knows(folder: Path) -> None:
    rows = [[*row, extra] for row, extra in zip(STAFF, ["other", *"abcdef"], strict=True)]
    survey = staff(folder, rows, ignore=["*"])
    assert survey.participation.complete == 3
    assert list(survey.frame.columns) == ["t1", "t2", "use", "sex", "why", "unit"]


PLACES = [
    ((3, "t1", 7), "value outside the scale 1-6"),
    ((3, "t1", 0), "value outside the scale 1-6"),
    ((3, "use", 6), "value outside the scale 1-5"),
    ((3, "t1", 3.5), "not a whole number of the scale 1-6"),
    ((3, "t1", "mye"), "text where a number is expected"),
    ((3, "sex", 3), "the value is none of the declared categories"),
    ((3, "sex", 1.5), "the value is none of the declared categories"),
    ((3, "office", 77), "unknown office code"),
    ((3, "key", 101), "duplicate respondent: the same as in row 2"),
    ((3, "key", None), "the respondent key is empty"),
]


@pytest.mark.parametrize(("change", "message"), PLACES)
def test_a_wrong_cell_is_placed(folder: Path, change: tuple[int, str, Any], message: str) -> None:
    problem = wrong(folder, changed(STAFF, change)).only()
    place = ("staff.xlsx", "Dataset", change[0], change[1])
    assert (problem.file, problem.sheet, problem.row, problem.column) == place
    assert problem.message == message
    assert problem.remedy


def test_all_wrong_cells_are_placed_at_once(folder: Path) -> None:
    rows = changed(
        STAFF, (2, "t1", 7), (3, "t1", "mye"), (7, "t1", 0), (2, "sex", 8), (7, "office", 9)
    )
    assert sorted((p.row, p.column) for p in wrong(folder, rows)) == [
        (2, "sex"),
        (2, "t1"),
        (3, "t1"),
        (7, "office"),
        (7, "t1"),
    ]


def test_an_excel_error_in_words_is_no_answer(folder: Path) -> None:
    problem = wrong(folder, changed(STAFF, (3, "why", "=bare fordi"))).only()
    assert (problem.row, problem.column) == (3, "why")
    assert problem.message.startswith("an Excel error stands here")


@pytest.mark.parametrize(
    ("flags", "column"),
    [
        ([0, 0, 0, 0, 0], "statoverall_1 to statoverall_5"),
        ([0, 0, 1, 1, 0], "statoverall_1 to statoverall_5"),
        ([None] * 5, "statoverall_1 to statoverall_5"),
        ([0, 0, 2, 0, 0], "statoverall_3"),
        ([0, 0, "ja", 0, 0], "statoverall_3"),
    ],
)
def test_exactly_one_status(folder: Path, flags: list[Any], column: str) -> None:
    rows = [list(row) for row in STAFF]
    rows[2][-5:] = flags
    problem = wrong(folder, rows).only()
    assert (problem.sheet, problem.row, problem.column) == ("Dataset", 3, column)


def test_a_status_column_is_absent(folder: Path) -> None:
    problem = wrong(folder, [row[:-1] for row in STAFF]).only()
    assert (problem.row, problem.column) == (1, "statoverall_5")


def test_short_status_names(folder: Path) -> None:
    heads = [str(name).replace("statoverall", "stato") for name in STAFF[0]]
    assert staff(folder, [heads, *STAFF[1:]]).participation.complete == 3


def test_unknown_and_missing_columns(folder: Path) -> None:
    heads = ["T2" if name == "t2" else name for name in STAFF[0]]
    rows = [[*heads, "zzz"], *([*row, 1] for row in STAFF[1:])]
    found = wrong(folder, rows)
    assert found.places() == [
        ("staff.xlsx", "Dataset", 1, "T2"),
        ("staff.xlsx", "Dataset", 1, "zzz"),
        ("staff.xlsx", "Dataset", 1, "t2"),
    ]
    assert "'t2'" in (found[0].remedy or "")
    assert "[groups.staff].ignore" in (found[1].remedy or "")


def test_many_unknown_columns_are_all_named(folder: Path) -> None:
    names = [f"z{i}" for i in range(FOLD_OVER + 5)]
    rows = [[*STAFF[0], *names], *([*row, *[1] * len(names)] for row in STAFF[1:])]
    message = wrong(folder, rows).only().message
    assert all(name in message for name in names)


def test_renames_that_do_not_fit(folder: Path) -> None:
    assert wrong(folder, STAFF, rename={"gone": "t1"}).places() == [
        ("staff.xlsx", "Dataset", 1, "gone"),
    ]
    found = wrong(folder, STAFF, rename={"why": "t1"})
    assert [problem.column for problem in found] == ["why", "why"]


def test_labels_outside_the_scale_need_a_word_from_the_round(folder: Path) -> None:
    labels = [*LABELS, ["t1", 9, "Vet ikke"], ["t2", 9, "Vet ikke"], ["use", 5, "Mye"]]
    problem = wrong(folder, STAFF, labels).only()
    assert (problem.sheet, problem.column) == ("Labels", "t1, t2")
    assert "the value 9" in problem.message
    assert "missing = [9] in [groups.staff]" in (problem.remedy or "")
    assert not wrong(folder, STAFF, labels, missing=[9])


def test_labels_that_turn_the_scale_of_the_study_round(folder: Path) -> None:
    named = {"low": 1, "high": 6, "low_label": "Helt uenig", "high_label": "Helt enig"}
    turned = [["t1", 1, "Helt enig"], ["t1", 6, "helt uenig"], ["t2", 2, "Uenig"]]
    ends = study(scales={**STUDY["scales"], "six": named})
    found = wrong(folder, STAFF, turned, ends)
    assert [(p.sheet, p.column) for p in found] == [("Labels", "t1")] * 2
    assert "the value 1 has the label that the study gives the value 6" in found[0].message
    every = study(scales={**STUDY["scales"], "six": {"low": 1, "high": 6, "labels": AGREEMENT}})
    assert not wrong(folder, STAFF, turned[2:], every)
    assert len(wrong(folder, STAFF, [["t2", 3, "Uenig"]], every)) == 1


def test_a_code_that_the_labels_dispute(folder: Path) -> None:
    labels = [["office", 1, "Nes"], ["office", 2, "Solvik"]]
    found = wrong(folder, STAFF, labels)
    assert [(p.row, p.column) for p in found] == [(2, "office"), (3, "office")]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(FOLD_OVER - 1, FOLD_OVER - 1), (FOLD_OVER, FOLD_OVER), (FOLD_OVER + 1, 1)],
)
def test_many_rows_of_one_kind_are_folded(folder: Path, count: int, expected: int) -> None:
    rows = [*STAFF, *([1000 + i, 7, *STAFF[1][2:]] for i in range(count))]
    found = wrong(folder, rows)
    assert len(found) == expected
    assert found[0].row == len(STAFF) + 1
    assert all(problem.column == "t1" for problem in found)
    if expected == 1:
        assert f"in {count} rows" in found[0].message


def test_many_duplicates_are_folded(folder: Path) -> None:
    rows = [*STAFF, *([1000 + i // 2, *STAFF[1][1:]] for i in range(2 * FOLD_OVER + 2))]
    problem = wrong(folder, rows).only()
    assert f"{FOLD_OVER + 1} respondents" in problem.message
    assert problem.row == len(STAFF) + 2


def test_a_file_without_headings_shows_no_answers(folder: Path) -> None:
    write_csv(folder / "chiefs.csv", [[4, 5], [3, 2]])
    problem = problems_of(folder).only()
    assert (problem.file, problem.row, problem.column) == ("chiefs.csv", 1, None)
    write_csv(folder / "chiefs.csv", [[4, 4], [3, 2]])
    assert problems_of(folder).only().column == "2"


def test_places_in_a_text_file_with_line_breaks(folder: Path) -> None:
    heads = ["key", "t1", "t2", "use", "sex", "why", "office"]
    rows = [
        heads,
        ["a", "1", "2", "3", "1", "en\nto\ntre", "1"],
        ["b", "1", "2,5", "3", "", "", "1"],
        ["a", "1", "2", "3", "1", "", "99"],
    ]
    write_csv(folder / "staff.xlsx", rows, encoding="cp1252")
    found = problems_of(folder)
    assert found.places() == [
        ("staff.xlsx", None, 5, "t2"),
        ("staff.xlsx", None, 6, "office"),
        ("staff.xlsx", None, 6, "key"),
    ]
    assert found[-1].message.endswith("row 2")


def test_structure_without_the_question_is_no_problem(folder: Path) -> None:
    sheets = {**surveyxact(STAFF), "Structure": STRUCTURE[:1]}
    write_xlsx(folder / "staff.xlsx", sheets)
    assert not problems_of(folder)


def test_fewer_invited_than_answered_in_a_unit_or_a_class(folder: Path) -> None:
    """It would be a rate over 100 per cent, and no table of answered and not answered."""
    step = {"id": "asked", "kind": "representativeness", "group": "staff", "variables": ["sex"]}
    asked = study(unit_file={"file_label": "U", "group": "staff"}, steps=[step])

    def places(nes: int, **margins: float) -> list[str | None]:
        units = [{"id": "solvik", "code": 1, "name": "Solvik", "invited": 1}]
        units += [{"id": "nes", "code": "02", "name": "Nes", "invited": nes}]
        found = problems_of(folder, asked, round_(units=units, margins={"sex": margins}))
        assert all(problem.file == "round.toml" for problem in found)
        return [problem.column for problem in found]

    assert places(1, **{"1": 1, "2": 1}) == places(1) == []
    assert places(0, **{"1": 1}) == ["units.nes.invited", "margins.sex.2"]
    assert places(1, **{"1": 0.5, "2": -1}) == [
        "margins.sex.1",
        "margins.sex.2",
        "margins.sex.1",
        "margins.sex.2",
    ]
