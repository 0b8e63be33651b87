"""Answered in part: a construct's mean and its items' means differ by those who skipped an item.

The mean of a construct is each person's mean of the items answered. Where everybody answered all k
items, the items' means add up to it. Somebody who skipped j of them counts for more in the
construct than in the items, by (1 / (k - j) - 1 / k) of the items she answered; so what the two
means differ by is about those few who skipped one, and it tells what they answered. How well,
depends on rounding: where sums are known to r, a mean over those few is known to r k / j scale
points, j skipped answers in all. Where that is less than two, the means of the items somebody
skipped are withheld (classes and n are not).

A unit's construct mean has two decimals, so its sum over n is known to 0.01 n; the whole's can have
four, in a table by classes. An item's sum is whole, and below 100 answers two decimals tell it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.disclosure.bases import MOST, SLOPE
from generator.disclosure.rows import hidden_row
from generator.disclosure.unanimity import Told, name_of, rows_of
from generator.results import (
    Anova,
    Descriptives,
    Distribution,
    GroupComparison,
    ItemAnswers,
    Node,
    Regression,
    ReleasedResults,
    Suppressed,
    told_count,
)
from generator.results.memberships import Memberships, People

WITHHELD = Suppressed("would_reveal_few")
KNOWN_TO = 2.0
"""Scale points; a mean of one to three people known better than this is known too well."""
ROUGH, FINE = 0.01, 0.0001
"""How far a mean of two or four decimals leaves the true one undecided."""
EXACT_BELOW = 100
"""A sum of fewer whole answers follows from a mean of two decimals."""


def without_partly_answered(
    released: ReleasedResults, people: Mapping[str, Memberships], *, threshold: int
) -> ReleasedResults:
    """The release without item means that tell what a few who skipped an item answered."""
    units = {unit: dict(nodes) for unit, nodes in released.units.items()}
    steps = dict(released.steps)
    for group, members in people.items():
        for construct, items in _items(released.steps.get(f"items/{group}")).items():
            if len(items) > 1 and construct in members.answered:
                _one_construct(units, steps, group, members, construct, items, threshold)
    return replace(released, units=units, steps=steps)


def without_lines_through_hidden(released: ReleasedResults) -> ReleasedResults:
    """The release without regressions whose constant tells a mean that is withheld.

    A line goes through the means of those in the model, so the others' means give the one that is
    not told, unless rounding blurs it: constant and slopes have three decimals.
    """
    hidden = {
        (node.group, name_of(row))
        for node in released.steps.values()
        if isinstance(node, Distribution | Descriptives)
        for row in node.rows
        if isinstance(row.mean, Suppressed)
    }
    steps = {
        name: WITHHELD if isinstance(node, Regression) and _goes_through(node, hidden) else node
        for name, node in released.steps.items()
    }
    return released if steps == released.steps else replace(released, steps=steps)


def _goes_through(node: Regression, hidden: Collection[tuple[str, str]]) -> bool:
    names = [node.outcome, *(term.term for term in node.terms if term.term)]
    told = isinstance(node.n, int) and all(isinstance(term.b, float) for term in node.terms)
    blurred = rough_of_line(told_count(node.n), len(names) - 1) >= KNOWN_TO
    return told and not blurred and any((node.group, name) in hidden for name in names)


def rough_of_line(n: int, slopes: int) -> float:
    """How far a line's constant and slopes leave the sum of its outcome over ``n`` undecided."""
    return n * SLOPE * (1 + MOST * slopes)


def _items(node: Node | Suppressed | None) -> dict[str, tuple[str, ...]]:
    """The items of each construct that items are told of."""
    found: dict[str, tuple[str, ...]] = {}
    for row in node.rows if isinstance(node, Distribution) else ():
        if row.construct:
            found[row.construct] = (*found.get(row.construct, ()), row.item)
    return found


