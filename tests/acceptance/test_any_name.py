"""Whatever offices, statements and indicators are called, a round builds and verifies."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from random import Random

import openpyxl
import pytest

from tests.municipalities import LINES

SIXTY = "NAV-kontoret for Nordkapp, Måsøy, Porsanger og Lebesby samla"
OFFICES = (
    SIXTY,
    "Hammerfestregionen",
    "Minoritetsspråkopplæringsregionen",
    *("-".join(reversed(forms)) for forms in LINES if len(forms) > 1),
)[:60]
LONG = "Kompetanseutviklingsmulighetsvurderingsarbeid"
STATEMENT = (
    "Jeg opplever at nærmeste leder legger til rette for at vi kan prøve ut nye arbeidsmåter i "
    "oppfølgingen av dem som trenger det mest, også når det er travelt, målekortet peker i en "
    "annen retning, og ingen vet om det vil virke før lenge etter at tiltaket er over og noen har "
    "regnet på hva det har ført til."
)
ADDRESS = "https://www.example.org/veiledning/arbeidsgiver-og-arbeidssoker/skjema?id=2015.2&del=12"
STATEMENTS = (
    STATEMENT,
    f"Svar på {ADDRESS} først",
    LONG,
    "Leder-støtte",
    "1.1.2014–31.12.2016",
    "Kort",
)
INDICATORS = (
    "Arbeidsmarkeds-opplærings-kurs",
    LONG,
    "Unge under 30 år",
    f"Andel med {LONG.lower()} og godkjent aktivitetsplan i løpet av tolv måneder",
    *(f"Indikator {number} innen {number} uker" for number in range(5, 13)),
)


def study() -> str:
    items = ", ".join(
        f"{{ id = 'ord_{i}', label = '{label}' }}" for i, label in enumerate(STATEMENTS, start=1)
    )
    indicators = "\n".join(
        f"'X.{i:02}' = {{ set = 'alle', label = '{label}' }}"
        for i, label in enumerate(INDICATORS, start=1)
    )
    return f"""
id = "navn"
title = "Undersøkelse om navn"
whole_label = "Hele fylket"
unit_label = "Kontor"
[groups.m]
label = "Medarbeidere"
file_label = "Medarbeiderfilen"
unit_column = "kontor"
respondent_key = "respondent"
[unit_file]
file_label = "Kontorfilen"
group = "m"
[scales.e]
low = 1
high = 6
low_label = "Helt uenig"
high_label = "Helt enig"
classes = [
  {{ label = "Uenig", low = 1, high = 3 }},
  {{ label = "Enig", low = 4, high = 6 }},
]
[constructs.ord]
label = "{LONG}"
question = "Hva sier {ADDRESS}?"
scale = "e"
min_items = 2
items = [{items}]
[indicator_sets]
alle = "Individuell opp-følging"
[indicators]
{indicators}
[[steps]]
id = "omrader"
kind = "descriptives"
group = "m"
variables = ["ord"]
[[county_report]]
title = "Svar fra {LONG.lower()}"
generated = "constructs"
"""


def round_folder(folder: Path, names: Sequence[str]) -> Path:
    """A round of these offices, ten answers and twelve indicators in each."""
    random = Random(1)
    folder = folder / "2026-1"
    folder.mkdir()
    folder.with_name("study.toml").write_text(study(), "utf-8")
    offices = list(enumerate(names, start=1))
    units = "\n".join(
        f"  {{ code = {i}, id = 'k{i}', name = '{name}', invited = 20 }}," for i, name in offices
    )
    (folder / "round.toml").write_text(
        f"""
id = "2026-1"
title = "Første kvartal 2026"
whole = "Troms og Finnmark"
date = 2026-03-31
synthetic = true
units = [
{units}
]
[groups.m]
files = ["m.csv"]
[scorecard]
file = "malekort.xlsx"
[window]
first = "2026-01"
last = "2026-03"
""",
        "utf-8",
    )
    with (folder / "m.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";")
        ids = [f"ord_{i}" for i in range(1, len(STATEMENTS) + 1)]
        table.writerow(["respondent", "kontor", *ids])
        for number in range(10 * len(names)):
            answers = [random.randint(2, 6) for _ in ids]
            table.writerow([number + 1, number // 10 + 1, *answers])
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Målekort"
    periods = ("jan 2026", "feb 2026", "mar 2026", "hittil i år")
    measures = [f"{what} {when}" for when in periods for what in ("Resultat", "Mål", "Nevner")]
    sheet.append(["Kontor", "Kontornavn", "Indikator", "Indikatornavn", *measures])
    for code, name in offices:
        for i, label in enumerate(INDICATORS, start=1):
            figures = [(round(random.uniform(20, 99), 1), 50, 100) for _ in periods]
            sheet.append(
                [code, name, f"X.{i:02}", label, *(one for each in figures for one in each)]
            )
    book.save(folder / "malekort.xlsx")
    return folder


def test_sixty_offices_with_twelve_indicators(tmp_path: Path, kontorrapport) -> None:
    assert (len(SIXTY), len(OFFICES), len(STATEMENT) >= 300, len(INDICATORS)) == (60, 60, True, 12)
    folder = round_folder(tmp_path, OFFICES)
    checked = kontorrapport("check", folder)
    assert checked.returncode == 0, checked.stderr
    only = ("--only", "k1", "--only", "k2", "--only", "k60")
    for command in (("build", folder, *only), ("quarter", folder)):
        done = kontorrapport(*command, "--out", tmp_path / "out")
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [SIXTY, "Nåavmesjenjaelmie-Namsos"])
def test_one_office_and_its_county(tmp_path: Path, kontorrapport, name: str) -> None:
    folder = round_folder(tmp_path, [name])
    out = tmp_path / "out"
    done = kontorrapport("build", folder, "--out", out)
    assert done.returncode == 0, done.stderr
    verified = kontorrapport("verify", out / "navn" / "2026-1" / "latest")
    assert verified.returncode == 0, verified.stderr
