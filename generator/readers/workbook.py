"""The reader of Excel workbooks: what stands in each cell, as a person sees it in Excel.

Only the parts that hold cells are read, whatever namespace, folder or order they have.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, time
from functools import cache
from io import BytesIO
from itertools import pairwise
from math import isfinite
from posixpath import join, normpath
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, iterparse

from generator.errors import InputError, Problem
from generator.readers import MEGABYTE, SPLIT, Limits
from generator.readers.number_format import BUILT_IN, ERROR, shown

REMEDY: Final = "Open it in Excel and save it again as .xlsx."

_ERRORS: Final = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"}
_YES: Final = {"1", "true"}
_ROWS, _COLUMNS = 1_048_576, 16_384
_FAR_DOWN, _FAR_RIGHT = 1_000, 250
"""A value after more blank rows or columns than these is no part of the table."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OTHERS: Final = {
    "opendocument.spreadsheet": "an OpenDocument workbook (.ods)",
    "opendocument": "an OpenDocument file, not a workbook",
    "document": "a Word document",
    "presentation": "a PowerPoint presentation",
}

Sheet = tuple[str, bool, list[list[Any]], list[int], int]
"""A sheet's name, whether it is hidden, its cells, its hidden rows, the last row it declares."""


def read_xlsx(data: bytes, name: str, limits: Limits) -> list[Sheet]:
    """Every worksheet of a workbook, hidden and empty ones too."""
    damaged = (zipfile.BadZipFile, zlib.error, ParseError, EOFError, LookupError, ValueError)
    try:
        return [*Book(data, name, limits).sheets()]
    except (*damaged, RuntimeError):  # such as a way of packing that zipfile does not know
        raise InputError([Problem(name, "the workbook is damaged", remedy=REMEDY)]) from None


