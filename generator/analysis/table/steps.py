"""The registry from kind of step to the function that computes its nodes from the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.analysis.planned import Nodes, Plan
from generator.analysis.table.aggregation import place_aggregation
from generator.analysis.table.counts import (
    class_fit,
    class_margins,
    unit_margins,
)
from generator.analysis.table.frequency import class_frequency
from generator.analysis.table.means import total_statistics
from generator.analysis.table.statements import total_statements
from generator.analysis.table.two_groups import class_comparison
from generator.analysis.table.variance import class_variance
from generator.results.survey import Descriptives, Share, Statement, VariableStatistics
from generator.results.table import GroupTable
from generator.results.values import Bound, Number, Suppressed
from generator.study.plan import (
    AggregationStep,
    AnovaStep,
    DescriptivesStep,
    FrequencyStep,
    GoodnessOfFitStep,
    GroupComparisonStep,
    RepresentativenessStep,
    ShareStep,
)


def _frequencies(step: FrequencyStep, table: GroupTable, plan: Plan) -> Nodes:
    return {
        f"{step.id}/{name}": class_frequency(table, name, study=plan.study)
        for name in step.variables
    }


def _descriptives(step: DescriptivesStep, table: GroupTable, plan: Plan) -> Nodes:
    rows = tuple(_statistics(table, name, plan) for name in step.variables)
    return {step.id: Descriptives(group=step.group, n=table.base, rows=rows)}


def _statistics(table: GroupTable, variable: str, plan: Plan) -> VariableStatistics:
    """A variable of the table; a statement of a construct has no mean."""
    if variable in table.variables():
        return total_statistics(table, variable, newest=plan.newest)
    rule = Suppressed("models")
    return VariableStatistics(
        variable=variable, n=rule, mean=rule, sd=rule, ci_low=rule, ci_high=rule
    )


def _anova(step: AnovaStep, table: GroupTable, plan: Plan) -> Nodes:
    node = class_variance(table, step.outcome, step.factor, study=plan.study, units=plan.units)
    return {step.id: node}


def _group_comparisons(step: GroupComparisonStep, table: GroupTable, plan: Plan) -> Nodes:
    return {
        f"{step.id}/{outcome}": class_comparison(
            table, outcome, step.factor, step.groups, study=plan.study, units=plan.units
        )
        for outcome in step.outcomes
    }


def _goodness_of_fit(step: GoodnessOfFitStep, table: GroupTable, plan: Plan) -> Nodes:
    return {step.id: class_fit(table, step.variable, step.expected, study=plan.study)}


def _representativeness(step: RepresentativenessStep, table: GroupTable, plan: Plan) -> Nodes:
    nodes: Nodes = {
        f"{step.id}/{name}": class_margins(table, name, study=plan.study, round_=plan.round)
        for name in step.variables
    }
    if step.units:
        nodes[f"{step.id}/units"] = unit_margins(table, units=plan.units, round_=plan.round)
    return nodes


def _aggregations(step: AggregationStep, table: GroupTable, plan: Plan) -> Nodes:
    return {
        f"{step.id}/{name}": place_aggregation(table, name, study=plan.study)
        for name in step.constructs
    }


def _shares(step: ShareStep, table: GroupTable, plan: Plan) -> Nodes:
    rows = total_statements(table, study=plan.study, threshold=plan.round.policy.min_respondents)
    shares = {row.item: row for row in rows.rows if row.construct is None}
    return {
        f"{step.id}/{name}": _share(step, name, shares.get(name), plan) for name in step.variables
    }


def _share(step: ShareStep, name: str, row: Statement | None, plan: Plan) -> Share:
    """Those who agree, or all others; of another part of the scale there is no published count."""
    scale = plan.study.scale_of(name)
    percent: Number = Suppressed("models")
    part = (step.low, step.high)
    if row is not None and part == (scale.agree_from, scale.high):
        percent = row.percent
    elif row is not None and part == (scale.low, scale.agree_from - 1):
        percent = _others(row.percent)
    return Share(
        group=step.group,
        n=row.n if row else Suppressed("models"),
        item=name,
        low=step.low,
        high=step.high,
        count=None if isinstance(percent, float | Bound) else Suppressed("models"),
        percent=percent,
    )


def _others(percent: Number) -> Number:
    """The per cent of all others."""
    if isinstance(percent, Bound):
        if percent.over is not None:
            return Bound(under=100 - percent.over)
        return Bound(over=100 - (percent.under or 0.0))
    return 100 - percent if isinstance(percent, float) else percent


TABLE_STEPS: Mapping[str, Callable[[Any, GroupTable, Plan], Nodes]] = {
    "frequency": _frequencies,
    "descriptives": _descriptives,
    "anova": _anova,
    "group_comparison": _group_comparisons,
    "goodness_of_fit": _goodness_of_fit,
    "representativeness": _representativeness,
    "aggregation": _aggregations,
    "share": _shares,
}
"""The kinds of step whose nodes follow from the table; all others are models of the answers."""
