"""A small run and its page, with somebody who has come in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.run.finished import FinishedRun

from .served import Visitor, finished_run, served


@pytest.fixture
def run(tmp_path: Path) -> FinishedRun:
    return finished_run(tmp_path)


@pytest.fixture
def page(run: FinishedRun) -> Iterator[Visitor]:
    """The page as it is before anybody has opened it."""
    with served(run.folder) as visitor:
        yield visitor


@pytest.fixture
def inside(page: Visitor) -> Visitor:
    assert page.enter().status == 303
    return page
