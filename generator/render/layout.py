"""How blocks and the cells of a table stand, decided once for every format.

Numbers are right-aligned with figures of one width, so equal decimals stand below each other. A
trailing star hangs outside the column, and a number with fewer decimals than its neighbours is
moved in by what it lacks: by padding, never by characters, so that a cell holds its text alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from generator.render.charts.drawing import Drawing
from generator.render.charts.marks import ROW_HEIGHT, draw_mark, mark_height
from generator.render.column_widths import (
    CELL_ROOM,
    CELL_SIZE,
    PAGE_WIDTH,
    column_percents,
    is_wide,
    spans_columns,
)
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
from generator.resources.typeface import printable, wrap

_NUMBERED_ROWS: Final = 16  # a published table with at most so many rows is kept on one page
_OTHER_ROWS: Final = 9  # and any other with so few: keeping longer ones together leaves gaps
_MOST_DECIMALS: Final = 3

Pad = Literal["", "star", "d1", "d2", "d3", "c1", "c2", "c3"]
"""What a number lacks at its right: a star, decimals, or a decimal sign with its decimals."""

_PADS: Final[dict[int, tuple[Pad, Pad]]] = {1: ("d1", "c1"), 2: ("d2", "c2"), 3: ("d3", "c3")}

SHADES: Final = {-2: "F4B183", -1: "FBE3D0", 1: "D6E8F2", 2: "9CC7E0"}
"""The colours behind shaded cells, as report.css has them too; black is read well on each."""

RowKind = Literal["", "category", "item"]

TURNED_WIDTH: Final = 717.17  # and on one that is turned on its side
_CELL_LEADING: Final = 13.0
_ITEM_ROOM: Final = 15.6  # beside the name of an item, which is indented


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
        wide = turns and any(is_wide(b) for b in blocks[start:end] if isinstance(b, Table))
        widths += [TURNED_WIDTH if wide else PAGE_WIDTH] * (end - start)
    return tuple(widths)


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


def _drawings(row: Sequence[Cell], table: Table, widths: Sequence[float]) -> dict[int, Drawing]:
    """The row's marks by column, as high as its longest text."""
    if not any(cell.mark for cell in row):
        return {}
    rooms = (CELL_ROOM if row[0].header else _ITEM_ROOM, *[CELL_ROOM] * (len(row) - 1))
    lines = max(
        len(wrap(printable(cell.text), width=width - room, size=CELL_SIZE))
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
