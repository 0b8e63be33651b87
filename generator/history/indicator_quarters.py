"""Indicators quarter by quarter: what the published months of offices say of three months together.

A result to date grows out of the one before it, so two of them have most of their months in common
and hardly differ. A quarter has none in common with the one before. It is worked out of published
months alone, each by the number behind it; where one is suppressed, so is the office's quarter,
and the office is in no mean of that quarter. So nothing follows that the months do not say.
"""

import math
from collections.abc import Mapping
from typing import Final

from generator.history.precision import Part, ShareSpread
from generator.history.published_round import (
    Figure,
    Key,
    PlaceValue,
    PublishedRound,
    Scope,
    pooled,
)
from generator.results.offices import IndicatorResult
from generator.results.trend import NoInterval
from generator.results.values import Suppressed, decimal_mean, published_count, round_half_away
from generator.round.model import SIZE_CLASS_FROM, Window

QUARTER: Final = 3
YEAR: Final = 12
"""So many months a quarter has, and so many lie between one and the same of last year."""

DECIMALS: Final = 1

Months = tuple[str, ...]
"""Months in a row, as ``YYYY-MM``."""


Quarters = Mapping[str, PlaceValue]
"""The quarters of one indicator that are known, by office."""


def last_quarter(window: Window) -> Months:
    """The last three months of a window, or all of a shorter one.

    >>> last_quarter(Window(first="2014-12", last="2015-02"))
    ('2014-12', '2015-01', '2015-02')
    """
    last = (shifted((window.last,), by)[0] for by in range(1 - QUARTER, 1))
    return tuple(month for month in last if month >= window.first)


def shifted(months: Months, by: int) -> Months:
    """The months so many months later.

    >>> shifted(("2015-01", "2015-02"), -1)
    ('2014-12', '2015-01')
    """
    counted = (12 * int(month[:4]) + int(month[5:]) - 1 + by for month in months)
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in counted)


def quarter_figure(
    published: PublishedRound,
    key: Key,
    scope: Scope,
    months: Months,
    offices: frozenset[str] = frozenset(),
) -> Figure | None:
    """An indicator in these months as a round published it; None where it did not.

    ``offices`` are those that one office of today was: their quarter is that of all together.
    """
    window, indicator = published.round.window, published.study.indicators.get(key.variable)
    if not window or not indicator or not window.first <= months[0] <= months[-1] <= window.last:
        return None
    whole = (months[0], months[-1]) == (window.first, window.last)
    percent = indicator.unit == "%"
    sizes = {unit.id: unit.size for unit in published.round.units}
    found: dict[str, PlaceValue] = {}
    for office, rows in published.scorecards.items():
        if (not key.office or office in offices) and scope.size in (None, sizes.get(office)):
            for row in rows:
                if row.indicator != key.variable:
                    continue
                quarter = _of_office(row, months, to_date=whole and percent)
                if isinstance(quarter, PlaceValue):
                    found[office] = quarter
                elif quarter and key.office:
                    return Figure(quarter, quarter, None, "no_spread", months=months)
    if key.office and len(offices) > 1:
        together = pooled(found.values()) if found.keys() == offices else None
        found = {key.office: together} if together else {}
    return mean_figure(found, months, percent=percent, scope=scope)


def mean_figure(found: Quarters, months: Months, *, percent: bool, scope: Scope) -> Figure | None:
    """The unweighted mean of the offices' quarters, or the one office's own.

    None of no office, and of fewer than a size class takes.
    """
    if not found or (scope.size and len(found) < SIZE_CLASS_FROM):
        return None
    counts = [quarter.n for quarter in found.values() if quarter.n is not None]
    known = len(counts) == len(found)
    why: NoInterval = "no_denominator" if percent else "no_spread"
    spread = None
    if any(quarter.repeated for quarter in found.values()):
        why = "repeated"
    elif known and percent and all(0 <= quarter.value <= 100 for quarter in found.values()):
        parts = tuple(Part(quarter.value / 100, quarter.n) for quarter in found.values())
        spread = ShareSpread(parts, 100.0)
    return Figure(
        round_half_away(math.fsum(q.value for q in found.values()) / len(found), DECIMALS),
        sum(counts) if known else None,
        spread,
        why,
        roundings=2,  # the months' results once, and once more here
        months=months,
        places=found,
    )


def _of_office(
    row: IndicatorResult, months: Months, *, to_date: bool
) -> PlaceValue | Suppressed | None:
    """``to_date`` where the result to date is of these months, and can stand for them."""
    held = {month.month: month for month in row.months}
    own = [held[month] for month in months if month in held]
    counted = [month for month in own if month.denominator != 0]
    results = [month.result for month in counted if isinstance(month.result, float)]
    if results and len(own) == len(months) and len(results) == len(counted):
        counts = [month.denominator for month in counted if isinstance(month.denominator, int)]
        if len(counts) < len(results):
            return PlaceValue(decimal_mean(results), None)
        weighted = decimal_mean(results, counts)
        behind = sum(published_count(month.denominator) for month in row.months)
        repeated = isinstance(row.denominator, int) and behind > row.denominator
        return PlaceValue(weighted, sum(counts), repeated)
    if to_date and isinstance(row.result, float):
        return PlaceValue(row.result, published_count(row.denominator) or None)
    return next((month.result for month in own if isinstance(month.result, Suppressed)), None)
