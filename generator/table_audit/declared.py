"""What may be declared beside a printed table: layout, roles, n, predictors, scale, totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from generator.errors import Problem
from generator.table_audit.tables import LAYOUTS, ItemScale, known_roles
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

    def add(self, message: str, key: str = "", remedy: str | None = None) -> None:
        """Note a problem, at a key below the place."""
        place = ".".join(part for part in (self.place, key) if part)
        self.problems.append(Problem(self.file, message, column=place or None, remedy=remedy))

    def at(self, key: str) -> Faults:
        """The same list, one step further in."""
        return replace(self, place=f"{self.place}.{key}")


def declared(content: Mapping[str, Any], faults: Faults, size: Size) -> dict[str, Any]:
    """The fields of a printed table that the content declares."""
    found: dict[str, Any] = {}
    for key, (name, read) in DECLARATIONS.items():
        if content.get(key) is not None:
            value = read(content[key], faults.at(key), size)
            found |= {name: value} if value is not None else {}
    return found


def _layout(content: Any, faults: Faults, _size: Size) -> str | None:
    if content in tuple(LAYOUTS):
        return str(content)
    faults.add(f"is not one of {', '.join(LAYOUTS)}")
    return None


def _roles(content: Any, faults: Faults, size: Size) -> tuple[str, ...] | None:
    known = known_roles()
    if not isinstance(content, list) or len(content) != size[1]:
        faults.add(f"is not a list of {size[1]} roles, one for each column")
        return None
    unknown = [role for role in content if role not in known]
    for role in unknown:
        faults.add(f"{role!r} is not one of {', '.join(known)}")
    return None if unknown else tuple(content)


def _n(content: Any, faults: Faults, size: Size) -> dict[tuple[int | None, int | None], Window]:
    """A window for all, or for some columns, each for all its rows or one for each row."""
    if not isinstance(content, dict):
        return {(None, None): window} if (window := _window(content, faults)) else {}
    found: dict[tuple[int | None, int | None], Window] = {}
    for key, part in content.items():
        column = _position(key, size[1])
        if column is None:
            faults.add(f"{key!r} is not the number of a column, 1 to {size[1]}")
            continue
        found |= {
            (column, row): window
            for row, window in _by_row(part, faults.at(key), size, _window).items()
        }
    return found


def _by_row(
    content: Any, faults: Faults, size: Size, read: Callable[[Any, Faults], Value | None]
) -> dict[int | None, Value]:
    """One value for all rows, or ``{"rows": [...]}`` with one for each and null for none."""
    if not isinstance(content, dict) or set(content) != {"rows"}:
        return {None: value} if (value := read(content, faults)) is not None else {}
    rows = content["rows"]
    if not isinstance(rows, list) or len(rows) != size[0]:
        faults.add(f"is not a list of {size[0]}, one for each row", "rows")
        return {}
    values = {
        i: read(part, faults.at(f"rows, row {i + 1}")) if part is not None else None
        for i, part in enumerate(rows)
    }
    return {i: value for i, value in values.items() if value is not None}


def _window(content: Any, faults: Faults) -> Window | None:
    ends = content if isinstance(content, list) else [content, content]
    if len(ends) != 2 or not all(_is_count(end) for end in ends) or ends[0] > ends[1]:
        faults.add("is neither a count above 0 nor [lowest, highest]")
        return None
    return Window(ends[0], ends[1])


def _predictors(content: Any, faults: Faults, _size: Size) -> int | None:
    if not _is_count(content):
        faults.add("is not a count above 0")
        return None
    return int(content)


def _scales(content: Any, faults: Faults, size: Size) -> dict[int | None, ItemScale]:
    return _by_row(content, faults, size, _scale)


def _scale(content: Any, faults: Faults) -> ItemScale | None:
    keys = {"items", "complete", "low", "high"}
    if not isinstance(content, dict) or not {"items", "complete"} <= set(content) <= keys:
        faults.add("is not an object with items and complete, and low and high if they are known")
        return None
    if not _is_count(content["items"]) or not isinstance(content["complete"], bool):
        faults.add("needs a count of items, and true or false for complete")
        return None
    low, high = content.get("low"), content.get("high")
    if (low is None) != (high is None) or not all(
        end is None or (isinstance(end, int) and not isinstance(end, bool)) for end in (low, high)
    ):
        faults.add("needs both low and high as whole numbers, or neither")
        return None
    return ItemScale(content["items"], content["complete"], low, high)


def _posthoc(content: Any, faults: Faults, _size: Size) -> bool | None:
    if content in ("bonferroni", "other"):
        return bool(content == "bonferroni")
    faults.add("is neither bonferroni nor other")
    return None


def _totals(content: Any, faults: Faults, _size: Size) -> frozenset[str] | None:
    if isinstance(content, list) and all(isinstance(word, str) for word in content):
        return frozenset(word.strip().casefold() for word in content)
    faults.add("is not a list of words")
    return None


def _position(key: str, columns: int) -> int | None:
    known = key.isdecimal() and 1 <= int(key) <= columns
    return int(key) - 1 if known else None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST


DECLARATIONS: Mapping[str, tuple[str, Callable[[Any, Faults, Size], Any]]] = {
    "layout": ("layout", _layout),
    "roles": ("roles", _roles),
    "n": ("n", _n),
    "predictors": ("predictors", _predictors),
    "scale": ("scales", _scales),
    "posthoc": ("bonferroni", _posthoc),
    "totals": ("totals", _totals),
}
"""Each key, the field it fills and how it is read."""
