"""Concordance: which offices of one round are which offices of a later one.

Statistical agencies keep such a table when areas change. Two sides of a group are the same people
and clients as long as everything that happened between them is an event of the rounds, or the id
stayed; a group that lost a part on the way is compared no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from generator.round.events import Event
from generator.round.model import Round


@dataclass(frozen=True, slots=True)
class Group:
    """Offices then and offices now; not the ``same`` people and clients where some came or left."""

    then: frozenset[str]
    now: frozenset[str]
    same: bool = True

    def within(self, then: frozenset[str], now: frozenset[str]) -> bool:
        """Whether it is the same people on both sides, all of them in these offices."""
        there = bool(self.then and self.now)
        return self.same and there and self.then <= then and self.now <= now


Places = Mapping[str, Iterable[str]]
"""Places of a round by name, each with its offices."""


@dataclass(frozen=True)
class Concordance:
    """The offices of two rounds in groups, each office in one; and which texts mean the same."""

    groups: tuple[Group, ...]
    reworded: frozenset[str] = frozenset()

    @cached_property
    def of_then(self) -> Mapping[str, Group]:
        """The group of each office of the earlier round."""
        return {office: group for group in self.groups for office in group.then}

    @cached_property
    def of_now(self) -> Mapping[str, Group]:
        """The group of each office of the later round."""
        return {office: group for group in self.groups for office in group.now}

    def then(self, offices: Iterable[str]) -> frozenset[str]:
        """All offices that people of these came from, whoever else came from there."""
        groups = (self.of_now[office].then for office in offices if office in self.of_now)
        return frozenset[str]().union(*groups)

    def moved(self, then: Iterable[str], now: Iterable[str]) -> frozenset[str]:
        """The offices that make these then others than those now; none if they are the same."""
        before, after = frozenset(then), frozenset(now)
        touched = [self.of_then.get(each, Group(frozenset({each}), frozenset())) for each in before]
        touched += [self.of_now.get(each, Group(frozenset(), frozenset({each}))) for each in after]
        others = (group for group in touched if not group.within(before, after))
        return frozenset[str]().union(*(group.then | group.now for group in others))

    def matches(
        self, then: Places, now: Places
    ) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Which places are which: the fewest together that are the same people then and now.

        Places with nothing on the other side, or with other people on it, are left out.
        """
        of_then = {office: place for place, offices in then.items() for office in offices}
        of_now = {office: place for place, offices in now.items() for office in offices}
        taken: set[str] = set()
        for first in now:
            if first in taken:
                continue
            before: dict[str, None] = {}
            after = {first: None}
            known = -1
            while known != len(before) + len(after):
                known = len(before) + len(after)
                groups = [self.of_now.get(office) for place in after for office in now[place]]
                groups += [self.of_then.get(office) for place in before for office in then[place]]
                for group in filter(None, groups):
                    before |= {of_then[each]: None for each in group.then if each in of_then}
                    after |= {of_now[each]: None for each in group.now if each in of_now}
            taken |= after.keys()
            offices = [
                [office for place in found for office in side[place]]
                for found, side in ((before, then), (after, now))
            ]
            if before and not self.moved(*offices):
                yield tuple(sorted(before)), tuple(sorted(after))


@dataclass(frozen=True)
class Concordances:
    """The concordance of any two rounds of a series, by the events that its rounds declare."""

    rounds: Sequence[Round]

    @cached_property
    def known(self) -> Mapping[Event, date]:
        """Every event by date, and the date of the first round that declares it."""
        found: dict[Event, date] = {}
        for round_ in self.rounds:
            for event in round_.events:
                found.setdefault(event, round_.date)
        return dict(sorted(found.items(), key=lambda each: each[0].date))

    def happened(self, then: Round, now: Round) -> tuple[Event, ...]:
        """The events that came after a round and not after a later one, by date."""
        return tuple(
            event
            for event, first in self.known.items()
            if not _happened(event, then, first) and _happened(event, now, first)
        )

    def between(self, then: Round, now: Round) -> Concordance:
        """The concordance from a round to a later one."""
        groups = [Group(frozenset({unit.id}), frozenset({unit.id})) for unit in then.units]
        reworded: set[str] = set()
        for event in self.known:
            if then.date <= event.date <= now.date:
                reworded.update(event.variables)
        for event in self.happened(then, now):
            groups = list(_after(event, groups))
        declared = frozenset(unit.id for unit in now.units)
        groups = [_left(group, declared) for group in groups]
        known = frozenset[str]().union(*(group.now for group in groups))
        groups += [Group(frozenset(), frozenset({office})) for office in sorted(declared - known)]
        groups = [group for group in groups if group.then or group.now]
        return Concordance(tuple(groups), frozenset(reworded))


def _happened(event: Event, round_: Round, first: date) -> bool:
    """Whether a round came after an event, which was declared ``first`` on that date.

    A round that still has the offices before is not after it, whatever its date says.
    """
    ids = {unit.id for unit in round_.units}
    if event.gone & ids:
        return False
    if first <= round_.date:
        return True
    return event.date <= round_.date and (not event.new or bool(event.new & ids))


def _after(event: Event, groups: Sequence[Group]) -> Iterator[Group]:
    """The groups after an event: those it touches become one."""
    before, after = frozenset(event.before), frozenset(event.after)
    if event.what == "reworded":
        yield from groups
        return
    touched = [group for group in groups if group.now & before]
    yield from (group for group in groups if group not in touched)
    if before and not touched:  # it is said twice, or of offices that the earlier round has not
        return
    if not after or not before:  # closed, opened, moved: people came or went
        for group in touched:
            left = group.now - before
            yield Group(group.then, left, same=group.same and not left)
        known = frozenset[str]().union(*(group.now for group in groups))
        yield from (Group(frozenset(), frozenset({office})) for office in sorted(after - known))
        return
    then = frozenset[str]().union(*(group.then for group in touched))
    now = frozenset[str]().union(*(group.now for group in touched))
    # An office before the event that nobody knew of brings people along.
    same = before <= now and all(group.same and group.then for group in touched)
    yield Group(then, (now - before) | after, same=same)


def _left(group: Group, declared: frozenset[str]) -> Group:
    """The group without offices that the later round has not: part of its people are gone."""
    left = group.now & declared
    if left == group.now:
        return group
    return Group(group.then, left, same=group.same and not left)
