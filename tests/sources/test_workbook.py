"""Workbooks are read as a person sees them in Excel, whatever program wrote them how."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.errors import InputError, Problem
from generator.readers import Limits
from generator.readers.number_format import ERROR, shown
from generator.readers.workbook import read_xlsx
from generator.sources import read_inputs
from generator.sources.formats import read_export

from .samples import problems_of, round_, study

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = ("0", "0.0%", '0.0" %"', "dd.mm.yyyy", "hh:mm", "[h]:mm", "0;[Red]-0%")

Parts = dict[str, str]


def relations(**targets: str) -> str:
    each = "".join(
        f'<Relationship Id="{kind}" Type="{RELATED}/{kind.rstrip("12")}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f"<Relationships>{each}</Relationships>"


def parts(
    *sheets: str, states: tuple[str, ...] = (), settings: str = "", texts: tuple[str, ...] = ()
) -> Parts:
    """A workbook whose sheets are the given rows."""
    named = "".join(
        f'<sheet name="Ark{n}" r:id="worksheet{n}" state="{(states or ("visible",) * n)[n - 1]}"/>'
        for n in range(1, len(sheets) + 1)
    )
    own = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{escaped(code)}"/>'
        for i, code in enumerate(STYLES)
    )
    xfs = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(STYLES)))
    paths = {f"worksheet{n}": f"worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)}
    strings = "".join(f"<si>{text}</si>" for text in texts)
    return {
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATED}">{settings}'
        f"<sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            **paths, styles="styles.xml", sharedStrings="/xl/sharedStrings.xml"
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{SPREADSHEET}"><numFmts>{own}</numFmts>'
        f"<cellXfs>{xfs}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{SPREADSHEET}">{strings}</sst>',
        **{
            f"xl/{path}": f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData>'
            "</worksheet>"
            for path, rows in zip(paths.values(), sheets, strict=True)
        },
    }


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def packed(content: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return out.getvalue()


def cells(content: Mapping[str, str | bytes], **limits: Any) -> list[list[Any]]:
    return read_xlsx(packed(content), "x.xlsx", Limits(**limits))[0][2]


def first_row(cells_: str, **more: Any) -> list[Any]:
    return cells(parts(f"<row>{cells_}</row>", **more))[0]


def refused(content: Mapping[str, str | bytes], **limits: Any) -> Problem:
    with pytest.raises(InputError) as caught:
        cells(content, **limits)
    (problem,) = caught.value.problems
    return problem


def test_every_kind_of_cell() -> None:
    found = first_row(
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>é</t></is></c>'
        '<c t="str"><f>A1</f><v>sum</v></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c>'
        '<c><v>1.5</v></c><c t="n"><f>1+1</f><v>2</v></c><c t="d"><v>2015-01-02T00:00:00Z</v></c>'
        '<c t="str"><f>""</f><v></v></c><c r="L1" s="0"/><c><v>1E2</v></c>',
        texts=(
            "<t>a_x000D_</t>",
            "<r><t>ri</t></r><r><rPr><b/></rPr><t>ch</t></r><rPh><t>aloud</t></rPh>",
        ),
    )
    day = datetime.date(2015, 1, 2)
    assert found == ["a\r", "rich", "é", "sum", True, False, 1.5, 2, day, "", "", "", 100]
    assert [type(each) for each in found[4:8]] == [bool, bool, float, float]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="e"><v>#N/A</v></c>',
        '<c t="e"><v>#REF!</v></c>',
        '<c t="str"><f>NA()</f><v>#N/A</v></c>',
        '<c t="s"><v>0</v></c>',
        '<c t="inlineStr"><is><t>#DIV/0!</t></is></c>',
        "<c><f>1+1</f></c>",
        "<c><f>1+1</f><v/></c>",
        '<c><f t="shared" si="0"/></c>',
        '<c s="3"><v>-1</v></c>',
    ],
)
def test_errors_and_formulas_never_computed_are_no_blanks(cell: str) -> None:
    assert first_row(cell, texts=("<t>#VALUE!</t>",)) == [ERROR]


def test_a_zero_that_excel_is_to_compute_is_no_zero() -> None:
    cell = "<c><f>A2+1</f><v>0</v></c><c><v>0</v></c>"
    assert first_row(cell) == [0, 0]
    assert first_row(cell, settings='<calcPr fullCalcOnLoad="1"/>') == [ERROR, 0]


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        (0.616, "0%", 61.6),
        (0.616, "0.0 %", 61.6),
        (-0.07, "0%", -7.0),
        (0.1 + 0.2, "0%", 30.0),
        (0.57, '0%" av alle"', 57.0),
        (0.616, '0.0" %"', 0.616),
        (61.6, r"0.0\ \%", 61.6),
        (61.6, "0.0_%", 61.6),
        (61.6, "[$%-414]0", 61.6),
        (0.5, "0;-0%", 0.5),
        (-0.5, "0;-0%", -50.0),
        (0, '0;-0;0"%"', 0),
        (0.5, "[<=1]0%;0", 50.0),
        (50, "[<=1]0%;0", 50),
        (42005, "dd.mm.yyyy", datetime.date(2015, 1, 1)),
        (42005.5, "d. mmm", datetime.datetime(2015, 1, 1, 12)),
        (59, "d/m/y", datetime.date(1900, 2, 28)),
        (61, "d/m/y", datetime.date(1900, 3, 1)),
        (0.25, "hh:mm", datetime.time(6)),
        (1.5, "[h]:mm", datetime.timedelta(hours=36)),
        (2_958_466, "d/m/y", ERROR),
        (5.3, '0.0" dager"', 5.3),
        (5.3, "General", 5.3),
        (5.3, "[Red]0.0", 5.3),
        (5.3, "#,##0.00 [$kr-414]", 5.3),
    ],
)
def test_a_number_is_what_its_format_shows(number: float, code: str, expected: Any) -> None:
    found = shown(number, code, from_1904=False)
    assert (found, type(found)) == (expected, type(expected))


def test_dates_may_count_from_1904() -> None:
    cell = '<c s="3"><v>40543</v></c>'
    assert first_row(cell, settings='<workbookPr date1904="1"/>') == [datetime.date(2015, 1, 1)]


def test_styles_are_those_of_the_cells() -> None:
    found = first_row('<c s="1"><v>0.616</v></c><c s="2"><v>0.616</v></c><c s="6"><v>-0.5</v></c>')
    assert found == [61.6, 0.616, -50.0]


TABLE = "<row><c><v>1</v></c></row>"


@pytest.mark.parametrize(
    "change",
    [
        lambda own: {name.replace("xl/", "XL\\"): text for name, text in own.items()},
        lambda own: {
            name: text.replace(
                SPREADSHEET, "http://purl.oclc.org/ooxml/spreadsheetml/main"
            ).replace(RELATED, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            for name, text in own.items()
        },
        lambda own: {
            name.replace("xl/", ""): text.replace("xl/", "/") for name, text in own.items()
        },
        lambda own: {
            name: text.replace('<worksheet xmlns="', '<x:worksheet xmlns:x="')
            .replace("</worksheet", "</x:worksheet")
            .replace("<row", "<x:row")
            .replace("</row", "</x:row")
            .replace("<c>", "<x:c>")
            .replace("</c>", "</x:c>")
            .replace("<v>", "<x:v>")
            .replace("</v>", "</x:v>")
            if "sheet1.xml" in name
            else text
            for name, text in own.items()
        },
    ],
    ids=["backslashes", "strict", "not-under-xl", "prefixes"],
)
def test_whatever_the_package_looks_like(change: Any) -> None:
    assert cells(change(parts(TABLE))) == [[1]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "workbook (.ods)"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "OpenDocument file"),
        ({"_rels/.rels": relations(officeDocument="xl/workbook.bin")}, "(.xlsb)"),
        (
            {
                "_rels/.rels": relations(officeDocument="word/document.xml"),
                "word/document.xml": "<document/>",
            },
            "a Word document",
        ),
        ({"Index/Document.iwa": "x"}, "Apple Numbers"),
        ({"svar.csv": "a;b"}, "zip archive without a workbook"),
    ],
)
def test_other_packages_are_named(content: Mapping[str, str], words: str) -> None:
    problem = refused(content)
    assert words in problem.message
    assert problem.remedy


def test_a_value_far_outside_the_table_is_named_with_its_cell() -> None:
    down = refused(parts(TABLE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert (down.sheet, down.row) == ("Ark1", 1_048_576)
    assert "XFD1048576" in down.message
    right = refused(parts('<row><c><v>1</v></c><c r="ZZ1"><v>1</v></c></row>'))
    assert "the cell ZZ1 holds a value far outside the table" in right.message
    styled = TABLE + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert cells(parts(styled)) == [[1]]


def test_what_is_too_large_says_so() -> None:
    rows = TABLE * 30
    assert len(cells(parts(rows), rows=30, cells=30)) == 30
    for limits in ({"rows": 29}, {"cells": 29}):
        assert "more than is read" in refused(parts(rows), **limits).message
    problem = refused(parts(TABLE * 100_000), unpacked=1_000_000)
    assert "xl/worksheets/sheet1.xml in it unpacks to 2 MB" in problem.message


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="0"/>',
        '<row r="2"><c><v>1</v></c></row><row r="2"><c><v>2</v></c></row>',
        '<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row><c t="s"><v>7</v></c></row>',
        '<row><c t="s"><v>-1</v></c></row>',
        "<row><c><v>x</v></c></row>",
        "<row><c><v>NaN</v></c></row>",
        '<row><c r="AAAA1"><v>1</v></c></row>',
        "<row>",
    ],
)
def test_what_contradicts_itself_is_damaged(rows: str) -> None:
    assert refused(parts(rows)).message == "the workbook is damaged"


def test_rows_and_cells_may_stand_in_any_order() -> None:
    rows = '<row r="3"><c r="B3"><v>4</v></c><c r="A3"><v>3</v></c></row>'
    rows += '<row r="1"><c><v>1</v></c></row>'
    assert cells(parts(rows)) == [[1, ""], ["", ""], [3, 4]]


def written(path: Path, content: Mapping[str, str]) -> Path:
    path.write_bytes(packed(content))
    return path


def row(*texts: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


HEADED = f"<row>{row('a', 'b')}</row><row>{row('1', '2')}</row>"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_the_visible_sheet_is_read(tmp_path: Path, state: str) -> None:
    content = parts(HEADED.replace("a", "old"), HEADED, states=(state, "visible"))
    raw = read_export([written(tmp_path / "x.xlsx", content)], folder=tmp_path)
    assert (raw.place.sheet, [*raw.columns]) == ("Ark2", ["a", "b"])


def test_only_hidden_sheets_with_anything_in_them_are_said(tmp_path: Path) -> None:
    content = parts(HEADED, "", states=("hidden", "visible"))
    with pytest.raises(InputError, match="only hidden sheets hold anything: Ark1"):
        read_export([written(tmp_path / "x.xlsx", content)], folder=tmp_path)


def test_two_visible_sheets_of_one_table_are_not_read_as_one(tmp_path: Path) -> None:
    path = written(tmp_path / "x.xlsx", parts(HEADED, HEADED.replace("1", "3")))
    with pytest.raises(InputError, match="sheet Ark2: the sheet has the same headings as Ark1"):
        read_export([path], folder=tmp_path)


def test_a_workbook_without_cells_says_so(tmp_path: Path) -> None:
    content = parts("", states=("hidden",))
    with pytest.raises(InputError, match="it has no sheet of cells"):
        read_export([written(tmp_path / "x.xlsx", content)], folder=tmp_path)


def test_hidden_rows_are_read_and_known(tmp_path: Path) -> None:
    hidden = f'{HEADED}<row hidden="1">{row("3", "4")}</row><row ht="0">{row("5", "6")}</row>'
    raw = read_export([written(tmp_path / "x.xlsx", parts(hidden))], folder=tmp_path)
    assert (list(raw.rows), raw.hidden) == ([2, 3, 4], 2)
    assert "(row 3 is hidden)" in str(raw.at("a").problem("wrong", row=3))
    assert "hidden" not in str(raw.at("a").problem("wrong", row=2))


def test_titles_above_the_table_are_no_headings(tmp_path: Path) -> None:
    titled = f"<row>{row('Rapport')}</row><row/><row>{row('Utskrift')}</row>{HEADED}"
    raw = read_export([written(tmp_path / "x.xlsx", parts(titled))], folder=tmp_path)
    assert ([*raw.columns], raw.heading_row) == (["a", "b"], 4)


def test_sheets_of_charts_are_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("Figur", 0)
    book.worksheets[0].append(["a", "b"])
    book.save(tmp_path / "x.xlsx")
    raw = read_export([tmp_path / "x.xlsx"], folder=tmp_path)
    assert [*raw.columns] == ["a", "b"]


def changed_scorecard(folder: Path, *hidden: int, repeated: int = 0, share: float = 0) -> None:
    path = folder / "scorecard.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    if repeated:
        sheet.append([cell.value for cell in sheet[repeated]])
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    if share:
        sheet["E2"].value, sheet["E2"].number_format = share, "0.0%"
    book.save(path)


def test_hidden_rows_of_a_round_are_said(folder: Path) -> None:
    changed_scorecard(folder, 2)
    notes = read_inputs(study(), round_(), folder).notes
    assert notes == ("scorecard.xlsx: rows that are hidden in it were read too (1).",)


def test_a_problem_with_a_hidden_row_says_that_it_is_hidden(folder: Path) -> None:
    changed_scorecard(folder, 2, repeated=2)
    assert "stand in row 2 (hidden) already" in problems_of(folder).only().message


def test_a_share_of_a_scorecard_is_in_per_cent(folder: Path) -> None:
    changed_scorecard(folder, share=0.616)
    scorecard = read_inputs(study(), round_(), folder).scorecard
    assert scorecard is not None
    assert scorecard.monthly["result"][0] == 61.6
