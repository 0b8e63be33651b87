"""The registry from kind of step to the function that computes its nodes from a data frame."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from generator.analysis.findings import check_findings
from generator.analysis.planned import Nodes, Plan, categories
from generator.analysis.statistics.aggregation import judge_aggregation
from generator.analysis.statistics.anova import analyse_variance
from generator.analysis.statistics.correlation import correlate
from generator.analysis.statistics.descriptives import describe_variables
from generator.analysis.statistics.drivers import weigh_drivers
from generator.analysis.statistics.frequency import count_frequencies
from generator.analysis.statistics.goodness_of_fit import fit_counts
from generator.analysis.statistics.group_comparison import compare_groups
from generator.analysis.statistics.multilevel import check_multilevel
from generator.analysis.statistics.regression import regress
from generator.analysis.statistics.reliability import estimate_reliability
from generator.analysis.statistics.representativeness import (
    check_representativeness,
    unknown_invited,
    without_cells,
)
from generator.analysis.statistics.share import count_share
from generator.results.models import Correlation
from generator.results.values import Node, Suppressed
from generator.study.model import UNITS, Study
from generator.study.plan import (
    AggregationStep,
    AnovaStep,
    CorrelationStep,
    DescriptivesStep,
    DriversStep,
    FrequencyStep,
    GoodnessOfFitStep,
    GroupComparisonStep,
    MultilevelStep,
    RegressionStep,
    ReliabilityStep,
    RepresentativenessStep,
    ShareStep,
)


def _columns(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The named columns; one that the round does not bring is empty, so its nodes are undefined."""
    return frame.reindex(columns=list(dict.fromkeys(names)))


