"""The review file: what the analyst has said stays hers, and nothing else is ever quoted."""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from counts import times
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from generator.errors import InputError
from generator.freetext.review import HEADS, NAMES, Reviewed, refresh_review, review_answers

from .samples import inputs, person, round_, study

STAFF = [
    person("Ikke tid, sier Ingunn", "Bra", code="bad"),
    person('=1+1 vikarer; "hermetegn"', "- punkt en\n- punkt to"),
    person("Som nyansatt sosionom", "Helt greit"),
    person("CANARY holder dette for seg selv"),
]
SECRET = ("Ingunn", "CANARY", "vikarer")

Rows = list[dict[str, str]]
Edit = Callable[[Rows], None]


def refresh(folder: Path, staff=STAFF, *, workbook: bool = False):
    return refresh_review(
        inputs(staff), study=study(), round_=round_(), folder=folder, workbook=workbook
    )


def review(folder: Path, staff=STAFF) -> Reviewed:
    return review_answers(inputs(staff), study=study(), round_=round_(), folder=folder)


def rows_of(path: Path) -> Rows:
    if path.suffix == ".xlsx":
        heads, *body = load_workbook(path).active.iter_rows(values_only=True)
        return [dict(zip(heads, (cell or "" for cell in row), strict=True)) for row in body]
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))


def write_rows(path: Path, rows: Rows, heads=HEADS) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, heads, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def edited(folder: Path, edit: Edit, staff=STAFF) -> Path:
    path = refresh(folder, staff).path
    rows = rows_of(path)
    edit(rows)
    write_rows(path, rows)
    return path


def marking(**marks: str) -> Edit:
    """Writes into the column ``trykkes``, or another, of the rows that hold a word."""

    def edit(rows: Rows) -> None:
        for row in rows:
            for word, mark in marks.items():
                if word in row["svar"]:
                    row["trykkes"] = mark

    return edit


def quoted(reviewed: Reviewed) -> set[str]:
    return {answer.text for answer in reviewed.answers if answer.quoted}


# --- writing it ------------------------------------------------------------------------------


@pytest.mark.parametrize("workbook", [False, True])
def test_the_file_lists_every_answer_masked_and_nobody(tmp_path: Path, workbook: bool) -> None:
    done = refresh(tmp_path, workbook=workbook)
    assert done.path.name == NAMES[workbook]
    rows = rows_of(done.path)
    assert tuple(rows[0]) == HEADS
    assert len(rows) == 7
    first = next(row for row in rows if "Ikke tid" in row["svar"])
    assert first | {"id": ""} == {
        "id": "",
        "spørsmål": "Hvorfor",
        "svar": "«Ikke tid, sier [navn]»",
        "temaer": "Tid",
        "maskert": "navn 1",
        "holdt tilbake": "",
        "koding": "",
        "trykkes": "",
    }
    assert [row["holdt tilbake"] for row in rows if "sosionom" in row["svar"]] == ["Fag, Ansatt"]
    assert [row["svar"] for row in rows if row["spørsmål"] == "Annet"] == [
        "«- punkt en - punkt to»",
        "«Bra»",
        "«Helt greit»",
    ]


@pytest.mark.parametrize("workbook", [False, True])
def test_only_the_owner_may_read_it_and_no_draft_is_left(tmp_path: Path, workbook: bool) -> None:
    os.umask(os.umask(0))  # whatever the machine's own is
    path = refresh(tmp_path, workbook=workbook).path
    path.chmod(0o644)
    refresh(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_could_not_be_written_whole_leaves_the_old_one(tmp_path, monkeypatch) -> None:
    path = edited(tmp_path, marking(Bra="ja"))
    before = path.read_bytes()

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match="No space"):
        refresh(tmp_path, [*STAFF, person("nytt")])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_a_spreadsheet_would_compute(tmp_path: Path) -> None:
    rows = rows_of(refresh(tmp_path).path)
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]
    (tmp_path / NAMES[0]).unlink()
    sheet = load_workbook(refresh(tmp_path, workbook=True).path).active
    assert "f" not in {cell.data_type for row in sheet for cell in row}


# --- reading it ------------------------------------------------------------------------------


def test_without_a_file_nothing_is_quoted(tmp_path: Path) -> None:
    reviewed = review(tmp_path)
    assert (reviewed.reviewed, reviewed.files, quoted(reviewed)) == (False, (), set())
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_marked_is_quoted_and_never_what_is_held_back(tmp_path: Path) -> None:
    edited(tmp_path, marking(Bra=" JA ", sosionom="ja", CANARY="nei", greit=""))
    reviewed = review(tmp_path)
    assert quoted(reviewed) == {"Bra"}
    (file,) = reviewed.files
    assert (file.name, file.kind) == (NAMES[0], "review")


def test_coding_in_the_review_file_wins_over_export_and_keywords(tmp_path: Path) -> None:
    def code(rows: Rows) -> None:
        for row in rows:
            if "Bra" in row["svar"]:
                row["koding"] = "ROS"
            if "Ikke tid" in row["svar"]:
                row["koding"] = "Opplæring; rooms"
            if "vikarer" in row["svar"]:
                row["koding"] = "-"

    assert {a.text: a.themes for a in review(tmp_path).answers}["Bra"] == ("bad",)
    edited(tmp_path, code)
    themes = {answer.text: answer.themes for answer in review(tmp_path).answers}
    assert themes["Bra"] == ("good",)
    assert themes["Ikke tid, sier [navn]"] == ("training", "rooms")
    assert themes['=1+1 vikarer; "hermetegn"'] == ()


