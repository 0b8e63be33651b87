"""The rank audit against an attacker written on its own: fractions, and every small set tried."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.recoverability import solve


def spans(rows: list[list[int]], target: list[int]) -> bool:
    """Is ``target`` a linear combination of ``rows``? Gaussian elimination with fractions."""
    work = [[Fraction(value) for value in row] for row in rows]
    goal = [Fraction(value) for value in target]
    start = 0
    for column in range(len(goal)):
        pivot = next((i for i in range(start, len(work)) if work[i][column]), None)
        if pivot is None:
            continue
        work[start], work[pivot] = work[pivot], work[start]
        for row in [*work[start + 1 :], goal]:
            factor = row[column] / work[start][column]
            for j in range(column, len(goal)):
                row[j] -= factor * work[start][j]
        start += 1
    return not any(goal)


def attacker(groups: dict[str, frozenset[int]], *, threshold: int) -> set[frozenset[int]]:
    """Every set of one to ``threshold - 1`` people whose sum follows from the told sums."""
    people = sorted(frozenset().union(*groups.values()))
    rows = [[int(person in members) for person in people] for members in groups.values()]
    return {
        frozenset(chosen)
        for size in range(1, threshold)
        for chosen in combinations(people, size)
        if spans(rows, [int(person in chosen) for person in people])
    }


people = st.frozensets(st.integers(0, 8), min_size=1)


@settings(max_examples=times(150), deadline=None)
@given(st.lists(people, min_size=1, max_size=6), st.integers(2, 5))
def test_it_finds_just_what_the_attacker_finds(told: list[frozenset[int]], threshold: int) -> None:
    groups = {f"g{i}": members for i, members in enumerate(told)}
    found = {one.people for one in solve(groups, threshold=threshold).recoverable}
    learnt = attacker(groups, threshold=threshold)
    assert found <= learnt
    assert bool(found) == bool(learnt)
    smallest = {one for one in learnt if not any(other < one for other in learnt)}
    assert smallest <= found


@given(st.lists(people, min_size=1, max_size=6))
def test_the_rank_is_how_many_sums_are_not_sums_of_the_others(told: list[frozenset[int]]) -> None:
    rows = [[int(person in members) for person in range(9)] for members in told]
    independent = sum(not spans(rows[:i], row) for i, row in enumerate(rows))
    groups = {f"g{i}": members for i, members in enumerate(told)}
    assert solve(groups, threshold=4).rank == independent


@pytest.mark.parametrize(("hidden", "breach"), [(0, False), (1, True), (3, True), (4, False)])
def test_the_whole_minus_its_units(hidden: int, breach: bool) -> None:
    units = {"a": frozenset(range(10)), "b": frozenset(range(10, 25))}
    whole = frozenset(range(25 + hidden))
    assert bool(solve({**units, "whole": whole}, threshold=4).recoverable) is breach


def test_it_names_the_groups_that_give_somebody_away() -> None:
    groups = {
        "whole": frozenset(range(20)),
        "a": frozenset(range(8)),
        "rest but one": frozenset(range(8, 19)),
    }
    (found,) = solve(groups, threshold=4).recoverable
    assert found.people == {19}
    assert found.groups == ("whole", "a", "rest but one")


def test_three_people_in_three_cells_are_found_together() -> None:
    """Nobody alone and no pair follows, but the three together do."""
    a, b, c = range(3)
    crowd = [frozenset(range(10 * i, 10 * i + 6)) for i in (1, 2, 3)]
    groups = {
        "whole": frozenset({a, b, c}).union(*crowd),
        "x": crowd[0] | crowd[1] | crowd[2],
        "with a": crowd[0] | {a},
        "with b": crowd[1] | {b},
        "with c": crowd[2] | {c},
    }
    (found,) = solve(groups, threshold=4).recoverable
    assert found.people == {a, b, c}


def test_a_county_of_forty_units_is_quick_enough_to_run_each_time() -> None:
    groups = {f"unit{i}": frozenset(range(20 * i, 20 * i + 20)) for i in range(40)}
    whole = frozenset(range(800))
    groups |= {f"class{k}": frozenset(p for p in whole if p % 3 == k) for k in range(3)}
    groups["whole"] = whole
    assert solve(groups, threshold=4).recoverable == ()
