"""The drift guard: what makes two rounds' figures of one variable incomparable, and why.

Only what touches the variable breaks its line. Another name for the same office, another label of a
construct, another order of items or another class for printing answers touches no figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from generator.history.concordance import Concordance
from generator.history.definitions import items_apart, moved_items, one_spaced, questions
from generator.history.published_round import CLIENTS, SCORECARD, Key, PublishedRound, Scope, Where
from generator.results.models import OneFactor
from generator.results.trend import Break, Drift, Renamed
from generator.results.values import Number

MEMBERS: Final = ("joined", "left", "split", "merged")
"""The reasons that leave the offices of both rounds to be compared, where it is about several."""


def drifts(key: Key, scope: Scope, rounds: Drifted) -> tuple[Break, ...]:
    """Every reason why the line's figures of two rounds may not be compared, in a fixed order."""
    found: Iterator[Break]
    match key.measure:
        case "construct":
            found = rounds.construct(key)
        case "indicator" | "year":
            found = rounds.definition(key.variable)
        case "target":
            found = rounds.attainment(key, scope)
        case "score":
            found = rounds.score(key.variable, scope)
        case "clients":
            found = rounds.clients(key.variable)
    return (*found, *rounds.identity(key, scope), *rounds.mean_of_offices(key, scope))