@given(marks=st.lists(st.sampled_from(["", "ja", "nei", "Ja"]), min_size=7, max_size=7))
@settings(max_examples=times(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_marks_survive_being_written_again(tmp_path: Path, marks: list[str]) -> None:
    def mark(rows: Rows) -> None:
        for row, one in zip(rows, marks, strict=True):
            row["trykkes"], row["koding"] = one, "-" if one == "nei" else ""

    path = edited(tmp_path, mark)
    before, decided = rows_of(path), review(tmp_path)
    refresh(tmp_path)
    after = rows_of(path)
    assert [row["trykkes"] for row in after] == marks
    assert [(r["id"], r["svar"], r["koding"]) for r in after] == [
        (r["id"], r["svar"], r["koding"]) for r in before
    ]
    assert review(tmp_path).answers == decided.answers
    late = [person("aller først", "zz"), *reversed(STAFF)]
    assert refresh(tmp_path, late).gone == 0
    kept = {row["id"]: row["trykkes"] for row in rows_of(path)}
    assert {row["id"]: row["trykkes"] for row in before}.items() <= kept.items()


def test_an_answer_that_is_gone_is_left_out_and_told(tmp_path: Path) -> None:
    edited(tmp_path, marking(Bra="ja", greit="nei"))
    done = refresh(tmp_path, STAFF[1:2])
    assert (done.gone, done.gone_marked) == (5, 2)
    told = " ".join(done.summary())
    assert "5, of which you had marked or coded 2" in told
    assert not any(word in told for word in SECRET)


# --- what is wrong with it -------------------------------------------------------------------


def problems(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        review(folder)
    told = [str(problem) for problem in caught.value.problems]
    assert not any(word in line for word in SECRET for line in told), "an answer in a message"
    return told


def test_every_row_that_is_wrong_is_told_with_its_place(tmp_path: Path) -> None:
    def spoil(rows: Rows) -> None:
        rows[0]["trykkes"] = "CANARY"
        rows[1]["koding"] = "CANARY, Tid"
        rows[2]["svar"] = "«CANARY»"
        rows[3]["id"] = "s0"
        rows.append(dict(rows[4]))

    edited(tmp_path, spoil)
    told = problems(tmp_path)
    assert [line.split(":")[0] for line in told] == [
        "apne-svar.csv, row 2, column trykkes",
        "apne-svar.csv, row 3, column koding",
        "apne-svar.csv, row 4, column svar",
        "apne-svar.csv, row 9, column id",
        "apne-svar.csv, row 5, column id",
    ]
    assert "Tid, Opplæring, Lokaler" in told[1]
    with pytest.raises(InputError):
        refresh(tmp_path)


def test_an_answer_that_the_typeface_cannot_print_is_told_only_where_it_is_chosen(
    tmp_path: Path,
) -> None:
    staff = [*STAFF, person("Mer tid \u0648\u0642\u062a")]
    edited(tmp_path, marking(Mer="nei"), staff)
    review(tmp_path, staff)
    path = edited(tmp_path, marking(Mer="ja"), staff)
    row = next(i for i, row in enumerate(rows_of(path), start=2) if "Mer tid" in row["svar"])
    with pytest.raises(InputError) as caught:
        review(tmp_path, staff)
    (told,) = map(str, caught.value.problems)
    assert told.startswith(f"apne-svar.csv, row {row}, column trykkes: ")
    assert "U+0642" in told
    assert "Mer tid" not in told


def test_an_answer_the_survey_no_longer_has_is_a_problem_of_a_build(tmp_path: Path) -> None:
    refresh(tmp_path, [*STAFF, person("trukket tilbake")])
    (told,) = problems(tmp_path)
    assert "no answer of this round has this id. Run kontorrapport texts again" in told


@pytest.mark.parametrize("lost", ["id", "svar", "koding", "trykkes"])
def test_a_column_that_is_missing_or_unknown(tmp_path: Path, lost: str) -> None:
    path = refresh(tmp_path).path
    rows = rows_of(path)
    for row in rows:
        del row[lost]
        row["CANARY?"] = "x"
    write_rows(path, rows, [*(head for head in HEADS if head != lost), "CANARY?"])
    with pytest.raises(InputError) as caught:
        review(tmp_path)
    assert [(p.column, p.row) for p in caught.value.problems] == [(lost, 1), ("CANARY?", 1)]


def test_an_empty_file_and_two_files(tmp_path: Path) -> None:
    (tmp_path / NAMES[0]).write_bytes(b"")
    assert "nothing in it" in problems(tmp_path)[0]
    (tmp_path / NAMES[1]).write_bytes(b"")
    assert "there is also apne-svar.xlsx" in problems(tmp_path)[0]


# --- other people's eyes ---------------------------------------------------------------------


def test_a_checkout_that_others_may_read_is_mended(tmp_path: Path) -> None:
    path = edited(tmp_path, marking(Bra="ja"))
    path.chmod(0o644)
    assert quoted(review(tmp_path)) == {"Bra"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_closed_is_refused_unless_nobody_wrote_it(
    tmp_path: Path, monkeypatch
) -> None:
    path = edited(tmp_path, marking(Bra="ja"))
    path.chmod(0o640)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refused)
    assert "others on this machine may read it" in problems(tmp_path)[0]
    synthetic = review_answers(
        inputs(STAFF), study=study(), round_=round_(synthetic=True), folder=tmp_path
    )
    assert quoted(synthetic) == {"Bra"}
