"""What is guessed of exports whose structure is known, because it was made here."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from generator.round import load_round
from generator.scaffold.guesses import SurveyGuess
from generator.scaffold.inference import guess
from generator.sources.cells import Cell, Code
from generator.sources.formats import read_export
from generator.sources.inputs import Variable
from generator.sources.places import Place
from generator.sources.sheets import Column, RawExport

PLACE = Place("survey.csv")
AGREE = {1: "Helt uenig", 2: "Uenig", 3: "Verken eller", 4: "Enig", 5: "Helt enig"}
ROUNDS = Path(__file__).parents[2] / "data"


def export_of(
    columns: Mapping[str, Sequence[Cell]],
    labels: Mapping[str, Mapping[Code, str]] | None = None,
    texts: Mapping[str, str] | None = None,
) -> RawExport:
    named = {*(labels or {}), *(texts or {})}
    return RawExport(
        place=PLACE,
        heading_row=1,
        columns={name: Column(PLACE.at(name), cells) for name, cells in columns.items()},
        rows=range(2, 2 + len(next(iter(columns.values())))),
        files=(),
        variables={
            name: Variable(name, (texts or {}).get(name, ""), (labels or {}).get(name, {}))
            for name in named
        },
    )


def answers(
    names: Sequence[Sequence[str]],
    *,
    n: int = 300,
    loading: float = 0.7,
    reversed_: Sequence[str] = (),
    between: float = 0.2,
    high: int = 5,
    seed: int = 7,
) -> dict[str, list[Cell]]:
    """Whole numbers from 1 to ``high``: one factor a set of names, correlated ``between`` them."""
    random = np.random.default_rng(seed)
    common = random.standard_normal(n)
    made: dict[str, list[Cell]] = {}
    for own in names:
        factor = np.sqrt(between) * common + np.sqrt(1 - between) * random.standard_normal(n)
        for name in own:
            noise = np.sqrt(1 - loading**2) * random.standard_normal(n)
            latent = loading * (-factor if name in reversed_ else factor) + noise
            points = np.clip(np.round((high + 1) / 2 + latent * high / 5), 1, high)
            made[name] = [float(point) for point in points]
    return made


def rng(stem: str, n: int) -> list[str]:
    return [f"{stem}{i}" for i in range(1, n + 1)]


def sets(found: SurveyGuess) -> set[frozenset[str]]:
    return {frozenset(item.column for item in each.items) for each in found.constructs}


def negative(found: SurveyGuess) -> set[str]:
    return {i.column for each in found.constructs for i in each.items if i.negative}


NAMED = [rng("leder_", 5), rng("kollega", 4), rng("A", 6)]
MIXED = [[f"q{i}" for i in range(k, 25, 4)] for k in range(1, 5)]


@pytest.mark.parametrize("names", [NAMED, MIXED], ids=["by name", "by answers alone"])
def test_items_are_put_in_the_construct_they_were_made_for(names: list[list[str]]) -> None:
    turned = [names[0][1], names[2][3]]
    found = guess(export_of(answers(names, reversed_=turned)), "g")
    assert sets(found) == {frozenset(own) for own in names}
    assert negative(found) == set(turned)
    assert not found.single_items


@pytest.mark.parametrize("names", [NAMED, MIXED], ids=["by name", "by answers alone"])
def test_the_order_of_columns_and_rows_does_not_matter(names: list[list[str]]) -> None:
    made = answers(names, reversed_=[names[1][0]])
    random = np.random.default_rng(1)
    rows = random.permutation(300)
    columns = [str(name) for name in random.permutation(list(made))]
    other = export_of({name: [made[name][i] for i in rows] for name in columns})
    one, two = guess(export_of(made), "g"), guess(other, "g")
    assert sets(one) == sets(two)
    assert negative(one) == negative(two)
    assert one.scales == two.scales


def test_names_that_hide_two_opposite_constructs_are_split() -> None:
    mood = [[f"pn{i}" for i in range(k, 21, 2)] for k in (1, 2)]
    found = guess(export_of(answers(mood, between=0.0)), "g")
    assert sets(found) == {frozenset(own) for own in mood}
    assert {each.reason.kind for each in found.constructs} == {"correlated"}


def test_a_construct_worded_both_ways_is_not_split() -> None:
    names = rng("pss", 10)
    found = guess(export_of(answers([names], reversed_=names[5:8], loading=0.6)), "g")
    assert sets(found) == {frozenset(names)}
    assert negative(found) == set(names[5:8])


def test_facets_of_one_name_stay_together_and_a_split_is_an_alternative() -> None:
    facets = [[f"mot{i}" for i in range(k, 13, 2)] for k in (1, 2)]
    found = guess(export_of(answers(facets, loading=0.8, between=0.6, n=600)), "g")
    assert sets(found) == {frozenset(facets[0] + facets[1])}
    other = found.constructs[0].alternatives
    assert [(each.reason.kind, each.reason.figures["n"]) for each in other] == [("also_splits", 2)]


@pytest.mark.parametrize("stem", ["q", "mood"])
@pytest.mark.parametrize("seed", range(5))
def test_noise_makes_no_construct(stem: str, seed: int) -> None:
    made = answers([[name] for name in rng(stem, 20)], between=0.0, seed=seed)
    found = guess(export_of(made), "g")
    assert not found.constructs
    assert len(found.single_items) == 20


def test_many_items_with_almost_nothing_in_common_make_no_construct_however_high_alpha_is() -> None:
    made = answers([[name] for name in rng("q", 40)], between=0.08, n=2000)
    assert not guess(export_of(made), "g").constructs


def test_a_name_decides_where_answers_are_too_few_to_tell() -> None:
    made = answers([[name] for name in rng("leder_", 6)], between=0.05, n=20)
    assert sets(guess(export_of(made), "g")) == {frozenset(made)}


def test_questions_that_begin_alike_belong_together_where_names_tell_nothing() -> None:
    names = [["navet", "kurs", "nett"], ["trygg", "fri", "sett"]]
    made = answers(names)
    texts = {name: f"Hvor ofte bruker du dette: {name}" for name in names[0]}
    texts |= {name: f"I hvilken grad er du dette: {name}" for name in names[1]}
    found = guess(export_of(made, dict.fromkeys(made, AGREE), texts), "g")
    assert sets(found) == {frozenset(own) for own in names}
    assert [each.label for each in found.constructs] == [
        "Hvor ofte bruker du dette",
        "I hvilken grad er du dette",
    ]
    assert [item.text for item in found.constructs[0].items] == ["navet", "kurs", "nett"]


def test_items_of_different_scales_are_different_constructs() -> None:
    made = answers([rng("q", 5)]) | answers([rng("w", 5)], high=7, seed=8)
    found = guess(export_of(made), "g")
    assert {(scale.low, scale.high) for scale in found.scales} == {(1, 5), (1, 7)}
    assert sets(found) == {frozenset(rng("q", 5)), frozenset(rng("w", 5))}


def test_values_for_no_answer_are_told_from_points() -> None:
    made = answers([rng("q", 6)])
    for name in made:
        made[name][:8] = [99.0, 9.0, -1.0, 99.0, 9.0, 9.0, 99.0, 9.0]
    found = guess(export_of(made), "g")
    assert [(scale.low, scale.high) for scale in found.scales] == [(1, 5)]
    assert {each.value for each in found.missing} == {99, 9, -1}


def test_a_label_says_what_is_no_answer_also_where_it_is_a_point_of_another_scale() -> None:
    made = answers([rng("q", 4)]) | answers([rng("w", 4)], high=10)
    for name in rng("q", 4):
        made[name][:40] = [9.0] * 40
    labels = dict.fromkeys(rng("q", 4), AGREE | {9: "Vet ikke"})
    found = guess(export_of(made, labels), "g")
    assert {(scale.low, scale.high) for scale in found.scales} == {(1, 5), (1, 10)}
    assert [(each.value, each.label) for each in found.missing] == [("Vet ikke", "")]


def test_a_value_for_no_answer_goes_before_fewer_columns_that_have_it_as_a_point() -> None:
    made = answers([rng("q", 6)]) | answers([rng("w", 4)], high=2)
    for name in rng("q", 6):
        made[name][:2] = [0.0, 0.0]
    for name in rng("w", 4):
        made[name] = [float(point or 1) - 1 for point in made[name]]  # type: ignore[arg-type]
    found = guess(export_of(made), "g")
    assert sets(found) == {frozenset(rng("q", 6))}
    assert [each.value for each in found.missing] == [0]
    assert found.ignored.keys() == set(rng("w", 4))


@pytest.mark.parametrize("unused", [5.0, 1.0])
def test_an_end_of_the_scale_that_nobody_chose_in_one_column_is_seen_in_the_others(
    unused: float,
) -> None:
    words = ("ser", "liker", "hjelper", "savner", "hører", "roser")
    headings = [f"Vi {word} hverandre" for word in words]
    made = answers([headings], n=200)
    made[headings[0]] = [3.0 if value == unused else value for value in made[headings[0]]]
    found = guess(export_of(made), "g")
    assert [(scale.low, scale.high) for scale in found.scales] == [(1, 5)]
    assert sets(found) == {frozenset(headings)}


def test_labels_of_the_ends_make_a_scale_and_the_lowest_may_be_the_most() -> None:
    made = answers([rng("q", 4)], high=6) | answers([rng("w", 4)])
    ends: dict[Code, str] = {1: "Lite", 6: "Mye"}
    turned: dict[Code, str] = {1: "Strongly agree", 5: "Strongly disagree"}
    labels = dict.fromkeys(rng("q", 4), ends) | dict.fromkeys(rng("w", 4), turned)
    first, second = sorted(guess(export_of(made, labels), "g").scales, key=lambda each: each.high)
    assert (first.low, first.high, first.descending) == (1, 5, True)
    assert (second.low, second.high, second.descending) == (1, 6, False)
    assert second.reason.kind == "labelled_ends"


@pytest.mark.parametrize(
    "phrases",
    [
        ["Helt uenig", "Uenig", "Verken enig eller uenig", "Enig", "Helt enig"],
        ["Heilt ueinig", "Ueinig", "Verken einig eller ueinig", "Einig", "Heilt einig"],
        ["I svært liten grad", "I liten grad", "I noen grad", "I stor grad", "I svært stor grad"],
        ["Never", "Rarely", "Sometimes", "Often", "Always"],
    ],
)
def test_answers_in_words_are_ordered_as_the_words_are(phrases: list[str]) -> None:
    made = {
        name: [phrases[int(point or 1) - 1] for point in cells] + ["Vet ikke", ""]  # type: ignore[arg-type]
        for name, cells in answers([rng("q", 4)], reversed_=["q3"]).items()
    }
    found = guess(export_of(made), "g")
    assert [each.labels for each in found.scales] == [dict(enumerate(phrases, start=1))]
    assert found.scales[0].phrases
    assert sets(found) == {frozenset(rng("q", 4))}
    assert negative(found) == {"q3"}
    assert [each.value for each in found.missing] == ["Vet ikke"]


def test_statements_as_headings_are_items_whatever_words_they_hold() -> None:
    leader = [
        "Lederen min gir meg tid nok",
        "Lederen min støtter kontoret vårt godt nok",
        "Det er vanskelig å få lederen i tale nå",
        "Lederen min kjenner alderen på utstyret vårt",
    ]
    pay = [
        "Lønna mi er god i dette landet her",
        "Språket vi bruker til daglig er greit",
        "Stillingen min passer for meg i dag",
        "Utdanningen min blir brukt hver dag nå",
    ]
    made: dict[str, Sequence[Cell]] = dict(answers([leader, pay], reversed_=leader[2:3]))
    made |= {
        "Hvilket kontor arbeider du ved?": ["Nes", "Vik", "Mo"] * 100,
        "Er du mann eller kvinne?": ["Mann", "Kvinne"] * 150,
        "Hvor fornøyd er du med jobben, alt i alt?": [float(i % 11) for i in range(300)],
    }
    found = guess(export_of(made), "g")
    assert sets(found) == {frozenset(leader), frozenset(pay)}
    assert negative(found) == {leader[2]}
    assert [each.item.column for each in found.single_items] == [list(made)[-1]]
    assert [each.column for each in found.background] == ["Er du mann eller kvinne?"]
    assert [unit.name for unit in found.units] == ["Mo", "Nes", "Vik"]


@pytest.mark.parametrize("mark", ["r", "_R", "*", "_rev"])
def test_a_mark_that_an_item_was_turned_round_is_no_other_name(mark: str) -> None:
    names = ["trivsel1", f"trivsel2{mark}", "trivsel3", f"trivsel4{mark}"]
    assert sets(guess(export_of(answers([names])), "g")) == {frozenset(names)}


def test_an_item_and_the_same_turned_round_count_once() -> None:
    made = answers([rng("trivsel", 4)])
    made["trivsel2_r"] = [6 - float(point or 0) for point in made["trivsel2"]]  # type: ignore[arg-type]
    found = guess(export_of(made), "g")
    assert sets(found) == {frozenset(rng("trivsel", 4))}
    assert [(name, why.kind) for name, why in found.ignored.items()] == [("trivsel2_r", "computed")]


def test_choices_of_two_points_are_not_split_by_how_many_chose_them() -> None:
    made = answers([rng("q", 12)], loading=0.9, high=9, n=600)
    cut = {name: 8.0 if i % 2 else 2.0 for i, name in enumerate(made)}
    two: dict[str, list[Cell]] = {
        name: [float((point or 0) > cut[name]) for point in cells]  # type: ignore[operator]
        for name, cells in made.items()
    }
    assert sets(guess(export_of(two), "g")) == {frozenset(two)}


def everything() -> RawExport:
    """A column of every kind beside a construct; answers in own words say CANARY."""
    n = 300
    random = np.random.default_rng(3)
    item = answers([rng("leder_", 4)], n=n)
    offices = ["Nordby", "Sørvik", "Vestnes", "Østmo", "Midtbygd", "Hauglia"]
    columns: dict[str, Sequence[Cell]] = {
        "respondent": [float(1000 + i) for i in range(n)],
        "kontor": [f"{random.integers(1, 7)}.0" for _ in range(n)],
        **item,
        "kjonn": [float(random.integers(1, 3)) for _ in range(n)],
        "alder": [str(random.choice(["Under 40", "40 og over"])) for _ in range(n)],
        "besvart": [f"2026-03-{1 + i % 28:02}" for i in range(n)],
        "vekt": [round(float(random.uniform(0.5, 2)), 4) for _ in range(n)],
        "e_post": [f"canary{i}@example.org" for i in range(n)],
        "kommentar": [f"CANARY svar nummer {i} med egne ord" if i % 3 else "" for i in range(n)],
        "annet": ["CANARY a", "CANARY b", *[""] * (n - 2)],
        "sum": [sum(float(item[name][i]) for name in item) for i in range(n)],  # type: ignore[arg-type]
        "valg_1": [float(random.integers(0, 2)) for _ in range(n)],
        "tom": [""] * n,
        "lik": ["fast"] * n,
    }
    labels: dict[str, dict[Code, str]] = {
        **dict.fromkeys(item, AGREE),
        "kontor": dict(enumerate(offices, start=1)),
        "kjonn": {1: "Kvinne", 2: "Mann"},
        "valg_1": {0: "Ikke valgt", 1: "Valgt"},
    }
    return export_of(columns, labels, {"kontor": "Hvilket kontor arbeider du ved?"})


def test_every_kind_of_column_is_known() -> None:
    found = guess(everything(), "g")
    assert found.unit_column == "kontor"
    assert [unit.name for unit in found.units][:2] == ["Nordby", "Sørvik"]
    assert sum(unit.answers for unit in found.units) == 300
    assert found.respondent_key == "respondent"
    assert [each.column for each in found.background] == ["kjonn", "alder"]
    assert [*found.open_questions] == ["kommentar", "annet"]
    assert {name: why.kind for name, why in found.ignored.items()} == {
        "besvart": "date",
        "vekt": "weight",
        "e_post": "personal",
        "sum": "many_values",
        "valg_1": "ticks",
        "tom": "empty",
        "lik": "constant",
    }


def test_every_column_stands_in_one_place_and_no_answer_anywhere() -> None:
    export = everything()
    found = guess(export, "g")
    places = [
        *(item.column for each in found.constructs for item in each.items),
        *(each.item.column for each in found.single_items),
        *(each.column for each in found.background),
        *found.open_questions,
        *found.ignored,
        *(name for name in (found.unit_column, found.respondent_key) if name),
    ]
    assert sorted(places) == sorted(export.columns)
    assert "canary" not in repr(found).casefold()


@pytest.mark.parametrize(
    ("round_name", "group"), [("innovasjon/2015-2", "medarbeidere"), ("forbedring/2010-2", "")]
)
def test_the_studies_beside_the_program_are_found_again(round_name: str, group: str) -> None:
    folder = ROUNDS / round_name
    study, round_ = load_round(folder)
    group = group or next(iter(round_.groups))
    files = round_.groups[group].files
    found = guess(read_export([folder / name for name in files], folder=folder), group)
    column = {name: column for column, name in round_.groups[group].rename.items()}
    declared = {
        frozenset(column.get(item.id, item.id) for item in construct.items)
        for name, construct in study.constructs.items()
        if name in study.scored(group) and len(construct.items) > 1
    }
    right = sum(max(len(own & other) for other in sets(found)) for own in declared)
    assert right >= 0.9 * sum(map(len, declared))
    unit = study.groups[group].unit_column
    assert found.unit_column == column.get(unit or "", unit)


@pytest.mark.parametrize("labelled", [False, True])
def test_who_leads_somebody_is_no_class_that_is_written_down(labelled: bool) -> None:
    made = answers([rng("led", 4)])
    leaders = ["Kari Nordmann", "Ola Kristian Dal", "Anne-Marie Berg"]
    codes = [i % 3 for i in range(300)]
    made |= {"leder": list(codes) if labelled else [leaders[i] for i in codes]}
    made |= {"ansatt": ["Under to år" if i % 2 else "Over to år" for i in range(300)]}
    labels = {"leder": dict(enumerate(leaders))} if labelled else {}
    found = guess(export_of(made, labels), "g")
    assert [each.column for each in found.background] == ["ansatt"]
    assert not any(name in repr(found) for name in leaders)
