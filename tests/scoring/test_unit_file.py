"""The file of units: who may not be told about stands in no figure about units."""

from __future__ import annotations

from typing import Any

from attack.county import County, Office, inputs_of, round_of
from attack.questions import study

from generator.round import Round
from generator.scoring import score


def units_of(county: County, **policy: Any) -> Any:
    declared: Round = round_of(county)
    round_ = declared.model_copy(update={"policy": declared.policy.model_copy(update=policy)})
    return score(inputs_of(county), study=study(), round_=round_).units


def test_a_mean_of_one_to_three_is_left_out() -> None:
    """Five answered in the office, but two of them the single statement."""
    silent = tuple((row, "s", None) for row in range(3))
    county = County((Office(5), Office(12)), edits=silent)
    assert units_of(county)["s"].notna().tolist() == [False, True]
    assert units_of(county)["A"].notna().all()


def test_a_unit_withheld_for_another_is_left_out() -> None:
    county = County((Office(3), Office(5), Office(12), Office(14)))
    assert units_of(county)["A"].notna().tolist() == [False, False, True, True]
    assert units_of(county)["n"].tolist() == [3, 5, 12, 14]


def test_published_tables_take_every_unit_that_is_large_enough() -> None:
    county = County((Office(3), Office(5), Office(12), Office(14)))
    found = units_of(county, reproduce_published=True)
    assert found["A"].notna().tolist() == [False, True, True, True]
