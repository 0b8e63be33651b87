"""Rows of which nothing but the name is told, and figures that may be one person's."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from generator.results import Reason, Suppressed

Row = TypeVar("Row")


def hidden_row(row: Row, *, reason: Reason, also: tuple[str, ...] = ("n",)) -> Row:
    """The row with every printed number withheld, and the counts ``also`` names."""
    names = [spec.name for spec in fields(row) if "decimals" in spec.metadata]  # type: ignore[arg-type]
    return _with(row, [*names, *also], reason)


def without_figures(row: Row, *names: str, reason: Reason = "too_few_respondents") -> Row:
    """The row with the named figures withheld where there are any that are told."""
    known = [name for name in names if not isinstance(getattr(row, name), Suppressed | None)]
    return _with(row, known, reason)


def _with(row: Row, names: list[str], reason: Reason) -> Row:
    changes: dict[str, Any] = dict.fromkeys(names, Suppressed(reason))
    return replace(row, **changes)  # type: ignore[type-var]


def without_why(node: Row) -> Row:
    """The node, and its parts, without the reason why a figure is undefined.

    "All answers are the same" says what everybody answered. Documents print a dash either way.
    """
    changes: dict[str, Any] = {}
    for spec in fields(node):  # type: ignore[arg-type]
        value = getattr(node, spec.name)
        if spec.name == "undefined":
            changes[spec.name] = None
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            changes[spec.name] = tuple(without_why(part) for part in value)
        elif is_dataclass(value):
            changes[spec.name] = without_why(value)
    return replace(node, **changes) if changes else node  # type: ignore[type-var]
