"""verify recomputes the certificate from the results: what breaks a rule is found by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from counties import STUDY, County, county, inputs_of, of, people, put, round_of, with_policy

from generator.disclosure import recompute
from generator.disclosure.certificate import results_hash
from generator.disclosure.models import told_of_model
from generator.results import Correlation, CorrelationPair, ReleasedResults

OFFICES = {"alm": 12, "bjork": 9, "eik": 3, "furu": 30, "gran": 26}


@pytest.fixture(scope="module")
def sound() -> County:
    return of(OFFICES)


def test_a_sound_certificate_is_borne_out(sound: County) -> None:
    assert recompute(sound.released, sound.study, sound.round, sound.certificate) == ()


def test_so_is_that_of_the_demo_round_with_its_published_tables(demo) -> None:
    from generator.disclosure import prove

    released, certificate = prove(
        demo.released, demo.certificate, demo.scored.people(study=demo.study)
    )
    assert recompute(released, demo.study, demo.round, certificate) == ()


def changed(sound: County, spoil: Callable[[dict[str, Any]], None]) -> tuple[str, ...]:
    """Findings where somebody changed the results and made the hash in the certificate fit."""
    content = json.loads(sound.released.to_json())
    spoil(content)
    released = ReleasedResults.from_json(json.dumps(content))
    certificate = replace(sound.certificate, examined_sha256=results_hash(released))
    return recompute(released, sound.study, sound.round, certificate)


ALM = ("units", "alm", "constructs", "rows", 0)


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (put(*ALM, "sd", value=0.5), "units/alm/constructs.rows[0].sd is told, but"),
        (put(*ALM, "sd", value=0.5), "tells the spread of fewer than 25"),
        (put(*ALM, "mean", value=3.4567), "told more finely than it is printed"),
        (put(*ALM, "n", value=3), "units/alm/constructs/C is about fewer than 4 people"),
        (put(*ALM, "n", value=21), "steps/constructs/staff, row 1: fewer than 4"),
        (put(*ALM, "mean", value=6.0), "tells what nearly everybody answered"),
        (put(*ALM, "mean", value={"withheld": "would_reveal_few"}), "certificate does not say so"),
        (put("units", "alm", "items", "n", value=9), "single items of fewer than 10"),
        (put("units", "alm", "response", "invited", value=14), "how many of few were invited"),
        (put("steps", "constructs/staff", "rows", 0, "minimum", value=1.0), "an extreme"),
        (put("steps", "constructs/staff", "n", value=2), "steps/constructs/staff is about fewer"),
        (put("steps", "c-age", "groups", 0, "n", value=2), "steps/c-age/Young is about fewer"),
        (put("steps", "items/staff", "rows", 0, "classes", 0, "count", value=1), "items/staff/c1"),
    ],
)
def test_what_breaks_a_rule_is_found(sound: County, spoil, finding: str) -> None:
    assert any(finding in found for found in changed(sound, spoil)), changed(sound, spoil)


def test_a_withheld_office_that_is_told_after_all_is_found(sound: County) -> None:
    told = sound.released.units
    units = {**told, "eik": {**told["eik"], "constructs": told["alm"]["constructs"]}}
    released = replace(sound.released, units=units)
    certificate = replace(sound.certificate, examined_sha256=results_hash(released))
    found = recompute(released, sound.study, sound.round, certificate)
    assert "units/eik is withheld, but constructs are told" in found


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"threshold": 5}, "another threshold"),
        ({"reproduce_published": True}, "another policy"),
        ({"examined_sha256": "0" * 64}, "not made of these results"),
        ({"figures_told": 1}, "the certificate counts 1 figures"),
        ({"recoverable": 1}, "only a synthetic round may tell"),
        ({"withheld": ()}, "the certificate does not say so"),
    ],
)
def test_a_certificate_that_says_something_else_is_found(
    sound: County, change: dict[str, Any], finding: str
) -> None:
    certificate = replace(sound.certificate, **change)
    found = recompute(sound.released, sound.study, sound.round, certificate)
    assert any(finding in one for one in found)


def test_only_a_synthetic_round_may_let_anything_through(sound: County) -> None:
    round_ = with_policy(sound.round, reproduce_published=True)
    certificate = replace(sound.certificate, reproduce_published=True)
    found = recompute(sound.released, sound.study, round_, certificate)
    assert found == (
        "certificate.json lets published tables through in a round that is not synthetic",
    )


# --- the edges of the rules, over whole counties -------------------------------------------


@pytest.mark.parametrize(("n", "told"), [(3, False), (4, True), (5, True)])
def test_an_office_among_large_ones_from_four(n: int, told: bool) -> None:
    one = of({"alm": 12, "bjork": 9, "eik": n, "furu": 30})
    assert one.told("eik") is told
    assert one.told("bjork") is told  # the next smallest is withheld with it
    assert one.told("alm")


@pytest.mark.parametrize(("n", "told"), [(9, False), (10, True), (11, True)])
def test_single_items_of_an_office_from_ten(n: int, told: bool) -> None:
    one = of({"alm": 40, "bjork": 35, "eik": n})
    assert hasattr(one.released.units["eik"]["items"], "rows") is told


def test_a_county_of_one_office() -> None:
    one = of({"alm": 12})
    assert one.told("alm")
    assert not of({"alm": 3}).told("alm")
    few = of({"alm": 3}).released.steps["constructs/staff"]
    assert not hasattr(few, "rows")


def test_a_county_of_too_small_offices_is_told_as_a_whole_only() -> None:
    one = of({"alm": 3, "bjork": 2, "eik": 3})
    assert not any(one.told(unit) for unit in one.released.units)
    assert one.released.steps["constructs/staff"].rows[0].n == 8


def test_two_too_small_offices_with_the_same_leader_are_told_together() -> None:
    one = of({"alm": 12, "bjork": 3, "eik": 2}, merges={"both": ("bjork", "eik")})
    assert set(one.released.units) == {"alm", "both"}
    assert one.told("both")
    fewer = of({"alm": 12, "bjork": 2, "eik": 1}, merges={"both": ("bjork", "eik")})
    assert not fewer.told("both")
    assert not fewer.told("alm")  # the county less alm would be the three


def test_an_office_where_one_left_out_the_question_that_all_others_answered() -> None:
    """The whole's mean of the item, less the offices', must not give the one answer away."""
    frame = people({"alm": 14, "bjork": 15, "eik": 16})
    frame.loc[frame["unit"] == "eik", ["c1", "c2"]] = None
    frame.loc[frame.index[-1], ["c1", "c2"]] = 5.0
    one = county(inputs_of(frame), round_of(("alm", "bjork", "eik")))
    assert not one.told("eik")
    assert sum(one.told(unit) for unit in ("alm", "bjork")) == 1
    assert recompute(one.released, one.study, one.round, one.certificate) == ()


def test_no_figure_of_an_office_is_about_one_answer(demo) -> None:
    """Medians, extremes, modes, sums and shapes are no sums, so the rank does not see them."""
    hidden = ("median", "mode", "minimum", "maximum", "total", "skewness", "kurtosis", "variance")
    for nodes in demo.released.units.values():
        for row in getattr(nodes["constructs"], "rows", ()):
            assert not [name for name in hidden if isinstance(getattr(row, name), float)]


@pytest.mark.parametrize(("group", "told"), [("units", True), ("staff", False)])
def test_how_much_one_row_decides_is_told_of_offices_only(group: str, told: bool) -> None:
    pair = CorrelationPair(
        x="a",
        y="b",
        n=20,
        r=0.5,
        p=0.02,
        ci_low=0.1,
        ci_high=0.8,
        p_holm=0.02,
        p_bh=0.02,
        strength=None,
        significant=True,
        loo_low=0.4,
        loo_high=0.6,
    )
    node = told_of_model(Correlation(group=group, n=20, family=1, rows=(pair,)), threshold=4)
    assert isinstance(node, Correlation)
    assert isinstance(node.rows[0].loo_low, float) is told
    assert isinstance(node.rows[0].r, float)


@pytest.mark.parametrize(("unplaced", "told"), [(0, True), (1, False), (3, False), (4, True)])
def test_how_few_named_no_office_is_not_told(unplaced: int, told: bool) -> None:
    frame = people({"alm": 14, "bjork": 15, "eik": 16})
    frame.loc[frame.index[:unplaced], "unit"] = None
    one = county(inputs_of(frame), round_of(("alm", "bjork", "eik")))
    node = one.released.steps["aggregation/C"]
    for figure in (node.n, node.df2, node.mean_size):
        assert isinstance(figure, int | float) is told
    assert isinstance(node.icc1, float) is (unplaced == 0)  # few without a unit have a spread too
    assert one.declared is STUDY
