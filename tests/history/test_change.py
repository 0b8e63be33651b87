"""Changes and their intervals: laws, and examples computed another way."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lines import (
    all_lines,
    change_of,
    in_quarter,
    line_of,
    trended,
    with_months,
    with_round,
    with_step,
    with_unit_node,
)
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from generator.history.precision import Difference, MeanSpread, Part, ShareSpread, holm_tails
from generator.history.published_round import PublishedRound
from generator.history.survey_figures import mean_spread
from generator.results.offices import ClientResults
from generator.results.survey import Descriptives, VariableStatistics
from generator.results.table import Spread
from generator.results.trend import Change
from generator.results.values import Bound, Number, Suppressed, round_half_away


def moved_construct(
    edition: PublishedRound, name: str, by: float, *, step: str = "constructs/medarbeidere"
) -> PublishedRound:
    node = edition.released.steps[step]
    assert isinstance(node, Descriptives)
    rows = tuple(
        replace(row, mean=round_half_away(row.mean + by, 2))
        if row.variable == name and isinstance(row.mean, float)
        else row
        for row in node.rows
    )
    return with_step(edition, step, replace(node, rows=rows))


def test_identical_rounds_have_not_changed(then: PublishedRound, now: PublishedRound) -> None:
    changes = [line.change for _, line in all_lines(trended(now, then))]
    told = [change for change in changes if isinstance(change, Change)]
    tested = [change for change in told if change.certain is not None]
    assert len(tested) > 100
    assert all(change.value == 0 for change in told)
    assert all(change.certain is False for change in tested)
    for change in tested:
        assert isinstance(change.ci_low, float)
        assert isinstance(change.holm_low, float)
        assert change.ci_low < 0
        assert (change.ci_high, change.holm_high) == (-change.ci_low, -change.holm_low)
        assert change.holm_low <= change.ci_low
        assert change.p == 1


def test_without_an_earlier_round_nothing_is_added(
    then: PublishedRound, now: PublishedRound
) -> None:
    assert trended(now) == now.released
    assert trended(then, now) == then.released  # a later round is no past


def test_a_mean_now_and_then_by_the_textbook(then: PublishedRound, now: PublishedRound) -> None:
    """The whole's: SD printed, so scipy's Welch from summary statistics is the oracle."""
    change = change_of(
        trended(now, moved_construct(then, "kollega", -0.15)), "trend", "construct", "kollega"
    )
    node = now.released.steps["constructs/medarbeidere"]
    assert isinstance(node, Descriptives)
    row = next(row for row in node.rows if row.variable == "kollega")
    assert isinstance(row.mean, float) and isinstance(row.sd, float) and isinstance(row.n, int)
    sd = row.sd + 0.005
    interval = stats.ttest_ind_from_stats(
        row.mean, sd, row.n, row.mean - 0.15, sd, row.n, equal_var=False
    )
    half = stats.t.ppf(0.975, 2 * row.n - 2) * sd * math.sqrt(2 / row.n)
    assert change.value == 0.15
    assert change.ci_low == pytest.approx(0.15 - half - 0.01, abs=0.0051)
    assert change.ci_high == pytest.approx(0.15 + half + 0.01, abs=0.0051)
    assert isinstance(change.p, float)
    assert interval.pvalue < change.p < 0.05  # rounding is allowed for, so a little larger
    assert change.certain is False  # not after Holm, among so many


def test_a_small_unit_rests_on_the_pooled_sd(then: PublishedRound, now: PublishedRound) -> None:
    """Its printed interval does too: from half its width the same standard error follows."""
    change = change_of(trended(now, then), "myrholmen", "construct", "leder")
    own = now.released.units["myrholmen"]["constructs"]
    assert isinstance(own, Descriptives)
    row = own.rows[0]
    assert row.sd is None and isinstance(row.n, int)
    assert isinstance(row.ci_low, float) and isinstance(row.ci_high, float)
    assert isinstance(change.ci_high, float)
    half = (row.ci_high - row.ci_low) / 2
    assert change.ci_high == pytest.approx(math.sqrt(2) * half + 0.01, abs=0.02)


def test_the_spread_of_a_unit_is_the_published_one(now: PublishedRound) -> None:
    """Rounded up by what two decimals can hide; without it the interval says how wide it is."""
    pooled = Spread(variable="leder", sd=0.9, df=200)
    row = mean_row(4.5, n=16)
    assert mean_spread(row, pooled) == MeanSpread((0.9 + 0.005) / 4, 200)
    assert mean_spread(replace(row, sd=0.8), pooled) == MeanSpread((0.8 + 0.005) / 4, 15)
    hidden = replace(pooled, sd=Suppressed("homogeneity"))
    own = mean_spread(row, hidden)
    assert own is not None and own.se == pytest.approx((0.5 + 0.005) / 1.959964)
    assert mean_spread(replace(row, ci_low=None), hidden) is None


def mean_row(mean: Number, *, n: int) -> VariableStatistics:
    return VariableStatistics(variable="leder", n=n, mean=mean, sd=None, ci_low=4.0, ci_high=5.0)


@pytest.mark.parametrize("hidden", [Bound(over=5.2), Bound(under=1.8), Suppressed("threshold")])
@pytest.mark.parametrize("when", ["then", "now"])
def test_a_bound_or_suppressed_mean_has_no_change(
    then: PublishedRound, now: PublishedRound, hidden: Bound | Suppressed, when: str
) -> None:
    edition = then if when == "then" else now
    own = edition.released.units["solvik"]["constructs"]
    assert isinstance(own, Descriptives)
    none = {"ci_low": None, "ci_high": None}
    node = replace(own, rows=(replace(own.rows[0], mean=hidden, **none), *own.rows[1:]))
    other = with_unit_node(edition, "solvik", "constructs", node)
    released = trended(now, other) if when == "then" else trended(other, then)
    line = line_of(released, "solvik", "construct", "leder")
    assert isinstance(line.change, Suppressed)
    assert line.points[0 if when == "then" else -1].value == hidden


def test_one_offices_share_by_newcombe(then: PublishedRound, now: PublishedRound) -> None:
    """Statsmodels' Newcombe interval of the printed shares, and the rounding on both sides."""
    other = with_months(then, "solvik", "B.12", result=25.0, denominator=40)
    released = trended(now, other)
    change = change_of(released, "solvik", "indicator", "B.12")
    before, point = line_of(released, "solvik", "indicator", "B.12").points
    assert (before.value, before.n, before.months) == (25.0, 120, ("2015-01", "2015-03"))
    assert isinstance(point.value, float) and isinstance(point.n, int)
    (row,) = [row for row in now.scorecards["solvik"] if row.indicator == "B.12"]
    known = [(m.result, m.denominator) for m in row.months]
    hits = sum(float(str(result)) * int(str(n)) for result, n in known)
    assert point.n == sum(int(str(n)) for _, n in known)
    assert point.value == round_half_away(hits / point.n, 1)
    low, high = confint_proportions_2indep(
        hits / 100, point.n, 30, 120, method="newcomb", compare="diff", correction=False
    )
    # a month is rounded once and the quarter once more, so two tenths on either side
    assert change.ci_low == pytest.approx(100 * low - 0.2, abs=0.11)
    assert change.ci_high == pytest.approx(100 * high + 0.2, abs=0.11)


