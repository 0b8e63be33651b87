"""Reading printed tables from JSON, and what is declared beside them: every problem at once.

Cells are texts as printed. What is declared (layout, roles, n, predictors, scale, totals) stands in
the table itself or in a second file, which goes first; docs/audit.md describes both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from generator.errors import InputError, Problem
from generator.table_audit.tables import (
    LAYOUTS,
    PLAIN_ROLES,
    ROLES,
    ItemScale,
    PrintedTable,
    fits,
    recognised_layout,
    recognised_roles,
)
from generator.table_audit.windows import MOST, Window

Size = tuple[int, int]
"""How many rows and columns the table has."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Faults:
    """Collects what is wrong at one place of a file."""

    file: str
    place: str
    problems: list[Problem]

    def add(self, message: str, remedy: str | None = None) -> None:
        """Note a problem at the place."""
        self.problems.append(Problem(self.file, message, column=self.place, remedy=remedy))

    def at(self, key: str) -> Faults:
        """The same list, one step further in."""
        return replace(self, place=f"{self.place}.{key}")


def read_tables(path: Path, windows: Path | None = None) -> tuple[PrintedTable, ...]:
    """The tables of a file, with what a second declares; InputError lists the problems of both."""
    problems: list[Problem] = []
    printed = _tables(path, problems)
    beside = _tables(windows, problems) if windows else {}
    tables = []
    for number, content in printed.items():
        faults = Faults(path.name, f"tables.{number}", problems)
        if not isinstance(content, dict):
            faults.add("is not an object with columns and rows")
            continue
        source = replace(faults, file=windows.name) if windows else faults
        extra = beside.get(number, {})
        tables.append(_table(number, content, extra, faults=faults, beside=source))
    if windows:
        problems += _unknown(windows, printed, beside)
    if problems:
        raise InputError(problems)
    return tuple(table for table in tables if table)


def _tables(path: Path, problems: list[Problem]) -> Mapping[str, Any]:
    """What a file holds under ``tables``; nothing when it cannot be read."""
    if path.is_fifo() or path.is_char_device():
        problems.append(Problem(path.name, "is no file", remedy="Write the tables into one."))
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except OSError as error:
        message = f"cannot be read ({error.strerror or 'unknown error'})"
    except UnicodeDecodeError:
        message = "is not text in UTF-8"
    except RecursionError:
        message = "is nested too deeply"
    except ValueError as error:
        message = f"is not JSON ({error})"
    else:
        tables = content.get("tables") if isinstance(content, dict) else None
        if isinstance(tables, dict) and tables:
            return tables
        message = 'has no object "tables" with a table under each number'
    problems.append(Problem(path.name, message))
    return {}


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
    columns = _strings(content.get("columns"), faults.at("columns"))
    rows = _rows(content.get("rows"), len(columns), faults)
    if not isinstance(content.get("title", ""), str):
        faults.at("title").add("is not text")
    if not isinstance(extra, dict):
        beside.add("is not an object")
        extra = {}
    if len(faults.problems) > before:
        return None
    size = (len(rows), len(columns))
    known = _declared(content, faults, size) | _declared(extra, beside, size)
    roles = known.pop("roles", None) or recognised_roles(columns)
    layout = known.pop("layout", None) or recognised_layout(roles)
    if layout is not None and not fits(layout, roles):
        needed = " or ".join(", ".join(roles) for roles in LAYOUTS[layout])
        source = (beside if "layout" in extra else faults).at("layout")
        source.add(f"lacks the columns that {layout} needs: {needed}", "Declare roles.")
    return PrintedTable(
        number=number,
        columns=columns,
        rows=rows,
        roles=roles,
        layout=layout,
        **known,
    )


def _strings(content: Any, faults: Faults) -> tuple[str, ...]:
    if not isinstance(content, list) or not content:
        faults.add("is not a list of printed texts")
        return ()
    for i, text in enumerate(content, start=1):
        if not isinstance(text, str | None):
            faults.add(f"number {i} is not a printed text (write figures as strings)")
    return tuple(text if isinstance(text, str) else "" for text in content)


def _rows(content: Any, width: int, faults: Faults) -> tuple[tuple[str, ...], ...]:
    if not isinstance(content, list) or not content:
        faults.at("rows").add("is not a list of rows")
        return ()
    rows = []
    for i, row in enumerate(content, start=1):
        place = faults.at(f"rows, row {i}")
        cells = _strings(row, place)
        if cells and width and len(cells) != width:
            place.add(f"has {len(cells)} cells and there are {width} columns")
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


