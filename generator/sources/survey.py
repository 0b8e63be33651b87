"""A respondent group's survey: from the export as read to answers that the study vouches for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from generator.errors import InputError, Problem
from generator.round.model import GroupFiles, Round
from generator.sources.answers import (
    background_meaning,
    coding_meaning,
    item_meaning,
    label_problems,
)
from generator.sources.cells import ERROR_CELL, Cell, folded, is_blank, text_of
from generator.sources.form import Form, form_of, match_columns, renamed
from generator.sources.formats import read_export
from generator.sources.inputs import SurveyDataset, Variable
from generator.sources.offices import Offices, offices_of
from generator.sources.participation import (
    answered_positions,
    count_participation,
    invited_problems,
    read_statuses,
)
from generator.sources.places import FOLD_OVER, Fault, problems_at
from generator.sources.sheets import RawExport
from generator.study.model import Study

if TYPE_CHECKING:
    import pandas as pd

Value = TypeVar("Value")

_ERROR = Fault("the cell holds an Excel error", "Correct it in the workbook.")
_NO_KEY = Fault("the respondent key is empty", "Give every respondent a key.")


def read_survey(study: Study, round_: Round, group: str, *, folder: Path) -> SurveyDataset:
    """One group's answers; every problem of its files is raised together as ``InputError``."""
    declared = round_.groups[group]
    form = form_of(study, group)
    exported = read_export([folder / name for name in declared.files], folder=folder)
    found, problems = match_columns(exported, form, declared)
    raw = renamed(exported, found)
    statuses, status_problems = read_statuses(raw)
    problems += status_problems
    problems += label_problems(raw, form, declared)
    answered = raw.records(answered_positions(statuses, len(raw.rows)))
    answers = _read_answers(answered, form, declared, offices_of(round_.units), problems)
    usable = answers[answers[[*form.items]].notna().any(axis="columns")]
    counted = count_participation(
        statuses, registered=len(raw.rows), usable=len(usable), declared=declared
    )
    problems += invited_problems(counted, declared, group=group)
    if problems:
        raise InputError(problems)
    return SurveyDataset(
        group=group,
        frame=usable.reset_index(drop=True),
        variables={name: raw.variables.get(name, Variable(name)) for name in form.variables},
        participation=counted,
        files=raw.files,
    )


def _read_answers(
    raw: RawExport, form: Form, declared: GroupFiles, offices: Offices, problems: list[Problem]
) -> pd.DataFrame:
    """What every record answered, in the columns that ``SurveyDataset`` describes."""
    import pandas as pd

    columns: dict[str, pd.Series] = {}

    def read(name: str, meaning: Callable[[Cell], Value | Fault], blank: Value, dtype: str) -> None:
        values = raw.read(name, meaning, blank=blank, problems=problems)
        columns[name] = pd.Series(values, dtype=dtype)

    for name, scale in form.items.items():
        missing = frozenset(declared.missing)
        read(name, item_meaning(scale, raw.labels(name), missing, group=form.group), nan, "float")
    for name, owner in form.background.items():
        read(name, background_meaning(owner, raw.labels(name)), None, "object")
    for name in form.open_questions:
        read(name, _own_words, "", "str")
    for name, question in form.codings.items():
        read(name, coding_meaning(question, raw.labels(name)), "", "str")
    if form.unit_column:
        office = offices.meaning(raw.labels(form.unit_column))
        units = raw.read(form.unit_column, office, blank=None, problems=problems)
        columns["unit"] = pd.Series(units, dtype=object)
    if form.respondent_key:
        problems.extend(_key_problems(raw, form.respondent_key))
    return pd.DataFrame(columns, index=range(len(raw.rows)))


def _own_words(cell: Cell) -> str | Fault:
    return _ERROR if cell == ERROR_CELL else text_of(cell).replace("\r\n", "\n")


def _key_problems(raw: RawExport, key: str) -> Iterator[Problem]:
    """Respondents without a key, and respondents who answered twice."""
    if key not in raw.columns:
        return
    place = raw.at(key)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, cell in zip(raw.rows, raw.cells(key), strict=True):
        rows["" if is_blank(cell) else folded(cell)].append(row)
    yield from problems_at(place, _NO_KEY, rows.pop("", []))
    repeated = [found for found in rows.values() if len(found) > 1]
    remedy = "Keep one of the rows."
    if len(repeated) > FOLD_OVER:
        first = ", ".join(f"{found[0]} and {found[1]}" for found in repeated[:FOLD_OVER])
        message = f"{len(repeated)} respondents stand in several rows, the first of them in {first}"
        yield place.problem(message, remedy, row=repeated[0][1])
        return
    for first_row, *others in repeated:
        fault = Fault(f"duplicate respondent: the same as in row {first_row}", remedy)
        yield from problems_at(place, fault, others)
