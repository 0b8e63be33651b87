"""Levels of detail by n, at the threshold minus one, at it, and above."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.clients import told_attainment, told_clients
from generator.disclosure.months import HiddenCells, small_denominators
from generator.disclosure.participation import banded, told_participation
from generator.disclosure.precision import at_printed_precision
from generator.disclosure.units import joined_classes, told_unit, withheld_unit
from generator.disclosure.whole import joined_categories, small_groups
from generator.results import (
    Attainment,
    Band,
    ClassShare,
    ClientMean,
    ClientResults,
    Descriptives,
    Distribution,
    Frequency,
    FrequencyCategory,
    IndicatorResult,
    ItemAnswers,
    OfficeAttainment,
    Response,
    Score,
    VariableStatistics,
    Suppressed,
    numbers,
)
from generator.results.complements import hidden_in_all, hidden_units


def statistics(n: int, name: str = "x") -> VariableStatistics:
    return VariableStatistics(variable=name, n=n, mean=3.14159, sd=1.23456, ci_low=2.5, ci_high=3.7)


def classes(*counts: int) -> tuple[ClassShare, ...]:
    total = sum(counts)
    return tuple(
        ClassShare(
            label=str(i),
            low=2 * i + 1,
            high=2 * i + 2,
            count=count,
            percent=100 * count / total if total else None,
        )
        for i, count in enumerate(counts)
    )


def unit(n: int) -> dict:
    answers = ItemAnswers(item="q", construct="x", n=n, mean=4.0, classes=classes(0, 0, n))
    return {
        "response": Response(group="g", n=n, invited=n + 2, rate=100 * n / (n + 2)),
        "constructs": Descriptives(group="g", n=n, rows=(statistics(n),)),
        "items": Distribution(group="g", n=n, rows=(answers,)),
    }


@pytest.mark.parametrize(("n", "told"), [(9, False), (10, True), (11, True)])
def test_items_from_ten(n: int, told: bool) -> None:
    items = told_unit(unit(n), threshold=4)["items"]
    assert isinstance(items, Distribution) is told
    if not told:
        assert items == Suppressed("needs_ten_respondents")


@pytest.mark.parametrize(("n", "told"), [(3, False), (4, True), (5, True)])
def test_a_construct_from_four(n: int, told: bool) -> None:
    row = told_unit(unit(n), threshold=4)["constructs"].rows[0]
    assert isinstance(row.mean, float) is told
    assert isinstance(row.n, int) is told


@pytest.mark.parametrize(("n", "told"), [(24, False), (25, True), (26, True)])
def test_own_spread_from_twenty_five(n: int, told: bool) -> None:
    row = told_unit(unit(n), threshold=4)["constructs"].rows[0]
    assert isinstance(row.sd, float) is told


@pytest.mark.parametrize(("invited", "exact"), [(24, False), (25, True)])
def test_invited_is_banded_below_twenty_five(invited: int, exact: bool) -> None:
    response = banded(Response(group="g", n=12, invited=invited, rate=100 * 12 / invited))
    if exact:
        assert (response.invited, response.rate) == (invited, 48.0)
    else:
        assert response.invited == Band(20, 24)
        assert response.rate == Band(50, 60)  # 12 of 24, 12 of 20


@given(st.integers(1, 24), st.data())
def test_bands_hold_the_true_values(invited: int, data) -> None:
    n = data.draw(st.integers(0, invited))
    response = banded(Response(group="g", n=n, invited=invited, rate=100 * n / invited))
    assert response.invited.low <= invited <= response.invited.high
    assert response.rate.low <= 100 * n / invited < response.rate.high + 1


@pytest.mark.parametrize(("few", "told"), [(3, False), (4, True), (0, True)])
def test_a_few_partial_answers_or_lost_mails_are_not_counted_out(few: int, told: bool) -> None:
    whole = Response(
        group="g",
        n=30,
        registered=40 + few,
        dropped_out=few,
        invited=40,
        complete=30 - few,
        partial=few,
        answered=30,
        rate=75.0,
    )
    shown = told_participation(whole, threshold=4)
    assert (shown.invited, shown.answered, shown.n, shown.rate) == (40, 30, 30, 75.0)
    for count in (shown.registered, shown.dropped_out, shown.complete, shown.partial):
        assert isinstance(count, int) is told


def test_a_withheld_unit_tells_nothing_of_its_answers() -> None:
    told = withheld_unit(unit(3), reason="too_few_respondents")
    assert told["constructs"] == told["items"] == Suppressed("too_few_respondents")
    assert list(numbers(told["response"])) == []


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_no_told_class_is_small_or_unanimous(counts: list[int]) -> None:
    joined = joined_classes(classes(*counts), threshold=4)
    told = [part.count for part in joined]
    assert sum(told) == sum(counts)
    assert (joined[0].low, joined[-1].high) == (1, 2 * len(counts))
    if len(told) > 1 and sum(told):
        assert not any(0 < count < 4 for count in told)
        assert max(told) < sum(told)  # an empty class would say that the other holds everybody


def test_of_one_mind_is_told_like_of_few_others() -> None:
    """All in one class, and all but one to three: the same, wherever they are."""
    told = {joined_classes(classes(*counts), threshold=4) for counts in permutations((0, 0, 16))}
    assert told == {joined_classes(classes(0, 3, 13), threshold=4)}


@given(
    st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 15)),
    st.integers(0, 6),
)
def test_what_is_hidden_together_is_nobody_or_enough(told: dict[str, int], unplaced: int) -> None:
    whole = sum(told.values()) + unplaced
    hidden = hidden_units(told, whole=whole, threshold=4)
    assert all(n >= 4 for name, n in told.items() if name not in hidden)
    rest = whole - sum(n for name, n in told.items() if name not in hidden)
    assert rest == 0 or rest >= 4 or hidden == set(told)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("SML")), min_size=1, max_size=9),
    st.integers(0, 4),
)
def test_no_size_class_minus_its_units_leaves_too_few(units, unplaced: int) -> None:
    members, at = {}, 0
    for i, (n, size) in enumerate(units):
        members[f"{size}{i}"] = frozenset(range(at, at + n))
        at += n
    whole = frozenset(range(at + unplaced))
    supersets = {"whole": whole}
    for size in "SML":
        inside = [who for name, who in members.items() if name.startswith(size)]
        supersets[size] = frozenset().union(*inside)
    hidden = hidden_in_all(members, supersets, threshold=4)
    for name, superset in supersets.items():
        told = [who for unit_, who in members.items() if unit_ not in hidden and who <= superset]
        rest = superset - frozenset().union(*told)
        assert not rest or len(rest) >= 4 or not any(told), name


def frequency(*counts: int, missing: int = 0) -> Frequency:
    total = sum(counts) + missing
    parts, running = [], 0
    for i, count in enumerate(counts):
        running += count
        parts.append(
            FrequencyCategory(
                values=(str(i),),
                label=f"L{i}",
                count=count,
                percent=100 * count / total,
                valid_percent=100 * count / sum(counts),
                cumulative_percent=100 * running / sum(counts),
            )
        )
    return Frequency(
        group="g",
        n=total,
        variable="v",
        n_total=total,
        n_valid=sum(counts),
        n_missing=missing,
        percent_valid=100 * sum(counts) / total,
        percent_missing=100 * missing / total,
        categories=tuple(parts),
    )


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(0, 6))
def test_no_told_category_is_small(counts: list[int], missing: int) -> None:
    node = joined_categories(frequency(*counts, missing=missing), threshold=4)
    told = [part.count for part in node.categories]
    if len(told) > 1:
        assert small_groups(node, threshold=4) == ()
        assert node.categories[-1].cumulative_percent == pytest.approx(100)
        assert sum(told) + node.n_missing == sum(counts) + missing
        assert sum(part.percent for part in node.categories) == pytest.approx(node.percent_valid)


def card(**denominators: int | None) -> dict[str, Attainment]:
    return {
        office: Attainment(
            group="scorecard",
            n=1,
            offices=(
                OfficeAttainment(
                    office=office,
                    rows=(
                        IndicatorResult(
                            indicator="i",
                            result=50.0,
                            target=60.0,
                            attainment=0.83,
                            denominator=denominator,
                        ),
                    ),
                ),
            ),
            scores=(Score(variable="s", value=0.83),),
        )
        for office, denominator in denominators.items()
    }


@pytest.mark.parametrize(("n", "hidden"), [(4, True), (5, False)])
def test_small_denominators_are_withheld_with_a_partner(n: int, hidden: bool) -> None:
    cards = card(a=n, b=30, c=12)
    cells = small_denominators(cards)
    assert cells.results == ({("a", "i"), ("c", "i")} if hidden else set())
    told = told_attainment(cards["a"], hidden=cells, parts={"s": frozenset({"i"})})
    assert isinstance(told.offices[0].rows[0].result, Suppressed) is hidden
    assert isinstance(told.scores[0].value, Suppressed) is hidden


def test_an_unknown_denominator_hides_nothing() -> None:
    assert small_denominators(card(a=None, b=30)) == HiddenCells()


@pytest.mark.parametrize(("n", "told"), [(4, False), (5, True)])
def test_client_means_from_five(n: int, told: bool) -> None:
    means = [ClientMean(variable=name, n=n, mean=4.2) for name in ("t", "c", "q")]
    node = ClientResults(
        group="clients", n=1, total=means[0], categories=(means[1],), questions=(means[2],)
    )
    shown = told_clients(node)
    for mean in (shown.total, *shown.categories, *shown.questions):
        assert isinstance(mean.mean, float) is told


def test_released_numbers_have_printed_precision() -> None:
    row = at_printed_precision(Descriptives(group="g", n=9, rows=(statistics(9),))).rows[0]
    assert (row.mean, row.sd) == (3.14, 1.23)


def test_ties_round_away_from_zero() -> None:
    row = VariableStatistics(variable="x", n=9, mean=0.125, sd=2.5, ci_low=-0.125, ci_high=-0.001)
    told = at_printed_precision(row)
    assert (told.mean, told.ci_low) == (0.13, -0.13)
    assert str(told.ci_high) == "0.0"
