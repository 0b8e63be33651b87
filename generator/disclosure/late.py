"""What a difference of two releases has in common: late answers are a group like any other.

A told group less one inside it that another release told has a mean, classes and perhaps a spread
of its own. The rank audit sees that it is of four people or more; here it is held to the rules of
a told group: fewer than the threshold off an end of its scale or classes is of one mind, and a
spread is of at least ``OWN_SD_FROM``. Whatever rounding leaves open is left open here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, lcm

from generator.disclosure.claims import Claim
from generator.disclosure.classes import (
    Cumulated,
    classes_of,
    classes_tell,
    cumulated,
    less_classes,
)
from generator.disclosure.precision import half_a_step
from generator.disclosure.proof import Breach, Told, told_claims
from generator.disclosure.unanimity import Ends
from generator.results import Frequency, ItemAnswers, told_count
from generator.results.memberships import People
from generator.round import OWN_SD_FROM

SLACK = 1e-6
"""What floating point may be off by."""


@dataclass(frozen=True)
class Sum:
    """A sum over people, between ``low`` and ``high``, and the claims it follows from."""

    people: People
    low: float
    high: float
    claims: tuple[Claim, ...]
    runs: frozenset[int]

    @cached_property
    def mask(self) -> int:
        """The people as bits, by which groups are compared fast."""
        return sum(1 << person for person in self.people)

    def less(self, parts: Sequence[Sum]) -> Sum:
        """The sum without some that are inside it and share nobody."""
        return Sum(
            self.people.difference(*(part.people for part in parts)),
            self.low - sum(part.high for part in parts),
            self.high - sum(part.low for part in parts),
            (*self.claims, *(claim for part in parts for claim in part.claims)),
            self.runs.union(*(part.runs for part in parts)),
        )


def of_one_mind(
    told: Sequence[Told], *, ends: Mapping[str, Ends], threshold: int
) -> Iterator[Breach]:
    """Differences between the last release and those before it that are nearly unanimous."""
    for (_, variable), by_run in _by_variable(told, _mean_told).items():
        if variable in ends:
            sums = [_sums(run, claims, ends[variable]) for run, claims in enumerate(by_run)]
            for left in _differences(sums, last=len(told) - 1):
                if len(left.people) >= threshold and _alike(left, ends[variable], threshold):
                    yield Breach(variable, left.people, left.claims)


def of_small_spread(told: Sequence[Told], *, ends: Mapping[str, Ends]) -> Iterator[Breach]:
    """Differences of fewer than ``OWN_SD_FROM`` whose spread follows from two told ones."""
    for (_, variable), by_run in _by_variable(told, _spread_told).items():
        before = [claim for run in by_run[:-1] for claim in run]
        for one, other in _nested_claims(before, by_run[-1]):
            left = other.people - one.people
            if len(left) < OWN_SD_FROM and _spread_follows(one, other, ends.get(variable)):
                yield Breach(variable, left, (one, other))


def _by_variable(
    told: Sequence[Told], wanted: Callable[[Claim], bool]
) -> dict[tuple[str, str], list[list[Claim]]]:
    """The wanted claims of each variable and release."""
    found: dict[tuple[str, str], list[list[Claim]]] = {}
    for run, one in enumerate(told):
        for group, claim in told_claims(one):
            if wanted(claim):
                variable = claim.variable.removeprefix("who chose ")
                found.setdefault((group, variable), [[] for _ in told])[run].append(claim)
    return found


def _mean_told(claim: Claim) -> bool:
    return isinstance(getattr(claim.row, claim.figure, None), float)


def _spread_told(claim: Claim) -> bool:
    return _mean_told(claim) and spread_of(claim.row) is not None


def _sums(run: int, claims: Sequence[Claim], ends: Ends) -> dict[People, Sum]:
    """The sums of one release, one for each group of people.

    Each is a whole number of the steps in which one respondent's value can come.
    """
    grid = lcm(*range(1, ceil(ends.steps) + 1))
    found: dict[People, Sum] = {}
    for claim in claims:
        if claim.people:
            low, high = _told_sum(claim)
            low, high = ceil(low * grid - SLACK) / grid, floor(high * grid + SLACK) / grid
            if old := found.get(claim.people):
                low, high = max(low, old.low), min(high, old.high)
            claimed = (*(old.claims if old else ()), claim)
            found[claim.people] = Sum(claim.people, low, high, claimed, frozenset({run}))
    return found


def _told_sum(claim: Claim) -> tuple[float, float]:
    mean, n = getattr(claim.row, claim.figure), len(claim.people)
    half = half_a_step(claim.row, claim.figure)
    return (mean - half) * n, (mean + half) * n


def _differences(sums: Sequence[Mapping[People, Sum]], *, last: int) -> Iterator[Sum]:
    """Told groups, and what they leave of the told units, less others of another release."""
    everything = [each for run in sums for each in run.values()]
    everything += list(_rests(everything, sums))
    for other in everything:
        for one in everything:
            inside = one.mask & other.mask == one.mask != other.mask
            if inside and last in (runs := one.runs | other.runs) and len(runs) > 1:
                yield other.less([one])


def _rests(everything: Sequence[Sum], sums: Sequence[Mapping[People, Sum]]) -> Iterator[Sum]:
    """Each told group without the units told in one release, or in that and another one."""
    units = [[each for each in run.values() if _is_unit(each)] for run in sums]
    families = list(units)
    for i, mine in enumerate(units):
        for j, others in enumerate(units):
            if i != j:
                families.append([u for u in mine if any(u.mask & o.mask for o in others)])
    for whole in everything:
        seen: set[int] = set()
        for family in families:
            inside = [u for u in family if u.mask & whole.mask == u.mask != whole.mask]
            left = whole.less(inside)
            if inside and left.people and left.mask not in seen:
                seen.add(left.mask)
                yield left


def _is_unit(each: Sum) -> bool:
    return any("steps/" not in c.node and c.figure == "mean" for c in each.claims)


def _alike(left: Sum, ends: Ends, threshold: int) -> bool:
    """Whether fewer than ``threshold`` can be off an end of the scale."""
    n = len(left.people)
    off = min(left.high - ends.low * n, ends.high * n - left.low)
    return off * ends.steps < threshold - 1e-9


def of_one_class(
    told: Sequence[Told], *, ends: Mapping[str, Ends], threshold: int
) -> Iterator[Breach]:
    """Differences whose answers to an item all lie in a narrow class, or at the classes' ends."""
    means = _by_variable(told, _mean_told)
    for key, by_run in _by_variable(told, _classed).items():
        if key[1] not in ends:
            continue
        sums: dict[People, Sum] = {}
        for run, claims in enumerate(means.get(key, ())):
            sums |= _sums(run, claims, ends[key[1]])
        *before, now = [_classes_of_each(run) for run in by_run]
        for one, other in _nested_classes(before, now):
            parts = less_classes(other.at_most, [one.at_most])
            known = [sums[each.people] for each in (other, one) if each.people in sums]
            left = known[0].less(known[1:]) if len(known) > 1 else None
            if classes_tell(parts, (left.low, left.high) if left else None, threshold=threshold):
                mean = left.claims if left else ()
                who = other.people - one.people
                yield Breach(key[1], who, (*mean, *one.claims, *other.claims))


