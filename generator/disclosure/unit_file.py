"""The file of units: a figure over the units' means is about the units that are not told, too.

A mean over all units less the told ones is that of the others. Where they are one or two, theirs
follow from it and from the whole's; where one to three people are in no unit of the file, theirs
follow from both. A correlation with a result that everybody knows says nearly as much. So a
variable is left out of all figures over units where either is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.disclosure.rows import hidden_row
from generator.disclosure.unanimity import Told, name_of, rows_of
from generator.disclosure.units import withheld_row
from generator.results import (
    Anova,
    Correlation,
    Descriptives,
    Drivers,
    GroupComparison,
    Node,
    Regression,
    Reliability,
    Results,
    Suppressed,
    told_count,
)
from generator.study import UNITS

FEW_UNITS = 3
"""So many means of units that are not told do not follow from two sums."""

REASON = Suppressed("protects_another_unit")


def without_untold_units(
    steps: Mapping[str, Node | Suppressed],
    units: Mapping[str, Told],
    results: Results,
    *,
    threshold: int,
) -> Told:
    """The steps without figures over units of variables that give away what a unit withholds."""
    closed = frozenset(_closed(units, results, threshold))
    return {
        name: _without(node, closed) if isinstance(node, Node) and node.group == UNITS else node
        for name, node in steps.items()
    }


def _closed(units: Mapping[str, Told], results: Results, threshold: int) -> Iterator[str]:
    """The variables of which figures over units would give away few people, or a unit's mean."""
    for step, whole in results.steps.items():
        name = step.split("/")[0]
        for i, row in enumerate(rows_of(whole) if name in ("constructs", "items") else ()):
            placed = _placed(units, results, name, i, whole.group)
            inside = {unit: n for unit, n in placed.items() if n >= threshold}
            untold = [unit for unit in inside if not _is_told(units[unit].get(name), i)]
            outside = told_count(row.n) - sum(inside.values())
            if untold and (0 < outside < threshold or len(untold) < FEW_UNITS):
                yield name_of(row)


def _placed(
    units: Mapping[str, Told], results: Results, name: str, i: int, group: str
) -> dict[str, int]:
    """How many answered row ``i`` in each unit that is not withheld altogether."""
    found = {}
    for unit, nodes in results.units.items():
        node, withheld = nodes.get(name), isinstance(units[unit].get("constructs"), Suppressed)
        if isinstance(node, Node) and node.group == group and not withheld and rows_of(node):
            found[unit] = told_count(rows_of(node)[i].n)
    return found


def _is_told(node: Node | Suppressed | None, i: int) -> bool:
    return bool(rows_of(node)) and isinstance(rows_of(node)[i].mean, float)


def _without(node: Node, closed: frozenset[str]) -> Node | Suppressed:
    match node:
        case Descriptives():
            means = tuple(
                withheld_row(row, reason=REASON.withheld) if row.variable in closed else row
                for row in node.rows
            )
            return replace(node, rows=means)
        case Correlation():
            pairs = tuple(
                hidden_row(row, reason=REASON.withheld) if {row.x, row.y} & closed else row
                for row in node.rows
            )
            return replace(node, rows=pairs)
    return REASON if closed.intersection(_variables(node)) else node


def _variables(node: Node) -> Iterator[str]:
    match node:
        case Anova() | GroupComparison():
            yield node.outcome
        case Regression():
            yield node.outcome
            yield from (term.term for term in node.terms if term.term)
        case Drivers():
            yield node.outcome
            yield from (row.term for row in node.rows)
        case Reliability():
            yield from (item.item for item in node.items)
