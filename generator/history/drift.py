"""The drift guard: what makes two rounds' figures of one variable incomparable, and why.

Only what touches the variable breaks its line. Another name for the same office, another label of a
construct, another order of items or another class for printing answers touches no figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from generator.analysis.statistics.one_factor import compare_loadings
from generator.history.published_round import CLIENTS, Figure, Key, PublishedRound, Scope
from generator.results.models import OneFactor
from generator.results.trend import Break, Drift, Renamed
from generator.results.values import Number, Suppressed
from generator.study.indicators import ClientSurveyPlan, Indicator
from generator.study.instrument import Construct


def drifts(
    key: Key, scope: Scope, rounds: Drifted, figures: tuple[Figure, Figure]
) -> tuple[Break, ...]:
    """Every reason why the line's figures of two rounds may not be compared, in a fixed order.

    ``figures`` are those of then and now.
    """
    found: Iterator[Break]
    match key.measure:
        case "construct":
            found = rounds.construct(key, scope)
        case "indicator" | "year":
            found = rounds.definition(key.variable, named=False)
        case "target":
            found = rounds.attainment(key.variable, *(figure.target for figure in figures))
        case "score":
            found = rounds.score(key.variable, scope)
        case "clients":
            found = rounds.clients(key.variable)
    return (*found, *rounds.identity(key, scope), *rounds.mean_of_offices(key, scope))


class Drifted:
    """Two rounds' definitions held against each other."""

    def __init__(self, then: PublishedRound, now: PublishedRound) -> None:
        self.then, self.now = then, now

    def found(
        self, reason: Drift, what: Iterable[str] = (), *, then: Number = None, now: Number = None
    ) -> Break:
        """A break between the two rounds."""
        rounds = {"round": self.now.round.id, "since": self.then.round.id}
        return Break(**rounds, reason=reason, what=tuple(what), then=then, now=now)

    def construct(self, key: Key, scope: Scope) -> Iterator[Break]:
        """Its items and scale, how many must be answered, and whether items go together as then."""
        old, new = (each.study.constructs[key.variable] for each in (self.then, self.now))
        if moved := _moved(old, new):
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
        limits = [float(each.round.policy.min_respondents) for each in (self.then, self.now)]
        if limits[0] != limits[1] and (scope.unit or scope.size):
            yield self.found("threshold", then=limits[0], now=limits[1])
        node = f"one_factor/{key.group}/{key.variable}"
        models = [each.node(node, OneFactor) for each in (self.now, self.then)]
        if differing := _differing(*models):
            labels = dict(self.now.study.labels())
            yield self.found("loadings", [labels[item] for item in differing])

    def _reworded(self, name: str, old: str, new: str, key: Key) -> bool:
        """Whether a question is declared with other words, or was asked with other words.

        An export that has no wording has the study's labels in its place, all of them. Against
        one that has every wording that says nothing.
        """
        if _words(old) != _words(new):
            return True
        asked = [each.wordings(key.group) for each in (self.then, self.now)]
        labels = [dict(each.study.labels()) for each in (self.then, self.now)]
        alike = [
            [_words(text) == _words(own.get(variable, "")) for variable, text in each.items()]
            for each, own in zip(asked, labels, strict=True)
        ]
        silent = any(all(a) and not any(b) for a, b in (alike, alike[::-1]))
        before, after = (_words(each.get(name, new)) for each in asked)
        return before != after and not silent

    def definition(self, name: str, *, named: bool) -> Iterator[Break]:
        """What an indicator counts, in what unit, and which way is good."""
        old, new = (each.study.indicators[name] for each in (self.then, self.now))
        if _defined(old) != _defined(new):
            yield self.found("definition", (new.label,) if named else ())

    def attainment(self, name: str, then: Number, now: Number) -> Iterator[Break]:
        """An indicator against its target: neither may have changed."""
        yield from self.definition(name, named=False)
        if then != now:
            yield self.found("target", then=then, now=now)

    def score(self, name: str, scope: Scope) -> Iterator[Break]:
        """A composite: its indicators, their definitions and their targets."""
        old, new = (each.study.attainment[name].indicators for each in (self.then, self.now))
        labels = {each: self.then.study.indicators[each].label for each in old}
        labels |= {each: self.now.study.indicators[each].label for each in new}
        if moved := [label for each, label in labels.items() if (each in old) ^ (each in new)]:
            yield self.found("members", moved)
        both = [indicator for indicator in new if indicator in old]
        for indicator in both:
            yield from self.definition(indicator, named=True)
        then, now = (_targets(each, scope) for each in (self.then, self.now))
        if changed := [labels[each] for each in both if then.get(each) != now.get(each)]:
            yield self.found("target", changed)

    def clients(self, name: str) -> Iterator[Break]:
        """Questions of a category (or all), their wording, and the scale."""
        old, new = self.then.study.client_survey, self.now.study.client_survey
        if old is None or new is None:
            return
        before, after = _questions(old, name), _questions(new, name)
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

        An id that stands for other offices than before, and a name that another id had before. The
        same id under a new name is the same office.
        """
        if not scope.unit:
            return
        offices = (key.office,) if key.office else self.now.offices_of(scope.unit)
        if taken := self._names_of_others(offices):
            yield self.found("other_unit", taken)
        if key.office is None and (others := self._other_offices(scope.unit)):
            yield self.found("merged", self._names(others))

    def mean_of_offices(self, key: Key, scope: Scope) -> Iterator[Break]:
        """What makes a size class, or a mean of offices, another one than it was.

        The mean of all answers of the total is about persons: which offices share a report does
        not touch it.
        """
        if scope.unit:
            return
        if scope.size and (moved := _class(self.then, scope.size) ^ _class(self.now, scope.size)):
            yield self.found("units", self._names(moved))
        elif key.measure in ("indicator", "year", "target"):
            moved = set(self.then.scorecards) ^ set(self.now.scorecards)
            if moved and not scope.size:
                yield self.found("units", self._names(moved))
        elif key.measure != "construct":
            units = _units(self.then, scope) ^ _units(self.now, scope)
            if units:
                yield self.found("merged", self._names(frozenset().union(*units)))

    def renamed(self, office: str) -> Iterator[Renamed]:
        """The office's earlier name, where it has another now that was no other office's."""
        before = self.then.names[office]
        if before != self.now.names.get(office) and not self._names_of_others((office,)):
            yield Renamed(unit=office, before=before, since=self.then.round.id)

    def _names_of_others(self, offices: Iterable[str]) -> list[str]:
        """The names of these offices that another id had then."""
        names = [(each, self.now.names[each]) for each in offices if each in self.now.names]
        return [name for office, name in names if self.then.id_of.get(name, office) != office]

    def _other_offices(self, unit: str) -> set[str]:
        """The offices of a unit and its counterparts then; none when it is the same."""
        then, current = self.then, set(self.now.offices_of(unit))
        others = {then.unit_of[office] for office in current if office in then.unit_of}
        others |= {unit} & set(then.released.units)
        counterparts = [set(then.offices_of(other)) for other in others]
        same = all(offices == current for offices in counterparts)
        return set() if same else current.union(*counterparts)

    def _names(self, offices: Collection[str]) -> list[str]:
        """The offices' names, in declared order."""
        names = {**self.then.names, **self.now.names}
        declared = dict.fromkeys([*self.now.names, *self.then.names])
        return [names[office] for office in declared if office in offices]


