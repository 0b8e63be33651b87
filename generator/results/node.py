"""What every result node has, and the walk over its numbers.

A node's numbers carry their printed precision in the field's metadata, so that rounding, printing
and checking all read it from one place. ``None`` is a figure that is not defined for these data
(``undefined`` says why); ``Suppressed`` is a figure that exists and is not published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar

from generator.results.values import Count, Suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every result has: the file it was computed on and how many it describes."""

    kind: ClassVar[str]
    group: str
    n: Count
    undefined: str | None = None


def numbers(node: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number a node tells, with its place in the node."""
    for spec in fields(node):
        value = getattr(node, spec.name)
        place = f"{path}.{spec.name}" if path else spec.name
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield place, value
        elif isinstance(value, tuple):
            for i, part in enumerate(value):
                if is_dataclass(part):
                    yield from numbers(part, f"{place}[{i}]")
        elif is_dataclass(value) and not isinstance(value, Suppressed):
            yield from numbers(value, place)
