"""A report's tables as a workbook: a sheet of contents, then a sheet each; the same bytes always.

Nothing in it is computed: a cell is a number where the report prints one and nothing else, and text
everywhere else, also where that begins as a formula does.
"""

import math
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from itertools import count
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from generator.files import same_bytes
from generator.language.wording import RenderWords, render_words
from generator.render.layout import printed_rows
from generator.render.xlsx.numbers import number_of
from generator.report.block import Align, Contents, Heading, Paragraph, Report, Table
from generator.resources.typeface import printable

_NAME_LENGTH: Final = 31  # letters of a sheet's name, which has none of these:
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_NARROWEST, _WIDEST = 8, 48  # letters: of a column
_LEAST_WIDTH, _UPRIGHT = 72, 100  # of all columns together; more are printed across the page
_CONTENTS: Final = (34, 66)
_LINE: Final = 15  # points
_A4: Final = 9
_PLAIN, _BOLD = Font("Calibri", 11), Font("Calibri", 11, bold=True)
_TITLE: Final = Font("Calibri", 14, bold=True)
_LINK: Final = Font("Calibri", 11, color="0B5563", underline="single")
_BELOW_HEADS: Final = Border(bottom=Side("medium"))
_BELOW_ROW: Final = Border(bottom=Side("thin", color="D5DBE1"))
_ALIGNED: Final = {"text": "left", "number": "right", "center": "center", "picture": ""}


def render_xlsx(report: Report) -> bytes:
    """Return the report's tables as a workbook, whose first sheet links to each."""
    words = render_words(report.language)
    book = Workbook()
    contents = book.active
    _write_line(contents, report.heading, _CONTENTS, font=_TITLE)
    _write_line(contents, report.subtitle, _CONTENTS)
    for block in report.blocks:
        match block:
            case Paragraph():
                _write_line(contents, block.text, _CONTENTS)
            case Contents():
                contents.title = _sheet_name(block.title, ())
            case Heading():
                _write_line(contents, block.text, _CONTENTS, font=_BOLD)
            case Table():
                kind = words.figure if block.drawn else words.table
                label = f"{kind} {block.number}" if block.number else ""
                name = _sheet_name(label or block.title, book.sheetnames)
                sheet = book.create_sheet(name)
                _set_up(sheet, _fill(sheet, block, label), words)
                texts: tuple[tuple[str, Align], ...] = ((name, "text"), (block.title, "text"))
                link, _ = _write_row(contents, texts, _CONTENTS)
                link.hyperlink = Hyperlink(link.coordinate, location=f"'{name}'!A1")
                link.font = _LINK
            case _:
                raise TypeError(f"no place in a workbook: {type(block).__name__}")
    _write_line(contents, report.footer, _CONTENTS)
    _set_up(contents, _CONTENTS, words)
    return _saved(book, report)


