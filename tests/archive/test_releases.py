"""Which releases of a round a later one is held against: runs, what was given, every package."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from counties import County, county, inputs_of, people, round_of, with_policy, write_run

from generator.archive import earlier_releases
from generator.archive.bag import DECLARATION, PAYLOAD
from generator.archive.digests import digest_file
from generator.archive.given import keep_told
from generator.disclosure import EarlierRelease, hold_against
from generator.errors import ArgumentError, DisclosureError

OFFICES = {"alm": 12, "bjork": 9, "eik": 7, "furu": 30}


def file(run: Path, archive: Path) -> Path:
    """A package of a run, as far as a later run looks into it."""
    package = archive / "county" / "1" / run.name
    shutil.copytree(run, package / PAYLOAD)
    (package / DECLARATION).touch()
    return package


def found(runs: Path, one: County, archive: Path | None = None) -> dict[str, EarlierRelease]:
    earlier = earlier_releases(
        runs, one.inputs, study=one.declared, round_=one.round, archive=archive
    )
    return {each.run: each for each in earlier}


@pytest.fixture
def one() -> County:
    return county(inputs_of(people(OFFICES).assign(age=1)), round_of(tuple(OFFICES)))


@pytest.fixture
def stricter(one: County) -> County:
    return county(one.inputs, with_policy(one.round, min_respondents=10))


@pytest.fixture
def grown(one: County) -> County:
    """One late answer."""
    frame = pd.concat([one.inputs.surveys["staff"].frame, people({"alm": 1}, seed=7).assign(age=1)])
    return county(inputs_of(frame, file="b"), one.round)


def test_every_package_counts_and_not_the_one_filed_last(
    one: County, stricter: County, grown: County, tmp_path: Path
) -> None:
    runs, archive = tmp_path / "runs", tmp_path / "archive"
    for name, county_ in (("aaa", one), ("bbb", stricter)):
        run = write_run(runs, county_, name)
        file(run, archive)
    shutil.rmtree(runs / "aaa")
    shutil.rmtree(runs / "bbb")
    earlier = found(runs, grown, archive)
    assert list(earlier) == ["aaa", "bbb"]
    assert all(each.given and each.people for each in earlier.values())
    with pytest.raises(DisclosureError) as caught:
        hold_against(
            tuple(earlier.values()),
            grown.released,
            grown.certificate,
            grown.people,
            study=grown.declared,
        )
    assert "What was sent or filed stays told: run aaa, bbb." in str(caught.value)
    assert "delete" not in str(caught.value)


def test_packages_of_other_rounds_and_studies_do_not(
    one: County, grown: County, tmp_path: Path
) -> None:
    package = file(write_run(tmp_path / "runs", one, "aaa"), tmp_path / "archive")
    for place in ("county/2/aaa", "other/1/aaa"):
        shutil.copytree(package, tmp_path / "archive" / place)
    shutil.rmtree(package)
    shutil.rmtree(tmp_path / "runs" / "aaa")
    assert found(tmp_path / "runs", grown, tmp_path / "archive") == {}


def test_a_package_that_cannot_be_read_stops_the_build(
    one: County, grown: County, tmp_path: Path
) -> None:
    package = file(write_run(tmp_path / "runs", one, "aaa"), tmp_path / "archive")
    (package / PAYLOAD / "results.json").write_text("{}")
    with pytest.raises(ArgumentError, match="no run that can be read"):
        found(tmp_path / "runs", grown, tmp_path / "archive")


def test_a_run_that_is_there_and_was_given_counts_once(
    one: County, stricter: County, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    run = write_run(runs, one, "aaa")
    assert not found(runs, stricter)["aaa"].given
    keep_told(run)
    file(run, tmp_path / "archive")
    (release,) = found(runs, stricter, tmp_path / "archive").values()
    assert release.given
    assert release.folder == str(run)


def test_what_is_kept_of_a_given_run_was_told(
    one: County, stricter: County, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    run = write_run(runs, one, "aaa")
    keep_told(run)
    kept = runs / ".earlier" / "aaa"
    assert {path.relative_to(kept): path.read_bytes() for path in kept.rglob("*.json")} == {
        path.relative_to(run): path.read_bytes() for path in run.rglob("*.json")
    }
    assert kept.parent.stat().st_mode & 0o077 == 0
    keep_told(run)  # given to somebody else as well
    shutil.rmtree(run)
    write_run(runs, stricter, "bbb")  # a later build
    assert digest_file(runs, "aaa").is_file()
    assert found(runs, stricter)["aaa"].people


def test_what_an_interruption_left_is_no_run(one: County, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    run = write_run(runs, one, "aaa")
    draft = runs / ".earlier" / ".draft-aaa"
    draft.mkdir()
    (draft / "results.json").write_text("{")
    assert list(found(runs, one)) == ["aaa"]
    keep_told(run)
    assert not draft.exists()
    assert found(runs, one)["aaa"].given


def test_of_two_runs_the_one_that_nobody_was_given_may_go(
    one: County, stricter: County, grown: County, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    keep_told(write_run(runs, one, "aaa"))
    write_run(runs, stricter, "bbb")
    earlier = tuple(found(runs, grown).values())
    with pytest.raises(DisclosureError) as caught:
        hold_against(earlier, grown.released, grown.certificate, grown.people, study=grown.declared)
    told = str(caught.value)
    assert "What was sent or filed stays told: run aaa." in told
    assert f"nobody has been given run bbb, delete {runs / 'bbb'} and build again" in told
