"""A certificate held against the results it is about: all of it that follows from them alone.

Who is in which group is not archived, so the rank stays as the certificate says it; everything
else the rules say of what may be told is looked up again in what was told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.disclosure.certificate import (
    Certificate,
    bare,
    figures_told,
    results_hash,
    withheld_cells,
)
from generator.disclosure.precision import at_printed_precision
from generator.disclosure.unanimity import without_unanimity
from generator.disclosure.whole import PEOPLE, small_groups
from generator.results import (
    Aggregation,
    Attainment,
    ClientResults,
    Descriptives,
    Distribution,
    Node,
    ReleasedResults,
    Representativeness,
    Response,
    SizeMeans,
    UnitComparison,
    Suppressed,
    told_count,
)
from generator.round import CLIENTS_FROM, EXACT_INVITED_FROM, ITEMS_FROM, OWN_SD_FROM, Round
from generator.study import Study

EXTREMES = ("minimum", "maximum", "mode", "total")


def recompute(
    released: ReleasedResults, study: Study, round_: Round, certificate: Certificate
) -> tuple[str, ...]:
    """What the certificate says wrongly of the results, and every rule that they break."""
    return (
        *_certificate(released, round_, certificate),
        *_everywhere(released),
        *_whole(released, certificate),
        *_units(released, study, threshold=certificate.threshold),
        *_complements(released, threshold=certificate.threshold),
    )


def _certificate(
    released: ReleasedResults, round_: Round, certificate: Certificate
) -> Iterator[str]:
    policy = round_.policy
    if certificate.threshold != policy.min_respondents:
        yield "certificate.json has another threshold than the round"
    if certificate.reproduce_published != policy.reproduce_published:
        yield "certificate.json has another policy than the round"
    if certificate.reproduce_published and not round_.synthetic:
        yield "certificate.json lets published tables through in a round that is not synthetic"
    if certificate.examined_sha256 != results_hash(released):
        yield "certificate.json was not made of these results"
    withheld = {cell.place: cell.reason for cell in withheld_cells(released)}
    listed = {cell.place: cell.reason for cell in certificate.withheld}
    for place in sorted(withheld.keys() | listed.keys()):
        if place not in withheld:
            yield f"{place} is told, but the certificate says that it is withheld"
        elif withheld[place] != listed.get(place):
            yield f"{place} is withheld, but the certificate does not say so, or not why"
    if certificate.figures_told != (n := figures_told(released)):
        yield f"the certificate counts {certificate.figures_told} figures; the results tell {n}"
    if not certificate.reproduce_published and (certificate.let_through or certificate.recoverable):
        yield "certificate.json lets something through that only a synthetic round may tell"


def _everywhere(released: ReleasedResults) -> Iterator[str]:
    for place, node in _nodes(bare(released)):
        if at_printed_precision(node) != node:
            yield f"{place} is told more finely than it is printed"
        for small in _small_clients(node):
            yield f"{place}: {small} is about fewer than {CLIENTS_FROM} clients"


def _nodes(released: ReleasedResults) -> Iterator[tuple[str, Node]]:
    for name, node in released.steps.items():
        if isinstance(node, Node):
            yield f"steps/{name}", node
    for unit, nodes in released.units.items():
        yield from (
            (f"units/{unit}/{name}", node) for name, node in nodes.items() if isinstance(node, Node)
        )


def _small_clients(node: Node) -> Iterator[str]:
    """Scorecard and client-survey figures of too few clients; the whole's are not withheld."""
    match node:
        case Attainment():
            rows = (row for each in node.offices if each.office for row in each.rows)
            for row in rows:
                counts = (row.denominator, *(month.denominator for month in row.months))
                yield from (row.indicator for count in counts if _few(count, CLIENTS_FROM))
        case ClientResults():
            means = (node.total, *node.categories, *node.questions)
            yield from (mean.variable for mean in means if _few(mean.n, CLIENTS_FROM))


def _whole(released: ReleasedResults, certificate: Certificate) -> Iterator[str]:
    for name, node in released.steps.items():
        if isinstance(node, Aggregation) and node.units:
            yield f"steps/{name} tells how far single units agree"
        if isinstance(node, Representativeness) and node.cells:
            yield f"steps/{name} tells counts beside chi-square"
        if isinstance(node, PEOPLE) and not certificate.reproduce_published:
            yield from _people(node, f"steps/{name}", threshold=certificate.threshold)


