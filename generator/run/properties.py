"""What a finished file says of itself: the unit it is about and the run it belongs to."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

_PACKET: Final = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
_KEYWORDS: Final = "{http://ns.adobe.com/pdf/1.3/}Keywords"
_IDENTIFIER: Final = "{http://purl.org/dc/elements/1.1/}identifier"
_WORD_KEYWORDS: Final = (
    "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The unit (or the kind of a report on the whole) and the run that a file names."""

    about: str
    run: str


def mark_of(content: bytes, path: str) -> Mark | None:
    """Read the mark in a PDF's XMP or a Word file's properties; None if there is not just one."""
    try:
        return _pdf_mark(content) if path.endswith(".pdf") else _word_mark(content)
    except (ElementTree.ParseError, zipfile.BadZipFile, KeyError, ValueError):
        return None


def _pdf_mark(content: bytes) -> Mark | None:
    packets = _PACKET.findall(content)  # a PDF for the archive holds its XMP as plain text
    if len(packets) != 1:
        return None
    found = [node.text or "" for node in ElementTree.fromstring(packets[0]).iter(_KEYWORDS)]
    return _mark(found[0]) if len(found) == 1 else None


def _word_mark(content: bytes) -> Mark | None:
    with zipfile.ZipFile(BytesIO(content)) as package:
        core = ElementTree.fromstring(package.read("docProps/core.xml"))
    mark = _mark(core.findtext(_WORD_KEYWORDS) or "")
    return mark if mark and mark.about == core.findtext(_IDENTIFIER) else None


def _mark(keywords: str) -> Mark | None:
    about, comma, run = keywords.partition(", ")
    return Mark(about, run) if comma and about and run else None
