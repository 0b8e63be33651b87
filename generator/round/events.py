"""Events: what happened to offices, and to wordings, since the round before.

Without them an id is taken for the same office, whatever became of its people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from pydantic import Field, model_validator

from generator.round.afterwards import Day
from generator.round.counted import Id
from generator.study.declared import Declared

What = Literal[
    "renamed",
    "merged",
    "split",
    "closed",
    "opened",
    "moved",
    "recoded",
    "resized",
    "reworded",
]

MANY: Final = 99
SIDES: Final[dict[str, tuple[tuple[int, int], tuple[int, int], str]]] = {
    "renamed": ((1, 1), (1, 1), "one office before and one after"),
    "merged": ((2, MANY), (1, 1), "two or more offices before and one after"),
    "split": ((1, 1), (2, MANY), "one office before and two or more after"),
    "closed": ((1, MANY), (0, 0), "offices before and none after"),
    "opened": ((0, 0), (1, MANY), "no office before and one or more after"),
    "moved": ((0, MANY), (0, MANY), "offices before (to another county) or after (from one)"),
    "recoded": ((1, 1), (1, 1), "one office before and one after"),
    "resized": ((1, 1), (1, 1), "one office before and the same after"),
    "reworded": ((0, 0), (0, 0), "variables, and no offices"),
}
"""How many offices each kind of event has before and after: fewest and most, and in words."""


class Event(Declared):
    """Something that happened between two rounds, so that their figures are compared rightly."""

    what: What
    """What happened: offices were ``renamed``, ``merged``, ``split``, ``closed``, ``opened``,
    ``moved`` to or from another county, or ``recoded``; an office is the same with far more or
    fewer people, or in another size class (``resized``); a text is another, and what is measured
    is the same (``reworded``). For example ``"split"``."""
    date: Day
    """The first day it is so. For example ``2026-04-01``."""
    before: tuple[Id, ...] = ()
    """The offices before, by their ids then. For example ``["solvik"]``."""
    after: tuple[Id, ...] = ()
    """The offices after, by their ids. For example ``["solvik", "solvik-nord"]``."""
    variables: tuple[str, ...] = Field(default=())
    """What was ``reworded``: items, indicators, questions. For example ``["B.17"]``."""

    @model_validator(mode="after")
    def of_its_kind(self) -> Event:
        """As many offices before and after as its kind has."""
        *limits, words = SIDES[self.what]
        sides = (self.before, self.after)
        within = all(
            low <= len(set(ids)) == len(ids) <= high
            for ids, (low, high) in zip(sides, limits, strict=True)
        )
        if self.what == "moved":
            within = within and bool(self.before) != bool(self.after)
        if self.what == "resized":
            within = within and self.before == self.after
        if not within or bool(self.variables) != (self.what == "reworded"):
            raise ValueError(f"{self.what!r} takes {words}")
        return self

    @property
    def gone(self) -> frozenset[str]:
        """The ids that are no more."""
        return frozenset(self.before) - frozenset(self.after)

    @property
    def new(self) -> frozenset[str]:
        """The ids that were not before."""
        return frozenset(self.after) - frozenset(self.before)


def unlikely(events: tuple[Event, ...], ids: set[str], last: Day) -> Iterator[tuple[str, str, str]]:
    """Where events disagree with a round of these office ids and this date, as TOML findings."""
    for each in events:
        if each.date > last:
            message = f"{each.what} on {each.date} is after the date of the round, {last}"
            yield "events.date", message, "Declare it in the round that it falls in."
        later = {name for other in events if other.date >= each.date for name in other.before}
        for name in sorted({*each.after} - ids - later):
            message = f"the event {each.what!r} leads to {name!r}, which is not among the units"
            yield "events.after", message, "Declare the unit or correct the id."
        came = {name for other in events if other.date >= each.date for name in other.after}
        for name in sorted(each.gone & ids - came):
            message = f"{name!r} is no more after the event {each.what!r}, and is among the units"
            yield "events.before", message, "Remove the unit, or put it in the event's after."


def successors(
    offices: Iterable[str], events: Sequence[Event], *, since: Day | None = None
) -> tuple[str, ...]:
    """What offices became by the events: all that people of them went to.

    ``since`` is a day when they were so. Without it an id that is still there stays what it is.

    >>> merged = Event(what="merged", date="2016-01-01", before=("a", "b"), after=("c",))
    >>> successors(("a",), [merged])
    ('c',)
    """
    found = tuple(offices)
    for event in sorted(events, key=lambda each: each.date):
        later = since is not None and event.date > since
        if event.after and set(event.before) & set(found) and (later or event.gone & set(found)):
            found = (*(each for each in found if each not in event.before), *event.after)
    return found
