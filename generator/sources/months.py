"""Months as Norwegian workbooks write them in headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.round.model import Window

MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
SHORT = tuple(name[:3] for name in MONTHS)

_WRITTEN = re.compile(r"(?P<name>[a-z]+)\.?\s*(?P<year>\d{4})")


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
    return f"{SHORT[int(number) - 1]} {year}"