def _frequencies(step: FrequencyStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    return {
        f"{step.id}/{name}": count_frequencies(
            _columns(frame, name),
            variable=name,
            categories=categories(plan.study, name),
            group=step.group,
        )
        for name in step.variables
    }


def _descriptives(step: DescriptivesStep, frame: pd.DataFrame, _: Plan) -> Nodes:
    found = _columns(frame, *step.variables)
    return {step.id: describe_variables(found, variables=step.variables, group=step.group)}


def _shares(step: ShareStep, frame: pd.DataFrame, _: Plan) -> Nodes:
    return {
        f"{step.id}/{name}": count_share(
            _columns(frame, name), item=name, low=step.low, high=step.high, group=step.group
        )
        for name in step.variables
    }


def _reliabilities(step: ReliabilityStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    scales = {
        f"{step.id}/{name}": (name, [item.id for item in plan.study.constructs[name].items])
        for name in step.constructs
    }
    if step.items:
        scales[step.id] = (step.label, list(step.items))
    return {
        node: estimate_reliability(
            _columns(frame, *items), items=items, construct=name, group=step.group
        )
        for node, (name, items) in scales.items()
    }


def _correlation(step: CorrelationStep, frame: pd.DataFrame, _: Plan) -> Nodes:
    node = correlate(
        _columns(frame, *step.x, step.y),
        x=step.x,
        y=step.y,
        missing=step.missing,
        leave_one_out=step.group == UNITS,
        group=step.group,
    )
    return {step.id: node}


def _regression(step: RegressionStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    predictors = _predictors(step, plan)
    if isinstance(predictors, Suppressed):
        return {step.id: predictors}
    found = _columns(frame, *predictors, step.outcome)
    return {step.id: regress(found, outcome=step.outcome, predictors=predictors, group=step.group)}


def _drivers(step: DriversStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    predictors = _predictors(step, plan)
    if isinstance(predictors, Suppressed):
        return {step.id: predictors}
    found = _columns(frame, *predictors, step.outcome)
    return {
        step.id: weigh_drivers(found, outcome=step.outcome, predictors=predictors, group=step.group)
    }


def _anova(step: AnovaStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    return {
        step.id: analyse_variance(
            _columns(frame, step.outcome, step.factor),
            outcome=step.outcome,
            factor=step.factor,
            categories=categories(plan.study, step.factor),
            group=step.group,
        )
    }


def _group_comparisons(step: GroupComparisonStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    labels = dict(categories(plan.study, step.factor))
    # A category that was too small has been joined with another one, and nobody is left in it.
    pair = [(value, labels.get(value, str(value))) for value in step.groups]
    return {
        f"{step.id}/{outcome}": compare_groups(
            _columns(frame, outcome, step.factor),
            outcome=outcome,
            factor=step.factor,
            categories=pair,
            group=step.group,
        )
        for outcome in step.outcomes
    }


def _goodness_of_fit(step: GoodnessOfFitStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    return {
        step.id: fit_counts(
            _columns(frame, step.variable),
            variable=step.variable,
            expected=step.expected or None,
            categories=categories(plan.study, step.variable),
            group=step.group,
        )
    }


def _representativeness(step: RepresentativenessStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    nodes: Nodes = {
        f"{step.id}/{name}": _background_margins(name, frame, plan, group=step.group)
        for name in step.variables
    }
    if step.units:
        nodes[f"{step.id}/units"] = _unit_margins(frame, plan, group=step.group)
    return nodes


def _background_margins(variable: str, frame: pd.DataFrame, plan: Plan, *, group: str) -> Node:
    margins = plan.round.margins.get(variable)
    found = _columns(frame, variable)
    if not margins:
        reason = "the round has no margins for this variable"
        n = int(found[variable].notna().sum())
        return unknown_invited(variable, n=n, reason=reason, group=group)
    known = categories(plan.study, variable)
    invited = {value: margins.get(str(value), 0.0) for value, _ in known}
    return check_representativeness(
        found, variable=variable, invited=invited, categories=known, group=group
    )


def _unit_margins(frame: pd.DataFrame, plan: Plan, *, group: str) -> Node:
    counts = {unit.id: unit.invited for unit in plan.round.units}
    invited: dict[Hashable, float] = {
        unit.id: sum(counts[office] or 0 for office in unit.offices) for unit in plan.units
    }
    n = int(frame["unit"].notna().sum())
    if any(counts[office] is None for unit in plan.units for office in unit.offices):
        reason = "the round does not say how many were invited in every unit"
        return unknown_invited(UNITS, n=n, reason=reason, group=group)
    found = frame[["unit"]].rename(columns={"unit": UNITS})
    return without_cells(
        check_representativeness(
            found,
            variable=UNITS,
            invited=invited,
            categories=[(unit.id, unit.id) for unit in plan.units],
            group=group,
        )
    )


def _aggregations(step: AggregationStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    return {
        f"{step.id}/{name}": _aggregation(frame, name, study=plan.study, group=step.group)
        for name in step.constructs
    }


def judge_constructs(frame: pd.DataFrame, *, study: Study, group: str) -> Nodes:
    """Whether each construct may be averaged per unit, from answers: with rwg, which needs them.

    For a round that reproduces published tables; of another, the table says the rest.
    """
    return {
        f"aggregation/{name}": _aggregation(frame, name, study=study, group=group)
        for name in study.scored(group)
        if name in study.constructs
    }


def _aggregation(frame: pd.DataFrame, construct: str, *, study: Study, group: str) -> Node:
    scale = study.scale_of(construct)
    items = [item.id for item in study.constructs[construct].items]
    return judge_aggregation(
        _columns(frame, construct, *items, "unit"),
        construct=construct,
        items=items,
        low=scale.low,
        high=scale.high,
        group=group,
    )


def _multilevel(step: MultilevelStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    if step.of:
        earlier = next(other for other in plan.study.steps if other.id == step.of)
        done = [_published(plan.done[name]) for name in earlier.nodes()]
        findings = [node for node in done if isinstance(node, Node)]
        suppressed = [node for node in done if isinstance(node, Suppressed)]
        if suppressed and not findings:
            return {step.id: suppressed[0]}
        return {step.id: check_findings(frame, findings, earlier=earlier, group=step.group)}
    outcome = step.outcome or ""
    return {
        step.id: check_multilevel(
            _columns(frame, *step.predictors, outcome, "unit"),
            outcome=outcome,
            predictors=step.predictors,
            group=step.group,
        )
    }


def _published(node: Node | Suppressed) -> Node | Suppressed:
    """A finding; suppressed where none of its pairs has a p."""
    rules = [row.p for row in node.rows] if isinstance(node, Correlation) else []
    suppressed = [rule for rule in rules if isinstance(rule, Suppressed)]
    return suppressed[0] if suppressed and len(suppressed) == len(rules) else node


def _predictors(step: RegressionStep | DriversStep, plan: Plan) -> tuple[str, ...] | Suppressed:
    if step.predictors:
        return step.predictors
    node = _published(plan.done[step.significant_in or ""])
    if isinstance(node, Suppressed):
        return node
    found = node.rows if isinstance(node, Correlation) else ()
    return tuple(row.x for row in found if row.significant)


STEPS: Mapping[str, Callable[[Any, pd.DataFrame, Plan], Nodes]] = {
    "frequency": _frequencies,
    "descriptives": _descriptives,
    "share": _shares,
    "reliability": _reliabilities,
    "correlation": _correlation,
    "regression": _regression,
    "drivers": _drivers,
    "anova": _anova,
    "group_comparison": _group_comparisons,
    "goodness_of_fit": _goodness_of_fit,
    "representativeness": _representativeness,
    "aggregation": _aggregations,
    "multilevel": _multilevel,
}
