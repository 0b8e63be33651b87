"""Cells as they stand in files, and what a person would read them as."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import TypeAlias

Cell: TypeAlias = str | float | date | time | timedelta | None
"""A cell: text, a number, a date or a time, or nothing."""

Code: TypeAlias = int | float | str
"""A value that a label explains."""

ERROR_CELL = "#ERROR"
"""Stands for an Excel error or a formula never computed, so that no reader takes it as blank."""

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([ \u00a0\u202f]\d{3})+)?([.,]\d+)?(?<=\d)")


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in the cell."""
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or cell != cell  # noqa: PLR0124 (NaN differs from itself)


def number_of(cell: Cell) -> float | None:
    """The cell as a number, with decimal point or comma; ``None`` when it is none.

    >>> number_of("3,5"), number_of("2 735"), number_of(" 7 "), number_of("7 av 10")
    (3.5, 2735.0, 7.0, None)
    """
    if isinstance(cell, (int, float)):
        return float(cell)
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    if not _NUMBER.fullmatch(text):
        return None
    return float(re.sub(r"\s", "", text).replace(",", "."))


def text_of(cell: Cell) -> str:
    """The cell as text without outer blanks; whole numbers without decimals."""
    if is_blank(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def folded(cell: Cell) -> str:
    """The cell as text for comparison: case and the number of blanks do not matter."""
    return " ".join(text_of(cell).split()).casefold()


def code_of(cell: Cell) -> Code:
    """A value as labels and categories are keyed: whole numbers as int, else number or text."""
    number = number_of(cell)
    if number is None:
        return text_of(cell)
    return int(number) if number.is_integer() else number


def codes_by_label(labels: Mapping[Code, str]) -> dict[str, Code]:
    """Value by folded label; labels that stand for several values tell nothing and are left out."""
    times = Counter(folded(label) for label in labels.values())
    found = ((folded(label), code) for code, label in labels.items())
    return {text: code for text, code in found if text and times[text] == 1}
