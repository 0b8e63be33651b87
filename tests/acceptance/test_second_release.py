"""A round that is published again, through the command line: late, changed and withdrawn answers.

Somebody who has both releases subtracts them. A later release is never refused: what few new
answers would give away is carried over from the release before, and the reports say so.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import counties
import pandas as pd
import pytest
from counties import together
from folders import BuiltRun, answer, built, command, write_round

from generator.results.survey import Descriptives, Statements
from generator.results.table import Place
from generator.results.values import Suppressed

SIZES = {"alm": 14, "bjork": 22, "eik": 10, "furu": 3, "gran": 9}
ANSWERS = counties.people(SIZES, seed=4)
OFFICES = counties.offices_of(ANSWERS)
LATE = together(ANSWERS, counties.people({"alm": 2, "bjork": 6}, seed=7, first=1000))
"""Two more in one office, which would follow, and six in another, which may stand alone."""

MERGED = {"furu-gran": ("furu", "gran")}
GIVEN = {
    "recipients": {"county": ["fylke@example.org"]},
    "mail": {"sender": "analyse@example.org"},
    "archiving": {"creator": "F", "administrative_unit": "Analyse", "responsible": "Kari Nordmo"},
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the round in ``study/r1`` and its first run in ``output``."""
    home = tmp_path_factory.mktemp("twice")
    write_round(home / "study" / "r1", ANSWERS, merges=MERGED, **GIVEN)
    built(home / "study" / "r1", home / "output")
    return home


@pytest.fixture
def home(before: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(before, tmp_path / "home", symlinks=True))


def runs(home: Path) -> Path:
    return home / "output" / "fylke" / "r1"


def first_of(home: Path) -> BuiltRun:
    return BuiltRun((runs(home) / "latest").resolve(), "")


def again(home: Path, frame: pd.DataFrame, *options: object) -> BuiltRun:
    """The round built once more, of these answers."""
    answer(home / "study" / "r1", frame, OFFICES)
    return built(home / "study" / "r1", home / "output", *options)


def figures(place: Place) -> tuple[object, ...]:
    """What is published of a place, whichever release it is from."""
    return (
        place.n,
        [(cell.variable, cell.n, cell.mean) for cell in place.cells],
        [(row.item, row.n, row.percent) for row in place.statements],
    )


def carried_over(place: Place, *, release: int = 1) -> bool:
    """Whether every figure of a place is from that release."""
    dated = {each.release for each in (*place.cells, *place.statements)}
    return dated == {place.release} == {release}


# What a later release publishes


def test_late_answers_are_published_where_they_could_stand_alone(home: Path) -> None:
    first, second = first_of(home), again(home, LATE)
    assert (first.results.release, first.certificate.releases) == (1, ())
    assert (second.results.release, second.certificate.releases) == (2, (first.name,))
    assert f"This round was built before ({first.name})." in second.said
    assert f"Carried over: units (alm), and {len(second.results.carried)} models" in second.said
    assert carried_over(second.place("alm"))
    assert figures(second.place("alm")) == figures(first.place("alm"))
    bjork = second.place("bjork")
    assert bjork.n == 28
    assert {(cell.n, cell.release) for cell in bjork.cells} == {(28, 2)}
    assert (second.place("eik").n, figures(second.place("eik"))[1:]) == (
        10,
        figures(first.place("eik"))[1:],
    )


def test_the_reports_say_what_is_carried_over_and_what_is_not(home: Path) -> None:
    """Six may stand alone with their mean; shares of six would not be printed, so none is new."""
    second = again(home, LATE)
    assert "Tallene for mål A og mål B er fra utgave 1: for få nye svar" in second.report("alm")
    assert "Dette er utgave 2 av rapportene fra runden." in second.report()
    means, shares = (second.results.units["bjork"][name] for name in ("constructs", "items"))
    assert isinstance(means, Descriptives)
    assert isinstance(shares, Statements)
    assert {(row.n, row.release) for row in means.rows} == {(28, None)}
    assert {(row.n, row.release) for row in shares.rows} == {(22, 1)}
    assert "Tallene for mål A og mål B" not in second.report("bjork")
    bjork = second.report("bjork")
    assert "Utsagnene i mål A, mål B og enkeltspørsmål er fra utgave 1" in bjork
    # The mean is of everybody, the statements below it of those of the first release.
    assert "28 svar, utsagnene 22 svar" in bjork


