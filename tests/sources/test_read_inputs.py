"""The whole round at once: every problem together, and never an answer in any of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from counts import times
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import InputError
from generator.round import load_round
from generator.sources import read_inputs

from .samples import (
    CHIEFS,
    CLIENTS,
    SCORECARD,
    STAFF,
    STUDY,
    Rows,
    changed,
    problems_of,
    round_,
    study,
    surveyxact,
    write_csv,
    write_xlsx,
)

DEMO = Path(__file__).parents[2] / "data" / "innovasjon" / "2015-2"


def test_a_sound_round_reads(folder: Path) -> None:
    inputs = read_inputs(study(), round_(), folder)
    assert list(inputs.surveys) == ["staff", "chiefs"]
    names = ["staff.xlsx", "chiefs.csv", "scorecard.xlsx", "clients.xlsx"]
    assert [file.name for file in inputs.files] == names


def test_every_problem_comes_at_once(folder: Path) -> None:
    write_xlsx(folder / "staff.xlsx", surveyxact(changed(STAFF, (2, "t1", 7), (3, "office", 9))))
    (folder / "chiefs.csv").unlink()
    write_xlsx(folder / "scorecard.xlsx", {"M": changed(SCORECARD, (2, "Kontor", 9))})
    write_xlsx(folder / "clients.xlsx", {"K": changed(CLIENTS, (3, "Gjennomsnitt", 9))})
    text = 'id = "r1"\n[[merges]]\nunits = ["solvik", "nowhere"]\n'
    (folder / "round.toml").write_text(text)
    merge = {"id": "m", "name": "M", "units": ["solvik", "nowhere"]}
    found = problems_of(folder, None, round_(merges=[merge]))
    assert found.places() == [
        ("round.toml", None, 3, "merges.units"),
        ("staff.xlsx", "Dataset", 2, "t1"),
        ("staff.xlsx", "Dataset", 3, "office"),
        ("chiefs.csv", None, None, None),
        ("scorecard.xlsx", "M", 2, "Kontor"),
        ("scorecard.xlsx", "M", None, None),
        ("clients.xlsx", "K", 3, "Gjennomsnitt"),
    ]
    assert all(problem.remedy for problem in found)


def test_a_study_that_contradicts_itself_comes_alone(folder: Path) -> None:
    (folder / "staff.xlsx").unlink()
    items = {"use": {"label": "Use", "scale": "seven"}}
    assert problems_of(folder, study(items=items)).only().file == "study.toml"


def test_two_units_of_one_name(folder: Path) -> None:
    """Nobody could tell their reports apart; a merge may be called after one of its own."""
    round_of_two = round_().model_copy(deep=True)
    first, second, *others = round_of_two.units
    alike = (first, second.model_copy(update={"name": first.name}), *others)
    found = problems_of(folder, None, round_of_two.model_copy(update={"units": alike}))
    assert [problem.column for problem in found] == ["units.name"]
    merge = {"id": "m", "name": first.name, "units": [first.id, second.id]}
    assert read_inputs(study(), round_(merges=[merge]), folder)


def test_units_are_no_background(folder: Path) -> None:
    """A table by unit would name units in the report of the whole, and count the withheld."""
    by_unit = {"label": "Unit", "categories": [{"value": 1, "label": "One"}]}
    with pytest.raises(InputError) as caught:
        read_inputs(study(background={"office": by_unit}), round_(), folder)
    assert "which unit somebody belongs to" in str(caught.value)


def test_groups_that_are_not_the_studys(folder: Path) -> None:
    found = problems_of(folder, None, round_(groups={"others": {"files": ["gone.csv"]}}))
    assert {(p.file, p.column) for p in found} == {("round.toml", "groups")}
    assert len(found) == 3


def test_files_the_analysis_plan_needs(folder: Path) -> None:
    step = {
        "id": "s",
        "kind": "correlation",
        "group": "units",
        "x": ["reached"],
        "y": "core",
    }
    planned = study(steps=[step], unit_file={"file_label": "U", "group": "staff"})
    found = problems_of(folder, planned, round_(scorecard=None, client_survey=None))
    assert [(p.file, p.column) for p in found] == [
        ("round.toml", "scorecard"),
        ("round.toml", "client_survey"),
    ]
    assert not problems_of(folder, None, round_(scorecard=None, client_survey=None))
    assert not problems_of(folder, planned)


def test_files_the_study_knows_nothing_of(folder: Path) -> None:
    bare = study(indicators={}, attainment={}, client_survey=None)
    found = problems_of(folder, bare, round_(targets={}))
    assert {(p.file, p.column) for p in found} == {
        ("round.toml", "client_survey"),
        ("round.toml", "scorecard"),
    }


def test_a_directory_in_the_place_of_a_file(folder: Path) -> None:
    (folder / "scorecard.xlsx").unlink()
    (folder / "scorecard.xlsx").mkdir()
    assert problems_of(folder).only().message == "it is a folder, not a file"


CANARY = "48151623"
WORDS = "Kanarifuglen Kvitre"


@settings(
    max_examples=times(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_no_answer_ever_stands_in_a_problem(folder: Path, data: st.DataObject) -> None:
    """Answers, keys, codes and words are planted everywhere but in the headings."""

    def planted(rows: Rows) -> Rows:
        cell = st.sampled_from([CANARY, int(CANARY), WORDS, f'"{WORDS};{CANARY}\n'])
        spots = st.tuples(
            st.integers(2, len(rows)), st.sampled_from([str(name) for name in rows[0]]), cell
        )
        return changed(rows, *data.draw(st.lists(spots, min_size=1, max_size=8)))

    write_xlsx(folder / "staff.xlsx", surveyxact(planted(STAFF)))
    write_csv(folder / "chiefs.csv", planted(CHIEFS)[data.draw(st.integers(0, 1)) :])
    write_xlsx(folder / "scorecard.xlsx", {"M": planted(SCORECARD)})
    write_xlsx(folder / "clients.xlsx", {"K": planted(CLIENTS)})
    for problem in problems_of(folder):
        assert CANARY not in str(problem)
        assert "Kvitre" not in str(problem)


def test_no_answer_stands_in_the_problems_of_a_broken_file(folder: Path) -> None:
    text = f't1;t2\n1;2\n"{WORDS};{CANARY}\n3;4\n'
    (folder / "chiefs.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        read_inputs(study(), round_(), folder)
    assert caught.value.__cause__ is None
    assert WORDS not in str(caught.value)
    assert caught.value.problems[0].row == 3


def test_the_studys_own_round_reads() -> None:
    study_, demo = load_round(DEMO)
    inputs = read_inputs(study_, demo, DEMO)
    counts = {
        name: (p.registered, p.invited, p.complete, p.partial, p.answered, p.usable)
        for name, p in ((name, survey.participation) for name, survey in inputs.surveys.items())
    }
    assert counts == {
        "medarbeidere": (572, 547, 238, 26, 264, 254),
        "ledere": (43, 43, 26, 4, 30, 28),
    }
    assert inputs.surveys["medarbeidere"].frame["unit"].nunique() == len(demo.units)
    assert inputs.scorecard is not None and inputs.client_survey is not None
    assert len(inputs.scorecard.frame) == len(demo.units) * len(study_.indicators)
    assert STUDY["id"] != study_.id
