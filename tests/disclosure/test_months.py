"""Months of the scorecard: counted below twelve, judged by process limits from twelve on."""

from __future__ import annotations

import numpy as np
import pytest

from generator.disclosure.clients.few import published_attainment
from generator.disclosure.clients.months import small_denominators
from generator.disclosure.clients.process_limits import (
    course,
    longest_run,
    process_limits,
    summary,
)
from generator.results.offices import (
    Attainment,
    IndicatorResult,
    MonthResult,
    OfficeAttainment,
    Score,
)
from generator.results.values import Suppressed

FEW = Suppressed("clients")


def month(i: int, result: float, n: int = 50, target: float | None = 50.0) -> MonthResult:
    met = None if target is None else result >= target
    return MonthResult(month=f"2015-{i:02}", result=result, target=target, denominator=n, met=met)


def node(*months: MonthResult, denominator: int = 500) -> Attainment:
    met, n, found = summary(months, lower_is_better=False)
    row = IndicatorResult(
        indicator="B",
        result=52.0,
        target=50.0,
        attainment=1.0,
        denominator=denominator,
        months=months,
        on_target=met,
        n_months=n,
        course=found,
    )
    return Attainment(
        group="scorecard",
        n=1,
        offices=(OfficeAttainment(office="a", rows=(row,)),),
        scores=(Score(variable="c", value=0.9),),
    )


def released(*months: MonthResult) -> Attainment:
    card = node(*months, denominator=sum(m.denominator for m in months))
    return published_attainment(
        card, suppressed=small_denominators({"a": card}), parts={"c": frozenset({"B"})}
    )


def test_limits_are_wheelers() -> None:
    # The mean is 10.25; the moving ranges 2, 3 and 1 have the mean 2.
    limits = process_limits([10.0, 12.0, 9.0, 10.0])
    assert limits == pytest.approx((10.25 - 2.66 * 2, 10.25 + 2.66 * 2))
    assert process_limits([3.0]) is None


STEADY = [60.0, 62.0] * 6  # limits 61 +- 5.32


@pytest.mark.parametrize(
    ("target", "lower", "expected"),
    [
        (55.0, False, "met"),
        (67.0, False, "missed"),
        (61.0, False, "varying"),
        (67.0, True, "met"),
        (55.0, True, "missed"),
        (61.0, True, "varying"),
    ],
)
def test_the_course_follows_from_limits_and_target(target, lower, expected) -> None:
    assert course(STEADY, target=target, lower_is_better=lower) == expected
    assert course(STEADY[:11], target=target, lower_is_better=lower) is None


def test_values_without_spread_meet_a_target_they_touch() -> None:
    assert course([50.0] * 12, target=50.0, lower_is_better=False) == "met"
    assert course([50.0] * 12, target=50.0, lower_is_better=True) == "met"
    assert course([49.9] * 12, target=50.0, lower_is_better=False) == "missed"


def run_of(*results: float | Suppressed) -> tuple[str, int] | None:
    months = tuple(
        MonthResult(month=f"2015-{i:02}", result=x, target=None, denominator=50, met=None)
        for i, x in enumerate(results, start=1)
    )
    run = longest_run(months)
    return (run.pattern, len(run.months)) if run else None


def test_eight_months_on_one_side_of_their_average_are_a_run() -> None:
    low, high = [40.0, 41.0, 40.0, 41.0], [60.0, 61.0, 60.0, 61.0, 60.0, 61.0, 60.0]
    assert run_of(*low, *high, 60.0) == ("above", 8)
    assert run_of(*low, *high) is None  # seven
    assert run_of(*high, 61.0, *low) == ("above", 8)
    assert run_of(*(100 - x for x in (*low, *high, 60.0))) == ("below", 8)
    assert run_of(*low, *high[:4], FEW, *high[4:]) is None  # a month that is not shown ends it
    # A month on the average is on neither side: 50 is the mean of these.
    level = [44.0, 44.0, 40.0, 52.0, 53.0, 52.0, 53.0, 50.0, 53.0, 54.0, 52.0, 53.0]
    assert sum(level) / 12 == 50.0
    assert run_of(*level) is None
    assert run_of(*([50.0] * 12)) is None
    assert run_of(*([55.3] * 11), 55.3) is None


