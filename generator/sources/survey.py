"""A respondent group's survey: from the export as read to answers that the study vouches for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING

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
    usable = answers.usable(len(answered.rows))
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


def _read_answers(
    raw: RawExport, form: Form, declared: GroupFiles, offices: Offices, problems: list[Problem]
) -> _Answers:
    items: dict[str, list[float]] = {}
    background: dict[str, list[int | str | None]] = {}
    for name, scale in form.items.items():
        missing = frozenset(declared.missing)
        meaning = item_meaning(scale, raw.labels(name), missing, group=form.group)
        items[name] = raw.read(name, meaning, blank=nan, problems=problems)
    for name, owner in form.background.items():
        category = background_meaning(owner, raw.labels(name))
        background[name] = raw.read(name, category, blank=None, problems=problems)
    texts = {
        name: raw.read(name, _own_words, blank="", problems=problems)
        for name in form.open_questions
    }
    for name, question in form.codings.items():
        coding = coding_meaning(question, raw.labels(name))
        texts[name] = raw.read(name, coding, blank="", problems=problems)
    units: list[str | None] | None = None
    if form.unit_column:
        office = offices.meaning(raw.labels(form.unit_column))
        units = raw.read(form.unit_column, office, blank=None, problems=problems)
    if form.respondent_key:
        problems.extend(_key_problems(raw, form.respondent_key))
    return _Answers(items, background, texts, units)


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
