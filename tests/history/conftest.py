"""The demo round as its own predecessor, to be changed one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from lines import in_quarter
from rounds import Walked

from generator.history.published_round import PublishedRound


@pytest.fixture(scope="session")
def now(demo: Walked) -> PublishedRound:
    """This round, with the scorecard of its last quarter alone."""
    whole = PublishedRound(demo.released, demo.study, demo.round)
    return in_quarter(whole, "2015-04", "2015-05", "2015-06")


@pytest.fixture(scope="session")
def then(now: PublishedRound) -> PublishedRound:
    """The same figures and definitions, three months before."""
    earlier = now.round.model_copy(update={"id": "2015-1", "date": date(2015, 3, 31)})
    return in_quarter(replace(now, round=earlier), "2015-01", "2015-02", "2015-03")
