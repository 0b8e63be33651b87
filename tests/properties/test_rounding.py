"""Rounding as by hand: ties away from zero, and the same digits on every Python."""

from __future__ import annotations

import builtins
import math
import sys
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rounds import walk

from generator.history.quarter import with_quarter
from generator.results.values import decimal_mean, round_half_away


def by_hand(total: Decimal | Fraction, n: int, decimals: int) -> float:
    """total / n, exactly, rounded with ties away from zero."""
    scaled = abs(Fraction(total)) / n * 10**decimals
    whole = math.floor(scaled + Fraction(1, 2))
    return math.copysign(whole / 10**decimals, total) if whole else 0.0


def test_every_mean_of_two_one_decimal_figures() -> None:
    """Half of the 5,151 pairs are ties; none goes the wrong way, by either kind of mean."""
    for a in range(101):
        for b in range(a, 101):
            right = by_hand(Decimal(a + b) / 10, 2, 1)
            pair = [a / 10, b / 10]
            assert round_half_away(decimal_mean(pair), 1) == right
            assert round_half_away(float(np.mean(pair)), 1) == right
            assert round_half_away(-decimal_mean(pair), 1) == -right


decimals = st.integers(-100_000, 100_000)


@given(st.lists(decimals, min_size=1, max_size=300), st.integers(0, 3), st.integers(0, 2))
def test_means_of_printed_figures(figures: list[int], places: int, decimals: int) -> None:
    values = [figure / 10**places for figure in figures]
    right = by_hand(Fraction(sum(figures), 10**places), len(figures), decimals)
    assert round_half_away(decimal_mean(values), decimals) == right
    assert decimal_mean(values) == decimal_mean(values[::-1])


@given(st.lists(st.tuples(decimals, st.integers(1, 400)), min_size=1, max_size=40))
def test_weighted_means_of_printed_figures(cells: list[tuple[int, int]]) -> None:
    n = sum(count for _, count in cells)
    right = by_hand(Fraction(sum(each * count for each, count in cells), 100), n, 2)
    mean = decimal_mean([each / 100 for each, _ in cells], [count for _, count in cells])
    assert round_half_away(mean, 2) == right


@given(st.integers(-(10**7), 10**7), st.integers(0, 4))
def test_a_decimal_that_ends_in_five_goes_away_from_zero(whole: int, decimals: int) -> None:
    """Though most have no exact binary value, and many lie a little below."""
    tie = (10 * whole + math.copysign(5, whole)) / 10 ** (decimals + 1)
    right = Decimal(repr(tie)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert round_half_away(tie, decimals) == float(right)


@given(st.floats(-1e15, 1e15), st.integers(0, 6))
def test_what_is_no_tie_goes_to_the_nearer(value: float, decimals: int) -> None:
    exact = Decimal(value)
    found = Decimal(round_half_away(value, decimals))
    off = abs(found - exact)
    slack = Decimal(64 * math.ulp(value)) + Decimal(math.ulp(float(found)))
    assert off <= Decimal(5).scaleb(-decimals - 1) + slack


def test_a_clear_difference_from_a_tie_is_kept() -> None:
    assert round_half_away(0.4999999999, 0) == 0.0
    assert round_half_away(2.6749999999, 2) == 2.67
    assert round_half_away(2.0**52 + 1, 0) == 2.0**52 + 1
    assert math.copysign(1, round_half_away(-0.001, 1)) == 1


def test_nothing_printed_rests_on_a_plain_sum_of_floats(
    monkeypatch: pytest.MonkeyPatch, demo_folder: Path
) -> None:
    """From Python 3.12 on the builtin sum compensates, so its last digit is another."""
    plain = builtins.sum
    found = set()

    def watched(values: Iterable[object], /, start: object = 0) -> object:
        each = list(values)
        caller = sys._getframe(1)
        if any(isinstance(value, float) and not value.is_integer() for value in each):
            name = Path(caller.f_code.co_filename)
            if "generator" in name.parts and not {"render", "resources"} & {*name.parts}:
                found.add((name.name, caller.f_lineno))
        return plain(each, start)  # type: ignore[call-overload]

    monkeypatch.setattr(builtins, "sum", watched)
    walked = walk(demo_folder)
    with_quarter(walked.released, (), study=walked.study)
    assert not found
