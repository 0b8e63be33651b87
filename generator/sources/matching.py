"""Which column of an export is which variable of the study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase

from generator.errors import Problem
from generator.round.model import GroupFiles
from generator.sources.form import STATUS_NAMES, Form
from generator.sources.formats.places import FOLD_OVER
from generator.sources.formats.raw import RawExport

_STATUS = frozenset(name for names in STATUS_NAMES for name in names)


def match_columns(
    raw: RawExport, form: Form, declared: GroupFiles
) -> tuple[dict[str, str], list[Problem]]:
    """The file's column for each of the study's names, status columns included; and the problems.

    A name that the study knows is never ignored, so ``ignore = ["*"]`` means "all the others".
    """
    known = {*form.required, *_STATUS}
    names = {column: declared.rename.get(column, column) for column in raw.columns}
    found: dict[str, str] = {}
    problems = list(_idle_renames(raw, declared))
    unknown: list[str] = []
    for column, name in names.items():
        if name not in known:
            if not any(fnmatchcase(column, pattern) for pattern in declared.ignore):
                unknown.append(column)
        elif name in found:
            message = f"two columns are the variable {name!r}"
            problems.append(
                raw.columns[column].place.problem(
                    message, f"Correct [groups.{form.group}].rename.", row=raw.heading_row
                )
            )
        else:
            found[name] = column
    missing = [name for name in form.required if name not in found]
    if not found.keys() - _STATUS:
        return found, [*problems, _no_headings(raw)]
    problems += _unknown_columns(raw, form, unknown, missing)
    problems += _missing_columns(raw, missing)
    return found, problems


def _no_headings(raw: RawExport) -> Problem:
    """The headings are not named: without a heading row they would be somebody's answers."""
    message = "none of the study's variables is among the headings"
    remedy = "Give the file a heading row with the study's names, or map them with rename."
    return raw.place.problem(message, remedy, row=raw.heading_row)


def _idle_renames(raw: RawExport, declared: GroupFiles) -> Iterator[Problem]:
    for column in declared.rename:
        if column not in raw.columns:
            message = "the column that rename maps is not in the file"
            yield raw.place.at(column).problem(
                message, "Correct rename in round.toml.", row=raw.heading_row
            )


def _unknown_columns(
    raw: RawExport, form: Form, unknown: list[str], missing: list[str]
) -> Iterator[Problem]:
    table = f"[groups.{form.group}]"
    remedy = f"Declare it in the study, map it with {table}.rename or list it in {table}.ignore."
    if len(unknown) > FOLD_OVER:
        message = f"{len(unknown)} columns are unknown: {', '.join(unknown)}"
        yield raw.place.problem(message, remedy, row=raw.heading_row)
        return
    for column in unknown:
        near = _nearest(column, missing)
        hint = f"Is it {near!r}? {remedy}" if near else remedy
        yield raw.columns[column].place.problem("unknown column", hint, row=raw.heading_row)


def _nearest(column: str, missing: list[str]) -> str | None:
    folded = {name.casefold(): name for name in missing}
    near = get_close_matches(column.casefold(), folded, n=1, cutoff=0.7)
    return folded[near[0]] if near else None


def _missing_columns(raw: RawExport, missing: list[str]) -> Iterator[Problem]:
    for name in missing:
        message = "the study declares this variable, but the file has no such column"
        remedy = "Export it, map another column to it with rename, or take it out of the study."
        yield raw.place.at(name).problem(message, remedy, row=raw.heading_row)


def renamed(raw: RawExport, found: Mapping[str, str]) -> RawExport:
    """The export under the study's names, other columns left out."""
    return replace(
        raw,
        columns={name: raw.columns[column] for name, column in found.items()},
        variables={
            name: replace(raw.variables[column], name=name)
            for name, column in found.items()
            if column in raw.variables
        },
        user_missing={
            name: raw.user_missing[column]
            for name, column in found.items()
            if column in raw.user_missing
        },
    )
