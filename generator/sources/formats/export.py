"""Any survey export as read, whatever its format; no study is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.errors import InputError, Problem
from generator.sources.formats.files import File, name_in, read_files, read_text_files
from generator.sources.formats.raw import RawExport
from generator.sources.formats.sniff import Format
from generator.sources.formats.spss import read_spss
from generator.sources.formats.surveyxact import is_surveyxact, read_trio, read_workbook
from generator.sources.formats.tabular import read_plain, sheets_of


def read_export(paths: Sequence[Path], *, folder: Path) -> RawExport:
    """The export in one file, in a folder of text files, or in three text files in any order.

    Names in problems are relative to ``folder``. Raises ``InputError`` with everything that keeps
    the files from being read.
    """
    if len(paths) == 1 and paths[0].is_dir():
        files = read_text_files(paths[0], folder=folder)
        return read_trio(files, where=name_in(folder, paths[0]), strict=False)
    files = read_files(paths, folder=folder)
    if len(files) == 1:
        return _read_single(files[0])
    problems = [_not_text(file) for file in files if file.format is not Format.TEXT]
    if problems:
        raise InputError(problems)
    return read_trio(files, where=files[0].name, strict=True)


def _read_single(file: File) -> RawExport:
    if file.format is Format.SPSS:
        return read_spss(file)
    sheets = sheets_of(file)
    if file.format is Format.WORKBOOK and is_surveyxact(sheets):
        return read_workbook(file, sheets)
    return read_plain(file, sheets)


def _not_text(file: File) -> Problem:
    message = "the file is not text, but several files are given"
    remedy = "Give one workbook or SPSS file, or the three text files of a SurveyXact export."
    return file.place.problem(message, remedy)
