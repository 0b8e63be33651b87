"""One mind among those who are not told: what the whole, or a size class, less its units leaves.

Whoever is left out is a group too. Where all of them answered the end of the scale, the told
figures say so together, and one more is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.disclosure.classes import classes_tell, cumulated, less_classes
from generator.disclosure.points import Scales
from generator.disclosure.unanimity import (
    REASON,
    REVEALS,
    Ends,
    Told,
    at_end,
    ends_of,
    hide_row,
    name_of,
    rows_of,
)
from generator.disclosure.units import withheld_row
from generator.results import (
    Anova,
    Descriptives,
    Distribution,
    GroupComparison,
    ItemAnswers,
    Node,
    Response,
    SizeMeans,
    Suppressed,
    told_count,
)
from generator.study import Study

Sums = Mapping[str, tuple[int, float]]
"""How many each unit's told row is about, and their sum."""


def without_unanimous_rest(
    units: dict[str, Told],
    steps: Mapping[str, Node | Suppressed],
    *,
    study: Study,
    threshold: int,
    scales: Scales,
) -> None:
    """Withhold more rows, in place, until the whole less the told units is of more than one mind.

    The smallest told unit goes first, as for those who are too few.
    """
    known = dict(ends_of(study))
    for step, whole in steps.items():
        name = step.split("/")[0]
        group = whole.group if isinstance(whole, Node) else ""
        for i, row in enumerate(rows_of(whole) if name in ("constructs", "items") else ()):
            variable = name_of(row)
            if isinstance(row.mean, float) and variable in known:
                ends = scales.narrowed(group, variable, known[variable])
                everybody = (told_count(row.n), row.mean * told_count(row.n))
                told = _sums(units, name, i, group=group)
                for unit in _too_like(everybody, told, ends, threshold):
                    hide_row(units[unit], name, i)
            if isinstance(row, ItemAnswers) and row.classes:
                _without_classes_that_tell(row, units, i, threshold=threshold)


def _without_classes_that_tell(
    whole: ItemAnswers, units: dict[str, Told], i: int, *, threshold: int
) -> None:
    """Withhold more units' rows, in place, until the classes of the rest say nothing of them.

    A unit whose classes go across a bound is among the rest wherever that bound is used.
    """
    for bound in cumulated(whole):
        while told := _rows(units, i, bound):
            parts = less_classes(cumulated(whole), [cumulated(row) for row in told.values()])
            means = [row.mean for row in (whole, *told.values())]
            total = None
            if all(isinstance(mean, float) for mean in means):
                left = _sum(whole) - sum(_sum(row) for row in told.values())
                total = (left, left)
            if not classes_tell(parts, total, threshold=threshold):
                break
            smallest = min(told, key=lambda unit: (told_count(told[unit].n), unit))
            hide_row(units[smallest], "items", i)


def _rows(units: Mapping[str, Told], i: int, bound: int) -> dict[str, ItemAnswers]:
    """Each unit's row about an item, where its classes tell how many answered at most so much."""
    nodes = {unit: nodes.get("items") for unit, nodes in units.items()}
    rows = {unit: node.rows[i] for unit, node in nodes.items() if isinstance(node, Distribution)}
    return {unit: row for unit, row in rows.items() if row.classes and bound in cumulated(row)}


def _sum(row: ItemAnswers) -> float:
    return row.mean * told_count(row.n) if isinstance(row.mean, float) else 0.0


def _sums(
    units: Mapping[str, Told], name: str, i: int, *, group: str
) -> dict[str, tuple[int, float]]:
    """How many each unit's told row is about, and their sum."""
    found = {}
    for unit, nodes in units.items():
        node = nodes.get(name)
        if isinstance(node, Descriptives | Distribution) and node.group == group:
            row = node.rows[i]
            if isinstance(row.n, int) and row.n and isinstance(row.mean, float):
                found[unit] = (row.n, row.mean * row.n)
    return found


def _too_like(everybody: tuple[int, float], told: Sums, ends: Ends, threshold: int) -> list[str]:
    """The units to hide so that those not told are nobody, or enough and of more than one mind."""
    hidden: list[str] = []
    for unit in sorted(told, key=lambda unit: (told[unit][0], unit)):
        left = [told[other] for other in told if other not in hidden]
        n = everybody[0] - sum(count for count, _ in left)
        mean = (everybody[1] - sum(total for _, total in left)) / n if n else 0.0
        if not n or (n >= threshold and not at_end(mean, n, ends, threshold)):
            break
        hidden.append(unit)
    return hidden


def without_unanimous_classes(
    steps: Mapping[str, Node | Suppressed],
    units: Mapping[str, Told],
    *,
    study: Study,
    threshold: int,
) -> Told:
    """The steps without size classes that, less their told units, are of one mind."""
    ends = dict(ends_of(study))
    sizes = _sizes(units, study)
    told: Told = dict(steps)
    for name, node in steps.items():
        if isinstance(node, SizeMeans):
            told[name] = _told_class(node, units, ends, threshold)
        elif isinstance(node, Anova | GroupComparison) and node.factor == study.size_variable:
            classes = [(group, sizes.get(group.label, {})) for group in node.groups]
            if isinstance(node, Anova):
                classes.append((node.total, dict(units)))
            for group, inside in classes:
                part = _sums_of(inside, node.outcome, group=node.group)
                if _rest_at_end(group.n, group.mean, part, ends[node.outcome], threshold):
                    told[name] = REVEALS
    return told


def _told_class(
    node: SizeMeans, units: Mapping[str, Told], ends: Mapping[str, Ends], threshold: int
) -> SizeMeans:
    rows = list(node.rows)
    inside = {unit: units[unit] for unit in node.units}
    for i, row in enumerate(node.rows):
        part = _sums(inside, "constructs", i, group=node.group)
        if _rest_at_end(row.n, row.mean, part, ends[row.variable], threshold):
            rows[i] = withheld_row(row, reason=REASON)
    return replace(node, rows=tuple(rows))


def _sizes(units: Mapping[str, Told], study: Study) -> dict[str, dict[str, Told]]:
    """The units of each size class, by the class's label."""
    found: dict[str, dict[str, Told]] = {}
    for unit, nodes in units.items():
        response = nodes.get("response")
        if isinstance(response, Response) and response.size in study.size_classes:
            label = study.size_classes[response.size]
            found.setdefault(label, {})[unit] = nodes
    return found


def _sums_of(
    units: Mapping[str, Told], variable: str, *, group: str
) -> dict[str, tuple[int, float]]:
    """The sums of one variable, be it a construct or an item."""
    found: dict[str, tuple[int, float]] = {}
    for unit, nodes in units.items():
        for name in ("constructs", "items"):
            for i, row in enumerate(rows_of(nodes.get(name))):
                if name_of(row) == variable:
                    found |= _sums({unit: nodes}, name, i, group=group)
    return found


def _rest_at_end(n: object, mean: object, told: Sums, ends: Ends, threshold: int) -> bool:
    """Whether a class less its told units is at an end of the scale."""
    if not isinstance(n, int) or not isinstance(mean, float):
        return False
    left = n - sum(count for count, _ in told.values())
    rest = n * mean - sum(total for _, total in told.values())
    return left > 0 and at_end(rest / left, left, ends, threshold)
