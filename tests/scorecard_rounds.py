"""Rounds with a scorecard and no survey, of as many offices and indicators as a test asks for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from openpyxl import Workbook

MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
STUDY = """
id = "fylke"
title = "Målekort"
whole_label = "Fylket"
unit_label = "Kontor"
indicator_sets = {{ alle = "Målekortet" }}

[groups]
[scales]
[indicators]
{indicators}
"""
ROUND = """
id = "{id}"
title = "Målekortet"
whole = "Fylket"
date = {year}-{month:02}-28
synthetic = true
units = [{units}]

[window]
first = "{year}-01"
last = "{year}-{month:02}"

[scorecard]
file = "malekort.xlsx"

[archiving]
creator = "Fylket"
administrative_unit = "Analyse"
responsible = "Kari Nordmann"

{extra}
[targets]
{targets}
"""


def scorecard_round(
    folder: Path,
    *,
    offices: int | Sequence[str] = 6,
    indicators: int | Mapping[str, Mapping[str, str]] = 3,
    target: float | None = 60.0,
    months: int = 12,
    year: int = 2024,
    results: Mapping[str, float] | None = None,
    later: Mapping[str, float] | None = None,
    extra: str = "",
) -> Path:
    """Write ``study.toml`` and a round in ``folder``; results vary around each one's middle.

    From April on they are ``later`` higher. A month is the same in every round that has it.
    """
    names = (
        [f"Kontor {n}" for n in range(1, offices + 1)] if isinstance(offices, int) else [*offices]
    )
    if isinstance(indicators, int):
        indicators = {f"K.{n:02}": {"label": f"Indikator {n}"} for n in range(1, indicators + 1)}
    declared = "\n".join(
        f"{json.dumps(code)} = {{ set = 'alle', "
        + ", ".join(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in own.items())
        + " }"
        for code, own in indicators.items()
    )
    folder.mkdir(exist_ok=True)
    (folder / "study.toml").write_text(STUDY.format(indicators=declared), "utf-8")
    round_ = folder / f"{year}-{months:02}"
    round_.mkdir()
    units = ", ".join(
        f"{{ code = {n}, id = 'o{n}', name = {json.dumps(name, ensure_ascii=False)} }}"
        for n, name in enumerate(names, 1)
    )
    targets = "" if target is None else "\n".join(f"{json.dumps(c)} = {target}" for c in indicators)
    text = ROUND.format(
        id=round_.name, year=year, month=months, units=units, targets=targets, extra=extra
    )
    (round_ / "round.toml").write_text(text, "utf-8")
    middles = {code: (results or {}).get(code, 60.0) for code in indicators}
    _workbook(round_, len(names), middles, later or {}, target, (months, year))
    return round_


def _workbook(
    round_: Path,
    offices: int,
    middles: Mapping[str, float],
    later: Mapping[str, float],
    target: float | None,
    until: tuple[int, int],
) -> None:
    months, year = until
    periods = ["hittil i år", *(f"{name} {year}" for name in MONTHS[:months])]
    book = Workbook()
    sheet = book.active
    heads = [f"{word} {period}" for period in periods for word in ("Resultat", "Mål", "Nevner")]
    sheet.append(["Kontor", "Indikator", *heads])
    for office in range(1, offices + 1):
        for code, middle in middles.items():
            around = Random(f"{office} {code}")
            monthly = [
                round(middle + around.uniform(-4, 4) + (later.get(code, 0) if month > 2 else 0), 1)
                for month in range(months)
            ]
            mean = round(sum(monthly) / months, 1)
            cells = [x for value in (mean, *monthly) for x in (value, target, 200)]
            cells[2] = 200 * months
            sheet.append([office, code, *cells])
    book.save(round_ / "malekort.xlsx")
