"""Each rule just below its number, at it and above it; and counties at the edge."""

from __future__ import annotations

import pytest
from attacking import attack
from counties import answering, in_class, offices_of, people, published, round_of, table_of

from generator.results.table import OTHER, GroupTable
from generator.results.values import Bound, Number, Suppressed

T = 4
LARGE = {"o1": 14, "o2": 15, "o3": 16}


def places(offices: dict[str | None, int]) -> list[str]:
    return [place.place for place in table_of(published(people(offices))).places]


def cell(table: GroupTable, place: str, variable: str = "s") -> Number:
    found = table.place(place)
    assert found is not None
    return next(each.mean for each in found.cells if each.variable == variable)


@pytest.mark.parametrize(("n", "there"), [(T - 1, False), (T, True), (T + 1, True)])
def test_threshold_an_office_is_a_place_from_four(n: int, there: bool) -> None:
    assert ("o4" in places({**LARGE, "o4": n})) is there


@pytest.mark.parametrize(("n", "there"), [(T - 1, False), (T, True), (T + 1, True)])
def test_threshold_a_place_leaves_a_variable_that_fewer_than_four_answered(
    n: int, there: bool
) -> None:
    frame = people({**LARGE, "o4": 8})
    blank = frame.index[frame["unit"] == "o4"][: 8 - n]
    mean = cell(table_of(published(answering(frame, blank, items=("s",)))), "o4")
    assert isinstance(mean, float | Bound) is there
    assert (mean == Suppressed("threshold")) is not there


@pytest.mark.parametrize(
    ("hidden", "unplaced", "there"),
    [
        ((2, 1), 0, False),  # three people in all
        ((2, 2), 0, True),
        ((3, 2), 0, True),
        ((3, 3), 0, False),  # as many as two units can hold: each has three
        ((3, 3), 1, True),  # with somebody of no unit among them, no size follows
        ((3,), 1, True),
        ((3, 3, 2), 0, True),
        ((3, 3, 3), 0, False),
        ((), 4, True),
        ((), 3, False),
    ],
)
def test_threshold_other_units_are_a_place_when_no_single_size_follows(
    hidden: tuple[int, ...], unplaced: int, there: bool
) -> None:
    small = {f"small{i}": n for i, n in enumerate(hidden)}
    frame = people({**LARGE, **small, **({None: unplaced} if unplaced else {})})
    table = table_of(published(frame, round_=round_of(offices_of(frame))))
    assert (table.place(OTHER) is not None) is there
    assert table.base == len(frame) - (0 if there else sum(hidden) + unplaced)


@pytest.mark.parametrize(("n", "there"), [(9, False), (10, True), (11, True)])
def test_size_statements_are_of_ten(n: int, there: bool) -> None:
    frame = people({**LARGE, "o4": n}, seed=5)
    place = table_of(published(frame)).place("o4")
    assert place is not None
    small = {row.percent == Suppressed("size") for row in place.statements}
    assert small == {not there}


@pytest.mark.parametrize(("n", "joined"), [(9, True), (10, False), (11, False)])
def test_size_a_class_of_fewer_than_ten_joins_its_neighbour(n: int, joined: bool) -> None:
    frame = in_class(people(LARGE), "alder", dict.fromkeys(LARGE, 1))
    frame.loc[frame.index[:: len(frame) // n][:n], "alder"] = 3
    frame.loc[frame.index[1::3], "alder"] = frame.loc[frame.index[1::3], "alder"].replace(1, 2)
    n_old = int((frame["alder"] == 3).sum())
    found = table_of(published(frame)).classification("alder")
    assert found is not None and isinstance(found.counts, tuple) and n_old == n
    assert ("Eldre" in [each.label for each in found.counts]) is not joined


@pytest.mark.parametrize(("n", "there"), [(24, False), (25, True)])
def test_size_a_spread_is_of_twenty_five(n: int, there: bool) -> None:
    spread = table_of(published(people({"o1": 12, "o2": n - 12}))).spread("s")
    assert spread is not None
    assert isinstance(spread.sd, float) is there
    assert (spread.sd == Suppressed("size")) is not there


@pytest.mark.parametrize(("off", "bound"), [(T - 1, True), (T, False), (T + 1, False)])
def test_homogeneity_a_mean_within_four_points_of_an_end_is_a_bound(off: int, bound: bool) -> None:
    frame = answering(people({**LARGE, "o4": 8}), "o4", value=5.0)
    frame.loc[frame.index[frame["unit"] == "o4"][:off], "s"] = 4.0
    mean = cell(table_of(published(frame)), "o4")
    assert mean == (Bound(over=4.5) if bound else pytest.approx(5 - off / 8, abs=0.01))


@pytest.mark.parametrize("end", [1.0, 5.0])
@pytest.mark.parametrize("n", [4, 7, 12])
def test_homogeneity_a_bound_follows_from_n_alone(n: int, end: float) -> None:
    frame = people({**LARGE, "o4": n})
    there = frame.index[frame["unit"] == "o4"]
    alike = answering(frame, there, value=end)
    nearly = answering(alike, there[:1], value=3.0)
    one, other = (cell(table_of(published(each)), "o4") for each in (alike, nearly))
    assert isinstance(one, Bound) and one == other


@pytest.mark.parametrize(
    ("agree", "printed"),
    [(3, Bound(under=40.0)), (4, 40.0), (6, 60.0), (7, Bound(over=60.0))],
)
def test_homogeneity_a_share_with_fewer_than_four_on_one_side_is_a_band(
    agree: int, printed: Number
) -> None:
    frame = people({**LARGE, "o4": 10})
    there = frame.index[frame["unit"] == "o4"]
    frame.loc[there, "s"] = [5.0] * agree + [1.0] * (10 - agree)
    place = table_of(published(frame)).place("o4")
    assert place is not None
    assert [row.percent for row in place.statements if row.item == "s"] == [printed]


@pytest.mark.parametrize(("moved", "linked"), [(0, False), (1, True), (9, True), (12, False)])
def test_linked_a_class_that_is_an_office_but_for_fewer_than_ten(moved: int, linked: bool) -> None:
    offices = {"o1": 30, "o2": 31}
    frame = in_class(people(offices), "tid", {"o1": 1, "o2": 2})
    frame.loc[frame.index[:moved], "tid"] = 2
    found = table_of(published(frame)).classification("tid")
    assert found is not None
    assert {each.classes == Suppressed("linked") for each in found.means} == {linked}


@pytest.mark.parametrize(
    "offices",
    [
        {"o1": 12},
        {"o1": 3},
        {"o1": 3, "o2": 2, "o3": 2},
        {"o1": 1, "o2": 1},
        {**LARGE, "o4": 2},
        {None: 12},
        {None: 3},
        {**LARGE, None: 1},
    ],
    ids=str,
)
def test_nothing_follows_in_a_county_at_the_edge(offices: dict[str | None, int]) -> None:
    frame = people(offices)
    assert attack(frame, round_=round_of(offices_of(frame) or ["o1"]), variables=("s",)) == []


@pytest.mark.parametrize("value", [1.0, 3.0, 5.0])
def test_nothing_follows_where_everybody_is_of_one_mind(value: float) -> None:
    frame = people(LARGE)
    assert attack(answering(frame, frame.index, value=value), variables=("s",)) == []
