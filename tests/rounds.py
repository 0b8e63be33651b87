"""A round taken through publish() as far as its reports, for tests that look at any stage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from generator.disclosure.certificate import Certificate
from generator.freetext.review import review_answers
from generator.publish import Published, publish
from generator.report.context import Context
from generator.results.store import ReleasedResults
from generator.round import load_round
from generator.round.model import Policy, Round
from generator.scoring.dataset import ScoredDataset, score
from generator.sources import read_inputs
from generator.sources.inputs import Inputs
from generator.study.model import Study
from generator.study.plan import Step

STEP_KINDS = {
    get_args(step.model_fields["kind"].annotation)[0] for step in get_args(get_args(Step)[0])
}
"""Every kind of step that a study may declare."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a round brought, and what is published of it."""

    study: Study
    round: Round
    inputs: Inputs
    published: Published

    @property
    def scored(self) -> ScoredDataset:
        return score(self.inputs, study=self.study, round_=self.round)

    @property
    def released(self) -> ReleasedResults:
        return self.published.results

    @property
    def certificate(self) -> Certificate:
        return self.published.certificate

    @property
    def context(self) -> Context:
        return Context(
            released=self.released,
            study=self.study,
            round=self.round,
            run_id="0123456789ab",
            version="0",
            language="nb",
            withheld=len(self.certificate.suppressed),
        )


def walk(folder: Path, *, policy: Policy | None = None) -> Walked:
    """Read and publish a round, under its own policy or another."""
    study, round_ = load_round(folder)
    if policy is not None:
        round_ = round_.model_copy(update={"policy": policy})
    inputs = read_inputs(study, round_, folder)
    texts = review_answers(inputs, study=study, round_=round_, folder=folder)
    return Walked(study, round_, inputs, publish(inputs, study, round_, texts=texts))
