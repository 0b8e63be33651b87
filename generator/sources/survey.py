"""A respondent group's survey: from the export as read to answers validated against the study."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from generator.errors import InputError, Problem
from generator.resources.typeface import unprintable
from generator.round.model import GroupFiles, Round
from generator.sources.cells import (
    Cell,
    Code,
    code_of,
    codes_by_label,
    folded,
    is_blank,
    kind_of,
    number_of,
    text_of,
)
from generator.sources.form import STATUSES, Form, form_of, match_columns, renamed
from generator.sources.formats import read_export
from generator.sources.heading_rows import without_heading_rows
from generator.sources.inputs import SurveyDataset, Variable
from generator.sources.offices import A_DATE, Offices, offices_of
from generator.sources.participation import (
    ANSWERED,
    class_problems,
    count_participation,
    invited_problems,
    invited_to,
    read_statuses,
)
from generator.sources.places import FOLD_OVER, Fault, problems_at
from generator.sources.sheets import RawExport
from generator.sources.withdrawals import receipts_in
from generator.study.instrument import Background, OpenQuestion, Scale
from generator.study.model import Study

if TYPE_CHECKING:
    import pandas as pd

Value = TypeVar("Value")
Labels = Mapping[Code, str]

NO_THEME = "-"
"""What is written where somebody has read an answer and found none of the themes in it."""

_NO_KEY = Fault("the respondent key is empty", "Give every respondent a key.")


def read_survey(study: Study, round_: Round, group: str, *, folder: Path) -> SurveyDataset:
    """One group's answers; every problem of its files is raised together as ``InputError``."""
    declared = round_.groups[group]
    form = form_of(study, group)
    exported = read_export([folder / name for name in declared.files], folder=folder)
    found, problems = match_columns(exported, form, declared)
    for column in found.values():
        if column in exported.variables and (
            why := unprintable(exported.variables[column].wording)
        ):
            problems.append(
                exported.heading_problem(column, why, "Reword the question in the file.")
            )
    asked = renamed(exported, found)
    raw = without_heading_rows(asked, [n for n in found if n in {*form.items, *STATUSES}], problems)
    statuses, status_problems = read_statuses(raw)
    problems += status_problems
    problems += _label_problems(raw, form, declared)
    answered = [i for i, status in enumerate(statuses or ()) if status in ANSWERED]
    records = raw if statuses is None else raw.records(answered)
    answers = _read_answers(records, form, declared, offices_of(round_.units), problems)
    usable = answers[answers[[*form.items]].notna().any(axis="columns")]
    counted = count_participation(
        statuses,
        registered=len(raw.rows),
        usable=len(usable),
        declared=invited_to(group, round_, study),
        withdrawn=sum(each.rows for each in receipts_in(folder) if each.group == group),
    )
    problems += invited_problems(counted, declared, group=group)
    problems += class_problems(usable, study, round_, group=group)
    if not problems:
        problems += _nothing_to_report(raw, usable, form)
    if problems:
        raise InputError(problems)
    return SurveyDataset(
        group=group,
        frame=usable.reset_index(drop=True),
        variables={name: raw.variables.get(name, Variable(name)) for name in form.variables},
        participation=counted,
        files=raw.files,
        hidden_rows=raw.hidden,
    )


def _nothing_to_report(raw: RawExport, usable: pd.DataFrame, form: Form) -> Iterator[Problem]:
    """A file without answers, or without a unit in any of them."""
    if usable.empty:
        message = "there are headings, but no answer to any statement below them"
        yield raw.place.problem(message, "Export it again, with the answers.", row=raw.heading_row)
    elif form.unit_column and usable["unit"].isna().all():
        message = "no respondent names a unit"
        yield raw.heading_problem(form.unit_column, message, "Export it again, with the units.")


def _read_answers(
    raw: RawExport, form: Form, declared: GroupFiles, offices: Offices, problems: list[Problem]
) -> pd.DataFrame:
    """What every record answered, in the columns that ``SurveyDataset`` describes."""
    import pandas as pd

    columns: dict[str, pd.Series] = {}

    def read(name: str, meaning: Callable[[Cell], Value | Fault], blank: Value, dtype: str) -> None:
        values = raw.read(name, meaning, blank=blank, problems=problems)
        columns[name] = pd.Series(values, dtype=dtype)

    missing = frozenset(map(folded, declared.missing))
    for name, scale in form.items.items():
        read(name, _item_meaning(scale, raw.labels(name), missing, group=form.group), nan, "float")
    for name, owner in form.background.items():
        read(name, _background_meaning(owner, raw.labels(name), missing), None, "object")
    for name in form.open_questions:
        read(name, lambda cell: text_of(cell).replace("\r\n", "\n"), "", "str")
    for name, question in form.codings.items():
        read(name, _coding_meaning(question, raw.labels(name)), "", "str")
    if form.unit_column:
        office = offices.meaning(raw.labels(form.unit_column))
        units = raw.read(form.unit_column, office, blank=None, problems=problems)
        columns["unit"] = pd.Series(units, dtype=object)
    if form.respondent_key:
        problems.extend(_key_problems(raw, form.respondent_key))
    return pd.DataFrame(columns, index=range(len(raw.rows)))


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
        fault = Fault(f"duplicate respondent: the same as in {place.row(first_row)}", remedy)
        yield from problems_at(place, fault, others)


