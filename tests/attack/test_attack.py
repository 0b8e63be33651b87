"""The attacker never learns anything about fewer than four; and he would, if a rule were off.

Both halves belong together. That he learns nothing says little of an attacker who is blind, so
every rule is switched off in turn, and each time he must find what it was for.
"""

from __future__ import annotations

import pytest
from counts import times
from hypothesis import HealthCheck, event, example, given, settings

from attack.attacker import attack
from attack.county import County, Office, counties, publish
from attack.sabotage import SABOTAGES, Sabotage, skips
from generator.errors import DisclosureError

SAME_LEADER = Office(3, size="s"), Office(3, size="s", merged=True)


@settings(
    max_examples=times(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(counties)
@example(County((Office(12),)))  # a county of one office
@example(County((Office(3),), leaders=3))
@example(County((Office(1), Office(2), Office(3), Office(3))))  # all too small
@example(County((Office(3), Office(30), Office(25), Office(14))))  # one too small among large
@example(County((Office(4, silent=0), Office(4, silent=1), Office(16, silent=0))))  # few silent
@example(County((*SAME_LEADER, Office(20), Office(18))))  # two too small with the same leader
@example(County((Office(1), Office(2, merged=True), Office(20))))  # and too small together
@example(County((Office(12), Office(15), Office(31)), edits=skips(3, "a2")))  # one answer missing
@example(County((Office(12), Office(15)), edits=skips(3, "b1", "b2", "b3")))
@example(County((Office(25), Office(26), Office(24)), edits=skips(3, "fine")))
def test_nothing_is_learnt_about_fewer_than_four(county: County) -> None:
    try:
        published = publish(county)
    except DisclosureError:
        event("refused: no document is written")
        return
    assert attack(county, published) == []


@pytest.mark.parametrize("n", [3, 4, 5, 9, 10, 11, 24, 25])
@pytest.mark.parametrize("spread", [0.0, 1.2])
def test_nothing_is_learnt_at_the_boundaries(n: int, spread: float) -> None:
    """An office at each boundary among others, all of it of one mind or of many."""
    for others in ((), (Office(14, size="m"),), (Office(40, "l"), Office(n, "s"), Office(7, "s"))):
        county = County((Office(n, "s", opinion=6, spread=spread), *others), skipped=0.02, seed=n)
        assert attack(county, publish(county)) == []


def test_ordinary_counties_are_not_refused_or_silenced() -> None:
    """An attacker learns nothing from empty reports either; these are not empty."""
    county = County(
        tuple(Office(n) for n in (12, 9, 31, 14, 20, 27)), unplaced=5, leaders=9, seed=3
    )
    released = publish(county).context.released
    assert all(
        node.kind for node in (released.steps[name] for name in ("A-age", "model", "alpha/A"))
    )
    assert all(nodes["constructs"].kind == "descriptives" for nodes in released.units.values())
    told = [row for nodes in released.units.values() for row in nodes["constructs"].rows]
    assert sum(isinstance(row.mean, float) for row in told) >= 10


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda each: each.rule.__name__)
def test_the_attacker_finds_what_a_rule_was_for(
    sabotage: Sabotage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert attack(sabotage.county, publish(sabotage.county)) == []
    sabotage.rule(monkeypatch)
    found = attack(sabotage.county, publish(sabotage.county))
    assert sabotage.way in {finding.way for finding in found}
