"""Formats: one module for each, found here by what it recognises; and any survey export as read.

A new format is a new module with a ``Format`` in it, or with a ``Layout`` of sheets; nothing else
needs to know of it.
"""

import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from generator.errors import InputError, Problem, gathering
from generator.readers import content_of
from generator.sources.formats.surveyxact import is_legend, is_surveyxact, read_trio, read_workbook
from generator.sources.formats.text import TEXT
from generator.sources.layout import Layout, export_of
from generator.sources.sheets import File, Format, RawExport, table_of

Kind = TypeVar("Kind")

EMPTY = Format(
    "empty", lambda data: not data.strip(), refusal=("the file is empty", "Export it again.")
)
UNKNOWN = Format(
    "unknown",
    lambda _: True,
    refusal=(
        "the file is neither a workbook, an SPSS file nor text",
        "Give an .xlsx, .sav or CSV export.",
    ),
)


def format_of(data: bytes) -> Format:
    """The format of a file's content."""
    formats = sorted(_every(Format), key=lambda form: form.general)
    return next(form for form in (EMPTY, *formats, UNKNOWN) if form.recognises(data))


@cache
def _contents() -> list[object]:
    """Everything that the modules here define."""
    found = pkgutil.iter_modules(__path__)
    modules = (import_module(f"{__name__}.{module.name}") for module in found)
    return [value for module in modules for value in vars(module).values()]


def _every(kind: type[Kind]) -> list[Kind]:
    """Every format or layout of the modules here, once."""
    return [*dict.fromkeys(value for value in _contents() if isinstance(value, kind))]


def read_file(path: Path, *, folder: Path) -> File:
    """The file as it is, or an ``InputError`` that says why it cannot be had."""
    name = _name_in(folder, path)
    data = content_of(path, name)
    return File(name, data, format_of(data))


def read_export(paths: Sequence[Path], *, folder: Path) -> RawExport:
    """The export in one file, in a folder of text files, or in three text files in any order.

    Names in problems are relative to ``folder``. Raises ``InputError`` with everything that keeps
    the files from being read. No study is needed.
    """
    if len(paths) == 1 and paths[0].is_dir():
        inside = (path for path in sorted(paths[0].iterdir()) if path.is_file())
        found = [read_file(path, folder=folder) for path in inside if path.name[0] not in ".~"]
        texts = [file for file in found if file.format is TEXT]  # read-me files come along
        return read_trio(texts, _name_in(folder, paths[0]), strict=False)
    files: list[File] = []
    problems: list[Problem] = []
    for path in paths:
        with gathering(problems):
            file = read_file(path, folder=folder)
            file.require_readable()
            files.append(file)
    if problems:
        raise InputError(problems)
    if len(files) == 1:
        return _read_single(files[0])
    remedy = "Give one workbook or SPSS file, or the three text files of a SurveyXact export."
    if others := [file.place for file in files if file.format is not TEXT]:
        message = "the file is not text, but several files are given"
        raise InputError(place.problem(message, remedy) for place in others)
    return read_trio(files, files[0].name, strict=True)


def _read_single(file: File) -> RawExport:
    """One file as its format reads it, as a survey tool's, or as a sheet that explains nothing."""
    if file.format.export:
        return file.format.export(file)
    every = file.every_sheet()
    sheets = file.visible(every)
    if is_surveyxact(sheets):
        return read_workbook(file, [each for each in every if not each.hidden or is_legend(each)])
    filled = [sheet for sheet in sheets if sheet.first_row is not None]
    if not filled:
        raise file.place.error("there is nothing in it", "Export it again.")
    sheet, *others = filled
    if same := next((each for each in others if each.headings == sheet.headings), None):
        message = f"the sheet has the same headings as {sheet.name}"
        raise same.place.error(message, "Put their rows in one sheet, or hide the other.")
    for layout in _every(Layout):
        if described := layout.describe(sheet):
            return export_of(file, sheet, layout.name, described)
    table = table_of(sheet)
    files = (file.source(file.format.name),)
    return RawExport(table.place, table.heading_row, table.columns, table.rows, files=files)


def _name_in(folder: Path, path: Path) -> str:
    """The path as written in the round's folder, with forward slashes."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
