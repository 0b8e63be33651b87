"""The proof over whole releases: it passes the demo round, and catches what is planted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.analysis import analyse
from generator.disclosure import prove, release
from generator.disclosure.claims import claims
from generator.disclosure.proof import examine
from generator.errors import DisclosureError
from generator.results import Anova, Descriptives, Withheld
from generator.round import Policy
from generator.scoring import coarsen_background, score
from generator.sources import read_inputs

POLICY = Policy()


@pytest.fixture(scope="module")
def ordinary(demo_declared, demo_folder):
    """The demo round under the ordinary policy: released, certificate and who is where."""
    study, round_ = demo_declared
    round_ = round_.model_copy(update={"policy": POLICY})
    inputs = read_inputs(study, round_, demo_folder)
    inputs, study = coarsen_background(inputs, study=study, policy=POLICY)
    scored = score(inputs, study=study, round_=round_)
    results = analyse(scored, study=study, round_=round_)
    groups = scored.memberships(study=study)
    released, certificate = release(results, groups, study=study, policy=POLICY)
    return released, certificate, scored.people(study=study)


def test_the_demo_round_gives_nobody_away(ordinary) -> None:
    released, certificate, people = ordinary
    proved, certified = prove(released, certificate, people)
    assert proved == released
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


def test_without_coarsening_one_person_would_be_found(demo_declared, demo_folder) -> None:
    """One employee with an empowerment score gave no age: table 12 and the mean differ by her."""
    study, round_ = demo_declared
    round_ = round_.model_copy(update={"policy": POLICY})
    scored = score(read_inputs(study, round_, demo_folder), study=study, round_=round_)
    results = analyse(scored, study=study, round_=round_)
    groups = scored.memberships(study=study)
    released, certificate = release(results, groups, study=study, policy=POLICY)
    people = scored.people(study=study)
    assert isinstance(released.steps["empowerment-alder"], Anova)
    assert [one.variable for one in examine(released, people, threshold=4).breaches].count("PE")
    proved, _ = prove(released, certificate, people)
    assert proved.steps["empowerment-alder"] == Withheld("would_reveal_few")
    assert examine(proved, people, threshold=4).breaches == ()


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
    assert examine(leak, planted, threshold=4).breaches
    proved, certified = prove(leak, certificate, planted)
    assert proved.steps["extra/planted/rest"] == Withheld("would_reveal_few")
    assert "steps/extra/planted/rest" in {cell.place for cell in certified.withheld}


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


def test_a_published_round_lists_its_breaches(demo_scored, demo_results, demo_declared) -> None:
    study, round_ = demo_declared
    groups = demo_scored.memberships(study=study)
    released, certificate = release(demo_results, groups, study=study, policy=round_.policy)
    proved, certified = prove(released, certificate, demo_scored.people(study=study))
    assert proved == released
    assert len(certified.let_through) > len(certificate.let_through)
