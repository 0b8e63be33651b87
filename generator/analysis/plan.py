"""The analysis plan: a registry from kind of step to the function that computes its nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from generator.analysis.anova import anova
from generator.analysis.correlation import adjust_family, correlation
from generator.analysis.descriptives import descriptives
from generator.analysis.frequency import frequency
from generator.analysis.regression import regression
from generator.analysis.reliability import reliability
from generator.results import Correlation, Node
from generator.scoring import ScoredDataset
from generator.study import (
    UNITS,
    AnovaStep,
    CorrelationStep,
    DescriptivesStep,
    FrequencyStep,
    RegressionStep,
    ReliabilityStep,
    Step,
    Study,
)

Nodes = dict[str, Node]


def run_plan(scored: ScoredDataset, *, study: Study) -> Nodes:
    """Run the study's steps in declared order; a step may look back at earlier ones."""
    nodes: Nodes = {}
    for step in study.steps:
        frame = scored.units if step.group == UNITS else scored.groups[step.group]
        nodes.update(STEPS[step.kind](step, frame, study, nodes))
    return {**nodes, **_adjusted_families(study.steps, nodes)}


def _adjusted_families(steps: Sequence[Step], nodes: Nodes) -> Nodes:
    families: dict[str, dict[str, Correlation]] = {}
    for step in steps:
        node = nodes.get(step.id)
        if isinstance(step, CorrelationStep) and step.question and isinstance(node, Correlation):
            families.setdefault(step.question, {})[step.id] = node
    return {
        name: node
        for family in families.values()
        for name, node in zip(family, adjust_family(list(family.values())), strict=True)
    }


def _frequencies(step: FrequencyStep, frame: pd.DataFrame, study: Study, _: Nodes) -> Nodes:
    return {
        f"{step.id}/{name}": frequency(
            _columns(frame, (name,))[name], categories=categories(study, name), group=step.group
        )
        for name in step.variables
    }


def _descriptives(step: DescriptivesStep, frame: pd.DataFrame, _: Study, __: Nodes) -> Nodes:
    found = _columns(frame, step.variables)
    return {step.id: descriptives(found, variables=step.variables, group=step.group)}


def _reliabilities(step: ReliabilityStep, frame: pd.DataFrame, study: Study, _: Nodes) -> Nodes:
    scales = {
        f"{step.id}/{name}": (name, [item.id for item in study.constructs[name].items])
        for name in step.constructs
    }
    if step.items:
        scales[step.id] = (step.label, list(step.items))
    return {
        node: reliability(_columns(frame, items), items=items, construct=name, group=step.group)
        for node, (name, items) in scales.items()
    }


def _correlation(step: CorrelationStep, frame: pd.DataFrame, _: Study, __: Nodes) -> Nodes:
    found = _columns(frame, (*step.x, step.y))
    return {step.id: correlation(found, x=step.x, y=step.y, group=step.group)}


def _regression(step: RegressionStep, frame: pd.DataFrame, _: Study, done: Nodes) -> Nodes:
    predictors = step.predictors or _significant(done, step.significant_in or "")
    found = _columns(frame, (*predictors, step.outcome))
    return {
        step.id: regression(found, outcome=step.outcome, predictors=predictors, group=step.group)
    }


def _anova(step: AnovaStep, frame: pd.DataFrame, study: Study, _: Nodes) -> Nodes:
    return {
        step.id: anova(
            _columns(frame, (step.outcome, step.factor)),
            outcome=step.outcome,
            factor=step.factor,
            categories=categories(study, step.factor),
            group=step.group,
        )
    }


STEPS: Mapping[str, Callable[[Any, pd.DataFrame, Study, Nodes], Nodes]] = {
    "frequency": _frequencies,
    "descriptives": _descriptives,
    "reliability": _reliabilities,
    "correlation": _correlation,
    "regression": _regression,
    "anova": _anova,
}


def categories(study: Study, variable: str) -> list[tuple[int | str, str]]:
    """The values a variable can take, each with its label, in declared order."""
    if variable in study.background:
        return [(c.value, c.label) for c in study.background[variable].categories]
    if variable == study.size_variable and study.size_classes:
        return list(study.size_classes.items())
    scale = study.scale_of(variable)
    return [(value, str(value)) for value in range(scale.low, scale.high + 1)]


def _columns(frame: pd.DataFrame, names: tuple[str, ...] | list[str]) -> pd.DataFrame:
    """The named columns; one that the round does not bring is empty, so its nodes are undefined."""
    return frame.reindex(columns=list(dict.fromkeys(names)))


def _significant(done: Nodes, step: str) -> tuple[str, ...]:
    node = done[step]
    return (
        tuple(row.x for row in node.rows if row.significant)
        if isinstance(node, Correlation)
        else ()
    )
