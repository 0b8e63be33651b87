"""The certificate: which rules were applied, what they suppressed, and what was let through."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from hashlib import sha256
from typing import Any, Final

from generator.disclosure.audit import Audit
from generator.disclosure.rules import RULES, Limits
from generator.results.offices import Corrections
from generator.results.store import ReleasedResults, published_names
from generator.results.table import Audited
from generator.results.trend import QUARTERLY, Trend
from generator.results.values import Bound, Nodes, Rule, Suppressed

SCHEMA: Final = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the results, and the rule that suppressed or bounded the figure there.

    Where a round reproduces published tables, the rule that would have.
    """

    place: str
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What disclosure control did with one run.

    ``rules`` are those that were applied, by name and in that order. ``figures`` counts the numbers
    in the results; ``rank`` is that of the published sums of ``groups`` over all ``variables``,
    whose people fall into ``cells``, and ``recoverable`` how many sums of fewer than ``threshold``
    people follow from them. ``releases`` are the earlier runs it was held against, oldest first,
    and ``release`` counts this one in. ``results_sha256`` is the hash of results.json,
    ``answers_sha256`` one of all survey files; ``seal`` is a keyed hash of the certificate and of
    what is kept of it (``kept``).
    """

    threshold: int
    reproduce_published: bool
    rules: tuple[Rule, ...] = tuple(rule.name for rule in RULES)
    suppressed: tuple[Cell, ...] = ()
    let_through: tuple[Cell, ...] = ()
    figures: int = 0
    variables: int = 0
    groups: int = 0
    cells: int = 0
    rank: int = 0
    recoverable: int = 0
    release: int = 1
    releases: tuple[str, ...] = ()
    results_sha256: str = ""
    answers_sha256: str = ""
    seal: str = ""

    @property
    def suppressed_by_rule(self) -> dict[Rule, int]:
        """How many figures each rule suppressed or bounded, in the rules' order."""
        counted = Counter(cell.rule for cell in self.suppressed)
        return {rule.name: counted[rule.name] for rule in RULES}

    @property
    def audited(self) -> Audited:
        """What a reader learns of it."""
        return Audited(
            threshold=self.threshold,
            rules=tuple(self.suppressed_by_rule.items()),
            variables=self.variables,
            groups=self.groups,
            cells=self.cells,
            rank=self.rank,
            recoverable=self.recoverable,
            results_sha256=self.results_sha256,
            answers_sha256=self.answers_sha256,
            releases=self.releases,
            release=self.release,
            let_through=len(self.let_through),
        )

    def to_json(self) -> str:
        """certificate.json, with the suppressed cells counted by rule."""
        content = {
            "schema": SCHEMA,
            **asdict(self),
            "suppressed_by_rule": self.suppressed_by_rule,
        }
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Certificate:
        """Read certificate.json back; raises ValueError for another schema version."""
        content = json.loads(text)
        if content["schema"] != SCHEMA:
            raise ValueError(f"certificate.json has schema {content['schema']}, expected {SCHEMA}")
        known = {spec.name: content[spec.name] for spec in fields(cls)}
        for name in ("suppressed", "let_through"):
            known[name] = tuple(Cell(**cell) for cell in known[name])
        for name in ("rules", "releases"):
            known[name] = tuple(known[name])
        read = cls(**known)
        if content["suppressed_by_rule"] != read.suppressed_by_rule:
            raise ValueError("certificate.json counts other figures by rule than it lists")
        return read


def certify(
    results: ReleasedResults,
    found: Audit,
    limits: Limits,
    *,
    reproduce_published: bool,
    answers_sha256: str,
    releases: Sequence[str] = (),
    let_through: Sequence[Cell] = (),
) -> Certificate:
    """The certificate of a round's final results; made last, sealed afterwards (``kept``)."""
    certificate = Certificate(
        threshold=limits.threshold,
        reproduce_published=reproduce_published,
        rules=tuple(rule.name for rule in limits.rules),
        let_through=tuple(let_through),
        variables=found.variables,
        groups=found.groups,
        cells=found.cells,
        rank=found.rank,
        recoverable=len(found.recoverable),
        releases=tuple(releases),
        answers_sha256=answers_sha256,
    )
    return about(results, certificate)


def about(results: ReleasedResults, certificate: Certificate) -> Certificate:
    """The certificate with what it says of the results themselves."""
    nodes = by_place(results.steps, results.units)
    found = [each for place, node in nodes.items() for each in _figures(node, place)]
    cells = [Cell(place, rule) for place, rule in found if rule]
    return replace(
        certificate,
        suppressed=tuple(cells),
        figures=len(found) - len(cells),
        release=results.release,
        results_sha256=results_hash(results),
        seal="",
    )


def own_nodes(nodes: Nodes) -> Nodes:
    """The nodes that were computed from this release alone: a trend repeats some of them."""
    return {
        name: node
        for name, node in nodes.items()
        if not isinstance(node, Trend | Corrections) and not name.startswith(QUARTERLY)
    }


def results_hash(results: ReleasedResults) -> str:
    """The hash of results.json as it is written."""
    return sha256(results.to_json().encode()).hexdigest()


def by_place(steps: Nodes, units: Mapping[str, Nodes]) -> Nodes:
    """A round's own nodes by their places in its results."""
    found = {f"steps/{name}": node for name, node in own_nodes(steps).items()}
    for unit, nodes in units.items():
        found |= {f"units/{unit}/{name}": node for name, node in own_nodes(nodes).items()}
    return found


def _figures(value: Any, place: str) -> Iterator[tuple[str, Rule | None]]:
    """The place of each number, and the rule where it is suppressed or bounded."""
    if isinstance(value, Suppressed):
        yield place, value.suppressed
    elif isinstance(value, Bound):
        yield place, "homogeneity"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield place, None
    elif isinstance(value, tuple):
        for i, part in enumerate(value):
            yield from _figures(part, f"{place}[{i}]")
    elif is_dataclass(value):
        for name in published_names(type(value)):
            yield from _figures(getattr(value, name), f"{place}.{name}")
