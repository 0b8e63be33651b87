"""The proof: no told figures together give away the sum of fewer people than the threshold.

Every variable's claims are examined by rank (``recoverability``). Where a later figure would give
somebody away, it is withheld; what cannot be mended so is a breach, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.disclosure.bases import without_small_bases
from generator.disclosure.between import without_hidden_between
from generator.disclosure.certificate import (
    Cell,
    Certificate,
    figures_told,
    results_hash,
    withheld_cells,
)
from generator.disclosure.claims import Claim, claims
from generator.disclosure.naming import Naming, as_placed, together
from generator.disclosure.partly import without_lines_through_hidden, without_partly_answered
from generator.disclosure.recoverability import solve
from generator.disclosure.remainders import telling_remainders
from generator.disclosure.squares import without_small_squares
from generator.disclosure.units import withheld_item, withheld_row
from generator.errors import DisclosureError
from generator.results import Descriptives, Distribution, Node, ReleasedResults, Suppressed
from generator.results.memberships import Memberships, People

ESSENTIAL = ("steps/constructs/", "steps/items/", "steps/response/")
"""What every report rests on: withheld last of the whole's figures."""

WITHHELD = Suppressed("would_reveal_few")


@dataclass(frozen=True, slots=True)
class Breach:
    """A variable, how many people's sum follows, and the told figures it follows from."""

    variable: str
    who: People
    claims: tuple[Claim, ...]

    @property
    def people(self) -> int:
        """How many people's sum follows."""
        return len(self.who)


@dataclass(frozen=True, slots=True)
class Told:
    """A release and who is in which of its groups; ``name`` begins the names of its places."""

    name: str
    released: ReleasedResults
    people: Mapping[str, Memberships]


@dataclass(frozen=True, slots=True)
class Examination:
    """What was looked through: variables, distinct groups, cells, rank, and what was found."""

    variables: int
    groups: int
    cells: int
    rank: int
    breaches: tuple[Breach, ...]


def prove(
    released: ReleasedResults,
    certificate: Certificate,
    people: Mapping[str, Memberships],
    *,
    named: Naming = as_placed,
) -> tuple[ReleasedResults, Certificate]:
    """Withhold what would give few people away, and certify that nothing is left that does.

    A round that reproduces published tables only has its breaches listed. Raises DisclosureError,
    with the figures as ``named``, where withholding cannot mend it.
    """
    if certificate.reproduce_published:
        return released, examined(released, certificate, people)
    threshold = certificate.threshold
    released = without_partly_answered(released, people, threshold=threshold)
    released = _without_remainders(released, people, threshold=threshold, named=named)
    while found := examine([Told("", released, people)], threshold=threshold).breaches:
        released = _mended(released, found[0], threshold=threshold, named=named)
    released = without_small_moments(released, people, threshold=threshold)
    released = without_lines_through_hidden(released)
    return released, examined(released, certificate, people)


def _without_remainders(
    released: ReleasedResults,
    people: Mapping[str, Memberships],
    *,
    threshold: int,
    named: Naming,
) -> ReleasedResults:
    """The release without what, less other figures, tells what nearly everybody left answered."""
    while found := next(telling_remainders(released, people, threshold=threshold), None):
        breach = Breach(found.variable, found.people, found.claims)
        released = _mended(released, breach, threshold=threshold, named=named)
    return released


def without_small_moments(
    released: ReleasedResults, people: Mapping[str, Memberships], *, threshold: int
) -> ReleasedResults:
    """The release without what follows from squares: of few, of a model's base, between units."""
    released = without_hidden_between(released, people, threshold=threshold)
    released = without_small_bases(released, people, threshold=threshold)
    return without_small_squares(released, people)


def examined(
    released: ReleasedResults, certificate: Certificate, people: Mapping[str, Memberships]
) -> Certificate:
    """The certificate with what an examination of this release by itself comes to."""
    found = examine([Told("", released, people)], threshold=certificate.threshold)
    listed = tuple(map(subtracted, found.breaches))
    return replace(
        certificate,
        groups_examined=found.groups,
        variables_examined=found.variables,
        cells_examined=found.cells,
        rank=found.rank,
        recoverable=len(found.breaches),
        figures_told=figures_told(released),
        withheld=withheld_cells(released),
        let_through=tuple(dict.fromkeys((*certificate.let_through, *listed))),
        examined_sha256=results_hash(released),
    )


def subtracted(breach: Breach) -> Cell:
    """A breach as the certificate of a round that reproduces published tables lists it."""
    who = "1 respondent" if breach.people == 1 else f"{breach.people} respondents"
    return Cell(breach.claims[-1].place, f"{who} by subtraction")


def examine(told: Sequence[Told], *, threshold: int) -> Examination:
    """Every variable's claims by rank, over all the releases together."""
    return examine_claims(claims_by_variable(told), threshold=threshold)