def test_two_late_answers_change_no_figure_at_all(home: Path) -> None:
    """The whole report is of the first release, and says that it is."""
    first = first_of(home)
    late = counties.people({"alm": 1, "bjork": 1}, seed=8, first=1000)
    second = again(home, together(ANSWERS, late))
    for place in first.table.places:
        assert figures(second.place(place.place)) == figures(place)
    assert second.table.base == first.table.base
    assert "er fra utgave 1" in second.report("alm")
    assert "er fra utgave 1" in second.report("bjork")


def test_an_answer_that_was_changed_changes_nothing(home: Path) -> None:
    first, changed = first_of(home), ANSWERS.copy()
    person = changed.index[changed["unit"] == "bjork"][0]
    changed.loc[person, "a1"] = 6 - changed.loc[person, "a1"] or 1
    changed.loc[person, "b2"] = 1 if changed.loc[person, "b2"] > 2 else 5
    second = again(home, changed)
    assert carried_over(second.place("bjork"))
    assert figures(second.place("bjork")) == figures(first.place("bjork"))


def test_somebody_who_withdrew_is_not_seen_to_be_gone(home: Path) -> None:
    first = first_of(home)
    second = again(home, ANSWERS.drop(ANSWERS.index[ANSWERS["unit"] == "bjork"][3]))
    assert carried_over(second.place("bjork"))
    assert figures(second.place("bjork")) == figures(first.place("bjork"))
    third = again(home, LATE.drop(LATE.index[LATE["unit"] == "bjork"][3]))
    assert third.results.release == 3
    assert carried_over(third.place("bjork"))


def test_offices_merged_in_the_first_release_stay_merged(home: Path) -> None:
    """Eleven have answered in the office that had three: apart, the first three would follow."""
    late = counties.people({"furu": 8}, seed=9, first=1000)
    write_round(home / "study" / "r1", ANSWERS, merges=MERGED, more={"furu": 8}, **GIVEN)
    second = again(home, together(ANSWERS, late))
    assert {path.name for path in (second.folder / "offices").iterdir()} == {
        *("alm", "bjork", "eik", "furu-gran")
    }
    assert second.place("furu-gran").n == 20
    alone = home / "alone"
    apart = built(home / "study" / "r1", alone)
    assert (apart.place("furu").n, apart.place("gran").n) == (11, 9)


def test_a_round_that_asked_the_same_people_counts_as_a_release(home: Path) -> None:
    """Nothing is there to carry over, so what two more answers would give away is suppressed."""
    first = first_of(home)
    write_round(home / "study" / "r2", LATE, merges=MERGED)
    other = built(home / "study" / "r2", home / "output")
    assert other.results.release == 1
    assert other.certificate.releases == (first.name,)
    later = Suppressed("later_release")
    assert {cell.mean for cell in other.place("alm").cells} == {later}
    assert {cell.n for cell in other.place("bjork").cells} == {28}
    assert all(isinstance(cell.mean, float) for cell in other.place("bjork").cells)


# Built again


def test_the_first_release_is_built_again_byte_for_byte(home: Path) -> None:
    first = first_of(home)
    content, second = first.bytes(), again(home, LATE)
    now = second.bytes()
    back = again(home, ANSWERS)
    assert (back.folder, back.bytes()) == (first.folder, content)
    shutil.rmtree(second.folder)
    assert again(home, LATE).bytes() == now
    assert again(home, ANSWERS).bytes() == content


