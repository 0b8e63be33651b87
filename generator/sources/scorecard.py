"""The scorecard workbook: one row per office and indicator, results and targets by month."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import isclose, isnan
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

FAR_BELOW = 30
"""How many times larger others must be for a number to be taken for a fraction of one."""

_FRACTION = Fault(
    "a share of one stands among per cent",
    "Write it in per cent as the others are: 61.6, not 0.616.",
)
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
    wording = results.wording("Indikatornavn", indicators, what="indicator")
    known = study.indicators
    shown_in = [known[name].unit if name in known else "" for name in indicators]
    measured = {
        period: {
            **{m: results.numbers(names[m], units=shown_in) for m in ("result", "target")},
            "denominator": results.numbers(names["denominator"], low=0, whole=True),
        }
        for period, names in headings.items()
    }
    to_date = measured[TO_DATE]
    to_date["target"] = _completed(results, indicators, to_date["target"], study, round_)
    shares = [
        name if unit == "%" else None for name, unit in zip(indicators, shown_in, strict=True)
    ]
    for period, names in headings.items():
        _find_fractions(results, names, measured[period], shares)
    to_date = measured.pop(TO_DATE)
    if results.problems:
        raise InputError(results.problems)
    import pandas as pd

    keys = {"unit": units, "indicator": indicators}
    months = [
        pd.DataFrame({**keys, "month": month, **values}) for month, values in measured.items()
    ]
    return Scorecard(
        frame=pd.DataFrame({**keys, **to_date}),
        monthly=pd.concat(months, ignore_index=True),
        wording=wording,
        files=(results.source,),
        hidden_rows=results.hidden,
    )


def _find_fractions(
    results: ResultsTable,
    names: Mapping[str, str],
    measured: Mapping[str, Sequence[float]],
    shares: Sequence[str | None],
) -> None:
    """Let 0.616 join the problems where others of the indicator are such as 61.6.

    One that is small by its nature, such as absence, has no others that are far larger.
    """
    large = defaultdict[str | None, list[float]](list)
    for name, *values in zip(shares, measured["result"], measured["target"], strict=True):
        large[name] += [each for each in values if each > 1]
    for measure in ("result", "target"):
        rows = [
            row
            for row, name, value in zip(results.rows, shares, measured[measure], strict=True)
            if name and 0 < value <= 1 and value * FAR_BELOW < min(large[name], default=0)
        ]
        results.problems.extend(problems_at(results.at(names[measure]), _FRACTION, rows))


def _headings(results: ResultsTable, window: Window) -> Mapping[str, Mapping[str, str]]:
    """Headings by period and measure: to date, then each month of the window."""
    periods = {TO_DATE: TO_DATE, **{month: written(month) for month in months_in(window)}}
    found = {
        period: {measure: f"{word} {text}" for measure, word in MEASURES.items()}
        for period, text in periods.items()
    }
    measures = {folded(word): measure for measure, word in MEASURES.items()}
    outside: list[str] = []
    for name in results.columns:
        word, _, rest = name.partition(" ")
        measure, month = measures.get(word), month_of(rest)
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
    indicators: Sequence[str | None],
    targets: Sequence[float],
    study: Study,
    round_: Round,
) -> list[float]:
    """The indicators' targets to date, the round's where the workbook has none.

    Attainment is a result divided by its target: there must be one, and not zero.
    """
    needed = {name for each in study.attainment.values() for name in each.indicators}
    differing, unusable, found = list[int](), list[int](), list[float]()
    for row, name, target in zip(results.rows, indicators, targets, strict=True):
        declared = round_.targets.get(name or "", target)
        if not isnan(target) and not isclose(declared, target):
            differing.append(row)
        found.append(declared if isnan(target) else target)
        if name in needed and not found[-1] > 0:
            unusable.append(row)
    place = results.at(f"{MEASURES['target']} {TO_DATE}")
    results.problems.extend(problems_at(place, _DIFFERING, differing))
    results.problems.extend(problems_at(place, _UNUSABLE, unusable))
    return found


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


def months_in(window: Window) -> list[str]:
    """Every month of a window as ``YYYY-MM``, first and last included."""
    import pandas as pd

    return [str(month) for month in pd.period_range(window.first, window.last, freq="M")]


def written(month: str) -> str:
    """A month as a heading writes it: ``jan 2015``."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1][:3]} {year}"
