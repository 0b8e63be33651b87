"""A survey in a county with offices that it did not ask: rates are of those who were asked."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from folders import command

from generator.history.published_round import PublishedRound
from generator.run.contents import read_definition, read_results

JOINED = """  { code = 31, id = "sorfjell-1", name = "Sørfjell 1", size = "liten", invited = 0 },
  { code = 32, id = "sorfjell-2", name = "Sørfjell 2", size = "liten", invited = 0 },
"""


@pytest.fixture(scope="module")
def folder(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo round with two offices that nobody was asked in, and one that nobody counted."""
    home = tmp_path_factory.mktemp("joined") / "innovasjon"
    shutil.copytree(demo_folder.parent, home)
    toml = home / "2015-2" / "round.toml"
    text = toml.read_text("utf-8").replace("units = [\n", f"units = [\n{JOINED}", 1)
    text = re.sub(r'(id = "solvik".*?), invited = 76', r"\1", text)
    text = re.sub(r"(?m)^archive.*\n", "", text)
    toml.write_text(text.replace("reproduce_published = true", ""), "utf-8")
    for name in ("malekort.xlsx", "brukerundersokelse.xlsx"):
        book = openpyxl.load_workbook(toml.with_name(name))
        sheet = next(sheet for sheet in book if sheet["A1"].value == "Kontor")
        for row in [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] == 20]:
            for number in (1, 2):
                sheet.append([30 + number, f"Sørfjell {number}", *row[2:]])
        book.save(toml.with_name(name))
    return toml.parent


@pytest.fixture(scope="module")
def run(folder: Path) -> Path:
    out = folder.parents[1] / "out"
    done = command("build", folder, "--out", out, "--format", "html")
    assert done.returncode == 0, done.stderr
    return (out / "innovasjon" / "2015-2" / "latest").resolve()


def said(file: Path) -> str:
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", file.read_text("utf-8"), flags=re.S)
    return " ".join(html.unescape(text).split())


def office(run: Path, unit: str) -> str:
    return said(run / "offices" / unit / f"kontorrapport-{unit}.html")


def test_the_rate_of_the_whole_is_of_those_who_were_asked(run: Path) -> None:
    node = json.loads((run / "results.json").read_bytes())["steps"]["response/medarbeidere"]
    assert (node["answered"], node["invited"], node["rate"]) == (254, 547, 46.4)
    text = said(run / "county" / "fylkesrapport.html")
    assert "254 av 547 medarbeidere (46 %)" in text
    assert "Medarbeidere: 2 av 22 kontor ble ikke spurt. Svarandelen gjelder de andre." in text


def test_an_office_that_was_not_asked_is_told_so(run: Path) -> None:
    text = office(run, "sorfjell-1")
    assert "Ingen ved kontoret ble spurt. I hele fylket svarte 46 % av dem som ble spurt." in text


def test_an_office_without_a_rate_has_no_other_beside_its_number(run: Path) -> None:
    text = office(run, "solvik")
    assert "34 svarte. I hele fylket svarte 46 % av dem som ble spurt." in text
    assert "30 av 68 svarte, 44 %. Hele fylket har 46 %." in office(run, "bjorkedal")


def test_check_names_offices_that_nobody_counted(folder: Path) -> None:
    done = command("check", folder)
    assert done.returncode == 0, done.stderr
    assert "units: solvik without invited, which others have." in done.stdout
    assert "sorfjell" not in done.stdout


def test_the_next_round_knows_which_offices_were_asked(run: Path) -> None:
    published = PublishedRound(read_results(run), *read_definition(run))
    assert {"sorfjell-1", "sorfjell-2"} <= published.units.keys()
    assert not {"sorfjell-1", "sorfjell-2"} & {*published.surveyed}
    assert {"solvik", "bjorkedal"} <= {*published.surveyed}
