"""Late answers: whoever has all releases of a round learns nothing about fewer than four.

The next release is refused, or holds back what would tell. The attacker reads all of them as one
report about the same people, and must find nothing either way; and he would, if a rule were off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from counts import times
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from attack.county import County, Office, answers, counties, persons
from attack.questions import ALL_ITEMS
from attack.releases import Release, changed, later, release_all, rows_of
from attack.sabotage import same, switch
from attack.together import attack_all
from generator.errors import DisclosureError
from generator.results import Node

OFFICES = (Office(12), Office(15), Office(31, "l"), Office(9, "s"), Office(20, "l"))
FIRST = County(OFFICES, leaders=9, seed=5)

Patch = pytest.MonkeyPatch


def grown(first: County, *late: int, **others: Any) -> County:
    """The county when so many more have answered in each office, and ``others`` are otherwise."""
    offices = tuple(
        replace(office, n=office.n + more) for office, more in zip(first.offices, late, strict=True)
    )
    return replace(first, offices=offices, **others)


@settings(
    max_examples=times(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(st.data())
def test_nothing_is_learnt_from_several_releases(data: st.DataObject) -> None:
    releases = [data.draw(counties)]
    for _ in range(data.draw(st.sampled_from([1, 1, 2]))):
        releases.append(data.draw(later(releases[-1])))
    try:
        made = release_all(releases)
    except DisclosureError:
        event("refused: no document is written")
        return
    event(f"{len(made)} releases told")
    assert attack_all(made) == []


def altered(county: County, office: int, how: str) -> County:
    """The county with one office merged otherwise, or in another size class."""
    offices = list(county.offices)
    offices[office] = changed(offices[office], how)
    return replace(county, offices=tuple(offices))


SMALL = County((Office(3), Office(5), Office(14), Office(9), Office(24)), unplaced=5, seed=11)
MERGED = County((Office(5), Office(3, merged=True), Office(14), Office(30)), seed=3)

CHANGES = {
    "nothing": (FIRST, FIRST),
    "late answers without an office": (FIRST, replace(FIRST, unplaced=4)),
    "too few of them": (FIRST, replace(FIRST, unplaced=2)),
    "leaders": (FIRST, replace(FIRST, leaders=14)),
    "too few leaders": (FIRST, replace(FIRST, leaders=11)),
    "past four, ten and twenty-five": (SMALL, grown(SMALL, 4, 5, 0, 4, 4)),
    "an office that was withheld": (SMALL, grown(SMALL, 9, 0, 0, 0, 0)),
    "a merge dissolves": (MERGED, altered(grown(MERGED, 5, 6, 0, 0), 1, "merged")),
    "a merge dissolves around three": (MERGED, altered(grown(MERGED, 0, 6, 0, 0), 1, "merged")),
    "a merge appears": (altered(MERGED, 1, "merged"), MERGED),
    "another size class": (FIRST, altered(grown(FIRST, 5, 5, 5, 5, 5), 1, "s")),
    "one more skipped an item": (
        replace(FIRST, skipped=0.05),
        grown(replace(FIRST, skipped=0.05), 6, 5, 9, 6, 7),
    ),
    "more clients": (
        FIRST,
        replace(FIRST, offices=(replace(OFFICES[0], clients=23), *OFFICES[1:])),
    ),
}
REFUSED = {
    "too few of them",
    "too few leaders",
    "an office that was withheld",
    "a merge dissolves around three",
}


@pytest.mark.parametrize("what", CHANGES)
def test_nothing_is_learnt_when(what: str) -> None:
    if what in REFUSED:
        with pytest.raises(DisclosureError, match="fewer than 4"):
            release_all(CHANGES[what])
    else:
        assert attack_all(release_all(CHANGES[what])) == []


@pytest.mark.parametrize("seed", range(times(4)))
@pytest.mark.parametrize("late", [4, 8])
def test_ordinary_growth_is_told(seed: int, late: int) -> None:
    """At least four more everywhere: the means of every office and of the whole are told again."""
    first = replace(FIRST, seed=seed, skipped=0.01, unplaced=5)
    second = grown(first, *(late + i % 3 for i in range(5)), leaders=14)
    made = release_all([first, second])
    assert attack_all(made) == []
    told, free = ([means(one) for one in each] for each in (made, release_all([second])))
    assert told[-1] == free[-1]
    assert len(told[-1]) > 20


def means(release: Release) -> list[tuple[str, str]]:
    """Every construct mean that a release tells: of the whole, its size classes and offices."""
    released = release.published.context.released
    places = {"whole": released.steps, **released.units}
    return [
        (f"{place}/{name}", row.variable)
        for place, nodes in places.items()
        for name, node in nodes.items()
        if isinstance(node, Node) and name.startswith(("constructs", "comparison"))
        for row in node.rows
        if isinstance(row.mean, float)
    ]


@pytest.mark.parametrize("more", [1, 2, 3])
def test_one_to_three_late_answers_are_not_told(more: int) -> None:
    with pytest.raises(DisclosureError, match="fewer than 4"):
        release_all([FIRST, grown(FIRST, 0, more, 0, 0, 0)])


@pytest.mark.parametrize("more", [1, 2, 3])
def test_the_attacker_finds_late_answers_that_nothing_is_held_against(more: int) -> None:
    second = grown(FIRST, 0, more, 0, 0, 0)
    found = attack_all(release_all([FIRST, second], held=False))
    late = {row for row, person in enumerate(persons(second)) if person not in persons(FIRST)}
    assert any(str(sorted(late)) in finding.what for finding in found)


@dataclass(frozen=True, slots=True)
class Sabotage:
    """A rule for late answers to switch off, and what is then found in some releases."""

    rule: str
    instead: Callable[..., Any]
    way: str
    releases: Sequence[County]


def none(*_: Any, **__: Any) -> list[Any]:
    """In the place of what looks for breaches."""
    return []


ONE = County((Office(12, "l", silent=5),), unplaced=5, leaders=9, seed=32)
BOTH = County((Office(14, silent=5, opinion=5), Office(10)), leaders=9, skipped=0.02, seed=13)
ALIKE = County((Office(5, opinion=3), Office(5, opinion=5)), leaders=9, seed=15)
SPREAD = County((Office(26, "s"),), leaders=9, seed=31)
PARTLY = County((Office(10, "l"), Office(17, "s", opinion=5)), unplaced=5, skipped=0.02, seed=3)
LINE = County(
    (
        Office(10, "s", opinion=3, clients=7),
        Office(14, "s", opinion=3),
        Office(8, "l", clients=7),
        Office(17, "s", opinion=3, clients=7),
    ),
    unplaced=5,
    leaders=9,
    seed=29,
)

SABOTAGES = (
    Sabotage("rerelease._added", none, "rank", [FIRST, grown(FIRST, 0, 2, 0, 0, 0)]),
    Sabotage("rerelease.of_one_mind", none, "late at the end", [BOTH, grown(BOTH, 5, 0)]),
    Sabotage("rerelease.of_one_class", none, "late classes", [ALIKE, grown(ALIKE, 0, 9)]),
    Sabotage("rerelease.of_small_spread", none, "spread", [SPREAD, grown(SPREAD, 6)]),
    Sabotage("rerelease.without_few_late_partly", same, "equations", [PARTLY, grown(PARTLY, 6, 6)]),
    Sabotage(
        "rerelease.without_lines_through_hidden",
        same,
        "equations",
        [LINE, grown(LINE, 10, 8, 8, 10)],
    ),
    Sabotage("rerelease.without_few_late", same, "late counts", [ONE, grown(ONE, 6)]),
    Sabotage(
        "rerelease.without_few_late_counts", same, "late counts", [ONE, grown(ONE, 6, partial=5)]
    ),
    Sabotage("rerelease.without_few_more_clients", same, "late clients", CHANGES["more clients"]),
)


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda each: each.rule)
def test_the_attacker_finds_what_a_rule_was_for(sabotage: Sabotage, monkeypatch: Patch) -> None:
    with suppress(DisclosureError):  # or nothing is told, which gives nobody away
        assert attack_all(release_all(sabotage.releases)) == []
    switch(monkeypatch, sabotage.rule, sabotage.instead)
    assert sabotage.way in {each.way for each in attack_all(release_all(sabotage.releases))}


def test_the_same_people_answer_the_same_in_a_grown_county() -> None:
    second = grown(FIRST, 2, 0, 3, 0, 1)
    before, after = answers(FIRST)[list(ALL_ITEMS)], answers(second)[list(ALL_ITEMS)]
    rows = rows_of(FIRST, second)["people"]
    assert len(rows) == len(before)
    assert before.equals(after.loc[list(rows.values())].reset_index(drop=True))
