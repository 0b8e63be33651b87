"""The drift guard: one definition is changed, and exactly the lines it touches break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lines import (
    all_lines,
    broken,
    chained,
    line_of,
    trended,
    trends,
    with_round,
    with_step,
    with_study,
    with_unit_node,
)

from generator.history.published_round import PublishedRound
from generator.results.models import OneFactor
from generator.results.offices import Attainment
from generator.results.survey import Codebook, Response
from generator.results.trend import Break, Change
from generator.results.values import Suppressed

WHOLE = "trend"


def everywhere(
    then: PublishedRound, now: PublishedRound, measure: str, variable: str
) -> set[tuple[str, str, str]]:
    """The places of every line of a variable."""
    return {
        (name, line.measure, line.variable)
        for name, line in all_lines(trended(now, then))
        if (line.measure, line.variable) == (measure, variable)
    }


def with_item(
    edition: PublishedRound, construct: str, number: int, **changes: Any
) -> PublishedRound:
    owner = edition.study.constructs[construct]
    items = list(owner.items)
    items[number] = items[number].model_copy(update=changes)
    return with_construct(edition, construct, items=tuple(items))


def with_construct(edition: PublishedRound, construct: str, **changes: Any) -> PublishedRound:
    owner = edition.study.constructs[construct].model_copy(update=changes)
    return with_study(edition, constructs={**edition.study.constructs, construct: owner})


def one_word_asked(edition: PublishedRound) -> PublishedRound:
    node = edition.released.steps["codebook/medarbeidere"]
    assert isinstance(node, Codebook)
    rows = tuple(
        replace(row, wording=row.wording.replace("hjelp", "råd"))
        if row.variable == "kollega_1"
        else row
        for row in node.rows
    )
    assert rows != node.rows
    return with_step(edition, "codebook/medarbeidere", replace(node, rows=rows))


def one_word_declared(edition: PublishedRound) -> PublishedRound:
    return with_item(edition, "kollega", 0, label="Spør hverandre om råd")


def keying_swapped(edition: PublishedRound) -> PublishedRound:
    return with_item(edition, "kollega", 2, negative=True)


def item_taken_out(edition: PublishedRound) -> PublishedRound:
    return with_construct(edition, "kollega", items=edition.study.constructs["kollega"].items[:-1])


def fewer_answers_needed(edition: PublishedRound) -> PublishedRound:
    return with_construct(edition, "kollega", min_items=2)


@pytest.mark.parametrize(
    ("change", "reason", "what"),
    [
        (one_word_declared, "wording", ("Spør hverandre om hjelp",)),
        (keying_swapped, "keying", ("Heier på nye forsøk",)),
        (item_taken_out, "items", ("Ærlige tilbakemeldinger",)),
        (fewer_answers_needed, "min_items", ()),
    ],
)
def test_a_changed_instrument_breaks_its_construct_everywhere(
    then: PublishedRound,
    now: PublishedRound,
    change: Callable[[PublishedRound], PublishedRound],
    reason: str,
    what: tuple[str, ...],
) -> None:
    found = broken(trended(now, change(then)))
    assert set(found) == everywhere(then, now, "construct", "kollega")
    assert set(map(frozenset, found.values())) == {frozenset({reason})}
    told = line_of(trended(now, change(then)), WHOLE, "construct", "kollega").change
    assert isinstance(told, Break)
    assert (told.since, told.round, told.what) == ("2015-1", "2015-2", what)


def test_a_word_changed_in_the_form_itself_breaks_that_groups_line(
    then: PublishedRound, now: PublishedRound
) -> None:
    released = trended(now, one_word_asked(then))
    assert set(broken(released)) == everywhere(then, now, "construct", "kollega")
    leaders = line_of(released, WHOLE, "construct", "kollega", group="ledere")
    assert isinstance(leaders.change, Change)


def one_item_apart(edition: PublishedRound, *, loading: float, se: float = 0.05) -> PublishedRound:
    """The third statement of a construct went together with the others otherwise."""
    name = "one_factor/medarbeidere/kollega"
    node = edition.released.steps[name]
    assert isinstance(node, OneFactor)
    rows = list(node.loadings)
    rows[2] = replace(rows[2], loading=loading, se=se)
    return with_step(edition, name, replace(node, loadings=tuple(rows)))


def test_a_statement_that_means_something_else_now_breaks_that_groups_line(
    then: PublishedRound, now: PublishedRound
) -> None:
    released = trended(now, one_item_apart(then, loading=0.3))
    found = broken(released)
    assert set(found) == everywhere(then, now, "construct", "kollega")
    assert set().union(*found.values()) == {"loadings"}
    told = line_of(released, WHOLE, "construct", "kollega").change
    assert isinstance(told, Break)
    assert told.what == ("Heier på nye forsøk",)
    leaders = line_of(released, WHOLE, "construct", "kollega", group="ledere")
    assert isinstance(leaders.change, Change)


@pytest.mark.parametrize(("loading", "se"), [(0.7, 0.05), (0.3, 0.3)])
def test_a_statement_that_may_mean_the_same_breaks_nothing(
    then: PublishedRound, now: PublishedRound, loading: float, se: float
) -> None:
    assert broken(trended(now, one_item_apart(then, loading=loading, se=se))) == {}


def test_a_round_without_the_model_breaks_nothing(
    then: PublishedRound, now: PublishedRound
) -> None:
    none = with_step(then, "one_factor/medarbeidere/kollega", Suppressed("later_release"))
    assert broken(trended(now, none)) == {}


def test_an_export_without_wordings_says_nothing_of_them(
    then: PublishedRound, now: PublishedRound
) -> None:
    node = now.released.steps["codebook/medarbeidere"]
    assert isinstance(node, Codebook)
    labels = dict(now.study.labels())
    rows = tuple(replace(row, wording=labels[row.variable]) for row in node.rows)
    silent = with_step(then, "codebook/medarbeidere", replace(node, rows=rows))
    assert broken(trended(now, silent)) == {}


def test_a_changed_scale_breaks_every_construct_on_it(
    then: PublishedRound, now: PublishedRound
) -> None:
    scale = then.study.scales["enighet"].model_copy(update={"high": 7, "classes": ()})
    found = broken(trended(now, with_study(then, scales={**then.study.scales, "enighet": scale})))
    assert {measure for _, measure, _ in found} == {"construct"}
    assert {variable for _, _, variable in found} == set(now.study.constructs)


def test_a_scale_turned_round_is_said_to_be(then: PublishedRound, now: PublishedRound) -> None:
    scale = then.study.scales["enighet"].model_copy(update={"descending": True})
    found = broken(trended(now, with_study(then, scales={**then.study.scales, "enighet": scale})))
    assert set().union(*found.values()) == {"keying"}


def test_another_definition_breaks_the_indicator_and_what_is_made_of_it(
    then: PublishedRound, now: PublishedRound
) -> None:
    indicator = then.study.indicators["B.12"].model_copy(update={"better": "low"})
    indicators = {**then.study.indicators, "B.12": indicator}
    found = broken(trended(now, with_study(then, indicators=indicators)))
    lines = {(measure, variable) for _, measure, variable in found}
    assert lines == {("indicator", "B.12"), ("target", "B.12"), ("score", "oppfolging")}


def test_another_target_breaks_the_comparison_with_it_and_not_the_indicator(
    then: PublishedRound, now: PublishedRound
) -> None:
    node = then.released.units["solvik"]["attainment"]
    assert isinstance(node, Attainment)
    (office,) = node.offices
    rows = tuple(
        replace(row, target=55.0) if row.indicator == "B.12" else row for row in office.rows
    )
    other = replace(node, offices=(replace(office, rows=rows),))
    released = trended(now, with_unit_node(then, "solvik", "attainment", other))
    assert set(broken(released)) == {
        ("solvik", "target", "B.12"),
        ("trend", "target", "B.12"),
        ("solvik", "score", "oppfolging"),
        ("trend", "score", "oppfolging"),
    }
    of_total = line_of(released, "trend", "target", "B.12").change
    assert isinstance(of_total, Break)
    assert (of_total.what, of_total.then) == (("Solvik",), None)  # the others' is as it was
    told = line_of(released, "solvik", "target", "B.12").change
    assert isinstance(told, Break)
    assert (told.reason, told.then, told.now) == ("target", 55.0, 60.0)
    assert isinstance(line_of(released, "solvik", "indicator", "B.12").change, Change)


def test_another_question_breaks_its_category_and_the_total(
    then: PublishedRound, now: PublishedRound
) -> None:
    plan = then.study.client_survey
    assert plan is not None
    category = plan.categories["kjerne"]
    fewer = category.model_copy(update={"questions": category.questions[1:]})
    changed = plan.model_copy(update={"categories": {**plan.categories, "kjerne": fewer}})
    found = broken(trended(now, with_study(then, client_survey=changed)))
    assert {(m, v) for _, m, v in found} == {("clients", "kjerne"), ("clients", "bruker_alle")}


def test_a_higher_threshold_breaks_nothing_that_both_rounds_publish(
    then: PublishedRound, now: PublishedRound
) -> None:
    policy = then.round.policy.model_copy(update={"min_respondents": 5})
    released = trended(now, with_round(then, policy=policy))
    assert broken(released) == {}
    assert released == trended(now, then)


def apart(edition: PublishedRound) -> PublishedRound:
    """Heggelia and Steinlia were reported one by one, and Steinlia's answers not at all."""
    units = dict(edition.released.units)
    merged = units.pop("heggelia-steinlia")
    response = merged["response"]
    assert isinstance(response, Response)
    alone = {
        "heggelia": {**merged, "response": replace(response, offices=("heggelia",))},
        "steinlia": {
            "attainment": merged["attainment"],
            "response": replace(response, offices=("steinlia",), n=None),
        },
    }
    return with_round(
        replace(edition, released=replace(edition.released, units={**units, **alone})), merges=()
    )


