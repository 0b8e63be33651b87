"""How blocks and the cells of a table stand, decided once for every format.

Numbers are right-aligned with figures of one width, so equal decimals stand below each other. A
trailing star hangs outside the column, and a number with fewer decimals than its neighbours is
moved in by what it lacks: by padding, never by characters, so that a cell holds its text alone.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from generator.render.charts.drawing import Drawing
from generator.render.charts.marks import ROW_HEIGHT, draw_mark, mark_height
from generator.report.block import (
    ActionPlan,
    Align,
    Block,
    Cell,
    Diagram,
    Heading,
    Panels,
    Paragraph,
    Table,
)
from generator.resources.typeface import printable, text_width, wrap

_NUMBERED_ROWS: Final = 16  # a published table with at most so many rows is kept on one page
_OTHER_ROWS: Final = 9  # and any other with so few: keeping longer ones together leaves gaps
_MOST_DECIMALS: Final = 3

Pad = Literal["", "star", "d1", "d2", "d3", "c1", "c2", "c3"]
"""What a number lacks at its right: a star, decimals, or a decimal sign with its decimals."""

_PADS: Final[dict[int, tuple[Pad, Pad]]] = {1: ("d1", "c1"), 2: ("d2", "c2"), 3: ("d3", "c3")}

RowKind = Literal["", "category", "item"]

PAGE_WIDTH: Final = 470.55  # of the text on an A4 page, in points
SHORT_WORD: Final = 10  # letters; a word so short is not broken at its hyphen
_HEAD_SIZE: Final = 9.5
_CELL_SIZE: Final = 10.0
_CELL_LEADING: Final = 13.0
_CELL_ROOM: Final = 5.7  # beside a cell's words
_HEAD_ROOM: Final = 9.0  # beside a head's words, in points
_TEXT_ROOM: Final = 20.0  # the same where words follow a column of numbers, set further apart

_NUMBER: Final = re.compile(
    r"(?=\D*\d)[-−<]?[\s\d]*(?P<decimals>[.,]\d+)?(?P<unit>\s?%)?(?P<star>\*?)"
)


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell with all that decides its look; ``head`` says that it names its row.

    A ``drawing`` stands in the place of text.
    """

    text: str
    align: Align
    head: bool = False
    withheld: bool = False
    strong: bool = False
    pad: Pad = ""
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row; a ``category`` is set bold above its ``item`` rows, which are indented.

    A category without anything beside it ``spans`` all columns in its one cell.
    """

    cells: tuple[PrintedCell, ...]
    kind: RowKind = ""
    spans: int = 1


def anchor(index: int) -> str:
    """The name that the heading at a place among the blocks is linked to by."""
    return f"h{index}"


def on_one_page(table: Table) -> bool:
    """Whether a table is kept on one page."""
    return len(table.rows) <= (_NUMBERED_ROWS if table.number else _OTHER_ROWS)


def introduces(blocks: Sequence[Block], index: int) -> bool:
    """Whether a block is a heading's first paragraph that must stay with what it introduces.

    A heading with a line or two would otherwise be left behind by a table that needs a new page.
    """
    if not (isinstance(blocks[index], Paragraph) and 0 < index < len(blocks) - 1):
        return False
    return isinstance(blocks[index - 1], Heading) and isinstance(
        blocks[index + 1], Heading | Table | Diagram | Panels | ActionPlan
    )


def column_percents(table: Table) -> tuple[int, ...]:
    """Share out a table's width in percents that add up to 100, after the columns' weights.

    A column that would be narrower than a word of its head, or than a number in it, takes what it
    lacks from the others.
    """
    columns = table.columns
    exact = _shares([column.weight for column in columns], 100.0)
    least = [_least_percent(table, index) for index in range(len(columns))]
    if sum(least) <= 100:
        exact = _at_least(exact, least)
    percents = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda index: percents[index] - exact[index])
    for index in by_rest[: 100 - sum(percents)]:
        percents[index] += 1
    return tuple(percents)


def _shares(weights: Sequence[float], amount: float) -> list[float]:
    total = sum(weights)
    return [weight / total * amount for weight in weights]


def _at_least(shares: Sequence[float], least: Sequence[int]) -> list[float]:
    """Give narrow columns their least width; the others share the rest as they did."""
    narrow = {index for index, share in enumerate(shares) if share < least[index]}
    while True:
        rest = 100 - sum(least[index] for index in narrow)
        wide = [0.0 if index in narrow else share for index, share in enumerate(shares)]
        given = _shares(wide, rest) if len(narrow) < len(shares) else wide
        new = {i for i, share in enumerate(given) if i not in narrow and share < least[i]}
        if not new:
            return [float(least[i]) if i in narrow else share for i, share in enumerate(given)]
        narrow |= new


def _least_percent(table: Table, index: int) -> int:
    """The percent of the page's width that holds a head's words, and numbers, unbroken."""
    column = table.columns[index]
    after_number = index and table.columns[index - 1].align == "number"
    room = _TEXT_ROOM if after_number and column.align == "text" else _HEAD_ROOM
    words = [
        part
        for word in printable(column.head).split()
        for part in ([word] if len(word) <= SHORT_WORD else re.split(r"(?<=[-/])", word))
    ]
    widest = max((text_width(w, size=_HEAD_SIZE, weight="semibold") for w in words), default=0.0)
    if column.align == "number":
        parts = {part for row in table.rows for part in printable(row[index].text).split(" ")}
        widest = max(widest, *(text_width(p, size=_CELL_SIZE, weight="semibold") for p in parts))
    return math.ceil((widest + room) / PAGE_WIDTH * 100) if widest else 0


def printed_rows(table: Table) -> tuple[PrintedRow, ...]:
    """Return the body rows of a table as they are to stand."""
    # Some rows head others where the first column has both heads and plain texts.
    first = {row[0].header for row in table.rows if row and row[0].text}
    sectioned = len(first) == 2 and table.columns[0].align == "text"
    by_column = [
        _pads([row[index].text for row in table.rows], column.align)
        for index, column in enumerate(table.columns)
    ]
    widths = [PAGE_WIDTH * percent / 100 for percent in column_percents(table)]
    return tuple(
        _printed_row(row, table, pads, _drawings(row, table, widths), sectioned=sectioned)
        for row, pads in zip(table.rows, zip(*by_column, strict=True), strict=True)
    )


def _printed_row(
    row: Sequence[Cell],
    table: Table,
    pads: Sequence[Pad],
    drawings: Mapping[int, Drawing],
    *,
    sectioned: bool,
) -> PrintedRow:
    kind: RowKind = ""
    if sectioned and row[0].text:
        kind = "category" if row[0].header else "item"
    cells = tuple(
        PrintedCell(
            text=cell.text,
            align=column.align,
            head=bool(cell.text) and (cell.header or (kind == "item" and index == 0)),
            withheld=cell.withheld,
            strong=cell.strong,
            pad=pad,
            drawing=drawings.get(index),
        )
        for index, (cell, column, pad) in enumerate(zip(row, table.columns, pads, strict=True))
    )
    if kind == "category" and spans_columns(row):
        return PrintedRow(cells[:1], kind, spans=len(row))
    return PrintedRow(cells, kind)


def spans_columns(row: Sequence[Cell]) -> bool:
    """Whether a category's row has nothing beside its name."""
    return not any(cell.text or cell.mark for cell in row[1:])


