"""A finished file as it is read back: with other programs than those that wrote it, if it can."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

XMP: Final = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
"""A PDF's metadata, which a PDF for the archive holds as plain text."""

_PDF_KEYWORDS: Final = "{http://ns.adobe.com/pdf/1.3/}Keywords"
_IDENTIFIER: Final = "{http://purl.org/dc/elements/1.1/}identifier"
_OFFICE_KEYWORDS: Final = (
    "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
)

_HTML_KEYWORDS: Final = re.compile(rb'<meta name="keywords" content="([^"]*)"')

BROKEN_AT_HYPHEN: Final = "\ufffe"
"""In a cell: a hyphen that ends a line, be it the word's own or only there because of the break."""

Shape = tuple[tuple[float, float, float, float], str | None, str | None, str]
"""The box of a drawn shape, the colours it is filled and stroked with, and its text."""

Row = tuple[str, ...]
"""The texts of a table row's cells."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a file says of itself and to its reader.

    ``breaks`` are the places in ``words`` where a new page begins, and ``lines`` those where a new
    line does, none in a Word file: a word may go on there. ``furniture`` are the words of each page
    that are no part of its running text, ``drawings`` the shapes of its pictures, ``headings`` what
    is tagged as one, with its tag, and ``leads`` what a link or bookmark says, with what stands
    where it leads; ``images`` and ``captions``, what tables are called for screen
    readers, are a Word file's.
    ``properties`` has every value under a name (title, author, language, unit, run), wherever the
    file has it; ``pictures`` are the text alternatives and ``rows`` the rows of all tables, both in
    reading order; ``pages`` a PDF's alone; ``faults`` are what is wrong in itself, and ``unlike``
    what only a county's own templates can have put there.
    """

    words: tuple[str, ...]
    breaks: tuple[int, ...]
    properties: Mapping[str, tuple[str, ...]]
    pictures: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: frozenset[int] = frozenset()
    furniture: tuple[tuple[str, ...], ...] = ()
    drawings: tuple[tuple[Shape, ...], ...] = ()
    headings: tuple[tuple[str, str], ...] = ()
    leads: tuple[tuple[str, str], ...] = ()
    images: tuple[bytes, ...] = ()
    captions: tuple[str, ...] = ()
    pages: int | None = None
    faults: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """The unit (or the kind of a report on the total) and the run that a file names."""

    about: str
    run: str


def mark_of(content: bytes, path: str) -> Mark | None:
    """Read the mark that a file has among its properties; None if there is not just one."""
    keywords_of = {"pdf": _pdf_keywords, "html": _html_keywords}
    try:
        keywords = keywords_of.get(path.rpartition(".")[2], _office_keywords)(content)
    except (ElementTree.ParseError, zipfile.BadZipFile, KeyError, ValueError):
        return None
    about, _, run = keywords.partition(", ")
    return Mark(about, run) if about and run else None


def _pdf_keywords(content: bytes) -> str:
    (packet,) = XMP.findall(content)
    (node,) = ElementTree.fromstring(packet).iter(_PDF_KEYWORDS)
    return node.text or ""


def _html_keywords(content: bytes) -> str:
    (keywords,) = _HTML_KEYWORDS.findall(content)
    return str(keywords, "utf-8")


def _office_keywords(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        core = ElementTree.fromstring(package.read("docProps/core.xml"))
    keywords = core.findtext(_OFFICE_KEYWORDS) or ""
    if keywords.partition(", ")[0] != core.findtext(_IDENTIFIER):
        raise ValueError("the properties name two units")
    return keywords
