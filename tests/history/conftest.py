"""The demo round as its own predecessor, to be changed one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from rounds import Walked

from generator.history.published_round import PublishedRound


@pytest.fixture(scope="session")
def now(demo: Walked) -> PublishedRound:
    """This round."""
    return PublishedRound(demo.released, demo.study, demo.round)


@pytest.fixture(scope="session")
def then(now: PublishedRound) -> PublishedRound:
    """The same figures and definitions, three months before."""
    earlier = now.round.model_copy(update={"id": "2015-1", "date": date(2015, 3, 31)})
    return replace(now, round=earlier)
