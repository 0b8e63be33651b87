"""What the tests of a study found: each pair with its size, and how sure it is."""

from dataclasses import dataclass, replace
from typing import Final

from generator.report.context import Context, inside
from generator.report.effects import level
from generator.report.units_apart import indistinct
from generator.results.groups import GroupComparison
from generator.results.models import Correlation, CorrelationPair
from generator.results.values import Suppressed, published_number
from generator.study.plan import GroupComparisonStep

SIGNIFICANT: Final = 0.05


@dataclass(frozen=True, slots=True)
class Finding:
    """A pair that was tested: r, or the difference between two groups, with its interval.

    It is ``found`` where it is significant by itself, ``firm`` where it is for all tested too.
    It is ``vague`` where it would be firm if it did not rest on means of units that cannot be told
    apart. ``size`` is the level of r or of Cohen's d, None where that is not published.
    """

    variable: str
    value: float
    size: int | None
    low: float | None
    high: float | None
    n: int | None
    found: bool
    firm: bool
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Tested:
    """All that one step tested against one outcome, as far as it is published, strongest first.

    ``between`` names the two groups that are compared; without them the findings are correlations.
    ``hidden`` are not published, and ``family`` counts all that the findings are adjusted for.
    """

    group: str
    outcome: str
    findings: tuple[Finding, ...]
    hidden: int
    family: int
    between: tuple[str, ...] = ()

    @property
    def firm(self) -> list[Finding]:
        """What holds for all that were tested."""
        return [one for one in self.findings if one.firm]

    @property
    def unsure(self) -> list[Finding]:
        """What is significant by itself alone."""
        return [one for one in self.findings if one.found and not one.firm and not one.vague]

    @property
    def vague(self) -> list[Finding]:
        """What would hold if the units could be told apart."""
        return [one for one in self.findings if one.vague]

    @property
    def nulls(self) -> list[Finding]:
        """What was tested without a finding."""
        return [one for one in self.findings if not one.found]


def tested_in(step: str, *, context: Context) -> Tested | None:
    """What a step of correlations or group comparisons tested; None where nothing is shown."""
    node = context.step(step, Correlation)
    return tested(node, context=context) if node and node.rows else _compared(step, context)


def tested(node: Correlation, *, context: Context) -> Tested:
    """What a node of correlations says of its pairs."""
    every = dict.fromkeys(name for row in node.rows for name in (row.x, row.y))
    blurred = indistinct(every, group=node.group, context=context)
    found = [
        _resting(
            _finding(row, row.x, row.r, size=level("r", row.r), adjusted=row.p_holm),
            vague=not {row.x, row.y}.isdisjoint(blurred),
        )
        for row in node.rows
        if isinstance(row.r, float) and isinstance(row.p, float)
    ]
    hidden = sum(isinstance(row.p, Suppressed) for row in node.rows)
    return Tested(node.group, node.rows[0].y, _strongest_first(found), hidden, node.family)


def _compared(step: str, context: Context) -> Tested | None:
    """The comparisons of a step; firm where p is significant for all of them (Bonferroni)."""
    plan = next((one for one in context.study.steps if one.id == step), None)
    if not isinstance(plan, GroupComparisonStep):
        return None
    nodes = [one for one in context.nodes(plan.nodes(), GroupComparison) if len(one.groups) == 2]
    found = [
        _finding(
            node,
            node.outcome,
            node.difference,
            size=level("d", node.d),
            adjusted=node.p * len(plan.nodes()),
        )
        for node in nodes
        if isinstance(node.difference, float) and isinstance(node.p, float)
    ]
    if not nodes:
        return None
    between = tuple(inside(group.label) for group in nodes[0].groups)
    hidden = len(plan.nodes()) - len(found)
    ordered = _strongest_first(found)
    return Tested(plan.group, plan.factor, ordered, hidden, len(plan.nodes()), between)


def _finding(
    one: CorrelationPair | GroupComparison,
    variable: str,
    value: float,
    *,
    size: int | None,
    adjusted: object,
) -> Finding:
    """What was tested, firm where its p, ``adjusted`` for all tested, is significant too."""
    return Finding(
        variable=variable,
        value=value,
        size=size,
        low=published_number(one.ci_low),
        high=published_number(one.ci_high),
        n=one.n if isinstance(one.n, int) else None,
        found=one.significant,
        firm=one.significant and isinstance(adjusted, float) and adjusted < SIGNIFICANT,
    )


def _resting(found: Finding, *, vague: bool) -> Finding:
    """The finding, which is not firm where it rests on variables that do not tell units apart."""
    return replace(found, firm=False, vague=True) if found.firm and vague else found


def _strongest_first(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda one: -abs(one.value)))