def test_a_mean_of_offices_is_put_together_from_the_offices(
    then: PublishedRound, now: PublishedRound
) -> None:
    change = change_of(trended(now, then), "trend", "indicator", "B.12")
    squares = []
    offices = [row for rows in now.scorecards.values() for row in rows if row.indicator == "B.12"]
    for row in offices:
        n = sum(int(str(month.denominator)) for month in row.months)
        hits = sum(float(str(m.result)) * int(str(m.denominator)) for m in row.months)
        p, z = hits / n / 100, 1.959963984540054
        middle, half = (p + z * z / 2 / n), z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
        low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
        squares += [(p - low) ** 2 + (high - p) ** 2]
    half = 100 * math.sqrt(sum(squares)) / len(offices)
    assert change.ci_high == pytest.approx(half + 0.2, abs=0.051)


def test_clients_answers_have_the_widest_interval_they_allow(
    then: PublishedRound, now: PublishedRound
) -> None:
    """Of all answers from 1 to 6 with this mean, those of 1 and 6 alone vary most."""
    released = trended(now, then)
    change = change_of(released, "solvik", "clients", "kjerne")
    point = line_of(released, "solvik", "clients", "kjerne").points[-1]
    assert isinstance(point.value, float) and isinstance(point.n, int)
    share = (point.value - 1) / 5
    low, high = confint_proportions_2indep(
        share * point.n,
        point.n,
        share * point.n,
        point.n,
        method="newcomb",
        compare="diff",
        correction=False,
    )
    assert change.ci_high == pytest.approx(5 * high + 0.1, abs=0.051)
    assert change.ci_low == pytest.approx(5 * low - 0.1, abs=0.051)


def test_merged_offices_clients_have_no_interval_and_it_says_so(
    then: PublishedRound, now: PublishedRound
) -> None:
    change = change_of(trended(now, then), "heggelia-steinlia", "clients", "kjerne")
    assert (change.no_interval, change.certain, change.ci_low) == ("merged", None, None)


def test_an_unknown_denominator_gives_no_interval_and_it_says_so(
    then: PublishedRound, now: PublishedRound
) -> None:
    node = then.released.units["solvik"]["client_survey"]
    assert isinstance(node, ClientResults)
    unknown = tuple(replace(mean, n=None) for mean in node.categories)
    other = with_unit_node(then, "solvik", "client_survey", replace(node, categories=unknown))
    change = change_of(trended(now, other), "solvik", "clients", "kjerne")
    assert (change.no_interval, change.certain) == ("no_denominator", None)


