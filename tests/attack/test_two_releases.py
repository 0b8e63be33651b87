"""Late answers: whoever has both releases of a round learns nothing about fewer than four.

The second release is refused, or holds back what would tell; the attacker who reads both as one
set of equations over the same people must find nothing either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from counts import times
from hypothesis import event, given, settings
from hypothesis import strategies as st

from attack.county import County, Office, Published, persons, publish
from attack.reading import Read, known_of, read
from attack.sums import Finding, by_rank
from generator.disclosure import EarlierRelease, hold_against
from generator.errors import DisclosureError
from generator.results.memberships import Memberships

OFFICES = (Office(12), Office(15), Office(31, "l"), Office(9, "s"), Office(20, "l"))
FIRST = County(OFFICES, seed=5)


def grown(first: County, late: tuple[int, ...]) -> County:
    """The county when so many more have answered in each office."""
    offices = tuple(
        replace(office, n=office.n + more) for office, more in zip(first.offices, late, strict=True)
    )
    return replace(first, offices=offices)


def hold(earlier: Published, released: Any, certificate: Any, people: Any, rows: Any) -> Any:
    """Hold a release against the first, whose people are known by the second's row numbers."""
    moved = {**earlier.people, "people": renumbered(earlier.people["people"], rows)}
    one = EarlierRelease(
        run="first",
        folder="first",
        results_sha256="",
        released=earlier.context.released,
        people=moved,
    )
    return hold_against([one], released, certificate, people)


def renumbered(members: Memberships, rows: Mapping[int, int]) -> Memberships:
    def moved(value: Any) -> Any:
        if isinstance(value, frozenset):
            return frozenset(rows[person] for person in value)
        return {name: moved(part) for name, part in value.items()}

    return Memberships(
        people=moved(members.people),
        answered=moved(members.answered),
        classes=moved(members.classes),
        values=moved(members.values),
        units=moved(members.units),
    )


def rows_of(first: County, second: County) -> dict[int, int]:
    """The row in the second release of everybody in the first."""
    at = {person: row for row, person in enumerate(persons(second))}
    return {row: at[person] for row, person in enumerate(persons(first))}


def learnt(first: County, second: County, published: tuple[Published, Published]) -> list[Finding]:
    """What the attacker learns from both releases read as one."""
    known = known_of(second)
    rows = rows_of(first, second)
    early, late = (
        read(each.results_json, known_of(county))
        for each, county in zip(published, (first, second), strict=True)
    )
    means = tuple(
        replace(mean, people=frozenset(rows[person] for person in mean.people))
        for mean in early.means
    )
    return list(by_rank(_both(means, late), known))


def _both(means: Any, late: Read) -> Read:
    return replace(late, means=(*means, *late.means))


def release_twice(first: County, second: County) -> tuple[Published, Published]:
    rows = rows_of(first, second)
    before = publish(first)
    after = publish(second, earlier=before, hold=lambda *parts: hold(*parts, rows))
    return before, after


late_answers = st.tuples(*(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 9]) for _ in OFFICES))


@settings(max_examples=times(15), deadline=None)
@given(late_answers, st.integers(0, 1000), st.sampled_from([0.0, 0.05]))
def test_nothing_is_learnt_from_two_releases(
    late: tuple[int, ...], seed: int, skipped: float
) -> None:
    first = replace(FIRST, seed=seed, skipped=skipped)
    second = grown(first, late)
    try:
        published = release_twice(first, second)
    except DisclosureError:
        event("refused: no document is written")
        return
    assert learnt(first, second, published) == []


@pytest.mark.parametrize(("more", "told"), [(0, True), (1, False), (3, False)])
def test_one_to_three_late_answers_are_not_told(more: int, told: bool) -> None:
    second = grown(FIRST, (0, more, 0, 0, 0))
    if told:
        assert learnt(FIRST, second, release_twice(FIRST, second)) == []
    else:
        with pytest.raises(DisclosureError, match="fewer than 4"):
            release_twice(FIRST, second)


@pytest.mark.parametrize("more", [1, 2, 3])
def test_the_attacker_finds_late_answers_that_nothing_is_held_against(more: int) -> None:
    second = grown(FIRST, (0, more, 0, 0, 0))
    published = publish(FIRST), publish(second)
    found = learnt(FIRST, second, published)
    late = {row for row, person in enumerate(persons(second)) if person not in persons(FIRST)}
    assert any(str(sorted(late)) in finding.what for finding in found)


def test_the_same_people_answer_the_same_in_a_grown_county() -> None:
    from attack.county import ALL_ITEMS, answers

    second = grown(FIRST, (2, 0, 3, 0, 1))
    before, after = answers(FIRST)[list(ALL_ITEMS)], answers(second)[list(ALL_ITEMS)]
    rows = rows_of(FIRST, second)
    assert len(rows) == len(before)
    assert before.equals(after.loc[list(rows.values())].reset_index(drop=True))