class Drifted:
    """Two rounds' definitions and offices held against each other.

    ``where`` is what a unit of today was in either of them.
    """

    def __init__(
        self,
        then: PublishedRound,
        now: PublishedRound,
        concordance: Concordance,
        where: tuple[Where, Where] = (Where(), Where()),
    ) -> None:
        self.then, self.now, self.concordance, self.where = then, now, concordance, where

    def found(
        self, reason: Drift, what: Iterable[str] = (), *, then: Number = None, now: Number = None
    ) -> Break:
        """A break between the two rounds."""
        rounds = {"round": self.now.round.id, "since": self.then.round.id}
        return Break(**rounds, reason=reason, what=tuple(what), then=then, now=now)

    def construct(self, key: Key) -> Iterator[Break]:
        """Its items and scale, how many must be answered, and whether items go together as then."""
        old, new = (each.study.constructs[key.variable] for each in (self.then, self.now))
        if moved := moved_items(old, new):
            yield self.found("items", moved)
        before = {item.id: item for item in old.items}
        both = [(before[item.id], item) for item in new.items if item.id in before]
        if reworded := [b.label for a, b in both if self._reworded(a.id, a.label, b.label, key)]:
            yield self.found("wording", reworded)
        then, now = (each.study.scale_of(key.variable) for each in (self.then, self.now))
        if then.descending != now.descending:
            yield self.found("keying")
        elif turned := [b.label for a, b in both if a.negative != b.negative]:
            yield self.found("keying", turned)
        ends = [(each.low, each.high, each.low_label, each.high_label) for each in (then, now)]
        if ends[0] != ends[1]:
            yield self.found("scale")
        if old.min_items != new.min_items:
            yield self.found("min_items", then=float(old.min_items), now=float(new.min_items))
        node = f"one_factor/{key.group}/{key.variable}"
        models = [each.node(node, OneFactor) for each in (self.now, self.then)]
        if differing := items_apart(*models):
            labels = dict(self.now.study.labels())
            yield self.found("loadings", [labels[item] for item in differing])

    def _reworded(self, name: str, old: str, new: str, key: Key) -> bool:
        """Whether a question is declared with other words, or was asked with other words.

        An export that has no wording has the study's labels in its place, all of them. Against
        one that has every wording that says nothing.
        """
        if name in self.concordance.reworded:
            return False
        if one_spaced(old) != one_spaced(new):
            return True
        asked = [each.wordings(key.group) for each in (self.then, self.now)]
        labels = [dict(each.study.labels()) for each in (self.then, self.now)]
        alike = [
            [one_spaced(text) == one_spaced(own.get(item, "")) for item, text in each.items()]
            for each, own in zip(asked, labels, strict=True)
        ]
        silent = any(all(a) and not any(b) for a, b in (alike, alike[::-1]))
        before, after = (one_spaced(each.get(name, new)) for each in asked)
        return before != after and not silent

    def definition(self, name: str) -> Iterator[Break]:
        """What an indicator counts, in what unit, which way is good, and what it is called.

        Another text in the study or in the workbook may be another definition.
        """
        old, new = (each.study.indicators[name] for each in (self.then, self.now))
        if (old.unit, old.better) != (new.unit, new.better):
            yield self.found("definition", (new.label,))
        called = [each.wordings(SCORECARD).get(name) for each in (self.then, self.now)]
        texts = [(old.label, new.label), called if all(called) else ("", "")]
        if name not in self.concordance.reworded:
            for before, after in texts:
                if one_spaced(before or "") != one_spaced(after or ""):
                    yield self.found("wording", (after or "",))
                    return

    def attainment(self, key: Key, scope: Scope) -> Iterator[Break]:
        """An indicator against its target: neither may have changed in any office of both."""
        yield from self.definition(key.variable)
        pairs = self._targets(key.variable, scope, key.office)
        changed = [office for office, (then, now) in pairs.items() if then != now]
        if changed and len(set(pairs.values())) == 1:
            then, now = pairs[changed[0]]
            yield self.found("target", then=then, now=now)
        elif changed:
            yield self.found("target", self.names(changed))

    def score(self, name: str, scope: Scope) -> Iterator[Break]:
        """A composite: its indicators, their definitions and their targets."""
        old, new = (each.study.attainment[name].indicators for each in (self.then, self.now))
        labels = {each: self.then.study.indicators[each].label for each in old}
        labels |= {each: self.now.study.indicators[each].label for each in new}
        if moved := [label for each, label in labels.items() if (each in old) ^ (each in new)]:
            yield self.found("members", moved)
        both = [indicator for indicator in new if indicator in old]
        for indicator in both:
            yield from self.definition(indicator)
        changed = [
            labels[each]
            for each in both
            if any(then != now for then, now in self._targets(each, scope).values())
        ]
        if changed:
            yield self.found("target", changed)

    def _targets(
        self, indicator: str, scope: Scope, office: str | None = None
    ) -> dict[str, tuple[Number, Number]]:
        """The targets then and now of every office of the scope that both rounds have."""
        offices = [office] if office else list(self.where[1].offices)
        found = {}
        for each in offices if scope.unit else self.now.targets:
            for before in self.concordance.then((each,)):
                then, now = self.then.targets.get(before, {}), self.now.targets.get(each, {})
                if indicator in then and indicator in now:
                    found[each] = then[indicator], now[indicator]
        return found

    def clients(self, name: str) -> Iterator[Break]:
        """Questions of a category (or all), their wording, and the scale."""
        old, new = self.then.study.client_survey, self.now.study.client_survey
        if old is None or new is None:
            return
        before, after = questions(old, name), questions(new, name)
        if before.keys() != after.keys():
            moved = [q for q in (*before, *after) if (q in before) ^ (q in after)]
            yield self.found("items", [(before | after)[q] or q for q in moved])
        key = Key("clients", CLIENTS, name)
        both = [q for q in after if q in before]
        if changed := [q for q in both if self._reworded(q, before[q], after[q], key)]:
            yield self.found("wording", [after[q] or q for q in changed])
        if (old.low, old.high) != (new.low, new.high):
            yield self.found("scale")

    def identity(self, key: Key, scope: Scope) -> Iterator[Break]:
        """What makes a unit, or one office's scorecard, another one than it was.

        A name that another office had before, and other people behind the same name or id.
        """
        if not scope.unit:
            return
        then, now = self.where
        if key.office:
            yield from self.others(then.offices.get(key.office, ()), now.offices[key.office])
        else:
            before, after = (
                [office for unit in where.units for office in each.offices_of(unit)]
                for each, where in ((self.then, then), (self.now, now))
            )
            yield from self.others(before, after)

    def others(self, then: Collection[str], now: Collection[str]) -> Iterator[Break]:
        """What makes these offices now others than those then."""
        if taken := self._names_of_others(now):
            yield self.found("other_unit", taken)
        if moved := self.concordance.moved(then, now):
            groups = (self.concordance.of_now.get(office) for office in now)
            divided = any(g and len(g.then) == 1 and len(g.now) > 1 for g in groups)
            yield self.found("split" if divided else "merged", self.names(moved))

    def mean_of_offices(self, key: Key, scope: Scope) -> Iterator[Break]:
        """What makes a size class, or a mean of offices, another one than it was.

        The mean of all answers of the total is about persons: which offices share a report does
        not touch it, and which offices were asked does.
        """
        if scope.unit:
            return
        then, now = (_members(each, key, scope) for each in (self.then, self.now))
        before, after = _all(then.values()), _all(now.values())
        moved = self.concordance.moved(before, after)
        reasons: dict[Drift, frozenset[str]] = {
            "joined": moved & after - before,
            "left": moved & before - after,
            "split": moved & before & after,
        }
        for reason, offices in reasons.items():
            if offices:
                yield self.found(reason, self.names(offices))
        if key.measure == "construct":
            return
        # The people are the same, but a mean of places changes with what is one place.
        together = frozenset[str]()
        for old, new in self.concordance.matches(then, now):
            if len(old) + len(new) > 2:
                several = (then, old) if len(old) >= len(new) else (now, new)
                together |= _all(several[0][place] for place in several[1])
        if together:
            yield self.found("merged", self.names(together))

    def renamed(self, office: str) -> Iterator[Renamed]:
        """The office's earlier name, where it has another now and is the same office."""
        group = self.concordance.of_now.get(office)
        if group and group.same and len(group.then) == len(group.now) == 1:
            (before,) = (self.then.names[each] for each in group.then)
            if before != self.now.names.get(office) and not self._names_of_others((office,)):
                yield Renamed(unit=office, before=before, since=self.then.round.id)

    def _names_of_others(self, offices: Iterable[str]) -> list[str]:
        """The names of these offices that another office had then."""
        taken = []
        for office in offices:
            name = self.now.names.get(office, "")
            owner = self.then.id_of.get(name)
            if owner and owner not in self.concordance.then((office,)):
                taken.append(name)
        return taken

    def names(self, offices: Collection[str]) -> list[str]:
        """The offices' names, in declared order."""
        names = {**self.then.names, **self.now.names}
        declared = dict.fromkeys([*self.now.names, *self.then.names])
        return [names[office] for office in declared if office in offices]


def _members(published: PublishedRound, key: Key, scope: Scope) -> dict[str, frozenset[str]]:
    """The places that a mean is over, with their offices: offices of a scorecard, else units.

    A mean of answers is over people, of whoever was asked.
    """
    if key.measure in ("indicator", "year", "target"):
        places: dict[str, tuple[str, ...]] = {office: (office,) for office in published.scorecards}
    else:
        units = published.surveyed if key.measure == "construct" else published.units
        places = {unit: published.offices_of(unit) for unit in units}
    sizes = {unit.id: unit.size for unit in published.round.units}
    return {
        place: frozenset(offices)
        for place, offices in places.items()
        if scope.size in (None, *map(sizes.get, offices))
    }


def _all(offices: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset[str]().union(*offices)
