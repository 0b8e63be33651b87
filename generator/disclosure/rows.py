"""Rows of which nothing but the name is told, and figures that may be one person's."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from generator.results import Reason, Withheld

Row = TypeVar("Row")


def hidden_row(row: Row, *, reason: Reason, also: tuple[str, ...] = ("n",)) -> Row:
    """The row with every printed number withheld, and the counts ``also`` names."""
    names = [spec.name for spec in fields(row) if "decimals" in spec.metadata]  # type: ignore[arg-type]
    return _with(row, [*names, *also], reason)


def without_figures(row: Row, *names: str, reason: Reason = "too_few_respondents") -> Row:
    """The row with the named figures withheld where there are any."""
    known = [name for name in names if getattr(row, name) is not None]
    return _with(row, known, reason)


def _with(row: Row, names: list[str], reason: Reason) -> Row:
    changes: dict[str, Any] = dict.fromkeys(names, Withheld(reason))
    return replace(row, **changes)  # type: ignore[type-var]