def test_a_unit_that_was_not_published_whole_is_not_compared(
    then: PublishedRound, now: PublishedRound
) -> None:
    released = trended(now, apart(then))
    found = broken(released)
    assert set().union(*found.values()) == {"merged"}
    assert {name for name, _, _ in found} == {"heggelia-steinlia"}
    assert {measure for _, measure, _ in found} == {"construct", "clients", "score"}
    told = line_of(released, "heggelia-steinlia", "construct", "kollega").change
    assert isinstance(told, Break)
    assert told.what == ("Heggelia", "Steinlia")


def test_means_of_units_are_compared_over_the_units_of_the_same_offices(
    then: PublishedRound, now: PublishedRound
) -> None:
    """Beside the broken line of the total stands the change over what is the same in both."""
    released = trended(now, apart(then))
    chains = chained(released)
    assert {name for name, _, _ in chains} == {WHOLE, "trend/size/liten"}
    assert {measure for name, measure, _ in chains if name == WHOLE} == {"clients", "score"}
    line = line_of(released, WHOLE, "score", "oppfolging")
    assert {each.reason for each in line.breaks} == {"merged"}
    assert isinstance(line.change, Change)
    assert line.change.offices == 18  # all of 20 but the two of the joint report
    assert line.change.value == 0


def test_a_renamed_office_is_told_and_is_no_break(
    then: PublishedRound, now: PublishedRound
) -> None:
    units = [
        unit.model_copy(update={"name": "Gamle Solvik"}) if unit.id == "solvik" else unit
        for unit in then.round.units
    ]
    released = trended(now, with_round(then, units=tuple(units)))
    assert broken(released) == {}
    told = {name: trend.renamed for name, trend in trends(released)}
    assert [each.before for each in told["solvik"]] == ["Gamle Solvik"]
    assert told["myrholmen"] == ()


