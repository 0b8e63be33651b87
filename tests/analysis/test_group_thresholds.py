"""Which n decides whether two groups are compared: each limit just below, at it and above it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from analysis.test_table import STUDY, exact_table, people
from counties import B, answering, published
from counties import people as county
from scipy import stats

from generator.analysis import compare_groups
from generator.analysis.statistics.group_comparison import class_comparison
from generator.results.groups import GroupComparison
from generator.results.values import Suppressed
from generator.scoring.units import AnalysisUnit

ANSWERS = (2.0, 5.0, 3.0, 1.0, 4.0)
SIZE, THRESHOLD = Suppressed("size"), Suppressed("threshold")


# --- on a frame ------------------------------------------------------------------------------


def two_groups(first: int, second: int) -> GroupComparison:
    """So many answers in each group; the second's are one and a half higher."""
    frame = pd.DataFrame(
        {
            "y": [*ANSWERS[:first], *(each + 1.5 for each in ANSWERS[:second])],
            "g": ["a"] * first + ["b"] * second,
        }
    )
    node: GroupComparison = compare_groups(
        frame, outcome="y", factor="g", categories=[("a", "A"), ("b", "B")]
    )
    return node


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (0, 5, "a group has no answers"),
        (5, 0, "a group has no answers"),
        (0, 1, "a group has no answers"),
        (1, 1, "one answer in each group has no spread"),
        (1, 2, None),
        (2, 1, None),
        (1, 5, None),
        (5, 1, None),
        (2, 2, None),
        (5, 5, None),
    ],
)
def test_a_test_takes_somebody_in_each_group_and_three_in_all(
    first: int, second: int, reason: str | None
) -> None:
    node = two_groups(first, second)
    assert (node.n, node.groups[0].n, node.groups[1].n) == (first + second, first, second)
    assert node.undefined == reason
    assert (node.difference is None) is (min(first, second) == 0)
    figures = (node.t, node.df, node.p, node.se, node.ci_low, node.ci_high, node.d)
    assert [value is None for value in figures] == [reason is not None] * 7


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1), (1, 5), (5, 1), (2, 2), (3, 5)])
def test_the_pooled_test_weighs_each_group_by_its_own_n(first: int, second: int) -> None:
    node = two_groups(first, second)
    one, other = np.array(ANSWERS[:first]), np.array(ANSWERS[:second]) + 1.5
    truth = stats.ttest_ind(one, other)
    assert (node.t, node.p, node.df) == pytest.approx(
        (truth.statistic, truth.pvalue, first + second - 2), rel=1e-12
    )
    low, high = truth.confidence_interval()
    assert (node.ci_low, node.ci_high) == pytest.approx((low, high), rel=1e-12)
    squares = sum(((part - part.mean()) ** 2).sum() for part in (one, other))
    assert node.d == pytest.approx(
        (one.mean() - other.mean()) / math.sqrt(squares / (first + second - 2)), rel=1e-12
    )


@pytest.mark.parametrize(
    ("first", "second", "there"),
    [(1, 5, False), (5, 1, False), (2, 5, True), (5, 2, True), (2, 2, True), (3, 3, True)],
)
def test_welch_takes_two_in_each_group(first: int, second: int, there: bool) -> None:
    node = two_groups(first, second)
    assert (node.welch.t is not None) is there
    if there:
        one, other = ANSWERS[:first], np.array(ANSWERS[:second]) + 1.5
        truth = stats.ttest_ind(one, other, equal_var=False)
        assert (node.welch.t, node.welch.p, node.welch.df) == pytest.approx(
            (truth.statistic, truth.pvalue, truth.df), rel=1e-12
        )
    else:
        assert node.welch.undefined == "at least one group has fewer than two answers"


@pytest.mark.parametrize(
    ("first", "second", "correction"),
    [(1, 2, None), (2, 1, None), (1, 3, 0.5641895835), (3, 1, 0.5641895835), (2, 3, 0.7236012545)],
)
def test_hedges_g_takes_two_degrees_of_freedom(
    first: int, second: int, correction: float | None
) -> None:
    """gamma(df / 2) / (sqrt(df / 2) gamma((df - 1) / 2)) of two and three degrees of freedom."""
    node = two_groups(first, second)
    assert isinstance(node.d, float)
    assert node.g == (None if correction is None else pytest.approx(node.d * correction))


# --- from the published table ----------------------------------------------------------------


