"""Reading tables and windows from JSON: every problem of both files at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.errors import InputError, Problem
from generator.table_audit.declared import DECLARATIONS, Faults, declared
from generator.table_audit.tables import (
    LAYOUTS,
    PrintedTable,
    fits,
    recognised_layout,
    recognised_roles,
)


def read_tables(path: Path, windows: Path | None = None) -> tuple[PrintedTable, ...]:
    """The tables of a file, with what a second file declares beside them.

    Raises:
        InputError: some file cannot be used; every problem of both is told.
    """
    problems: list[Problem] = []
    printed = _tables(path, problems)
    beside = _tables(windows, problems) if windows is not None else {}
    tables = []
    for number, content in printed.items():
        faults = Faults(path.name, f"tables.{number}", problems)
        if not isinstance(content, dict):
            faults.add("is not an object with columns and rows")
            continue
        extra = beside.get(number, {})
        source = Faults(windows.name, f"tables.{number}", problems) if windows else faults
        table = _table(number, content, extra, faults=faults, beside=source)
        tables += [table] if table else []
    if windows is not None:
        problems += _unknown(windows, printed, beside)
    if problems:
        raise InputError(problems)
    return tuple(tables)


def _tables(path: Path, problems: list[Problem]) -> Mapping[str, Any]:
    """What a file holds under ``tables``; nothing when it cannot be read."""
    faults = Faults(path.name, "", problems)
    try:
        content = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except OSError as error:
        faults.add(f"cannot be read ({error.strerror or 'unknown error'})")
        return {}
    except UnicodeDecodeError:
        faults.add("is not text in UTF-8")
        return {}
    except RecursionError:
        faults.add("is nested too deeply")
        return {}
    except ValueError as error:
        faults.add(f"is not JSON ({error})")
        return {}
    tables = content.get("tables") if isinstance(content, dict) else None
    if not isinstance(tables, dict) or not tables:
        faults.add('has no object "tables" with a table under each number')
        return {}
    return tables


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice in one object")
        found[key] = value
    return found


def _table(
    number: str, content: dict[str, Any], extra: Any, *, faults: Faults, beside: Faults
) -> PrintedTable | None:
    before = len(faults.problems)
    columns = _strings(content.get("columns"), faults, "columns")
    rows = _rows(content.get("rows"), len(columns), faults)
    title = content.get("title", "")
    if not isinstance(title, str):
        faults.add("is not text", "title")
    own = {key: value for key, value in content.items() if key in DECLARATIONS}
    if not isinstance(extra, dict):
        beside.add("is not an object")
        extra = {}
    if len(faults.problems) > before:
        return None
    size = (len(rows), len(columns))
    known = declared(own, faults, size) | declared(extra, beside, size)
    roles = known.pop("roles", None) or recognised_roles(columns)
    layout = known.pop("layout", None) or recognised_layout(roles)
    _needed(layout, roles, beside if "layout" in extra else faults)
    return PrintedTable(
        number=number,
        title=title,
        columns=columns,
        rows=rows,
        roles=roles,
        layout=layout,
        **known,
    )


def _needed(layout: str | None, roles: tuple[str, ...], faults: Faults) -> None:
    if layout is not None and not fits(layout, roles):
        needed = " or ".join(", ".join(roles) for roles in LAYOUTS[layout])
        faults.add(f"lacks the columns that {layout} needs: {needed}", "layout", "Declare roles.")


def _strings(content: Any, faults: Faults, key: str) -> tuple[str, ...]:
    if not isinstance(content, list) or not content:
        faults.add("is not a list of printed texts", key)
        return ()
    wrong = [i for i, text in enumerate(content, start=1) if not isinstance(text, str | None)]
    for i in wrong:
        faults.add(f"number {i} is not a printed text (write figures as strings)", key)
    return tuple(text if isinstance(text, str) else "" for text in content)


def _rows(content: Any, width: int, faults: Faults) -> tuple[tuple[str, ...], ...]:
    if not isinstance(content, list) or not content:
        faults.add("is not a list of rows", "rows")
        return ()
    rows = []
    for i, row in enumerate(content, start=1):
        cells = _strings(row, faults, f"rows, row {i}")
        if cells and width and len(cells) != width:
            faults.add(f"has {len(cells)} cells and there are {width} columns", f"rows, row {i}")
        rows.append(cells)
    return tuple(rows)


def _unknown(
    path: Path, printed: Mapping[str, Any], beside: Mapping[str, Any]
) -> Iterator[Problem]:
    """Tables and keys that are declared and are nowhere: misspellings."""
    for number, content in beside.items():
        place = f"tables.{number}"
        if number not in printed:
            yield Problem(path.name, "there is no such table", column=place)
        for key in content if isinstance(content, dict) else ():
            if key not in DECLARATIONS:
                known = ", ".join(DECLARATIONS)
                yield Problem(path.name, f"unknown key; there are {known}", column=f"{place}.{key}")
