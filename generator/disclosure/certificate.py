"""The certificate: which rules were applied, what was withheld and why, what was let through."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from hashlib import sha256
from typing import Any, Final, Literal

from generator.errors import DisclosureError
from generator.results import QUARTERLY, Audited, Node, ReleasedResults, Trend, Suppressed, numbers
from generator.round import CLIENTS_FROM, EXACT_INVITED_FROM, ITEMS_FROM, OWN_SD_FROM

LIMITS: Final = {
    "items_from": ITEMS_FROM,
    "own_sd_from": OWN_SD_FROM,
    "exact_invited_from": EXACT_INVITED_FROM,
    "clients_from": CLIENTS_FROM,
}
"""What no round may set otherwise."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the results and the reason a figure there is withheld or let through."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """An earlier run of the round that told something else, of the same answers or of fewer."""

    run: str
    verdict: Literal["same_answers", "more_answers"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What disclosure control did with one run.

    ``let_through`` lists every published figure about fewer than ``threshold`` respondents: only
    a synthetic round that reproduces published tables may have any. ``figures_told`` counts the
    numbers in the results; ``rank`` is that of the examined groups over all variables, and
    ``recoverable`` how many sums of too few people follow from them. ``examined_sha256`` is the
    hash of results.json as it was examined, ``answers_sha256`` one of all survey files;
    ``groups_seal`` is a keyed hash of it and of what the proof rests on (``kept``), ``earlier``
    are the runs it was held against.
    """

    threshold: int
    reproduce_published: bool
    groups_examined: int
    withheld: tuple[Cell, ...]
    let_through: tuple[Cell, ...]
    variables_examined: int = 0
    cells_examined: int = 0
    rank: int = 0
    recoverable: int = 0
    figures_told: int = 0
    examined_sha256: str = ""
    answers_sha256: str = ""
    groups_seal: str = ""
    earlier: tuple[EarlierRun, ...] = ()

    @property
    def withheld_by_reason(self) -> dict[str, int]:
        """How many cells are withheld for each reason, by name."""
        return dict(sorted(Counter(cell.reason for cell in self.withheld).items()))

    @property
    def audited(self) -> Audited:
        """What a reader is told of it."""
        return Audited(
            variables=self.variables_examined,
            groups=self.groups_examined,
            cells=self.cells_examined,
            rank=self.rank,
            recoverable=self.recoverable,
            let_through=len(self.let_through),
            examined_sha256=self.examined_sha256,
            answers_sha256=self.answers_sha256,
            withheld=self.withheld_by_reason,
            earlier={one.run: one.verdict == "same_answers" for one in self.earlier},
        )

    def to_json(self) -> str:
        """certificate.json, with the withheld cells counted by reason and the fixed limits."""
        content = {
            "schema": 1,
            "limits": LIMITS,
            **asdict(self),
            "withheld_by_reason": self.withheld_by_reason,
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Certificate:
        """Read certificate.json back; raises ValueError for another schema version."""
        content = json.loads(text)
        if content["schema"] != 1:
            raise ValueError(f"certificate.json has schema {content['schema']}, expected 1")
        known = {spec.name: content[spec.name] for spec in fields(cls) if spec.name in content}
        for name in ("withheld", "let_through"):
            known[name] = tuple(Cell(**cell) for cell in known[name])
        known["earlier"] = tuple(EarlierRun(**run) for run in known.get("earlier", ()))
        return cls(**known)


def figures_told(released: ReleasedResults) -> int:
    """How many numbers the results tell; a trend only repeats some of them."""
    parts = (without_trends(nodes) for nodes in (released.steps, *released.units.values()))
    nodes = (node for part in parts for node in part.values())
    return sum(1 for node in nodes if isinstance(node, Node) for _ in numbers(node))


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
    """The certificate of results that are the proven ones with trends and the like beside them.

    What is added follows from what this round and earlier ones publish, so it tells nothing that
    the proof did not look at. Raises DisclosureError when anything else was changed on the way.
    """
    if bare(released) != proven:
        raise DisclosureError("the results were changed after the proof. No document was written.")
    return replace(certificate, examined_sha256=results_hash(released))


def bare(released: ReleasedResults) -> ReleasedResults:
    """The results as they were proven, without trends and what a quarterly report adds."""
    return replace(
        released,
        steps=without_trends(released.steps),
        units={unit: without_trends(nodes) for unit, nodes in released.units.items()},
    )


def without_trends(nodes: Mapping[str, Node | Suppressed]) -> dict[str, Node | Suppressed]:
    """The nodes that were computed from this round's answers alone."""
    return {
        name: node
        for name, node in nodes.items()
        if not isinstance(node, Trend) and not name.startswith(QUARTERLY)
    }


def results_hash(released: ReleasedResults) -> str:
    """The hash of results.json as it is written."""
    return sha256(released.to_json().encode()).hexdigest()


def _cells(value: Any, place: str) -> list[Cell]:
    if isinstance(value, Suppressed):
        return [Cell(place, value.withheld)]
    if isinstance(value, tuple):
        return [cell for i, part in enumerate(value) for cell in _cells(part, f"{place}[{i}]")]
    if isinstance(value, Node) or is_dataclass(value):
        parts = ((getattr(value, spec.name), f"{place}.{spec.name}") for spec in fields(value))
        return [cell for part, inner in parts for cell in _cells(part, inner)]
    return []