def claims_by_variable(told: Sequence[Told]) -> dict[tuple[str, str], list[Claim]]:
    """What the releases claim, by respondent group and variable.

    Respondent groups share nobody, so each stands alone.
    """
    found: dict[tuple[str, str], list[Claim]] = {}
    for release in told:
        for group, claim in told_claims(release):
            found.setdefault((group, claim.variable), []).append(claim)
    return found


def examine_claims(
    told: Mapping[tuple[str, str], Sequence[Claim]], *, threshold: int
) -> Examination:
    """What follows from the claims of each variable."""
    breaches: list[Breach] = []
    groups = cells = rank = 0
    for (_, variable), found in told.items():
        # What is told last is what a breach is said to follow from, where it can be.
        sums = tuple(dict.fromkeys(claim.people for claim in reversed(found) if claim.people))
        solved = solve(dict(enumerate(sums)), threshold=threshold)
        groups += len(sums)
        cells += solved.cells
        rank += solved.rank
        breaches += [
            Breach(variable, one.people, _about({sums[i] for i in one.groups}, found))
            for one in solved.recoverable
        ]
    return Examination(len(told), groups, cells, rank, tuple(breaches))


def told_claims(told: Told) -> Iterator[tuple[str, Claim]]:
    """Every claim of a release under its name, with the respondent group it is about."""
    for group, members in told.people.items():
        for claim in claims(told.released, {group: members}):
            node, place = f"{told.name}{claim.node}", f"{told.name}{claim.place}"
            yield group, replace(claim, node=node, place=place)


def _about(sums: Collection[People], told: Sequence[Claim]) -> tuple[Claim, ...]:
    """Every claim of one of the sums, each over people of its own."""
    return tuple(claim for claim in told if claim.people in sums)


def _mended(
    released: ReleasedResults, breach: Breach, *, threshold: int, named: Naming
) -> ReleasedResults:
    """The release without the least needed figure of the breach: one item, or else a node."""
    nodes = list(dict.fromkeys(claim.node for claim in breach.claims))
    for needed in (
        [node for node in nodes if node.startswith("steps/") and not node.startswith(ESSENTIAL)],
        [node for node in nodes if node.startswith("units/") and node.endswith("/items")],
        [node for node in nodes if node.startswith("units/")],
    ):
        for node in reversed(needed):
            mended = without_item(released, node, breach.variable) or without_node(released, node)
            if mended is not None:
                return mended
    raise DisclosureError(
        f"a sum of fewer than {threshold} people's answers follows from these figures together:\n"
        f"{together(breach.claims, named)}\nNo document was written."
    )


def without_node(released: ReleasedResults, node: str) -> ReleasedResults | None:
    """The release with one node withheld; None when it is withheld already."""
    where, _, rest = node.partition("/")
    if where == "steps":
        if not isinstance(released.steps.get(rest), Node):
            return None
        return replace(released, steps={**released.steps, rest: WITHHELD})
    unit, _, name = rest.partition("/")
    if not isinstance(released.units[unit].get(name), Node):
        return None
    nodes = {**released.units[unit], name: WITHHELD}
    if name == "constructs" and "comparison" in nodes:
        nodes["comparison"] = WITHHELD
    return replace(released, units={**released.units, unit: nodes})


def without_item(released: ReleasedResults, node: str, variable: str) -> ReleasedResults | None:
    """The release without one item's answers in a node; None when it tells none of them."""
    where, _, rest = node.partition("/")
    unit, _, name = rest.partition("/")
    if where not in ("steps", "units"):
        return None
    nodes = released.steps if where == "steps" else released.units[unit]
    name = rest if where == "steps" else name
    mended = _without_row(nodes.get(name), variable.removeprefix("who chose "), node)
    if mended is None:
        return None
    told = {**nodes, name: mended}
    if where == "steps":
        return replace(released, steps=told)
    return replace(released, units={**released.units, unit: told})


def _without_row(found: Node | Suppressed | None, item: str, place: str) -> Node | None:
    """The node without its row about an item; None where it has none that is told."""
    match found:
        case Distribution():
            told = [row.item for row in found.rows if isinstance(row.n, int)]
            answers = tuple(
                withheld_item(row, reason=WITHHELD.withheld) if row.item == item else row
                for row in found.rows
            )
            return replace(found, rows=answers) if item in told else None
        case Descriptives() if place.startswith("steps/") and not place.startswith(ESSENTIAL):
            told = [row.variable for row in found.rows if isinstance(row.n, int)]
            rows = tuple(
                withheld_row(row, reason=WITHHELD.withheld) if row.variable == item else row
                for row in found.rows
            )
            return replace(found, rows=rows) if item in told else None
    return None