def _item_meaning(
    scale: Scale, labels: Labels, missing: frozenset[str], *, group: str
) -> Callable[[Cell], float | Fault]:
    """Reads an item: a point of the scale, or NaN for no answer; a label's text is its value."""
    codes = codes_by_label(scale.points) | codes_by_label(labels)
    points = f"{scale.low}-{scale.high}"
    remedy = f"Correct it, or list it in [groups.{group}].missing if it means no answer."
    wanted = (
        f"Give a value of the scale {points}, or declare the scale's labels in the study; "
        f"list it in [groups.{group}].missing if it means no answer."
    )
    no_point = Fault(f"not a whole number of the scale {points}", remedy)
    outside = Fault(f"value outside the scale {points}", remedy)

    def answer(cell: Cell) -> float | Fault:
        number = number_of(cell)
        if number is None:
            number = number_of(codes.get(folded(cell)))
        label = labels.get(code_of(number if number is not None else cell))
        if is_blank(cell) or {folded(cell), folded(number), folded(label)} & missing:
            return math.nan
        if number is None:
            return Fault(f"{kind_of(cell)} where a number is expected", wanted)
        if not number.is_integer():
            return no_point
        return number if scale.low <= number <= scale.high else outside

    return answer


def _background_meaning(
    background: Background, labels: Labels, missing: frozenset[str]
) -> Callable[[Cell], int | str | Fault | None]:
    """Reads a background variable: a declared category's value, or ``None`` for no answer.

    What means no answer in the round is a category all the same where the study declares it.
    """
    values: dict[str, int | str] = {}
    for category in background.categories:
        values.setdefault(folded(category.label), category.value)
    declared = {folded(str(code_of(c.value))): c.value for c in background.categories}
    for text, code in codes_by_label(labels).items():
        if folded(str(code)) in declared:
            values.setdefault(text, declared[folded(str(code))])
    values |= declared
    fault = Fault(
        "the value is none of the declared categories",
        "Correct it, or declare the category in the study.",
    )

    none = missing | {folded(code) for code, label in labels.items() if folded(label) in missing}

    def category_of(cell: Cell) -> int | str | Fault | None:
        text = folded(str(code_of(cell)))
        if is_blank(cell) or (text in none and text not in values):
            return None
        return values.get(text, A_DATE if isinstance(cell, date) else fault)

    return category_of


def coded_themes(written: str, question: OpenQuestion) -> tuple[str, ...] | None:
    """The ids of the themes written, in declared order; ``None`` when one of them is unknown."""
    ids = {folded(name): name for name in question.themes}
    ids |= {folded(theme.label): name for name, theme in question.themes.items()}
    parts = [folded(part) for part in re.split("[,;]", written)]
    named = {part for part in parts if part and part not in {NO_THEME, "–"}}
    if not named <= set(ids):
        return None
    return tuple(name for name in question.themes if name in {ids[part] for part in named})


def _coding_meaning(question: OpenQuestion, labels: Labels) -> Callable[[Cell], str | Fault]:
    """Reads the themes somebody gave an answer: their ids with a comma between, or nothing."""
    known = ", ".join(theme.label for theme in question.themes.values())
    fault = Fault("the coding names no declared theme", f"Use {known}, or {NO_THEME} for none.")

    def coding(cell: Cell) -> str | Fault:
        if is_blank(cell):
            return ""
        found = coded_themes(labels.get(code_of(cell), text_of(cell)), question)
        return fault if found is None else (", ".join(found) or NO_THEME)

    return coding


def _label_problems(raw: RawExport, form: Form, declared: GroupFiles) -> Iterator[Problem]:
    """Value labels that the round must explain, as of "do not know", or that turn a scale round."""
    found: dict[Fault, list[str]] = {}
    explained = {*map(folded, declared.missing)}
    for name, scale in form.items.items():
        variable, points = raw.variables.get(name), codes_by_label(scale.points)
        for code, label in variable.labels.items() if variable else ():
            if code in raw.user_missing.get(name, ()) or {folded(code), folded(label)} & explained:
                continue
            fault = _outside(code, scale, group=form.group)
            if not fault and (point := points.get(folded(label), code)) != code:
                fault = Fault(
                    f"the value {code} has the label that the study gives the value {point}",
                    "Turn the scale's labels round in the study, or correct the file.",
                )
            if fault:
                found.setdefault(fault, []).append(raw.columns[name].place.column or name)
    for fault, names in found.items():
        place = (raw.label_place or raw.place).at(", ".join(names))
        yield place.problem(fault.message, fault.remedy)


def _outside(code: Code, scale: Scale, *, group: str) -> Fault | None:
    if isinstance(code, (int, float)) and scale.low <= code <= scale.high:
        return None
    return Fault(
        f"the value {code} has a label, but lies outside the scale {scale.low}-{scale.high}",
        f"If it means no answer, write missing = [{code}] in [groups.{group}]; "
        "otherwise correct the scale in the study.",
    )
