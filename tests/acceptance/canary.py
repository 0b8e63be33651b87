"""Looking for marks in every byte of a folder: compressed, packed, encoded or cut by tags."""

from __future__ import annotations

import base64
import html
import io
import os
import re
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import StreamObject

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")


def marks_in(marks: Iterable[str], content: bytes, name: str) -> set[str]:
    """The marks that stand anywhere in a file's content, whatever it is packed in."""
    parts = [part.lower() for part in unpacked(content, name)]
    return {
        mark
        for mark in marks
        if any(mark.lower().encode(code) in part for code in ENCODINGS for part in parts)
    }


def unpacked(content: bytes, name: str) -> Iterator[bytes]:
    """The content as it is, and everything that can be got out of it."""
    yield content
    if content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            yield package.comment
            for member in package.infolist():
                yield member.filename.encode() + member.comment + member.extra
                yield from unpacked(package.read(member), member.filename)
    elif content.startswith(b"\x89PNG"):
        yield from _of_png(content)
    elif content.lstrip()[:1] in (b"<", b"{", b"["):
        yield from _of_text(content)


def _of_pdf(content: bytes) -> Iterator[bytes]:
    reader = PdfReader(io.BytesIO(content))
    yield repr(reader.metadata).encode()
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 2):
        found = reader.get_object(number)
        yield repr(found).encode()
        if isinstance(found, StreamObject):
            yield found.get_data()
    document = pypdfium2.PdfDocument(content)
    for page in document:
        yield page.get_textpage().get_text_bounded().encode()
    document.close()


def _of_png(content: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if kind == b"zTXt":
            yield zlib.decompress(data.split(b"\0", 1)[1][1:])
        elif kind == b"iTXt":
            yield from _of_international(data)
        at += length + 12


def _of_international(data: bytes) -> Iterator[bytes]:
    _, rest = data.split(b"\0", 1)
    packed, text = rest[0], rest[2:].split(b"\0", 2)[2]
    yield zlib.decompress(text) if packed else text


def _of_text(content: bytes) -> Iterator[bytes]:
    """Without tags, so that a word cut by them is whole, and what data: addresses hold."""
    text = content.decode("utf-8", "replace")
    yield html.unescape(re.sub(r"<[^>]*>", "", text)).encode()
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text).encode()
    for encoded in re.findall(r"base64,([A-Za-z0-9+/=]+)", text):
        yield from unpacked(base64.b64decode(encoded), "data")


def marks_under(marks: Iterable[str], folder: Path) -> dict[str, set[str]]:
    """The marks found in each file of a folder, its name among what is looked at."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            seen = marks_in(marks, content, path.name) | marks_in(marks, str(path).encode(), "")
            if seen:
                found[path.relative_to(folder).as_posix()] = seen
    return found


def _files(folder: Path) -> Iterator[Path]:
    """Every file below a folder; folders may be gone before they are looked into."""
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


class Watched:
    """A temporary folder looked through all the time, so that what comes and goes is seen too."""

    def __init__(self, folder: Path, marks: Iterable[str]) -> None:
        self.folder, self.marks = folder, tuple(marks)
        self.seen: set[str] = set()
        self.found: set[str] = set()
        self._looked: set[tuple[str, int, int]] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self._look()

    def _look(self) -> None:
        for path in _files(self.folder):
            try:
                state = path.stat()
                key = (str(path), state.st_size, state.st_mtime_ns)
                if key in self._looked or not path.is_file():
                    continue
                content = path.read_bytes()
            except OSError:  # gone again
                continue
            self._looked.add(key)
            self.seen.add(path.name)
            lower = content.lower()
            self.found |= {mark for mark in self.marks if mark.lower().encode() in lower}
