"""What was withheld and why, by the run's certificate, gathered for those who approve it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.results import Node, ReleasedResults

_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one sort that were withheld for one reason.

    ``node`` is the kind of result, or its name where all of it is withheld; ``figure`` is the
    field, empty where it is the whole result.
    """

    node: str
    figure: str
    reason: str
    count: int


def withheld_of(
    certificate: Mapping[str, Any], released: ReleasedResults, unit: str | None
) -> tuple[Group, ...]:
    """Return what a unit's report lacks, or the whole's (``unit`` None)."""
    groups: Counter[tuple[str, str, str]] = Counter()
    for cell in certificate["withheld"]:
        if (place := _place_in(cell["place"], unit)) is not None:
            groups[(*_described(place, released, unit), cell["reason"])] += 1
    return tuple(Group(*group, count) for group, count in groups.items())


def let_through_of(certificate: Mapping[str, Any], unit: str | None) -> int:
    """Return how many figures about too few are told, as a synthetic round may ask for."""
    cells = certificate["let_through"]
    return sum(_place_in(cell["place"], unit) is not None for cell in cells)


def _place_in(place: str, unit: str | None) -> str | None:
    start = "steps/" if unit is None else f"units/{unit}/"
    return place.removeprefix(start) if place.startswith(start) else None


def _described(place: str, released: ReleasedResults, unit: str | None) -> tuple[str, str]:
    nodes = released.steps if unit is None else released.units.get(unit, {})
    name = next((name for name in nodes if place == name or place.startswith(f"{name}.")), None)
    node = nodes[name] if name else None
    kind = node.kind if isinstance(node, Node) else place.partition("/")[0].partition(".")[0]
    field = place.removeprefix(name or "").rpartition(".")[2] if place != name else ""
    return kind, _INDEX.sub("", field)
