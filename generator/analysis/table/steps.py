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
from generator.analysis.table.two_groups import class_comparison
from generator.analysis.table.variance import class_variance
from generator.results import Descriptives, GroupTable, Suppressed, VariableStatistics
from generator.study import (
    AggregationStep,
    AnovaStep,
    DescriptivesStep,
    FrequencyStep,
    GoodnessOfFitStep,
    GroupComparisonStep,
    RepresentativenessStep,
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


TABLE_STEPS: Mapping[str, Callable[[Any, GroupTable, Plan], Nodes]] = {
    "frequency": _frequencies,
    "descriptives": _descriptives,
    "anova": _anova,
    "group_comparison": _group_comparisons,
    "goodness_of_fit": _goodness_of_fit,
    "representativeness": _representativeness,
    "aggregation": _aggregations,
}
"""The kinds of step whose nodes follow from the table; all others are models of the answers."""