def test_seven_months_that_rise_or_fall_are_a_trend() -> None:
    rising = [50.0, 51.0, 52.0, 53.0, 54.0, 55.0, 56.0]
    assert run_of(*rising) == ("rising", 7)
    assert run_of(*rising[::-1], 60.0) == ("falling", 7)
    assert run_of(*rising[:6], 54.0) is None
    assert run_of(*rising[:3], 52.0, *rising[3:]) is None  # a month alike ends it


def test_only_the_last_twelve_months_are_looked_at() -> None:
    late = [50.0, 60.0] * 6
    assert run_of(*range(1, 9), *late) is None


@pytest.mark.parametrize(
    ("share", "n", "most"), [(0.5, 200, 0.01), (0.9, 20, 0.02), (0.97, 30, 0.03)]
)
def test_chance_makes_a_run_in_fewer_than_three_of_a_hundred_lines(
    share: float, n: int, most: float
) -> None:
    """Twelve months that vary by chance alone; the report says how seldom."""
    draw = np.random.default_rng(4).binomial(n, share, size=(2000, 12))
    found = [run_of(*(round(100 * int(hits) / n, 1) for hits in row)) for row in draw]
    assert 0 < sum(run is not None for run in found) / 2000 <= most


def test_a_change_that_lasts_is_found() -> None:
    """Four months, then eight that are four standard deviations up: in half the lines."""
    draw = np.random.default_rng(5).normal(size=(500, 12)) + np.array([0.0] * 4 + [4.0] * 8)
    found = [run_of(*map(float, row)) for row in draw]
    assert sum(run == ("above", 8) for run in found) / 500 > 0.4


def test_months_without_a_target_are_on_neither_side() -> None:
    assert summary([month(1, 60.0, target=None)], lower_is_better=False) == (None, 0, None)
    assert summary([month(1, 60.0), month(2, 40.0)], lower_is_better=False) == (1, 2, None)


def test_a_month_of_few_takes_one_more_with_it_and_is_not_counted() -> None:
    told = released(month(1, 60.0, n=4), month(2, 40.0, n=6), month(3, 60.0, n=9))
    row = told.offices[0].rows[0]
    assert [m.result for m in row.months] == [FEW, FEW, 60.0]
    assert [m.met for m in row.months] == [None, None, True]
    assert (row.on_target, row.n_months) == (1, 1)
    assert row.result == 52.0
    assert told.scores[0].value == 0.9


def test_several_months_of_few_hide_each_other() -> None:
    row = released(month(1, 60.0, n=3), month(2, 40.0, n=2), month(3, 60.0, n=9)).offices[0].rows[0]
    assert [m.result for m in row.months] == [FEW, FEW, 60.0]


def test_no_month_of_a_withheld_result_is_told() -> None:
    told = released(month(1, 60.0, n=1), month(2, 40.0, n=3))
    row = told.offices[0].rows[0]
    assert all(m.result == FEW and m.denominator == FEW and m.met is None for m in row.months)
    assert (row.result, row.on_target, row.n_months, row.course) == (FEW, None, 0, None)
    assert told.scores[0].value == FEW


def test_the_course_is_of_told_months_only() -> None:
    months = [month(i + 1, value, n=50) for i, value in enumerate(STEADY)]
    assert released(*months).offices[0].rows[0].course == "met"
    few = [month(12, 62.0, n=2), month(11, 60.0, n=8)]
    row = released(*months[:10], *few).offices[0].rows[0]
    assert (row.n_months, row.course) == (10, None)
