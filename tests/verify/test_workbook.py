"""Whatever is done to a workbook of tables, reading it back finds it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.writer.excel import ExcelWriter

from generator.render.workers import render_one
from generator.report.block import RenderedDocument, Report
from generator.report.compose import compose
from generator.report.county.report import county_reports
from generator.report.tables import tables_report
from generator.run.verify.documents import verify_documents
from generator.run.verify.finished import mark_of

SHEET = "Tabell 4"


@pytest.fixture(scope="module")
def report(demo_context) -> Report:
    return tables_report(county_reports(context=demo_context), context=demo_context)


@pytest.fixture(scope="module")
def document(report: Report) -> RenderedDocument:
    return render_one(report, "xlsx")


def findings(report: Report, document: RenderedDocument, content: bytes | None = None) -> list[str]:
    shown = replace(document, content=content or document.content)
    return list(verify_documents([report], [shown]).findings)


def saved(book: Any) -> bytes:
    """Written by the library again, but for the clock, which ``book.save`` asks."""
    target = BytesIO()
    ExcelWriter(book, zipfile.ZipFile(target, "w")).save()
    return target.getvalue()


def test_a_true_workbook_has_no_findings(report, document) -> None:
    verified = verify_documents([report], [document])
    assert verified.findings == ()
    assert verified.numbers > 1000
    again = saved(load_workbook(BytesIO(document.content)))
    assert findings(report, document, again) == []
    assert mark_of(document.content, document.path).about == "county"


def test_a_true_english_workbook_has_no_findings(demo_context) -> None:
    """Its percentages have no space."""
    *_, tables = compose(demo_context, language="en")
    assert any("%" in cell.text for each in tables.tables() for row in each.rows for cell in row)
    assert findings(tables, render_one(tables, "xlsx")) == []


def number(book: Any) -> Any:
    """The cell that says 1,2: per cent of the employees in the lowest class of education."""
    cell = book[SHEET]["D3"]
    assert cell.value == 1.2
    return cell


def set_value(value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        number(book).value = value

    return change


def in_the_next_cell(book: Any) -> None:
    book[SHEET]["E3"], number(book).value = number(book).value, None


def without_decimals(book: Any) -> None:
    number(book).number_format = "0"


def as_a_share(book: Any) -> None:
    number(book).number_format = '0.0" "%'


def swapped_rows(book: Any) -> None:
    for column in "BCD":
        one, other = book[SHEET][f"{column}3"], book[SHEET][f"{column}4"]
        one.value, other.value = other.value, one.value


def swapped_sheets(book: Any) -> None:
    one, other = book[SHEET], book["Tabell 5"]
    one.title, other.title, one.title = "-", SHEET, "Tabell 5"


def link_to_another_sheet(book: Any) -> None:
    (cell,) = (one for one in book["Innhold"]["A"] if one.value == SHEET)
    cell.hyperlink.location = "'Tabell 5'!A1"


CHANGES: dict[str, Callable[[Any], Any]] = {
    "another number": set_value(1.3),
    "digits that are not shown": set_value(1.2043),
    "a number as text": set_value("1,2"),
    "a formula": set_value("=1+0.2"),
    "yes": set_value(True),
    "an empty cell": set_value(None),
    "the next cell": in_the_next_cell,
    "fewer decimals": without_decimals,
    "a share": as_a_share,
    "a text as a number": lambda book: setattr(book[SHEET]["B3"], "value", 0),
    "a lost row": lambda book: book[SHEET].delete_rows(4),
    "an added row": lambda book: book[SHEET].append(["Solvik", None, 4, 3.1]),
    "a row far below": lambda book: book[SHEET].cell(500, 1, "Solvik"),
    "a column far off": lambda book: book[SHEET].cell(3, 40, "Solvik"),
    "swapped rows": swapped_rows,
    "swapped sheets": swapped_sheets,
    "another link": link_to_another_sheet,
    "an added sheet": lambda book: book.create_sheet("Solvik"),
    "an added sheet in front": lambda book: book.create_sheet("Solvik", 0),
    "a lost sheet": lambda book: book.remove(book[SHEET]),
    "a hidden sheet": lambda book: setattr(book[SHEET], "sheet_state", "hidden"),
    "a hidden column": lambda book: setattr(book[SHEET].column_dimensions["C"], "hidden", True),
    "a hidden row": lambda book: setattr(book[SHEET].row_dimensions[3], "hidden", True),
    "a comment": lambda book: setattr(number(book), "comment", Comment("Solvik", "x")),
    "a way out": lambda book: setattr(number(book), "hyperlink", "https://example.org"),
    "another title": lambda book: setattr(book.properties, "title", "x"),
    "another run": lambda book: setattr(book.properties, "version", "x"),
    "a user's name": lambda book: setattr(book.properties, "lastModifiedBy", "Ola"),
    "another unit": lambda book: setattr(book.properties, "identifier", "solvik"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_workbook_is_found(report, document, change: str) -> None:
    book = load_workbook(BytesIO(document.content))
    CHANGES[change](book)
    assert findings(report, document, saved(book))


def test_a_lost_row_is_named(report, document) -> None:
    book = load_workbook(BytesIO(document.content))
    CHANGES["a formula"](book)
    assert any(
        "Tabell 4!D3 holds a formula" in one for one in findings(report, document, saved(book))
    )


def test_a_part_that_no_workbook_of_ours_has_is_found(report, document) -> None:
    target = BytesIO(document.content)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert sorted(findings(report, document, target.getvalue())) == [
        "county/tabeller.xlsx: has a part that no report has: xl/vbaProject.bin",
        "county/tabeller.xlsx: has the part xl/vbaProject.bin",
        "county/tabeller.xlsx: holds xl/vbaProject.bin",
    ]


@pytest.mark.parametrize("content", [b"PK", b"", b"%PDF-1.7"])
def test_what_is_no_workbook_is_one_finding(report, document, content: bytes) -> None:
    wrong = replace(document, content=content)
    (finding,) = verify_documents([report], [wrong]).findings
    assert finding == "county/tabeller.xlsx: cannot be opened as Excel file"
    assert mark_of(content, document.path) is None


def test_a_run_without_its_workbook_is_found(report) -> None:
    assert verify_documents([report], [], formats=("pdf",)).findings == (
        "county/tabeller.xlsx: there is no such file",
    )
