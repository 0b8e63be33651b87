"""SPSS files: read as the library of others reads them, or refused by name; never a cut one."""

from __future__ import annotations

import datetime
import io
import struct
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from counts import times

from generator.errors import InputError, Problem
from generator.readers import LIMITS, Limits
from generator.readers.spss import read_sav
from generator.sources.formats import read_export
from generator.sources.sheets import RawExport

CASES = 40
FRAME = pd.DataFrame(
    {
        "respondent": [100.0 + i for i in range(CASES)],
        "kontor": [1.0 + i % 2 for i in range(CASES)],
        **{f"leder_{k}": [float(1 + i * k % 5) for i in range(CASES)] for k in (1, 2, 3)},
        "andel": [61.6 + i / 3 for i in range(CASES)],
        "annet": ["Gi oss tid til å øve" if i % 4 == 3 else "" for i in range(CASES)],
    }
)
LABELS = {"leder_1": {1.0: "Helt uenig", 5.0: "Svært enig"}, "kontor": {1.0: "Øvre Åsdal"}}
WORDINGS = {"leder_1": "Hører på oss"}
PACKINGS = {"plain": {}, "packed": {"row_compress": True}, "zipped": {"compress": True}}


def written(folder: Path, frame: pd.DataFrame = FRAME, **how: Any) -> bytes:
    how = {"column_labels": WORDINGS, "variable_value_labels": LABELS, **how}
    pyreadstat.write_sav(frame, folder / "svar.sav", **how)
    return (folder / "svar.sav").read_bytes()


def read(folder: Path, data: bytes) -> RawExport:
    (folder / "x.sav").write_bytes(data)
    return read_export([folder / "x.sav"], folder=folder)


def refused(data: bytes, limits: Limits = LIMITS) -> Problem:
    with pytest.raises(InputError) as caught:
        read_sav(data, "x.sav", limits)
    (problem,) = caught.value.problems
    assert problem.file == "x.sav" and problem.remedy
    return problem


def without_count(data: bytes) -> bytes:
    """The same file with -1 for the number of cases, as a program writes that did not count."""
    return data[:80] + struct.pack("<i", -1) + data[84:]


@pytest.mark.parametrize("how", PACKINGS.values(), ids=PACKINGS)
def test_what_was_written_is_read(tmp_path: Path, how: dict[str, Any]) -> None:
    data = written(tmp_path, **how)
    for each in (data, without_count(data)):
        raw = read(tmp_path, each)
        assert {name: list(column.cells) for name, column in raw.columns.items()} == {
            name: FRAME[name].tolist() for name in FRAME
        }
        assert raw.variables["leder_1"].labels == {1: "Helt uenig", 5: "Svært enig"}
        assert raw.variables["leder_1"].wording == "Hører på oss"
        assert list(raw.rows) == list(range(1, CASES + 1))


@pytest.mark.parametrize("how", PACKINGS.values(), ids=PACKINGS)
def test_a_cut_file_is_never_a_shorter_one(tmp_path: Path, how: dict[str, Any]) -> None:
    data = written(tmp_path, **how)
    random = Random(3)
    for end in [*range(len(data) - 90, len(data)), *random.sample(range(5, len(data)), 60)]:
        refused(data[:end])


def test_a_cut_file_that_was_not_counted_is_refused_unless_its_cases_are_whole(
    tmp_path: Path,
) -> None:
    data = without_count(written(tmp_path))
    size = 8 * 9  # six numbers and a text of three times eight bytes
    assert read_sav(data[:-size], "x.sav", LIMITS)["rows"] == CASES - 1
    for missing in {*range(1, size)}:
        assert "39 whole cases" in refused(data[:-missing]).message


def test_fewer_and_more_cases_than_the_file_says_are_refused(tmp_path: Path) -> None:
    data = written(tmp_path)
    for said in (39, 41, 0, 2**31 - 1):
        problem = refused(data[:80] + struct.pack("<i", said) + data[84:])
        assert f"40 whole cases are in it, though it says that it has {said}" in problem.message


@pytest.mark.parametrize("how", PACKINGS.values(), ids=PACKINGS)
def test_wrong_bytes_are_refused_or_change_what_they_stand_in(
    tmp_path: Path, how: dict[str, Any]
) -> None:
    data = written(tmp_path, **how)
    sound, random = read_sav(data, "x.sav", LIMITS), Random(11)
    for _ in range(times(700)):
        wrong = bytearray(data)
        for _ in range(random.randint(1, 5)):
            wrong[random.randrange(len(wrong))] = random.randrange(256)
        try:
            found = read_sav(bytes(wrong), "x.sav", LIMITS)
        except InputError as error:
            assert len(error.problems) == 1
            continue
        assert found["rows"] == CASES
        assert len(found["columns"]) == len(FRAME.columns)
        changed = 0
        for own, other in zip(found["columns"].values(), sound["columns"].values(), strict=True):
            # A byte of a format may make a column of days, as SPSS shows it then too.
            if not any(isinstance(each, datetime.date | datetime.timedelta) for each in own):
                changed += sum(x != y for x, y in zip(own, other, strict=True))
        assert changed <= 5


