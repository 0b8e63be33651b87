"""What a round tells beside its answers: questions, production, and themes of open questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.analysis.statistics.production import production_nodes
from generator.analysis.statistics.themes import answer_nodes, theme_nodes
from generator.freetext.review import Reviewed
from generator.results.offices import Plan, PlanProgress
from generator.results.survey import Codebook, Question
from generator.results.values import Node
from generator.round.model import Round
from generator.scoring.dataset import ScoredDataset
from generator.study.model import Study

__all__ = ["describe_facts"]


def describe_facts(
    scored: ScoredDataset, *, study: Study, round_: Round, texts: Reviewed | None
) -> dict[str, Node]:
    """Nodes ``codebook/<group>``, ``production/<id>`` and ``themes/<question>``."""
    nodes: dict[str, Node] = {
        f"codebook/{group}": _codebook(asked, group=group)
        for group, asked in scored.wording.items()
    }
    told = answer_nodes(texts, study=study, language=round_.texts.language) if texts else {}
    return {**nodes, **production_nodes(round_), **theme_nodes(round_), **told}


def count_plans(plans: Sequence[Plan]) -> PlanProgress:
    """How far the measures of all plans together have come."""
    states = [state for plan in plans for state in plan.states()]
    return PlanProgress(
        group="plans",
        n=len(plans),
        n_measures=len(states),
        n_done=states.count("done"),
        n_started=states.count("started"),
        n_open=states.count("open"),
    )


def _codebook(asked: Mapping[str, str], *, group: str) -> Codebook:
    rows = tuple(Question(variable=name, wording=text) for name, text in asked.items() if text)
    return Codebook(group=group, n=len(rows), rows=rows)
