"""release() over whole rounds: the demo round under both policies, and a round with small units."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.disclosure import release
from generator.results import Anova, Frequency, Node, Suppressed, numbers
from generator.round import Policy


@pytest.fixture(scope="module")
def groups(demo_scored, demo_declared) -> dict[str, frozenset[int]]:
    return demo_scored.memberships(study=demo_declared[0])


def test_the_published_tables_are_let_through_and_listed(
    demo_results, groups, demo_declared
) -> None:
    policy = Policy(reproduce_published=True)
    released, certificate = release(demo_results, groups, study=demo_declared[0], policy=policy)
    education = released.steps["bakgrunn/utdnivaa"]
    assert isinstance(education, Frequency)
    assert education.categories[0].count == 3
    assert "steps/bakgrunn/utdnivaa/0" in {cell.place for cell in certificate.let_through}


def test_any_other_round_joins_what_is_small(demo_results, groups, demo_declared) -> None:
    released, certificate = release(demo_results, groups, study=demo_declared[0], policy=Policy())
    assert certificate.let_through == ()
    education = released.steps["bakgrunn/utdnivaa"]
    assert isinstance(education, Frequency)
    assert [part.count for part in education.categories] == [31, 125, 82, 16]
    assert education.n_missing == 0
    by_level = released.steps["empowerment-utdnivaa"]
    assert by_level == Suppressed("too_few_respondents")
    assert isinstance(released.steps["empowerment-alder"], Anova)


def counts_of_people(node: Node) -> list[int]:
    return [
        int(value)
        for place, value in numbers(node)
        if place.split(".")[-1] in ("n", "count", "n_valid", "n_missing", "n_total")
    ]


def test_no_count_of_people_is_below_the_threshold(demo_results, groups, demo_declared) -> None:
    released, _ = release(demo_results, groups, study=demo_declared[0], policy=Policy())
    for nodes in (released.steps, *released.units.values()):
        for name, node in nodes.items():
            people = isinstance(node, Node) and node.group in demo_declared[0].groups
            if people and not name.startswith(("codebook", "response")):
                assert not [n for n in counts_of_people(node) if 0 < n < 4], name


def with_unit(demo_results, groups, unit: str, keep: int):
    """The demo results as if only ``keep`` of the unit's people had answered at all."""
    gone = frozenset(sorted(groups[f"unit/{unit}"])[keep:])
    fewer = {name: who - gone for name, who in groups.items()}
    response = replace(demo_results.units[unit]["response"], n=keep)
    units = {**demo_results.units, unit: {**demo_results.units[unit], "response": response}}
    return replace(demo_results, units=units), fewer


@pytest.mark.parametrize(("keep", "hidden"), [(3, 2), (4, 0)])
def test_one_small_unit_takes_a_partner_with_it(
    demo_results, groups, demo_declared, keep: int, hidden: int
) -> None:
    results, fewer = with_unit(demo_results, groups, "myrholmen", keep)
    released, certificate = release(results, fewer, study=demo_declared[0], policy=Policy())
    withheld = {
        unit: nodes["constructs"].withheld
        for unit, nodes in released.units.items()
        if isinstance(nodes["constructs"], Suppressed)
    }
    assert len(withheld) == hidden
    if hidden:
        assert withheld.pop("myrholmen") == "too_few_respondents"
        assert set(withheld.values()) == {"protects_another_unit"}
        assert certificate.withheld
        assert list(numbers(released.units["myrholmen"]["response"])) == []
