"""Figures that are no sums, which the rank audit cannot see: the rules of THREATS.md, each held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from rounds import Walked, walk

from generator.disclosure import prove
from generator.documents import compose
from generator.documents.report import Chart, Report
from generator.results import Suppressed
from generator.round import Policy

THRESHOLD = 4


@pytest.fixture(scope="module")
def safe(demo_folder: Path) -> Walked:
    """The demo round as a real one would be told."""
    walked = walk(demo_folder, policy=Policy())
    people = walked.scored.people(study=walked.study)
    released, _ = prove(walked.released, walked.certificate, people)
    return replace(walked, released=released)


def parts(value: Any) -> Iterator[Any]:
    """A value and every dataclass inside it."""
    if is_dataclass(value):
        yield value
        for spec in fields(value):
            yield from parts(getattr(value, spec.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from parts(part)


def texts(value: Any) -> Iterator[str]:
    for part in parts(value):
        for spec in fields(part):
            found = getattr(part, spec.name)
            yield from (found,) if isinstance(found, str) else ()
            yield from (
                (each for each in found if isinstance(each, str))
                if isinstance(found, tuple)
                else ()
            )


def unnamed(report: Report, names: set[str]) -> set[str]:
    """Which of the names stand in the report's charts."""
    charts = [block for block in report.blocks if isinstance(block, Chart)]
    told = " ".join(text for chart in charts for text in texts(chart))
    return {name for name in names if name in told}


def test_every_p_of_the_whole_is_about_enough_who_answered(safe: Walked) -> None:
    """With r or F and n known, p tells nothing more; the n it gives away is never small."""
    found = 0
    for node in safe.released.steps.values():
        for part in parts(node):
            if isinstance(getattr(part, "p", None), float) and hasattr(part, "n"):
                assert isinstance(part.n, Suppressed) or part.n >= THRESHOLD
                found += 1
            if isinstance(degrees := getattr(part, "df2", None), float):
                assert degrees >= THRESHOLD - 1  # n less the groups or predictors
    assert found > 30


def test_no_chart_shows_an_office_as_a_point(demo_context) -> None:
    """A chart of the county names no office; an office's own names none but itself."""
    offices = {unit.name for unit in demo_context.round.units}
    county, *own = compose(demo_context)
    assert county.unit is None
    assert unnamed(county, offices) == set()
    for report in own:
        merged = {merge.id: merge.units for merge in demo_context.round.merges}
        mine = {demo_context.unit_name(unit) for unit in merged.get(report.unit, (report.unit,))}
        assert unnamed(report, offices - mine) == set(), report.path


def test_an_office_in_a_chart_would_be_found(demo_context) -> None:
    county, *_ = compose(demo_context)
    chart = next(block for block in county.blocks if isinstance(block, Chart))
    spoilt = replace(county, blocks=(replace(chart, alt="Solvik ligger øverst."),))
    assert unnamed(spoilt, {"Solvik"}) == {"Solvik"}
