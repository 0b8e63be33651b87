"""The audit by rank against an attacker written on its own: fractions, and every small set tried.

The examples are of the literature: linked tables that share a margin, and tables that differ by a
few people only.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.disclosure.audit import (
    Recoverable,
    Sums,
    audit,
    solve,
    sums_of,
)
from generator.publish import publish
from generator.round import load_round
from generator.sources import read_inputs

Groups = dict[str, frozenset[int]]


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


def attacker(groups: Groups, *, threshold: int) -> set[frozenset[int]]:
    """Every set of one to ``threshold - 1`` people whose sum follows from the published sums."""
    people = sorted(frozenset().union(*groups.values()))
    rows = [[int(person in members) for person in people] for members in groups.values()]
    return {
        frozenset(chosen)
        for size in range(1, threshold)
        for chosen in combinations(people, size)
        if spans(rows, [int(person in chosen) for person in people])
    }


def found_by_rank(groups: Groups, *, threshold: int) -> set[frozenset[int]]:
    sums = sums_of(groups)
    cells: dict[tuple[int, ...], set[int]] = {}
    for person in frozenset().union(*groups.values()):
        which = tuple(i for i, who in enumerate(groups.values()) if person in who)
        cells.setdefault(which, set()).add(person)
    assert sums.cells == tuple(sorted((which, len(who)) for which, who in cells.items()))
    return {
        frozenset().union(*(cells[sums.cells[at][0]] for at in one.cells))
        for one in solve(sums, threshold=threshold).recoverable
    }


people = st.frozensets(st.integers(0, 8), min_size=1)


@settings(max_examples=times(150), deadline=None)
@given(st.lists(people, min_size=1, max_size=6), st.integers(2, 6))
def test_it_finds_just_what_the_attacker_finds(
    published: list[frozenset[int]], threshold: int
) -> None:
    groups = {f"g{i}": members for i, members in enumerate(published)}
    found = found_by_rank(groups, threshold=threshold)
    learnt = attacker(groups, threshold=threshold)
    assert found <= learnt
    assert bool(found) == bool(learnt)
    assert {one for one in learnt if not any(other < one for other in learnt)} <= found


@given(st.lists(people, min_size=1, max_size=6))
def test_the_rank_is_how_many_sums_are_not_sums_of_the_others(
    published: list[frozenset[int]],
) -> None:
    rows = [[int(person in members) for person in range(9)] for members in published]
    independent = sum(not spans(rows[:i], row) for i, row in enumerate(rows))
    groups = {f"g{i}": members for i, members in enumerate(published)}
    assert solve(sums_of(groups), threshold=4).rank == independent


@pytest.mark.parametrize(("hidden", "follows"), [(0, False), (1, True), (3, True), (4, False)])
def test_the_total_less_its_units(hidden: int, follows: bool) -> None:
    """Hundepool et al. (2012), 4.2: a margin less its published cells is the suppressed one."""
    units = {"a": frozenset(range(10)), "b": frozenset(range(10, 25))}
    total = frozenset(range(25 + hidden))
    found = solve(sums_of({**units, "total": total}), threshold=4).recoverable
    assert [one.people for one in found] == ([hidden] if follows else [])


def test_two_suppressed_in_each_row_and_column_protect_each_other() -> None:
    """Hundepool et al. (2012), 4.3: small cells at the corners of a rectangle, margins beside."""
    corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
    cell = {
        (i, j): frozenset(range(100 * i + 20 * j, 100 * i + 20 * j + (3 if i < 2 > j else 10)))
        for i in range(3)
        for j in range(3)
    }
    margins = {f"row {i}": frozenset().union(*(cell[i, j] for j in range(3))) for i in range(3)}
    for j in range(3):
        margins[f"column {j}"] = frozenset().union(*(cell[i, j] for i in range(3)))
    inner = {f"cell {at}": who for at, who in cell.items() if at not in corners}
    assert solve(sums_of({**margins, **inner}), threshold=4).recoverable == ()
    one = {"a corner": cell[0, 0]}
    found = solve(sums_of({**margins, **inner, **one}), threshold=4).recoverable
    assert [each.people for each in found] == [3, 3, 3, 3]  # with one, every other one


def test_it_names_the_sums_that_give_somebody_away() -> None:
    groups = {
        "total": frozenset(range(20)),
        "a": frozenset(range(8)),
        "rest but one": frozenset(range(8, 19)),
    }
    (found,) = audit({("staff", "trust"): sums_of(groups)}, threshold=4).recoverable
    assert (found.group, found.variable, found.people) == ("staff", "trust", 1)
    assert found.sums == ("total", "a", "rest but one")


def test_three_people_in_three_cells_are_found_together() -> None:
    """Nobody alone and no pair follows, but the three together do."""
    a, b, c = range(3)
    crowd = [frozenset(range(10 * i, 10 * i + 6)) for i in (1, 2, 3)]
    groups = {
        "total": frozenset({a, b, c}).union(*crowd),
        "x": crowd[0] | crowd[1] | crowd[2],
        "with a": crowd[0] | {a},
        "with b": crowd[1] | {b},
        "with c": crowd[2] | {c},
    }
    assert found_by_rank(groups, threshold=4) == {frozenset({a, b, c})}


def test_variables_are_counted_each_and_audited_alike_from_what_is_kept() -> None:
    units = {"a": frozenset(range(10)), "b": frozenset(range(10, 25))}
    systems = {
        ("staff", "trust"): sums_of(units),
        ("staff", "pride"): sums_of({**units, "total": frozenset(range(25))}),
        ("leaders", "trust"): sums_of({"total": frozenset(range(2))}),
    }
    found = audit(systems, threshold=4)
    assert (found.variables, found.groups, found.cells, found.rank) == (3, 6, 5, 5)
    assert [(one.group, one.people) for one in found.recoverable] == [("leaders", 2)]
    again = audit(found.sums, threshold=4)
    assert (again.cells, again.rank, len(again.recoverable)) == (5, 5, 1)


def test_what_is_kept_of_the_sums_names_nobody() -> None:
    shuffled = {"a": frozenset({7, 3, 9}), "b": frozenset({9, 1})}
    other = {"a": frozenset({0, 1, 2}), "b": frozenset({2, 5})}
    assert sums_of(shuffled) == sums_of(other) == Sums(2, (((0,), 2), ((0, 1), 1), ((1,), 1)))
    assert solve(sums_of(other), threshold=2).recoverable == ()
    assert (
        Recoverable(people=2, cells=(1, 2), sums=(1,))
        in solve(sums_of(other), threshold=3).recoverable
    )


def test_a_county_of_a_hundred_units_is_quick_enough_to_run_each_time() -> None:
    everybody = range(5000)
    groups = {f"unit{i}": frozenset(range(50 * i, 50 * i + 50)) for i in range(100)}
    for name, classes in (("age", 5), ("gender", 2), ("years", 4)):
        for k in range(classes):
            members = frozenset(p for p in everybody if (p * 7919 // 13) % (classes * 3) // 3 == k)
            groups[f"{name}{k}"] = members
    systems = {("staff", f"v{i}"): sums_of(groups) for i in range(30)}
    assert audit(systems, threshold=4).recoverable == ()


@settings(max_examples=times(25), deadline=None)
@given(st.integers(0, 10**6), st.integers(4, 25))
def test_few_who_follow_only_from_three_divisions_are_found_at_any_threshold(
    seed: int, threshold: int
) -> None:
    """A division that is another one by a third, but for a few people who were moved."""
    draw = Random(seed)
    unit, age = ([draw.randrange(n) for _ in range(900)] for n in (30, 4))
    both = [(u % 5 + a) % 3 for u, a in zip(unit, age, strict=True)]
    moved = draw.sample(range(900), draw.randint(1, threshold))
    for one in moved:
        both[one] = 3
    groups = {
        f"{name}{k}": frozenset(i for i, code in enumerate(codes) if code == k)
        for name, codes in (("unit", unit), ("age", age), ("both", both))
        for k in set(codes)
    }
    found = found_by_rank(groups, threshold=threshold)
    assert (frozenset(moved) in found) == (len(moved) < threshold)


@pytest.mark.parametrize("threshold", [10, 12, 15])
def test_a_higher_threshold_is_audited_as_quickly_and_holds_for_classes(
    demo_folder: Path, threshold: int
) -> None:
    study, round_ = load_round(demo_folder)
    policy = {"reproduce_published": False, "min_respondents": threshold}
    policy = round_.policy.model_copy(update=policy)
    inputs = read_inputs(study, round_, demo_folder)
    published = publish(inputs, study, round_.model_copy(update={"policy": policy}))
    assert published.certificate.audited.recoverable == 0
    sizes = [
        one.n
        for group in published.results.table.groups
        for each in group.classifications
        for row in each.means
        if isinstance(row.classes, tuple)
        for one in row.classes
    ]
    assert min(sizes) >= threshold
