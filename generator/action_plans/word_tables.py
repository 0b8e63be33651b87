"""The rows of an action plan in a Word file, as its reader sees them with every change accepted.

Rows may have been added, removed, tracked, wrapped in content controls or merged down a column;
columns may have been moved, and other tables may stand around the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_WRAPPERS = frozenset({qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:smartTag")})
_DELETED = (qn("w:del"), qn("w:moveFrom"))
_BLANKS = frozenset({qn("w:tab"), qn("w:br"), qn("w:cr")})
_BOOKKEEPING = frozenset({qn("w:pPr"), qn("w:rPr")})


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row's texts by the heads asked for; ``number`` counts the table's rows from 1."""

    number: int
    texts: Mapping[str, str]


def plan_tables(body: Any, heads: Sequence[Sequence[str]]) -> tuple[tuple[PlanRow, ...], ...]:
    """Every table whose head row names most of ``heads``, each head in one or more languages.

    A row's texts are keyed by the first language's head; a head that no column has reads blank.
    """
    found = []
    for table in body.iter(qn("w:tbl")):
        rows = [_cells(row) for row in _children(table, qn("w:tr")) if not _tracked_away(row)]
        places = _places(rows[0], heads) if rows else {}
        if len(places) * 2 > len(heads):
            found.append(tuple(_rows(rows, places, heads)))
    return tuple(found)


def _places(head: Mapping[int, str], heads: Sequence[Sequence[str]]) -> dict[str, int]:
    """The grid column of each head that the row has."""
    written = {_folded(text): column for column, text in head.items()}
    places = {}
    for names in heads:
        column = next((written[_folded(n)] for n in names if _folded(n) in written), None)
        if column is not None:
            places[names[0]] = column
    return places


def _rows(
    rows: Sequence[Mapping[int, str]], places: Mapping[str, int], heads: Sequence[Sequence[str]]
) -> Iterator[PlanRow]:
    above: dict[int, str] = {}
    for number, cells in enumerate(rows[1:], start=2):
        texts = {column: above.get(column, "") if text is _MERGED else text
                 for column, text in cells.items()}  # fmt: skip
        above = texts
        row = {names[0]: texts.get(places.get(names[0], -1), "") for names in heads}
        if _places(cells, heads) != places:  # a head row repeated by hand is no measure
            yield PlanRow(number, row)


def _cells(row: Any) -> dict[int, str]:
    """A row's texts by grid column; ``_MERGED`` where a cell goes on from the row above."""
    properties = row.find(qn("w:trPr"))
    before = None if properties is None else properties.find(qn("w:gridBefore"))
    column = 0 if before is None else int(before.get(qn("w:val")))
    texts = {}
    for cell in _children(row, qn("w:tc")):
        own = cell.find(qn("w:tcPr"))
        span = None if own is None else own.find(qn("w:gridSpan"))
        texts[column] = _cell_text(cell, own)
        column += 1 if span is None else int(span.get(qn("w:val")))
    return texts


class _Merged(str):
    __slots__ = ()


_MERGED = _Merged()


def _cell_text(cell: Any, properties: Any) -> str:
    if properties is not None:
        merge = properties.find(qn("w:vMerge"))
        if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
            return _MERGED
        if properties.find(qn("w:cellDel")) is not None:
            return ""
    paragraphs = ("".join(_texts(paragraph)) for paragraph in cell.iter(qn("w:p")))
    return re.sub(r"\s+", " ", " ".join(paragraphs)).strip()


def _texts(element: Any) -> Iterator[str]:
    """The text of a paragraph, without what a tracked change has taken away."""
    for child in element:
        if child.tag in _DELETED or child.tag in _BOOKKEEPING:
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


def _tracked_away(row: Any) -> bool:
    properties = row.find(qn("w:trPr"))
    return properties is not None and properties.find(qn("w:del")) is not None


def _folded(text: str) -> str:
    return re.sub(r"[\s:*]+", " ", text).strip().casefold()
