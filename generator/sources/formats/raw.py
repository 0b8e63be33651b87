"""A survey export as read, before any study is held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from generator.sources.formats.cells import Cell, Code
from generator.sources.formats.places import Place
from generator.sources.formats.sheet import Table
from generator.sources.inputs import SourceFile, Variable


@dataclass(frozen=True, slots=True)
class Column:
    """One column's cells, and where they stand."""

    place: Place
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class RawExport:
    """Columns by the file's own names, one cell for each number in ``rows``.

    ``place`` is the sheet that holds the answers, ``label_place`` that of the value labels.
    ``user_missing`` names the labelled values that the file itself declares to be no answers;
    their cells are blank here.
    """

    place: Place
    heading_row: int | None
    columns: Mapping[str, Column]
    rows: Sequence[int]
    files: tuple[SourceFile, ...]
    variables: Mapping[str, Variable] = field(default_factory=dict)
    label_place: Place | None = None
    user_missing: Mapping[str, frozenset[Code]] = field(default_factory=dict)


def columns_of(table: Table, *, origin: Mapping[str, Place] | None = None) -> dict[str, Column]:
    """The table's columns, each knowing where it stands; ``origin`` names another sheet."""
    return {
        name: Column((origin or {}).get(name, table.place).at(name), tuple(cells))
        for name, cells in table.columns.items()
    }
