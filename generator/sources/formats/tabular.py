"""Tables with a heading row: text files, and workbooks that are no survey system's export."""

from __future__ import annotations

import csv
import io

from generator.errors import InputError
from generator.sources.formats.cells import Cell
from generator.sources.formats.files import File
from generator.sources.formats.raw import RawExport, columns_of
from generator.sources.formats.sheet import Sheet, table_of
from generator.sources.formats.sniff import Format, decode_text, delimiter_of
from generator.sources.formats.workbook import read_sheets


def sheets_of(file: File) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or the one nameless sheet of a text file."""
    if file.format is Format.WORKBOOK:
        return read_sheets(file)
    if file.format is Format.TEXT:
        return (read_text(file),)
    remedy = "Save it as .xlsx or CSV."
    raise InputError([file.place.problem("the file is neither a workbook nor text", remedy)])


def read_text(file: File) -> Sheet:
    """A text file's records, numbered by the line they begin on."""
    text = decode_text(file.data) or ""
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter_of(text), strict=True)
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    line = 0
    try:
        for record in reader:
            if record:
                rows.append([*record])
                numbers.append(line + 1)
            line = reader.line_num
    except csv.Error:
        message = "the record that begins here has a quotation mark that does not close"
        remedy = "Double the quotation marks inside quoted text, or export as Excel."
        raise InputError([file.place.problem(message, remedy, row=line + 1)]) from None
    return Sheet(file.name, None, rows, numbers)


def read_plain(file: File, sheets: tuple[Sheet, ...]) -> RawExport:
    """The first sheet that holds anything, as an export that explains none of its columns."""
    sheet = next((sheet for sheet in sheets if sheet.first_row is not None), None)
    if sheet is None:
        raise InputError([file.place.problem("there is nothing in it", "Export it again.")])
    table = table_of(sheet)
    kind = "xlsx" if file.format is Format.WORKBOOK else "csv"
    return RawExport(
        place=table.place,
        heading_row=table.heading_row,
        columns=columns_of(table),
        rows=table.rows,
        files=(file.source(kind),),
    )
