"""What holds of every published table, whatever the county."""

from __future__ import annotations

import pytest
from counties import (
    offices_of,
    people,
    published,
    random_county,
    round_of,
    table_of,
    together,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.results.survey import Descriptives, SizeMeans, VariableStatistics
from generator.results.table import GroupTable
from generator.results.values import Number, Suppressed

SEEDS = st.integers(0, 10_000)
SOME = settings(max_examples=15)


def total(table: GroupTable, variable: str, places: set[str] | None = None) -> tuple[int, float]:
    """n and mean over published cells, of all places or of some."""
    cells = [(n, m) for p, n, m in table.summed(variable) if places is None or p.place in places]
    n = sum(n for n, _ in cells)
    return n, sum(n * m for n, m in cells) / n if n else float("nan")


def check(row: VariableStatistics, expected: tuple[int, float]) -> None:
    if isinstance(row.mean, float):
        assert row.n == expected[0]
        assert row.mean == pytest.approx(expected[1], abs=0.00501)


@given(SEEDS)
@SOME
def test_the_total_is_the_sum_of_the_published_cells(seed: int) -> None:
    one = published(random_county(seed))
    for step in ("constructs/ansatte", "descriptives"):
        node = one.results.steps[step]
        for row in node.rows if isinstance(node, Descriptives) else ():
            check(row, total(table_of(one), row.variable))


@given(SEEDS)
@SOME
def test_a_size_class_is_the_sum_of_its_published_units(seed: int) -> None:
    one = published(random_county(seed, offices=(9, 14)))
    for node in one.results.steps.values():
        if isinstance(node, SizeMeans):
            for row in node.rows:
                check(row, total(table_of(one), row.variable, set(node.units)))


@given(SEEDS, st.integers(1, 30))
@SOME
def test_no_unit_is_suppressed_because_of_another(seed: int, n: int) -> None:
    frame = random_county(seed)
    more = together(frame, people({"o99": n}, seed=seed, first=10_000))
    round_ = round_of(offices_of(more))
    before, after = (units(table_of(published(each, round_=round_))) for each in (frame, more))
    assert {unit: cells for unit, cells in after.items() if unit in before} == before


def units(table: GroupTable) -> dict[str, object]:
    return {place.place: place for place in table.places if place.offices}


@given(SEEDS)
@SOME
def test_the_order_of_the_rows_makes_no_difference(seed: int) -> None:
    frame = random_county(seed)
    mixed = frame.sample(frac=1, random_state=seed)
    one, other = (published(each) for each in (frame, mixed))
    assert one.results.to_json() == other.results.to_json()


@given(SEEDS)
@SOME
def test_the_same_answers_give_the_same_bytes(seed: int) -> None:
    one, other = (published(random_county(seed)) for _ in range(2))
    assert one.results.to_json() == other.results.to_json()
    assert one.certificate.to_json() == other.certificate.to_json()


@given(SEEDS)
@SOME
def test_a_cell_without_a_count_has_no_mean(seed: int) -> None:
    for place in table_of(published(random_county(seed))).places:
        for cell in (*place.cells, *place.statements):
            figure: Number = getattr(cell, "mean", None) or getattr(cell, "percent", None)
            assert isinstance(cell.n, int) or isinstance(figure, Suppressed)


def test_a_county_where_nobody_may_be_published_has_no_figures() -> None:
    one = published(people({"o1": 3}), round_=round_of(["o1"]))
    assert table_of(one).places == ()
    assert all(isinstance(node, Suppressed) for node in figures(one.results.units["o1"]))


def figures(nodes: object) -> list[object]:
    assert isinstance(nodes, dict)
    return [node for name, node in nodes.items() if name != "response"]
