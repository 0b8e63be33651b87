"""The demo round, taken as far as its reports once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.analysis import analyse
from generator.disclosure import release
from generator.documents import Context
from generator.results import Results
from generator.round import Round, load_round
from generator.scoring import ScoredDataset, score
from generator.sources import read_inputs
from generator.study import Study

DEMO = Path(__file__).parent.parent / "data" / "innovasjon" / "2015-2"


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    return DEMO


@pytest.fixture(scope="session")
def demo_declared() -> tuple[Study, Round]:
    return load_round(DEMO)


@pytest.fixture(scope="session")
def demo_scored(demo_declared: tuple[Study, Round]) -> ScoredDataset:
    study, round_ = demo_declared
    return score(read_inputs(study, round_, DEMO), study=study, round_=round_)


@pytest.fixture(scope="session")
def demo_results(demo_declared: tuple[Study, Round], demo_scored: ScoredDataset) -> Results:
    study, round_ = demo_declared
    return analyse(demo_scored, study=study, round_=round_)


@pytest.fixture(scope="session")
def demo_context(
    demo_declared: tuple[Study, Round], demo_scored: ScoredDataset, demo_results: Results
) -> Context:
    study, round_ = demo_declared
    groups = demo_scored.memberships(study=study)
    released, certificate = release(demo_results, groups, study=study, policy=round_.policy)
    return Context(
        released=released,
        study=study,
        round=round_,
        run_id="0123456789ab",
        version="0",
        language="nb",
        withheld=len(certificate.withheld),
        let_through=len(certificate.let_through),
    )