def _differing(*models: OneFactor | Suppressed | None) -> tuple[str, ...]:
    """The items that go together with the others otherwise than then, in two published models."""
    now, then = models
    if not isinstance(now, OneFactor) or not isinstance(then, OneFactor):
        return ()
    return compare_loadings(now, then).items


def _moved(old: Construct, new: Construct) -> list[str]:
    """The items that came, left or changed dimension, by label."""
    before = {item.id: item.dimension for item in old.items}
    after = {item.id: item.dimension for item in new.items}
    labels = {item.id: item.label for item in (*old.items, *new.items)}
    return [
        label
        for name, label in labels.items()
        if (name in before) ^ (name in after) or before[name] != after[name]
    ]


def _defined(indicator: Indicator) -> tuple[str, str, str]:
    return _words(indicator.label), indicator.unit, indicator.better


def _targets(published: PublishedRound, scope: Scope) -> dict[str, set[tuple[str, Number]]]:
    """The targets of each indicator, office by office of the scope."""
    offices = published.offices_of(scope.unit) if scope.unit else published.scorecards
    found: dict[str, set[tuple[str, Number]]] = {}
    for office, rows in published.scorecards.items():
        for row in rows if office in offices else ():
            found.setdefault(row.indicator, set()).add((office, row.target))
    return found


def _class(published: PublishedRound, size: str) -> set[str]:
    return {unit.id for unit in published.round.units if unit.size == size}


def _units(published: PublishedRound, scope: Scope) -> set[frozenset[str]]:
    """The analysis units that a mean of units is over, as the offices they stand for."""
    units = {frozenset(published.offices_of(unit)) for unit in published.released.units}
    return {unit for unit in units if not scope.size or unit & _class(published, scope.size)}


def _questions(plan: ClientSurveyPlan, name: str) -> dict[str, str]:
    categories = plan.categories.values() if name == plan.total else (plan.categories[name],)
    return {question.id: question.label for each in categories for question in each.questions}


def _words(text: str) -> str:
    """The text with one space between words, which is all that a new line break changes."""
    return " ".join(text.split())
