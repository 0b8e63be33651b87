"""Rows taken out of a workbook: every other cell, sheet and part stays as it is written.

The row's cells are cut out of the sheet's part and the rows below keep their numbers. A text that
no other cell refers to goes from the list of texts.
"""

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import Final

from generator.errors import InputError, Problem
from generator.readers import LIMITS
from generator.readers.workbook import Book

_COPIES: Final = ("pivotcache", "revisions/", "embeddings/")
"""Parts that may hold a row once more, where nobody finds it."""
_ROW, _CELL, _TEXT = (
    re.compile(rb"<((?:\w+:)?)%b\b([^>]*?)(?:/>|>(.*?)</\1%b>)" % (tag, tag), re.DOTALL)
    for tag in (b"row", b"c", b"si")
)
_NUMBER: Final = re.compile(rb"\br=[\"'](\d+)")
_SHARED: Final = re.compile(rb"\bt=[\"']s[\"']")
_VALUE: Final = re.compile(rb"v>\s*(\d+)\s*</")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f\b")
_NOTED: Final = re.compile(rb"\bref=[\"'][A-Z]+(\d+)[\"']")


def without_rows(data: bytes, rows: Mapping[str, Collection[int]], *, name: str) -> bytes:
    """The workbook without rows of the sheets named; ``InputError`` where that is not safe.

    Whoever calls reads the workbook again, to see that nothing else has changed.
    """
    book, archive = Book(data, name, LIMITS), zipfile.ZipFile(BytesIO(data))
    parts = {each.filename: archive.read(each) for each in archive.infolist()}
    numbers = {number for each in rows.values() for number in each}
    gone, used = set[int](), set[int]()
    for sheet, _, path in book.listed:
        entry, spans = book.entry(path), list[tuple[int, int]]()
        for number, row in _rows(parts[entry]):
            goes = number in rows.get(sheet, ())
            (gone if goes else used).update(_texts(row[3] or b""))
            if goes and _FORMULA.search(row[0]):
                raise _refused(name, f"a formula stands in the row on the sheet {sheet}")
            spans += [row.span()] if goes else []
        parts[entry] = _without(parts[entry], dict.fromkeys(spans, b""))
    for entry, content in parts.items():
        if any(part in entry.casefold() for part in _COPIES):
            raise _refused(name, f"{entry} in it may hold the row once more")
        notes = _NOTED.findall(content) if "comments" in entry.casefold() else ()
        if numbers & {int(number) for number in notes}:
            raise _refused(name, "a comment stands in the row")
    if book.texts_at and (alone := gone - used):
        entry = book.entry(book.texts_at)
        texts = [*_TEXT.finditer(parts[entry])]
        empty = {
            texts[at].span(): b"<%bsi><%bt></%bt></%bsi>" % ((texts[at][1],) * 4) for at in alone
        }
        parts[entry] = _without(parts[entry], empty)
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        zipped.comment = archive.comment
        for each in archive.infolist():
            zipped.writestr(each, parts[each.filename])
    return target.getvalue()


def _rows(part: bytes) -> Iterator[tuple[int, re.Match[bytes]]]:
    number = 0
    for row in _ROW.finditer(part):
        said = _NUMBER.search(row[2])
        number = int(said[1]) if said else number + 1
        yield number, row


def _texts(cells: bytes) -> Iterator[int]:
    """Which of the list of texts the cells of a row refer to."""
    for cell in _CELL.finditer(cells):
        if _SHARED.search(cell[2]) and (value := _VALUE.search(cell[3] or b"")):
            yield int(value[1])


def _without(part: bytes, spans: Mapping[tuple[int, int], bytes]) -> bytes:
    """The part with these spans of bytes replaced."""
    for (begins, ends), instead in sorted(spans.items(), reverse=True):
        part = part[:begins] + instead + part[ends:]
    return part


def _refused(name: str, why: str) -> InputError:
    remedy = "Delete the row in Excel and save, then run: kontorrapport withdraw ROUND --by-hand."
    return InputError([Problem(name, f"the row cannot be taken out safely: {why}", remedy=remedy)])
