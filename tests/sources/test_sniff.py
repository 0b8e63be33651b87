from __future__ import annotations

import io
import zipfile

import pytest
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import InputError
from generator.sources.formats import EMPTY, UNKNOWN, format_of
from generator.sources.formats.spss import SPSS
from generator.sources.formats.text import JSON_OR_PAGE, PORTABLE, TEXT, delimiter_of, read_text
from generator.sources.formats.workbook import LOCKED, OLD_OFFICE, OLD_WORKBOOK, PDF, WORKBOOK
from generator.sources.letters import text_in
from generator.sources.sheets import File, Format

from .samples import csv_text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCODINGS = ("cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "x")  # no clock: the bytes become a test's name
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", EMPTY),
        (b" \r\n", EMPTY),
        (b"$FL2@(#) SPSS", SPSS),
        (b"$FL3@(#) SPSS", SPSS),
        (OLE, OLD_OFFICE),
        (OLE + "Workbook".encode("utf-16-le"), OLD_WORKBOOK),
        (OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
        (zipped("xl/workbook.xml"), WORKBOOK),
        (zipped("xl/workbook.xml")[:40], WORKBOOK),
        (b'<?xml version="1.0"?><Workbook/>', JSON_OR_PAGE),
        (b"%PDF-1.7", PDF),
        (b"a;b\r\n1;2\r\n", TEXT),
        (b"PK;b\r\n1;2\r\n", TEXT),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", UNKNOWN),
        (b"abc\x02def", UNKNOWN),
        (b'\xef\xbb\xbf  [{"a": 1}]', JSON_OR_PAGE),
        (b"<html><table>", JSON_OR_PAGE),
        (b"0" * 40 + b"ASCII SPSS PORT FILE" + b" " * 400, PORTABLE),
    ],
)
def test_format_is_told_by_content(data: bytes, expected: Format) -> None:
    assert format_of(data) is expected


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_is_decoded(encoding: str) -> None:
    text = "navn;svar\r\nBjørkåsen;Ærlig\r\n"
    assert text_in("t.csv", text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;b\n1,5;2,5\n", ";"),
        ('a,b\n"1,5",2\n', ","),
        ("v_1;1;Ja, enig\nv_1;2;Nei, uenig\n", ";"),
        ("v_1,1,Ja; enig\nv_1,2,Nei; uenig\n", ","),
        ('a\tb\n"x;y;z"\t2\n', "\t"),
        ("Hvor enig, totalt;b;c\n1;2;3\n", ";"),
        ('"Hvor enig; totalt","b"\n1,2\n', ","),
        ("a|b\n1,5|2;5\n", "|"),
    ],
)
def test_delimiter_is_told(text: str, expected: str) -> None:
    assert delimiter_of(text) == expected


# Norwegian letters, every delimiter, quotes and line breaks; no sign that is valid UTF-8
# continuation in Windows-1252, for there the two encodings cannot be told apart.
CELLS = st.text(alphabet="abcæøåÆØÅé0123456789 ;,\t\"'\n\r.", max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    records = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))
    return [[f"v_{i}" for i in range(width)], *records]


@settings(max_examples=times(200), deadline=None)
@given(tables(), st.sampled_from(";,\t|"), st.sampled_from(ENCODINGS))
def test_any_table_survives_any_dialect(
    table: list[list[str]], delimiter: str, encoding: str
) -> None:
    """Windows-1252 is read where its letters stand as in words, and these are none: or refused."""
    data = csv_text(table, delimiter).encode(encoding)
    try:
        sheet = read_text(File("t.csv", data, format_of(data)))
    except InputError as error:
        assert encoding == "cp1252" and "neither UTF-8 nor" in str(error)
    else:
        assert sheet.rows == table


@settings(max_examples=times(100), deadline=None)
@given(tables(), st.sampled_from(";,\t"))
def test_a_record_is_numbered_by_the_line_it_begins_on(
    table: list[list[str]], delimiter: str
) -> None:
    data = csv_text(table, delimiter).encode()
    sheet = read_text(File("t.csv", data, format_of(data)))
    lines = io.StringIO(data.decode(), newline="").readlines()
    for number, record in zip(sheet.numbers, table, strict=True):
        start = csv_text([record], delimiter)
        assert "".join(lines[number - 1 :]).startswith(start)
