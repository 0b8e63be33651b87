"""The scorecard workbook: one row per office and indicator, results and targets by month."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import inf, isclose, isnan
from pathlib import Path

from babel.dates import get_month_names

from generator.errors import InputError
from generator.round.model import Round, Window
from generator.sources.cells import folded
from generator.sources.inputs import Scorecard
from generator.sources.places import Fault, problems_at
from generator.sources.results_table import ResultsTable, find_table
from generator.study.model import Study

MONTHS = tuple(get_month_names("wide", locale="nb").values())
"""Months as headings write them, in full or shortened to at least three letters."""

_WRITTEN = re.compile(r"(?P<name>[a-z]+)\.?\s*(?P<year>\d{4})")

TO_DATE = "hittil i år"
MEASURES = {"result": "Resultat", "target": "Mål", "denominator": "Nevner"}
"""Frame columns and the words their headings begin with; the denominator may be lacking."""

_DIFFERING = Fault("the target is not the one in round.toml", "Correct one of them.")
_UNUSABLE = Fault(
    "attainment needs a target above zero for this indicator",
    "Give the target here or under targets in round.toml.",
)


def read_scorecard(study: Study, round_: Round, *, folder: Path) -> Scorecard:
    """The scorecard; every problem of its file is raised together as ``InputError``."""
    if round_.scorecard is None or round_.window is None:
        raise ValueError("the round has no scorecard or no window")
    path = folder / round_.scorecard.file
    results = find_table(path, folder, ("Kontor", "Indikator"), kind="scorecard")
    headings = _headings(results, round_.window)
    units, indicators = results.pairs(round_, "Indikator", study.indicators, what="indicator")
    measured = {
        period: {
            measure: results.numbers(name, low=0 if measure == "denominator" else -inf)
            for measure, name in names.items()
        }
        for period, names in headings.items()
    }
    to_date = measured.pop(TO_DATE)
    targets = list(zip(indicators, to_date["target"], strict=True))
    heading = headings[TO_DATE]["target"]
    to_date["target"] = _completed(results, heading, targets, study, round_)
    if results.problems:
        raise InputError(results.problems)
    return _scorecard(results, units, indicators, to_date, measured)


def _headings(results: ResultsTable, window: Window) -> Mapping[str, Mapping[str, str]]:
    """Headings by period and measure: to date, then each month of the window."""
    found = {TO_DATE: {measure: f"{word} {TO_DATE}" for measure, word in MEASURES.items()}}
    months = list(months_in(window))
    for month in months:
        found[month] = {measure: f"{w} {written(month)}" for measure, w in MEASURES.items()}
    outside: list[str] = []
    for name in results.headings.values():
        word, _, rest = " ".join(name.split()).partition(" ")
        measure = next((m for m, w in MEASURES.items() if folded(w) == folded(word)), None)
        month = month_of(rest) or ""
        if measure and month in found:
            found[month][measure] = name
        elif measure and month:
            outside.append(name)
    lacking_allowed = [names["denominator"] for names in found.values()]
    required = [name for names in found.values() for name in names.values()]
    results.check_headings(
        ["Kontor", "Indikator", *(name for name in required if name not in lacking_allowed)],
        ["Kontornavn", "Indikatornavn", *lacking_allowed, *outside],
    )
    return found


def _completed(
    results: ResultsTable,
    heading: str,
    targets: Sequence[tuple[str | None, float]],
    study: Study,
    round_: Round,
) -> list[float]:
    """The indicators' targets to date, the round's where the workbook has none.

    Attainment is a result divided by its target: there must be one, and not zero.
    """
    needed = {name for each in study.attainment.values() for name in each.indicators}
    differing, unusable, found = list[int](), list[int](), list[float]()
    for row, (name, target) in zip(results.rows, targets, strict=True):
        declared = round_.targets.get(name or "", target)
        if not isnan(target) and not isclose(declared, target):
            differing.append(row)
        found.append(declared if isnan(target) else target)
        if name in needed and not found[-1] > 0:
            unusable.append(row)
    for fault, rows in ((_DIFFERING, differing), (_UNUSABLE, unusable)):
        results.problems.extend(problems_at(results.at(heading), fault, rows))
    return found


def _scorecard(
    results: ResultsTable,
    units: Sequence[str | None],
    indicators: Sequence[str | None],
    to_date: Mapping[str, Sequence[float]],
    by_month: Mapping[str, Mapping[str, Sequence[float]]],
) -> Scorecard:
    import pandas as pd

    keys = {"unit": list(units), "indicator": list(indicators)}
    months = [
        pd.DataFrame({**keys, "month": month, **values}) for month, values in by_month.items()
    ]
    return Scorecard(
        frame=pd.DataFrame({**keys, **to_date}),
        monthly=pd.concat(months, ignore_index=True),
        files=(results.source,),
    )


def month_of(text: str) -> str | None:
    """``YYYY-MM`` of a month written as ``jan 2015``, ``januar 2015``, ``2015-01``; or ``None``.

    >>> month_of("Mai 2015"), month_of("sept. 2015"), month_of("2015-09"), month_of("hittil i år")
    ('2015-05', '2015-09', '2015-09', None)
    """
    text = " ".join(text.split()).casefold()
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        return text
    match = _WRITTEN.fullmatch(text)
    if not match:
        return None
    name = match["name"]
    fitting = [i for i, month in enumerate(MONTHS, start=1) if month.startswith(name)]
    return f"{match['year']}-{fitting[0]:02}" if len(name) >= 3 and len(fitting) == 1 else None


def months_in(window: Window) -> Iterator[str]:
    """Every month of a window as ``YYYY-MM``, first and last included."""
    year, month = map(int, window.first.split("-"))
    while f"{year}-{month:02}" <= window.last:
        yield f"{year}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def written(month: str) -> str:
    """A month as a heading writes it: ``jan 2015``."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1][:3]} {year}"
