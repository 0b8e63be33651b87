"""Cells as they stand in files, and what a person would read them as."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from math import isinf
from typing import TypeAlias, TypeVar
from unicodedata import normalize

from generator.readers.number_format import ERROR

Cell: TypeAlias = str | float | bool | date | time | timedelta | None
"""A cell: text, a number, true or false, a date or a time, or nothing."""

Code: TypeAlias = int | float | str
"""A value that a label explains."""

AnyCode = TypeVar("AnyCode", bound=Code)

_PLAIN = re.compile(r"\d*([.,]\d+)?(?<=\d)")
_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?P<mark>[ \u00a0\u2007\u2009\u202f'’.,])\d{3}((?P=mark)\d{3})*"
    r"((?!(?P=mark))(?P<decimal>[.,])\d+)?"
)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in the cell."""
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or cell != cell  # noqa: PLR0124 (NaN differs from itself)


def number_of(cell: Cell, *, decimal: str = "") -> float | None:
    """The cell as a number, with decimal point or comma; ``None`` when it is none.

    ``decimal`` is the sign known to part off the decimals where the cell does not tell.

    >>> number_of("3,5"), number_of("2 735"), number_of("1.000,92"), number_of("7 av 10")
    (3.5, 2735.0, 1000.92, None)
    >>> number_of("2.735"), number_of("2.735", decimal=",")
    (2.735, 2735.0)
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    if not isinstance(cell, str):
        return None
    minus, text = _unsigned(cell)
    grouped = _GROUPED.fullmatch(text)
    if grouped and (not _PLAIN.fullmatch(text) or decimal not in ("", grouped["mark"])):
        text = text.replace(grouped["mark"], "")
    elif not _PLAIN.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    return None if isinf(number) else -number if minus else number


def _unsigned(text: str) -> tuple[bool, str]:
    """Whether a minus sign of any kind stands before the number, and the rest."""
    text = text.strip()
    sign = text[:1] if text[:1] in "+-−–" else ""
    return sign not in ("", "+"), text[len(sign) :]


def is_ambiguous(cell: Cell) -> bool:
    """Whether a text is a number in two ways: 2.735 is less than three, or some thousands."""
    text = _unsigned(cell)[1] if isinstance(cell, str) else ""
    return bool(_PLAIN.fullmatch(text) and _GROUPED.fullmatch(text))


def decimal_signs(cells: Iterable[Cell]) -> frozenset[str]:
    """The signs that part off decimals in texts that leave no doubt."""
    found: set[str] = set()
    for cell in {cell for cell in cells if isinstance(cell, str)}:
        text = _unsigned(cell.strip().removesuffix("%"))[1]
        plain, grouped = _PLAIN.fullmatch(text), _GROUPED.fullmatch(text)
        if grouped and not plain:
            found.add(grouped["decimal"] or {".": ",", ",": "."}.get(grouped["mark"], ""))
        elif plain and plain[1] and not grouped:
            found.add(plain[1][0])
    return frozenset(found - {""})


def kind_of(cell: Cell) -> str:
    """What sort of thing stands in a cell that should have held something else."""
    if isinstance(cell, bool):
        return "TRUE or FALSE"
    if isinstance(cell, date):
        return "a date"
    if isinstance(cell, time | timedelta):
        return "a time of day"
    return "an Excel error" if cell == ERROR else "text"


def text_of(cell: Cell) -> str:
    """The cell as text without outer blanks; whole numbers without decimals."""
    if is_blank(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def one_line(cell: Cell) -> str:
    """The cell as text with single blanks, also where it has line breaks or hard spaces."""
    return " ".join(text_of(cell).split())


def folded(cell: Cell) -> str:
    """The cell as text for comparison: case, blanks and how å is composed do not matter."""
    return normalize("NFC", one_line(cell)).casefold()


def code_of(cell: Cell) -> Code:
    """A value as labels and categories are keyed: whole numbers as int, else number or text."""
    number = number_of(cell)
    if number is None:
        return text_of(cell)
    return int(number) if number.is_integer() else number


def codes_by_label(labels: Mapping[AnyCode, str]) -> dict[str, AnyCode]:
    """Value by folded label; labels that stand for several values tell nothing and are left out."""
    times = Counter(folded(label) for label in labels.values())
    found = ((folded(label), code) for code, label in labels.items())
    return {text: code for text, code in found if text and times[text] == 1}
