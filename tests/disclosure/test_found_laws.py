"""Laws that what an attacker found broke: of models, of spread, of totals and of later releases."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import pytest
from attacking import knowledge
from counties import (
    GROUP,
    STUDY,
    A,
    B,
    inputs_of,
    offices_of,
    people,
    published,
    random_county,
    round_of,
    some_late,
    study_with,
    table_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from knowledge import Known, Mean
from ranks import few_that_follow

from generator.disclosure.microdata import tabulate
from generator.disclosure.protect import protect
from generator.disclosure.rules import Limits
from generator.results.models import Correlation, Drivers, Multilevel, Regression
from generator.results.survey import Statements
from generator.results.table import Base, GroupTable, StatementCell
from generator.results.values import Bound, Node, Suppressed
from generator.scoring.base import model_frame
from generator.scoring.dataset import score

T = 4
MODELS = study_with(
    steps=[
        {"id": "pairs", "group": GROUP, "kind": "correlation", "y": "B", "x": ["A", "s"]},
        {"id": "model", "group": GROUP, "kind": "regression", "outcome": "B"}
        | {"predictors": ["A", "s"]},
        {"id": "weights", "group": GROUP, "kind": "drivers", "outcome": "A"}
        | {"predictors": ["B", "s"]},
        {"id": "check", "group": GROUP, "kind": "multilevel", "outcome": "s"}
        | {"predictors": ["A"]},
    ]
)
SEEDS = st.integers(0, 10_000)
SOME = settings(max_examples=15)


# --- models --------------------------------------------------------------------------------


def counted(node: Node | Suppressed) -> Iterator[tuple[set[str], int]]:
    """The variables of every published model of a node, and of how many people it is."""
    rows: list[tuple[set[str], object]] = []
    match node:
        case Correlation():
            rows = [({row.x, row.y}, row.n) for row in node.rows]
        case Regression():
            terms = {term.term for term in node.terms if term.term}
            rows = [({node.outcome, *terms}, node.n)]
        case Drivers():
            rows = [({node.outcome, *(row.term for row in node.rows)}, node.n)]
        case Multilevel():
            rows = [({row.outcome, row.term}, row.n) for row in node.rows]
    yield from ((names, n) for names, n in rows if isinstance(n, int))


def in_all_sums(table: GroupTable, variables: set[str]) -> int:
    """The people of the places whose cells of all these variables are in their sums."""
    summed = [{place.place for place, _, _ in table.summed(name)} for name in variables]
    there = set.intersection(*summed)
    return sum(n for p in table.places if p.place in there and isinstance(n := p.n, int))


@given(SEEDS)
@SOME
def test_a_model_is_of_everybody_in_the_places_that_its_variables_are_summed_over(
    seed: int,
) -> None:
    one = published(random_county(seed, offices=(6, 12)), study=MODELS)
    table = table_of(one)
    for node in one.results.steps.values():
        for variables, n in counted(node):
            assert n == in_all_sums(table, variables)


def behind(frame: pd.DataFrame) -> tuple[pd.DataFrame, GroupTable, Base]:
    """The frame that models are computed from, the table and who is in it."""
    round_ = round_of(offices_of(frame))
    scored = score(inputs_of(frame), study=STUDY, round_=round_)
    (respondents,) = tabulate(scored, study=STUDY, round_=round_)
    found = protect(respondents, Limits(T))
    return model_frame(scored.groups[GROUP], found.table, found.base), found.table, found.base


@given(SEEDS)
@SOME
def test_the_frame_of_models_lacks_nobody_of_a_place_that_is_summed(seed: int) -> None:
    frame, table, base = behind(random_county(seed))
    assert len(frame) == len(base.rows)
    for name in frame.columns.drop("unit"):
        summed = {place.place for place, _, _ in table.summed(name)}
        assert (frame[name].notna() == frame["unit"].isin(summed)).all()


@given(SEEDS)
@SOME
def test_the_frame_of_models_has_no_variable_without_a_published_spread(seed: int) -> None:
    frame, table, _ = behind(random_county(seed))
    spread = {each.variable for each in table.spreads if isinstance(each.sd, float)}
    assert set(frame.columns) - {"unit"} <= spread


# --- spread --------------------------------------------------------------------------------


@given(SEEDS)
@SOME
def test_squares_exceed_the_least_that_the_means_allow(seed: int) -> None:
    frame = random_county(seed)
    table = table_of(published(frame))
    for variable, items, fewest in (("A", A, 2), ("B", B, 2), ("s", ("s",), 1)):
        spread = table.spread(variable)
        if spread is not None and isinstance(spread.sd, float):
            room = 2 * T if variable == "s" else T
            assert squares_beyond_the_least(frame, table, variable, items, fewest) >= room - 1e-6


def squares_beyond_the_least(
    frame: pd.DataFrame, table: GroupTable, variable: str, items: Sequence[str], fewest: int
) -> float:
    """What squares within places exceed the least by, on the grid that everybody answers on."""
    named = {office for place in table.places for office in place.offices}
    answered = frame[list(items)].notna().sum(axis=1) >= fewest
    beyond = 0.0
    for place, n, _ in table.summed(variable):
        there = frame["unit"].isin(place.offices) if place.offices else ~frame["unit"].isin(named)
        means = frame.loc[there & answered, list(items)].mean(axis=1)
        assert len(means) == n
        beyond += ((means - means.mean()) ** 2).sum() - least(means, len(items))
    return beyond


def least(means: pd.Series, items: int) -> float:
    """Squares if all were next to their mean, on the grid of those who answered everything."""
    n, points = len(means), round(means.sum() * items)
    return points % n * (n - points % n) / n / items**2


@pytest.mark.parametrize(("off", "there"), [(8, False), (9, True)])
def test_squares_are_held_against_the_grid_of_three_statements(off: int, there: bool) -> None:
    """A mean of 3.5 lies on half points, but nobody who answered three statements does."""
    frame = people({"o1": 50, "o2": 50, "o3": 50})
    rows = [[3.0, 3.0, 4.0], [3.0, 4.0, 4.0]] * 75
    rows[: 2 * off] = [[3.0, 3.0, 3.0], [4.0, 4.0, 4.0]] * off
    frame[list(A)] = np.array(rows)
    spread = table_of(published(frame)).spread("A")
    assert spread is not None and isinstance(spread.sd, float) is there


# --- totals --------------------------------------------------------------------------------


@given(SEEDS)
@SOME
def test_a_total_s_share_is_the_sum_of_cells_and_bands(seed: int) -> None:
    frame = random_county(seed)
    one = published(frame)
    table, node = table_of(one), one.results.steps["items/ansatte"]
    cells = [cell for place in table.places for cell in place.statements] + [*table.low_places]
    assert isinstance(node, Statements)
    for row in node.rows:
        known = [cell for cell in cells if cell.item == row.item and isinstance(cell.n, int)]
        n = sum(cell.n for cell in known if isinstance(cell.n, int))
        if isinstance(row.percent, Suppressed):
            assert n < 10
            continue
        assert row.n == n
        check_share(row.percent, sum(map(agreeing, known)), n)


def agreeing(cell: StatementCell) -> float:
    """How many agree in a cell: of a band those who answered and are not known, less or but two."""
    assert isinstance(cell.n, int)
    if isinstance(cell.percent, float):
        return cell.percent / 100 * cell.n
    assert isinstance(cell.percent, Bound)
    if cell.percent.under is not None:
        return 2.0
    assert cell.percent.over is not None
    # "Over x %" is T fewer than answered, rounded down to a whole per cent.
    answered = next(a for a in range(T, cell.n + 1) if 100 * (a - T) // cell.n == cell.percent.over)
    return answered - 2.0


def check_share(percent: object, agree: float, n: int) -> None:
    if agree < T:
        assert percent == Bound(under=float(math.ceil(100 * T / n)))
    elif n - agree < T:
        assert percent == Bound(over=float(math.floor(100 - 100 * T / n)))
    else:
        assert percent == pytest.approx(100 * agree / n, abs=0.501)


# --- later releases ------------------------------------------------------------------------


def counties_of(seed: int) -> list[pd.DataFrame]:
    """A county at three releases, half of the time with a background that follows the office."""
    last = random_county(seed, offices=(3, 7))
    random = np.random.default_rng(seed)
    home = {unit: int(random.integers(1, 3)) for unit in [*offices_of(last), None]}
    if seed % 2:
        moved = random.random(len(last)) < 0.1
        own = [home[unit] for unit in last["unit"]]
        last["tid"] = pd.Series(np.where(moved, 2, own).tolist(), index=last.index, dtype=object)
    second, _ = some_late(last, seed)
    first, _ = some_late(second, seed + 1)
    return [first, second, last]


def sums(known: Known) -> tuple[list[Mean], list[Mean]]:
    """The published sums of places, and those of classes, of all releases."""
    printed = [fact for fact in known.facts if isinstance(fact, Mean) and fact.printed is not None]
    classes = [fact for fact in printed if fact.source.split()[0] in ("alder", "tid")]
    return [fact for fact in printed if fact not in classes], classes


def together(facts: Sequence[Mean]) -> list[set[int]]:
    """People who are in the same of these sums."""
    found: dict[tuple[bool, ...], set[int]] = {}
    for person in set().union(*(fact.people for fact in facts)):
        found.setdefault(tuple(person in fact.people for fact in facts), set()).add(person)
    return list(found.values())


@given(SEEDS)
@SOME
def test_no_few_people_s_sum_is_in_the_row_space_of_all_releases_together(seed: int) -> None:
    for known in knowledge(*counties_of(seed), study=study_with(steps=[])):
        places, classes = sums(known)
        facts = [*places, *classes]
        assert list(few_that_follow([fact.people for fact in facts], together(facts))) == []


@given(SEEDS)
@SOME
def test_no_class_of_any_release_is_an_office_s_people_but_for_one_to_nine(seed: int) -> None:
    for known in knowledge(*counties_of(seed), study=study_with(steps=[])):
        places, classes = sums(known)
        cohorts = together(places)
        for people_ in dated(classes):
            off = sum(min(len(each & people_), len(each - people_)) for each in cohorts)
            assert off == 0 or off >= 10


def dated(classes: Sequence[Mean]) -> Iterator[frozenset[int]]:
    """The people of every class, and the newcomers to it."""
    for one in classes:
        yield one.people
        yield from (one.people - other.people for other in classes if other.people < one.people)
