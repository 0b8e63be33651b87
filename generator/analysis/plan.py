"""The analysis plan: every declared step on its file, in order, then families of tests."""

from __future__ import annotations

from collections.abc import Sequence

from generator.analysis.correlation import adjust_family
from generator.analysis.steps import STEPS, Nodes, Plan
from generator.results import Correlation
from generator.round import Round
from generator.scoring import ScoredDataset
from generator.study import UNITS, CorrelationStep, Step, Study


def run_plan(scored: ScoredDataset, *, study: Study, round_: Round) -> Nodes:
    """Run the study's steps in declared order; a step may look back at earlier ones.

    The plan is about a survey, so a round without one runs none of it.
    """
    if not scored.groups:
        return {}
    plan = Plan(study=study, round=round_, units=scored.analysis_units)
    for step in study.steps:
        frame = scored.units if step.group == UNITS else scored.groups[step.group]
        plan.done.update(STEPS[step.kind](step, frame, plan))
    return {**plan.done, **_adjusted_families(study.steps, plan.done)}


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
