"""Between units: where a unit is not told, nothing may tell how far units are apart.

What units not told come to together follows from the whole. How far all units lie apart is one
more equation about them, of squares, and two equations solve two units. So figures that rest on it
(the analysis of variance by unit, ICC, shrunken means, variances of models with units) are told of
a construct only where every unit's mean of it is. Intervals rest on what units of enough answers
have in common, so they are withheld only where such a unit is hidden.

Where fewer than ``OWN_SD_FROM`` are in no unit, the squares within the units and those of the whole
would leave theirs. An ICC of two decimals is fine enough for that unless ``ROUGH_FROM`` answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generator.disclosure.rows import without_figures
from generator.disclosure.spread import RESTING
from generator.disclosure.unanimity import name_of, rows_of
from generator.results import (
    Aggregation,
    Descriptives,
    Multilevel,
    MultilevelRow,
    Node,
    Reason,
    ReleasedResults,
    UnitComparison,
    Suppressed,
    told_count,
)
from generator.results.memberships import Memberships
from generator.round import OWN_SD_FROM

REASON: Reason = "protects_another_unit"
OF_ROW = (
    *("b", "se", "z", "ci_low", "ci_high", "beta"),
    *("variance_between", "variance_within", "icc"),
)
FINE = (
    *("f", "p", "ms_between", "ms_within", "eta2", "design_effect"),
    *("variance_between", "variance_within"),
)
SHRUNKEN = ("shrunken", "shrunken_low", "shrunken_high")
ICC = ("icc1", "icc2", "icc1_n0", "icc1_reml", "icc2_reml")
ROUGH_FROM = 250
"""Of so many answers, an ICC of two decimals leaves the spread of a few undecided."""
INTERVAL = ("ci_low", "ci_high")

Told = dict[str, Node | Suppressed]


@dataclass(frozen=True, slots=True)
class _Hidden:
    """Variables, by what is hidden of them.

    ``any``: some unit is not told; ``large``: one of enough answers is not; ``unplaced``: fewer
    than ``OWN_SD_FROM`` are in no unit.
    """

    any: frozenset[str]
    large: frozenset[str]
    unplaced: frozenset[str]


def without_hidden_between(
    released: ReleasedResults, people: Mapping[str, Memberships], *, threshold: int
) -> ReleasedResults:
    """The release without figures that tell how far units not told are from the others."""
    steps, units = dict(released.steps), {name: dict(n) for name, n in released.units.items()}
    for group, members in people.items():
        hidden = _hidden(units, group, members, threshold)
        for name, node in steps.items():
            if isinstance(node, Aggregation | Multilevel) and node.group == group:
                steps[name] = _step(node, hidden)
        for nodes in units.values():
            nodes.update(_unit(nodes, group, hidden))
    return replace(released, steps=steps, units=units)


def _hidden(units: Mapping[str, Told], group: str, members: Memberships, threshold: int) -> _Hidden:
    told = set(_told_means(units, group))
    asked = {
        row.variable
        for nodes in units.values()
        if isinstance(node := nodes.get("constructs"), Descriptives) and node.group == group
        for row in node.rows
    }
    placed = frozenset().union(*members.units.values())
    small, large, unplaced = set(), set(), set()
    for variable, answered in members.answered.items():
        sizes = {unit: len(who & answered) for unit, who in members.units.items()}
        untold = [n for unit, n in sizes.items() if n and (unit, variable) not in told]
        # units tell a statement from ten answers on: of fewer, too many are not told to be solved
        hidden = untold if variable in asked else [n for n in untold if n < threshold]
        small |= {variable} if hidden else set()
        large |= {variable} if any(n >= threshold for n in hidden) else set()
        unplaced |= {variable} if 0 < len(answered - placed) < OWN_SD_FROM else set()
    return _Hidden(*map(frozenset, (small, large, unplaced)))


def _told_means(units: Mapping[str, Told], group: str) -> Iterator[tuple[str, str]]:
    """Every unit and construct or statement of which its mean is told."""
    for unit, nodes in units.items():
        for node in (nodes.get("constructs"), nodes.get("items")):
            if isinstance(node, Node) and node.group == group:
                yield from (
                    (unit, name_of(row)) for row in rows_of(node) if isinstance(row.mean, float)
                )


def _step(node: Aggregation | Multilevel, hidden: _Hidden) -> Node:
    if isinstance(node, Aggregation):
        unplaced = node.construct in hidden.unplaced
        if node.construct in hidden.any or (unplaced and told_count(node.n) < ROUGH_FROM):
            return without_figures(node, *FINE, *ICC, reason=REASON)
        return without_figures(node, *FINE, reason=REASON) if unplaced else node

    def told(row: MultilevelRow) -> MultilevelRow:
        return without_figures(row, *OF_ROW, reason=REASON) if row.outcome in hidden.any else row

    return replace(node, rows=tuple(told(row) for row in node.rows))


def _unit(nodes: Told, group: str, hidden: _Hidden) -> Told:
    """A unit's intervals and shrunken means, without those that rest on hidden units."""
    found: Told = {}
    node, compared = nodes.get("constructs"), nodes.get("comparison")
    if isinstance(node, Descriptives) and node.group == group:
        rows = tuple(
            without_figures(row, *INTERVAL, reason=REASON)
            if row.variable in hidden.large and not isinstance(row.sd, float)
            else row
            for row in node.rows
        )
        found["constructs"] = replace(node, rows=rows)
    if isinstance(compared, UnitComparison) and compared.group == group:
        differences = tuple(
            without_figures(
                row, *(RESTING if row.variable in hidden.large else SHRUNKEN), reason=REASON
            )
            if row.variable in hidden.any
            else row
            for row in compared.rows
        )
        found["comparison"] = replace(compared, rows=differences)
    return found