def _drawings(row: Sequence[Cell], table: Table, widths: Sequence[float]) -> dict[int, Drawing]:
    """The row's marks by column, as high as its longest text."""
    if not any(cell.mark for cell in row):
        return {}
    lines = max(
        len(wrap(printable(cell.text), width=width - _CELL_ROOM, size=_CELL_SIZE))
        for cell, width in zip(row, widths, strict=True)
    )
    text_height = ROW_HEIGHT + max(lines - 1, 0) * _CELL_LEADING
    return {
        index: draw_mark(
            cell.mark, table.axis, width=width, height=max(text_height, mark_height(cell.mark))
        )
        for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        if cell.mark
    }


def _pads(texts: Sequence[str], align: Align) -> list[Pad]:
    """Return what each number of a column lacks beside the longest."""
    if align != "number":
        return [""] * len(texts)
    numbers = [_NUMBER.fullmatch(text) for text in texts]
    decimals = [len((one["decimals"] or " ")[1:]) if one else 0 for one in numbers]
    longest = max(decimals, default=0)
    starred = any(one and one["star"] for one in numbers)
    pads: list[Pad] = []
    for one, own in zip(numbers, decimals, strict=True):
        if one is None:
            pads.append("")
        elif own < longest <= _MOST_DECIMALS:
            digits, with_sign = _PADS[longest - own]
            pads.append(digits if own else with_sign)
        else:
            pads.append("star" if starred and not one["star"] else "")
    return pads
