from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from generator.errors import InputError, Problem
from generator.sources.formats import read_export
from generator.sources.sheets import RawExport

from .samples import LABELS, STAFF, STRUCTURE, Rows, surveyxact, write_csv, write_xlsx

NAMES = ("dataset", "structure", "labels")


def cells(raw: RawExport) -> dict[str, list[str]]:
    return {
        name: [str(cell).removesuffix(".0").replace("None", "") for cell in column.cells]
        for name, column in raw.columns.items()
    }


def write_trio(
    folder: Path, *, delimiter: str = ";", encoding: str = "utf-8", labels: Rows = LABELS
) -> list[Path]:
    parts = {"dataset": STAFF, "structure": STRUCTURE, "labels": labels}
    return [
        write_csv(
            folder / f"{name}.csv",
            [[*row, ""] for row in rows],
            delimiter=delimiter,
            encoding=encoding,
        )
        for name, rows in parts.items()
    ]


def problems(paths: list[Path], folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_export(paths, folder=folder)
    return caught.value.problems


def test_workbook_brings_answers_wording_and_labels(tmp_path: Path) -> None:
    raw = read_export([write_xlsx(tmp_path / "x.dat", surveyxact(STAFF))], folder=tmp_path)
    assert list(raw.columns) == STAFF[0]
    assert list(raw.rows) == [2, 3, 4, 5, 6, 7]
    assert raw.columns["t1"].place.sheet == "Dataset"
    assert raw.variables["t1"].wording == "Stoler du på kolleger?"
    assert raw.variables["use"].wording == "Hva bruker du? – Møter"
    assert raw.variables["why"].wording == ""
    assert raw.variables["t1"].labels == {1: "Helt uenig", 6: "Helt enig"}
    assert raw.files[0].kind == "surveyxact-xlsx"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_trio_reads_in_every_dialect(tmp_path: Path, delimiter: str, encoding: str) -> None:
    book = read_export([write_xlsx(tmp_path / "x.xlsx", surveyxact(STAFF))], folder=tmp_path)
    write_trio(tmp_path / "trio", delimiter=delimiter, encoding=encoding)
    trio = read_export([tmp_path / "trio"], folder=tmp_path)
    assert cells(trio) == cells(book)
    assert trio.variables == book.variables
    assert list(trio.rows) == list(book.rows)
    assert [file.name for file in trio.files] == [f"trio/{name}.csv" for name in NAMES]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("heading", [[], [["variableName", "value", "label"]]])
def test_trio_is_told_by_content(tmp_path: Path, order: tuple[int, ...], heading: Rows) -> None:
    paths = write_trio(tmp_path, labels=heading + LABELS)
    renamed = [path.rename(tmp_path / f"file{i}") for i, path in enumerate(paths)]
    raw = read_export([renamed[i] for i in order], folder=tmp_path)
    assert list(raw.columns) == STAFF[0]
    assert raw.variables["sex"].labels == {1: "Kvinne"}
    assert [file.name for file in raw.files] == ["file0", "file1", "file2"]


def test_a_folder_may_hold_a_note_too(tmp_path: Path) -> None:
    write_trio(tmp_path / "trio")
    (tmp_path / "trio" / "A note.txt").write_text("Tid; sted; innhold\nog mer\n")
    (tmp_path / "trio" / ".hidden").write_text("x")
    (tmp_path / "trio" / "picture.png").write_bytes(b"\x89PNG\x00")
    raw = read_export([tmp_path / "trio"], folder=tmp_path)
    assert len(raw.files) == 3


@pytest.mark.parametrize("absent", NAMES)
def test_a_part_of_the_trio_is_absent(tmp_path: Path, absent: str) -> None:
    write_trio(tmp_path / "trio")
    (tmp_path / "trio" / f"{absent}.csv").unlink()
    (problem, *others) = problems([tmp_path / "trio"], tmp_path)
    assert problem.file == "trio"
    assert problem.message == f"there is no {absent} file"
    assert not others


def test_a_file_that_is_none_of_the_three(tmp_path: Path) -> None:
    other = write_csv(tmp_path / "other.csv", [["x", "y"], [1, 2]])
    (problem,) = problems([*write_trio(tmp_path), other], tmp_path)
    assert problem.file == "other.csv"


@pytest.mark.parametrize("absent", ["Dataset", "Structure", "Labels"])
def test_an_absent_sheet(tmp_path: Path, absent: str) -> None:
    sheets = surveyxact(STAFF)
    del sheets[absent]
    (problem,) = problems([write_xlsx(tmp_path / "x.xlsx", sheets)], tmp_path)
    assert (problem.file, problem.sheet, problem.message) == (
        "x.xlsx",
        absent,
        "the sheet is absent",
    )


def split(left: Rows, right: Rows) -> dict[str, Rows]:
    sheets = surveyxact(STAFF)
    del sheets["Dataset"]
    return {"Dataset(2)": right, **sheets, "Dataset(1)": left}


def test_datasets_side_by_side_are_joined(tmp_path: Path) -> None:
    # The key is repeated on the second sheet, and record 4 is blank on the first one.
    left = [row[:5] if i != 3 else [None] * 5 for i, row in enumerate(STAFF)]
    whole = [[*(row[:5]), *full[5:]] for row, full in zip(left, STAFF, strict=True)]
    right = [[row[0], *row[5:]] for row in whole]
    path = write_xlsx(tmp_path / "x.xlsx", split(left, right))
    raw = read_export([path], folder=tmp_path)
    one = read_export([write_xlsx(tmp_path / "y.xlsx", surveyxact(whole))], folder=tmp_path)
    assert cells(raw) == cells(one)
    assert list(raw.rows) == [2, 3, 4, 5, 6, 7]
    assert raw.columns["key"].place.sheet == "Dataset(1)"
    assert raw.columns["office"].place.sheet == "Dataset(2)"


def test_datasets_with_another_number_of_rows(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "x.xlsx", split([r[:5] for r in STAFF], [r[5:] for r in STAFF[:6]])
    )
    (problem,) = problems([path], tmp_path)
    assert problem.sheet == "Dataset(2)"
    assert "5 rows" in problem.message and "6" in problem.message


def test_blank_last_rows_are_no_misalignment(tmp_path: Path) -> None:
    right = [row[5:6] for row in STAFF]
    right[-1] = [None]
    left = [[*row[:5], *row[6:]] for row in STAFF]
    path = write_xlsx(tmp_path / "x.xlsx", split(left, right))
    # openpyxl writes no row element for a blank row: say that there is one, as Excel does.
    _declare_row(path, "Dataset(2)", len(STAFF))
    raw = read_export([path], folder=tmp_path)
    assert cells(raw)["why"] == ["Tid", "", "", "", "Bare ord", ""]


def _declare_row(path: Path, sheet: str, row: int) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    book[sheet].row_dimensions[row].height = 20
    book.save(path)


def test_a_repeated_column_with_other_cells(tmp_path: Path) -> None:
    right = [[row[0], *row[5:]] for row in STAFF]
    right[2], right[3] = right[3], right[2]
    path = write_xlsx(tmp_path / "x.xlsx", split([r[:5] for r in STAFF], right))
    (problem,) = problems([path], tmp_path)
    assert (problem.sheet, problem.column) == ("Dataset(2)", "key")


def test_a_gap_among_the_datasets(tmp_path: Path) -> None:
    sheets = split([r[:5] for r in STAFF], [r[5:] for r in STAFF])
    sheets["Dataset(4)"] = sheets.pop("Dataset(2)")
    found = problems([write_xlsx(tmp_path / "x.xlsx", sheets)], tmp_path)
    assert [problem.sheet for problem in found] == ["Dataset(2)", "Dataset(3)"]


def test_faults_of_structure_and_labels_come_together(tmp_path: Path) -> None:
    labels = [*LABELS, ["t1", 1, "Noe annet"], [None, 3, "Uten navn"]]
    sheets = surveyxact(STAFF, labels)
    sheets["Structure"] = [[name if name != "questionText" else "text" for name in STRUCTURE[0]]]
    sheets["Dataset"] = [[*STAFF[0], "t1"], [*STAFF[1], 1]]
    found = problems([write_xlsx(tmp_path / "x.xlsx", sheets)], tmp_path)
    assert [(p.sheet, p.row, p.column) for p in found] == [
        ("Dataset", 1, "M"),
        ("Structure", 1, "questionText"),
        ("Labels", 6, None),
        ("Labels", 5, None),
    ]
