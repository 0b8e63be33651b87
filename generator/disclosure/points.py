"""Scale points: what all told counts of the whole together say about where answers can lie.

Classes, shares and frequencies of one item cut the scale at different places; together they cut it
finer than each. And what nobody in the whole answered, nobody in a unit did: its mean may then be
near the end of what is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from generator.disclosure.unanimity import REASON, REVEALS, Ends, Told, name_of, rows_of
from generator.disclosure.units import withheld_item
from generator.results import (
    Anova,
    Distribution,
    Frequency,
    GroupComparison,
    ItemAnswers,
    Node,
    Suppressed,
    told_count,
)
from generator.results.memberships import Scale

Item = tuple[str, str]
"""A respondent group and an item that it was asked."""

Part = tuple[int, int, int]
"""A part of a scale: its first point, its last, and how many answered one of them."""

Points = tuple[int, ...]

Of = TypeVar("Of", Ends, Scale)


@dataclass(frozen=True, slots=True)
class Scales:
    """The points that anybody can have answered, of every item the whole is told of in classes."""

    points: Mapping[Item, Points]

    def narrowed(self, group: str, item: str, ends: Of) -> Of:
        """The ends of what is left of an item's scale, and the longer of the steps from them."""
        points = self.points.get((group, item), ())
        if len(points) < 2:
            return ends
        step = max(points[1] - points[0], points[-1] - points[-2])
        return replace(ends, low=points[0], high=points[-1], steps=1 / step)

    def near_end(self, row: ItemAnswers, group: str, *, threshold: int) -> bool:
        """Whether a mean leaves fewer than ``threshold`` off the ends of what is left."""
        points = self.points.get((group, row.item), ())
        if not points or not isinstance(row.n, int):
            return False
        told = [(part.low, part.high, told_count(part.count)) for part in row.classes]
        return near_end(row.mean, told or [(points[0], points[-1], row.n)], points, threshold)


def near_end(mean: object, parts: Sequence[Part], points: Points, threshold: int) -> bool:
    """Whether a mean leaves fewer than ``threshold`` off an end of the parts they answered in.

    Somebody off the end is off by at least the step to the next point of the part.
    """
    inside = [([p for p in points if low <= p <= high], n) for low, high, n in parts if n]
    wide = [found for found, _ in inside if len(found) > 1]
    if not isinstance(mean, float) or not wide:
        return False
    total = mean * sum(n for _, n in inside)
    above = total - sum(found[0] * n for found, n in inside)
    below = sum(found[-1] * n for found, n in inside) - total
    few = threshold - 1e-6
    return above < few * min(found[1] - found[0] for found in wide) or below < few * min(
        found[-1] - found[-2] for found in wide
    )


def scales_of(steps: Mapping[str, Node | Suppressed]) -> Scales:
    """What the told counts of the whole leave of every item's scale."""
    return Scales({item: _left(_cut(list(told.values()))) for item, told in _counts(steps).items()})


def without_fine_counts(steps: Mapping[str, Node | Suppressed], *, threshold: int) -> Told:
    """The steps without shares and frequencies that cut a scale so fine that few are in a point.

    What ``items/<group>`` tells comes first; the rest in the order of the plan.
    """
    told = dict(steps)
    for (group, item), counts in _counts(steps).items():
        means = [
            row.mean
            for node in steps.values()
            if isinstance(node, Node) and node.group == group
            for row in rows_of(node)
            if name_of(row) == item and isinstance(row.mean, float)
        ]
        kept: list[list[Part]] = []
        for name in sorted(counts, key=lambda name: not name.startswith("items/")):
            parts = _cut([*kept, counts[name]])
            if kept and _too_fine(parts, means, threshold):
                told[name] = _without(told[name], item)
            else:
                kept.append(counts[name])
    return told


def without_narrow_groups(steps: Mapping[str, Node | Suppressed], *, threshold: int) -> Told:
    """The steps without tables of an item in groups, one of them near an end of what is left."""
    scales = scales_of(steps)
    return {
        name: REVEALS
        if isinstance(node, Anova | GroupComparison) and _narrow(node, scales, threshold)
        else node
        for name, node in steps.items()
    }


def _narrow(node: Anova | GroupComparison, scales: Scales, threshold: int) -> bool:
    points = scales.points.get((node.group, node.outcome), ())
    return any(
        near_end(group.mean, [(points[0], points[-1], group.n)], points, threshold)
        for group in node.groups
        if points and isinstance(group.n, int)
    )


def without_narrow_items(units: Mapping[str, Told], scales: Scales, *, threshold: int) -> None:
    """Withhold, in place, units' items that are near an end of what the whole leaves."""
    for nodes in units.values():
        for name, node in nodes.items():
            if isinstance(node, Distribution):
                rows = tuple(
                    withheld_item(row, reason=REASON)
                    if scales.near_end(row, node.group, threshold=threshold)
                    else row
                    for row in node.rows
                )
                nodes[name] = replace(node, rows=rows)


def _counts(steps: Mapping[str, Node | Suppressed]) -> dict[Item, dict[str, list[Part]]]:
    """The told counts of every item, by the step that tells them."""
    found: dict[Item, dict[str, list[Part]]] = {}
    for name, node in steps.items():
        if isinstance(node, Distribution | Frequency):
            for item, parts in _parts(node):
                if parts:
                    found.setdefault((node.group, item), {})[name] = parts
    return found


def _parts(node: Distribution | Frequency) -> Iterator[tuple[str, list[Part]]]:
    if isinstance(node, Distribution):
        for row in node.rows:
            yield row.item, [(c.low, c.high, told_count(c.count)) for c in row.classes]
        return
    values = [[*filter(None, part.values)] for part in node.categories]
    if all(part and all(v.isdecimal() for v in part) for part in values):
        points = [sorted(map(int, part)) for part in values]
        counts = [told_count(part.count) for part in node.categories]
        yield node.variable, [(p[0], p[-1], n) for p, n in zip(points, counts, strict=True)]


def _cut(told: Sequence[Sequence[Part]]) -> list[Part]:
    """The parts that several ways of cutting a scale leave together."""
    upto = {min(parts)[0] - 1: 0 for parts in told}
    for parts in told:
        count = 0
        for _, high, n in sorted(parts):
            count += n
            upto[high] = count
    return [(last + 1, high, upto[high] - upto[last]) for last, high in pairwise(sorted(upto))]


def _left(parts: Sequence[Part]) -> Points:
    """The points of the parts that somebody is in."""
    return tuple(p for low, high, n in parts if n for p in range(low, high + 1))


def _too_fine(parts: Sequence[Part], means: Sequence[float], threshold: int) -> bool:
    """Whether few are in a part, or by a mean off an end of one."""
    few = any(0 < n < threshold for _, _, n in parts)
    return few or any(near_end(mean, parts, _left(parts), threshold) for mean in means)


def _without(node: Node | Suppressed, item: str) -> Node | Suppressed:
    if not isinstance(node, Distribution):
        return REVEALS
    rows = tuple(
        withheld_item(row, reason=REVEALS.withheld) if row.item == item else row
        for row in node.rows
    )
    return replace(node, rows=rows)
