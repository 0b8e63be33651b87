"""Random counties in their first release: nothing follows about one to three people."""

from __future__ import annotations

import pytest
from attacking import attack, sizes_that_follow
from counties import offices_of, random_county, releases, table_of
from counts import LONG
from knowledge import Seen

COUNTIES = 200 if LONG else 25


@pytest.mark.parametrize("seed", range(COUNTIES))
def test_nothing_follows_about_few_people(seed: int) -> None:
    assert attack(random_county(seed)) == []


@pytest.mark.parametrize("seed", range(COUNTIES))
def test_no_size_of_an_unpublished_unit_follows(seed: int) -> None:
    frame = random_county(seed)
    (one,) = releases(frame)
    assert not sizes_that_follow(Seen(table_of(one), frame), len(offices_of(frame)))
