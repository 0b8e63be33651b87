"""A workbook read back: every sheet, row and cell says what the report prints, and nothing else."""

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import chain, compress, zip_longest
from typing import Any, Final

from lxml import etree
from openpyxl import load_workbook
from openpyxl.writer.excel import ExcelWriter

from generator.language.wording import RenderWords, render_words
from generator.render.xlsx.workbook import render_xlsx
from generator.report.block import Cell, Column, Contents, Heading, Paragraph, Report, Table
from generator.resources.typeface import printable
from generator.run.verify.finished import Finished, Row
from generator.run.verify.package import Package

_ONCE: Final = frozenset(["Application", "c", "cols", "is", "numFmt", "row", "t", "v"])
_PARTS: Final = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/(workbook|styles|sharedStrings|theme/theme1|worksheets/sheet\d+)\.xml"
)
"""All that a workbook is made of; macros, comments, links to elsewhere and pictures are not."""

_KINDS: Final = re.compile(
    "officeDocument|core-properties|extended-properties|worksheet|styles|theme|sharedStrings"
)

_FORMAT: Final = re.compile(
    r'("(?P<mark>[▲▼]\s)")?(?P<zero>[0#])(\.(?P<decimals>0+))?("(?P<space>\s)")?(?P<percent>%?)("(?P<star>\*)")?'
)
_NUMBER: Final = re.compile(r"([▲▼]\s)?[-−]?(\d+|\d*[.,]\d+)(\s?%)?\*?")
_SIGNS: Final = str.maketrans(",−", ".-")
_SHEET, _AS_NUMBER = "\ue000", "\ue001"
"""What the row with a sheet's name begins with, and a cell that holds a number."""


def read_workbook(content: bytes) -> Finished:
    """Open a workbook: its rows are those of all sheets, each after a row with the sheet's name.

    Raises ValueError where it cannot be opened.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            strange = [name for name in package.namelist() if not _PARTS.fullmatch(name)]
        book = _opened(content)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise ValueError("cannot be opened as Excel file") from None
    about = book.properties
    unit, _, run = (about.keywords or "").partition(", ")
    rows: list[Row] = []
    faults = [f"holds {name}" for name in strange]
    for sheet in book.worksheets:
        rows.append((_SHEET + sheet.title,))
        rows += (_trimmed(map(_shown, row)) for row in sheet.iter_rows())
        cells = chain.from_iterable(sheet.iter_rows())
        formulas = [cell.coordinate for cell in cells if cell.data_type == "f"]
        faults += (f"{sheet.title}!{place} holds a formula" for place in formulas)
        dimensions = (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
        if sheet.sheet_state != "visible" or any(one.hidden for one in dimensions):
            faults.append(f"{sheet.title} is hidden, or a part of it")
    return Finished(
        words=(),
        breaks=(),
        properties={
            "title": (about.title or "",),
            "author": (about.creator or "", about.lastModifiedBy or ""),
            "language": (about.language or "",),
            "unit": (about.identifier or "", unit),
            "run": (about.version or "", run),
        },
        pictures=(),
        rows=tuple(rows),
        faults=tuple(faults),
    )


def verify_workbook(report: Report, finished: Finished) -> tuple[int, list[str]]:
    """How many numbers of the report a workbook holds as such, and which of its rows are others."""
    expected = workbook_rows(report, finished)
    findings = [
        f"says {_said(found)}, not {_said(right)}"
        for found, right in zip_longest(finished.rows, expected, fillvalue=())
        if found != right
    ]
    return sum(cell.startswith(_AS_NUMBER) for row in expected for cell in row), findings


def workbook_rows(report: Report, finished: Finished) -> tuple[Row, ...]:
    """The rows that a workbook must have, under the names that its sheets were given."""
    names = [row[0][1:] for row in finished.rows if row[:1] and row[0].startswith(_SHEET)]
    return tuple(_expected(report, names))


def unlike_parts(report: Report, content: bytes) -> Iterator[str]:
    """What a workbook is made of, whatever it says, that no workbook of ours is."""
    found, made = Package(content), Package(render_xlsx(report))
    yield from found.faults(parts=_PARTS, kinds=_KINDS)
    yield from (f"has {one}" for one in sorted(_vocabulary(found) - _vocabulary(made)))


def unlike_workbook(report: Report, content: bytes) -> Iterator[str]:
    """What a workbook has beside its rows that is not as its report makes it.

    Both are written anew by one library, for another version of it writes the same otherwise; what
    that leaves out has an element or attribute that none of ours has.
    """
    if content == (right := render_xlsx(report)):
        return
    found, made = Package(content), Package(right)
    try:
        yield from found.faults(parts=_PARTS, kinds=_KINDS)
        yield from (f"has the part {name}" for name in sorted(found.parts.keys() - made.parts))
        yield from (f"has {one}" for one in sorted(_vocabulary(found) - _vocabulary(made)))
        more = _counted(found) - _counted(made)
        yield from (f"{name} has {one} more often than is made" for name, one in sorted(more))
        parts = [Package(_written_again(one)).parts for one in (content, right)]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        yield f"cannot be taken apart ({type(error).__name__})"
        return
    for name in sorted({*parts[0], *parts[1]}):
        if parts[0].get(name) != parts[1].get(name):
            yield f"{name} is not as it is made"


def _vocabulary(package: Package) -> set[str]:
    """Which elements and attributes stand in which kind of part; a text beside them is one too."""
    seen: set[str] = set()
    for name, root in package.trees.items():
        kind = re.sub(r"\d+", "", name)
        for one in root.iter(etree.Element):
            if root.tag.endswith(("}Relationships", "}Types")):  # which no library reads as a whole
                seen.update(f"{kind}: {key} {value}" for key, value in one.items())
            text = "".join((one.text or "", *(child.tail or "" for child in one))).strip()
            seen.update(f"{kind}: {one.tag} {each}".strip() for each in ("", *one.keys()))
            if text:
                seen.add(f"{kind}: {one.tag} with text")
            seen.update(f"{kind}: the namespace {uri}" for uri in one.nsmap.values())
            if one.tag.endswith(("}dimension", "}Application")):  # versions have numbers
                seen.add(f"{kind}: {one.get('ref') or re.sub('[0-9.]+', '', text)}")
    return seen


def _counted(package: Package) -> Counter[tuple[str, str]]:
    """How often what holds something stands in each part: of two, readers may take either."""
    return Counter(
        (name, etree.QName(one).localname)
        for name, root in package.trees.items()
        for one in root.iter(etree.Element)
        if etree.QName(one).localname in _ONCE
    )


def _opened(content: bytes) -> Any:
    """A workbook as the library reads it, which warns of what it leaves out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(BytesIO(content))