def _one_construct(
    units: dict[str, Told],
    steps: Told,
    group: str,
    members: Memberships,
    construct: str,
    items: tuple[str, ...],
    threshold: int,
) -> None:
    def skipped(who: People, *, rough: float) -> set[str]:
        return _skipped(who, members, construct, items, rough=rough, threshold=threshold)

    exactly = _rough_of_whole(len(members.people))
    if items_hidden := skipped(members.people, rough=exactly):
        for name, node in steps.items():
            steps[name] = _without_means(node, group, items_hidden)
    hidden: dict[str, set[str]] = {item: set() for item in items}
    for unit, who in members.units.items():
        for item in skipped(who, rough=ROUGH * len(who)):
            hidden[item].add(unit)
    for item, found in hidden.items():
        placed = sorted(members.units, key=lambda unit: (len(members.units[unit]), unit))
        told = [u for u in placed if u not in found and _tells(units.get(u, {}), item)]
        while found and told:
            rough = exactly + ROUGH * sum(len(members.units[unit]) for unit in told)
            if item not in skipped(_left(members, told), rough=rough):
                break
            found.add(told.pop(0))
        for unit in found:
            if unit in units:
                nodes = units[unit]
                if "items" in nodes:
                    nodes["items"] = _without_means(nodes["items"], group, {item})


def _rough_of_whole(n: int) -> float:
    return FINE * n + (ROUGH * n if n >= EXACT_BELOW else 0.0)


def without_few_late_partly(
    released: ReleasedResults,
    people: Mapping[str, Memberships],
    earlier: Sequence[tuple[ReleasedResults, Mapping[str, Memberships]]],
    *,
    threshold: int,
) -> ReleasedResults:
    """The release without item means that tell what few late ones, who skipped an item, answered.

    What is told of a unit, or of the whole, less what an earlier release told of people in it, is
    about the late ones; their construct's mean and their items' differ by those who skipped one.
    """
    units = {unit: dict(nodes) for unit, nodes in released.units.items()}
    steps = dict(released.steps)
    for group, members in people.items():
        for construct, items in _items(released.steps.get(f"items/{group}")).items():
            for unit, who, rough in _scopes(members) if construct in members.answered else ():
                few = {
                    item
                    for told, then in earlier
                    for place, inside, more in _scopes(then[group])
                    if inside < who
                    for item in _skipped(
                        who - inside,
                        members,
                        construct,
                        items,
                        rough=rough + more,
                        threshold=threshold,
                    )
                    if _tells(told.steps if place is None else told.units.get(place, {}), item)
                }
                nodes = steps if unit is None else units.get(unit, {})
                for name, node in nodes.items():
                    nodes[name] = _without_means(node, group, few)
    return replace(released, units=units, steps=steps)


def _scopes(members: Memberships) -> list[tuple[str | None, People, float]]:
    """The whole (None) and every unit: who is in it, and how roughly its sums are told."""
    whole = (None, members.people, _rough_of_whole(len(members.people)))
    return [whole, *((unit, who, ROUGH * len(who)) for unit, who in members.units.items())]


def _left(members: Memberships, told: list[str]) -> People:
    """Everybody outside the told units: their means follow from the whole's."""
    return members.people.difference(*(members.units[unit] for unit in told))


def _skipped(
    who: People,
    members: Memberships,
    construct: str,
    items: tuple[str, ...],
    *,
    rough: float,
    threshold: int,
) -> set[str]:
    """The items that one to ``threshold - 1`` of ``who`` skipped, where that tells too much.

    Somebody who skipped so many that she is not in the construct stands in her other items only.
    """
    inside, outside = who & members.answered[construct], who - members.answered[construct]
    missing = {
        item: (inside - members.answered[item]) | (outside & members.answered[item])
        for item in items
    }
    few = frozenset().union(*missing.values())
    if not 0 < len(few) < threshold:
        return set()
    answers = sum(len(part) for part in missing.values())
    if rough * len(items) / answers >= KNOWN_TO:
        return set()
    return {item for item, part in missing.items() if part}


def _tells(nodes: Mapping[str, Node | Suppressed], item: str) -> bool:
    return any(
        name_of(row) == item and isinstance(row.mean, float)
        for node in nodes.values()
        for row in rows_of(node)
    )


def _without_means(node: Node | Suppressed, group: str, items: set[str]) -> Node | Suppressed:
    if isinstance(node, Suppressed) or node.group != group:
        return node
    match node:
        case Distribution():
            return replace(node, rows=tuple(_answers_without(node.rows, items)))
        case Descriptives():
            rows = tuple(
                hidden_row(row, reason="would_reveal_few", also=())
                if row.variable in items
                else row
                for row in node.rows
            )
            return replace(node, rows=rows)
        case Anova() | GroupComparison() if node.outcome in items:
            return WITHHELD
    return node


def _answers_without(rows: tuple[ItemAnswers, ...], items: set[str]) -> Iterator[ItemAnswers]:
    for row in rows:
        told = isinstance(row.mean, float) and row.item in items
        yield replace(row, mean=WITHHELD) if told else row
