"""Which releases a later one is held against: runs, what was given, packages, other rounds."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from socket import gethostname
from subprocess import Popen

import counties
import pandas as pd
import pytest
from counties import GROUP, STUDY

from generator.archive.bag import DECLARATION, PAYLOAD
from generator.archive.earlier_releases import earlier_releases
from generator.archive.kept_releases import keep_release, keep_sent_run, rows_file
from generator.disclosure.later_release import GONE, EarlierRelease, key_of
from generator.history.published_round import PublishedBefore
from generator.publish import Published, publish
from generator.round.model import Round
from generator.run.contents import definition
from generator.run.draft import manifest_of
from generator.run.manifest import Asked
from generator.sources.inputs import Inputs, Scorecard, SourceFile
from generator.study.model import Study

ALM = key_of("mean", "alm", "a1+a2+a3")
OFFICES = {"alm": 12, "bjork": 9, "eik": 7, "furu": 30}
ROUND = counties.round_of(list(OFFICES))
ANSWERS = counties.people(OFFICES)
LATE = counties.together(ANSWERS, counties.people({"alm": 5}, seed=7, first=1000))


def inputs_of(frame: pd.DataFrame) -> Inputs:
    """The answers as if read from a file of these very bytes."""
    return counties.inputs_of(frame, file=sha256(frame.to_csv().encode()).hexdigest()[:1])


@dataclass(frozen=True, slots=True)
class Output:
    """Where runs of a round lie, and what was published in each; the last line of a build."""

    folder: Path
    archive: Path

    def found(
        self, frame: pd.DataFrame, *, study: Study = STUDY, round_: Round = ROUND
    ) -> PublishedBefore:
        return earlier_releases(
            self.folder / round_.id,
            inputs_of(frame),
            study=study,
            round_=round_,
            archive=self.archive,
        )

    def build(
        self, name: str, frame: pd.DataFrame, *, study: Study = STUDY, round_: Round = ROUND
    ) -> Published:
        """Publish a round after what is there, and write its run as far as a later one looks."""
        inputs, runs = inputs_of(frame), self.folder / round_.id
        earlier = self.found(frame, study=study, round_=round_)
        published = publish(
            inputs, study, round_, earlier=PublishedBefore(releases=earlier.releases)
        )
        keep_release(
            runs,
            name,
            inputs,
            study=study,
            published=published,
            known=earlier.runs,
        )
        files = definition(study, round_) | {
            "results.json": published.results.to_json(),
            "certificate.json": published.certificate.to_json(),
            "manifest.json": manifest_of(
                round_, run=name, round_sha256="0" * 64, options=Asked()
            ).to_json(),
        }
        for path, text in files.items():
            (runs / name / path).parent.mkdir(parents=True, exist_ok=True)
            (runs / name / path).write_text(text, "utf-8")
        return published

    def run(self, name: str, round_: str = ROUND.id) -> Path:
        return self.folder / round_ / name

    def file(self, name: str, round_: str = ROUND.id) -> Path:
        """A package of a run, as far as a later run looks into it."""
        package = self.archive / STUDY.id / round_ / name
        shutil.copytree(self.run(name, round_), package / PAYLOAD)
        (package / DECLARATION).touch()
        return package


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return Output(tmp_path / "output" / STUDY.id, tmp_path / "archive")


def names(found: PublishedBefore) -> list[tuple[str, int]]:
    return [(each.run, each.release) for each in found.releases]


def included(one: EarlierRelease, key: str) -> tuple[int | None, ...]:
    assert one.included is not None
    return one.included[GROUP][key]


def test_the_first_release_is_held_against_nothing(output: Output) -> None:
    assert output.found(ANSWERS) == PublishedBefore()
    first = output.build("aaa", ANSWERS)
    assert first.certificate.releases == ()
    assert first.results.release == 1


def test_a_later_release_finds_who_was_behind_each_figure(output: Output) -> None:
    first = output.build("aaa", ANSWERS)
    mixed = LATE.sample(frac=1, random_state=3)
    (one,) = output.found(mixed).releases
    assert (one.run, one.release, one.of_round) == ("aaa", 1, True)
    assert one.results == first.results
    for key, rows in first.kept.included[GROUP].items():
        now = mixed.reset_index(drop=True).iloc[list(included(one, key))]
        then = ANSWERS.reset_index(drop=True).iloc[list(rows)]
        pd.testing.assert_frame_equal(now.reset_index(drop=True), then.reset_index(drop=True))


def test_an_answer_that_is_gone_or_changed_is_nobody_today(output: Output) -> None:
    first = output.build("aaa", ANSWERS)
    other = 1.0 + ANSWERS.loc[0, "a1"] % 5
    changed = counties.answering(ANSWERS, [0], items=("a1",), value=other).drop(index=1)
    (one,) = output.found(changed).releases
    assert first.kept.included[GROUP][ALM] == tuple(range(12))
    assert included(one, ALM) == (None, None, *range(1, 11))


def test_who_was_gone_already_when_a_figure_was_carried_over_stays_gone(output: Output) -> None:
    output.build("aaa", ANSWERS)
    file = rows_file(output.folder / ROUND.id, "aaa")
    content = json.loads(file.read_text("utf-8"))
    at = content["included"]["figures"][GROUP][ALM]
    content["included"]["sets"][at][:2] = [GONE, GONE]
    file.write_text(json.dumps(content), "utf-8")
    (one,) = output.found(LATE).releases
    assert included(one, ALM) == (None, None, *range(2, 12))


def test_the_same_answers_again_are_the_same_release(output: Output) -> None:
    first = output.build("aaa", ANSWERS)
    assert output.found(ANSWERS).releases == ()
    assert output.build("aaa", ANSWERS) == first
    later = output.build("bbb", LATE)
    assert (later.results.release, later.certificate.releases) == (2, ("aaa",))
    assert output.found(ANSWERS).releases == ()
    assert names(output.found(LATE)) == [("aaa", 1)]
    assert output.build("bbb", LATE) == later
    assert output.build("aaa", ANSWERS) == first


def test_releases_come_oldest_first_and_one_that_says_the_same_once(output: Output) -> None:
    output.build("zzz", ANSWERS)
    output.build("mmm", LATE)
    more = counties.together(LATE, counties.people({"furu": 6}, seed=9, first=2000))
    shutil.copytree(output.run("zzz"), output.run("again"))
    assert names(output.found(more)) == [("zzz", 1), ("mmm", 2)]
    assert output.build("bbb", more).certificate.releases == ("zzz", "mmm")


def test_other_definitions_are_another_release(output: Output) -> None:
    output.build("aaa", ANSWERS)
    stricter = ROUND.model_copy(
        update={"policy": ROUND.policy.model_copy(update={"min_respondents": 8})}
    )
    assert names(output.found(ANSWERS, round_=stricter)) == [("aaa", 1)]


@pytest.mark.parametrize(
    ("declare", "redefined"),
    [
        (lambda d: d["constructs"]["A"].update(min_items=3), {"A"}),
        (lambda d: d["constructs"]["A"]["items"][0].update(negative=True), {"A"}),
        (lambda d: d["constructs"]["A"]["items"].reverse(), set()),
        (lambda d: d["constructs"]["A"].update(label="Tillit"), set()),
        (lambda d: d["scales"]["enig"].update(descending=True), {"A", "B", "s"}),
        (lambda d: d["items"]["s"].update(negative=True), {"s"}),
        (lambda d: d["background"]["tid"]["categories"].reverse(), {"tid"}),
    ],
)
def test_what_study_toml_defines_otherwise_now(
    output: Output, declare: Callable[[dict[str, object]], None], redefined: set[str]
) -> None:
    output.build("aaa", ANSWERS)
    declared = json.loads(json.dumps(counties.DECLARED))
    declare(declared)
    (one,) = output.found(LATE, study=Study.model_validate(declared)).releases
    assert one.redefined == redefined


def test_of_which_nobody_knows_the_answers_it_still_counts(output: Output) -> None:
    output.build("aaa", ANSWERS)
    kept = rows_file(output.folder / ROUND.id, "aaa")
    content = kept.read_text("utf-8")
    for spoilt in ("{", content.replace('"schema": 2', '"schema": 1'), content[:-40]):
        kept.write_text(spoilt, "utf-8")
        (one,) = output.found(LATE).releases
        assert one.included is None
    kept.unlink()
    (one,) = output.found(LATE).releases
    assert one.included is None


def test_a_release_of_nobody_who_is_here_today_is_left_out(output: Output) -> None:
    output.build("aaa", ANSWERS)
    others = counties.people(OFFICES, seed=99)
    found = output.found(others)
    assert found.releases == ()
    assert found.runs == ("aaa",)


def test_every_package_counts_though_the_runs_are_gone(output: Output) -> None:
    for name, frame in (("aaa", ANSWERS), ("bbb", LATE)):
        output.build(name, frame)
        output.file(name)
    shutil.rmtree(output.run("aaa"))
    shutil.rmtree(output.run("bbb"))
    more = counties.together(LATE, counties.people({"furu": 6}, seed=9, first=2000))
    output.build("ccc", more)  # and what is kept of them is not forgotten
    shutil.rmtree(output.run("ccc"))
    found = output.found(counties.together(more, counties.people({"eik": 8}, seed=4, first=3000)))
    assert names(found) == [("aaa", 1), ("bbb", 2)]
    assert all(each.included for each in found.releases)


def test_packages_of_other_studies_do_not(output: Output) -> None:
    output.build("aaa", ANSWERS)
    package = output.file("aaa")
    shutil.copytree(package, output.archive / "other" / ROUND.id / "aaa")
    shutil.rmtree(package)
    shutil.rmtree(output.run("aaa"))
    assert output.found(LATE).releases == ()


@pytest.mark.parametrize(
    "older",
    [("schema", 1), ("n", {"older": 1}), ("n", [1])],
    ids=["its schema", "a part of no kind", "a list of no kind"],
)
def test_a_run_that_cannot_be_read_is_named_and_left_out(
    output: Output, older: tuple[str, object]
) -> None:
    output.build("aaa", ANSWERS)
    path = output.run("aaa") / "results.json"
    content = json.loads(path.read_text("utf-8"))
    key, value = older
    holder = content if key in content else content["table"]["groups"][0]["places"][0]
    holder[key] = value
    path.write_text(json.dumps(content), "utf-8")
    found = output.found(LATE)
    assert (found.releases, found.unreadable) == ((), (str(output.run("aaa")),))


def test_what_was_given_is_kept_when_its_run_is_gone(output: Output) -> None:
    output.build("aaa", ANSWERS)
    run = output.run("aaa")
    keep_sent_run(run)
    kept = run.parent / ".earlier" / "aaa"
    assert {path.relative_to(kept): path.read_bytes() for path in kept.rglob("*.json")} == {
        path.relative_to(run): path.read_bytes() for path in run.rglob("*.json")
    }
    assert kept.parent.stat().st_mode & 0o077 == 0
    keep_sent_run(run)  # given to somebody else as well
    shutil.rmtree(run)
    output.build("bbb", LATE)
    assert rows_file(run.parent, "aaa").is_file()
    assert [each.included is None for each in output.found(LATE).releases] == [False]


def test_what_nobody_was_given_is_forgotten_with_its_run(output: Output) -> None:
    output.build("aaa", ANSWERS)
    shutil.rmtree(output.run("aaa"))
    assert output.found(LATE).releases == ()
    output.build("bbb", LATE)
    assert not rows_file(output.folder / ROUND.id, "aaa").exists()
    assert rows_file(output.folder / ROUND.id, "bbb").stat().st_mode & 0o077 == 0


def test_what_an_interruption_left_is_no_run(output: Output) -> None:
    output.build("aaa", ANSWERS)
    with Popen([sys.executable, "-c", ""]) as killed:
        killed.wait()
    name = f".draft-aaa.{gethostname()}.{killed.pid}"
    draft = output.folder / ROUND.id / ".earlier" / name
    draft.mkdir()
    (draft / "results.json").write_text("{")
    assert names(output.found(LATE)) == [("aaa", 1)]
    assert output.found(LATE).unreadable == ()
    keep_sent_run(output.run("aaa"))
    assert not draft.exists()


class TestOverlappingRounds:
    """Another round of the study that asked many of the same people is a release too."""

    other = ROUND.model_copy(update={"id": "r2"})

    def test_half_of_the_rows_is_enough(self, output: Output) -> None:
        output.build("aaa", ANSWERS)
        half = ANSWERS.iloc[::2]
        (one,) = output.found(half, round_=self.other).releases
        assert (one.run, one.release, one.of_round) == ("aaa", 1, False)
        assert included(one, ALM) == tuple(i // 2 if i % 2 == 0 else None for i in range(12))

    def test_a_part_of_the_county_is_the_same_people(self, output: Output) -> None:
        """Of either round's rows half is enough, so a round of two offices is one of them."""
        output.build("aaa", ANSWERS)
        part = ANSWERS.iloc[: len(ANSWERS) // 5]
        assert names(output.found(part, round_=self.other)) == [("aaa", 1)]

    def test_people_most_of_whom_are_others_are_another_round(self, output: Output) -> None:
        output.build("aaa", ANSWERS)
        others = counties.people({"alm": 12, "bjork": 30, "eik": 14}, seed=99)
        assert output.found(others, round_=self.other).releases == ()

    def test_its_own_release_is_the_first(self, output: Output) -> None:
        output.build("aaa", ANSWERS)
        published = output.build("bbb", LATE, round_=self.other)
        assert (published.results.release, published.certificate.releases) == (1, ("aaa",))

    def test_the_earlier_round_can_be_built_again(self, output: Output) -> None:
        first = output.build("aaa", ANSWERS)
        second = output.build("bbb", LATE, round_=self.other)
        assert output.found(ANSWERS).releases == ()
        assert output.build("aaa", ANSWERS) == first
        assert output.build("bbb", LATE, round_=self.other) == second

    def test_it_counts_by_its_package_too(self, output: Output) -> None:
        output.build("aaa", ANSWERS)
        output.file("aaa")
        shutil.rmtree(output.run("aaa"))
        assert names(output.found(LATE, round_=self.other)) == [("aaa", 1)]


def test_the_same_answers_beside_other_figures_of_clients_are_another_release(
    output: Output,
) -> None:
    """Else few more clients than in the release before would follow from the two."""
    first = output.build("aaa", ANSWERS)
    assert output.found(ANSWERS).releases == ()
    file = SourceFile(name="malekort.csv", kind="csv", size=1, sha256="c" * 64)
    inputs = replace(
        counties.inputs_of(ANSWERS),
        scorecard=Scorecard(pd.DataFrame(), pd.DataFrame(), {}, (file,)),
    )
    found = earlier_releases(output.folder / ROUND.id, inputs, study=STUDY, round_=ROUND)
    assert [(each.run, each.results) for each in found.releases] == [("aaa", first.results)]
