"""Nothing is approved before somebody said so, and nothing stays approved that was changed."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from generator.delivery.approval import (
    Standing,
    approve,
    decisions,
    hold,
    open_items,
    standings,
)
from generator.delivery.state import read_origin, state_folder
from generator.errors import ArgumentError, DeliveryError
from generator.run.finished import FinishedRun, open_run

from .runs import AT, make_run, round_text


@pytest.fixture
def run(tmp_path: Path) -> FinishedRun:
    return make_run(tmp_path, round_text(), quarter=True)


@pytest.fixture
def by_two(tmp_path: Path) -> FinishedRun:
    return make_run(tmp_path, round_text(more="policy = { two_approvals = true }"))


def state_of(run: FinishedRun, item: str) -> Standing:
    return next(one for one in standings(run) if one.item == item)


def test_a_new_run_is_a_draft_in_the_order_of_the_round(run: FinishedRun) -> None:
    found = standings(run)
    assert [one.item for one in found] == [
        "solvik",
        "granelva",
        "heggelia",
        "county",
        "management",
    ]
    assert {one.state for one in found} == {"draft"}


def test_approving_one_leaves_the_others(run: FinishedRun) -> None:
    approve(run, ["solvik", "management"], by="Kari", at=AT)
    assert [one.item for one in standings(run) if one.state == "approved"] == [
        "solvik",
        "management",
    ]
    assert state_of(run, "solvik").by == ("Kari",)


def test_a_held_report_says_why_and_is_not_among_all(run: FinishedRun) -> None:
    approve(run, ["solvik"], by="Kari", at=AT)
    hold(run, ["solvik"], by="Ola", at=AT, comment="Feil leder i juni")
    assert state_of(run, "solvik") == Standing("solvik", "held", ("Ola",), 1, "Feil leder i juni")
    assert "solvik" not in open_items(run)
    approve(run, ["solvik"], by="Ola", at=AT)
    assert state_of(run, "solvik").state == "approved"


def test_holding_back_needs_a_reason(run: FinishedRun) -> None:
    with pytest.raises(ArgumentError, match="--comment"):
        hold(run, ["solvik"], by="Ola", at=AT, comment=" ")


def test_two_different_people_where_policy_asks_for_it(by_two: FinishedRun) -> None:
    approve(by_two, ["solvik"], by="Kari Nes", at=AT)
    approve(by_two, ["solvik"], by=" kari  NES", at=AT)
    assert state_of(by_two, "solvik") == Standing("solvik", "draft", ("Kari Nes",), 1)
    approve(by_two, ["solvik"], by="Ola", at=AT)
    assert state_of(by_two, "solvik") == Standing("solvik", "approved", ("Kari Nes", "Ola"), 0)


def test_a_no_takes_back_both_approvals(by_two: FinishedRun) -> None:
    for by in ("Kari", "Ola"):
        approve(by_two, ["solvik"], by=by, at=AT)
    hold(by_two, ["solvik"], by="Ola", at=AT, comment="Vent")
    approve(by_two, ["solvik"], by="Kari", at=AT)
    assert (state_of(by_two, "solvik").state, state_of(by_two, "solvik").missing) == ("draft", 1)


def test_the_switch_is_the_built_round_s_not_the_edited_file_s(by_two: FinishedRun) -> None:
    (read_origin(by_two.folder).round / "round.toml").write_text(round_text(), "utf-8")
    approve(by_two, ["solvik"], by="Kari", at=AT)
    assert state_of(open_run(by_two.folder), "solvik").state == "draft"


def test_a_changed_byte_lapses_just_that_report(run: FinishedRun) -> None:
    approve(run, run.items, by="Kari", at=AT)
    path = run.folder / "offices" / "solvik" / "kontorrapport-solvik.docx"
    path.write_bytes(path.read_bytes() + b" ")
    assert state_of(run, "solvik").state == "lapsed"
    assert "kontorrapport-solvik.docx" in state_of(run, "solvik").reason
    assert state_of(run, "granelva").state == "approved"
    with pytest.raises(DeliveryError, match=r"solvik\.docx"):
        approve(run, ["solvik"], by="Kari", at=AT)


def test_changed_results_lapse_everything(run: FinishedRun) -> None:
    approve(run, run.items, by="Kari", at=AT)
    (run.folder / "results.json").write_text("[]")
    assert {one.state for one in standings(run)} == {"lapsed"}


def test_another_manifest_lapses_everything(run: FinishedRun) -> None:
    approve(run, run.items, by="Kari", at=AT)
    manifest = json.loads((run.folder / "manifest.json").read_bytes())
    (run.folder / "manifest.json").write_text(json.dumps(manifest | {"date": "2015-07-01"}))
    assert {one.state for one in standings(open_run(run.folder))} == {"lapsed"}


def test_every_decision_is_kept(run: FinishedRun) -> None:
    approve(run, ["solvik"], by="Kari", at=AT, comment="Lest")
    hold(run, ["solvik"], by="Ola", at=AT + timedelta(hours=1), comment="Vent")
    told = [(one.verdict, one.by, one.at, one.comment) for one in decisions(run)]
    assert told == [
        ("approve", "Kari", AT, "Lest"),
        ("hold", "Ola", AT + timedelta(hours=1), "Vent"),
    ]


def test_what_is_not_in_the_run_cannot_be_approved(run: FinishedRun) -> None:
    with pytest.raises(ArgumentError, match="sovlik: not in this run"):
        approve(run, ["solvik", "sovlik"], by="Kari", at=AT)
    assert not decisions(run)


def test_the_run_folder_itself_is_left_alone(run: FinishedRun) -> None:
    before = sorted(run.folder.rglob("*"))
    approve(run, run.items, by="Kari", at=AT)
    assert sorted(run.folder.rglob("*")) == before
    assert (state_folder(run.folder).stat().st_mode & 0o777) == 0o700
    assert ((state_folder(run.folder) / "delivery.sqlite").stat().st_mode & 0o077) == 0


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"manifest\.json"):
        open_run(tmp_path)
