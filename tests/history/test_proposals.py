"""What check proposes of offices that are other than they were filed, and what it leaves alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from scorecard_rounds import scorecard_round
from typer.testing import CliRunner

from generator.cli import app
from generator.history.people import Change
from generator.history.proposals import proposals, unknown_before
from generator.round.events import Event
from generator.round.model import Round, Unit

Sides = tuple[str, list[str], list[str]]


def round_of(name: str, offices: str, *events: Event, whole: str = "Fylket") -> Round:
    """``id:name:code`` of each office, with "+" for spaces; name and code may be left out."""
    units = []
    for office in offices.split():
        id_, *more = office.split(":")
        title, code = (*more, "", "")[:2]
        name_ = title.replace("+", " ") or id_.capitalize()
        units.append(Unit(id=id_, code=code or id_, name=name_))
    day = {"q1": date(2016, 3, 31), "q2": date(2016, 6, 30)}[name]
    return Round(id=name, title="t", whole=whole, date=day, units=tuple(units), events=events)


FEWER, MORE, SAME = (
    Change(ratio, much, "40 are invited, and 80 were in q1")
    for ratio, much in ((0.5, True), (2.0, True), (1.0, False))
)


def found(then: str, now: str, people: Mapping[str, Change] | None = None) -> list[Sides]:
    """What is proposed; and that nothing is once it is declared."""
    before, after = round_of("q1", then), round_of("q2", now)
    made = [str(each) for each in proposals(after, (before,), people or {})]
    events = [tomllib.loads(each.split("\n", 1)[1])["events"][0] for each in made]
    declared = tuple(Event.model_validate(each) for each in events)
    later = after.model_copy(update={"events": declared})
    assert list(proposals(later, (before,), people or {})) == []
    assert list(unknown_before(later, (before,))) == []
    return [(each["what"], each["before"], each["after"]) for each in events]


def test_nothing_is_proposed_where_nothing_changed() -> None:
    assert found("a b", "b a") == []
    assert found("a:Solvik", "a:Solvik+sør") == []


@pytest.mark.parametrize(
    ("then", "now", "proposed"),
    [
        ("a b", "b", [("closed", ["a"], [])]),
        ("b", "a b", [("opened", [], ["a"])]),
        ("a:Solvik:1 b", "x:Nes:1 b", [("renamed", ["a"], ["x"])]),
        ("a:Solvik:1 b", "x:Solvik:7 b", [("renamed", ["a"], ["x"])]),
        ("a:Nes b:Vik c", "ab:Nes+og+Vik c", [("merged", ["a", "b"], ["ab"])]),
        (
            "a:NAV+Nes b:NAV+Vik c:NAV+By",
            "ab:NAV+Nes-Vik c:NAV+By",
            [("merged", ["a", "b"], ["ab"])],
        ),
        ("a:Nes b:Vik c", "a:Nes+og+Vik c", [("merged", ["a", "b"], ["a"])]),
        ("a:Nes b:Nes+nord c", "a:Nes c", [("merged", ["a", "b"], ["a"])]),
        ("a b c", "x c", [("merged", ["a", "b"], ["x"])]),
        ("a:Nes b", "a:Nes x:Nes+nord b", [("split", ["a"], ["a", "x"])]),
        ("a:Nes+sør b", "a:Nes+sør x:Nes+nord b", [("split", ["a"], ["a", "x"])]),
        ("a:Nes b", "x:Nes+sør y:Nes+nord b", [("split", ["a"], ["x", "y"])]),
        ("a:A:1 b:B:2", "a:A:2 b:B:1", [("recoded", ["a"], ["a"]), ("recoded", ["b"], ["b"])]),
        ("a:A:1+ b", "a:A:1+ b", []),
    ],
)
def test_names_and_codes_tell_what_happened(then: str, now: str, proposed: list[Sides]) -> None:
    assert found(then, now) == proposed


@pytest.mark.parametrize(
    ("then", "now", "people", "proposed"),
    [
        ("a b", "a b", {"a": FEWER}, [("resized", ["a"], ["a"])]),
        ("a b", "a b", {"a": MORE}, [("resized", ["a"], ["a"])]),
        ("a b", "a b", {"a": SAME}, []),
        ("a b", "a b x", {"a": FEWER, "b": SAME}, [("split", ["a"], ["a", "x"])]),
        ("a b c", "a b", {"a": MORE, "b": SAME}, [("merged", ["a", "c"], ["a"])]),
        ("a:Nes b", "a:Nes b x:Nes+nord", {"a": SAME}, [("opened", [], ["x"])]),
    ],
)
def test_numbers_of_people_tell_it_too(
    then: str, now: str, people: Mapping[str, Change], proposed: list[Sides]
) -> None:
    assert found(then, now, people) == proposed


def test_an_office_with_another_code_and_half_of_its_people_is_asked_about_both() -> None:
    proposed = [("recoded", ["a"], ["a"]), ("resized", ["a"], ["a"])]
    assert found("a:A:1 b", "a:A:2 b", {"a": FEWER}) == proposed


def test_offices_of_another_county_are_moved() -> None:
    before, after = round_of("q1", "a"), round_of("q2", "a x y", whole="Fylkene")
    (proposal,) = proposals(after, (before,), {})
    assert (proposal.what, proposal.before, proposal.after) == ("moved", (), ("x", "y"))


def test_an_office_before_an_event_that_nobody_had_is_named() -> None:
    closed = Event(what="closed", date=date(2016, 4, 1), before=("gammel",))
    (problem,) = unknown_before(round_of("q2", "a", closed), (round_of("q1", "a"),))
    assert "names 'gammel' before, and no filed round has it" in str(problem)


# --- through the command line ---------------------------------------------------------------


def said(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a first quarter of six offices."""
    root = tmp_path_factory.mktemp("proposals")
    said("quarter", scorecard_round(root / "s", months=3), "--out", root / "out", "--format", "pdf")
    said("archive", root / "out" / "fylke" / "2024-03" / "latest-quarter", root / "archive")
    return root / "archive"


def test_check_proposes_what_the_archive_tells(archive: Path, tmp_path: Path) -> None:
    folder = scorecard_round(tmp_path / "s", months=6)
    toml = folder / "round.toml"
    assert "[[events]]" not in said("check", folder, "--archive", archive)

    declared = toml.read_text("utf-8").replace("id = 'o1'", "id = 'ny'")
    toml.write_text(declared, "utf-8")
    output = said("check", folder, "--archive", archive)
    assert "Gone: o1 (Kontor 1). New since 2024-03: ny (Kontor 1), with its code or name." in output

    block = re.search(r"  \[\[events\]\][^\]]*\]\]?.*?after = [^\n]*\n", output, re.S)
    assert block
    toml.write_text(f"{declared}\n{block[0]}", "utf-8")
    assert "[[events]]" not in said("check", folder, "--archive", archive)


def test_an_office_that_keeps_its_id_and_loses_half_is_noticed(
    archive: Path, tmp_path: Path
) -> None:
    folder = scorecard_round(tmp_path / "s", months=6)
    book = openpyxl.load_workbook(folder / "malekort.xlsx")
    for row in book.active.iter_rows(min_row=2):
        if row[0].value == 2:
            for cell in row[13::3]:  # the denominators from April on
                cell.value = 110
    book.save(folder / "malekort.xlsx")
    output = said("check", folder, "--archive", archive)
    assert "o2 (Kontor 2): it has 55 % of the clients a month of 2024-03." in output
    assert 'say so with what = "split", before = ["o2"] and after = ["o2", ...]' in output
    assert output.count("[[events]]") == 1
    assert 'what = "resized"' in output