@dataclass(frozen=True, slots=True)
class _Classed:
    """How many of some people answered at most so much, and the claims it follows from."""

    people: People
    at_most: Cumulated
    claims: tuple[Claim, ...]


def _classed(claim: Claim) -> bool:
    return isinstance(claim.row, Frequency | ItemAnswers) and bool(classes_of(claim.row))


def _classes_of_each(claims: Sequence[Claim]) -> list[_Classed]:
    """Each group's classes, as finely as all that is told of it tells them."""
    found: dict[People, _Classed] = {}
    for claim in claims:
        old = found.get(claim.people, _Classed(claim.people, {}, ()))
        at_most = {**old.at_most, **cumulated(claim.row)}
        found[claim.people] = _Classed(claim.people, at_most, (*old.claims, claim))
    return list(found.values())


def _nested_classes(
    before: Sequence[Sequence[_Classed]], now: Sequence[_Classed]
) -> Iterator[tuple[_Classed, _Classed]]:
    for then in (each for run in before for each in run):
        for one in now:
            if then.people < one.people:
                yield then, one
            elif one.people < then.people:
                yield one, then


def _nested_claims(before: Sequence[Claim], now: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Each pair of an earlier and a present group of which one is inside the other, that first."""
    for then in before:
        for claim in now:
            if then.people < claim.people:
                yield then, claim
            elif claim.people < then.people:
                yield claim, then


def spread_of(row: object) -> tuple[float, float] | None:
    """The standard deviation that a row tells, from it itself, its variance or its standard error.

    None where it tells none of them.
    """
    n = told_count(getattr(row, "n", None))
    spans = []
    for name, power, factor in (("sd", 1.0, 1.0), ("variance", 0.5, 1.0), ("se", 1.0, n**0.5)):
        value = getattr(row, name, None)
        if isinstance(value, float):
            half = half_a_step(row, name)
            spans.append([max(x, 0.0) ** power * factor for x in (value - half, value + half)])
    return (max(low for low, _ in spans), min(high for _, high in spans)) if spans else None


def _spread_follows(one: Claim, other: Claim, ends: Ends | None) -> bool:
    """Whether the squares of those in ``other`` alone are known better than by the scale itself.

    Squares are taken around the larger group's mean, since rounding a mean then hardly shows.
    """
    if ends is None:
        return True
    centre = float(getattr(other.row, other.figure))
    (low, high), (first, last) = _squares(one, centre), _squares(other, centre)
    sums = [_told_sum(claim) for claim in (one, other)]
    n = len(other.people) - len(one.people)
    off = (sums[1][0] - sums[0][1] - n * centre, sums[1][1] - sums[0][0] - n * centre)
    most = last - low - (0.0 if off[0] <= 0 <= off[1] else min(x * x for x in off) / n)
    least = first - high - max(x * x for x in off) / n
    return most - least < n * ((ends.high - ends.low) / 2) ** 2


def _squares(claim: Claim, centre: float) -> tuple[float, float]:
    n, spread = len(claim.people), spread_of(claim.row) or (0.0, 0.0)
    low, high = (bound - n * centre for bound in _told_sum(claim))
    nearest = 0.0 if low <= 0 <= high else min(low * low, high * high)
    return (
        (n - 1) * spread[0] ** 2 + nearest / n,
        (n - 1) * spread[1] ** 2 + max(low * low, high * high) / n,
    )