@pytest.mark.parametrize("which", ["then", "now"])
def test_a_unit_withheld_in_one_round_has_a_withheld_change(
    then: PublishedRound, now: PublishedRound, which: str
) -> None:
    few = Suppressed("threshold")
    if which == "then":
        then = with_unit_node(then, "solvik", "constructs", few)
    else:
        now = with_unit_node(now, "solvik", "constructs", few)
    released = trended(now, then)
    assert line_of(released, "solvik", "construct", "leder").change == few
    assert isinstance(line_of(released, "myrholmen", "construct", "leder").change, Change)


def test_a_quarter_without_a_survey_is_passed_over(
    then: PublishedRound, now: PublishedRound
) -> None:
    steps = {name: node for name, node in then.released.steps.items() if "constructs" not in name}
    without = replace(then, released=replace(then.released, steps=steps))
    autumn = in_quarter(then, "2014-10", "2014-11", "2014-12")
    older = with_round(autumn, id="2014-4", date=then.round.date.replace(year=2014, month=12))
    released = trended(now, moved_construct(older, "leder", -0.5), without)
    change = change_of(released, "trend", "construct", "leder")
    assert (change.since, change.value) == ("2014-4", 0.5)
    points = line_of(released, "trend", "construct", "leder").points
    assert [point.round for point in points] == ["2014-4", "2015-2"]
    assert change_of(released, "trend", "indicator", "B.12").since == "2015-1"


def test_a_change_shifts_with_the_mean_and_turns_with_time(
    then: PublishedRound, now: PublishedRound
) -> None:
    up = change_of(trended(now, moved_construct(then, "PE", -0.4)), "trend", "construct", "PE")
    down = change_of(trended(now, moved_construct(then, "PE", 0.4)), "trend", "construct", "PE")
    none = change_of(trended(now, then), "trend", "construct", "PE")
    assert up.value == 0.4
    for a, b, c in ((up.ci_low, none.ci_low, 0.4), (up.ci_high, none.ci_high, 0.4)):
        assert isinstance(a, float) and isinstance(b, float)
        assert a - b == pytest.approx(c, abs=0.0101)
    assert (down.value, down.certain, down.p) == (-0.4, up.certain, up.p)
    assert isinstance(up.ci_low, float) and isinstance(up.ci_high, float)
    assert (down.ci_low, down.ci_high) == (-up.ci_high, -up.ci_low)


shares = st.builds(
    lambda parts: ShareSpread(tuple(Part(p, n) for p, n in parts), 100.0),
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 5000)), min_size=1, max_size=4),
)
means = st.builds(MeanSpread, st.floats(0.001, 2), st.integers(1, 500).map(float))


@given(
    pair=st.one_of(st.tuples(shares, shares), st.tuples(means, means)),
    value=st.floats(-50, 50),
    tail=st.floats(0.0001, 0.2),
)
def test_a_difference_is_antisymmetric_and_p_is_where_zero_leaves(
    pair: tuple[ShareSpread, ShareSpread], value: float, tail: float
) -> None:
    one = Difference(value, pair[0], pair[1], rounding=0.1)
    other = Difference(-value, pair[1], pair[0], rounding=0.1)
    low, high = one.interval(tail)
    assert low < value < high
    assert other.interval(tail) == pytest.approx((-high, -low))
    assert other.p() == pytest.approx(one.p(), abs=1e-9)
    if abs(one.p() - 2 * tail) > 1e-6:
        assert (low > 0 or high < 0) == (one.p() < 2 * tail)


@given(
    n=st.tuples(st.integers(4, 60), st.integers(4, 60)),
    sd=st.tuples(st.floats(0.3, 2), st.floats(0.3, 2)),
    seed=st.integers(0, 10**6),
)
def test_the_interval_holds_the_one_of_unrounded_figures(
    n: tuple[int, int], sd: tuple[float, float], seed: int
) -> None:
    draw = np.random.default_rng(seed)
    a, b = (draw.normal(4, s, k) for s, k in zip(sd, n, strict=True))
    found = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    spreads = [
        MeanSpread(
            (round_half_away(float(x.std(ddof=1)), 2) + 0.005) / math.sqrt(len(x)), len(x) - 1
        )
        for x in (a, b)
    ]
    value = round_half_away(float(a.mean()), 2) - round_half_away(float(b.mean()), 2)
    low, high = Difference(value, spreads[0], spreads[1], rounding=0.01).interval(0.025)
    assert low <= found.low + 1e-3  # Satterthwaite's degrees of freedom move a little too
    assert high >= found.high - 1e-3


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holms_interval_and_p_say_the_same(p_values: list[float]) -> None:
    from generator.analysis import holm_adjusted

    found = holm_tails(p_values)
    assert [p for p, _ in found] == pytest.approx(holm_adjusted(p_values))
    for p, (adjusted, tail) in zip(p_values, found, strict=True):
        assert (p < 2 * tail) == (adjusted < 0.05) or math.isclose(p, 2 * tail)
