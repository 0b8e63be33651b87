"""A scorecard indicator month by month: on target or not, and whether that is more than chance.

Below twelve months the months on target are counted. From twelve there are process limits (an XmR
chart): mean +- 2.66 times the mean moving range between neighbouring months. When both limits are
on the good side of the target, routine variation never misses it, and the target is consistently
met; when both are on the other side it is consistently missed; otherwise results vary by chance
across the target. Source: Wheeler, Understanding Variation (2nd ed. 2000); 2.66 = 3 / 1.128, where
1.128 is the mean range of two values from a normal distribution in standard deviations.

Limits miss what stays a little off for long. So eight months in a row on one side of the average
are a run (Western Electric, Statistical Quality Control Handbook, 1956), and seven that rise or
fall are a trend; with Nelson's (1984) six, chance alone would make six times as many. A month that
is not published, or is the average, ends a run.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from generator.results.offices import (
    LIMITS_FROM,
    RUN,
    TREND,
    Course,
    IndicatorResult,
    MonthResult,
    MonthRun,
    Pattern,
)
from generator.results.values import Number, decimal_mean

XMR = 2.66


def with_months(
    row: IndicatorResult, months: tuple[MonthResult, ...], *, lower_is_better: bool
) -> IndicatorResult:
    """The row with these months, how many of them are on target, and their course."""
    met, n, found = summary(months, lower_is_better=lower_is_better)
    run = longest_run(months)
    return replace(row, months=months, on_target=met, n_months=n, course=found, run=run)


def longest_run(months: Sequence[MonthResult]) -> MonthRun | None:
    """The longest run of the last twelve months, or else a trend in them; None without either."""
    last = months[-LIMITS_FROM:]
    known = [month.result for month in last if isinstance(month.result, float)]
    middle = decimal_mean(known)
    sides = [_sign(month.result, middle) for month in last]
    steps = [_sign(b.result, a.result) for a, b in pairwise(last)]
    rules: tuple[tuple[list[int], int, int, Pattern, Pattern], ...] = (
        (sides, RUN, 0, "above", "below"),
        (steps, TREND, 1, "rising", "falling"),
    )
    for signs, least, over, up, down in rules:
        start, n, sign = _longest(signs)
        if n + over >= least:
            names = tuple(month.month for month in last[start : start + n + over])
            return MonthRun(pattern=up if sign > 0 else down, months=names)
    return None


def _sign(value: Number, other: Number) -> int:
    """Which side of the other a value is; 0 where it is neither, or one of them is not published.

    What is left of the average's own rounding puts no value on a side of it.
    """
    if not isinstance(value, float) or not isinstance(other, float) or abs(value - other) < 1e-6:
        return 0
    return 1 if value > other else -1


def _longest(signs: Sequence[int]) -> tuple[int, int, int]:
    """Where the longest piece of one sign begins, how long it is, and its sign."""
    found = (0, 0, 0)
    for sign, piece in groupby(range(len(signs)), key=signs.__getitem__):
        places = list(piece)
        if sign and len(places) > found[1]:
            found = places[0], len(places), sign
    return found


def process_limits(values: Sequence[float]) -> tuple[float, float] | None:
    """The natural process limits of values in time order; None below two values.

    >>> tuple(round(limit, 6) for limit in process_limits([4.0, 6.0, 5.0]))
    (1.01, 8.99)
    """
    if len(values) < 2:
        return None
    ranges = [abs(b - a) for a, b in pairwise(values)]
    middle = decimal_mean(values)
    reach = XMR * decimal_mean(ranges)
    return middle - reach, middle + reach


def course(values: Sequence[float], *, target: float, lower_is_better: bool) -> Course | None:
    """Met, missed or varying by the process limits; None below ``LIMITS_FROM`` values."""
    limits = process_limits(values) if len(values) >= LIMITS_FROM else None
    if limits is None:
        return None
    sign = -1 if lower_is_better else 1
    worst, best = sorted(sign * limit for limit in limits)
    if worst >= sign * target:
        return "met"
    return "missed" if best < sign * target else "varying"


def summary(
    months: Sequence[MonthResult], *, lower_is_better: bool
) -> tuple[int | None, int, Course | None]:
    """Months on target, months judged and the course, of the published months.

    Process limits are held against the latest target, since a target applies from when it is set.
    """
    judged = [month for month in months if month.met is not None]
    met = sum(month.met is True for month in judged) if judged else None
    published = [
        (month.result, month.target)
        for month in judged
        if isinstance(month.result, float) and isinstance(month.target, float)
    ]
    values = [result for result, _ in published]
    if not published:
        return met, len(judged), None
    target = published[-1][1]
    return met, len(judged), course(values, target=target, lower_is_better=lower_is_better)
