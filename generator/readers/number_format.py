"""What a number format of Excel makes of a number: a percentage, a date, a time, or itself."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

ERROR: Final = "#ERROR"
"""Stands for an Excel error or a formula never computed, so that no reader takes it as blank."""
BUILT_IN: Final = {
    **dict.fromkeys(("9", "10"), "0%"),
    **dict.fromkeys(map(str, (14, 15, 16, 17, *range(27, 37), *range(50, 59))), "d.m.y"),
    **dict.fromkeys(("18", "19", "20", "21", "45", "47"), "h:mm"),
    "22": "d.m.y h:mm",
    "46": "[h]:mm",
}
"""The formats that every workbook has by number (ECMA-376, 18.8.30), where it declares no other."""

Value = float | date | time | timedelta | str

# Quoted, escaped, blank or filling signs; brackets; words that hold letters of dates; any sign.
_TOKEN = re.compile(r'"[^"]*"?|[\\_*].|\[([^]]*)\]|general|standard|.', re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"([<>=]+)(-?[0-9.]+)")
_COMPARED: Final = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "<>": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_LAST_DAY: Final = 2_958_466
"""The first serial number that Excel shows as no date any more."""


@dataclass(slots=True)
class _Section:
    """A section of a format: for which numbers it is, and what it shows of them."""

    holds: Callable[[float], bool] | None = None
    percents: int = 0
    letters: str = ""


@cache
def _sections(code: str) -> list[_Section]:
    found = [_Section()]
    for token in _TOKEN.finditer(code):
        sign, bracket = token[0].lower(), (token[1] or "").lower()
        if sign == ";":
            found.append(_Section())
        elif sign == "%":
            found[-1].percents += 1
        elif sign in "ymdhs":
            found[-1].letters += sign
        elif bracket and not bracket.strip("hms"):
            found[-1].letters += "["
        elif (match := _CONDITION.fullmatch(bracket)) and match[1] in _COMPARED:
            found[-1].holds = _condition(*match.groups())
    return found


def _condition(sign: str, limit: str) -> Callable[[float], bool]:
    return lambda number: bool(_COMPARED[sign](number, float(limit)))


def shown(number: float, code: str, *, from_1904: bool) -> Value:
    """A number as its format shows it; ``ERROR`` for a date that is none.

    >>> shown(0.616, "0.0%", from_1904=False), shown(0.616, '0.0" %"', from_1904=False)
    (61.6, 0.616)
    """
    if not code:
        return number
    section = _section_for(number, _sections(code)[:3])
    if section.letters:
        return _moment(number, section.letters, from_1904=from_1904)
    if section.percents:  # of the fifteen digits that Excel shows: no 61.600000000000001
        return float(Decimal(f"{number:.15g}") * 100**section.percents)
    return number


def _section_for(number: float, sections: list[_Section]) -> _Section:
    """Sections are for positive, negative and zero, or for what their conditions say."""
    if any(section.holds for section in sections):
        fitting = (each for each in sections if each.holds is None or each.holds(number))
        return next(fitting, sections[-1])
    at = 1 if number < 0 else 2 if number == 0 else 0
    return sections[at] if at < len(sections) else sections[0]


def _moment(serial: float, letters: str, *, from_1904: bool) -> Value:
    past_midnight = timedelta(milliseconds=round(serial % 1 * 86_400_000))
    if "[" in letters:
        return timedelta(days=serial // 1) + past_midnight
    if not 0 <= serial < _LAST_DAY:
        return ERROR
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    if serial < 1:
        return (first + past_midnight).time()
    # Excel has a 29 February 1900, so that days before it are one on.
    off = 1 if serial < 60 and not from_1904 else 0
    moment = first + timedelta(days=serial // 1 + off) + past_midnight
    return moment.date() if not past_midnight else moment
