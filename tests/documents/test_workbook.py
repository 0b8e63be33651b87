"""The workbook of tables: what other programs read in it, number by number."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pandas
import pytest
from openpyxl import load_workbook

from documents.samples import sample_report
from generator.render.workers import render, render_one
from generator.render.xlsx.numbers import number_of
from generator.report.block import Cell, Column, Contents, Heading, Report, Span, Table
from generator.report.compose import compose
from generator.report.county.report import county_reports
from generator.report.marks import Bar, Key
from generator.report.tables import tables_report
from generator.run.verify.documents import verify_documents

OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def report(demo_context) -> Report:
    return tables_report(county_reports(context=demo_context), context=demo_context)


@pytest.fixture(scope="module")
def content(report: Report) -> bytes:
    return render_one(report, "xlsx").content


def sheets(content: bytes) -> dict[str, pandas.DataFrame]:
    return pandas.read_excel(BytesIO(content), sheet_name=None, header=None, engine="openpyxl")


@pytest.mark.parametrize(
    ("printed", "value", "form"),
    [
        ("572", 572, "0"),
        ("4,56", 4.56, "0.00"),
        ("−0,20", -0.2, "0.00"),
        (",485", 0.485, "#.000"),
        (".53", 0.53, "#.00"),
        ("-.64", -0.64, "#.00"),
        ("-,31596*", -0.31596, '#.00000"*"'),
        ("-5,355", -5.355, "0.000"),
        ("48\N{NO-BREAK SPACE}%", 0.48, '0"\N{NO-BREAK SPACE}"%'),
        ("48.3%", 0.483, "0.0%"),
        ("69,8 %", 0.698, '0.0" "%'),
    ],
)
def test_a_printed_number_is_a_value_and_how_it_is_shown(printed, value, form) -> None:
    assert number_of(printed) == (value, form)


@pytest.mark.parametrize(
    "printed",
    [
        *("", "–", "−", "*", "%", "ja", "4,03 – 5,13", "−0,60 – 0,28", "< 0,001", "over 60 %"),
        *("10–14", "0 av 6", "1.2.3", "2015-2", "1 234", "4,", "=1", "+1", "1e3", "under 1,5"),
    ],
)
def test_what_is_no_number_stays_text(printed: str) -> None:
    assert number_of(printed) is None


def table(*texts: str, align: str = "number", **more) -> Table:
    columns = tuple(Column(f"head {n}", align=align) for n in range(len(texts)))
    head = Column("who", align="text")
    row = (Cell("2006", header=True), *map(Cell, texts))
    return Table("A table", (head, *columns), (row,), **more)


def made(*tables: Table) -> bytes:
    blocks = (Contents("Contents"), Heading(1, "The report"), *tables)
    return render_one(replace(sample_report(blocks), formats=("xlsx",)), "xlsx").content


def test_text_that_begins_as_a_formula_is_text() -> None:
    texts = ("=1+1", "+1", "-x", "@SUM(A1)", "#N/A", "=cmd|' /C calc'!A0")
    book = load_workbook(BytesIO(made(table(*texts), replace(table("1"), title="=2+2"))))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    assert set(texts) <= {cell.value for cell in cells}


def test_a_row_s_head_and_a_column_of_words_stay_text() -> None:
    read = sheets(made(table("1,5", "2"), table("7", align="text")))
    assert list(read["A table"].iloc[2]) == ["2006", 1.5, 2]
    assert list(read["A table (2)"].iloc[2]) == ["2006", "7"]


def test_heads_over_several_columns_stand_over_those_that_are_left() -> None:
    """A column of pictures is left out, with the part of the legend that explains it."""
    one = table("1", "2", "3")
    drawn = replace(
        one,
        columns=(one.columns[0], Column("", align="picture"), *one.columns[2:]),
        rows=((one.rows[0][0], Cell("", mark=Bar(0.5)), *one.rows[0][2:]),),
        groups=(Span("", 1), Span("both", 2), Span("last", 1)),
        legend=(Key("a bar", "bar"), Key("n is everybody")),
        number="6",
        drawn=True,
    )
    sheet = load_workbook(BytesIO(made(drawn)))["Figur 6"]
    rows = [[cell.value for cell in row] for row in sheet]
    assert rows == [
        ["Figur 6 A table", None, None],
        ["n is everybody", None, None],
        [None, "both", "last"],
        ["who", "head 1", "head 2"],
        ["2006", 2, 3],
    ]


def test_a_note_without_words_takes_no_line() -> None:
    report = replace(sample_report((Contents("Contents"), table("1", notes=("", "a note")))))
    document = render_one(replace(report, formats=("xlsx",)), "xlsx")
    assert list(sheets(document.content)["A table"][0]) == ["A table", "who", "2006", "a note"]
    assert verify_documents([report], [document]).findings == ()


def test_each_sheet_has_a_name_of_its_own_that_excel_takes() -> None:
    title = "Everything [that]: was tried / or not? " + "x" * 40
    tables = [replace(table("1"), title=title), replace(table("1"), title=title.upper())]
    book = load_workbook(BytesIO(made(*tables, replace(table("1"), title="contents"))))
    names = [name.casefold() for name in book.sheetnames]
    assert len(set(names)) == len(names) == 4
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    links = [cell.hyperlink.location for row in book["Contents"] for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_pandas_reads_the_published_numbers_as_numbers(content: bytes) -> None:
    """Løe (2016), table 4: the education of employees; 0 is the name of a class."""
    read = sheets(content)["Tabell 4"]
    heads, *rows = read.iloc[1:9].itertuples(index=False, name=None)
    assert heads[2:] == ("Antall", "Prosent")
    assert rows[0] == ("Valid", "0", 3, 1.2)
    assert rows[5][2:] == (252, 99.2)


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")
def test_libreoffice_shows_every_number_as_it_is_printed(report, content, tmp_path: Path) -> None:
    """It writes a CSV file for each sheet, of what it shows."""
    (tmp_path / "tables.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    to = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
    command = [OFFICE, "--headless", profile, "--convert-to", to, "tables.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    if not list(tmp_path.glob("*.csv")):
        pytest.skip("needs LibreOffice Calc")
    names = load_workbook(BytesIO(content)).sheetnames[1:]
    for name, each in zip(names, report.tables(), strict=True):
        text = (tmp_path / f"tables-{name}.csv").read_text(encoding="utf-8")
        shown = [tuple(row) for row in csv.reader(StringIO(text))]
        for row in each.rows:
            assert tuple(as_shown(row, each)) in shown, name


def as_shown(row, each: Table):
    """The texts of a row as the English settings of a computer show its numbers."""
    for cell, column in zip(row, each.columns, strict=True):
        if column.align == "number" and number_of(cell.text):
            yield cell.text.translate(str.maketrans(",−", ".-"))
        elif column.align != "picture":
            yield cell.text


def test_the_same_report_is_the_same_bytes(report: Report, content: bytes) -> None:
    assert render_one(report, "xlsx").content == content
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert {entry.date_time[:3] for entry in package.infolist()} == {(1980, 1, 1)}
        core = package.read("docProps/core.xml").decode()
    assert core.count(f"{report.created}T00:00:00Z") == 2


def test_its_properties_name_no_user(report: Report, content: bytes) -> None:
    about = load_workbook(BytesIO(content)).properties
    assert {about.creator, about.lastModifiedBy} == {report.author}
    assert (about.title, about.identifier, about.version) == (report.title, "county", report.run_id)


@pytest.mark.parametrize(
    ("language", "name"), [("nb", "tabeller"), ("nn", "tabellar"), ("en", "tables")]
)
def test_the_county_s_tables_are_among_its_reports(demo_context, language, name) -> None:
    *others, tables = compose(demo_context, language=language)
    assert (tables.path, tables.kind, tables.formats) == (f"county/{name}", "county", ("xlsx",))
    county = [table for report in others[:2] for table in report.tables()]
    assert [table.rows for table in tables.tables()] == [table.rows for table in county]
    sources = [table.notes[-1] for table in tables.tables()]
    assert all(tables.run_id in source for source in sources)
    assert [others[0].title in source for source in sources].count(True) == len(
        list(others[0].tables())
    )


def test_no_office_has_a_workbook_and_nothing_else_is_asked_for(demo_context) -> None:
    assert not any(report.formats for report in compose(demo_context, only=("solvik",)))
    tables = compose(demo_context)[-1]
    (document,) = render([tables], formats=("pdf", "docx"), workers=1)
    assert document.path == "county/tabeller.xlsx"
