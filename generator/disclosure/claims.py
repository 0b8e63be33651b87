"""Claims: which sum over which people each told figure gives away.

A mean with its n is a sum of answers; a count is a sum of ones. The claims of one variable, taken
together, are what an attacker can do linear algebra on. Correlations, regressions, alphas and the
like are not linear in anybody's answer; they are told for the whole only, at two or three decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from generator.results import (
    Anova,
    Count,
    Descriptives,
    Distribution,
    Frequency,
    FrequencyCategory,
    GroupComparison,
    Node,
    ReleasedResults,
    Withheld,
)
from generator.results.memberships import Memberships, People
from generator.study import JOINED


@dataclass(frozen=True, slots=True)
class Claim:
    """A told sum: of which variable, over which people, and where it stands.

    ``node`` is the result node that tells it, as ``steps/<name>`` or ``units/<unit>/<name>``;
    ``told`` is how many people the node says that they are, where it does.
    """

    variable: str
    people: People
    node: str
    place: str
    told: Count = field(default=None, compare=False, kw_only=True)


def claims(released: ReleasedResults, people: Mapping[str, Memberships]) -> Iterator[Claim]:
    """Every claim of a release, for every respondent group.

    Which there are, and in which order, follows from the results and the groups' names alone, so
    that they are found again without knowing who is in a group (``kept``).
    """
    for name, node in released.steps.items():
        if isinstance(node, Node) and node.group in people:
            within = _within(name, people[node.group])
            yield from _of_node(node, f"steps/{name}", people[node.group], within)
    for unit, nodes in released.units.items():
        for name, node in nodes.items():
            if isinstance(node, Node) and node.group in people:
                members = people[node.group]
                place = f"units/{unit}/{name}"
                yield from _of_node(node, place, members, members.units.get(unit, frozenset()))


def _within(name: str, members: Memberships) -> People:
    """The people a node of the whole is about: everybody, or a class for ``.../<var>/<label>``."""
    for classes in members.classes.values():
        for label, who in classes.items():
            if name.endswith(f"/{label}"):
                return who
    return members.people


def _of_node(node: Node, place: str, members: Memberships, within: People) -> Iterator[Claim]:
    match node:
        case Descriptives():
            for row in node.rows:
                if _told(row.n) and row.variable in members.answered:
                    who = members.answered[row.variable] & within
                    yield Claim(row.variable, who, place, f"{place}/{row.variable}", told=row.n)
        case Distribution():
            yield from _of_items(node, place, members, within)
        case Frequency():
            yield from _of_categories(node, place, members)
        case Anova() | GroupComparison():
            yield from _of_groups(node, place, members)


def _of_items(
    node: Distribution, place: str, members: Memberships, within: People
) -> Iterator[Claim]:
    for row in node.rows:
        if not _told(row.n) or row.item not in members.answered:
            continue
        answered = members.answered[row.item] & within
        yield Claim(row.item, answered, place, f"{place}/{row.item}", told=row.n)
        yield Claim(f"who chose {row.item}", answered, place, f"{place}/{row.item}", told=row.n)
        for part in row.classes:
            chosen = [
                who
                for value, who in members.values[row.item].items()
                if part.low <= value <= part.high
            ]
            who = frozenset().union(*chosen) & within
            name = f"{place}/{row.item}/{part.label}"
            yield Claim(f"who chose {row.item}", who, place, name, told=part.count)


def _of_categories(node: Frequency, place: str, members: Memberships) -> Iterator[Claim]:
    variable = f"who chose {node.variable}"
    yield Claim(variable, members.people, place, f"{place}/all", told=node.n_total)
    for category in node.categories:
        who = _who_chose(category, node.variable, members) if _told(category.count) else None
        if who is not None:
            yield Claim(variable, who, place, f"{place}/{category.label}", told=category.count)


def _who_chose(category: FrequencyCategory, variable: str, members: Memberships) -> People | None:
    """Everybody in a category, which may be several joined, with those who said nothing."""
    if variable in members.values:
        by_value = {str(value): who for value, who in members.values[variable].items()}
        parts = [by_value[value] for value in category.values if value in by_value]
        everybody = frozenset().union(*by_value.values())
    elif variable in members.classes:
        by_label = members.classes[variable]
        parts = _joined(category.label, by_label)
        everybody = frozenset().union(*by_label.values())
    else:
        return None
    if "" in category.values:
        parts = [*parts, members.people - everybody]
    return frozenset().union(*parts) if parts else None


def _joined(label: str, classes: Mapping[str, People]) -> list[People]:
    """The classes that a label names, alone or several neighbours joined."""
    labels = list(classes)
    for first, last in combinations(range(len(labels) + 1), 2):
        if JOINED.join(labels[first:last]) == label:
            return [classes[each] for each in labels[first:last]]
    return []


def _of_groups(node: Anova | GroupComparison, place: str, members: Memberships) -> Iterator[Claim]:
    classes = members.by(node.factor)
    answered = members.answered.get(node.outcome)
    for group in node.groups:
        if answered is not None and _told(group.n) and group.label in classes:
            who = answered & classes[group.label]
            yield Claim(node.outcome, who, place, f"{place}/{group.label}", told=group.n)


def _told(n: object) -> bool:
    return n is not None and not isinstance(n, Withheld)