@pytest.mark.parametrize("shorter", [True, False])
def test_a_letter_in_another_encoding_is_told_by_case_and_variable(
    tmp_path: Path, shorter: bool
) -> None:
    data = written(tmp_path)
    wrong = data.replace("til å ".encode(), b"til \xe5 " + b"" if shorter else b"til \xe5  ", 1)
    problem = refused(wrong)
    assert (problem.row, problem.column) == (4, "annet")
    assert "not UTF-8" in problem.message


def test_a_letter_in_another_encoding_at_the_end_is_no_cut_one(tmp_path: Path) -> None:
    data = written(tmp_path, pd.DataFrame({"annet": ["blå", "gå bort"]}))
    for letter in (b"\xe5 ", b"\xc5 ", b"\xf8 "):
        assert refused(data.replace("blå".encode(), b"bl" + letter)).row == 1
    cut = read(tmp_path, data.replace("blå".encode(), "blå".encode()[:-1] + b" "))
    assert cut.columns["annet"].cells[0] == "bl"


def test_the_code_page_of_the_file_is_believed_and_held_against_its_letters(
    tmp_path: Path,
) -> None:
    frame = pd.DataFrame({"v": ["\u00c5pent", "S\u00f8rv\u00e6r"]})
    data = written(tmp_path, frame, column_labels={}, variable_value_labels={})
    at = data.index(b"\7\0\0\0\x14\0\0\0")
    length = struct.unpack_from("<i", data, at + 12)[0]
    unnamed = data[:at] + data[at + 16 + length :]
    pages = unnamed.index(b"\7\0\0\0\3\0\0\0") + 16 + 28
    for page, encoding in ((65001, "utf-8"), (1252, "cp1252"), (28591, "latin-1"), (2, "utf-8")):
        file = unnamed[:pages] + struct.pack("<i", page) + unnamed[pages + 4 :]
        for text in frame["v"]:
            raw = text.encode()
            file = file.replace(raw, text.encode(encoding).ljust(len(raw)))
        assert list(read(tmp_path, file).columns["v"].cells) == frame["v"].tolist()
    wrong = unnamed[:pages] + struct.pack("<i", 1252) + unnamed[pages + 4 :]
    with pytest.raises(InputError) as caught:
        read(tmp_path, wrong)
    assert [(each.row, each.column) for each in caught.value.problems] == [(1, "v"), (2, "v")]
    assert "encoded twice" in str(caught.value)


@pytest.mark.parametrize("width", [255, 256, 257, 504, 505, 2000])
def test_long_texts_whose_short_names_are_alike_are_all_read(tmp_path: Path, width: int) -> None:
    names = [f"vvvvv{i}" for i in range(1, 13)] + ["vvvvvvvvv1", "vvvvvvvvv2"]
    texts = {name: [name + "x" * (width - len(name)), "kort"] for name in names}
    data = written(tmp_path, pd.DataFrame(texts), column_labels={}, variable_value_labels={})
    raw = read(tmp_path, data)
    assert {name: list(column.cells) for name, column in raw.columns.items()} == texts


def test_two_variables_of_one_name_or_a_name_without_one_are_refused(tmp_path: Path) -> None:
    data = written(tmp_path)
    assert "names" in refused(data.replace(b"LEDER_2 ", b"LEDER_1 ")).message
    assert "names" in refused(data.replace(b"=leder_2", b"=leder_1")).message
    assert "names" in refused(data.replace(b"LEDER_2=", b"LEDER_9=")).message


