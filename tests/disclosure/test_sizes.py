"""Size classes: no class mean gives away the units it holds that are withheld."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.disclosure.sizes import without_complements
from generator.results import Descriptives, SizeMeans, VariableStatistics, Suppressed
from generator.round import Policy

T = 4


def described(n: int) -> tuple[VariableStatistics, ...]:
    return (VariableStatistics(variable="x", n=n, mean=3.0, sd=1.0, ci_low=2.0, ci_high=4.0),)


def steps_of(classes: dict[str, dict[str, int]], placed_elsewhere: int = 0) -> dict:
    """Steps of a round: ``classes`` has the units of each class with how many answered there."""
    total = placed_elsewhere + sum(sum(units.values()) for units in classes.values())
    steps = {"constructs/g": Descriptives(group="g", n=total, rows=described(total))}
    for size, units in classes.items():
        n = sum(units.values())
        steps[f"size/g/{size}"] = SizeMeans(
            group="g", n=n, rows=described(n), size=size, units=tuple(units)
        )
    return steps


def units_of(classes: dict[str, dict[str, int]], hidden: set[str]) -> dict:
    return {
        unit: {
            "constructs": Suppressed("too_few_respondents")
            if unit in hidden
            else Descriptives(group="g", n=n, rows=described(n))
        }
        for units in classes.values()
        for unit, n in units.items()
    }


def told(classes, hidden=frozenset(), outside: int = 0) -> dict[str, bool]:
    found = without_complements(
        steps_of(classes, outside), units_of(classes, hidden), policy=Policy(min_respondents=T)
    )
    return {size: isinstance(found[f"size/g/{size}"].rows[0].n, int) for size in classes}


@pytest.mark.parametrize(("n", "shown"), [(3, False), (4, True)])
def test_withheld_units_of_a_class_are_nobody_or_enough(n: int, shown: bool) -> None:
    classes = {"small": {"a": 6, "b": 7, "c": n}, "large": {"d": 9, "e": 9, "f": 9}}
    assert told(classes, {"c"}) == {"small": shown, "large": True}


def test_a_class_of_too_few_is_withheld_even_where_every_unit_is_told() -> None:
    assert told({"small": {"a": 1, "b": 1, "c": 1}}) == {"small": False}


def test_the_rest_of_the_whole_is_enough_too() -> None:
    classes = {"small": {"a": 6, "b": 7, "c": 5}, "large": {"d": 9, "e": 9, "f": 9}}
    assert told(classes, {"c"}, outside=2) == {"small": False, "large": True}
    assert told(classes, {"c"}, outside=4) == {"small": True, "large": True}


def test_a_withheld_row_tells_nothing_and_the_whole_is_untouched() -> None:
    classes = {"small": {"a": 6, "b": 7, "c": 2}}
    steps = steps_of(classes)
    found = without_complements(steps, units_of(classes, {"c"}), policy=Policy(min_respondents=T))
    row = found["size/g/small"].rows[0]
    hidden = Suppressed("protects_another_unit")
    assert (row.n, row.mean, row.sd, row.ci_low) == (hidden, hidden, hidden, hidden)
    assert found["constructs/g"] == steps["constructs/g"]


counts = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=3, max_size=5)


@given(st.lists(counts, min_size=1, max_size=3), st.integers(0, 9))
def test_no_sum_of_told_classes_and_units_leaves_too_few(drawn, outside: int) -> None:
    classes = {
        f"s{i}": {f"s{i}u{j}": n for j, (n, _) in enumerate(units)} for i, units in enumerate(drawn)
    }
    hidden = {
        f"s{i}u{j}"
        for i, units in enumerate(drawn)
        for j, (n, shown) in enumerate(units)
        if not shown or n < T
    }
    rest = {
        size: sum(n for unit, n in units.items() if unit in hidden)
        for size, units in classes.items()
    }
    everybody = sum(rest.values()) + outside
    if 0 < everybody < T:  # release() has hidden more units before it comes to classes
        return
    shown = [size for size, yes in told(classes, hidden, outside).items() if yes]
    for k in range(1, len(shown) + 1):
        for some in combinations(shown, k):
            left = sum(rest[size] for size in some)
            assert left == 0 or left >= T
            assert everybody - left == 0 or everybody - left >= T


def test_a_variable_that_few_left_out_is_withheld_by_itself() -> None:
    classes = {"small": {"a": 6, "b": 7, "c": 5}}
    steps, units = steps_of(classes), units_of(classes, set())
    units["c"]["constructs"] = replace(
        units["c"]["constructs"],
        rows=(replace(described(5)[0], n=Suppressed("too_few_respondents")),),
    )
    units["b"]["constructs"] = replace(units["b"]["constructs"], rows=described(10))
    found = without_complements(steps, units, policy=Policy(min_respondents=T))
    assert isinstance(found["size/g/small"].rows[0].n, Suppressed)
