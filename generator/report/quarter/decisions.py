"""What the quarterly report asks management to decide, at the foot of page one.

A decision is asked for where a target is missed. Offices are named as ones to hear from only where
their months are consistently on target: a result that varies may be on it by chance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.report.block import Remark, Steps
from generator.report.quarter.scorecard import Scorecard
from generator.report.quarter.surveys import survey_source
from generator.results.offices import IndicatorResult

MOST: Final = 2
"""How many missed targets are to be decided on at most."""
MOST_HEARD: Final = 4
"""How many offices are named as ones to hear from; of more, how many they are."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A target that is missed, and of how many offices it is reached."""

    row: IndicatorResult
    reached: str


def decisions(card: Scorecard, missed: Sequence[Missed], *, when: str) -> Steps:
    """What the figures ask management to decide, the target farthest off first, and by when.

    ``when`` is the time they are of, in words.
    """
    words, meeting = card.context.words, card.context.round.followup.meeting
    day = words.day_month(meeting) if meeting else ""
    title = words("quarter.steps_at" if day else "quarter.steps", date=day)
    return Steps(title, tuple(_steps(card, missed[:MOST], when)))


def _steps(card: Scorecard, missed: Sequence[Missed], when: str) -> Iterator[Remark]:
    context, words, asked = card.context, card.context.words, card.context.round.followup
    for each in missed:
        label = words("quarter.about", label=context.short_label(each.row.indicator))
        yield Remark(label, _decision(each, card, when))
    source = survey_source(context)
    if source and not source.earlier:
        yield Remark(words("quarter.step_survey"), words("quarter.survey_question"))
    if not missed:
        yield Remark("", words("quarter.decide_open"))
    key = "report_to" if asked.address else "report"
    yield Remark(context.deadline(asked.plan_by), words(f"quarter.{key}", address=asked.address))


def _decision(missed: Missed, card: Scorecard, when: str) -> str:
    """What to decide on a missed target: hear from whoever is on it by more than chance."""
    row, words = missed.row, card.context.words
    names = card.on_course(row.indicator, "met")
    if names and len(card.offices) > 1:
        who = words.listed(names) if len(names) <= MOST_HEARD else ""
        key = "decide_hear" if who else "decide_hear_many"
        return words(f"quarter.{key}", n=len(names), names=who)
    if row.course == "missed":
        return words("quarter.decide_missed", n=row.on_target, all=row.n_months)
    if len(card.offices) < 2:
        return words("quarter.decide_one", when=when)
    return words("quarter.decide_vary", reached=missed.reached, when=when)
