"""Text files: records with a delimiter, in UTF-8, UTF-16 or Windows-1252."""

import codecs
import csv
import io
from contextlib import suppress
from itertools import islice

from generator.sources.cells import Cell
from generator.sources.sheets import File, Format, Sheet

DELIMITERS = (";", ",", "\t")
SAMPLE = 200
"""Records looked at to tell the delimiter."""

_CONTROL = frozenset(map(chr, range(32))) - set("\t\n\r\f\v")


def read_text(file: File) -> Sheet:
    """A text file's records, numbered by the line they begin on."""
    text = decode_text(file.data) or ""
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter_of(text), strict=True)
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    line = 0
    try:
        for record in reader:
            if record:
                rows.append([*record])
                numbers.append(line + 1)
            line = reader.line_num
    except csv.Error:
        message = "the record that begins here has a quotation mark that does not close"
        remedy = "Double the quotation marks inside quoted text, or export as Excel."
        raise file.place.error(message, remedy, row=line + 1) from None
    return Sheet(file.name, None, rows, numbers)


def decode_text(data: bytes) -> str | None:
    """The text of UTF-8, UTF-16 or Windows-1252 content, or ``None`` when it is no text.

    Windows-1252 is tried last: nearly every content passes for it, and Norwegian letters in it
    are practically never valid UTF-8.
    """
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if any(sign in text for sign in _CONTROL) else text.removeprefix("\ufeff")
    return None


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in data:
        # Headings are mostly ASCII, so UTF-16 has its zero bytes at odd or at even places.
        low, high = data[1::2].count(0), data[0::2].count(0)
        return ("utf-16-le",) if low > high else ("utf-16-be",)
    return ("utf-8", "cp1252")


def delimiter_of(text: str) -> str:
    """The delimiter under which the records are of one length and begin with a name."""
    return max(DELIMITERS, key=lambda delimiter: _fitness(text, delimiter))


def _fitness(text: str, delimiter: str) -> tuple[bool, bool, bool, float, int]:
    """How well a delimiter fits: several fields, even, a clean first heading, evenness, width."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
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


TEXT = Format(
    "csv",
    recognises=lambda data: decode_text(data) is not None,
    sheets=lambda file: (read_text(file),),
    general=True,
)
