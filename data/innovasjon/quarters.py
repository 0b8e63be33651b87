"""Write the synthetic workbooks of the quarters around 2015-2, the same bytes every time.

    python data/innovasjon/quarters.py

The months January to June are those of ``2015-2/malekort.xlsx``; July to December go on from them,
office by office. Needs openpyxl, which the development set-up brings.
"""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from random import Random

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

HERE = Path(__file__).parent
MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
MEASURES = ("Resultat", "Mål", "Nevner")
TO_DATE = "hittil i år"
HEADS = ("Kontor", "Kontornavn", "Indikator", "Indikatornavn")
CLIENT_WIDTHS = (8, 14, 24, 10, 70, 14, 12)
NEW_NAMES = {11: "Rognås"}
"""Offices that have another name from July."""

NEW_TARGETS = {"B.53": 35}
"""Targets that are others from July, per cent."""

SHIFTS = {"B.12": (2.5, 5.0), "B.16": (0.5, 1.0), "B.18": (-2.0, -6.0), "B.53": (6.0, 9.0)}
"""By how much an indicator moves in the third and the fourth quarter, in percentage points."""

Month = tuple[float, float | None, int]
"""Result in per cent, target and denominator of one month."""

Course = dict[tuple[int, str], list[Month]]


def main() -> None:
    """Write the scorecards of three quarters and the second client survey."""
    book = load_workbook(HERE / "2015-2" / "malekort.xlsx")
    rows = [row for row in book["Målekort"].iter_rows(min_row=2, values_only=True)]
    year = {(row[0], row[2]): _year(row) for row in rows}
    for name, months, words in (
        ("2015-1", 3, "januar til mars"),
        ("2015-3", 9, "januar til september"),
        ("2015-4", 12, "januar til desember"),
    ):
        table = _scorecard(rows, year, months)
        _write(HERE / name / "malekort.xlsx", "Målekort", table, _about(words), (8, 14, 10, 60))
    _write(
        HERE / "2015-4" / "brukerundersokelse.xlsx",
        "Brukerundersøkelse",
        _clients(),
        (
            "Syntetisk datasett: brukerundersøkelsen høsten 2015",
            "Alle tall er syntetiske, og kontorene er oppdiktet. "
            "Tallene sier ingenting om virkelige NAV-kontor eller brukere.",
            "Én rad per kontor og spørsmål. Gjennomsnitt på en skala fra 1 til 6, der 6 er best.",
            "Spørsmålene er de samme som våren 2015.",
        ),
        CLIENT_WIDTHS,
    )


def _about(words: str) -> tuple[str, ...]:
    return (
        f"Syntetisk datasett: målekort, {words} 2015",
        "Alle tall er syntetiske, og kontorene er oppdiktet. "
        "Tallene sier ingenting om virkelige NAV-kontor.",
        "Én rad per kontor og indikator. Resultat og mål er prosent. "
        "Nevner er antallet resultatet er regnet av.",
        "«Hittil i år» er resultatet ved utgangen av siste måned, månedene veid etter nevneren.",
        "De tre indikatorene for arbeidsgivere (A.01, B.23 og B.50) har ikke mål.",
    )


def _year(row: tuple[object, ...]) -> list[Month]:
    """The twelve months of one office and indicator: six that are known and six that go on."""
    office, indicator = row[0], str(row[2])
    known: list[Month] = [tuple(row[4 + 3 * i : 7 + 3 * i]) for i in range(6)]  # type: ignore[misc]
    chance = Random(f"2015/{office}/{indicator}")
    target = NEW_TARGETS.get(indicator, known[-1][1])
    level = _weighted(known)
    size = sum(n for _, _, n in known) / 6
    months = list(known)
    for number in range(6, 12):
        shift = SHIFTS.get(indicator, (0.0, 0.0))[number // 9]
        n = max(1, round(size * chance.uniform(0.82, 1.18)))
        likely = min(max(level + shift, 1.0), 99.5) / 100
        hits = sum(chance.random() < likely for _ in range(n))
        months.append((round(100 * hits / n, _decimals(indicator)), target, n))
    return months


def _scorecard(rows: list[tuple], year: Course, months: int) -> list[list[object]]:  # type: ignore[type-arg]
    heads = [f"{word} {MONTHS[i]} 2015" for i in range(months) for word in MEASURES]
    table: list[list[object]] = [[*HEADS, *heads, *(f"{word} {TO_DATE}" for word in MEASURES)]]
    for office, name, indicator, label, *_ in rows:
        told = year[office, indicator][:months]
        name = NEW_NAMES.get(office, name) if months > 6 else name
        cells = [cell for month in told for cell in month]
        result = round(_weighted(told), _decimals(indicator))
        total = (result, told[-1][1], sum(n for _, _, n in told))
        table.append([office, name, indicator, label, *cells, *total])
    return table


def _clients() -> list[list[object]]:
    """The client survey once more: each mean moved a little, and as many answers as before."""
    book = load_workbook(HERE / "2015-2" / "brukerundersokelse.xlsx")
    head, *rows = book["Brukerundersøkelse"].iter_rows(values_only=True)
    table: list[list[object]] = [list(head)]
    for office, name, category, question, text, mean, n in rows:
        chance = Random(f"2015-4/{office}/{question}")
        moved = mean + chance.gauss(0.35 if category == "Veiledning" else 0.0, 0.2)
        answers = max(1, round(n * chance.uniform(0.85, 1.15)))
        name = NEW_NAMES.get(office, name)
        mean = round(min(max(moved, 1.0), 6.0), 1)
        table.append([office, name, category, question, text, mean, answers])
    return table


def _weighted(months: list[Month]) -> float:
    """The months together, by their numerators and denominators."""
    hits = sum(round(result * n / 100) for result, _, n in months)
    return 100 * hits / sum(n for _, _, n in months)


def _decimals(indicator: str) -> int:
    return 2 if indicator in ("A.01", "B.23", "B.50") else 1


def _write(
    path: Path,
    sheet: str,
    table: list[list[object]],
    about: tuple[str, ...],
    widths: tuple[int, ...],
) -> None:
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in table:
        page.append(row)
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    for letter, width in zip("ABCDEFG", widths, strict=False):
        page.column_dimensions[letter].width = width
    told = book.create_sheet("Om filen")
    told.column_dimensions["A"].width = 100
    for line in about:
        told.append([line])
    properties = book.properties
    properties.title = f"{about[0].removeprefix('Syntetisk datasett: ').capitalize()} (syntetisk)"
    properties.creator, properties.subject = "Syntetisk datasett", "Syntetiske svar"
    properties.language = "nb-NO"
    properties.created = properties.modified = datetime(2016, 1, 4, 12)
    content = BytesIO()
    book.save(content)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(_without_clock(content.getvalue()))


def _without_clock(content: bytes) -> bytes:
    """The same workbook with one fixed time on every part of it."""
    fixed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":  # openpyxl puts the time of saving into it
                part = re.sub(rb"\d{4}(-\d\d){2}T[\d:]+Z", b"2016-01-04T12:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, (2016, 1, 4, 12, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


if __name__ == "__main__":
    main()
