"""The certificate: which rules were applied, what was withheld and why, what was let through."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from hashlib import sha256
from typing import Any

from generator.errors import DisclosureError
from generator.results import Node, ReleasedResults, Trend, Withheld


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
    """Every withheld figure of the results, with its place; a trend only repeats some of them."""
    cells: list[Cell] = []
    for name, node in without_trends(released.steps).items():
        cells += _cells(node, f"steps/{name}")
    for unit, nodes in released.units.items():
        for name, node in without_trends(nodes).items():
            cells += _cells(node, f"units/{unit}/{name}")
    return tuple(cells)


def certify_trend(
    released: ReleasedResults, certificate: Certificate, *, proven: ReleasedResults
) -> Certificate:
    """The certificate of results that are the proven ones with trends beside them.

    A trend follows from what this round and earlier ones publish, so it tells nothing that the
    proof did not look at. Raises DisclosureError when anything else was changed on the way.
    """
    bare = replace(
        released,
        steps=without_trends(released.steps),
        units={unit: without_trends(nodes) for unit, nodes in released.units.items()},
    )
    if bare != proven:
        raise DisclosureError("the results were changed after the proof. No document was written.")
    return replace(certificate, examined_sha256=results_hash(released))


def certify_added(
    released: ReleasedResults, certificate: Certificate, *, certified: ReleasedResults
) -> Certificate:
    """The certificate of the certified results with more steps beside them.

    What is added was told before, in another round, or follows from what is told. Raises
    DisclosureError when anything else was changed on the way.
    """
    kept = {name: node for name, node in released.steps.items() if name in certified.steps}
    if replace(released, steps=kept) != certified:
        raise DisclosureError("the results were changed after the proof. No document was written.")
    return replace(
        certificate,
        withheld=withheld_cells(released),
        examined_sha256=results_hash(released),
    )


def without_trends(nodes: Mapping[str, Node | Withheld]) -> dict[str, Node | Withheld]:
    """The nodes that were computed from this round's answers."""
    return {name: node for name, node in nodes.items() if not isinstance(node, Trend)}


def results_hash(released: ReleasedResults) -> str:
    """The hash of results.json as it is written."""
    return sha256(released.to_json().encode()).hexdigest()


def _cells(value: Any, place: str) -> list[Cell]:
    if isinstance(value, Withheld):
        return [Cell(place, value.withheld)]
    if isinstance(value, tuple):
        return [cell for i, part in enumerate(value) for cell in _cells(part, f"{place}[{i}]")]
    if isinstance(value, Node) or is_dataclass(value):
        parts = ((getattr(value, spec.name), f"{place}.{spec.name}") for spec in fields(value))
        return [cell for part, inner in parts for cell in _cells(part, inner)]
    return []
