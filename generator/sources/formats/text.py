"""Text files: records with a delimiter, whatever their encoding."""

import csv
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import islice

from generator.readers import LIMITS
from generator.sources.cells import Cell
from generator.sources.letters import is_text, sign_by_sign, text_in
from generator.sources.sheets import File, Format, Sheet

DELIMITERS = (";", ",", "\t", "|")
SAMPLE = 200
"""Records looked at to tell the delimiter."""

COLUMNS = 16_384
"""As many as Excel has."""

_SEP_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?[;,\t|]*(?:\r\n?|\n|\Z)', re.IGNORECASE)
"""Excel's own first line, which says what parts the fields."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


def read_text(file: File) -> Sheet:
    """A text file's records, numbered by the line they begin on."""
    text = text_in(file.name, file.data)
    said = _SEP_LINE.match(text)
    delimiter = said[1] if said else delimiter_of(text)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    line = cells = 0
    try:
        for record in reader:
            if record and not (said and line == 0):
                rows.append([*record])
                numbers.append(line + 1)
                cells += len(record)
            line = reader.line_num
            if len(rows) > LIMITS.rows or cells > LIMITS.cells or len(record) > COLUMNS:
                message = "the file has more rows, columns or cells than are read, counted to here"
                remedy = "Is this the right file? Remove what the survey does not need."
                raise file.place.error(message, remedy, row=line)
    except csv.Error:
        message = "the record that begins here has a quotation mark that does not close"
        remedy = "Double the quotation marks inside quoted text, or export as Excel."
        raise file.place.error(message, remedy, row=line + 1) from None
    return Sheet(file.name, None, rows, numbers)


def without_rows(file: File, numbers: Collection[int]) -> bytes:
    """The file without the records that begin on these lines; every other byte as it is."""
    text, codec = sign_by_sign(file.data)
    mark = next((m for m in ("\ufeff", "\xef\xbb\xbf") if text.startswith(m)), "")
    text = text.removeprefix(mark)
    said = _SEP_LINE.match(text)
    lines = [*_lines(text)]
    reader = csv.reader(iter(lines), delimiter=said[1] if said else delimiter_of(text), strict=True)
    kept, line = [mark], 0
    for _ in reader:
        if line + 1 not in numbers:
            kept += lines[line : reader.line_num]
        line = reader.line_num
    return "".join([*kept, *lines[line:]]).encode(codec)


def _lines(text: str) -> Iterator[str]:
    return (match[0] for match in _LINE.finditer(text))


def delimiter_of(text: str) -> str:
    """The delimiter under which the records are of one length and begin with a name."""
    return max(DELIMITERS, key=lambda delimiter: _fitness(text, delimiter))


def _fitness(text: str, delimiter: str) -> tuple[bool, bool, bool, float, int]:
    """How well a delimiter fits: several fields, even, a clean first heading, evenness, width."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    with suppress(csv.Error):  # up to the sample's end, or up to a record that is not sound
        for record in islice(reader, SAMPLE):
            records += [record] if record else []
    if not records:
        return False, False, False, 0.0, text.partition("\n")[0].count(delimiter)
    width = len(records[0])
    even = sum(_same_width(record, width) for record in records) / len(records)
    clean = not any(other in records[0][0] for other in DELIMITERS if other != delimiter)
    return width > 1, even >= 0.9, clean, even, width


def _same_width(record: list[str], width: int) -> bool:
    return len(record) == width or (len(record) == width + 1 and not record[-1])


JSON_OR_PAGE = Format(
    "json",
    recognises=lambda data: data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        (b"{", b"[{", b"[[", b"<")
    ),
    refusal=(
        "the file is JSON, XML or a web page, not a table",
        "Export it as .xlsx or CSV; what Excel opens can be saved as .xlsx.",
    ),
    general=True,
)
PORTABLE = Format(
    "por",
    recognises=lambda data: b"SPSS PORT FILE" in data[:600],
    refusal=("the file is an SPSS portable file", "Open it in SPSS and save it as .sav."),
)
TEXT = Format(
    "csv",
    recognises=is_text,
    sheets=lambda file: (read_text(file),),
    general=True,
)
