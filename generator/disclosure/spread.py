"""Spread: a mean and an SD of a few answers leave few ways to have answered.

Four whole answers with a known sum and a known sum of squares are mostly known altogether. So a
spread, and whatever one follows from, is told of at least ``OWN_SD_FROM`` respondents, for the
whole and its classes as for a unit, and never so that a smaller group's follows by subtraction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from generator.disclosure.rows import without_figures
from generator.results import (
    NO_F_TEST,
    Aggregation,
    Anova,
    Descriptives,
    Drivers,
    GroupComparison,
    GroupStatistics,
    Multilevel,
    Node,
    Regression,
    ReleasedResults,
    TTest,
    UnitComparison,
    VariableStatistics,
    Suppressed,
    told_count,
)
from generator.results.complements import hidden_units
from generator.round import OWN_SD_FROM

FEW = Suppressed("needs_twenty_five_respondents")
LATE = Suppressed("would_reveal_few")
SHAPE = (
    *("sd", "se", "variance", "ci_low", "ci_high", "median"),
    *("skewness", "se_skewness", "kurtosis", "se_kurtosis"),
)
RESTING_ON_SPREAD = (Anova, GroupComparison, Regression, Drivers, Multilevel, Aggregation)
"""Nodes whose figures give away the spread of everybody they are about."""

Told = dict[str, Node | Suppressed]


def without_small_spread(node: Node) -> Node | Suppressed:
    """A node of the whole without spreads of fewer than ``OWN_SD_FROM``."""
    if isinstance(node, RESTING_ON_SPREAD) and told_count(node.n) < OWN_SD_FROM:
        return FEW
    match node:
        case Descriptives():
            return replace(node, rows=tuple(_row(row) for row in node.rows))
        case Anova() if hidden := _hidden(node):
            return _variance(node, hidden)
        case GroupComparison() if hidden := _hidden(node):
            return _comparison(node, hidden)
    return node


def _variance(node: Anova, hidden: frozenset[str]) -> Anova:
    return replace(
        node,
        groups=_groups(node.groups, hidden),
        levene=NO_F_TEST,
        welch=NO_F_TEST,
        levene_median=NO_F_TEST,
        brown_forsythe=NO_F_TEST,
    )


def _comparison(node: GroupComparison, hidden: frozenset[str]) -> GroupComparison:
    no_test = TTest(t=None, df=None, p=None, se=None, ci_low=None, ci_high=None)
    groups = _groups(node.groups, hidden)
    return replace(node, groups=groups, welch=no_test, levene=NO_F_TEST)


def _row(row: VariableStatistics) -> VariableStatistics:
    few = isinstance(row.n, int) and row.n < OWN_SD_FROM
    return _spreadless(row, SHAPE) if few else row


Row = TypeVar("Row", VariableStatistics, GroupStatistics)


def _spreadless(row: Row, names: tuple[str, ...]) -> Row:
    return without_figures(row, *names, reason="needs_twenty_five_respondents")


def _hidden(node: Anova | GroupComparison) -> frozenset[str]:
    """The groups whose spread is withheld; what is pooled tells that of all together."""
    counts = {group.label: told_count(group.n) for group in node.groups if group.n}
    return hidden_units(counts, whole=sum(counts.values()), threshold=OWN_SD_FROM)


Group = TypeVar("Group", bound=GroupStatistics)


def _groups(groups: tuple[Group, ...], hidden: frozenset[str]) -> tuple[Group, ...]:
    names = ("sd", "se", "ci_low", "ci_high")
    return tuple(
        without_figures(group, *names, reason="needs_twenty_five_respondents")
        if group.label in hidden
        else group
        for group in groups
    )


def without_rest_of_spread(units: Mapping[str, Told], steps: Mapping[str, Node | Suppressed]) -> None:
    """Withhold units' own SDs, in place, until those not told are nobody's or of enough.

    The spread within all units is told (intervals rest on it), so one unit's own would follow from
    the others'.
    """
    for whole in [node for name, node in steps.items() if name.startswith("constructs/")]:
        if not isinstance(whole, Descriptives):
            continue
        for i, row in enumerate(whole.rows):
            told = _told_spreads(units, whole.group, i)
            everybody = told_count(row.n)
            for unit in hidden_units(told, whole=everybody, threshold=OWN_SD_FROM):
                hide_spread(units[unit], i)
            if everybody < OWN_SD_FROM:  # then what is pooled is too near to somebody's own
                for nodes in units.values():
                    hide_spread(nodes, i)


def _told_spreads(units: Mapping[str, Told], group: str, i: int) -> dict[str, int]:
    return {
        unit: told_count(node.rows[i].n)
        for unit, nodes in units.items()
        if isinstance(node := nodes.get("constructs"), Descriptives)
        and node.group == group
        and isinstance(node.rows[i].sd, float)
    }


def hide_spread(nodes: Told, i: int) -> None:
    """Withhold a unit's own spread of one construct, in place, and what rests on it."""
    node, compared = nodes.get("constructs"), nodes.get("comparison")
    names = ("sd", "ci_low", "ci_high")
    if isinstance(node, Descriptives):
        row = without_figures(node.rows[i], *names, reason="needs_twenty_five_respondents")
        nodes["constructs"] = replace(node, rows=(*node.rows[:i], row, *node.rows[i + 1 :]))
    if isinstance(compared, UnitComparison):
        held = without_figures(compared.rows[i], *RESTING, reason="needs_twenty_five_respondents")
        rows = (*compared.rows[:i], held, *compared.rows[i + 1 :])
        nodes["comparison"] = replace(compared, rows=rows)


RESTING = (
    *("ci_low", "ci_high", "p", "p_holm", "holm_low", "holm_high"),
    *("detectable", "shrunken", "shrunken_low", "shrunken_high"),
)
"""What in a comparison rests on a spread."""


def without_spread_of(released: ReleasedResults, node: str, variable: str) -> ReleasedResults:
    """The release without the spread that one node tells of a variable, or rests on it."""
    where, _, rest = node.partition("/")
    if where == "units":
        unit = rest.partition("/")[0]
        nodes = dict(released.units[unit])
        constructs = nodes.get("constructs")
        for i, row in enumerate(constructs.rows if isinstance(constructs, Descriptives) else ()):
            if row.variable == variable:
                hide_spread(nodes, i)
        return replace(released, units={**released.units, unit: nodes})
    found = released.steps[rest]
    told: Node | Suppressed = LATE
    if isinstance(found, Descriptives):
        rows = (
            without_figures(row, *SHAPE, reason=LATE.withheld) if row.variable == variable else row
            for row in found.rows
        )
        told = replace(found, rows=tuple(rows))
    return replace(released, steps={**released.steps, rest: told})


def without_models_of_few_late(
    released: ReleasedResults, earlier: Sequence[ReleasedResults]
) -> ReleasedResults:
    """The release without what rests on a spread of fewer than ``OWN_SD_FROM`` more than before.

    The squares of those who came between would be the difference of two sums of squares.
    """
    steps = dict(released.steps)
    for name, now in released.steps.items():
        for before in earlier:
            then = before.steps.get(name)
            if isinstance(now, RESTING_ON_SPREAD) and isinstance(then, RESTING_ON_SPREAD):
                late = abs(told_count(now.n) - told_count(then.n))
                if 0 < late < OWN_SD_FROM or isinstance(now.n, Suppressed):
                    steps[name] = LATE if now != then else steps[name]
    return released if steps == released.steps else replace(released, steps=steps)
