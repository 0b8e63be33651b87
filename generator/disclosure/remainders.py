"""Remainders: those in one told group and not in others, and what is left of their answers.

Tables by two background variables are about nearly the same people, and a table by size leaves out
those who named no unit. What two groups differ by is a sum over a few people, some of them with
a minus sign. ``recoverability`` finds where it is about fewer than the threshold; here is found
where it is about more, and so near to what it can be at most that fewer than the threshold can have
answered anything but an end of the scale, and where few less few are left.

Intervals are those of the printed figures, so what is found is certain.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.disclosure.claims import Claim, claims
from generator.disclosure.points import scales_of
from generator.disclosure.precision import half_a_step
from generator.results import Anova, Descriptives, Distribution, GroupComparison, ReleasedResults
from generator.results.memberships import Memberships, People, Scale

UNITS = "units/"


@dataclass(frozen=True, slots=True)
class Sum:
    """What the answers of some people add up to, at least and at most, and who claims it."""

    people: People
    low: float
    high: float
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Remainder:
    """``people`` whose answers are told together, as the claims leave them."""

    variable: str
    people: People
    claims: tuple[Claim, ...]


def telling_remainders(
    released: ReleasedResults, people: Mapping[str, Memberships], *, threshold: int
) -> Iterator[Remainder]:
    """Every remainder that tells what nearly all in it answered, or is about few."""
    means = dict(_means(released))
    scales = scales_of(released.steps)
    for group, members in people.items():
        told: dict[str, dict[str, list[Sum]]] = {}
        for claim in claims(released, {group: members}):
            if claim.place in means and claim.people and claim.variable in members.scales:
                family = UNITS if claim.node.startswith(UNITS) else claim.node
                whole = members.scales[claim.variable].steps == 1
                told.setdefault(claim.variable, {}).setdefault(family, []).append(
                    _sum(claim, *means[claim.place], whole=whole)
                )
        for variable, families in told.items():
            scale = scales.narrowed(group, variable, members.scales[variable])
            for one in _remainders(families):
                if _tells(one, scale, threshold):
                    yield Remainder(variable, one.plus | one.minus, one.claims)


@dataclass(frozen=True, slots=True)
class _Difference:
    """The sum over ``plus`` less that over ``minus``, at least and at most."""

    plus: People
    minus: People
    low: float
    high: float
    claims: tuple[Claim, ...]


def _remainders(families: Mapping[str, Sequence[Sum]]) -> Iterator[_Difference]:
    """Each told group, and each family together, less the groups of every other family in it.

    And less those that are mostly in it: then some stand with a minus sign.
    """
    wholes = [(name, one) for name, sums in families.items() for one in sums]
    wholes += [(name, _added(sums)) for name, sums in families.items() if len(sums) > 1]
    for name, whole in wholes:
        for other, sums in families.items():
            if other == name:
                continue
            inside = [one for one in sums if one.people < whole.people]
            mostly = [one for one in sums if 2 * len(one.people & whole.people) > len(one.people)]
            if inside:
                yield _less(whole, _added(inside))
            if len(mostly) > len(inside):
                yield _less(whole, _added(mostly))


def _added(sums: Sequence[Sum]) -> Sum:
    """The groups of a family, which share nobody, as one."""
    return Sum(
        frozenset().union(*(one.people for one in sums)),
        sum(one.low for one in sums),
        sum(one.high for one in sums),
        tuple(claim for one in sums for claim in one.claims),
    )


def _less(whole: Sum, part: Sum) -> _Difference:
    return _Difference(
        whole.people - part.people,
        part.people - whole.people,
        whole.low - part.high,
        whole.high - part.low,
        (*whole.claims, *part.claims),
    )


def _tells(one: _Difference, scale: Scale, threshold: int) -> bool:
    """Whether it is about few and as few, or fewer than the threshold can be off their ends."""
    many, others = len(one.plus), len(one.minus)
    if not many:
        return False
    most = scale.high * many - scale.low * others
    least = scale.low * many - scale.high * others
    off = min(most - one.low, one.high - least) * scale.steps
    return many + others < threshold or off < threshold - 1e-6


def _sum(claim: Claim, mean: float, half: float, *, whole: bool) -> Sum:
    """The sum behind a printed mean; one of ``whole`` answers is a whole number."""
    n = len(claim.people)
    low, high = n * (mean - half), n * (mean + half)
    if whole:
        low, high = math.ceil(low - 1e-6), math.floor(high + 1e-6)
    return Sum(claim.people, low, high, (claim,))


def _means(released: ReleasedResults) -> Iterator[tuple[str, tuple[float, float]]]:
    """Printed means by the place their claims have, and how far they may be from the true ones."""
    nodes = [(f"steps/{name}", node) for name, node in released.steps.items()]
    for unit, found in released.units.items():
        nodes += [(f"units/{unit}/{name}", node) for name, node in found.items()]
    for place, node in nodes:
        rows: Sequence[tuple[str, Any]] = ()
        match node:
            case Descriptives():
                rows = [(row.variable, row) for row in node.rows]
            case Distribution():
                rows = [(row.item, row) for row in node.rows]
            case Anova() | GroupComparison():
                rows = [(group.label, group) for group in node.groups]
        for name, row in rows:
            if isinstance(row.mean, float):
                yield f"{place}/{name}", (row.mean, half_a_step(row, "mean") + 1e-9)
