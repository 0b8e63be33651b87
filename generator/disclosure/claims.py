"""Claims: which sum over which people each told figure gives away.

A mean with its n is a sum of answers; a count is a sum of ones. The claims of one variable, taken
together, are what an attacker can do linear algebra on. Correlations, regressions, alphas and the
like are not linear in anybody's answer; they are told for the whole only, at two or three decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from generator.results import (
    Anova,
    Count,
    Descriptives,
    Distribution,
    Frequency,
    FrequencyCategory,
    GoodnessOfFit,
    GroupComparison,
    Node,
    ReleasedResults,
    UnitComparison,
    Suppressed,
)
from generator.results.memberships import Memberships, People
from generator.study import JOINED


@dataclass(frozen=True, slots=True)
class Claim:
    """A told sum: of which variable, over which people, and where it stands.

    ``node`` is the result node that tells it, as ``steps/<name>`` or ``units/<unit>/<name>``;
    ``told`` is how many people the node says that they are, where it does. A mean stands in
    ``row``, as its field ``figure``, and the counts of all classes in it too.
    """

    variable: str
    people: People
    node: str
    place: str
    row: Any = field(default=None, compare=False)
    figure: str = "mean"
    told: Count = field(default=None, compare=False, kw_only=True)


def claims(released: ReleasedResults, people: Mapping[str, Memberships]) -> Iterator[Claim]:
    """Every claim of a release, for every respondent group.

    Which there are, and in which order, follows from the results and the groups' names alone, so
    that they are found again without knowing who is in a group (``kept``). What holds units against
    the rest comes first: where others tell the same, a breach is said to follow from these.
    """
    found = list(_nodes(released, people))
    for rests in (True, False):
        for node, place, members, within in found:
            if isinstance(node, UnitComparison) == rests:
                yield from _of_node(node, place, members, within)


def _nodes(
    released: ReleasedResults, people: Mapping[str, Memberships]
) -> Iterator[tuple[Node, str, Memberships, People]]:
    """Every node about respondents: its place, its file's groups and the people it is about."""
    for name, node in released.steps.items():
        if isinstance(node, Node) and node.group in people:
            members = people[node.group]
            yield node, f"steps/{name}", members, _within(name, members)
    for unit, nodes in released.units.items():
        for name, node in nodes.items():
            if isinstance(node, Node) and node.group in people:
                members = people[node.group]
                within = members.units.get(unit, frozenset())
                yield node, f"units/{unit}/{name}", members, within


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
                    yield Claim(
                        row.variable, who, place, f"{place}/{row.variable}", row, told=row.n
                    )
        case UnitComparison():
            yield from _of_comparison(node, place, members, within)
        case Distribution():
            yield from _of_items(node, place, members, within)
        case Frequency():
            yield from _of_categories(node, place, members)
        case GoodnessOfFit():
            yield from _of_cells(node, place, members)
        case Anova() | GroupComparison():
            yield from _of_groups(node, place, members)


def _of_comparison(
    node: UnitComparison, place: str, members: Memberships, within: People
) -> Iterator[Claim]:
    """A unit's mean, and that of everybody else."""
    for row in node.rows:
        answered = members.answered.get(row.variable, frozenset())
        parts = (("mean", answered & within, ""), ("rest_mean", answered - within, "/rest"))
        for figure, who, name in parts:
            if isinstance(getattr(row, figure), float):
                named = f"{place}/{row.variable}{name}"
                yield Claim(row.variable, who, place, named, row, figure)


def _of_items(
    node: Distribution, place: str, members: Memberships, within: People
) -> Iterator[Claim]:
    for row in node.rows:
        if not _told(row.n) or row.item not in members.answered:
            continue
        answered = members.answered[row.item] & within
        named = f"{place}/{row.item}"
        yield Claim(row.item, answered, place, named, row, told=row.n)
        yield Claim(f"who chose {row.item}", answered, place, named, told=row.n)
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
    if node.variable in members.answered and not any("" in each.values for each in node.categories):
        answered = members.answered[node.variable]
        yield Claim(variable, answered, place, f"{place}/valid", node, told=node.n_valid)
    for category in node.categories:
        who = _who_chose(category, node.variable, members) if _told(category.count) else None
        if who is not None:
            yield Claim(variable, who, place, f"{place}/{category.label}", told=category.count)


def _of_cells(node: GoodnessOfFit, place: str, members: Memberships) -> Iterator[Claim]:
    classes = members.classes.get(node.variable, {})
    for cell in node.cells:
        if _told(cell.observed) and (parts := _joined(cell.label, classes)):
            who = frozenset().union(*parts)
            name = f"{place}/{cell.label}"
            yield Claim(f"who chose {node.variable}", who, place, name, told=cell.observed)


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
    if answered is None:
        return
    known = [group for group in node.groups if group.label in classes]
    if isinstance(node, Anova) and _told(node.total.n):
        placed = answered & frozenset().union(*(classes[group.label] for group in known))
        yield Claim(node.outcome, placed, place, f"{place}/total", node.total, told=node.total.n)
    for group in known:
        if _told(group.n):
            who = answered & classes[group.label]
            yield Claim(node.outcome, who, place, f"{place}/{group.label}", group, told=group.n)


def _told(n: object) -> bool:
    return n is not None and not isinstance(n, Suppressed)
