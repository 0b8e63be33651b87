"""Which offices have far more or fewer people than they had, by what was published of them then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from statistics import median
from typing import Final

from generator.history.published_round import PublishedRound
from generator.results.survey import Response
from generator.results.values import Band, published_count
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

    @property
    def more(self) -> bool:
        """Whether it has far more people."""
        return self.much and self.ratio > 1


def changes_of_people(
    inputs: Inputs, now: Round, earlier: Sequence[PublishedRound]
) -> dict[str, Change]:
    """Of each office: by those invited if the round has a survey, and by clients of the scorecard.

    What tells of a large change is believed first. ``earlier`` are oldest first.
    """
    found: dict[str, Change] = {}
    surveyed = [each for each in earlier if each.round.groups] if now.groups else []
    scored = [each for each in earlier if each.round.scorecard]
    for office, change in (
        *(_invited(now, surveyed[-1]) if surveyed else ()),
        *(_clients(inputs, scored[-1]) if scored else ()),
    ):
        if office not in found or change.much > found[office].much:
            found[office] = change
    return found


def _invited(now: Round, then: PublishedRound) -> Iterator[tuple[str, Change]]:
    for unit in now.units:
        node = then.node("response", Response, unit=unit.id)
        before = node.invited if isinstance(node, Response) else None
        if unit.invited is None or not isinstance(before, (int, Band)):
            continue
        low, high = (before.low, before.high) if isinstance(before, Band) else (before, before)
        if low > 0:
            fewer, more = unit.invited / low, unit.invited / high
            ratio = fewer if fewer < 1 else more
            much = fewer <= OF_INVITED or more >= 1 / OF_INVITED
            were = f"{low} to {high}" if low < high else f"{low}"
            said = f"{unit.invited} are invited, and {were} were in {then.round.id}"
            yield unit.id, Change(ratio, much, said)


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
            much = ratio <= OF_CLIENTS or ratio >= 1 / OF_CLIENTS
            said = f"it has {100 * ratio:.0f} % of the clients a month of {then.round.id}"
            yield office, Change(ratio, much, said)
