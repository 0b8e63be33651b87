"""Size classes of units: a class's mean must not give away its units that are withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.disclosure.units import withheld_row
from generator.results import (
    Descriptives,
    Node,
    Reason,
    SizeMeans,
    Suppressed,
    told_count,
)
from generator.round import Policy

Told = dict[str, Node | Suppressed]
Classes = dict[str, SizeMeans]


def without_complements(steps: Told, units: Mapping[str, Told], *, policy: Policy) -> Told:
    """The steps with every size-class row withheld that too few people follow from.

    Variable by variable, a told class less its told units is nobody or at least the threshold,
    and so is the whole less all told classes and the told units outside them; sums of such parts
    are then safe too.
    """
    classes = {name: node for name, node in steps.items() if isinstance(node, SizeMeans)}
    told: Told = {}
    for group in {node.group for node in classes.values()}:
        whole = steps.get(f"constructs/{group}")
        if isinstance(whole, Descriptives):
            mine = {name: node for name, node in classes.items() if node.group == group}
            told |= _released(mine, whole, units, threshold=policy.min_respondents)
    return {
        name: told.get(name, Suppressed("too_few_respondents")) if name in classes else node
        for name, node in steps.items()
    }


def _released(
    classes: Classes, whole: Descriptives, units: Mapping[str, Told], *, threshold: int
) -> Told:
    found: Classes = dict(classes)
    for i in range(len(whole.rows)):
        counts = {name: told_count(node.rows[i].n) for name, node in classes.items()}
        placed = {name: _told_in(node, units, i) for name, node in classes.items()}
        rest = {name: counts[name] - placed[name] for name in classes}
        few = {name for name, n in counts.items() if n < threshold}
        unsafe = {name for name, n in rest.items() if 0 < n < threshold} - few
        outside = told_count(whole.rows[i].n) - sum(_told_units(units, whole.group, i).values())
        hidden = few | _hidden(rest, few | unsafe, everybody=outside, threshold=threshold)
        for name in hidden:
            reason: Reason = "too_few_respondents" if name in few else "protects_another_unit"
            found[name] = _without_row(found[name], i, reason=reason)
    return dict(found)


def _hidden(
    rest: Mapping[str, int], hidden: set[str], *, everybody: int, threshold: int
) -> set[str]:
    """More classes to hide, fewest people first, until those outside all told ones are enough.

    ``rest`` has each class less its told units, ``everybody`` the whole less all told units.
    """
    chosen = set(hidden)
    for _, name in sorted((n, name) for name, n in rest.items() if n and name not in hidden):
        left = everybody - sum(n for other, n in rest.items() if other not in chosen)
        if left == 0 or left >= threshold:
            break
        chosen.add(name)
    return chosen


def _told_in(node: SizeMeans, units: Mapping[str, Told], i: int) -> int:
    told = _told_units(units, node.group, i)
    return sum(told.get(unit, 0) for unit in node.units)


def _told_units(units: Mapping[str, Told], group: str, i: int) -> dict[str, int]:
    """How many each unit's told row is about."""
    return {
        unit: told_count(node.rows[i].n)
        for unit, nodes in units.items()
        if isinstance(node := nodes.get("constructs"), Descriptives) and node.group == group
    }


def _without_row(node: SizeMeans, i: int, *, reason: Reason) -> SizeMeans:
    row = withheld_row(node.rows[i], reason=reason)
    return replace(node, rows=(*node.rows[:i], row, *node.rows[i + 1 :]))
