"""Which offices have far more or fewer people than they had, by what was published of them then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from statistics import median
from typing import Final

from generator.history.concordance import Concordances
from generator.history.published_round import PublishedRound
from generator.results.survey import Response
from generator.results.values import Band, published_count
from generator.round.events import Event
from generator.round.model import Round
from generator.sources.inputs import Inputs

OF_INVITED: Final = 2 / 3
"""An office with this share of those who were invited before, or less, has lost many."""

OF_CLIENTS: Final = 0.6
"""The same of its clients, whose numbers vary with the months as well."""

ENOUGH: Final = 10
"""Fewest clients a month, before, whose number tells anything."""


@dataclass(frozen=True, slots=True)
class Change:
    """An office's people now in proportion to before, in words too; ``much`` is far from one."""

    ratio: float
    much: bool
    said: str

    @property
    def fewer(self) -> bool:
        """Whether it has far fewer people."""
        return self.much and self.ratio < 1


def changes_of_people(
    inputs: Inputs, now: Round, earlier: Sequence[PublishedRound]
) -> dict[str, Change]:
    """Of each office: by those invited if the round has a survey, and by clients of the scorecard.

    What tells of a large change is believed first. ``earlier`` are oldest first. Nothing is said
    of an office to which something happened in between.
    """
    found: dict[str, Change] = {}
    events = Concordances([*(each.round for each in earlier), now])
    surveyed = [each for each in earlier if each.round.groups and now.groups]
    scored = [each for each in earlier if each.round.scorecard]
    pairs = [(each, _invited(now, each)) for each in surveyed[-1:]]
    pairs += [(each, _clients(inputs, each)) for each in scored[-1:]]
    for then, changes in pairs:
        happened = events.happened(then.round, now)
        known = touched(each for each in happened if each.what not in ("renamed", "recoded"))
        for office, change in changes:
            if office not in known and (office not in found or change.much > found[office].much):
                found[office] = change
    return found


def touched(events: Iterable[Event]) -> set[str]:
    """The offices that something happened to, before it and after."""
    return {office for each in events for office in (*each.before, *each.after)}


def _invited(now: Round, then: PublishedRound) -> Iterator[tuple[str, Change]]:
    for unit in now.units:
        node = then.node("response", Response, unit=unit.id)
        before = node.invited if isinstance(node, Response) else None
        if isinstance(before, int):
            before = Band(before, before)
        if unit.invited is not None and isinstance(before, Band) and before.low:
            fewer, more = unit.invited / before.low, unit.invited / before.high
            ratio = fewer if fewer < 1 else more
            were = f"{before.low} to {before.high}" if before.low < before.high else before.low
            said = f"{unit.invited} are invited, and {were} were in {then.round.id}"
            yield unit.id, Change(ratio, not OF_INVITED < ratio < 1 / OF_INVITED, said)


def _clients(inputs: Inputs, then: PublishedRound) -> Iterator[tuple[str, Change]]:
    """By the clients of a month, of each indicator that has enough; those months that are new."""
    if inputs.scorecard is None or then.round.window is None:
        return
    months: dict[tuple[str, str], list[float]] = {}
    monthly = inputs.scorecard.monthly
    columns = (monthly[name] for name in ("unit", "indicator", "month", "denominator"))
    for unit, indicator, month, denominator in zip(*columns, strict=True):
        if month > then.round.window.last and not isnan(denominator):
            months.setdefault((unit, indicator), []).append(denominator)
    for office, rows in then.scorecards.items():
        ratios = []
        for row in rows:
            before = [n for each in row.months if (n := published_count(each.denominator))]
            after = months.get((office, row.indicator))
            if before and after and median(before) >= ENOUGH:
                ratios.append(median(after) / median(before))
        if ratios:
            ratio = median(ratios)
            said = f"it has {100 * ratio:.0f} % of the clients a month of {then.round.id}"
            yield office, Change(ratio, not OF_CLIENTS < ratio < 1 / OF_CLIENTS, said)
