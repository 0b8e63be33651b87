"""A chain: the change of a total over the offices that are the same in both rounds.

Where offices came, went or were taken together, the totals of two rounds are about different
people. What can be compared is the part of them that both rounds hold: each office, or group of
offices that were merged or split, with itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from generator.history.concordance import Concordance
from generator.history.figures import DECIMALS, client_part, share_spread
from generator.history.indicator_quarters import mean_figure
from generator.history.precision import MeanSpread
from generator.history.published_round import (
    SCORECARD,
    Figure,
    Key,
    PlaceValue,
    PublishedRound,
    Scope,
    pooled,
)
from generator.results.values import decimal_mean, published_count, round_half_away
from generator.round.model import SIZE_CLASS_FROM


class Chained(NamedTuple):
    """The figures of both rounds over the same offices, and how many offices those are now."""

    then: Figure
    now: Figure
    offices: int


def chained(
    key: Key,
    scope: Scope,
    rounds: tuple[PublishedRound, PublishedRound],
    figures: tuple[Figure, Figure],
    concordance: Concordance,
) -> Chained | None:
    """The two figures over what is the same in both; None where that is nothing.

    Offices stand for themselves, units for theirs; what was merged or split is taken together, by
    the number behind it.
    """
    offices = [
        {
            place: each.units.get(place, (place,)) if _of_units(key) else (place,)
            for place in figure.places
        }
        for each, figure in zip(rounds, figures, strict=True)
    ]
    sides: tuple[dict[str, PlaceValue], dict[str, PlaceValue]] = ({}, {})
    n = 0
    for matched in concordance.matches(*offices):
        then, now = (
            pooled(figure.places[place] for place in places)
            for figure, places in zip(figures, matched, strict=True)
        )
        if then and now:
            sides[0]["+".join(matched[1])], sides[1]["+".join(matched[1])] = then, now
            n += sum(len(tuple(offices[1][place])) for place in matched[1])
    if not n or (scope.size and len(sides[1]) < SIZE_CLASS_FROM):
        return None
    found = [
        _figure(key, scope, published, figure, side)
        for published, figure, side in zip(rounds, figures, sides, strict=True)
    ]
    return Chained(found[0], found[1], n) if found[0] and found[1] else None


def _of_units(key: Key) -> bool:
    return key.group != SCORECARD or key.measure == "score"


def _figure(
    key: Key,
    scope: Scope,
    published: PublishedRound,
    figure: Figure,
    places: dict[str, PlaceValue],
) -> Figure | None:
    values = list(places.values())
    if key.measure in ("indicator", "year"):
        percent = published.study.indicators[key.variable].unit == "%"
        return mean_figure(places, figure.months, percent=percent, scope=scope)
    decimals = DECIMALS[key.measure]
    if key.measure == "construct":
        return _of_people(figure, values)
    mean = round_half_away(decimal_mean([each.value for each in values]), decimals)
    counts = [each.n for each in values if each.n]
    n = sum(counts) if len(counts) == len(values) else None
    plan = published.study.client_survey
    spread = None
    if key.measure == "clients" and plan:
        parts = [client_part(each, plan) for each in values]
        spread = share_spread(parts, plan.high - plan.low)
    return replace(figure, value=mean, n=n, spread=spread, ci=(None, None), roundings=2)


def _of_people(figure: Figure, values: Sequence[PlaceValue]) -> Figure | None:
    """The mean of all people of the places; they vary as the people of the whole figure do."""
    together = pooled(replace(each, alone=False) for each in values)
    if together is None or not together.n:
        return None
    spread = None
    if isinstance(figure.spread, MeanSpread):
        se = figure.spread.se * math.sqrt(published_count(figure.n) / together.n)
        spread = MeanSpread(se, min(figure.spread.df, together.n - 1))
    mean = round_half_away(together.value, DECIMALS["construct"])
    return replace(figure, value=mean, n=together.n, spread=spread, ci=(None, None), roundings=2)
