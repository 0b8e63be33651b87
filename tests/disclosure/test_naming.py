"""A figure in a refusal is named as the analyst knows it: document, table, row, n."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rounds import Walked, walk

from generator.disclosure import Names, prove
from generator.disclosure.claims import Claim, claims
from generator.disclosure.naming import MOST, as_placed, together
from generator.errors import DisclosureError
from generator.round import Policy


@pytest.fixture(scope="module")
def named(demo: Walked) -> dict[str, str]:
    """What every figure of the demo round is called, by its place and variable."""
    names = Names(demo.study, demo.round)
    people = demo.scored.people(study=demo.study)
    told = claims(demo.released, people)
    return {f"{claim.place} {claim.variable}": names(claim) for claim in told}


@pytest.mark.parametrize(
    ("figure", "name"),
    [
        (
            "units/solvik/constructs/PE PE",
            "office report of Solvik: “Psykologisk empowerment” (n ",
        ),
        (
            "units/solvik/items/leder_1/Enig (5–6) who chose leder_1",
            "office report of Solvik: “Tydelige forventninger”, Enig (5–6) (n ",
        ),
        ("units/heggelia-steinlia/constructs/PE PE", "office report of Heggelia og Steinlia: "),
        (
            "steps/constructs/medarbeidere/PE PE",
            "county report, Granfjord fylke (Medarbeidere): “Psykologisk empowerment” (n ",
        ),
        ("steps/items/medarbeidere/leder_1 leder_1", "office reports, Granfjord fylke ("),
        ("steps/size/medarbeidere/Små kontor/PE PE", "office reports, Små kontor (Medarbeidere): "),
        (
            "steps/bakgrunn/alder/20-39 år who chose alder",
            "county report, table 2 “Aldersfordeling medarbeidere”: “Alder”, 20-39 år (n ",
        ),
        (
            "steps/laeringsarenaer/kveil kveil",
            "county report, figure 6 “Hvor mye medarbeiderne lærer på ulike læringsarenaer, ",
        ),
        (
            "steps/empowerment-ansatt/Før 2006 PE",
            "county report, section “",
        ),
    ],
)
def test_figures_are_named_as_they_are_printed(
    named: dict[str, str], figure: str, name: str
) -> None:
    assert named[figure].startswith(name)


def test_every_figure_of_the_round_has_a_place_that_people_know(named: dict[str, str]) -> None:
    unknown = {name for name in named.values() if name.startswith("results.json")}
    assert {name.partition(":")[0] for name in unknown} <= {
        "results.json, konstrukter-medarbeidere",
        "results.json, konstrukter-ledere",
        "results.json, svak-registrering-medarbeidere/reg",
    }


def test_an_office_that_is_no_longer_merged_so_keeps_its_id(demo: Walked) -> None:
    claim = Claim(
        "PE", frozenset(range(5)), "run a, units/x/constructs", "run a, units/x/constructs/PE"
    )
    assert Names(demo.study, demo.round)(claim) == (
        "run a, office report of x: “Psykologisk empowerment” (n 5)"
    )


def test_of_several_about_the_same_people_one_is_named_and_this_run_first() -> None:
    def claim(n: int, place: str) -> Claim:
        return Claim("C", frozenset(range(n)), place, f"{place}/C")

    told = [
        claim(4, "run a, steps/b"),
        claim(5, "steps/b"),
        claim(4, "steps/c"),
        claim(5, "steps/d"),
    ]
    assert together(told, as_placed) == "  steps/b/C (n 5)\n  steps/c/C (n 4)"
    many = [claim(n, "steps/b") for n in range(1, MOST + 3)]
    assert together(many, as_placed).splitlines()[-1] == "  and 2 more"


def test_a_breach_that_cannot_be_mended_is_told_in_these_words(demo_folder) -> None:
    """Two tables every report rests on that differ by one person."""
    walked = walk(demo_folder, policy=Policy())
    people = walked.scored.people(study=walked.study)
    staff = people["medarbeidere"]
    but_one = staff.people - {min(staff.answered["leder"])}
    planted = {"x": {"rest": but_one}, **staff.classes}
    whole = walked.released.steps["constructs/medarbeidere"]
    steps = {"constructs/medarbeidere": whole, "constructs/medarbeidere/x/rest": whole}
    with pytest.raises(DisclosureError) as caught:
        prove(
            replace(walked.released, steps=steps, units={}),
            walked.certificate,
            {"medarbeidere": replace(staff, classes=planted)},
            named=Names(walked.study, walked.round),
        )
    first, *figures, last = str(caught.value).splitlines()
    assert first.startswith("a sum of fewer than 4 people's answers follows from these figures")
    n = len(staff.answered["leder"])
    assert [line.rpartition(" (n ")[2] for line in figures] == [f"{n})", f"{n - 1})"]
    assert figures[0].startswith("  county report, Granfjord fylke (Medarbeidere): “")
    assert last == "No document was written."
    assert caught.value.exit_code == 2