def test_a_name_that_another_office_had_breaks_every_line(
    then: PublishedRound, now: PublishedRound
) -> None:
    names = {"solvik": "Bjørkedal", "bjorkedal": "Solvik"}
    units = [
        unit.model_copy(update={"name": names.get(unit.id, unit.name)}) for unit in then.round.units
    ]
    released = trended(now, with_round(then, units=tuple(units)))
    assert {name for name, _, _ in broken(released)} == {"solvik", "bjorkedal"}
    assert set().union(*broken(released).values()) == {"other_unit"}
    touched = [line for name, line in all_lines(released) if name == "solvik"]
    assert all(isinstance(line.change, Break) for line in touched)


def test_classes_are_compared_over_the_offices_that_stay_in_them(
    then: PublishedRound, now: PublishedRound
) -> None:
    units = [
        unit.model_copy(update={"size": "liten"}) if unit.id == "ospelund" else unit
        for unit in then.round.units
    ]
    released = trended(now, with_round(then, units=tuple(units)))
    assert broken(released) == {}
    chains = chained(released)
    assert {name for name, _, _ in chains} == {"trend/size/liten", "trend/size/middels"}
    for (name, measure, variable), change in chains.items():
        line = line_of(released, name, measure, variable)
        reason = "joined" if name == "trend/size/middels" else "left"
        assert {(each.reason, each.what) for each in line.breaks} == {(reason, ("Ospelund",))}
        assert change.value == round(change.now - change.then, 2) == 0
