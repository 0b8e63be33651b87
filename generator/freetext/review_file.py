"""The review file on disk: a table for one person's eyes, as CSV or as an Excel workbook."""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from generator.errors import InputError, Problem
from generator.files import OWNER_ONLY, write_private
from generator.sources.formats import EMPTY, read_file
from generator.sources.sheets import File, Table, table_of

NAMES: Final = ("apne-svar.csv", "apne-svar.xlsx")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_WIDTHS: Final = (15, 28, 80, 26, 20, 26, 26, 9)

Rows = Sequence[Sequence[str]]


def review_path(folder: Path, *, workbook: bool = False) -> Path:
    """The round's review file, or where a new one goes; two of them raise ``InputError``."""
    present = [folder / name for name in NAMES if (folder / name).exists()]
    if len(present) > 1:
        remedy = "Keep the one with your marks and remove the other."
        raise InputError([Problem(NAMES[0], f"there is also {NAMES[1]}", remedy=remedy)])
    return present[0] if present else folder / NAMES[workbook]


def read_table(path: Path) -> tuple[File, Table]:
    """The file and its one table; what it is not raises ``InputError``."""
    file = read_file(path, folder=path.parent)
    if file.format is EMPTY:
        remedy = "Remove it and run kontorrapport texts again."
        raise file.place.error("there is nothing in it", remedy)
    file.require_readable()
    return file, table_of(file.sheets()[0])


def keep_private(path: Path, *, required: bool) -> None:
    """Take the file away from everybody else's eyes.

    Git keeps no such permissions, so a checkout is mended. Where it cannot be done, a file of real
    answers (``required``) raises ``InputError``.
    """
    if os.name == "nt" or not path.stat().st_mode & _OTHERS:
        return
    with suppress(OSError):
        path.chmod(OWNER_ONLY)
    if required and path.stat().st_mode & _OTHERS:
        message = "others on this machine may read it, and that could not be changed"
        remedy = "Move the round to a folder of your own and run chmod 600 on the file."
        raise InputError([Problem(path.name, message, remedy=remedy)])


def write_table(path: Path, rows: Rows) -> None:
    """Write the rows, the headings first: whole or not at all, and never for others to read."""
    if path.suffix == ".xlsx":
        write_private(path, _workbook(rows))
        return
    text = io.StringIO()  # as Norwegian Excel opens it: semicolons, and a mark that says UTF-8
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    write_private(path, text.getvalue().encode("utf-8-sig"))


def _workbook(rows: Rows) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.data_type = "s"  # never a formula, whatever somebody wrote
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell, width in zip(sheet[1], _WIDTHS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
