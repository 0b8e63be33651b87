"""Proposals: events that would explain how a round's offices differ from those filed before it.

They are guessed from names, codes and numbers of people, for somebody to say yes or no to: nothing
is computed from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from json import dumps

from generator.errors import Problem
from generator.history.concordance import Concordances
from generator.history.people import Change, touched
from generator.round.events import Event, What
from generator.round.model import Round, Unit


@dataclass(frozen=True, slots=True)
class Proposal:
    """An event that may have happened: why it is thought so, and the lines that declare it."""

    why: str
    what: What
    day: date
    before: tuple[str, ...]
    after: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f'round.toml: {self.why}\n  [[events]]\n  what = "{self.what}"\n'
            f"  date = {self.day}  # correct it: the first day it was so\n"
            f"  before = {dumps(self.before)}\n  after = {dumps(self.after)}"
        )


def unknown_before(now: Round, earlier: Sequence[Round]) -> Iterator[Problem]:
    """Offices that were before an event of this round, and in no round that is known."""
    events = Concordances((*earlier, now)).happened(earlier[-1], now)
    known = {unit.id for each in (*earlier, now) for unit in each.units}
    known.update(*(event.after for event in events))
    for event in events:
        for office in sorted(set(event.before) - known) if event in now.events else ():
            message = f"the event {event.what!r} names {office!r} before, and no filed round has it"
            remedy = f"Correct the id, unless it was gone before {earlier[0].id}."
            yield Problem("round.toml", message, column="events.before", remedy=remedy)


def proposals(
    now: Round, earlier: Sequence[Round], people: Mapping[str, Change]
) -> Iterator[Proposal]:
    """Events that would explain what is other than in the last of the earlier rounds.

    ``people`` is how many each office has beside then. What an event explains is not proposed.
    """
    events = Concordances((*earlier, now)).happened(earlier[-1], now)
    found = _Differences(earlier[-1], now, events, people)
    for guess in (found.merged, found.renamed_or_split, found.by_numbers, found.gone_and_new):
        yield from guess()
    yield from (*found.recoded(), *found.resized())


class _Differences:
    """What two rounds' offices differ by; a proposal takes the offices that it explains."""

    def __init__(
        self, then: Round, now: Round, events: Sequence[Event], people: Mapping[str, Change]
    ) -> None:
        self.then, self.now, self.people = then, now, people
        self.kinds = {(each.what, id_) for each in events for id_ in each.after}
        # What keeps an id explains its code or its size alone.
        explained = touched(each for each in events if each.before != each.after)
        before = {unit.id: unit for unit in then.units if unit.id not in explained}
        after = {unit.id: unit for unit in now.units if unit.id not in explained}
        self.gone = {id_: unit for id_, unit in before.items() if id_ not in after}
        self.new = {id_: unit for id_, unit in after.items() if id_ not in before}
        self.kept = {id_: (before[id_], after[id_]) for id_ in before if id_ in after}
        counted = Counter(word for unit in then.units for word in set(_words(unit)))
        self.usual = {word for word, n in counted.items() if n > max(2, len(then.units) / 2)}

    def name(self, unit: Unit) -> list[str]:
        """The words of an office's name, without those that most have."""
        return [word for word in _words(unit) if word not in self.usual]

    def since(self, word: str, units: Iterable[Unit]) -> str:
        """``New since 2016-1: solvik-nord (Solvik nord)``."""
        return f"{word} since {self.then.id}: {_listed(units)}"

    def event(self, what: What, before: Iterable[str], after: Iterable[str], why: str) -> Proposal:
        """The proposal; its offices are in no other, unless they are the same office."""
        sides = tuple(before), tuple(after)
        if sides[0] != sides[1]:
            for left in (self.gone, self.new, self.kept):
                for office in {*left} & {*sides[0], *sides[1]}:
                    del left[office]
        return Proposal(why, what, self.then.date + timedelta(days=1), *sides)

    def merged(self) -> Iterator[Proposal]:
        """Offices that are gone, where another has their names, or they had that one's and more."""
        for office in [*self.new.values(), *(new for _, new in self.kept.values())]:
            gone, name = list(self.gone.values()), self.name(office)
            parts = [old for old in gone if _within(self.name(old), name)]
            if office.id in self.kept:
                whole, _ = self.kept[office.id]
                parts = parts or [old for old in gone if _within(self.name(whole), self.name(old))]
                parts = [whole, *parts] if not self.change(whole).fewer else []
            if len(parts) > 1:
                why = f"{_listed([office])} is called as these were in {self.then.id}: "
                why += f"{_listed(parts)}. If they became one office, add:"
                yield self.event("merged", [part.id for part in parts], (office.id,), why)

    def renamed_or_split(self) -> Iterator[Proposal]:
        """New offices with the code or the name of one that was, or called after one."""
        whole = {**self.gone, **{id_: old for id_, (old, _) in self.kept.items()}}
        found: dict[str, list[Unit]] = {}
        gone = self.gone.values()
        for new in self.new.values():
            same = [old for old in gone if _code(old) == _code(new) or _words(old) == _words(new)]
            near = [old for old in whole.values() if _within(self.name(old), self.name(new))]
            head = self.name(new)[:1]
            near = near or [old for old in whole.values() if head and self.name(old)[:1] == head]
            near = [old for old in near if old.id in self.gone or self.change(old).ratio < 0.9]
            if len(old := same[:1] or near) == 1:
                found.setdefault(old[0].id, []).append(new)
        for id_, parts in found.items():
            after = (*([id_] if id_ in self.kept else ()), *(part.id for part in parts))
            of, change = _listed([whole[id_]]), self.change(whole[id_])
            if len(after) > 1:
                lost = f", of which {change.said}" if change.said else ""
                why = f"{self.since('New', parts)}, called after {of}{lost}. If they were a part of"
            else:
                why = f"Gone: {of}. {self.since('New', parts)}, with its code or name. If it is"
            yield self.event("split" if after[1:] else "renamed", (id_,), after, f"{why} it, add:")

    def change(self, unit: Unit) -> Change:
        """How its number of people changed; where nobody knows, it may have lost some."""
        return self.people.get(unit.id, Change(0.0, False, ""))

    def by_numbers(self) -> Iterator[Proposal]:
        """Offices that are gone or new, where one other became far larger or smaller."""
        changed = [old for old, _ in self.kept.values() if self.change(old).much]
        gone, new = tuple(self.gone), tuple(self.new)
        if bool(gone) != bool(new) and len(changed) == 1:
            (old,) = changed
            said = f"Of {_listed(changed)}, {self.change(old).said}. If they"
            if new and self.change(old).fewer:
                why = f"{self.since('New', self.new.values())}. {said} were a part of it, add:"
                yield self.event("split", (old.id,), (old.id, *new), why)
            elif gone and not self.change(old).fewer:
                why = f"{self.since('Gone', self.gone.values())}. {said} became a part of it, add:"
                yield self.event("merged", (old.id, *gone), (old.id,), why)
        elif len(gone) > 1 and len(new) == 1:
            why = f"{self.since('Gone', self.gone.values())}; new: {_listed(self.new.values())}. "
            why += 'If they became it, add this; else say "closed" of them and "opened" of it:'
            yield self.event("merged", gone, new, why)

    def gone_and_new(self) -> Iterator[Proposal]:
        """Offices that nothing tells more of; another name of the whole tells of a county's end."""
        moved = self.then.total_name != self.now.total_name
        other = 'Say "renamed", "merged" or "split" where one office became another, "moved" where '
        other += 'it is or was in another county, else "closed" or "opened":'
        if self.gone:
            why = f"{self.since('Gone', self.gone.values())}. {other}"
            yield self.event("moved" if moved else "closed", tuple(self.gone), (), why)
        if self.new:
            why = f"{self.since('New', self.new.values())}. {other}"
            yield self.event("moved" if moved else "opened", (), tuple(self.new), why)

    def recoded(self) -> Iterator[Proposal]:
        """Offices that have another code."""
        for old, new in self.kept.values():
            if _code(old) != _code(new) and ("recoded", old.id) not in self.kinds:
                why = f"{_listed([new])} has the code {new.code}, in {self.then.id} {old.code}. If "
                yield self.event("recoded", (old.id,), (new.id,), f"{why}it is the same, add:")

    def resized(self) -> Iterator[Proposal]:
        """Offices that have far more or fewer people, or are of another size class."""
        for old, new in self.kept.values():
            change = self.change(old)
            reasons = [change.said] if change.much else []
            if old.size != new.size and old.size and new.size:
                reasons.append(f"its size is {new.size!r}, and was {old.size!r}")
            if not reasons or ("resized", old.id) in self.kinds:
                continue
            if change.much and not change.fewer:
                said = f'another became a part of it, say "merged" with after = ["{old.id}"]'
            else:
                said = 'a part of it became an office of its own, say so with what = "split", '
                said += f'before = ["{old.id}"] and after = ["{old.id}", ...]'
            why = (
                f"{_listed([new])}: {', and '.join(reasons)}. If {said}; else that it is the same:"
            )
            yield self.event("resized", (old.id,), (new.id,), why)


def _listed(units: Iterable[Unit]) -> str:
    return ", ".join(f"{unit.id} ({unit.name})" for unit in units)


def _code(unit: Unit) -> str:
    return " ".join(str(unit.code).split()).casefold()


def _words(unit: Unit) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in unit.name.casefold()).split()


def _within(part: list[str], whole: list[str]) -> bool:
    """Whether a name stands in another, which says more."""
    return 0 < len(part) < len(whole) and f" {' '.join(part)} " in f" {' '.join(whole)} "
