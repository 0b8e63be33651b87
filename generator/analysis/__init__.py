"""Analysis: every step of the plan on its file, and what every report needs of each unit."""

from __future__ import annotations

from generator.analysis.plan import run_plan
from generator.analysis.units import describe_units
from generator.analysis.whole import describe_whole
from generator.results import Results
from generator.round import Round
from generator.scoring import ScoredDataset
from generator.study import Study

__all__ = ["analyse"]


def analyse(scored: ScoredDataset, *, study: Study, round_: Round) -> Results:
    """Compute every node of a round at full precision; pandas ends here."""
    return Results(
        study=study.id,
        round=round_.id,
        steps={**describe_whole(scored, study=study), **run_plan(scored, study=study)},
        units=describe_units(scored, study=study, round_=round_),
    )
