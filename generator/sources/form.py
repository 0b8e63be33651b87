"""What a respondent group's form asks, and which column of an export is which variable of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TypeVar

from generator.errors import Problem
from generator.round.model import GroupFiles
from generator.sources.places import FOLD_OVER
from generator.sources.sheets import RawExport
from generator.study.instrument import Background, OpenQuestion, Scale
from generator.study.model import Study

Asked = TypeVar("Asked", Background, OpenQuestion)
Value = TypeVar("Value")

STATUS_NAMES = tuple(
    tuple(f"{stem}_{number}" for number in range(1, 6)) for stem in ("statoverall", "stato")
)
"""SurveyXact's five status columns: new, distributed, some answers, completed, dropped out."""

STATUSES = frozenset(name for names in STATUS_NAMES for name in names)


@dataclass(frozen=True, slots=True)
class Form:
    """The variables asked of one respondent group, in declared order.

    ``codings`` are columns that hold themes somebody gave the answers to an open question.
    """

    group: str
    items: Mapping[str, Scale]
    background: Mapping[str, Background]
    open_questions: tuple[str, ...]
    codings: Mapping[str, OpenQuestion]
    unit_column: str | None
    respondent_key: str | None

    @property
    def variables(self) -> tuple[str, ...]:
        """Everything that is an answer, the unit aside."""
        return (*self.items, *self.background, *self.open_questions)

    @property
    def required(self) -> tuple[str, ...]:
        """Every column the export must have."""
        names = (*self.variables, *self.codings, self.unit_column, self.respondent_key)
        return tuple(dict.fromkeys(name for name in names if name))


def form_of(study: Study, group: str) -> Form:
    """The form of a group; constructs are spread out into their items."""
    declared = study.groups[group]
    items: dict[str, Scale] = {}
    for name in study.scored(group):
        construct = study.constructs.get(name)
        ids = [item.id for item in construct.items] if construct else [name]
        items.update(dict.fromkeys(ids, study.scale_of(name)))
    asked = _asked(study.open_questions, group)
    return Form(
        group=group,
        items=items,
        background=_asked(study.background, group),
        open_questions=tuple(asked),
        codings={owner.coding: owner for owner in asked.values() if owner.coding},
        unit_column=declared.unit_column,
        respondent_key=declared.respondent_key,
    )


def _asked(declared: Mapping[str, Asked], group: str) -> dict[str, Asked]:
    """What is asked of a group: it names no groups, or this one."""
    return {n: each for n, each in declared.items() if not each.groups or group in each.groups}


def match_columns(
    raw: RawExport, form: Form, declared: GroupFiles
) -> tuple[dict[str, str], list[Problem]]:
    """The file's column for each of the study's names, status columns included; and the problems.

    A name that the study knows is never ignored, so ``ignore = ["*"]`` means "all the others".
    """
    known = {*form.required, *STATUSES}
    names = {column: declared.rename.get(column, column) for column in raw.columns}
    found: dict[str, str] = {}
    message = "the column that rename maps is not in the file"
    problems = [
        raw.heading_problem(column, message, "Correct rename in round.toml.")
        for column in declared.rename
        if column not in raw.columns
    ]
    unknown: list[str] = []
    for column, name in names.items():
        if name not in known:
            left = column in {raw.respondent_key, *declared.ignore}  # brackets are a pattern too
            if not left and not any(fnmatchcase(column, pattern) for pattern in declared.ignore):
                unknown.append(column)
        elif name in found:
            message = f"two columns are the variable {name!r}"
            remedy = f"Correct [groups.{form.group}].rename."
            problems.append(raw.heading_problem(column, message, remedy))
        else:
            found[name] = column
    missing = [name for name in form.required if name not in found]
    if not found.keys() - STATUSES:
        # The headings are not named: without a heading row they would be somebody's answers.
        message = "none of the study's variables is among the headings"
        remedy = "Give the file a heading row with the study's names, or map them with rename."
        return found, [*problems, raw.place.problem(message, remedy, row=raw.heading_row)]
    problems += _unknown_columns(raw, form, unknown, missing)
    message = "the study declares this variable, but the file has no such column"
    remedy = "Export it, map another column to it with rename, or take it out of the study."
    problems += [raw.heading_problem(name, message, remedy) for name in missing]
    return found, problems


def _unknown_columns(
    raw: RawExport, form: Form, unknown: list[str], missing: list[str]
) -> Iterator[Problem]:
    table = f"[groups.{form.group}]"
    remedy = f"Declare it in the study, map it with {table}.rename or list it in {table}.ignore."
    if len(unknown) > FOLD_OVER:
        message = f"{len(unknown)} columns are unknown: {', '.join(unknown)}"
        yield raw.place.problem(message, remedy, row=raw.heading_row)
        return
    names = {name.casefold(): name for name in missing}
    for column in unknown:
        near = get_close_matches(column.casefold(), names, n=1, cutoff=0.7)
        hint = f"Is it {names[near[0]]!r}? {remedy}" if near else remedy
        yield raw.heading_problem(column, "unknown column", hint)


def renamed(raw: RawExport, found: Mapping[str, str]) -> RawExport:
    """The export under the study's names, other columns left out."""

    def under(own: Mapping[str, Value]) -> dict[str, Value]:
        return {name: own[column] for name, column in found.items() if column in own}

    return replace(
        raw,
        columns=under(raw.columns),
        variables={name: replace(about, name=name) for name, about in under(raw.variables).items()},
        user_missing=under(raw.user_missing),
    )