class Book:
    """A package of parts, what they point to, and what cells refer to.

    ``listed`` has each worksheet's name, whether it is hidden, and where its part lies.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        self._archive = zipfile.ZipFile(BytesIO(data))
        entries = ((each.filename.replace("\\", "/"), each) for each in self._archive.infolist())
        self._parts = {path.strip("/").casefold(): each for path, each in entries}
        main = self._main_part()
        related = self._related(main)
        kinds = dict(related.values())
        settings = dict[str, str]()
        self.listed = list[tuple[str, bool, str]]()
        for tag, each in self._elements(main):
            if tag in {"workbookPr", "calcPr"}:
                settings |= each.attrib
            elif tag == "sheet":
                id_ = next((value for key, value in each.items() if key.endswith("}id")), "")
                kind, path = related[id_]
                if kind == "worksheet":
                    hidden = each.get("state", "visible") != "visible"
                    self.listed.append((each.get("name", ""), hidden, path))
        self._from_1904 = settings.get("date1904") in _YES
        self._stale = settings.get("fullCalcOnLoad") in _YES
        self.texts_at, styles = kinds.get("sharedStrings"), kinds.get("styles")
        texts = self._elements(self.texts_at, "si")
        self._texts = [_text(si) for tag, si in texts if tag == "si"]
        self._formats = [*self._number_formats(styles)]

    def sheets(self) -> Iterator[Sheet]:
        """The worksheets in their order; sheets of charts or dialogs hold no cells."""
        for name, hidden, path in self.listed:
            yield self._sheet(name, hidden, path)

    def entry(self, path: str) -> str:
        """A part's name in the package, as it is written there."""
        return self._parts[path.casefold()].filename

    def _main_part(self) -> str:
        """Where the workbook lies, as the package's own relations say."""
        found, path = "", ""
        if "mimetype" in self._parts:
            found = self._archive.read(self._parts["mimetype"])[:100].decode("ascii", "replace")
        elif "_rels/.rels" in self._parts:
            path = dict(self._related("").values())["officeDocument"]
            if path.endswith(".bin"):
                raise self._refusal("the file is a binary workbook (.xlsb)")
            found = [tag for tag, _ in self._elements(path)][-1]
            if found == "workbook":
                return path
        for sign, kind in _OTHERS.items():
            if sign in found:
                raise self._refusal(f"the file is {kind}")
        if any(part.endswith(".iwa") or part == "index.zip" for part in self._parts):
            raise self._refusal("the file is an Apple Numbers document", "Export it as .xlsx.")
        raise self._refusal("the file is a zip archive without a workbook in it", "Unpack it.")

    def _refusal(
        self, message: str, remedy: str = REMEDY, sheet: str | None = None, row: int | None = None
    ) -> InputError:
        return InputError([Problem(self._name, message, sheet, row, remedy=remedy)])

    def _elements(self, path: str | None, whole: str = "") -> Iterator[tuple[str, Element]]:
        """A part's elements by their end; one called ``whole`` is emptied when it was seen."""
        if path is None:
            return
        entry, most = self._parts[path.casefold()], self._limits.unpacked
        if entry.file_size > most:
            message = f"{entry.filename} in it unpacks to {entry.file_size // MEGABYTE} MB, "
            raise self._refusal(f"{message}of which at most {most // MEGABYTE} are read", SPLIT)
        if entry.flag_bits & 1:
            raise self._refusal("the file is locked with a password", "Remove the password.")
        with self._archive.open(entry) as part:
            for _, element in iterparse(part):
                tag = _local(element.tag)
                yield tag, element
                if tag == whole:
                    element.clear()

    def _related(self, path: str) -> dict[str, tuple[str, str]]:
        """What a part points to by id: the kind, and where it lies."""
        folder, _, own = path.rpartition("/")
        return {
            each.get("Id", ""): (
                each.get("Type", "").rpartition("/")[2],
                normpath(join("/", folder, each.get("Target", "").replace("\\", "/"))).lstrip("/"),
            )
            for tag, each in self._elements(join(folder, "_rels", f"{own}.rels"))
            if tag == "Relationship" and each.get("TargetMode") != "External"
        }

    def _number_formats(self, path: str | None) -> Iterator[str]:
        """The number format of each style of cells."""
        own = dict(BUILT_IN)
        for tag, element in self._elements(path):
            if tag == "numFmt":
                own[element.get("numFmtId", "")] = element.get("formatCode", "")
            elif tag == "cellXfs":
                yield from (own.get(each.get("numFmtId", ""), "") for each in element)

    def _sheet(self, name: str, hidden: bool, path: str) -> Sheet:
        rows: list[list[Any]] = []
        hidden_rows: list[int] = []
        first_in: dict[int, int] = {}  # the first row with a value in each column
        number = filled = 0
        for number, unseen, row in self._rows(path):
            if unseen:
                hidden_rows.append(number)
            if not row:
                continue
            held = [column for column, value in enumerate(row, start=1) if value != ""]
            if rows and number > len(rows) + _FAR_DOWN:
                raise self._far(name, number, held[0])
            rows += [[] for _ in range(number - len(rows))]
            if rows[number - 1]:
                raise ValueError
            rows[number - 1] = row
            filled += 1
            for column in held:
                first_in.setdefault(column, number)
            if filled > self._limits.rows or filled * len(first_in) > self._limits.cells:
                raise self._too_large(name, filled, len(first_in))
        columns = sorted(first_in)
        for before, column in pairwise(columns):
            if column > before + _FAR_RIGHT:
                raise self._far(name, first_in[column], column)
        width = max(columns, default=0)
        if width * len(rows) > self._limits.cells:
            raise self._too_large(name, len(rows), width)
        rows = [row + [""] * (width - len(row)) for row in rows]
        return name, hidden, rows, hidden_rows, number

    def _rows(self, path: str) -> Iterator[tuple[int, bool, list[Any]]]:
        """Each row's number, whether it is hidden, and its cells up to the last with a value."""
        number = 0
        for tag, element in self._elements(path, "row"):
            if tag == "row":
                number = int(element.get("r") or number + 1)
                if not 0 < number <= _ROWS:
                    raise ValueError
                unseen = element.get("hidden") in _YES or element.get("ht") == "0"
                yield number, unseen, self._row(element)

    def _far(self, sheet: str, row: int, column: int) -> InputError:
        message = f"the cell {letters_of(column)}{row} holds a value far outside the table"
        return self._refusal(message, "Empty it, or delete the rows and columns there.", sheet, row)

    def _too_large(self, sheet: str, rows: int, columns: int) -> InputError:
        message = f"the sheet has {rows} rows or more and {columns} columns, more than is read"
        return self._refusal(message, SPLIT, sheet)

    def _row(self, element: Element) -> list[Any]:
        row: list[Any] = []
        column = 0
        for cell in element:
            column = _column((cell.get("r") or "").rstrip("0123456789")) or column + 1
            value = self._value(cell)
            if value is None or value == "":
                continue
            row += [""] * (column - len(row))
            if row[column - 1] != "":
                raise ValueError
            row[column - 1] = value
        return row

    def _value(self, cell: Element) -> Any:
        kind, style = cell.get("t", "n"), int(cell.get("s") or 0)
        parts = {_local(each.tag): each for each in cell}
        written = parts["v"].text if "v" in parts else None
        if kind == "inlineStr" and "is" in parts:
            written = _text(parts["is"])
        if kind == "s" and written is not None:
            if (at := int(written)) < 0:
                raise ValueError
            written = self._texts[at]
        # Some programs write 0 for what Excel is to compute when it opens the workbook.
        computed = not (self._stale and written == "0") if written else kind == "str"
        if kind == "e" or written in _ERRORS or ("f" in parts and not computed):
            return ERROR
        if written is None or kind in {"s", "str", "inlineStr"}:
            return _unescaped(written) if kind == "str" and written else written
        if kind == "d":
            return _iso(written)
        if kind == "b":
            return written in _YES
        code = self._formats[style] if 0 <= style < len(self._formats) else ""
        if not isfinite(number := float(written.strip() or 0)):
            raise ValueError
        return shown(number, code, from_1904=self._from_1904) if written.strip() else None


def letters_of(column: int) -> str:
    """A column as Excel names it."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


@cache
def _column(letters: str) -> int:
    """A column's number, 0 for none."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
        if not ("A" <= letter <= "Z" and column <= _COLUMNS):
            raise ValueError
    return column


@cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _text(element: Element) -> str:
    """A text, its runs joined; what is only there for reading aloud left out."""
    found = list[str]()
    for child in element:
        tag = _local(child.tag)
        runs = child if tag == "r" else [child] if tag == "t" else ()
        found += (each.text or "" for each in runs if _local(each.tag) == "t")
    return _unescaped("".join(found))


def _iso(written: str) -> Any:
    """A date or a moment; what is neither, as it is written."""
    with suppress(ValueError):
        moment = datetime.fromisoformat(written).replace(tzinfo=None)
        return moment if moment.time() != time() else moment.date()
    return written


def _unescaped(text: str) -> str:
    """A text with the signs that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
