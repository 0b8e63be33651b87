"""The proof over whole releases: it passes the demo round, and catches what is planted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rounds import walk

from generator.disclosure import prove
from generator.disclosure.claims import claims
from generator.disclosure.partly import without_partly_answered
from generator.disclosure.proof import Told, examine, without_small_moments
from generator.errors import DisclosureError
from generator.results import (
    Anova,
    Descriptives,
    Frequency,
    FrequencyCategory,
    Multilevel,
    ReleasedResults,
    Suppressed,
)
from generator.results.memberships import Memberships
from generator.round import Policy

POLICY = Policy()


@pytest.fixture(scope="module")
def ordinary(demo_folder):
    """The demo round under the ordinary policy: released, certificate and who is where."""
    walked = walk(demo_folder, policy=POLICY)
    return walked.released, walked.certificate, walked.scored.people(study=walked.study)


def test_the_demo_round_gives_nobody_away(ordinary) -> None:
    released, certificate, people = ordinary
    proved, certified = prove(released, certificate, people)
    linear = without_partly_answered(released, people, threshold=4)
    assert proved == without_small_moments(linear, people, threshold=4)
    changed = [name for name, node in proved.steps.items() if node != released.steps[name]]
    slopes = {"modell-ledere"}  # two leaders are not in the model
    slopes |= {name for name, node in proved.steps.items() if isinstance(node, Multilevel)}
    assert "modell-ledere" in changed
    assert set(changed) <= slopes
    assert isinstance(proved.steps["modell-medarbeidere"].terms[1].b, float)
    assert certified.let_through == ()
    assert certified.variables_examined > 100
    assert certified.groups_examined > 1000
    assert len(certified.examined_sha256) == 64


def test_every_told_construct_mean_is_a_claim(ordinary) -> None:
    released, _, people = ordinary
    told = {claim.place for claim in claims(released, people)}
    for unit in released.units:
        assert f"units/{unit}/constructs/PE" in told
    assert "steps/empowerment-alder/20-39 år" in told


def test_without_coarsening_one_person_would_be_found(demo_folder) -> None:
    """One employee with an empowerment score gave no age: table 12 and the mean differ by her."""
    walked = walk(demo_folder, policy=POLICY, coarsened=False)
    released, people = walked.released, walked.scored.people(study=walked.study)
    assert isinstance(released.steps["empowerment-alder"], Anova)
    assert [
        one.variable for one in examine([Told("", released, people)], threshold=4).breaches
    ].count("PE")
    proved, _ = prove(released, walked.certificate, people)
    assert proved.steps["empowerment-alder"] == Suppressed("would_reveal_few")
    assert examine([Told("", proved, people)], threshold=4).breaches == ()


def test_a_planted_subtraction_is_mended(ordinary) -> None:
    """A step about everybody but two of a unit's people may not be told."""
    released, certificate, people = ordinary
    members = people["medarbeidere"]
    unit = members.units["solvik"]
    classes = {**members.classes, "planted": {"rest": members.people - frozenset(sorted(unit)[:2])}}
    planted = {**people, "medarbeidere": replace(members, classes=classes)}
    node = released.steps["constructs/medarbeidere"]
    assert isinstance(node, Descriptives)
    leak = replace(released, steps={**released.steps, "extra/planted/rest": node})
    assert examine([Told("", leak, planted)], threshold=4).breaches
    proved, certified = prove(leak, certificate, planted)
    mended = proved.steps["extra/planted/rest"]
    assert isinstance(mended, Descriptives)
    assert {row.mean for row in mended.rows} == {Suppressed("would_reveal_few")}
    assert not examine([Told("", proved, planted)], threshold=4).breaches
    assert any(cell.place.startswith("steps/extra/planted/rest") for cell in certified.withheld)


def test_a_breach_that_cannot_be_mended_stops_the_run(ordinary) -> None:
    """Two figures every report rests on that differ by one person: nothing is written."""
    released, certificate, people = ordinary
    members = people["medarbeidere"]
    one_less = members.people - {0}
    planted = {
        **people,
        "medarbeidere": replace(members, classes={**members.classes, "x": {"rest": one_less}}),
    }
    steps = {
        "constructs/medarbeidere": released.steps["constructs/medarbeidere"],
        "constructs/medarbeidere/x/rest": released.steps["constructs/medarbeidere"],
    }
    bare = replace(released, steps=steps, units={})
    with pytest.raises(DisclosureError, match="fewer than 4 people") as caught:
        prove(bare, certificate, planted)
    assert "steps/constructs/medarbeidere" in str(caught.value)


def test_a_published_round_lists_its_breaches(demo) -> None:
    proved, certified = prove(demo.released, demo.certificate, demo.scored.people(study=demo.study))
    assert proved == demo.released
    assert len(certified.let_through) > len(demo.certificate.let_through)


def joined_frequency(*parts: tuple[str, tuple[str, ...], int], variable: str) -> Frequency:
    n = sum(count for _, _, count in parts)
    return Frequency(
        group="staff",
        n=n,
        variable=variable,
        n_total=n,
        n_valid=n,
        n_missing=0,
        percent_valid=100.0,
        percent_missing=0.0,
        categories=tuple(
            FrequencyCategory(
                values=values,
                label=label,
                count=count,
                percent=10.0,
                valid_percent=10.0,
                cumulative_percent=10.0,
            )
            for label, values, count in parts
        ),
    )


ANSWERS = {1: frozenset({0}), 2: frozenset({1, 2, 3}), 3: frozenset(range(4, 10))}
SAID = Memberships(
    people=frozenset(range(12)),
    answered={"s": frozenset(range(10))},
    values={"s": ANSWERS},
    classes={"tenure": {"0–1 / 2": ANSWERS[1], "3": ANSWERS[2], "4": ANSWERS[3]}},
)


@pytest.mark.parametrize(
    ("variable", "label", "values", "who"),
    [
        ("s", "1 / 2", ("1", "2"), range(4)),
        ("s", "1 / 2", ("1", "2", ""), (0, 1, 2, 3, 10, 11)),
        ("s", "3", ("3",), range(4, 10)),
        ("tenure", "0–1 / 2", ("0",), (0,)),
        ("tenure", "0–1 / 2 / 3", ("0", "3"), range(4)),
        ("tenure", "4", ("4", ""), range(4, 12)),
    ],
    ids=["two", "two-and-silence", "one", "named-so", "joined", "class-and-silence"],
)
def test_a_joined_category_is_a_claim_about_all_in_it(variable, label, values, who) -> None:
    node = joined_frequency((label, values, len(who)), variable=variable)
    released = ReleasedResults(study="s", round="r", steps={"f": node}, units={})
    told = {claim.place: claim.people for claim in claims(released, {"staff": SAID})}
    assert told.pop("steps/f/valid", SAID.answered.get(variable)) == SAID.answered.get(variable)
    assert told == {"steps/f/all": SAID.people, f"steps/f/{label}": frozenset(who)}


def test_two_tables_joined_otherwise_are_found_by_rank() -> None:
    """One says how many chose 1 or 2, the other how many 2: who chose 1 is alone."""
    steps = {
        "f": joined_frequency(("1 / 2", ("1", "2"), 4), ("3", ("3", ""), 8), variable="s"),
        "g": joined_frequency(("2 / 3", ("2", "3", ""), 11), variable="s"),
    }
    told = Told("", ReleasedResults(study="s", round="r", steps=steps, units={}), {"staff": SAID})
    found = {breach.who for breach in examine([told], threshold=4).breaches}
    assert ANSWERS[1] in found
