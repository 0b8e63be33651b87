"""Random counties in two or three releases: nothing follows from all of them together."""

from __future__ import annotations

import pytest
from attacking import attack
from counties import answering, random_county, some_late
from counts import LONG

COUNTIES = 200 if LONG else 25


@pytest.mark.parametrize("seed", range(COUNTIES))
def test_nothing_follows_from_a_release_and_a_later_one(seed: int) -> None:
    assert attack(*some_late(random_county(seed), seed)) == []


@pytest.mark.parametrize("seed", range(5, 5 + COUNTIES // 8))
def test_nothing_follows_from_three_releases(seed: int) -> None:
    second, third = some_late(random_county(seed), seed)
    first, _ = some_late(second, seed + 1)
    assert attack(first, second, third) == []


@pytest.mark.parametrize("seed", range(5, 5 + COUNTIES // 8))
def test_nothing_follows_where_somebody_withdraws_or_answers_otherwise(seed: int) -> None:
    first, second = some_late(random_county(seed), seed)
    gone, changed = first.index[seed % len(first)], first.index[(seed + 7) % len(first)]
    second = answering(second.drop(gone), [changed], value=3.0)
    assert attack(first, second) == []
