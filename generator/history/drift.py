"""The drift guard: what makes two rounds' figures of one variable incomparable, and why.

Only what touches the variable breaks its line. Another name for the same office, another label of a
construct, another order of items or another class for printing answers touches no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.history.figure import CLIENTS, Figure, Key
from generator.history.published_round import PublishedRound, Scope
from generator.history.same_unit import identity_drift, mean_drift
from generator.results.trend import Break, Drift
from generator.results.values import Number
from generator.study.instrument import ClientSurveyPlan, Construct, Indicator, Item


def drifts(
    key: Key,
    scope: Scope,
    then: PublishedRound,
    now: PublishedRound,
    *,
    figures: tuple[Figure, Figure],
) -> tuple[Break, ...]:
    """Every reason why the line's figures of two rounds may not be compared, in a fixed order.

    ``figures`` are those of then and now.
    """
    guard = _Guard(then, now)
    found: Iterator[Break]
    match key.measure:
        case "construct":
            found = guard.construct(key, scope)
        case "indicator":
            found = guard.definition(key.variable, named=False)
        case "target":
            found = guard.attainment(key.variable, *(figure.target for figure in figures))
        case "score":
            found = guard.score(key.variable, scope)
        case "clients":
            found = guard.clients(key.variable)
    identity = identity_drift(key, scope, then, now)
    return (*found, *identity, *mean_drift(key, scope, then, now))


class _Guard:
    """Two rounds' definitions held against each other."""

    def __init__(self, then: PublishedRound, now: PublishedRound) -> None:
        self.then, self.now = then, now

    def found(
        self,
        reason: Drift,
        what: Iterable[str] = (),
        *,
        then: Number = None,
        now: Number = None,
    ) -> Break:
        """A break between the two rounds."""
        rounds = {"round": self.now.round.id, "since": self.then.round.id}
        return Break(**rounds, reason=reason, what=tuple(what), then=then, now=now)

    def construct(self, key: Key, scope: Scope) -> Iterator[Break]:
        """Items, their wording and keying, the scale, and how many items must be answered."""
        old, new = (each.study.constructs[key.variable] for each in (self.then, self.now))
        if moved := _moved(old, new):
            yield self.found("items", moved)
        yield from self._items(key, old, new)
        scales = [each.study.scale_of(key.variable) for each in (self.then, self.now)]
        ends = [(each.low, each.high, each.low_label, each.high_label) for each in scales]
        if ends[0] != ends[1]:
            yield self.found("scale")
        if old.min_items != new.min_items:
            yield self.found("min_items", then=float(old.min_items), now=float(new.min_items))
        limits = [float(each.round.policy.min_respondents) for each in (self.then, self.now)]
        if limits[0] != limits[1] and (scope.unit or scope.size):
            yield self.found("threshold", then=limits[0], now=limits[1])

    def _items(self, key: Key, old: Construct, new: Construct) -> Iterator[Break]:
        before = {item.id: item for item in old.items}
        both = [(before[item.id], item) for item in new.items if item.id in before]
        if reworded := [b.label for a, b in both if self._reworded(a, b, key.group)]:
            yield self.found("wording", reworded)
        scales = [each.study.scale_of(key.variable) for each in (self.then, self.now)]
        if scales[0].descending != scales[1].descending:
            yield self.found("keying")
        elif turned := [b.label for a, b in both if a.negative != b.negative]:
            yield self.found("keying", turned)

    def _reworded(self, old: Item, new: Item, group: str) -> bool:
        return self._asked_otherwise(old.id, old.label, new.label, group)

    def _asked_otherwise(self, name: str, old: str, new: str, group: str) -> bool:
        """Whether a question is declared with other words, or was asked with other words.

        An export that tells no wording has the study's labels in its place, all of them. Against
        one that tells every wording that says nothing.
        """
        if _words(old) != _words(new):
            return True
        told = [each.wordings(group) for each in (self.then, self.now)]
        labels = [dict(each.study.labels()) for each in (self.then, self.now)]
        alike = [
            [_words(text) == _words(own.get(variable, "")) for variable, text in asked.items()]
            for asked, own in zip(told, labels, strict=True)
        ]
        silent = any(all(a) and not any(b) for a, b in (alike, alike[::-1]))
        before, after = (_words(asked.get(name, new)) for asked in told)
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
        labels = {
            indicator: each.study.indicators[indicator].label
            for each, used in ((self.then, old), (self.now, new))
            for indicator in used
        }
        if moved := [
            labels[indicator] for indicator in labels if (indicator in old) ^ (indicator in new)
        ]:
            yield self.found("members", moved)
        both = [indicator for indicator in new if indicator in old]
        for indicator in both:
            yield from self.definition(indicator, named=True)
        targets = [_targets(each, scope) for each in (self.then, self.now)]
        changed = [i for i in both if targets[0].get(i) != targets[1].get(i)]
        if changed:
            yield self.found("target", [labels[indicator] for indicator in changed])

    def clients(self, name: str) -> Iterator[Break]:
        """Questions of a category (or all), their wording, and the scale."""
        old, new = self.then.study.client_survey, self.now.study.client_survey
        if old is None or new is None:
            return
        before, after = _questions(old, name), _questions(new, name)
        if before.keys() != after.keys():
            moved = [q for q in (*before, *after) if (q in before) ^ (q in after)]
            yield self.found("items", [(before | after)[q] or q for q in moved])
        reworded = [
            after[q] or q
            for q in after
            if q in before and self._asked_otherwise(q, before[q], after[q], CLIENTS)
        ]
        if reworded:
            yield self.found("wording", reworded)
        if (old.low, old.high) != (new.low, new.high):
            yield self.found("scale")


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


def _defined(indicator: Indicator) -> tuple[str, str, bool]:
    return _words(indicator.label), indicator.unit, indicator.lower_is_better


def _targets(edition: PublishedRound, scope: Scope) -> dict[str, set[tuple[str, Number]]]:
    """The targets of each indicator, office by office of the scope."""
    offices = edition.offices_of(scope.unit) if scope.unit else None
    found: dict[str, set[tuple[str, Number]]] = {}
    for office, rows in edition.cards.items():
        if offices is None or office in offices:
            for row in rows:
                found.setdefault(row.indicator, set()).add((office, row.target))
    return found


def _questions(plan: ClientSurveyPlan, name: str) -> dict[str, str]:
    categories = plan.categories.values() if name == plan.total else (plan.categories[name],)
    return {question.id: question.label for each in categories for question in each.questions}


def _words(text: str) -> str:
    """The text with one space between words, which is all that a new line break changes."""
    return " ".join(text.split())
