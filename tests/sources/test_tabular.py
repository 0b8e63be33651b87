from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from generator.errors import InputError, Problem
from generator.readers.number_format import ERROR
from generator.sources.formats import read_export
from generator.sources.sheets import RawExport

from .samples import write_csv, write_xlsx


def read(path: Path) -> RawExport:
    return read_export([path], folder=path.parent)


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read(path)
    return caught.value.problems


def cells(raw: RawExport) -> dict[str, list[object]]:
    return {name: list(column.cells) for name, column in raw.columns.items()}


def test_text_with_a_trailing_column_and_blank_records(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b'a;b;\r\n1;"x\r\ny";\r\n;;\r\n\r\n3;4\r\n5;6;\r\n')
    raw = read(path)
    assert cells(raw) == {"a": ["1", "3", "5"], "b": ["x\r\ny", "4", "6"]}
    assert list(raw.rows) == [2, 6, 7]
    assert raw.files[0].name == "x.txt"
    assert raw.files[0].kind == "csv"


def test_a_record_of_another_length_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a;b;c\r\n1;2;3\r\n1;2\r\n1;2;3;\r\n1;2;3;4\r\n")
    assert [problem.row for problem in problems(path)] == [3, 5]


def test_a_quotation_mark_that_does_not_close(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b'a;b\r\n1;2\r\n3;"x\r\n5;6\r\n')
    (problem,) = problems(path)
    assert (problem.file, problem.row) == ("x.csv", 3)


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_first_line_may_say_what_parts_the_fields(
    tmp_path: Path, line: str, encoding: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"{line}\r\na,x;b,y\r\n1,5;2\r\n".encode(encoding))
    raw = read(path)
    assert cells(raw) == {"a,x": ["1,5"], "b,y": ["2"]}
    assert (raw.heading_row, list(raw.rows)) == (2, [3])


@pytest.mark.parametrize("sign", [",", "|", "\t", "^"])
def test_any_sign_may_part_the_fields_that_the_first_line_names(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"sep={sign}\na;1{sign}b\n1;2{sign}3\n", "utf-8")
    assert cells(read(path)) == {"a;1": ["1;2"], "b": ["3"]}


def test_headings_that_stand_again_are_told_once_for_each_time(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\n;\na;b\n1;2\na;b\n3;4\n", "utf-8")
    (problem,) = problems(path)
    assert problem.row == 5
    assert "once more" in problem.message


def test_more_than_is_read_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for data, word in (
        (b"a;b\n" + b"1;2\n" * 200_001, "more rows"),
        (b";".join(b"v%d" % i for i in range(16_385)), "more rows, columns"),
        (b"a;b\n" + b"1;2\n" * 6_400_000, "larger than 25 MB"),
    ):
        path.write_bytes(data)
        (problem,) = problems(path)
        assert word in problem.message


def test_headings_missing_or_repeated_are_told_by_position(tmp_path: Path) -> None:
    found = problems(write_csv(tmp_path / "x.csv", [["a", "", "a"], [1, 2, 3]]))
    assert [(p.row, p.column) for p in found] == [(1, "2"), (1, "3")]
    wide = [*(f"c{i}" for i in range(26)), None, "c0"]
    found = problems(write_xlsx(tmp_path / "x.xlsx", {"S": [wide, [1] * 28]}))
    assert [(p.sheet, p.row, p.column) for p in found] == [("S", 1, "AA"), ("S", 1, "AB")]


def test_workbook_rows_are_numbered_as_excel_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Tom"
    sheet = book.create_sheet("Data")
    for place, value in {"C4": "a", "D4": "b", "C5": 1, "D5": 2.5, "C8": True}.items():
        sheet[place] = value
    book.save(tmp_path / "x.csv")
    raw = read(tmp_path / "x.csv")
    assert list(raw.rows) == [5, 8]
    assert cells(raw) == {"a": [1.0, 1.0], "b": [2.5, ""]}
    assert (raw.heading_row, raw.place.sheet, raw.files[0].kind) == (4, "Data", "xlsx")


def test_errors_and_bare_formulas_are_not_taken_as_blank(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows = [["a", "b"], ["#N/A", 1], ["=1+1", 2], [datetime.date(2015, 1, 2), 3]]
    for row in rows:
        sheet.append(row)
    sheet["A2"].data_type = "e"
    book.save(tmp_path / "x.xlsx")
    found = cells(read(tmp_path / "x.xlsx"))
    assert found == {
        "a": [ERROR, ERROR, datetime.date(2015, 1, 2)],
        "b": [1.0, 2.0, 3.0],
    }


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("gone.csv", None, "does not exist"),
        ("empty.csv", b"", "empty"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0 and so on", "old Office file"),
        ("archive.xlsx", b"PK\x03\x04 and so on", "workbook is damaged"),
        ("picture.csv", b"\x89PNG\x00\x01\x02", "neither"),
        ("broken.sav", b"$FL2 and so on", "SPSS file cannot be read"),
        ("blank.csv", b";;\r\n", "nothing in it"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(
    tmp_path: Path, name: str, data: bytes | None, word: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    (problem,) = problems(tmp_path / name)
    assert problem.file == name
    assert word in problem.message
    assert problem.remedy


def test_a_damaged_workbook_says_so(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"S": [["a"], [1]]})
    data = path.read_bytes()
    middle = data.index(b"xl/worksheets/sheet1.xml") + 40
    path.write_bytes(data[:middle] + b"\xff" * 60 + data[middle + 60 :])
    (problem,) = problems(path)
    assert problem.message == "the workbook is damaged"


def test_several_files_must_be_text(tmp_path: Path) -> None:
    paths = [
        write_xlsx(tmp_path / "x.xlsx", {"S": [["a"]]}),
        write_csv(tmp_path / "y.csv", [["a", "b"]]),
    ]
    with pytest.raises(InputError) as caught:
        read_export(paths, folder=tmp_path)
    (problem,) = caught.value.problems
    assert problem.file == "x.xlsx"