def by_size(small: int, large: int, **changes: Any) -> GroupComparison | Suppressed:
    """The small units against the large ones, so many of each."""
    sizes = {f"u{i}": "s" for i in range(small)} | {f"u{7 - i}": "l" for i in range(large)}
    units = [AnalysisUnit(f"u{i}", (f"u{i}",), sizes.get(f"u{i}", "other")) for i in range(8)]
    table = exact_table(people(1))
    places = tuple(
        replace(
            place,
            cells=tuple(
                replace(cell, **changes) if place.place in ("u0", "u7") else cell
                for cell in place.cells
            ),
        )
        if changes
        else place
        for place in table.places
    )
    return class_comparison(
        replace(table, places=places), "y", "size", ("s", "l"), study=STUDY, units=units
    )


@pytest.mark.parametrize(
    ("small", "large", "there"),
    [(2, 4, False), (4, 2, False), (2, 2, False), (3, 4, True), (4, 3, True), (3, 3, True)],
)
def test_each_size_class_takes_three_units(small: int, large: int, there: bool) -> None:
    node = by_size(small, large)
    assert isinstance(node, GroupComparison) is there
    if not isinstance(node, GroupComparison):
        assert node == SIZE
        return
    frame = people(1)
    counts = frame.groupby("unit")["y"].count()
    n = [int(counts[[f"u{i}" for i in range(small)]].sum())]
    n += [int(counts[[f"u{7 - i}" for i in range(large)]].sum())]
    assert [group.n for group in node.groups] == n
    assert node.n == sum(n)


@pytest.mark.parametrize(("units", "there"), [(3, False), (4, True)])
def test_a_unit_whose_cell_is_in_no_sum_is_none_of_the_three(units: int, there: bool) -> None:
    """Of each class one published unit has no figure of the outcome."""
    node = by_size(units, units, mean=Suppressed("threshold"))
    assert isinstance(node, GroupComparison) is there


# --- in a round ------------------------------------------------------------------------------


def by_tenure(first: int, second: int, *, skip: tuple[int, int] = (0, 0)) -> Any:
    """The published comparison of so many new and experienced people; some skip the outcome."""
    frame = county({"o1": first + second})
    frame["tid"] = pd.Series([1] * first + [2] * second, dtype=object)
    blank = [*frame.index[: skip[0]], *frame.index[first : first + skip[1]]]
    return published(answering(frame, blank, items=B)).results.steps["by-tenure/B"]


@pytest.mark.parametrize("n", [9, 10, 11])
@pytest.mark.parametrize("turned", [False, True])
def test_each_group_takes_ten_people(n: int, turned: bool) -> None:
    """A class below ten joins its neighbour, and nobody is left to compare; either class."""
    node = by_tenure(*((40, n) if turned else (n, 40)))
    if n < 10:
        assert node == SIZE
        return
    assert isinstance(node, GroupComparison)
    assert [group.n for group in node.groups] == ([40, n] if turned else [n, 40])
    assert node.n == 40 + n
    assert all(isinstance(value, float) for value in (node.p, node.d, node.difference))


@pytest.mark.parametrize(("skipped", "there"), [(3, False), (2, True), (1, True)])
@pytest.mark.parametrize("turned", [False, True])
def test_who_skipped_the_outcome_is_none_of_the_ten(
    skipped: int, there: bool, turned: bool
) -> None:
    """Twelve are in the class; whoever did not answer the outcome is not in its comparison."""
    sizes, skip = ((40, 12), (0, skipped)) if turned else ((12, 40), (skipped, 0))
    node = by_tenure(*sizes, skip=skip)
    assert isinstance(node, GroupComparison) is there
    if isinstance(node, GroupComparison):
        assert sorted(group.n for group in node.groups) == [12 - skipped, 40]


@pytest.mark.parametrize(("first", "second"), [(12, 12), (12, 13), (13, 12), (13, 13)])
def test_a_test_takes_twenty_five_people_in_both_groups(first: int, second: int) -> None:
    """Below, the spread is suppressed; the means and their difference stay."""
    node = by_tenure(first, second)
    assert isinstance(node, GroupComparison)
    assert isinstance(node.difference, float)
    figures = (node.p, node.ci_low, node.ci_high, node.d)
    if first + second < 25:
        assert set(figures) == {SIZE}
        assert not node.significant
    else:
        assert all(isinstance(value, float) for value in figures)
