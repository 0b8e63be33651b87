"""A certificate held against the results it is about: all of it that follows from them alone.

Who is behind a figure is not archived, so the rank stays as the certificate says it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from generator.disclosure.certificate import Certificate, about, by_place, results_hash
from generator.disclosure.gate import at_printed_precision, gate
from generator.disclosure.rules import RULES, Limits
from generator.results.groups import Aggregation
from generator.results.offices import Attainment, ClientResults
from generator.results.store import ReleasedResults
from generator.results.survey import Codebook, Response
from generator.results.values import Node, Nodes
from generator.round.model import CLIENTS_FROM, EXACT_INVITED_FROM, Round
from generator.run.verify.table import broken_rules
from generator.study.model import Study

COUNTS: Final = ("n", "n_valid", "count", "answered", "observed")
"""Fields that count people, whatever the kind of node: no count is below the threshold."""

FROM_TABLE: Final = ("constructs", "items", "aggregation", "size", "comparison", "nonresponse")
"""Beginnings of the names of nodes that follow from the published table."""


def recompute(
    results: ReleasedResults,
    study: Study,
    round_: Round,
    certificate: Certificate,
    described: Nodes | None = None,
) -> tuple[str, ...]:
    """What the certificate says wrongly of the results, and every rule that they break.

    ``described`` are the nodes that follow from the table by their places, unrounded; where a round
    reproduces published tables, the nodes are computed from the answers, and so there are none.
    """
    found = [*_certificate(results, round_, certificate)]
    own = by_place(results.steps, results.units)
    nodes = {place: node for place, node in own.items() if isinstance(node, Node)}
    for place, node in nodes.items():
        if at_printed_precision(node) != node:
            found.append(f"{place} is published more finely than it is printed")
        for small in _small_clients(node):
            found.append(f"{place}: {small} is about fewer than {CLIENTS_FROM} clients")
        if isinstance(node, Aggregation) and node.units:
            found.append(f"{place} says how far single units agree")
    if not certificate.reproduce_published:
        limits = Limits(threshold=certificate.threshold)
        found += broken_rules(results.table, study, limits)
        found += _nodes_again(results, nodes, study, limits)
        found += _not_from_table(results, own, described or {}, limits)
    return tuple(found)


def _certificate(
    results: ReleasedResults, round_: Round, certificate: Certificate
) -> Iterator[str]:
    policy = round_.policy
    if certificate.threshold != policy.min_respondents:
        yield "certificate.json has another threshold than the round"
    if certificate.reproduce_published != policy.reproduce_published:
        yield "certificate.json has another policy than the round"
    if certificate.reproduce_published and not round_.synthetic:
        yield "certificate.json lets published tables through in a round that is not synthetic"
    if certificate.results_sha256 != results_hash(results):
        yield "certificate.json was not made of these results"
    again = about(results, certificate)
    if certificate.release != again.release:
        yield f"certificate.json is of release {certificate.release}, not {again.release}"
    yield from _otherwise_suppressed(certificate, again)
    if certificate.figures != again.figures:
        yield f"certificate.json counts {certificate.figures} figures, not {again.figures}"
    if not certificate.reproduce_published:
        if certificate.let_through or certificate.recoverable:
            yield "certificate.json lets something through that only a synthetic round may publish"
        if certificate.rules != tuple(rule.name for rule in RULES):
            yield "certificate.json does not say that every rule was applied"


def _otherwise_suppressed(certificate: Certificate, again: Certificate) -> Iterator[str]:
    listed = {cell.place: cell.rule for cell in certificate.suppressed}
    suppressed = {cell.place: cell.rule for cell in again.suppressed}
    for place in sorted(suppressed.keys() | listed.keys()):
        if place not in suppressed:
            yield f"{place} is published, but the certificate says that it is suppressed"
        elif suppressed[place] != listed.get(place):
            yield f"{place} is suppressed, but the certificate does not say so, or not why"


def _small_clients(node: Node) -> Iterator[str]:
    """Scorecard and client-survey figures of too few clients; the total's are not suppressed."""
    match node:
        case Attainment():
            rows = (row for each in node.offices if each.office for row in each.rows)
            for row in rows:
                counts = (row.denominator, *(month.denominator for month in row.months))
                yield from (row.indicator for count in counts if _few(count, CLIENTS_FROM))
        case ClientResults():
            means = (node.total, *node.categories, *node.questions)
            yield from (mean.variable for mean in means if _few(mean.n, CLIENTS_FROM))


def _nodes_again(
    results: ReleasedResults, nodes: Mapping[str, Node], study: Study, limits: Limits
) -> Iterator[str]:
    """What of the nodes the gate would not let out, or is about too few respondents."""
    let_out = _as_read(results, nodes, limits)
    for place, node in nodes.items():
        if let_out[place] != node:
            yield f"{place} has figures that no rule publishes"
        if node.group not in study.groups:
            continue
        if not isinstance(node, Codebook):  # it counts questions
            for name in _small_counts(node, limits.threshold):
                yield f"{place}{name} is about fewer than {limits.threshold} people"
        if isinstance(node, Response) and _few(node.invited, EXACT_INVITED_FROM):
            yield f"{place} says exactly how many of few were invited"


def _small_counts(value: Any, threshold: int, path: str = "") -> Iterator[str]:
    for spec in fields(value):
        part = getattr(value, spec.name)
        if spec.name in COUNTS and _few(part, threshold):
            yield f"{path}.{spec.name}"
        elif isinstance(part, tuple):
            for i, each in enumerate(part):
                if is_dataclass(each):
                    yield from _small_counts(each, threshold, f"{path}.{spec.name}[{i}]")


def _not_from_table(
    results: ReleasedResults, own: Nodes, described: Nodes, limits: Limits
) -> Iterator[str]:
    """Nodes about units and sums of them that do not follow from the published table."""
    published = {place: node for place, node in own.items() if _of_table(place)}
    follows = {place: node for place, node in described.items() if _of_table(place)}
    again = _as_read(results, follows, limits)
    for place in sorted(published.keys() | again.keys()):
        if published.get(place) != again.get(place):
            yield f"{place} does not follow from the published table"


def _of_table(place: str) -> bool:
    where, _, rest = place.partition("/")
    name = rest if where == "steps" else rest.partition("/")[2]
    return name.partition("/")[0] in FROM_TABLE


def _as_read(results: ReleasedResults, nodes: Nodes, limits: Limits) -> Nodes:
    """The nodes at printed precision, without what is not published of them."""
    rounded = {place: at_printed_precision(gate(node, limits)) for place, node in nodes.items()}
    written = ReleasedResults(results.study, results.round, steps=rounded, units={}).to_json()
    return ReleasedResults.from_json(written).steps


def _few(count: object, limit: int) -> bool:
    return isinstance(count, int) and 0 < count < limit