def _set_up(sheet: Any, widths: Sequence[int], words: RenderWords) -> None:
    """Set the columns' widths, and have the sheet printed as wide as a page."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    page = sheet.page_setup
    page.paperSize, page.fitToHeight = _A4, 0
    page.orientation = "landscape" if sum(widths) > _UPRIGHT else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.center.text = f"{words.page} &P {words.of} &N"


def _saved(book: Any, report: Report) -> bytes:
    about = book.properties
    about.title, about.creator = printable(report.title), printable(report.author)
    about.lastModifiedBy = about.creator
    about.language, about.identifier, about.version = report.language, report.about, report.run_id
    about.keywords = f"{report.about}, {report.run_id}"
    about.created = about.modified = datetime.combine(report.created, time())
    package = BytesIO()
    ExcelWriter(book, zipfile.ZipFile(package, "w")).save()  # book.save() asks the clock
    return same_bytes(package)


def _sheet_name(text: str, taken: Sequence[str]) -> str:
    """A name that no other sheet has, be it in other letters, cut after a word."""
    text = " ".join(_NOT_IN_NAMES.sub(" ", printable(text)).split())
    for number in count(1):
        end = f" ({number})" if number > 1 else ""
        room = _NAME_LENGTH - len(end)
        cut = text if len(text) <= room else text[: room + 1].rpartition(" ")[0] or text[:room]
        cut = cut.rstrip(" ,–")
        if (name := cut + end).casefold() not in {one.casefold() for one in taken}:
            return name
    raise AssertionError


def _fill(sheet: Any, table: Table, label: str) -> Sequence[int]:
    """Write a table with all around it but pictures; returns its columns' widths."""
    kept = [index for index, column in enumerate(table.columns) if column.align != "picture"]
    columns = [table.columns[index] for index in kept]
    widths = _widths(table, kept)
    _write_line(sheet, f"{label} {table.title}".strip(), widths, font=_BOLD)
    for text in (key.text for key in table.legend if key.mark is None):
        _write_line(sheet, text, widths)
    if table.groups:
        _write_groups(sheet, table, kept, widths)
    for cell in _write_row(sheet, [(one.head, one.align) for one in columns], widths, font=_BOLD):
        cell.border = _BELOW_HEADS
    sheet.print_title_rows = f"1:{sheet.max_row}"
    sheet.freeze_panes = f"B{sheet.max_row + 1}"
    for row in printed_rows(table):
        printed = [row.cells[index] for index in kept if index < len(row.cells)]
        written = _write_row(sheet, [(one.text, one.align) for one in printed], widths)
        for cell, one in zip(written, printed, strict=True):
            cell.border = _BELOW_ROW
            if one.fill:
                cell.fill = PatternFill("solid", fgColor=one.fill)
            if one.strong or row.kind == "category":
                cell.font = _BOLD
            if one.align == "number" and not one.head and (number := number_of(one.text)):
                cell.value, cell.number_format = number
    for note in filter(None, table.notes):
        _write_line(sheet, note, widths)
    return widths


def _write_groups(sheet: Any, table: Table, kept: Sequence[int], widths: Sequence[int]) -> None:
    """Write the heads that stand above several columns."""
    row, place, start = sheet.max_row + 1, 1, 0
    for group in table.groups:
        span = sum(index in kept for index in range(start, start + group.span))
        if group.text and span:
            _write(sheet.cell(row, place), group.text, "center", font=_BOLD)
            sheet.merge_cells(None, row, place, row, place + span - 1)
            _make_room(sheet, row, group.text, sum(widths[place - 1 : place - 1 + span]))
        place, start = place + span, start + group.span


def _write_line(sheet: Any, text: str, widths: Sequence[int], *, font: Font = _PLAIN) -> None:
    """Write a text over the whole width."""
    row = _next_row(sheet)
    _write(sheet.cell(row, 1), text, font=font)
    sheet.merge_cells(None, row, 1, row, len(widths))
    _make_room(sheet, row, text, sum(widths))


def _write_row(
    sheet: Any, texts: Sequence[tuple[str, Align]], widths: Sequence[int], *, font: Font = _PLAIN
) -> list[Any]:
    """Write a text in each column; returns the cells."""
    row = _next_row(sheet)
    for (text, _), width in zip(texts, widths, strict=False):
        _make_room(sheet, row, text, width)
    return [
        _write(sheet.cell(row, place), text, align, font=font)
        for place, (text, align) in enumerate(texts, start=1)
    ]


def _write(cell: Any, text: str, align: Align = "text", *, font: Font) -> Any:
    """Write a text as a text, also one that Excel would take for a formula."""
    if text := printable(text):
        cell.value, cell.data_type = text, "s"
    cell.alignment, cell.font = Alignment(_ALIGNED[align], "top", wrap_text=True), font
    return cell


def _next_row(sheet: Any) -> int:
    return int(sheet.max_row) + (sheet["A1"].value is not None)


def _make_room(sheet: Any, row: int, text: str, width: int) -> None:
    """See to it that a row is high enough for a text; merged cells do not grow by themselves."""
    lines = math.ceil(len(text) / width)
    height = max(_LINE * lines, sheet.row_dimensions[row].height or _LINE)
    sheet.row_dimensions[row].height = height


def _widths(table: Table, kept: Sequence[int]) -> list[int]:
    """How wide each column is, in letters; the first has what the lines around them need."""
    widths = []
    for index in kept:
        words = table.columns[index].head.split()
        texts = (*words, *(row[index].text for row in table.rows))
        widths.append(min(max(_NARROWEST, *(len(text) + 3 for text in texts)), _WIDEST))
    widths[0] += max(_LEAST_WIDTH - sum(widths), 0)
    return widths
