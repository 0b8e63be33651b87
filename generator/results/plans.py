"""Action plans that offices made and sent back: what they agreed on, and how far they came.

A plan's own words stand only in the office's own report; of all plans together only counts are
told. Nothing here is about the survey's respondents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from generator.results.values import Count, Node

if TYPE_CHECKING:
    from generator.results.store import ReleasedResults

State = Literal["done", "started", "open"]

_NEGATION = re.compile(r"\b(ikke|ikkje|ingen|not|never)\b", re.IGNORECASE)
_DONE = re.compile(
    r"\b(ferdig|fullført|gjennomført|utført|gjort|avsluttet|avslutta|innført|"
    r"done|completed?|finished)\b|100 ?%|^\s*(ok|x|✓|✔|☑|☒)\s*$",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"\b(i gang|påbegynt|begynt|starta|startet|pågår|underveis|delvis|halvveis|"
    r"started|ongoing|in progress|under way|underway|partly)\b|\b[1-9]\d? ?%",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """One row of an office's action plan, in the office's own words."""

    what: str
    why: str
    who: str
    when: str
    status: str

    @property
    def state(self) -> State:
        """How far the measure has come, read from the status; open when it does not say."""
        if _NEGATION.search(self.status):
            return "open"
        # "nesten ferdig, i gang" has only started; what was only started is never counted as done
        if _STARTED.search(self.status):
            return "started"
        return "done" if _DONE.search(self.status) else "open"


@dataclass(frozen=True, slots=True)
class Plan:
    """A returned plan: the offices that made it, the round whose report it stood in, its rows."""

    offices: tuple[str, ...]
    round: str
    measures: tuple[PlannedMeasure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProgress(Node):
    """How far all returned plans have come; ``n`` counts plans, the other counts measures."""

    kind: ClassVar[str] = "plans"

    n: Count
    n_measures: Count
    n_done: Count
    n_started: Count
    n_open: Count


def progress_of(plans: Sequence[Plan]) -> PlanProgress:
    """The counts of all plans together."""
    states = [measure.state for plan in plans for measure in plan.measures]
    return PlanProgress(
        group="plans",
        n=len(plans),
        n_measures=len(states),
        n_done=states.count("done"),
        n_started=states.count("started"),
        n_open=states.count("open"),
    )


def with_plans(released: ReleasedResults, plans: Sequence[Plan]) -> ReleasedResults:
    """The results with the counts of all plans, where any came back."""
    if not plans:
        return released
    return replace(released, steps={**released.steps, "plans": progress_of(plans)})


def plans_of(offices: Iterable[str], plans: Sequence[Plan]) -> tuple[Plan, ...]:
    """The plans that any of the offices took part in; offices merged since then share them."""
    mine = set(offices)
    return tuple(plan for plan in plans if mine & set(plan.offices))
