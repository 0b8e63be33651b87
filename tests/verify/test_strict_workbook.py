"""Nothing is in a workbook of tables that was not put there: each fault is made, and found."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from generator.render.workers import render_one
from generator.report.block import RenderedDocument, Report
from generator.report.county.report import county_reports
from generator.report.tables import tables_report
from generator.run.verify.documents import verify_documents

SHEET, PART, BOOK = "Tabell 4", "xl/worksheets/sheet5.xml", "xl/workbook.xml"
CORE, RELATIONS = "docProps/core.xml", "xl/_rels/workbook.xml.rels"

Parts = dict[str, bytes]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def report(demo_context) -> Report:
    return tables_report(county_reports(context=demo_context), context=demo_context)


@pytest.fixture(scope="module")
def document(report: Report) -> RenderedDocument:
    return render_one(report, "xlsx")


def findings(report: Report, document: RenderedDocument, content: bytes) -> tuple[str, ...]:
    assert content != document.content
    return verify_documents([report], [replace(document, content=content)]).findings


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: Parts, level: int = 1) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


def saved(book: Any) -> bytes:
    target = BytesIO()
    ExcelWriter(book, zipfile.ZipFile(target, "w")).save()
    return target.getvalue()


def test_what_another_library_packs_or_writes_has_no_findings(report, document) -> None:
    assert findings(report, document, zipped(parts_of(document.content), level=9)) == ()
    assert findings(report, document, saved(load_workbook(BytesIO(document.content)))) == ()


# By the library: what a person does in Excel.


def cell(look: str, value: Any) -> Callable[[Any], None]:
    return lambda book: setattr(book[SHEET]["D3"], look, value)


def of_sheet(path: str, value: Any) -> Callable[[Any], None]:
    *inner, last = path.split(".")

    def change(book: Any) -> None:
        one = book[SHEET]
        for name in inner:
            one = getattr(one, name)
        setattr(one, last, value)

    return change


def validation(book: Any) -> None:
    rule = DataValidation("list", formula1='"1,2"', showInputMessage=True, prompt="Ikke tro dette")
    book[SHEET].add_data_validation(rule)
    rule.add("D3")


def condition(book: Any) -> None:
    rule = CellIsRule("greaterThan", ["0"], font=Font(color="FFFFFF"))
    book[SHEET].conditional_formatting.add("A1:Z99", rule)


def defined(value: str) -> Callable[[Any], None]:
    return lambda book: book.defined_names.add(DefinedName("navn", attr_text=value))


BY_LIBRARY: dict[str, Callable[[Any], Any]] = {
    "white digits": cell("font", Font("Calibri", 11, color="FFFFFF")),
    "tiny digits": cell("font", Font("Calibri", 1)),
    "struck digits": cell("font", Font("Calibri", 11, strike=True)),
    "a font of signs": cell("font", Font("Wingdings", 11)),
    "a black cell": cell("fill", PatternFill("solid", fgColor="000000")),
    "a text turned away": cell("alignment", Alignment(textRotation=90)),
    "a text moved out": cell("alignment", Alignment(indent=200)),
    "a low row": lambda book: setattr(book[SHEET].row_dimensions[3], "height", 0.1),
    "a narrow column": lambda book: setattr(book[SHEET].column_dimensions["D"], "width", 0.1),
    "a group of rows": lambda book: book[SHEET].row_dimensions.group(3, 5),
    "merged cells": lambda book: book[SHEET].merge_cells("B9:B10"),
    "a condition that hides": condition,
    "a rule with a message": validation,
    "a filter": of_sheet("auto_filter.ref", "A2:D9"),
    "a protected sheet": of_sheet("protection.sheet", True),
    "zeros hidden": of_sheet("sheet_view.showZeros", False),
    "from right to left": of_sheet("sheet_view.rightToLeft", True),
    "a zoom that shows nothing": of_sheet("sheet_view.zoomScale", 10),
    "another head to freeze": of_sheet("freeze_panes", "D9"),
    "a page's foot": of_sheet("oddFooter.left.text", "Solvik er dårligst"),
    "a page's head": of_sheet("oddHeader.center.text", "Solvik er dårligst"),
    "what is printed": of_sheet("print_area", "A1:A2"),
    "a tab's colour": of_sheet("sheet_properties.tabColor", "FF0000"),
    "a name": defined("'Tabell 4'!$A$1"),
    "a name that runs": defined("cmd|'/c calc'!A1"),
    "a name that says something": defined('"Solvik er dårligst"'),
    "a subject": lambda book: setattr(book.properties, "subject", "Solvik"),
    "a description": lambda book: setattr(book.properties, "description", "Solvik"),
    "a date": lambda book: setattr(
        book.properties, "created", book.properties.created.replace(year=2001)
    ),
    "a locked structure": lambda book: setattr(book.security, "lockStructure", True),
}


@pytest.mark.parametrize("fault", BY_LIBRARY)
def test_a_fault_made_in_excel_is_found(report, document, fault: str) -> None:
    book = load_workbook(BytesIO(document.content))
    BY_LIBRARY[fault](book)
    assert findings(report, document, saved(book))


# By hand: what only a program writes.


def swap(part: str, old: str, new: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        before = parts[part]
        parts[part] = before.replace(old.encode(), new.encode(), 1)
        assert parts[part] != before, "the fault was not made"

    return change


def added(name: str, content: bytes = b"<a/>") -> Callable[[Parts], None]:
    return lambda parts: parts.update({name: content})


def related(kind: str, target: str, mode: str = "External") -> Callable[[Parts], None]:
    relation = (
        f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    )
    return swap(RELATIONS, "</Relationships>", f"{relation}</Relationships>")


BY_HAND: dict[str, Callable[[Parts], None]] = {
    "macros": added("xl/vbaProject.bin"),
    "a link's part": added("xl/externalLinks/externalLink1.xml"),
    "a connection": added("xl/connections.xml"),
    "a custom part": added("customXml/item1.xml"),
    "an embedded object": added("xl/embeddings/oleObject1.bin"),
    "a picture": added("xl/media/image1.png"),
    "a control": added("xl/activeX/activeX1.xml"),
    "a ribbon": added("customUI/customUI.xml"),
    "custom properties": added("docProps/custom.xml"),
    "one more sheet's part": added("xl/worksheets/sheet999.xml"),
    "a part beside all": added("notat.txt", b"Solvik"),
    "a sheet that nothing names": lambda parts: parts.update(
        {"xl/worksheets/sheet99.xml": parts[PART]}
    ),
    "a row twice": lambda parts: parts.update(
        {PART: re.sub(rb"(<row .*?</row>)", rb"\1\1", parts[PART], count=1)}
    ),
    "a cell twice": lambda parts: parts.update(
        {PART: re.sub(rb"(<c .*?</c>)", rb"\1\1", parts[PART], count=1)}
    ),
    "widths twice": lambda parts: parts.update(
        {PART: re.sub(rb"(<cols>.*?</cols>)", rb"\1\1", parts[PART], count=1)}
    ),
    "a text as its range": lambda parts: parts.update(
        {PART: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="Solvik"', parts[PART])}
    ),
    "a link to elsewhere": related("externalLinkPath", "https://example.org/a.xlsx"),
    "a program's part": related("vbaProject", "vbaProject.bin", "Internal"),
    "content with macros": swap(
        "[Content_Types].xml",
        "openxmlformats-officedocument.spreadsheetml.sheet.main",
        "ms-excel.sheet.macroEnabled.main",
    ),
    "a formula": swap(PART, "<v>", "<f>1+1</f><v>"),
    "a drawing": swap(PART, "</worksheet>", "<drawing/></worksheet>"),
    "an extension": swap(PART, "</worksheet>", "<extLst><ext uri='x'/></extLst></worksheet>"),
    "a text between": swap(PART, "</sheetData>", "Solvik er dårligst</sheetData>"),
    "a comment in XML": swap(PART, "<sheetData>", "<sheetData><!-- Solvik: 3 svar -->"),
    "an instruction in XML": swap(PART, "<sheetData>", "<sheetData><?a b?>"),
    "an attribute that hides": swap(PART, "<row ", '<row hidden="1" '),
    "a very hidden sheet": swap(BOOK, 'state="visible"', 'state="veryHidden"'),
    "another application": swap(
        "docProps/app.xml", "</Properties>", "<Company>x</Company></Properties>"
    ),
    "a text that nothing shows": added("xl/sharedStrings.xml"),
    "another theme": swap("xl/theme/theme1.xml", 'lastClr="000000"', 'lastClr="FFFFFF"'),
    "another style": swap("xl/styles.xml", 'val="Calibri"', 'val="Wingdings"'),
}


@pytest.mark.parametrize("fault", BY_HAND)
def test_a_fault_made_by_a_program_is_found(report, document, fault: str) -> None:
    parts = parts_of(document.content)
    BY_HAND[fault](parts)
    assert findings(report, document, zipped(parts))


@pytest.mark.parametrize("extra", ["after", "before", "twice"])
def test_what_lies_around_the_parts_is_found(report, document, extra: str) -> None:
    content = document.content
    if extra == "twice":
        target = BytesIO(content)
        with zipfile.ZipFile(target, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
            package.writestr(PART, package.read(PART))
        content = target.getvalue()
    changed = {"after": content + b"Solvik", "before": b"Solvik" + content, "twice": content}
    assert findings(report, document, changed[extra])
