"""The demo round, taken as far as its reports once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import browser
from counts import LONG, times
from hypothesis import settings
from postgresql import postgresql, postgresql_server
from rounds import Walked, walk

from generator.report.context import Context
from generator.results.store import ReleasedResults
from generator.round.model import Round
from generator.scoring.dataset import ScoredDataset
from generator.study.model import Study

__all__ = ["browser", "postgresql", "postgresql_server"]  # fixtures, for every test

settings.register_profile("ordinary", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=times(100))
settings.load_profile("long" if LONG else "ordinary")

TESTS = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Let a dependency use what a newer Python deprecates; our own code and tests may not."""
    own = {"generator", "tests", *(path.stem for path in TESTS.rglob("*.py"))}
    others = f"(?!({'|'.join(sorted(own))})\\b)"
    for category in ("DeprecationWarning", "PendingDeprecationWarning"):
        config.addinivalue_line("filterwarnings", f"default::{category}:{others}")


DEMO = TESTS.parent / "data" / "innovasjon" / "2015-2"


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    return DEMO


@pytest.fixture(scope="session")
def demo() -> Walked:
    return walk(DEMO)


@pytest.fixture(scope="session")
def demo_declared(demo: Walked) -> tuple[Study, Round]:
    return demo.study, demo.round


@pytest.fixture(scope="session")
def demo_scored(demo: Walked) -> ScoredDataset:
    return demo.scored


@pytest.fixture(scope="session")
def demo_results(demo: Walked) -> ReleasedResults:
    return demo.released


@pytest.fixture(scope="session")
def demo_context(demo: Walked) -> Context:
    return demo.context
