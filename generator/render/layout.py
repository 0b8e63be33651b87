"""How blocks and the cells of a table stand, decided once for every format.

Numbers are right-aligned with figures of one width, so equal decimals stand below each other. A
trailing star hangs outside the column, and a number with fewer decimals than its neighbours is
moved in by what it lacks: by padding, never by characters, so that a cell holds its text alone.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
    PageBreak,
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

SHADES: Final = {-2: "F4B183", -1: "FBE3D0", 1: "D6E8F2", 2: "9CC7E0"}
"""The colours behind shaded cells, as report.css has them too; black is read well on each."""

RowKind = Literal["", "category", "item"]

PAGE_WIDTH: Final = 470.55  # of the text on an A4 page, in points
TURNED_WIDTH: Final = 717.17  # and on one that is turned on its side
SHORT_WORD: Final = 10  # letters; a word so short is not broken at its hyphen
_HEAD_SIZE: Final = 9.5
_CELL_SIZE: Final = 10.0
_CELL_LEADING: Final = 13.0
_ITEM_ROOM: Final = 15.6  # beside the name of an item, which is indented
_CELL_ROOM: Final = 5.7  # beside a cell's words
_WIDEST_WORD: Final = 40  # percent of the width that a word gets at most
_LEAST_PICTURE: Final = 12  # percent of the width for a row's mark
_HEAD_ROOM: Final = 9.0  # beside a head's words, in points
_TEXT_ROOM: Final = 20.0  # the same where words follow a column of numbers, set further apart

_WHOLE: Final[tuple[Align, ...]] = ("text", "center", "number")  # columns of unbroken words

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
    shade: int = 0
    pad: Pad = ""
    drawing: Drawing | None = None
    alt: str = ""
    language: str | None = None

    @property
    def fill(self) -> str:
        """The colour behind a shaded cell."""
        return SHADES.get(self.shade, "")


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


def turned(blocks: Sequence[Block]) -> tuple[float, ...]:
    """The width of the page that each block stands on: wider where a page is turned on its side.

    A page break belongs to the page that it ends.
    """
    starts = [i + 1 for i, block in enumerate(blocks) if isinstance(block, PageBreak)]
    widths: list[float] = []
    for start, end in pairwise([0, *starts, len(blocks)]):
        before = blocks[start - 1] if start else None
        turns = isinstance(before, PageBreak) and before.turns
        wide = turns and any(_is_wide(b) for b in blocks[start:end] if isinstance(b, Table))
        widths += [TURNED_WIDTH if wide else PAGE_WIDTH] * (end - start)
    return tuple(widths)


def _is_wide(table: Table) -> bool:
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
    beside = _CELL_ROOM if column.align == "number" else room
    sized = [(word, _HEAD_SIZE, room) for word in _unbroken(column.head)]
    sized += [(printable(cell), _CELL_SIZE, beside) for cell in cells if cell]
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


def is_sectioned(table: Table) -> bool:
    """Whether some rows head others: the first column has both heads and plain texts."""
    first = {row[0].header for row in table.rows if row and row[0].text}
    return len(first) == 2 and table.columns[0].align == "text"


def standing_cells(table: Table) -> list[Sequence[Cell]]:
    """The cells of every body row as they stand: of a category with nothing beside it, one."""
    if not is_sectioned(table):
        return list(table.rows)
    return [
        row[:1] if row[0].text and row[0].header and spans_columns(row) else row
        for row in table.rows
    ]


def printed_rows(table: Table, width: float = PAGE_WIDTH) -> tuple[PrintedRow, ...]:
    """Return the body rows of a table as they are to stand."""
    sectioned = is_sectioned(table)
    by_column = [
        _pads([row[index].text for row in table.rows], column.align)
        for index, column in enumerate(table.columns)
    ]
    widths = [width * percent / 100 for percent in column_percents(table, width)]
    return tuple(
        _printed_row(row, table, pads, _drawings(row, table, widths), sectioned=sectioned)
        for row, pads in zip(standing_cells(table), zip(*by_column, strict=True), strict=True)
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
            shade=cell.shade,
            pad=pad,
            drawing=drawings.get(index),
            alt=cell.alt,
            language=cell.language,
        )
        for index, (cell, column, pad) in enumerate(zip(row, table.columns, pads, strict=False))
    )
    return PrintedRow(cells, kind, spans=len(table.columns) - len(row) + 1)


def spans_columns(row: Sequence[Cell]) -> bool:
    """Whether a category's row has nothing beside its name."""
    return not any(cell.text or cell.mark for cell in row[1:])


def _drawings(row: Sequence[Cell], table: Table, widths: Sequence[float]) -> dict[int, Drawing]:
    """The row's marks by column, as high as its longest text."""
    if not any(cell.mark for cell in row):
        return {}
    rooms = (_CELL_ROOM if row[0].header else _ITEM_ROOM, *[_CELL_ROOM] * (len(row) - 1))
    lines = max(
        len(wrap(printable(cell.text), width=width - room, size=_CELL_SIZE))
        for cell, width, room in zip(row, widths, rooms, strict=True)
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
