"""Which heads a table cell of a tagged PDF belongs to, as identifiers a screen reader follows.

WeasyPrint's own lists name the wrong columns under heads that span several, and no validator tells.
Here every cell names the heads of its column from the top, and then those of its row: also a head
that stands once for the rows below it, and one from the page before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf

Heads = dict[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TagCell:
    """A cell's structure element, the column it starts in and how many it spans."""

    element: Any
    column: int
    span: int

    @property
    def is_head(self) -> bool:
        """Whether the cell is a table head."""
        return bool(self.element["S"] == "/TH")


@dataclass(frozen=True, slots=True)
class TagRow:
    """A row's cells in order, and whether it is among the table's head rows."""

    cells: tuple[TagCell, ...]
    in_head: bool


@dataclass(slots=True)
class HeadLinker:
    """Gives heads their identifiers and cells the identifiers of their heads, table by table.

    ``named`` collects every head by identifier; the row heads of a table that runs on over a page
    are kept for its continuation.
    """

    named: dict[str, Any] = field(default_factory=dict)
    _standing: dict[int, str] = field(default_factory=dict)

    def link(self, rows: Sequence[TagRow], *, continued: bool) -> None:
        """Link one table; ``continued`` when it is the rest of the table before it."""
        if not continued:
            self._standing.clear()
        columns: Heads = {}
        for row in rows:
            if row.in_head:
                columns = self._link_head_row(row, columns)
            else:
                self._link_body_row(row, columns)

    def _link_head_row(self, row: TagRow, above: Heads) -> Heads:
        below = dict(above)
        for cell in row.cells:
            if cell.is_head:
                name = self._name(cell.element, scope="/Column")
                _point(cell.element, above.get(cell.column, ()))
                for column in range(cell.column, cell.column + cell.span):
                    below[column] = (*above.get(column, ()), name)
        return below

    def _link_body_row(self, row: TagRow, columns: Heads) -> None:
        rows = tuple(self._row_heads(row))
        own: list[str] = []
        for cell in row.cells:
            if cell.is_head:
                _point(cell.element, (*columns.get(cell.column, ()), *rows[: len(own)]))
                own.append(cell.element["ID"].string)
            else:
                spanned = range(cell.column, cell.column + cell.span)
                heads = dict.fromkeys(name for one in spanned for name in columns.get(one, ()))
                _point(cell.element, (*heads, *rows))

    def _row_heads(self, row: TagRow) -> Iterator[str]:
        """Yield the row's heads; blank cells at its beginning stand for the heads above them."""
        leading = True
        for cell in row.cells:
            if cell.is_head:
                if leading:
                    self._forget_from(cell.column)
                leading = False
                name = self._name(cell.element, scope="/Row")
                self._standing[cell.column] = name
                yield name
            elif leading and not cell.element["K"]:
                if standing := self._standing.get(cell.column):
                    yield standing
            elif leading:
                leading = False
                self._forget_from(cell.column)

    def _forget_from(self, column: int) -> None:
        for one in [one for one in self._standing if one >= column]:
            del self._standing[one]

    def _name(self, element: Any, *, scope: str) -> str:
        """Give a head its identifier and say whether it heads a column or a row."""
        name = f"head{len(self.named) + 1:05d}"
        self.named[name] = element
        element["ID"] = pydyf.String(name)
        element["A"]["Scope"] = scope
        return name


def _point(element: Any, heads: Sequence[str]) -> None:
    if heads:
        element["A"]["Headers"] = pydyf.Array(pydyf.String(name) for name in heads)
