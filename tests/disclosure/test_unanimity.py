"""A mean at the end of its scale is withheld when too few can have answered anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.unanimity import nearly_unanimous, without_unanimity
from generator.results import Descriptives, VariableStatistics, Suppressed


@given(st.lists(st.integers(1, 6), min_size=4, max_size=40))
def test_it_is_withheld_just_when_the_sum_leaves_no_doubt(answers: list[int]) -> None:
    """Fewer than four can be off the end exactly when the sum falls short by less than four."""
    mean = sum(answers) / len(answers)
    told = nearly_unanimous(mean, len(answers), low=1, high=6, steps=1, threshold=4)
    short = min(6 * len(answers) - sum(answers), sum(answers) - len(answers))
    assert told is (short < 4)
    if sum(answer < 6 for answer in answers) >= 4 and sum(answer > 1 for answer in answers) >= 4:
        assert not told


@pytest.mark.parametrize(("mean", "told"), [(6.0, False), (5.99, False), (5.5, True), (1.0, False)])
def test_the_row_goes_and_does_not_say_why(demo_declared, mean: float, told: bool) -> None:
    row = VariableStatistics(variable="leder", n=5, mean=mean, sd=0.1, ci_low=5.0, ci_high=6.0)
    node = Descriptives(group="medarbeidere", n=5, rows=(row,))
    shown = without_unanimity({"constructs": node}, study=demo_declared[0], threshold=4)
    after = shown["constructs"].rows[0]
    assert isinstance(after.mean, float) is told
    if not told:
        assert after.n == after.mean == after.ci_low == Suppressed("protects_another_unit")
