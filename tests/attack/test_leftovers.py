"""What scale ends, whole counts and the file of units add: nothing, unless a rule is off.

The study has more figures about the same answers than ``county.study``: the single item by age too,
shares of it from either end, how evenly it is answered, and means over units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from counts import times
from hypothesis import HealthCheck, event, given, settings

from attack import county as made
from attack.county import County, Office, counties, publish
from attack.leftovers import left_over
from attack.questions import SINGLE
from attack.reading import known_of, read
from attack.sabotage import same
from generator.errors import DisclosureError
from generator.study import Study

PEOPLE = {"group": "people"}
MORE = (
    {"id": "s-age", "kind": "anova", "outcome": SINGLE, "factor": "age", **PEOPLE},
    *(
        {"id": f"to-{k}", "kind": "share", "variables": [SINGLE], "low": 1, "high": k, **PEOPLE}
        for k in (1, 4, 5)
    ),
    {"id": "even", "kind": "goodness_of_fit", "variable": SINGLE, **PEOPLE},
    {"id": "units", "kind": "descriptives", "group": "units", "variables": ["A", "B", SINGLE]},
)


@pytest.fixture(autouse=True)
def _larger_study() -> Iterator[None]:
    """The county's study with the figures of ``MORE``."""
    declared = made.study().model_dump()
    declared["steps"] = (*declared["steps"], *MORE)
    larger = Study.model_validate(declared)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "study", lambda: larger)
        yield


def learnt(county: County) -> set[str]:
    """By what ways the attacker learns anything of the county."""
    known = known_of(county)
    return {found.way for found in left_over(read(publish(county).results_json, known), known)}


@settings(
    max_examples=times(20),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(counties)
def test_nothing_is_left_over(county: County) -> None:
    try:
        assert learnt(county) == set()
    except DisclosureError:
        event("refused: no document is written")


def answers(column: str, *values: float | None) -> tuple[tuple[int, str, float | None], ...]:
    """The answers of the first respondents."""
    return tuple((row, column, value) for row, value in enumerate(values))


def off(*places: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Rules that hand on what they are given; ``module.name`` under ``generator``."""

    def switch(patch: pytest.MonkeyPatch) -> None:
        for place in places:
            module, name = place.rsplit(".", 1)
            patch.setattr(import_module(f"generator.{module}"), name, INSTEAD.get(name, same))

    return switch


INSTEAD: dict[str, Any] = {
    "withheld_units": lambda *_, **__: frozenset(),
    "without_narrow_items": lambda *_, **__: None,
    "small_groups": lambda *_, **__: (),
    "_few": lambda *_, **__: False,
}


@dataclass(frozen=True, slots=True)
class Switched:
    """A rule, a county, and by what way something is learnt there without the rule."""

    name: str
    rule: Callable[[pytest.MonkeyPatch], None]
    way: str
    county: County


SWITCHED = (
    Switched(
        "an office hidden for another stands in the file of units",
        off("scoring.withheld_units", "disclosure.release.without_untold_units"),
        "unit file",
        County((Office(2), Office(5), Office(12), Office(9), Office(14))),
    ),
    Switched(
        "two silent about age or education: their difference at its most",
        off("disclosure.proof._without_remainders"),
        "bounds",
        County(
            (Office(20), Office(22)),
            edits=(
                *answers("age", None, 1, *[3] * 12, *[1] * 28),
                *answers("fine", 11, None, *[31] * 12, *[11] * 28),
                *answers(SINGLE, 1, 6),
            ),
        ),
    ),
    Switched(
        "four silent about age, all of one mind",
        off("disclosure.proof._without_remainders"),
        "bounds",
        County(
            (Office(20), Office(22)),
            edits=(
                *answers("age", *[None] * 4, *[1, 3] * 19),
                *answers(SINGLE, *[6] * 4),
            ),
        ),
    ),
    Switched(
        "shares and classes cut finer together",
        off("disclosure.release.without_fine_counts"),
        "ways",
        County(
            (Office(23),),
            edits=answers(SINGLE, *[1] * 3, *[2] * 4, *[3] * 4, *[4] * 4, *[5] * 4, *[6] * 4),
        ),
    ),
    Switched(
        "what nobody in the whole answered narrows an office's scale",
        off("disclosure.release.without_narrow_items"),
        "ways",
        County(
            (Office(12), Office(14)),
            edits=answers(SINGLE, *[3] * 9, *[4] * 3, *[3, 4] * 7),
        ),
    ),
    Switched(
        "and that of people of one age",
        off("disclosure.release.without_narrow_groups"),
        "ways",
        County(
            (Office(12), Office(14)),
            edits=(
                *answers("age", *[1, 3] * 13),
                *answers(SINGLE, *[3, 4, 3, 3] * 5, *[4, 3] * 3),
            ),
        ),
    ),
    Switched(
        "chi-square with a small cell",
        off("disclosure.whole.small_groups"),
        "ways",
        County((Office(15),), edits=answers(SINGLE, 2, 2, 3, *[4] * 4, *[5] * 5, *[6] * 3)),
    ),
    Switched(
        "three leaders",
        off("disclosure.participation._few"),
        "leaders",
        County((Office(12), Office(14)), leaders=3),
    ),
)


@pytest.mark.parametrize("switched", SWITCHED, ids=lambda each: each.name)
def test_something_is_left_over_without_the_rule(
    switched: Switched, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert learnt(switched.county) == set()
    switched.rule(monkeypatch)
    assert switched.way in learnt(switched.county)
