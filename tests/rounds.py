"""A round taken down the straight line as far as its reports, for tests that look at any stage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.analysis import analyse
from generator.disclosure import Certificate, release
from generator.documents import Context
from generator.results import ReleasedResults, Results
from generator.round import Policy, Round, load_round
from generator.scoring import ScoredDataset, coarsen_background, score
from generator.sources import read_inputs
from generator.study import Study
from generator.texts import review_answers


@dataclass(frozen=True, slots=True)
class Walked:
    """What each room handed on."""

    study: Study
    round: Round
    scored: ScoredDataset
    results: Results
    released: ReleasedResults
    certificate: Certificate

    @property
    def groups(self) -> dict[str, frozenset[int]]:
        return self.scored.memberships(study=self.study)

    @property
    def context(self) -> Context:
        return Context(
            released=self.released,
            study=self.study,
            round=self.round,
            run_id="0123456789ab",
            version="0",
            language="nb",
            withheld=len(self.certificate.withheld),
            let_through=len(self.certificate.let_through),
        )


def walk(folder: Path, *, policy: Policy | None = None, coarsened: bool = True) -> Walked:
    """Read, score, analyse and release a round, under its own policy or another."""
    study, round_ = load_round(folder)
    if policy is not None:
        round_ = round_.model_copy(update={"policy": policy})
    inputs = read_inputs(study, round_, folder)
    texts = review_answers(inputs, study=study, round_=round_, folder=folder)
    if coarsened:
        inputs, study = coarsen_background(inputs, study=study, policy=round_.policy)
    scored = score(inputs, study=study, round_=round_)
    results = analyse(scored, study=study, round_=round_, texts=texts)
    groups = scored.memberships(study=study)
    released, certificate = release(results, groups, study=study, policy=round_.policy)
    return Walked(study, round_, scored, results, released, certificate)
