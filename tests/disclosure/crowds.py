"""Crowds: people whom an attacker cannot tell apart; and the few of them that he asks about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from knowledge import Fact, Known, Mean
from ranks import few_that_follow

MOST = 3
"""A set of so many people is looked for; four may be known together, as in a unit of four."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """People who are exchangeable: in the same facts, and with the same statements answered."""

    people: tuple[int, ...]
    items: tuple[str, ...]
    facts: frozenset[int]


Target = tuple[tuple[int, int], ...]
"""So many people of each of these crowds, by the crowds' numbers."""


def crowds_of(known: Known) -> list[Crowd]:
    """The people of the facts as crowds."""
    found: dict[tuple[frozenset[int], tuple[str, ...]], list[int]] = {}
    for i, person in enumerate(known.persons):
        facts = frozenset(at for at, fact in enumerate(known.facts) if i in fact.people)
        if facts:
            found.setdefault((facts, person.items), []).append(i)
    return [Crowd(tuple(people), items, facts) for (facts, items), people in found.items()]


def targets_of(crowds: Sequence[Crowd], facts: Sequence[Fact]) -> Iterator[Target]:
    """One to three of a crowd; small crowds in the same facts; what algebra points at."""
    for number, crowd in enumerate(crowds):
        yield from (((number, n),) for n in range(1, min(len(crowd.people), MOST) + 1))
    small = [i for i, crowd in enumerate(crowds) if len(crowd.people) < MOST]
    together = {
        chosen
        for size in (2, 3)
        for chosen in combinations(small, size)
        if len({crowds[i].facts for i in chosen}) == 1
        and sum(len(crowds[i].people) for i in chosen) <= MOST
    }
    sums = [fact.people for fact in facts if isinstance(fact, Mean)]
    together |= set(few_that_follow(sums, [crowd.people for crowd in crowds]))
    for chosen in sorted(together):
        if len(chosen) > 1:
            yield tuple((i, len(crowds[i].people)) for i in chosen)
