"""How wide the columns of a table are, so that words and numbers are kept whole where they can."""

import math
import re
from collections.abc import Sequence
from typing import Final

from generator.report.block import Align, Cell, Table
from generator.resources.typeface import printable, text_width

PAGE_WIDTH: Final = 470.55  # of the text on an A4 page, in points
SHORT_WORD: Final = 10  # letters; a word so short is not broken at its hyphen
_HEAD_SIZE: Final = 9.5
CELL_SIZE: Final = 10.0
CELL_ROOM: Final = 5.7  # beside a cell's words
_WIDEST_WORD: Final = 40  # percent of the width that a word gets at most
_LEAST_PICTURE: Final = 12  # percent of the width for a row's mark
_HEAD_ROOM: Final = 9.0  # beside a head's words, in points
_TEXT_ROOM: Final = 20.0  # the same where words follow a column of numbers, set further apart

_WHOLE: Final[tuple[Align, ...]] = ("text", "center", "number")  # columns of unbroken words


def is_wide(table: Table) -> bool:
    """Whether words or numbers of a table would be broken on an upright page."""
    every = range(len(table.columns))
    return sum(_least_percent(table, index, _WHOLE, PAGE_WIDTH) for index in every) > 100


def column_percents(table: Table, width: float = PAGE_WIDTH) -> tuple[int, ...]:
    """Share out a table's width in percents that add up to 100, after the columns' weights.

    A column that would be narrower than a word or a number takes what it lacks from the others. If
    they have too little, words of cells are broken, and numbers at spaces; if that is not enough,
    numbers anywhere, and words of heads last.
    """
    weights = sum(column.weight for column in table.columns)
    exact = [column.weight / weights * 100 for column in table.columns]
    kinds: tuple[tuple[Align, ...], ...] = (_WHOLE, ("number",), ())
    for unbroken in kinds:
        least = [_least_percent(table, index, unbroken, width) for index in range(len(exact))]
        if sum(least) <= 100:
            exact = _at_least(exact, least)
            break
    percents = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda index: percents[index] - exact[index])
    for index in by_rest[: 100 - sum(percents)]:
        percents[index] += 1
    return tuple(percents)


def _at_least(shares: Sequence[float], least: Sequence[int]) -> list[float]:
    """Give narrow columns their least width, out of what the others have to spare."""
    spare = [share - minimum for share, minimum in zip(shares, least, strict=True)]
    left = sum(spare) / (sum(one for one in spare if one > 0) or 1)
    return [minimum + max(one, 0) * left for minimum, one in zip(least, spare, strict=True)]


def _least_percent(table: Table, index: int, unbroken: Sequence[Align], width: float) -> int:
    """The percent of a page's width that a column's head, and what it has ``unbroken``, need."""
    column = table.columns[index]
    if column.align == "picture":
        return _LEAST_PICTURE
    after_number = not index or table.columns[index - 1].align == "number"  # or else indented
    room = _TEXT_ROOM if after_number and column.align == "text" else _HEAD_ROOM
    rows = table.rows if column.align in unbroken else ()
    cells = {row[index].text for row in rows if not spans_columns(row)}
    if column.align == "text":
        cells = set(_unbroken(" ".join(cells)))
    elif len(unbroken) == 1:
        cells = {part for cell in cells for part in cell.split(" ")}
    beside = CELL_ROOM if column.align == "number" else room
    sized = [(word, _HEAD_SIZE, room) for word in _unbroken(column.head)]
    sized += [(printable(cell), CELL_SIZE, beside) for cell in cells if cell]
    widths = (text_width(text, size=size, weight="semibold") + more for text, size, more in sized)
    percent = math.ceil(max(widths, default=0) / width * 100)
    return min(percent, _WIDEST_WORD)


def _unbroken(text: str) -> list[str]:
    """The words of a text, and of long words the parts that end in a hyphen."""
    return [
        part
        for word in printable(text).split()
        for part in ([word] if len(word) <= SHORT_WORD else re.split(r"(?<=[-/])", word))
    ]


def spans_columns(row: Sequence[Cell]) -> bool:
    """Whether a category's row has nothing beside its name."""
    return not any(cell.text or cell.mark for cell in row[1:])