def test_a_second_release_without_its_first_still_counts_as_one(home: Path) -> None:
    """The first was thrown away. What the second carried over from it must not be made anew."""
    first, second = first_of(home), again(home, LATE)
    shutil.rmtree(first.folder)
    third = again(home, LATE)
    assert third.certificate.releases == (second.name,)
    assert third.place("alm").n == 14
    for place in second.table.places:
        assert figures(third.place(place.place)) == figures(place)
    assert again(home, LATE).bytes() == third.bytes()


def test_the_same_input_keeps_the_same_of_its_answers(home: Path) -> None:
    once, twice = home / "once", home / "twice"
    for out in (once, twice):
        built(home / "study" / "r1", out)
    (record,) = (once / "fylke" / "r1" / ".earlier").iterdir()
    assert (twice / record.relative_to(once)).read_bytes() == record.read_bytes()
    assert record.stat().st_mode & 0o777 == 0o600


# What counts as a release


def test_a_run_that_nobody_was_given_may_be_thrown_away(home: Path) -> None:
    first = first_of(home)
    shutil.rmtree(first.folder)
    fresh = again(home, LATE)
    assert (fresh.results.release, fresh.certificate.releases) == (1, ())
    assert fresh.place("alm").n == 16
    assert fresh.said.count("built before") == 0
    assert not (runs(home) / ".earlier" / f"{first.name}.json").exists()


def sent(home: Path) -> Path:
    """Send the first run into its outbox, and delete its folder."""
    run = first_of(home).folder
    assert command("approve", run, "--all", "--by", "Kari").returncode == 0
    done = command("send", run)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((run.parent / f"{run.name}.state" / "outbox").iterdir())
    shutil.rmtree(run)
    return run


def filed(home: Path) -> Path:
    """File the same release as PDF, and delete all its folders."""
    other = first_of(home).folder
    run = built(home / "study" / "r1", home / "output", form="pdf").folder
    done = command("archive", run, home / "archive", "--time", "2026-02-01")
    assert done.returncode == 0, done.stderr
    shutil.rmtree(run)
    shutil.rmtree(other)
    return run


@pytest.mark.parametrize("give", [sent, filed])
def test_a_run_that_was_given_counts_when_its_folder_is_deleted(
    give: Callable[[Path], Path], home: Path
) -> None:
    """The archive is not named in this build: what the run published lies beside the runs."""
    was = first_of(home).place("alm")
    run = give(home)
    second = again(home, LATE)
    assert second.certificate.releases == (run.name,)
    assert second.results.release == 2
    assert carried_over(second.place("alm"))
    assert figures(second.place("alm")) == figures(was)
    assert second.place("bjork").n == 28


def test_a_rehearsal_gives_nobody_anything(home: Path) -> None:
    run = first_of(home).folder
    assert command("approve", run, "--all", "--by", "Kari").returncode == 0
    assert command("send", run, "--dry-run").returncode == 0
    assert not (runs(home) / ".earlier" / run.name).exists()


@pytest.mark.parametrize("lost", ["the record", "all output"])
def test_where_nobody_knows_who_was_in_which_figure_all_is_carried_over(
    lost: str, home: Path
) -> None:
    """Of any office six more may have answered or six have left, so no figure is made anew."""
    first = first_of(home)
    table, name = first.table, first.name
    options: tuple[object, ...] = ()
    if lost == "the record":
        (runs(home) / ".earlier" / f"{first.name}.json").unlink()
    else:
        name = filed(home).name
        shutil.rmtree(home / "output")
        options = ("--archive", home / "archive")
    second = again(home, LATE, *options)
    assert second.certificate.releases == (name,)
    assert second.results.release == 2
    for place in table.places:
        assert carried_over(second.place(place.place))
        assert figures(second.place(place.place)) == figures(place)
    assert second.table.base == table.base
    assert command("verify", second.folder).returncode == 0
    back = again(home, ANSWERS, *options)  # the very same files are known all the same
    assert (back.results.release, back.certificate.releases) == (1, ())
    assert [figures(place) for place in back.table.places] == [figures(p) for p in table.places]
