"""One respondent's row taken out of every format that is read, and everything else as it was."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from openpyxl.comments import Comment

from generator.errors import ArgumentError, InputError
from generator.sources import read_inputs
from generator.sources.cells import text_of
from generator.sources.formats import read_export, read_file
from generator.sources.participation import count_participation
from generator.sources.sheets import File
from generator.sources.withdrawals import receipts_in, row_of, rows_with, without_rows

from .samples import STAFF, csv_text, round_, study, surveyxact, write_csv, write_round, write_xlsx
from .test_survey_tools import TOOLS, a_round, a_study, export

LINES = [["key", "t1", "why"], ["1", "2", "æ"], ["2", "3", 'to\nlinjer; "og" æøå'], ["30", "4", ""]]


def out_of(path: Path, column: str, *keys: str) -> File:
    """The file without rows, as it is read again."""
    file = read_file(path, folder=path.parent)
    data = without_rows(file, rows_with(file, column, frozenset(keys)))
    path.write_bytes(data)
    return read_file(path, folder=path.parent)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("first", ["", "sep=;"])
def test_text_keeps_every_other_byte(tmp_path: Path, encoding: str, end: str, first: str) -> None:
    def text(rows: list[list[str]]) -> bytes:
        lines = csv_text(rows).replace("\r\n", "\n")
        return ((f"{first}\n" if first else "") + lines).replace("\n", end).encode(encoding)

    path = tmp_path / "svar.csv"
    path.write_bytes(text(LINES))
    assert out_of(path, "KEY", "2").data == text([LINES[0], LINES[1], LINES[3]])


def test_the_last_row_of_a_text_goes_and_blank_lines_stay(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_bytes(b"key,t1\n\n1,2\n\n2,3")
    assert out_of(path, "key", "2").data == b"key,t1\n\n1,2\n\n"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_workbook_keeps_other_rows_in_their_place_and_every_other_part(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "staff.xlsx", surveyxact(STAFF))
    before, key = parts(path), str(STAFF[2][STAFF[0].index("key")])
    out_of(path, "key", key.casefold())
    after = parts(path)
    assert list(after) == list(before)
    changed = {name for name in before if before[name] != after[name]}
    assert len([name for name in changed if "worksheets" in name]) == 1
    assert changed <= {*(n for n in before if "worksheets" in n), "xl/sharedStrings.xml"}
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["Dataset"]]
    assert [row for i, row in enumerate(rows) if i != 2] == [
        [*row] for i, row in enumerate(STAFF) if i != 2
    ]
    assert set(rows[2]) == {None}


def test_words_that_only_the_respondent_wrote_are_in_no_part(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx", {"A": [["key", "why"], [1, "felles"], [2, "hennes"], [3, "felles"]]}
    )
    assert any(b"hennes" in part for part in parts(path).values())
    file = out_of(path, "key", "2")
    assert not any(b"hennes" in part for part in parts(path).values())
    assert [row for row in file.sheets()[0].rows if any(row)] == [
        ["key", "why"], [1.0, "felles"], [3.0, "felles"],
    ]  # fmt: skip


@pytest.mark.parametrize("spoil", ["comment", "formula", "pivot"])
def test_what_may_hold_the_row_once_more_is_refused(tmp_path: Path, spoil: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["key", "t1"], [1, 2], [2, 3]):
        sheet.append(row)
    if spoil == "comment":
        sheet["B3"].comment = Comment("hun sa", "A")
    if spoil == "formula":
        sheet["B3"] = "=1+2"
    path = tmp_path / "a.xlsx"
    book.save(path)
    if spoil == "pivot":
        with zipfile.ZipFile(path, "a") as package:
            package.writestr("xl/pivotCache/pivotCacheRecords1.xml", "<a/>")
    file = read_file(path, folder=tmp_path)
    with pytest.raises(InputError, match=r"taken out safely.*--by-hand"):
        without_rows(file, {"Sheet": (3,)})
    without_rows(file, {"Sheet": (2,)}) if spoil != "pivot" else None


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_every_survey_tool(tmp_path: Path, tool: str, form: str) -> None:
    export(tmp_path, tool)
    if form == "csv":
        write_csv(tmp_path / "svar.csv", TOOLS[tool].rows())
    round__ = a_round(tool, files=[f"svar.{form}"])
    before = read_inputs(a_study(), round__, tmp_path).surveys["staff"].frame
    raw = read_export([tmp_path / f"svar.{form}"], folder=tmp_path)
    key = text_of(raw.cells(TOOLS[tool].key)[2])
    row = row_of(key, a_study(), round__, tmp_path, group=None)
    file = read_file(tmp_path / row.file, folder=tmp_path)
    (tmp_path / row.file).write_bytes(without_rows(file, dict.fromkeys(row.sheets, row.numbers)))
    after = read_inputs(a_study(), round__, tmp_path).surveys["staff"].frame
    pd.testing.assert_frame_equal(after, before.drop(index=2).reset_index(drop=True))


def test_sheets_side_by_side_lose_the_same_row(tmp_path: Path) -> None:
    at = STAFF[0].index("key") + 1
    halves = {"Dataset(1)": [r[:at] for r in STAFF], "Dataset(2)": [r[at:] for r in STAFF]}
    write_round(tmp_path)
    sheets = surveyxact(STAFF) | halves
    sheets.pop("Dataset")
    write_xlsx(tmp_path / "staff.xlsx", sheets)
    before = read_inputs(study(), round_(), tmp_path).surveys["staff"].frame
    row = row_of(str(STAFF[1][at - 1]), study(), round_(), tmp_path, group="staff")
    assert set(row.sheets) == set(halves)
    file = read_file(tmp_path / row.file, folder=tmp_path)
    (tmp_path / row.file).write_bytes(without_rows(file, dict.fromkeys(row.sheets, row.numbers)))
    after = read_inputs(study(), round_(), tmp_path).surveys["staff"].frame
    pd.testing.assert_frame_equal(after, before.iloc[1:].reset_index(drop=True))


@pytest.mark.parametrize("packed", ["", "byte", "zip"])
def test_a_file_of_spss_keeps_its_dictionary_and_every_other_case(
    tmp_path: Path, packed: str
) -> None:
    frame = pd.DataFrame(
        {"key": [1.0, 2.0, 30.0], "t1": [1.0, None, 4.5], "why": ["æ", "", "lang " * 80]}
    )
    path = tmp_path / "svar.sav"
    labels: dict[str, Any] = {
        "column_labels": ["Nøkkel", "En", "Hvorfor"],
        "variable_value_labels": {"t1": {1: "Uenig"}},
        "row_compress": packed == "byte",
        "compress": packed == "zip",
    }
    pyreadstat.write_sav(frame, str(path), **labels)
    was, about = pyreadstat.read_sav(str(path))
    now_file = out_of(path, "KEY", "2")
    assert now_file.data.startswith(b"$FL2")
    now, after = pyreadstat.read_sav(str(path))
    pd.testing.assert_frame_equal(now, was.drop(index=1).reset_index(drop=True))
    assert (after.number_rows, after.column_labels) == (2, about.column_labels)
    assert after.variable_value_labels == about.variable_value_labels
    assert out_of(path, "key", "1", "30").data[80:84] == bytes(4)


def test_what_is_no_table_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "svar.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError, match=r"format are not written.*--by-hand"):
        without_rows(read_file(tmp_path / "svar.pdf", folder=tmp_path), {None: (2,)})


@pytest.mark.parametrize(
    ("key", "group", "says"),
    [
        ("nobody", None, r"No respondent has this key \(staff.xlsx, column key\)"),
        ("nobody", None, r"chiefs: the files have no respondent keys.*--by-hand"),
        ("nobody", "chefs", r"no group chefs: staff, chiefs"),
    ],
)
def test_a_key_that_is_not_there(tmp_path: Path, key: str, group: Any, says: str) -> None:
    with pytest.raises(ArgumentError, match=says):
        row_of(key, study(), round_(), write_round(tmp_path), group=group)


def test_whoever_withdrew_was_invited_all_the_same() -> None:
    statuses = [4, 4, 3, 2, 5]
    asked = count_participation(statuses, registered=5, usable=3, declared=4)
    without = count_participation(statuses[1:], registered=4, usable=2, declared=4, withdrawn=1)
    assert (asked.registered, asked.invited, asked.answered) == (5, 4, 3)
    assert (without.registered, without.invited, without.answered) == (5, 4, 2)
    answers_only = count_participation([4, 4], registered=2, usable=2, declared=9, withdrawn=1)
    assert (answers_only.registered, answers_only.invited) == (2, 9)


def test_what_is_no_receipt_is_said(tmp_path: Path) -> None:
    (tmp_path / "withdrawn-1.json").write_text("[]")
    with pytest.raises(InputError, match="no receipt of a withdrawal"):
        receipts_in(tmp_path)
