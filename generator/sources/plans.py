"""The round's memory of action plans: the CSV that ``kontorrapport plans`` writes."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from generator.errors import InputError, Problem
from generator.results.offices import Plan, PlannedMeasure, State
from generator.round.events import successors
from generator.round.model import Round
from generator.sources.cells import text_of
from generator.sources.formats import read_file
from generator.sources.inputs import SourceFile
from generator.sources.places import Place
from generator.sources.sheets import table_of

PLANS_FILE = "tiltaksplaner.csv"
COLUMNS = ("kontor", "runde", "tiltak", "hvorfor", "hvem", "når", "status")
MADE_BY = "laget av"
"""The column, which may be lacking, with what offices were called that have changed since."""

OFFICES_JOINED_BY = "+"

Rows = list[tuple[int, dict[str, str]]]


def read_plans(round_: Round, folder: Path) -> tuple[tuple[Plan, ...], tuple[SourceFile, ...]]:
    """The plans and the file they came from; nothing where offices have returned none."""
    path = folder / PLANS_FILE
    if not path.is_file():
        return (), ()
    file = read_file(path, folder=folder)
    file.require_readable()
    table = table_of(file.sheets()[0])
    if lacking := [name for name in COLUMNS if name not in table.columns]:
        raise InputError(table.heading_problem(name, "the column is missing") for name in lacking)
    held = [name for name in (*COLUMNS, MADE_BY) if name in table.columns]
    rows = [
        (number, {name: text_of(table.columns[name].cells[i]) for name in held})
        for i, number in enumerate(table.rows)
    ]
    if problems := list(_problems(rows, table.place, round_)):
        raise InputError(problems)
    gathered: dict[tuple[tuple[str, ...], str, str], list[PlannedMeasure]] = {}
    for _, row in rows:
        measure = planned_measure(*(row[name] for name in COLUMNS[2:]))
        whose = successors(_offices(row), round_.events), row["runde"], row.get(MADE_BY, "")
        gathered.setdefault(whose, []).append(measure)
    plans = (
        Plan(offices, made_in, tuple(measures), made_by)
        for (offices, made_in, made_by), measures in gathered.items()
    )
    return tuple(plans), (file.source("plans"),)


def planned_measure(what: str, why: str, who: str, when: str, status: str) -> PlannedMeasure:
    """A row of a plan, with how far it has come read from its status."""
    # "almost done, in progress" has only started; what was only started is never counted as done
    found = (state for state, pattern in _status_patterns().items() if pattern.search(status))
    return PlannedMeasure(what, why, who, when, status, next(found, "open"))


@cache
def _status_patterns() -> Mapping[State, re.Pattern[str]]:
    """What says that a measure is open after all, has started or is done; the first one counts."""
    text = (Path(__file__).parent / "plan_status.toml").read_text(encoding="utf-8")
    words = {name: "|".join(each) for name, each in tomllib.loads(text).items()}
    patterns: dict[State, str] = {
        "open": rf"\b({words['denied']})\b",
        "started": rf"\b({words['started']})\b|\b[1-9]\d? ?%",
        "done": rf"\b({words['done']})\b|100 ?%|^\s*({words['ticks']})\s*$",
    }
    return {state: re.compile(text, re.IGNORECASE) for state, text in patterns.items()}


def _problems(rows: Rows, place: Place, round_: Round) -> Iterator[Problem]:
    known = {unit.id for unit in round_.units}
    for number, row in rows:
        for office in successors(_offices(row), round_.events):
            if office not in known:
                remedy = (
                    "Correct the id, say under [[events]] in round.toml what became of the office, "
                    "or remove the row if it is closed."
                )
                yield place.at("kontor").problem("unknown office id", remedy, row=number)
        for name in ("runde", "tiltak"):
            if not row[name]:
                yield place.at(name).problem("the cell is empty", "Fill it in.", row=number)
        if row["runde"] == round_.id:
            message = "a plan made in this very round cannot be looked back on"
            yield place.at("runde").problem(message, "Correct the round.", row=number)


def _offices(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in row["kontor"].split(OFFICES_JOINED_BY))
