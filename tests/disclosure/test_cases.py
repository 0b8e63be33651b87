"""Counties from which an earlier version gave people away or that it left without figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from attacking import attack, sizes_that_follow
from counties import (
    DECLARED,
    answering,
    offices_of,
    published,
    releases,
    round_of,
    study_with,
    table_of,
)
from counts import LONG
from knowledge import Seen

from generator.publish import Published
from generator.report.compose import compose
from generator.report.context import Context
from generator.results.survey import Descriptives
from generator.results.values import Bound, Suppressed
from generator.study.model import Study

CASES = Path(__file__).parent / "cases"
OFFICES = [f"o{i}" for i in range(1, 21)]
FIVE = [f"c{i}" for i in range(6)]


def case(name: str) -> pd.DataFrame:
    """The answers of a case; the index names the people."""
    frame = pd.read_csv(CASES / f"{name}.csv", sep=";", index_col="respondent")
    frame.insert(0, "unit", ("o" + frame.pop("kontor").astype(str)).astype(object))
    for background in {"alder", "tid", "utd"} & set(frame):
        values = [None if pd.isna(value) else int(value) for value in frame[background]]
        frame[background] = pd.Series(values, index=frame.index, dtype=object)
    items = [name for name in frame if name not in {"unit", "alder", "tid", "utd"}]
    return frame.astype(dict.fromkeys(items, float))


def county_of_20() -> Study:
    """Six constructs of five statements, and a background variable of four classes more."""
    constructs = {
        name: {
            "label": f"Mål {name}",
            "scale": "enig",
            "min_items": 3,
            "items": [{"id": f"{name}_{i}", "label": f"{name}_{i}"} for i in range(5)],
        }
        for name in FIVE
    }
    education = {
        "label": "Utdanning",
        "categories": [{"value": i, "label": f"U{i}"} for i in range(1, 5)],
    }
    tenure = DECLARED["background"]["tid"]["categories"] + [{"value": 3, "label": "Gammel"}]
    background = DECLARED["background"] | {
        "tid": {"label": "Tid", "categories": tenure},
        "utd": education,
    }
    steps = [{"kind": "anova", "id": "a", "group": "ansatte", "outcome": "c5", "factor": "utd"}]
    return study_with(constructs=constructs, background=background, steps=steps)


@pytest.mark.parametrize(
    "name", ["big-unit-skip", "anova-item", "c010-unanimous", "c026-unanimous"]
)
def test_nothing_follows(name: str) -> None:
    """Of c010, one-mind-size-class is a copy; constructs of so many people take a minute each."""
    variables = ("s",) if name.endswith("unanimous") and not LONG else ("B", "s")
    assert attack(case(name), variables=variables) == []


@pytest.mark.parametrize("name", ["harmonic", "twin-base"])
def test_no_size_of_an_unpublished_office_follows(name: str) -> None:
    frame = case(name)
    table = table_of(published(frame))
    assert not sizes_that_follow(Seen(table, frame), len(offices_of(frame)))


@pytest.mark.parametrize("name", ["harmonic", "twin-base", "twin-moved", "twin-swapped"])
def test_what_two_people_of_an_unpublished_office_answered_is_in_nothing(name: str) -> None:
    """Office 7 has two or three people; all results and reports are as if they answered 5."""
    frame = case(name)
    hidden = "o1" if name == "harmonic" else "o7"
    one, two = (
        published(each, round_=round_of(OFFICES[:8]))
        for each in (frame, answering(frame, hidden, value=5.0))
    )
    assert one.results.to_json() == two.results.to_json()
    assert reports(one) == reports(two)


def reports(one: Published) -> list[object]:
    """Every report as it is composed, before it is drawn."""
    context = Context(
        released=one.results,
        study=study_with(),
        round=round_of(OFFICES[:8]),
        run_id="run",
        version="1",
        language="nb",
    )
    return list(compose(context))


@pytest.fixture(scope="module")
def twice() -> list[Published]:
    """The county of 20 before and after six late answers."""
    first, second = case("county-of-20-first"), case("county-of-20")
    return releases(first, second, study=county_of_20(), round_=round_of(OFFICES))


def test_every_office_of_four_has_a_figure_or_bound_for_every_construct(
    twice: list[Published],
) -> None:
    places = {place.place: place for place in table_of(twice[0]).places}
    sizes = case("county-of-20-first")["unit"].value_counts()
    for office in sizes.index[sizes >= 4]:
        means = [cell.mean for cell in places[office].cells if cell.variable in FIVE]
        assert len(means) == len(FIVE)
        assert all(isinstance(mean, float | Bound) for mean in means), office


def test_every_figure_of_an_office_has_an_interval(twice: list[Published]) -> None:
    for unit, nodes in twice[0].results.units.items():
        node = nodes["constructs"]
        for row in node.rows if isinstance(node, Descriptives) else ():
            if isinstance(row.mean, float):
                assert isinstance(row.ci_low, float) and isinstance(row.ci_high, float), unit


def test_every_table_of_the_county_is_published(twice: list[Published]) -> None:
    suppressed = [
        name for name, node in twice[0].results.steps.items() if isinstance(node, Suppressed)
    ]
    assert suppressed == []


def test_late_answers_are_published_with_what_must_be_carried_over(
    twice: list[Published],
) -> None:
    late = case("county-of-20").index.difference(case("county-of-20-first").index)
    touched = set(case("county-of-20").loc[late, "unit"])
    first, second = map(table_of, twice)
    assert twice[1].results.release == 2
    for place in second.places:
        before = first.place(place.place)
        if place.place in touched:
            assert before is not None and place.cells == before.cells
        elif place.offices:
            assert {cell.release for cell in place.cells} == {2}


@pytest.mark.skipif(not LONG, reason="takes minutes")
def test_nothing_follows_from_both_releases_of_the_county_of_20() -> None:
    frames = case("county-of-20-first"), case("county-of-20")
    declared = {"study": county_of_20(), "round_": round_of(OFFICES)}
    assert attack(*frames, variables=("s",), **declared) == []