def _declared(content: Mapping[str, Any], faults: Faults, size: Size) -> dict[str, Any]:
    """The fields of a printed table that the content declares, and that nothing is wrong with."""
    found = {}
    for key, (name, read) in DECLARATIONS.items():
        if content.get(key) is not None:
            before = len(faults.problems)
            value = read(content[key], faults.at(key), size)
            if len(faults.problems) == before:
                found[name] = value
    return found


def _layout(content: Any, faults: Faults, _size: Size) -> str:
    if content not in tuple(LAYOUTS):
        faults.add(f"is not one of {', '.join(LAYOUTS)}")
    return str(content)


def _roles(content: Any, faults: Faults, size: Size) -> tuple[str, ...]:
    known = (*PLAIN_ROLES, *ROLES)
    if not isinstance(content, list) or len(content) != size[1]:
        faults.add(f"is not a list of {size[1]} roles, one for each column")
        return ()
    for role in content:
        if role not in known:
            faults.add(f"{role!r} is not one of {', '.join(known)}")
    return tuple(content)


def _n(content: Any, faults: Faults, size: Size) -> Mapping[tuple[int | None, int | None], Any]:
    """A window for all, or for some columns, each for all its rows or one for each row."""
    if not isinstance(content, dict):
        return {(None, None): _window(content, faults)}
    found: dict[tuple[int | None, int | None], Any] = {}
    for key, part in content.items():
        if not key.isdecimal() or not 1 <= int(key) <= size[1]:
            faults.add(f"{key!r} is not the number of a column, 1 to {size[1]}")
            continue
        windows = _by_row(part, faults.at(key), size, read=_window)
        found |= {(int(key) - 1, row): window for row, window in windows.items()}
    return found


def _by_row(
    content: Any, faults: Faults, size: Size, read: Callable[[Any, Faults], Value]
) -> Mapping[int | None, Value]:
    """One value for all rows, or ``{"rows": [...]}`` with one for each and null for none."""
    if not isinstance(content, dict) or set(content) != {"rows"}:
        return {None: read(content, faults)}
    rows = content["rows"]
    if not isinstance(rows, list) or len(rows) != size[0]:
        faults.at("rows").add(f"is not a list of {size[0]}, one for each row")
        return {}
    return {
        i: read(part, faults.at(f"rows, row {i + 1}"))
        for i, part in enumerate(rows)
        if part is not None
    }


def _window(content: Any, faults: Faults) -> Window | None:
    ends = content if isinstance(content, list) else [content, content]
    if len(ends) != 2 or not all(_is_count(end) for end in ends) or ends[0] > ends[1]:
        faults.add("is neither a count above 0 nor [lowest, highest]")
        return None
    return Window(ends[0], ends[1])


def _predictors(content: Any, faults: Faults, _size: Size) -> object:
    if not _is_count(content):
        faults.add("is not a count above 0")
    return content


def _scale(content: Any, faults: Faults) -> ItemScale | None:
    keys = {"items", "complete", "low", "high"}
    if not isinstance(content, dict) or not {"items", "complete"} <= set(content) <= keys:
        faults.add("is not an object with items and complete, and low and high if they are known")
        return None
    if not _is_count(content["items"]) or not isinstance(content["complete"], bool):
        faults.add("needs a count of items, and true or false for complete")
        return None
    ends = [content.get(key) for key in ("low", "high")]
    if ends != [None, None] and not all(type(end) is int for end in ends):
        faults.add("needs both low and high as whole numbers, or neither")
        return None
    return ItemScale(**content)


def _posthoc(content: Any, faults: Faults, _size: Size) -> bool:
    if content not in ("bonferroni", "other"):
        faults.add("is neither bonferroni nor other")
    return bool(content == "bonferroni")


def _totals(content: Any, faults: Faults, _size: Size) -> frozenset[str]:
    if isinstance(content, list) and all(isinstance(word, str) for word in content):
        return frozenset(word.strip().casefold() for word in content)
    faults.add("is not a list of words")
    return frozenset()


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 < value <= MOST


DECLARATIONS: Mapping[str, tuple[str, Callable[[Any, Faults, Size], Any]]] = {
    "layout": ("layout", _layout),
    "roles": ("roles", _roles),
    "n": ("n", _n),
    "predictors": ("predictors", _predictors),
    "scale": ("scales", partial(_by_row, read=_scale)),
    "posthoc": ("bonferroni", _posthoc),
    "totals": ("totals", _totals),
}
"""Each key that may be declared, the field it fills and how it is read."""
