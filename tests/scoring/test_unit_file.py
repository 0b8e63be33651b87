"""The file of units: its survey part is the published table, and holds no more than that does."""

from __future__ import annotations

import pandas as pd
import pytest
from counties import (
    STUDY,
    answering,
    inputs_of,
    offices_of,
    people,
    releases,
    round_of,
    table_of,
    together,
)

from generator.analysis import unit_frame
from generator.disclosure.microdata import tabulate
from generator.disclosure.protect import protect
from generator.disclosure.rules import IN_REPRODUCED, RULES, Limits
from generator.results.table import PublishedTable
from generator.scoring.dataset import score


def unit_file(frame: pd.DataFrame, *, exact: bool = False) -> pd.DataFrame:
    """The file of units that a round's declared steps are computed from."""
    round_ = round_of(offices_of(frame))
    scored = score(inputs_of(frame), study=STUDY, round_=round_)
    limits = Limits(round_.policy.min_respondents, IN_REPRODUCED if exact else RULES)
    (people_,) = tabulate(scored, study=STUDY, round_=round_)
    table = PublishedTable(groups=(protect(people_, limits, exact=exact).table,))
    return unit_frame(table, scored.units, study=STUDY, units=scored.analysis_units)


def test_the_survey_part_is_what_the_published_table_says() -> None:
    frame = people({"o1": 12, "o2": 15, "o3": 9})
    file, (one,) = unit_file(frame), releases(frame)
    for place in table_of(one).places:
        assert file.at[place.place, "n"] == place.n
        for cell in place.cells:
            assert file.at[place.place, cell.variable] == cell.mean == round(cell.mean, 2)


def test_a_unit_of_fewer_than_four_is_a_row_without_figures() -> None:
    found = unit_file(people({"o1": 3, "o2": 5, "o3": 12, "o4": 14}))
    assert found["A"].notna().tolist() == [False, True, True, True]
    assert found["n"].tolist()[1:] == [5, 12, 14]
    assert found["n"].isna()["o1"]


def test_a_mean_of_one_to_three_is_left_out() -> None:
    """Five answered in the office, but two of them the single statement."""
    frame = people({"o1": 5, "o2": 12})
    silent = answering(frame, frame.index[:3], items=["s"])
    found = unit_file(silent)
    assert found["s"].notna().tolist() == [False, True]
    assert found["A"].notna().all()


def test_a_bound_is_no_figure() -> None:
    """Everybody answered 5, so the table says “over” and the file of units says nothing."""
    frame = people({"o1": 6, "o2": 12, "o3": 12})
    found = unit_file(answering(frame, "o1", value=5))
    assert found["A"].notna().tolist() == [False, True, True]
    assert found["n"].tolist() == [6, 12, 12]


def test_published_tables_take_every_unit_that_is_large_enough_as_it_is() -> None:
    """The unit of one mind too, and no mean is rounded."""
    frame = together(people({"o1": 3, "o2": 12, "o3": 14}), people({"o4": 7}, first=29))
    frame = answering(frame, "o4", value=5)
    found = unit_file(frame, exact=True)
    assert found["A"].notna().tolist() == [False, True, True, True]
    assert found.at["o4", "A"] == 5
    (everybody,) = score(
        inputs_of(frame), study=STUDY, round_=round_of(offices_of(frame))
    ).groups.values()
    means = everybody.groupby("unit")["A"].mean()
    assert found.loc["o2":"o4", "A"].tolist() == pytest.approx(means["o2":"o4"], abs=1e-12)
    assert found.at["o2", "A"] != round(found.at["o2", "A"], 2)
