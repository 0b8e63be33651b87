"""What a file is, told by its content: its name and extension are never believed."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from contextlib import suppress
from enum import Enum, auto
from itertools import islice

DELIMITERS = (";", ",", "\t")
SAMPLE = 200
"""Records looked at to tell the delimiter."""


class Format(Enum):
    """The kinds of file that are told apart."""

    EMPTY = auto()
    WORKBOOK = auto()
    SPSS = auto()
    TEXT = auto()
    OLD_OR_LOCKED_WORKBOOK = auto()
    ARCHIVE = auto()
    UNKNOWN = auto()


def format_of(data: bytes) -> Format:
    """The format of a file's content."""
    if not data.strip():
        return Format.EMPTY
    if data.startswith((b"$FL2", b"$FL3")):
        return Format.SPSS
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Format.OLD_OR_LOCKED_WORKBOOK
    if data.startswith(b"PK\x03\x04"):
        return Format.WORKBOOK if _holds_workbook(data) else Format.ARCHIVE
    return Format.UNKNOWN if decode_text(data) is None else Format.TEXT


def _holds_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


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
        return None if _has_control_characters(text) else text.removeprefix("\ufeff")
    return None


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in data:
        # Headings are mostly ASCII, so UTF-16 has its zero bytes at odd or at even places.
        low, high = data[1::2].count(0), data[0::2].count(0)
        return ("utf-16-le",) if low > high else ("utf-16-be",)
    return ("utf-8", "cp1252")


_CONTROL = frozenset(map(chr, range(32))) - set("\t\n\r\f\v")


def _has_control_characters(text: str) -> bool:
    return any(character in text for character in _CONTROL)


def delimiter_of(text: str) -> str:
    """The delimiter under which the records are of one length and begin with a name."""
    return max(DELIMITERS, key=lambda delimiter: _fitness(text, delimiter))


def _fitness(text: str, delimiter: str) -> tuple[bool, bool, bool, float, int]:
    """How well a delimiter fits: several fields, even, a clean first heading, evenness, width."""
    records = _first_records(text, delimiter)
    if not records:
        return False, False, False, 0.0, text.partition("\n")[0].count(delimiter)
    width = len(records[0])
    even = sum(_same_width(record, width) for record in records) / len(records)
    others = set(DELIMITERS) - {delimiter}
    clean = not any(other in records[0][0] for other in others)
    return width > 1, even >= 0.9, clean, even, width


def _first_records(text: str, delimiter: str) -> list[list[str]]:
    """Records up to the sample's end, or up to one that is not sound."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    with suppress(csv.Error):
        for record in islice(reader, SAMPLE):
            records += [record] if record else []
    return records


def _same_width(record: list[str], width: int) -> bool:
    return len(record) == width or (len(record) == width + 1 and not record[-1])
