"""The tables of the thesis, with what their p-values allow n to be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.table_audit.reading import read_tables
from generator.table_audit.tables import PrintedTable

TABLES = Path(__file__).parent.parent / "statistics" / "published_tables.json"
WINDOWS = Path(__file__).parent / "thesis_windows.json"


@pytest.fixture(scope="session")
def thesis_files() -> tuple[Path, Path]:
    return TABLES, WINDOWS


@pytest.fixture(scope="session")
def thesis() -> dict[str, PrintedTable]:
    return {table.number: table for table in read_tables(TABLES, WINDOWS)}


@pytest.fixture(scope="session")
def printed() -> Callable[..., PrintedTable]:
    """A table from its roles and rows; heads are the roles, the layout is recognised or given."""
    from generator.table_audit.tables import recognised_layout

    def make(roles: str, *rows: str, layout: str | None = None, **declared: object) -> PrintedTable:
        names = tuple(roles.split())
        return PrintedTable(
            number="1",
            columns=names,
            rows=tuple(tuple(cell.strip() for cell in row.split("|")) for row in rows),
            roles=names,
            layout=layout or recognised_layout(names),
            **declared,
        )

    return make
