"""The rows of an action plan in a Word file, as its reader sees them with every change accepted.

Rows may have been added, removed, tracked, wrapped in content controls or merged down a column;
columns may have been moved, and other tables may stand around the plan.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx.oxml.ns import qn

_WRAPPERS = frozenset({qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:smartTag")})
_AWAY = f"{qn('w:trPr')}/{qn('w:del')}"  # in a row that a tracked change has taken away
_BLANKS = frozenset({qn("w:tab"), qn("w:br"), qn("w:cr")})
_NO_TEXT = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr")})

Cells = Mapping[int, str | None]
"""The texts of a row by grid column; None where a cell goes on from the row above."""

Row = tuple[str, ...]
"""The texts of a plan's row, in the order of the heads."""


def plan_tables(body: Any, heads: Sequence[Sequence[str]]) -> tuple[tuple[Row, ...], ...]:
    """Every table whose head row names most of ``heads``, each head in one or more languages.

    A head that no column has reads blank.
    """
    found = []
    for table in body.iter(qn("w:tbl")):
        rows = [_cells(row) for row in _children(table, qn("w:tr")) if row.find(_AWAY) is None]
        places = _places(rows[0], heads) if rows else []
        if sum(place is not None for place in places) * 2 > len(heads):
            found.append(tuple(_rows(rows, places, heads)))
    return tuple(found)


def _places(head: Cells, heads: Sequence[Sequence[str]]) -> list[int | None]:
    """The grid column of each head; None where the row does not have it."""
    columns = {_folded(text or ""): column for column, text in head.items()}
    return [
        next((columns[_folded(name)] for name in names if _folded(name) in columns), None)
        for names in heads
    ]


def _rows(
    rows: Sequence[Cells], places: list[int | None], heads: Sequence[Sequence[str]]
) -> Iterator[Row]:
    above: dict[int | None, str] = {}
    for cells in rows[1:]:
        above = {
            column: above.get(column, "") if text is None else text
            for column, text in cells.items()
        }
        if _places(cells, heads) != places:  # a head row repeated by hand is no measure
            yield tuple(above.get(place, "") for place in places)


def _cells(row: Any) -> Cells:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    column = 0 if before is None else int(before.get(qn("w:val")))
    texts = {}
    for cell in _children(row, qn("w:tc")):
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        texts[column] = _cell_text(cell)
        column += 1 if span is None else int(span.get(qn("w:val")))
    return texts


def _cell_text(cell: Any) -> str | None:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
        return None
    if cell.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is not None:
        return ""
    paragraphs = ("".join(_texts(paragraph)) for paragraph in cell.iter(qn("w:p")))
    return re.sub(r"\s+", " ", " ".join(paragraphs)).strip()


def _texts(element: Any) -> Iterator[str]:
    """The text of a paragraph, without what a tracked change has taken away."""
    for child in element:
        if child.tag in _NO_TEXT:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _BLANKS:
            yield " "
        elif child.tag != qn("w:p"):  # a paragraph inside (a text box) is met on its own
            yield from _texts(child)


def _children(element: Any, tag: str) -> Iterator[Any]:
    """The element's rows or cells, also those that Word has wrapped in controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _folded(text: str) -> str:
    return re.sub(r"[\s:*]+", " ", text).strip().casefold()
