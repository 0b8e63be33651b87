"""Respondents who withdrew: where the round's files hold one, and receipts of those taken out.

A receipt says how many rows were taken out of which group's files, and nothing of whose they were.
Whoever withdrew was invited all the same, so the receipts keep the counts of a round's invited.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.errors import ArgumentError, InputError, Problem
from generator.readers.spss import without_cases
from generator.readers.workbook_rows import without_rows as without_rows_of_sheets
from generator.round.model import Round
from generator.sources.cells import Cell, folded, is_blank
from generator.sources.form import form_of, match_columns
from generator.sources.formats import read_export, read_file
from generator.sources.formats.spss import SPSS
from generator.sources.formats.text import TEXT
from generator.sources.formats.text import without_rows as without_rows_of_text
from generator.sources.formats.workbook import WORKBOOK
from generator.sources.heading_rows import WITHIN
from generator.sources.inputs import SourceFile
from generator.sources.sheets import File
from generator.study.model import Study

RECEIPTS: Final = "withdrawn-*.json"
WITHDRAWING: Final = ".withdrawing"
PLAN: Final = "plan.json"
BY_HAND: Final = (
    "Take the row out of the file by hand, in the program that it is from, and record it: "
    "kontorrapport withdraw ROUND --by-hand."
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many rows were taken out of a group's files, and what each file was before and after.

    ``files`` has a name in the round's folder with sha256 before and after.
    """

    source: SourceFile
    group: str
    rows: int
    files: tuple[tuple[str, str, str], ...]


def receipts_in(folder: Path) -> tuple[Receipt, ...]:
    """The receipts of a round; what is none raises ``InputError``."""
    found = []
    for path in sorted(folder.glob(RECEIPTS)):
        data = path.read_bytes()
        source = SourceFile(path.name, "withdrawal", len(data), hashlib.sha256(data).hexdigest())
        try:
            said = json.loads(data)
            files = tuple((f["name"], f["before"], f["after"]) for f in said["files"])
            found.append(Receipt(source, str(said["group"]), int(said["rows"]), files))
        except (LookupError, TypeError, ValueError):
            message, remedy = "it is no receipt of a withdrawal", "Put it back as it was written."
            raise InputError([Problem(path.name, message, remedy=remedy)]) from None
    return tuple(found)


def interrupted(folder: Path) -> list[Problem]:
    """The problem of a round in which a withdrawal was begun and not finished."""
    if not (folder / WITHDRAWING / PLAN).exists():
        return []
    remedy = f"Run kontorrapport withdraw {folder}; it finishes what was confirmed."
    return [Problem(WITHDRAWING, "a withdrawal was interrupted here", remedy=remedy)]


@dataclass(frozen=True, slots=True)
class Row:
    """Where a respondent stands: in which group's file, in which rows, and under which heading."""

    group: str
    file: str
    column: str
    numbers: tuple[int, ...]
    sheets: tuple[str | None, ...]


def row_of(key: str, study: Study, round_: Round, folder: Path, *, group: str | None) -> Row:
    """The row of the respondent with a key; ArgumentError where there is none, or several."""
    groups = [group] if group else [name for name in study.groups if name in round_.groups]
    if unknown := [name for name in groups if name not in round_.groups]:
        raise ArgumentError(f"The round has no group {unknown[0]}: {', '.join(round_.groups)}.")
    found, why = rows_of(key, study, round_, folder, groups=groups)
    if len(found) > 1:
        among = ", ".join(each.group for each in found)
        raise ArgumentError(f"The key is in several groups ({among}). Say which: --group NAME.")
    if not found:
        raise ArgumentError(f"{why}Nothing was changed.")
    return found[0]


def rows_of(
    key: str, study: Study, round_: Round, folder: Path, *, groups: Sequence[str]
) -> tuple[list[Row], str]:
    """The rows of the groups with a key, and where there is none, why."""
    found, looked, why = list[Row](), list[str](), ""
    for name in groups:
        declared, form = round_.groups[name], form_of(study, name)
        raw = read_export([folder / file for file in declared.files], folder=folder)
        columns, _ = match_columns(raw, form, declared)
        column = columns.get(form.respondent_key or "") or raw.respondent_key or ""
        if column not in raw.columns:
            why += f"{name}: the files have no respondent keys. {BY_HAND} "
            continue
        looked.append(f"{raw.at(column).file}, column {column}")
        rows = zip(raw.rows, raw.cells(column), strict=True)
        if numbers := tuple(row for row, cell in rows if folded(cell) == folded(key)):
            sheets = dict.fromkeys(each.place.sheet for each in raw.columns.values())
            found.append(Row(name, raw.place.file, column, numbers, tuple(sheets)))
    return found, (f"No respondent has this key ({'; '.join(looked)}). " if looked else "") + why


def without_rows(file: File, rows: Mapping[str | None, tuple[int, ...]]) -> bytes:
    """A file without rows of its sheets, read again to see that nothing else has changed.

    Raises ``InputError`` for a format that is not written.
    """
    if file.format is TEXT:
        data = without_rows_of_text(file, rows[None])
    elif file.format is WORKBOOK:
        named = {sheet: numbers for sheet, numbers in rows.items() if sheet is not None}
        data = without_rows_of_sheets(file.data, named, name=file.name)
    elif file.format is SPSS:
        data = without_cases(file.data, file.name, rows[None])
    else:
        raise file.place.error("files of this format are not written", BY_HAND)
    if _content(File(file.name, data, file.format), {}) != _content(file, rows):
        raise file.place.error("the row cannot be taken out without changing others", BY_HAND)
    return data


def rows_with(file: File, column: str, values: frozenset[str]) -> dict[str | None, tuple[int, ...]]:
    """By sheet, the rows that hold one of some folded values under a heading."""
    found = {}
    for name, rows in _tables(file):
        heads = (list(map(folded, row)) for _, row in rows[:WITHIN])
        at = next((head.index(folded(column)) for head in heads if folded(column) in head), None)
        if at is not None and (
            numbers := tuple(n for n, row in rows if at < len(row) and folded(row[at]) in values)
        ):
            found[name] = numbers
    return found


def _content(file: File, rows: Mapping[str | None, tuple[int, ...]]) -> object:
    """What stands in a file but for some rows; of a text, the lines have numbers of their own."""
    return [
        (name, *(_filled(row) for n, row in numbered if n not in rows.get(name, ())))
        for name, numbered in _tables(file)
    ]


def _tables(file: File) -> Iterator[tuple[str | None, list[tuple[int, Sequence[Cell]]]]]:
    """Each sheet with the rows in which something stands, by number; cases below their names."""
    if file.format.export:
        raw = file.format.export(file)
        cases = zip(*(each.cells for each in raw.columns.values()), strict=True)
        yield None, [(0, [*raw.columns]), *zip(raw.rows, cases, strict=True)]
        return
    for sheet in file.every_sheet():
        rows = zip(sheet.numbers, sheet.rows, strict=True)
        yield sheet.name, [(n, row) for n, row in rows if not all(map(is_blank, row))]


def _filled(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """A row up to its last cell with something in it."""
    last = max((i for i, cell in enumerate(row) if not is_blank(cell)), default=-1)
    return tuple(row[: last + 1])


def file_in(folder: Path, name: str) -> File:
    """A file of the round, which must lie in its folder and be no link."""
    path = folder / name
    if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
        where = path.resolve().parent
        raise ArgumentError(f"{name} lies in {where}, outside the round's folder. {BY_HAND}")
    return read_file(path, folder=folder)
