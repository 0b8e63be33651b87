"""Units of a round from a list in Excel or CSV: the same units, or a problem by row and column."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.errors import InputError
from generator.pipeline import check
from generator.round import load_round
from generator.sources.unit_list import read_round

DEMO = Path(__file__).parents[2] / "data" / "innovasjon"
HEADINGS = ("Kode", "Navn", "Størrelse", "Inviterte", "Leder", "E-post")
INLINE = re.compile(r"^units = \[\n.*?^\]\n", re.MULTILINE | re.DOTALL)


def rows_of(folder: Path) -> list[list[Any]]:
    _, round_ = load_round(folder)
    return [
        [u.code, u.name, u.size, u.invited, u.leader and u.leader.name, u.leader and u.leader.email]
        for u in round_.units
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The demonstration, with its units in a list."""
    study = shutil.copytree(DEMO, tmp_path / "study", ignore=shutil.ignore_patterns("2015-[134]"))
    declared = study / "2015-2" / "round.toml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(INLINE.sub('units = "kontor.xlsx"\n', text), encoding="utf-8")
    return study / "2015-2"


def listed(folder: Path, *rows: Any, headings: Any = HEADINGS, title: str = "") -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Kontor"
    if title:
        sheet.append([title])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    book.save(folder / "kontor.xlsx")


def said(folder: Path) -> list[tuple[Any, ...]]:
    with pytest.raises(InputError) as found:
        read_round(folder)
    return [(p.file, p.sheet, p.row, p.column, p.message) for p in found.value.problems]


def test_a_list_in_excel_gives_the_same_round_as_units_in_the_file(folder: Path) -> None:
    listed(folder, *rows_of(DEMO / "2015-2"), title="Kontorene i fylket")
    study, round_ = read_round(folder)
    assert study == load_round(DEMO / "2015-2")[0]
    inline = load_round(DEMO / "2015-2")[1]
    assert round_.units == inline.units
    assert round_.without_people().model_dump() == inline.without_people().model_dump()
    assert check(folder) == check(DEMO / "2015-2")


def test_a_list_in_csv_too(folder: Path) -> None:
    declared = folder / "round.toml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(text.replace("kontor.xlsx", "kontor.csv"), encoding="utf-8")
    with (folder / "kontor.csv").open("w", newline="", encoding="cp1252") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("office", "code", "size", "invited", "leader", "e-mail"))
        writer.writerows((b, a, *rest) for a, b, *rest in rows_of(DEMO / "2015-2"))
    assert read_round(folder)[1].units == load_round(DEMO / "2015-2")[1].units


def test_the_list_is_among_what_a_run_was_made_from(folder: Path) -> None:
    from generator.sources import read_inputs

    listed(folder, *rows_of(DEMO / "2015-2"))
    study, round_ = read_round(folder)
    files = [(file.name, file.kind) for file in read_inputs(study, round_, folder).files]
    assert ("kontor.xlsx", "units") in files


def test_only_code_and_name_are_needed_and_ids_are_made_of_names(folder: Path) -> None:
    names = ("NAV Bjørkedal/Ås", "Nes", "Nés", "Київ")
    listed(
        folder, *(("010" + str(i), name) for i, name in enumerate(names)), headings=("Nr", "Kontor")
    )
    units = read_round(folder)[1].units
    assert [unit.id for unit in units] == ["nav-bjorkedal-as", "nes-0101", "nes-0102", "unit-0103"]
    assert [unit.code for unit in units] == ["0100", "0101", "0102", "0103"]
    assert all(unit.leader is None and unit.invited is None for unit in units)


def test_everything_wrong_is_said_by_row_and_column(folder: Path) -> None:
    listed(
        folder,
        (1, "Solvik", "Kjempestor", 76, "Hanne Brekkmo", "hanne@example.org"),
        (1, "Nes", "stor", -3, "Hanne Brekkmo", "hanne"),
        (3, "Solvik", "stor", "mange", None, "kari@example.org"),
        (None, "Vik", "liten", 2.5, None, None),
        (5, "Å\u200bs", "stor", 9, "Ola", "Hanne@example.org"),
    )
    place = ("kontor.xlsx", "Kontor")
    assert said(folder) == [
        (*place, 2, "Størrelse", "the study has no such size class"),
        (*place, 3, "E-post", "this is not an e-mail address such as kari@example.org"),
        (*place, 3, "Inviterte", "the number -3 stands here"),
        (*place, 3, "Kode", "the code is that of row 2 as well"),
        (*place, 4, "Leder", "the key is missing"),
        (*place, 4, "Inviterte", 'the text "mange" stands here'),
        (*place, 4, "Navn", "the name is that of row 2 as well"),
        (*place, 5, "Inviterte", "the number 2.5 stands here"),
        (*place, 5, "Kode", "the cell is empty"),
        (*place, 6, "Navn", "the text has a sign in it that cannot be seen (U+200B)"),
        (*place, 6, "E-post", "the address is that of row 2 as well, of another name"),
    ]


def test_a_heading_that_is_nearly_known_is_asked_about(folder: Path) -> None:
    listed(folder, (1, "Nes", 20, "12345678"), headings=("Kode", "Navn", "Invitterte", "Telefon"))
    assert said(folder) == [("kontor.xlsx", "Kontor", 1, "Invitterte", "the heading is not known")]


@pytest.mark.parametrize(
    ("headings", "message"),
    [
        (("Nummerering", "Sted"), "no row has the headings of a list of units"),
        (("Kode", "Navn", "Kontorkode"), "the column says the same as column Kode"),
    ],
)
def test_a_list_without_its_headings_is_refused(
    folder: Path, headings: tuple[str, ...], message: str
) -> None:
    listed(folder, tuple(range(1, len(headings) + 1)), headings=headings)
    assert said(folder)[0][-1] == message


def test_a_list_without_units_or_that_is_not_there_is_refused(folder: Path) -> None:
    assert [one[0] for one in said(folder)] == ["kontor.xlsx"]
    listed(folder)
    assert said(folder)[0][-1] == "there are no units below the headings"


def test_a_round_without_any_units_is_refused(folder: Path) -> None:
    declared = folder / "round.toml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(text.replace('units = "kontor.xlsx"\n', ""), encoding="utf-8")
    assert [one[-1] for one in said(folder)] == [
        "declare the units, or name the file that lists them"
    ]
