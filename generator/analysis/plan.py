"""The analysis plan: every declared step in order, then families of tests.

A step on the unit file runs on that file, which follows from the published table. A step on a
respondent group takes its figures from the table where they follow from it; a model of the answers
is computed on the people of the base and passes a gate. A round that reproduces published tables
runs every step on the answers as they are.
"""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from generator.analysis.statistics import Nodes, Plan, from_frame, from_table
from generator.analysis.statistics.correlation import adjust_family
from generator.results.models import Correlation
from generator.results.table import GroupTable, PublishedTable
from generator.results.values import Node, Suppressed
from generator.round.model import Round
from generator.scoring.units import AnalysisUnit
from generator.study.model import UNITS, Study
from generator.study.plan import CorrelationStep, GroupComparisonStep, MultilevelStep, Step

__all__ = ["run_plan"]

Gate = Callable[[Node], Node | Suppressed]
"""What of a model of the answers may be published; it rounds no p and no r."""


def run_plan(
    frames: Mapping[str, pd.DataFrame],
    statements: Mapping[str, pd.DataFrame],
    units: pd.DataFrame,
    table: PublishedTable,
    *,
    study: Study,
    round_: Round,
    analysis_units: Sequence[AnalysisUnit],
    exact: bool,
    gate: Gate,
    release: int = 1,
) -> Nodes:
    """Run the study's steps in declared order; a step may look back at earlier ones.

    ``frames`` has the people of each group's base, with the column ``unit`` where units are, and
    ``statements`` what reliability is estimated from. The plan is about a survey, so a round
    without one runs none of it.
    """
    if not frames:
        return {}
    plan = Plan(study=study, round=round_, units=analysis_units, newest=release)
    for step in study.steps:
        if step.group == UNITS:
            found = from_frame(step.kind)(step, units, plan)
        elif exact:
            found = from_frame(step.kind)(step, frames[step.group], plan)
        else:
            of = statements if step.kind == "reliability" else frames
            found = _published(step, of, table, plan, gate=gate)
        plan.done.update(found)
    return {**plan.done, **_adjusted_families(study.steps, plan.done)}


def _published(
    step: Step, frames: Mapping[str, pd.DataFrame], table: PublishedTable, plan: Plan, *, gate: Gate
) -> Nodes:
    group = table.of(step.group)
    if group is None or not group.places:
        return dict.fromkeys(step.nodes(), Suppressed("threshold"))
    computed = from_table(step.kind)
    if computed is not None:
        return computed(step, group, plan)
    if not _of_variables(step, group, plan):
        return dict.fromkeys(step.nodes(), Suppressed("models"))
    found = from_frame(step.kind)(step, frames[step.group], plan)
    return {
        name: node if isinstance(node, Suppressed) else gate(node) for name, node in found.items()
    }


def _of_variables(step: Step, group: GroupTable, plan: Plan) -> bool:
    """Whether a model is of variables of the table; groups of a background variable are in none."""
    if isinstance(step, MultilevelStep) and step.of:
        of = next(other for other in plan.study.steps if other.id == step.of)
        return not isinstance(of, GroupComparisonStep)
    modelled = {*step.named()} if step.kind not in ("reliability", "correlation") else set()
    return modelled <= set(group.variables())


def _adjusted_families(steps: Sequence[Step], nodes: Nodes) -> Nodes:
    families: dict[tuple[str, str], dict[str, Correlation]] = {}
    for step in steps:
        node = nodes.get(step.id)
        if isinstance(step, CorrelationStep) and isinstance(node, Correlation):
            family = (step.question, "") if step.question else ("", step.id)
            families.setdefault(family, {})[step.id] = node
    return {
        name: node
        for steps_of in families.values()
        for name, node in zip(steps_of, adjust_family(list(steps_of.values())), strict=True)
    }
