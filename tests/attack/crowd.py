"""Everybody in one file of respondents, and what is told of means among them.

The same attack is made on the small counties drawn at random and on a whole round, so it asks of
both only this: who is in which group and who answered what, never what anybody answered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from attack.questions import HIGH, ITEMS, LOW, SINGLE
from attack.reading import THRESHOLD, Known, People, Span, span
from generator.results import (
    Anova,
    Descriptives,
    Distribution,
    GroupComparison,
    Node,
    Regression,
    ReleasedResults,
    UnitComparison,
)
from generator.results.memberships import Memberships


@dataclass(frozen=True, slots=True)
class Crowd:
    """One file's respondents; ``steps`` is into how many steps a point of a variable divides.

    ``joined`` is whether small offices and those without one are pooled as one.
    """

    group: str
    people: People
    units: Mapping[str, People]
    classes: Mapping[str, Mapping[str, People]]
    answered: Mapping[str, People]
    steps: Mapping[str, int]
    items: frozenset[str]
    low: int = LOW
    high: int = HIGH
    joined: bool = True

    def members(self, factor: str, label: str) -> People:
        """Who is in a printed category, also where it joins several."""
        labels = self.classes[factor]
        parts = [label] if label in labels else label.split(" / ")
        return frozenset().union(*(labels[part] for part in parts))

    def by_unit(self, variable: str) -> list[People]:
        """Those of each unit who answered."""
        found = (who & self.answered[variable] for who in self.units.values())
        return [who for who in found if who]

    def pooled_over(self, variable: str) -> list[People]:
        """The same, where all who are in no unit of at least four are one."""
        if not self.joined:
            return self.by_unit(variable)
        large = [who for who in self.by_unit(variable) if len(who) >= THRESHOLD]
        others = self.answered[variable].difference(*large)
        return [*large, others] if others else large

    def nodes(self, results: ReleasedResults) -> Iterator[tuple[str, Node, People]]:
        """Every told node about these people, with who is asked in it."""
        for name, node in results.steps.items():
            if isinstance(node, Node) and node.group == self.group:
                units = node.units if node.kind == "size_means" else ()  # type: ignore[attr-defined]
                parts = [self.units[unit] for unit in units]
                yield f"steps/{name}", node, frozenset().union(*parts) if parts else self.people
        for unit, nodes in results.units.items():
            for name, node in nodes.items():
                if isinstance(node, Node) and node.group == self.group:
                    yield f"{unit}/{name}", node, self.units[unit]


def crowd_of(known: Known) -> Crowd:
    """The employees of a county drawn at random."""
    items = frozenset((*ITEMS["A"], *ITEMS["B"], SINGLE))
    steps = dict.fromkeys(ITEMS, 6) | dict.fromkeys(items, 1)
    return Crowd("people", known.people, known.units, known.classes, known.answered, steps, items)


def crowd_of_round(
    group: str, members: Memberships, scales: Mapping[str, int], *, low: int, high: int
) -> Crowd:
    """The respondents of a file in a round; ``scales`` has each construct's number of items."""
    steps = {name: math.lcm(*range(1, k + 1)) for name, k in scales.items()}
    items = frozenset(members.answered) - frozenset(scales)
    return Crowd(
        group,
        members.people,
        members.units,
        members.classes,
        members.answered,
        steps | dict.fromkeys(items, 1),
        items,
        low,
        high,
    )


@dataclass(frozen=True, slots=True)
class Means:
    """Between what the sum of a variable over some people must lie, wherever that is told."""

    crowd: Crowd
    told: dict[tuple[str, People], Span] = field(default_factory=dict)

    def sum_of(self, variable: str, people: People) -> Span | None:
        """The sum over people, told or left when told ones are taken away."""
        return self.told.get((variable, people))

    def of(self, variable: str, people: People) -> Span | None:
        """The mean of people."""
        found = self.sum_of(variable, people)
        return None if found is None else (found[0] / len(people), found[1] / len(people))

    def add(self, variable: str, people: People, mean: Span | None) -> None:
        """Another telling of a mean; the sum is one that so many whole steps can make."""
        if mean is None or not people:
            return
        steps, n = self.crowd.steps[variable], len(people)
        low = math.ceil(mean[0] * n * steps - 1e-6) / steps
        high = math.floor(mean[1] * n * steps + 1e-6) / steps
        old = self.told.get((variable, people), (-math.inf, math.inf))
        self.told[variable, people] = max(low, old[0]), min(high, old[1])


def means_of(results: ReleasedResults, crowd: Crowd) -> Means:
    """Every told mean, and those of all outside the told units."""
    means = Means(crowd)
    for _, node, within in crowd.nodes(results):
        for variable, people, mean in _means(node, within, crowd):
            means.add(variable, people, mean)
    for variable in {name for name, _ in means.told}:
        _add_rest(means, variable)
    for _, node, _ in crowd.nodes(results):
        if isinstance(node, Regression):
            _add_line(means, node)
    return means


def _means(node: Node, within: People, crowd: Crowd) -> Iterator[tuple[str, People, Span | None]]:
    match node:
        case Descriptives() | Distribution():
            for row in node.rows:
                name = getattr(row, "variable", None) or row.item  # type: ignore[union-attr]
                if name in crowd.answered:
                    yield name, within & crowd.answered[name], span(row, "mean")
        case UnitComparison():
            for row in node.rows:
                answered = crowd.answered[row.variable]
                yield row.variable, within & answered, span(row, "mean")
                yield row.variable, answered - within, span(row, "rest_mean")
        case Anova() | GroupComparison():
            answered = crowd.answered[node.outcome]
            groups = [crowd.members(node.factor, g.label) & answered for g in node.groups]
            for group, who in zip(node.groups, groups, strict=True):
                yield node.outcome, who, span(group, "mean")
            if isinstance(node, Anova):
                yield node.outcome, frozenset().union(*groups), span(node.total, "mean")


def _add_rest(means: Means, variable: str) -> None:
    """The mean of all outside told units; of all in a unit, where only these are hidden."""
    crowd = means.crowd
    everybody = crowd.answered[variable]
    parts = [who for who in crowd.by_unit(variable) if (variable, who) in means.told]
    left = everybody.difference(*parts)
    if parts and left and (found := _less(means, variable, everybody, parts)):
        means.add(variable, left, found)


def _less(means: Means, variable: str, whole: People, parts: Sequence[People]) -> Span | None:
    total = means.sum_of(variable, whole)
    sums = [means.sum_of(variable, who) for who in parts]
    if total is None or any(each is None for each in sums):
        return None
    low = total[0] - sum(each[1] for each in sums if each)
    high = total[1] - sum(each[0] for each in sums if each)
    n = len(whole) - sum(map(len, parts))
    return low / n, high / n


def _add_line(means: Means, node: Regression) -> None:
    """A regression line goes through the means of those in the model."""
    terms = {term.term: span(term, "b") for term in node.terms}
    constant = terms.pop(None, None)
    base = base_of(node, means.crowd)
    if constant is None or base is None:
        return
    low, high = constant
    for name, slope in terms.items():
        mean = means.of(name, base) if name else None
        if slope is None or mean is None:
            return
        corners = [a * b for a in slope for b in mean]
        low, high = low + min(corners), high + max(corners)
    means.add(node.outcome, base, (low, high))


def base_of(node: Regression, crowd: Crowd) -> People | None:
    """Those who answered everything a model is about."""
    names = [node.outcome, *(term.term for term in node.terms if term.term)]
    if any(name not in crowd.answered for name in names):
        return None
    return crowd.people.intersection(*(crowd.answered[name] for name in names))
