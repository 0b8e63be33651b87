"""What was suppressed and why, by the run's certificate, gathered for those who approve it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.results.store import ReleasedResults
from generator.results.values import Node

Place = tuple[str, str]
"""Where a figure is within a report's results, and the rule that took it."""

Places = Mapping[str | None, Sequence[Place]]

_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one sort that one rule suppressed or bounded.

    ``node`` is the kind of result, or its name where all of it is suppressed; ``figure`` is the
    field, empty where it is the whole result.
    """

    node: str
    figure: str
    rule: str
    count: int


def places(cells: Iterable[Mapping[str, str]]) -> Places:
    """Sort the certificate's cells by the unit whose report they belong to; None is the whole."""
    sorted_: dict[str | None, list[Place]] = defaultdict(list)
    for cell in cells:
        among, _, rest = cell["place"].partition("/")
        unit, _, inner = rest.partition("/") if among == "units" else (None, "", rest)
        sorted_[unit].append((inner, cell["rule"]))
    return sorted_


def withheld_of(found: Places, released: ReleasedResults, unit: str | None) -> tuple[Group, ...]:
    """Return what a unit's report lacks, or the whole's (``unit`` None)."""
    groups = Counter(
        (*_described(place, released, unit), rule) for place, rule in found.get(unit, ())
    )
    return tuple(Group(*group, count) for group, count in groups.items())


def _described(place: str, released: ReleasedResults, unit: str | None) -> tuple[str, str]:
    nodes = released.steps if unit is None else released.units.get(unit, {})
    name = next((name for name in nodes if place == name or place.startswith(f"{name}.")), None)
    node = nodes[name] if name else None
    kind = node.kind if isinstance(node, Node) else place.partition("/")[0].partition(".")[0]
    field = place.removeprefix(name or "").rpartition(".")[2] if place != name else ""
    return kind, _INDEX.sub("", field)
