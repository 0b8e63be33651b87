"""Every number in the reports of the demonstration's two studies is accounted for.

Random counties answer a small study; these have every table, figure and sentence there is, trends
and the quarterly report among them, in all languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from rounds import Walked, walk

from attack.printed import unexplained
from generator.documents import Context, compose, localised
from generator.documents.quarter import quarter_report
from generator.documents.report import Report
from generator.quarter import with_quarter
from generator.results import Trend
from generator.round import Policy
from generator.study import LANGUAGES, Language
from generator.trend import Earlier, with_trend

DATA = Path(__file__).parents[2] / "data"
THESIS, ARTICLE, LAST = "innovasjon/2015-2", "forbedring/2010-2", "innovasjon/2015-4"


@cache
def walked(name: str) -> Walked:
    """A round under the ordinary policy."""
    return walk(DATA / name, policy=Policy())


def before(name: str, round_id: str, day: date) -> Earlier:
    """The same round as an earlier one."""
    found = walked(name)
    round_ = found.round.model_copy(update={"id": round_id, "date": day})
    return Earlier(found.released, found.study, round_)


def trended(name: str, *earlier: Earlier) -> Context:
    """A round's context with its trends since the earlier ones."""
    found = walked(name)
    released = with_trend(found.released, earlier, study=found.study, round_=found.round)
    return replace(found.context, released=released)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [THESIS, ARTICLE])
def test_a_round(name: str, language: Language) -> None:
    context = walked(name).context
    assert unexplained(context, lambda one: compose(one, language=language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_with_an_earlier_one(language: Language) -> None:
    context = trended(THESIS, before(THESIS, "2015-1", date(2015, 3, 31)))
    assert isinstance(context.released.units["solvik"]["trend"], Trend)
    assert unexplained(context, lambda one: compose(one, language=language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quarter_without_a_survey(language: Language) -> None:
    earlier = before(THESIS, "2015-2", date(2015, 6, 30))
    context = trended(LAST, earlier)
    released = with_quarter(context.released, (earlier,), study=context.study)

    def management(one: Context) -> Sequence[Report]:
        return (quarter_report(context=localised(one, language)),)

    assert unexplained(replace(context, released=released), management) == []
