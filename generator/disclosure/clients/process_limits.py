"""A scorecard indicator month by month: on target or not, and whether that is more than chance.

Below twelve months the months on target are counted. From twelve there are process limits (an XmR
chart): mean +- 2.66 times the mean moving range between neighbouring months. When both limits are
on the good side of the target, routine variation never misses it, and the target is consistently
met; when both are on the other side it is consistently missed; otherwise results vary by chance
across the target. Source: Wheeler, Understanding Variation (2nd ed. 2000); 2.66 = 3 / 1.128, where
1.128 is the mean range of two values from a normal distribution in standard deviations.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from generator.results.offices import LIMITS_FROM, Course, IndicatorResult, MonthResult
from generator.results.values import decimal_mean

XMR = 2.66


def with_months(
    row: IndicatorResult, months: tuple[MonthResult, ...], *, lower_is_better: bool
) -> IndicatorResult:
    """The row with these months, how many of them are on target, and their course."""
    met, n, found = summary(months, lower_is_better=lower_is_better)
    return replace(row, months=months, on_target=met, n_months=n, course=found)


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
