"""Figures that are no sums: the attacker learns nothing from them either; and would, without rules.

A spread of fewer than twenty-five, a sum of fewer than four, a statement of fewer than ten: by rank
and linear programming over second moments, and by trying every way to have answered.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from counts import times
from hypothesis import HealthCheck, event, example, given, settings
from rounds import walk

from attack import sabotage_moments as off
from attack.county import County, Office, counties, publish, scores_of
from attack.crowd import crowd_of, crowd_of_round, means_of
from attack.moments import moments_of
from attack.offices import by_offices
from attack.questions import ALL_ITEMS
from attack.reading import known_of
from attack.sabotage import Sabotage, skips
from attack.squares import by_moments
from attack.sums import Finding
from generator.disclosure import prove
from generator.errors import DisclosureError
from generator.round import Policy


def learnt(county: County, *, joined: bool = True) -> list[Finding]:
    """What follows from the second moments of what is published of a county."""
    results = publish(county).context.released
    crowd = replace(crowd_of(known_of(county)), joined=joined)
    return [*by_moments(results, crowd), *by_offices(results, crowd, scores_of(county))]


def classed(*ages: int) -> tuple[tuple[int, str, float], ...]:
    """So many respondents of each age, from the first row on; the others as they were."""
    found = [float(age) for age, n in enumerate(ages, start=1) for _ in range(n)]
    return tuple((row, "age", age) for row, age in enumerate(found))


THREE = County((Office(15), Office(14), Office(13)), edits=classed(4, 4, 34))
NESTED = County((Office(34), Office(31)), edits=classed(30, 12, 23), seed=5)
UNNAMED = County((Office(12), Office(40), Office(9, "s")), unplaced=5)


@settings(
    max_examples=times(10),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(counties)
@example(THREE)  # two classes of four beside a large one
@example(NESTED)
@example(UNNAMED)  # whose own spread is the whole's less what is pooled
@example(replace(THREE, edits=skips(3, "s")))  # one person skipped the outcome of a model
@example(replace(THREE, edits=skips(3, "a1")))  # or what explains it
@example(replace(THREE, edits=skips(3, *ALL_ITEMS[3:6])))  # or all of a construct
@example(County((Office(3), Office(30), Office(25), Office(14))))  # one not told, one with it
@example(County((Office(3, "s"), Office(2, "s"), Office(26), Office(14), Office(9)), seed=2))
@example(County((Office(30), Office(9), Office(28, "s"), Office(12, "s"), Office(31, "l"))))
def test_nothing_is_learnt_from_second_moments(county: County) -> None:
    try:
        found = learnt(county)
    except DisclosureError:
        event("refused: no document is written")
        return
    assert found == []


@pytest.mark.parametrize("switched", off.RULES, ids=lambda each: each.rule.__name__)
def test_the_attacker_finds_what_a_rule_was_for(
    switched: Sabotage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert learnt(switched.county) == []
    switched.rule(monkeypatch)
    found = learnt(switched.county, joined=switched.rule is not off.pooled)
    assert switched.way in {finding.way for finding in found}


def test_spreads_are_not_withheld_where_they_are_of_enough() -> None:
    """An attacker learns nothing from dashes; a county of large groups has none."""
    county = County((Office(70), Office(75), Office(80), Office(72), Office(68)), seed=1)
    released = publish(county).context.released
    steps, units = released.steps, released.units.values()
    assert all(isinstance(group.sd, float) for group in steps["A-age"].groups)
    assert isinstance(steps["A-age"].f, float)
    assert isinstance(steps["aggregation/A"].icc1, float)
    assert all(isinstance(term.b, float) for term in steps["lines"].terms)
    assert all(isinstance(row.r, float) for row in steps["offices"].rows[:2])
    assert all(isinstance(row.sd, float) for nodes in units for row in nodes["constructs"].rows)


def test_nothing_is_learnt_from_the_second_moments_of_a_real_round(demo_folder: Path) -> None:
    """The demo round as a real one would be told, its employees and its leaders."""
    walked = walk(demo_folder, policy=Policy())
    study, people = walked.study, walked.scored.people(study=walked.study)
    released, _ = prove(walked.released, walked.certificate, people)
    read = 0
    for group, members in people.items():
        constructs = {
            name: study.constructs[name] for name in members.answered if name in study.constructs
        }
        scale = study.scale_of(next(iter(constructs)))
        sizes = {name: len(construct.items) for name, construct in constructs.items()}
        crowd = crowd_of_round(group, members, sizes, low=scale.low, high=scale.high)
        read += len([*moments_of(released, crowd, means_of(released, crowd))])
        assert list(by_moments(released, crowd)) == []
    assert read > 400
