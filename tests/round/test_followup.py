"""``[followup]``: what units are asked to do with their reports, and by when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from generator.cli import app
from generator.errors import InputError
from generator.round import load_round
from generator.round.afterwards import FollowUp
from generator.round.model import Round
from generator.run.contents import definition, read_definition

DATA = Path(__file__).parents[2] / "data"
MAIL = {"sender": "analyse@example.org"}


def round_with(**declared: Any) -> Round:
    units = [{"id": "nord", "code": 1, "name": "Nord"}]
    needed = {"id": "r", "title": "R", "whole": "Alle", "date": "2015-06-30", "units": units}
    return Round.model_validate(needed | declared)


def test_dates_and_address_are_read_as_they_stand() -> None:
    _, round_ = load_round(DATA / "innovasjon" / "2015-2")
    assert round_.followup == FollowUp(
        address="analyse@example.org",
        show_by=date(2015, 9, 18),
        meeting=date(2015, 9, 22),
        plan_by=date(2015, 9, 30),
    )


@pytest.mark.parametrize(
    ("declared", "address"),
    [
        ({}, None),
        ({"mail": MAIL}, "analyse@example.org"),
        ({"mail": {**MAIL, "reply_to": "kari@example.org"}}, "kari@example.org"),
        ({"mail": MAIL, "followup": {"address": "plan@example.org"}}, "plan@example.org"),
    ],
)
def test_plans_go_to_its_address_or_where_letters_are_answered(
    declared: dict[str, Any], address: str | None
) -> None:
    assert round_with(**declared).followup.address == address


def test_a_run_keeps_what_its_reports_print_and_no_mail(tmp_path: Path) -> None:
    study, round_ = load_round(DATA / "innovasjon" / "2015-2")
    unaddressed = FollowUp(plan_by=date(2015, 9, 30))
    round_ = round_.model_copy(update={"declared_followup": unaddressed})
    for path, text in definition(study, round_).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    _, kept = read_definition(tmp_path)
    assert kept.mail is None
    assert kept.followup == round_.followup
    assert kept.followup.address == "analyse@example.org"


def checked(folder: Path, followup: str) -> list[str]:
    """What ``check`` says of the first demonstration round with this ``[followup]``."""
    source = DATA / "forbedring"
    for name in ("study.toml", "study.nn.toml", "study.en.toml"):
        (folder / name).write_bytes((source / name).read_bytes())
    there = folder / "2010-2"
    there.mkdir()
    for file in (source / "2010-2").iterdir():
        (there / file.name).write_bytes(file.read_bytes())
    toml = (there / "round.toml").read_text(encoding="utf-8")
    before, _, after = toml.partition("[followup]")
    _, _, after = after.partition("[policy]")
    changed = f"{before}[followup]\n{followup}\n[policy]{after}"
    (there / "round.toml").write_text(changed, encoding="utf-8")
    try:
        CliRunner().invoke(app, ["check", str(there)], catch_exceptions=False)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("followup", "said"),
    [
        ("show_by = 2010-07-01\nplan_by = 2010-07-01\nmeeting = 2010-07-02", ()),
        ("plan_by = 2010-06-30", ("plan_by: 2010-06-30 is not after the date of the round",)),
        ("meeting = 2009-09-01", ("meeting: 2009-09-01 is not after the date of the round",)),
        (
            "show_by = 2010-09-18\nplan_by = 2010-09-17",
            ("the plan is to be sent by 2010-09-17, before it is talked about, 2010-09-18",),
        ),
        (
            "show_by = 2010-09-18\nplan_by = 2009-09-30",
            ("plan_by: 2009-09-30 is not after the date of the round",),
        ),
        ('address = "analyse"', ("this is not an e-mail address",)),
        ("reply_by = 2010-09-17", ("there is no such key here",)),
    ],
)
def test_check_says_once_what_nobody_could_keep(
    tmp_path: Path, followup: str, said: tuple[str, ...]
) -> None:
    found = checked(tmp_path, followup)
    assert len(found) == len(said), found
    for problem, part in zip(found, said, strict=True):
        assert "followup" in problem
        assert part in problem
