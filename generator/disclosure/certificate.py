"""The certificate: which rules were applied, what was withheld and why, what was let through."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any

from generator.results import Node, ReleasedResults, Withheld


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the results and the reason a figure there is withheld or let through."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What disclosure control did with one run.

    ``let_through`` lists every published figure about fewer than ``threshold`` respondents: only
    a synthetic round that reproduces published tables may have any. ``examined_sha256`` is the
    hash of results.json as it was examined.
    """

    threshold: int
    reproduce_published: bool
    groups_examined: int
    withheld: tuple[Cell, ...]
    let_through: tuple[Cell, ...]
    variables_examined: int = 0
    cells_examined: int = 0
    examined_sha256: str = ""

    def to_json(self) -> str:
        """certificate.json, with the withheld cells counted by reason."""
        reasons = Counter(cell.reason for cell in self.withheld)
        content = {"schema": 1, **asdict(self), "withheld_by_reason": dict(sorted(reasons.items()))}
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def withheld_cells(released: ReleasedResults) -> tuple[Cell, ...]:
    """Every withheld figure of the results, with its place."""
    cells: list[Cell] = []
    for name, node in released.steps.items():
        cells += _cells(node, f"steps/{name}")
    for unit, nodes in released.units.items():
        for name, node in nodes.items():
            cells += _cells(node, f"units/{unit}/{name}")
    return tuple(cells)


def _cells(value: Any, place: str) -> list[Cell]:
    if isinstance(value, Withheld):
        return [Cell(place, value.withheld)]
    if isinstance(value, tuple):
        return [cell for i, part in enumerate(value) for cell in _cells(part, f"{place}[{i}]")]
    if isinstance(value, Node) or is_dataclass(value):
        parts = ((getattr(value, spec.name), f"{place}.{spec.name}") for spec in fields(value))
        return [cell for part, inner in parts for cell in _cells(part, inner)]
    return []
