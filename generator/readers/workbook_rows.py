"""Rows taken out of a workbook: every other cell, sheet and part stays as it is written.

The row's cells are cut out of the sheet's part and the rows below keep their numbers. A text that
no other cell refers to goes from the list of texts.
"""

import zipfile
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from xml.parsers import expat

from generator.errors import InputError, Problem
from generator.readers import LIMITS
from generator.readers.workbook import Book

_COPIES: Final = ("pivotcache", "revisions/", "embeddings/")
"""Parts that may hold a row once more, where nobody finds it."""


@dataclass(slots=True)
class _Part:
    """A part while it is parsed: where its rows stand, and which shared texts cells refer to."""

    rows: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    texts: dict[int, Counter[str]] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)
    elements: list[tuple[int, int]] = field(default_factory=list)
    noted: set[int] = field(default_factory=set)


def without_rows(data: bytes, rows: Mapping[str, Collection[int]], *, name: str) -> bytes:
    """The workbook without rows of the sheets named; ``InputError`` where that is not safe."""
    book, archive = Book(data, name, LIMITS), zipfile.ZipFile(BytesIO(data))
    parts = {each.filename: archive.read(each) for each in archive.infolist()}
    gone = Counter[str]()
    used = Counter[str]()
    for sheet, _, path in book.listed:
        entry, wanted = book.entry(path), {*rows.get(sheet, ())}
        found = _parsed(parts[entry])
        if wanted & found.formulas:
            raise _refused(name, f"a formula stands in the row on the sheet {sheet}")
        for number, texts in found.texts.items():
            (gone if number in wanted else used).update(texts)
        spans = [span for number in wanted for span in found.rows.get(number, ())]
        parts[entry] = _without(parts[entry], {span: b"" for span in spans})
    for entry, content in parts.items():
        if any(part in entry.casefold() for part in _COPIES):
            raise _refused(name, f"{entry} in it may hold the row once more")
        notes = _parsed(content).noted if "comments" in entry.casefold() else set[int]()
        if notes & {number for each in rows.values() for number in each}:
            raise _refused(name, "a comment stands in the row")
    if book.texts_at and (alone := gone.keys() - used.keys()):
        entry = book.entry(book.texts_at)
        elements = _parsed(parts[entry]).elements
        spans = [elements[int(text)] for text in alone]
        parts[entry] = _without(parts[entry], {s: _emptied(parts[entry], s) for s in spans})
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        zipped.comment = archive.comment
        for each in archive.infolist():
            zipped.writestr(each, parts[each.filename])
    return target.getvalue()


def _parsed(part: bytes) -> _Part:
    """Where a part's rows and shared texts stand, in bytes."""
    found, parser = _Part(), expat.ParserCreate()
    row = begins = 0
    shared = False
    written = list[str]()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, begins, shared
        match tag.rpartition(":")[2]:
            case "row":
                row, begins = int(attributes.get("r") or row + 1), parser.CurrentByteIndex
            case "si":
                begins = parser.CurrentByteIndex
            case "c":
                shared = attributes.get("t") == "s"
            case "v":
                written.clear()
            case "f":
                found.formulas.add(row)
            case "comment" | "threadedComment":
                digits = attributes.get("ref", "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                found.noted.add(int(digits or 0))

    def end(tag: str) -> None:
        at = parser.CurrentByteIndex
        match tag.rpartition(":")[2]:
            case "row" if at > begins:  # else there is nothing in it
                found.rows.setdefault(row, []).append((begins, part.index(b">", at) + 1))
            case "si":
                found.elements.append((begins, max(part.index(b">", at) + 1, begins)))
            case "v" if shared:
                found.texts.setdefault(row, Counter())["".join(written).strip()] += 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = written.append
    parser.Parse(part, True)
    return found


def _without(part: bytes, spans: Mapping[tuple[int, int], bytes]) -> bytes:
    """The part with these spans of bytes replaced."""
    for (begins, ends), instead in sorted(spans.items(), reverse=True):
        part = part[:begins] + instead + part[ends:]
    return part


def _emptied(part: bytes, span: tuple[int, int]) -> bytes:
    """A shared text without its words, in the namespace it has."""
    tag = part[span[0] + 1 : span[1]].split(b">")[0].split()[0].rstrip(b"/")
    prefix = tag[: -len(b"si")]
    return b"<%b><%bt></%bt></%b>" % (tag, prefix, prefix, tag)


def _refused(name: str, why: str) -> InputError:
    remedy = "Delete the row in Excel and save, then run: kontorrapport withdraw ROUND --by-hand."
    return InputError([Problem(name, f"the row cannot be taken out safely: {why}", remedy=remedy)])