def test_names_that_differ_by_case_are_two(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Kontor": [1.0], "kontor": [2.0]})
    raw = read(tmp_path, written(tmp_path, frame, column_labels={}, variable_value_labels={}))
    assert {name: list(each.cells) for name, each in raw.columns.items()} == {
        "Kontor": [1],
        "kontor": [2],
    }


def test_days_and_times_are_read_as_shown(tmp_path: Path) -> None:
    moment = datetime.datetime(2026, 3, 5, 13, 45, 10)
    frame = pd.DataFrame({"d": [moment.date()], "m": [moment], "t": [moment.time()], "p": [61.6]})
    data = written(
        tmp_path, frame, column_labels={}, variable_value_labels={}, variable_format={"p": "PCT5.1"}
    )
    cells = {name: each.cells[0] for name, each in read(tmp_path, data).columns.items()}
    assert cells == {
        "d": moment.date(),
        "m": moment,
        "t": datetime.timedelta(hours=13, minutes=45, seconds=10),
        "p": 61.6,
    }


def test_missing_values_of_every_kind(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "range": [1.0, 8.0, 9.5, 99.0],
            "low": [-5.0, 0.0, 1.0, 7.0],
            "three": [1.0, 7.0, 8.0, 9.0],
            "word": ["ja", "-", "nei", ""],
            "words": ["ja, helt enig", "vet ikke i dag", "nei", ""],
        }
    )
    data = written(
        tmp_path,
        frame,
        column_labels={},
        variable_value_labels={"words": {"vet ikke i dag": "Vet ikke"}, "three": {9.0: "Nei"}},
        missing_ranges={
            "range": [{"lo": 8, "hi": 10}, 99],
            "low": [{"lo": float("-inf"), "hi": 0}],
            "three": [7, 8, 9],
            "word": ["-"],
            "words": ["vet ikke"],
        },
    )
    lowest = struct.pack("<d", -1.7976931348623155e308)  # as SPSS writes LO
    data = data.replace(struct.pack("<d", float("-inf")), lowest)
    raw = read(tmp_path, data)
    cells = {name: list(column.cells) for name, column in raw.columns.items()}
    assert cells["range"] == [1, None, None, None]
    assert cells["low"] == [None, None, 1, 7]
    assert cells["three"] == [1, None, None, None]
    assert cells["word"] == ["ja", None, "nei", ""]
    assert raw.user_missing["three"] == {9}
    assert raw.variables["words"].labels == {"vet ikke i dag": "Vet ikke"}


def test_a_file_of_a_machine_that_writes_numbers_the_other_way(tmp_path: Path) -> None:
    """Two cases of a number and a text, as the format's description has it."""
    variables = b"".join(
        struct.pack(">6i8s", 2, width, 0, 0, 5 << 16, 5 << 16, name)
        for width, name in ((0, b"V1      "), (8, b"V2      "))
    )
    header = struct.pack(
        ">4s60s5id84s", b"$FL2", b"@(#) SPSS DATA FILE", 2, 2, 0, 0, 2, 100.0, b" " * 84
    )
    labels = struct.pack(">2idB7s3i", 3, 1, 5.0, 4, b"Enig   ", 4, 1, 1)
    values = struct.pack(">d8sd8s", 5.0, b"ja      ", -1.7976931348623157e308, b"nei     ")
    raw = read(tmp_path, header + variables + labels + struct.pack(">2i", 999, 0) + values)
    assert [list(column.cells) for column in raw.columns.values()] == [[5, None], ["ja", "nei"]]
    assert raw.variables["V1"].labels == {5: "Enig"}


def test_more_than_is_read_is_refused(tmp_path: Path) -> None:
    data = written(tmp_path)
    assert "too many" in refused(data, Limits(rows=39)).message
    assert "too many" in refused(data, Limits(cells=39)).message
    zipped = written(tmp_path, compress=True)
    assert "too large" in refused(zipped, Limits(unpacked=1000)).message


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x1c" + b"\0" * 7 + b"ENCRYPTEDSAV" + b"\x15" * 60, "password"),
        (b"<stata_dta><header>", "Stata"),
        (b"\x72\x02\x01\x00" + b"\0" * 80, "Stata"),
        (b"\x1f\x8b\x08\x00" + b"\0" * 80, "R"),
        (b"\0" * 12 + b"\xc2\xea\x81\x60" + b"\0" * 68 + b"SAS FILE", "SAS"),
    ],
)
def test_files_of_other_programs_are_named(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, data)
    assert word in caught.value.problems[0].message


def test_any_file_is_read_as_others_read_it(tmp_path: Path) -> None:
    """Tables made by chance, against the library that wrote them."""
    random = Random(5)
    values = [1.0, 2.0, 99.0, -3.5, 61.6, 1e6, None]
    for _ in range(times(25)):
        rows = random.choice([1, 2, 30])
        frame = {
            f"{random.choice(['v', 'ærlig_', 'et_langt_navn_over_åtte_'])}{i}": [
                random.choice(values if i % 3 else ["", "å" * 130, "x" * random.randint(1, 600)])
                for _ in range(rows)
            ]
            for i in range(random.randint(1, 12))
        }
        how = random.choice([*PACKINGS.values()])
        data = written(
            tmp_path, pd.DataFrame(frame), column_labels={}, variable_value_labels={}, **how
        )
        theirs, _ = pyreadstat.read_sav(io.BytesIO(data), output_format="dict")
        own = read_sav(data, "x.sav", LIMITS)["columns"]
        assert list(own) == list(theirs)
        for name, column in theirs.items():
            assert own[name] == [None if each != each else each for each in column]  # noqa: PLR0124