def _written_again(content: bytes) -> bytes:
    target = BytesIO()
    ExcelWriter(_opened(content), zipfile.ZipFile(target, "w")).save()
    return target.getvalue()


def _expected(report: Report, names: Sequence[str]) -> Iterator[Row]:
    """The rows that the workbook must have, each sheet under the name that it was given."""
    tables = tuple(report.tables())
    named = (*names[1:], *("" for _ in tables))[: len(tables)]
    sheets = iter(named)
    (contents,) = (block for block in report.blocks if isinstance(block, Contents))
    yield (_SHEET + contents.title,)
    yield from _texts(report.heading, report.subtitle)
    for block in report.blocks:
        match block:
            case Paragraph() | Heading():
                yield from _texts(block.text)
            case Table():
                name = next(sheets)
                yield (f"{name}→'{name}'!A1", printable(block.title))
    yield from _texts(report.footer)
    for table, name in zip(tables, named, strict=True):
        yield (_SHEET + name,)
        yield from _table(table, render_words(report.language))


def _table(table: Table, words: RenderWords) -> Iterator[Row]:
    label = f"{words.figure if table.drawn else words.table} {table.number} "
    yield from _texts((label if table.number else "") + table.title)
    yield from _texts(*(key.text for key in table.legend if key.mark is None))
    shown = [column.align != "picture" for column in table.columns]
    if table.groups:
        over = [(group.text, *("",) * (group.span - 1)) for group in table.groups]
        yield _trimmed(map(printable, compress(chain.from_iterable(over), shown)))
    yield _trimmed(printable(column.head) for column in compress(table.columns, shown))
    for row in table.rows:
        cells = map(_printed, row, table.columns)
        yield _trimmed(compress(cells, shown))
    yield from _texts(*table.notes)


def _texts(*texts: str) -> Iterator[Row]:
    return ((printable(text),) for text in filter(None, texts))


def _printed(cell: Cell, column: Column) -> str:
    """A cell of the report as ``_shown`` reads it; a row's own head is text, be it a year."""
    text = printable(cell.text)
    if column.align == "number" and not cell.header and _NUMBER.fullmatch(text):
        return _AS_NUMBER + text.translate(_SIGNS)
    return text


def _shown(cell: Any) -> str:
    """What a cell shows; of a number that has more digits than it shows, all of them."""
    if cell.hyperlink:
        return f"{cell.value}→{cell.hyperlink.location}"
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return "" if cell.value is None else str(cell.value)
    if form := _FORMAT.fullmatch(cell.number_format):
        value = Decimal(repr(cell.value)) * (100 if form["percent"] else 1)
        text = f"{value:.{len(form['decimals'] or '')}f}"
        if Decimal(text) == value:
            text = re.sub(r"^(-?)0\.", r"\1.", text) if form["zero"] == "#" else text
            after = "".join(filter(None, form.group("space", "percent", "star")))
            return f"{_AS_NUMBER}{form['mark'] or ''}{text}{after}"
    return f"{_AS_NUMBER}{cell.value} as {cell.number_format}"


def _trimmed(cells: Iterable[str]) -> Row:
    """A row without the empty cells at its end."""
    row = tuple(cells)
    return row[: max((place for place, text in enumerate(row, 1) if text), default=0)]


def _said(row: Row) -> str:
    return repr(" | ".join(row).replace(_SHEET, "the sheet ").replace(_AS_NUMBER, "")[:80])
