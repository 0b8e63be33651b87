"""Every float of a node, with its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass


def figures(value: object) -> Iterator[float]:
    """The floats of a value, all of them Python's own."""
    if isinstance(value, float):
        assert type(value) is float
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from figures(part)
    elif is_dataclass(value):
        for spec in fields(value):
            yield from figures(getattr(value, spec.name))
