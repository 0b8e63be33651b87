"""The round's memory of action plans: the CSV that ``kontorrapport plans`` writes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from generator.errors import InputError, Problem
from generator.results.offices import Plan, PlannedMeasure, State
from generator.round.model import Round
from generator.sources.cells import text_of
from generator.sources.formats import read_file
from generator.sources.inputs import SourceFile
from generator.sources.places import Place
from generator.sources.sheets import table_of

PLANS_FILE = "tiltaksplaner.csv"
COLUMNS = ("kontor", "runde", "tiltak", "hvorfor", "hvem", "når", "status")
OFFICES_JOINED_BY = "+"

Rows = list[tuple[int, dict[str, str]]]


def read_plans(round_: Round, folder: Path) -> tuple[tuple[Plan, ...], tuple[SourceFile, ...]]:
    """The plans and the file they came from; nothing where offices have returned none."""
    path = folder / PLANS_FILE
    if not path.is_file():
        return (), ()
    file = read_file(path, folder=folder)
    file.require_readable()
    (sheet,) = file.sheets()
    table = table_of(sheet)
    if lacking := [name for name in COLUMNS if name not in table.columns]:
        raise InputError(table.heading_problem(name, "the column is missing") for name in lacking)
    rows = [
        (number, {name: text_of(table.columns[name].cells[i]) for name in COLUMNS})
        for i, number in enumerate(table.rows)
    ]
    if problems := list(_problems(rows, table.place, round_)):
        raise InputError(problems)
    return _plans(rows), (file.source("plans"),)


def planned_measure(what: str, why: str, who: str, when: str, status: str) -> PlannedMeasure:
    """A row of a plan, with how far it has come read from its status."""
    return PlannedMeasure(what, why, who, when, status, _state_of(status))


def _state_of(status: str) -> State:
    denied, started, done = _status_patterns()
    if denied.search(status):
        return "open"
    # "almost done, in progress" has only started; what was only started is never counted as done
    if started.search(status):
        return "started"
    return "done" if done.search(status) else "open"


@cache
def _status_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What is denied, started and done, in this order."""
    text = (Path(__file__).parent / "plan_status.toml").read_text(encoding="utf-8")
    words = {name: "|".join(each) for name, each in tomllib.loads(text).items()}
    patterns = (
        rf"\b({words['denied']})\b",
        rf"\b({words['started']})\b|\b[1-9]\d? ?%",
        rf"\b({words['done']})\b|100 ?%|^\s*({words['ticks']})\s*$",
    )
    denied, started, done = (re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    return denied, started, done


def _problems(rows: Rows, place: Place, round_: Round) -> Iterator[Problem]:
    known = {unit.id for unit in round_.units}
    for number, row in rows:
        for office in _offices(row):
            if office not in known:
                remedy = "Correct the id, or remove the row if the office is closed."
                yield place.at("kontor").problem("unknown office id", remedy, row=number)
        for name in ("runde", "tiltak"):
            if not row[name]:
                yield place.at(name).problem("the cell is empty", "Fill it in.", row=number)
        if row["runde"] == round_.id:
            message = "a plan made in this very round cannot be looked back on"
            yield place.at("runde").problem(message, "Correct the round.", row=number)


def _plans(rows: Rows) -> tuple[Plan, ...]:
    gathered: dict[tuple[tuple[str, ...], str], list[PlannedMeasure]] = {}
    for _, row in rows:
        measure = planned_measure(
            row["tiltak"], row["hvorfor"], row["hvem"], row["når"], row["status"]
        )
        gathered.setdefault((_offices(row), row["runde"]), []).append(measure)
    return tuple(
        Plan(offices, made_in, tuple(measures)) for (offices, made_in), measures in gathered.items()
    )


def _offices(row: dict[str, str]) -> tuple[str, ...]:
    parts: Sequence[str] = row["kontor"].split(OFFICES_JOINED_BY)
    return tuple(part.strip() for part in parts)
