"""Workbooks as rows of cells, with rows numbered as Excel does."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from xml.etree import ElementTree

import python_calamine

from generator.sources.cells import ERROR_CELL, Cell
from generator.sources.sheets import File, Format, Sheet

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LOST = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*?\br="([A-Z]+)([0-9]+)")(?:
        (?=[^>]*\bt="e")                                # an Excel error
        | (?![^>]*\bt="str")[^>]*>\s*                   # or a formula without a result
          <(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*
          (?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>
    )""",
    re.VERBOSE,
)
_ZIP = b"PK\x03\x04"
_FIRST_MARK = re.compile(rb't="e"|<(?:\w+:)?f[\s>]')


def read_sheets(file: File) -> tuple[Sheet, ...]:
    """Every worksheet, empty ones too; an unreadable workbook raises ``InputError``."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.data))
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            return tuple(
                _sheet(file, book.get_sheet_by_name(name), archive.read(path))
                for name, path in _sheet_paths(archive)
            )
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        KeyError,
    ):
        remedy = "Open it in Excel and save it again as .xlsx."
        raise file.place.error("the workbook is damaged", remedy) from None


def _sheet(file: File, sheet: python_calamine.CalamineSheet, xml: bytes) -> Sheet:
    rows: list[list[Cell]] = [
        [float(value) if isinstance(value, bool) else value for value in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    if _FIRST_MARK.search(xml):
        _mark_lost_cells(rows, xml)
    last = re.search(rb'\br="([0-9]+)"', xml[max(xml.rfind(b"<row "), 0) :])
    height = int(last[1]) if last else 0
    return Sheet(file.name, sheet.name, rows, list(range(1, len(rows) + 1)), height)


def _mark_lost_cells(rows: list[list[Cell]], xml: bytes) -> None:
    """Write ``ERROR_CELL`` where the fast reader leaves a blank for an error or a bare formula."""
    from openpyxl.utils import column_index_from_string

    for letters, number in _LOST.findall(xml):
        row, column = int(number) - 1, column_index_from_string(letters.decode()) - 1
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        if rows[row][column] == "":
            rows[row][column] = ERROR_CELL
    width = max(map(len, rows), default=0)
    for cells in rows:
        cells.extend([""] * (width - len(cells)))


def _sheet_paths(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = {
        element.get("Id"): element.get("Target", "")
        for element in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet") and (id_ := element.get(_RELATION)):
            target = relations[id_]
            if "chartsheet" in target or "dialogsheet" in target:
                continue
            yield element.get("name", ""), (target[1:] if target[0] == "/" else f"xl/{target}")


def _holds_workbook(data: bytes) -> bool:
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "xl/workbook.xml" in archive.namelist()
    return False


WORKBOOK = Format(
    "xlsx",
    recognises=lambda data: data.startswith(_ZIP) and _holds_workbook(data),
    sheets=read_sheets,
)
OLD_OR_LOCKED_WORKBOOK = Format(
    "xls",
    recognises=lambda data: data.startswith(b"\xd0\xcf\x11\xe0"),
    refusal=(
        "the file is an old or a locked Excel file",
        "Open it in Excel, remove any password and save it as .xlsx.",
    ),
)
ARCHIVE = Format(
    "archive",
    recognises=lambda data: data.startswith(_ZIP) and not _holds_workbook(data),
    refusal=(
        "the file is a damaged workbook or another kind of archive",
        "Unpack it, or open it in Excel and save it as .xlsx.",
    ),
)
