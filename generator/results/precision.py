"""Rounding to printed precision: what is published is what the reader sees, and nothing finer."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from generator.results.values import INTERNAL, Bound, round_half_away

Value = TypeVar("Value")


def at_printed_precision(value: Value) -> Value:
    """The same node (or part of one) with every float rounded as its field declares.

    What only the analysis functions tell, and no document prints, is left out.
    """
    changes = {}
    for spec in fields(value):  # type: ignore[arg-type]
        old = getattr(value, spec.name)
        internal = INTERNAL in spec.metadata
        new = spec.default if internal else _rounded(old, spec.metadata.get("decimals"))
        if new is not old:
            changes[spec.name] = new
    return replace(value, **changes) if changes else value  # type: ignore[type-var]


def _rounded(value: Any, decimals: int | None) -> Any:
    if isinstance(value, float):
        if decimals is None:
            raise TypeError("a number without a printed precision cannot be published")
        return round_half_away(value, decimals)
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return tuple(at_printed_precision(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type | Bound):  # a bound is rounded as made
        return at_printed_precision(value)
    return value