def _people(node: Node, place: str, *, threshold: int) -> Iterator[str]:
    """What of a node about respondents is about too few of them."""
    if _few(node.n, threshold):
        yield f"{place} is about fewer than {threshold} people"
    for cell in small_groups(node, threshold=threshold, place=place):
        yield f"{cell.place} is about fewer than {threshold} people"
    match node:
        case Descriptives():
            for row in node.rows:
                if _few(row.n, threshold):
                    yield f"{place}/{row.variable} is about fewer than {threshold} people"
                if any(isinstance(getattr(row, name), float) for name in EXTREMES):
                    yield f"{place}/{row.variable} tells an extreme, a mode or a sum"
        case UnitComparison():
            for each in node.rows:
                if _few(each.n, threshold):
                    yield f"{place}/{each.variable} is about fewer than {threshold} people"
        case Distribution():
            for item in node.rows:
                small = any(_few(part.count, threshold) for part in item.classes)
                if _few(item.n, threshold) or (small and len(item.classes) > 1):
                    yield f"{place}/{item.item} is about fewer than {threshold} people"


def _units(released: ReleasedResults, study: Study, *, threshold: int) -> Iterator[str]:
    for unit, nodes in released.units.items():
        for name, node in nodes.items():
            if isinstance(node, (*PEOPLE, UnitComparison)):
                yield from _people(node, f"units/{unit}/{name}", threshold=threshold)
                yield from _levels(node, f"units/{unit}/{name}")
        response = nodes.get("response")
        if isinstance(response, Response):
            yield from _response(response, nodes, unit, threshold=threshold)
        again = without_unanimity(nodes, study=study, threshold=threshold, rounded=True)
        yield from (
            f"units/{unit}/{name} tells what nearly everybody answered"
            for name in nodes
            if again[name] != nodes[name]
        )


def _levels(node: Node, place: str) -> Iterator[str]:
    """What of a unit's node is finer than so few answers allow."""
    if isinstance(node, Distribution):
        if _few(node.n, ITEMS_FROM) or any(_few(row.n, ITEMS_FROM) for row in node.rows):
            yield f"{place} tells single items of fewer than {ITEMS_FROM} people"
    elif isinstance(node, Descriptives):
        for row in node.rows:
            if isinstance(row.sd, float) and _few(row.n, OWN_SD_FROM):
                yield f"{place}/{row.variable} tells the spread of fewer than {OWN_SD_FROM} people"


def _response(
    response: Response, nodes: Mapping[str, Node | Suppressed], unit: str, *, threshold: int
) -> Iterator[str]:
    if _few(response.n, threshold):
        yield f"units/{unit}/response is about fewer than {threshold} people"
    if _few(response.invited, EXACT_INVITED_FROM):
        yield f"units/{unit}/response tells exactly how many of few were invited"
    told = [n for n in ("constructs", "items", "comparison") if isinstance(nodes.get(n), Node)]
    if isinstance(response.n, Suppressed) and told:
        yield f"units/{unit} is withheld, but {', '.join(told)} are told"


def _complements(released: ReleasedResults, *, threshold: int) -> Iterator[str]:
    """The whole less its told units, and every size class less its own: nobody or enough."""
    for name, node in released.steps.items():
        kind = "constructs" if isinstance(node, SizeMeans) else name.split("/")[0]
        if kind not in ("constructs", "items"):
            continue
        units = node.units if isinstance(node, SizeMeans) else tuple(released.units)
        for i, n in enumerate(_counts(node)):
            told = [
                count
                for unit in units
                if (count := _told(released.units[unit].get(kind), i, node)) > 0
            ]
            if told and _few(n - sum(told), threshold):
                yield f"steps/{name}, row {i + 1}: fewer than {threshold} are in no told unit"


def _counts(node: Node | Suppressed) -> list[int]:
    """How many each row is about, 0 where that is not told."""
    if isinstance(node, Descriptives | Distribution):
        return [told_count(row.n) for row in node.rows]
    return []


def _told(unit: Node | Suppressed | None, i: int, whole: Node | Suppressed) -> int:
    """How many a unit's told row is about; 0 where it is withheld or of another group."""
    if isinstance(unit, Node) and isinstance(whole, Node) and unit.group == whole.group:
        counts = _counts(unit)
        return counts[i] if i < len(counts) else 0
    return 0


def _few(count: object, limit: int) -> bool:
    return isinstance(count, int) and 0 < count < limit
