"""A respondent group's survey: from the export as read to answers that the study vouches for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan
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
from generator.sources.cells import ERROR_CELL, Cell, Code, folded, is_blank, text_of
from generator.sources.form import Form, form_of, match_columns, renamed
from generator.sources.formats import read_export
from generator.sources.inputs import SurveyDataset, Variable
from generator.sources.offices import Offices, offices_of
from generator.sources.participation import (
    count_participation,
    invited_problems,
    read_statuses,
)
from generator.sources.places import FOLD_OVER, Fault, decode, fault_problems, problems_at
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
    reading = _Reading(raw, statuses.answered(len(raw.rows)), problems)
    problems += status_problems
    problems += label_problems(raw, form, declared)
    answers = _read_answers(reading, form, declared, offices_of(round_.units))
    usable = answers.usable(len(reading.positions))
    counted = count_participation(
        statuses, registered=len(raw.rows), usable=len(usable), declared=declared
    )
    problems += invited_problems(counted, declared, group=group)
    if problems:
        raise InputError(problems)
    return SurveyDataset(
        group=group,
        frame=answers.frame(usable),
        variables={name: raw.variables.get(name, Variable(name)) for name in form.variables},
        participation=counted,
        files=raw.files,
    )


@dataclass(frozen=True, slots=True)
class _Answers:
    """What was answered, by variable, one value for each record read."""

    items: dict[str, list[float]]
    background: dict[str, list[int | str | None]]
    texts: dict[str, list[str]]
    units: list[str | None] | None

    def usable(self, length: int) -> list[int]:
        """Positions of the records with at least one answered item."""
        answered = [False] * length
        for values in self.items.values():
            answered = [a or not isnan(v) for a, v in zip(answered, values, strict=True)]
        return [i for i, each in enumerate(answered) if each]

    def frame(self, kept: Sequence[int]) -> pd.DataFrame:
        """The records kept, as ``SurveyDataset`` describes them."""
        import pandas as pd

        columns: dict[str, pd.Series] = {}
        for name, values in self.items.items():
            columns[name] = pd.Series([values[i] for i in kept], dtype=float)
        for name, categories in self.background.items():
            columns[name] = pd.Series([categories[i] for i in kept], dtype=object)
        for name, texts in self.texts.items():
            columns[name] = pd.Series([texts[i] for i in kept], dtype="str")
        if self.units is not None:
            columns["unit"] = pd.Series([self.units[i] for i in kept], dtype=object)
        return pd.DataFrame(columns, index=range(len(kept)))


@dataclass(frozen=True, slots=True)
class _Reading:
    """The records that may hold answers, and the problems found while reading them."""

    raw: RawExport
    positions: Sequence[int]
    problems: list[Problem]

    @property
    def rows(self) -> list[int]:
        """Row numbers of the records read."""
        return [self.raw.rows[position] for position in self.positions]

    def cells(self, name: str) -> list[Cell]:
        """The records' cells in a column, all blank when the file lacks it."""
        column = self.raw.columns.get(name)
        return [column.cells[i] if column else None for i in self.positions]

    def labels(self, name: str) -> dict[Code, str]:
        """The export's labels of a column's values, those of user-missing ones aside."""
        about = self.raw.variables.get(name)
        missing = self.raw.user_missing.get(name, frozenset())
        return {
            code: label
            for code, label in (about.labels if about else {}).items()
            if code not in missing
        }

    def read(
        self, name: str, meaning: Callable[[Cell], Value | Fault], *, blank: Value
    ) -> list[Value]:
        """A column's values; what is wrong with it joins the problems."""
        values, where = decode(self.cells(name), meaning, otherwise=blank)
        if where:
            place = self.raw.columns[name].place
            self.problems.extend(fault_problems(place, where, self.rows))
        return values


def _read_answers(
    reading: _Reading, form: Form, declared: GroupFiles, offices: Offices
) -> _Answers:
    items: dict[str, list[float]] = {}
    background: dict[str, list[int | str | None]] = {}
    for name, scale in form.items.items():
        labels = reading.labels(name)
        meaning = item_meaning(scale, labels, frozenset(declared.missing), group=form.group)
        items[name] = reading.read(name, meaning, blank=nan)
    for name, owner in form.background.items():
        category = background_meaning(owner, reading.labels(name))
        background[name] = reading.read(name, category, blank=None)
    texts = {name: reading.read(name, _own_words, blank="") for name in form.open_questions}
    for name, question in form.codings.items():
        coding = coding_meaning(question, reading.labels(name))
        texts[name] = reading.read(name, coding, blank="")
    units: list[str | None] | None = None
    if form.unit_column:
        office = offices.meaning(reading.labels(form.unit_column))
        units = reading.read(form.unit_column, office, blank=None)
    if form.respondent_key:
        reading.problems.extend(_key_problems(reading, form.respondent_key))
    return _Answers(items, background, texts, units)


def _own_words(cell: Cell) -> str | Fault:
    return _ERROR if cell == ERROR_CELL else text_of(cell).replace("\r\n", "\n")


def _key_problems(reading: _Reading, key: str) -> Iterator[Problem]:
    """Respondents without a key, and respondents who answered twice."""
    if key not in reading.raw.columns:
        return
    place = reading.raw.columns[key].place
    rows: dict[str, list[int]] = defaultdict(list)
    for row, cell in zip(reading.rows, reading.cells(key), strict=True):
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
