"""A PDF read back by pypdf: what its glyphs draw, in the order of its tags, and nothing else."""

import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from operator import itemgetter
from typing import Any, Final
from xml.etree import ElementTree

from fontTools.ttLib import TTLibError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from generator.render.pdf.standards import IDENTITY
from generator.run.verify.canvas import Box, Picture, Text
from generator.run.verify.drawn import read_drawn
from generator.run.verify.finished import BROKEN_AT_HYPHEN, XMP, Finished, Row
from generator.run.verify.glyphs import OTHER_TYPEFACE, EmbeddedFont, embedded
from generator.run.verify.objects import strange_objects

_UNREADABLE: Final = (
    *(PyPdfError, TTLibError, ElementTree.ParseError, struct.error, zlib.error),
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
)
_EDGE: Final = 20.0  # points: nothing stands nearer to the edge of a page
_METADATA: Final = re.compile(
    rb"<\?xpacket [^>]*\?>\s*<x:xmpmeta\b(?!.*<!--).*</x:xmpmeta>\s*<\?xpacket end=\"r\"\?>\s*",
    re.DOTALL,
)
_LINE: Final = 8.0  # from one row to the next at least
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_IN_XMP: Final = {
    "title": f"{_DC}title/{_RDF}Alt/{_RDF}li",
    "author": f"{_DC}creator/{_RDF}Seq/{_RDF}li",
    "unit": f"{{{IDENTITY}}}unit",
    "run": f"{{{IDENTITY}}}run",
}

_Placed = tuple[int, Text]
"""A text with the number of its page."""


def read_pdf(content: bytes) -> Finished:
    """Open a PDF; raises ValueError where it cannot be opened."""
    faults: dict[str, bool] = {}
    try:
        reader = PdfReader(BytesIO(content), strict=True)
        return _Reader(reader, content, faults).read()
    except _UNREADABLE:
        raise ValueError(next(iter(faults), "cannot be opened as PDF")) from None


@dataclass(slots=True)
class _Reader:
    """Reads the pages, and then their texts in the order of the tags."""

    reader: PdfReader
    content: bytes
    faults: dict[str, bool]
    """What is wrong with the file, and whether a county's own templates may be why."""
    fonts: dict[int, EmbeddedFont] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    """The number of each page by its object's."""
    marked: dict[tuple[int, int], list[Text]] = field(default_factory=lambda: defaultdict(list))
    """The texts of each piece of marked content, by page and mark."""
    furniture: list[tuple[str, ...]] = field(default_factory=list)
    drawings: list[Picture] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)
    leads: list[tuple[str, str]] = field(default_factory=list)
    standing: list[tuple[int, float, str]] = field(default_factory=list)
    """Every running text with its page and how far down it stands."""

    def read(self) -> Finished:
        self.faults.update(strange_objects(self.reader, self.content))
        for number, page in enumerate(self.reader.pages):
            self._read_page(number, page)
        root: Any = self.reader.trailer["/Root"]
        texts = [*self._below(root["/StructTreeRoot"], None)]
        if any(self.marked.values()):
            self.faults["has text that its tags leave out"] = True
        words, lines, breaks = self._words(texts)
        self._read_leads(root)
        return Finished(
            words=tuple(words),
            breaks=tuple(breaks),
            properties=self._properties(root),
            pictures=tuple(self.alternatives),
            rows=tuple(self.rows),
            lines=frozenset(lines),
            furniture=tuple(self.furniture),
            drawings=tuple(tuple(one.shapes) for one in self.drawings),
            headings=tuple(self.headings),
            leads=tuple(self.leads),
            pages=len(self.reader.pages),
            faults=tuple(fault for fault, templates in self.faults.items() if not templates),
            unlike=tuple(fault for fault, templates in self.faults.items() if templates),
        )

    def _read_page(self, number: int, page: Any) -> None:
        self.numbers[page.indirect_reference.idnum] = number
        left, top, width, height = map(float, page["/MediaBox"])
        if not page["/MediaBox"] == page["/TrimBox"] == page["/BleedBox"]:
            self.faults[f"page {number + 1} is cut"] = True
        fonts = {}
        for name, font in page["/Resources"]["/Font"].items():
            fonts[name] = self.fonts.get(id(font)) or embedded(font)
            self.fonts[id(font)] = fonts[name]
            self.faults.update(dict.fromkeys(fonts[name].faults, False))
            if not fonts[name].known:
                self.faults[f"{OTHER_TYPEFACE}, {font['/BaseFont']}"] = True
        drawn = read_drawn(page.get_contents().get_data(), fonts, height)
        self.faults.update({f"page {number + 1} {fault}": True for fault in drawn.faults})
        loose: list[str] = []
        for text in drawn.texts:
            box = text.box
            inside = _EDGE < box.left < box.right < width - _EDGE
            if left or top or not (inside and _EDGE < box.top < box.bottom < height - _EDGE):
                self.faults[f"page {number + 1} has text outside it"] = True
            if text.picture:
                continue
            if text.mark is None:
                loose += text.text.split()
            else:
                self.marked[number, text.mark].append(text)
                self.standing.append((number, height - box.bottom, text.text))
        self.furniture.append(tuple(loose))
        self.drawings += drawn.pictures

    def _below(self, element: Any, page: int | None) -> Iterator[_Placed]:
        """Everything below an element of the tag tree, in reading order."""
        if "/Pg" in element:
            page = self.numbers[element.raw_get("/Pg").idnum]
        if text := element.get("/Alt"):
            self.alternatives.append(text)
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            below = kid.get_object()
            if isinstance(below, int) and page is not None:
                yield from ((page, text) for text in self.marked.pop((page, below), ()))
            elif isinstance(below, DictionaryObject) and below.get("/S") == "/Table":
                yield from self._table(below, page)
            elif isinstance(below, DictionaryObject) and "/S" in below:
                texts = [*self._below(below, page)]
                if re.fullmatch(r"/H\d", tag := str(below["/S"])):
                    self.headings.append((tag, "".join(one.text for _, one in texts)))
                yield from texts

    def _table(self, table: Any, page: int | None) -> Iterator[_Placed]:
        """The texts of a table; the rows of its body are kept by themselves too."""
        rows: list[list[list[_Placed]]] = []
        for part in (kid.get_object() for kid in table["/K"]):
            if part["/S"] not in ("/THead", "/TBody"):
                yield from self._below(part, page)
                continue
            for row in part["/K"]:
                cells = [[*self._below(cell.get_object(), page)] for cell in row["/K"]]
                rows.append(cells)
                if part["/S"] == "/TBody":
                    self.rows.append(tuple(map(_cell, cells)))
                yield from chain.from_iterable(cells)
        if not _in_order(rows):
            self.faults["has a cell that does not stand in its row and column"] = True

    def _read_leads(self, root: Any) -> None:
        """What bookmarks and links say, and what stands where they lead."""
        named = root.get("/Names", {}).get("/Dests", {}).get("/Names", [])
        places = dict(zip(named[::2], named[1::2], strict=True))
        waiting = [root["/Outlines"]] if "/Outlines" in root else []
        while waiting:
            entry = waiting.pop()
            if "/Title" in entry:
                self._lead(entry["/Title"], entry["/Dest"], len(self.leads))
            waiting += (entry[key] for key in ("/Next", "/First") if key in entry)
        bookmarks = len(self.leads)
        for page in self.reader.pages:
            for link in page.get("/Annots", ()):
                self._lead(link["/Contents"], places[link["/Dest"]], bookmarks)

    def _lead(self, said: str, place: Any, since: int) -> None:
        page, _, _, height, _ = place
        number = self.numbers[page.indirect_reference.idnum]
        below = (one for one in self.standing if one[0] == number and one[1] < height)
        found = max(below, key=itemgetter(1), default=(0, 0.0, ""))[2]
        if (said, found) not in self.leads[since:][-1:]:  # a link over two lines is two
            self.leads.append((said, found))

    def _words(self, texts: list[_Placed]) -> tuple[list[str], set[int], list[int]]:
        """The words of texts, and at which of them a new line begins, and a new page."""
        words: list[str] = []
        lines: set[int] = set()
        breaks: list[int] = []
        last: _Placed | None = None
        for page, text in texts:
            parts = text.text.split()
            starts = not text.text[:1].isspace()
            if last is not None and page == last[0]:
                gap = text.box.left - last[1].box.right
                same = abs(text.box.bottom - last[1].box.bottom) < 1
                if text.box.bottom < last[1].box.bottom + same and gap < -1:
                    self.faults[f"reads {text.text[:40]!r} where it does not stand"] = True
                if same and parts and starts and gap < 1 and not last[1].text[-1:].isspace():
                    words[-1] += parts.pop(0)
                elif not same:
                    lines.add(len(words))
            else:
                lines.add(len(words))
                breaks += [len(words)] * (page - (last[0] if last else -1))
            words += parts
            last = page, text
        return words, lines, breaks

    def _properties(self, root: Any) -> Mapping[str, tuple[str, ...]]:
        if not _METADATA.fullmatch(root["/Metadata"].get_data()):
            self.faults["has more than metadata in its metadata"] = False
        packets = [ElementTree.fromstring(packet) for packet in XMP.findall(self.content)]
        properties = {
            name: tuple(
                found.text or ""
                for packet in packets
                for found in packet.iterfind(f"{_RDF}RDF/{_RDF}Description/{path}")
            )
            for name, path in _IN_XMP.items()
        }
        about: Any = self.reader.trailer["/Info"]
        properties["title"] += (str(about["/Title"]),)
        properties["author"] += (str(about["/Author"]),)
        said = [text for packet in packets for node in packet.iter() for text in _said(node)]
        properties["said"] = (*said, *map(str, about.values()))
        properties["language"] = (str(root["/Lang"]),)
        return properties


def _in_order(rows: list[list[list[_Placed]]]) -> bool:
    """Whether every row stands below the one before, and every column beside the one before."""
    down = (0, 0.0)  # the page, and the last line of text on it
    columns: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for row in rows:
        places = [(page, text.box) for cell in row for page, text in cell]
        first = min(((page, box.bottom - _LINE) for page, box in places), default=down)
        if places and first < down:
            return False
        down = max(((page, box.bottom) for page, box in places), default=down)
        for place, cell in enumerate(row):
            columns[len(row), place] += (text.box for _, text in cell)
    return all(
        max(box.right for box in boxes) < min(box.left for box in after) + 1
        for (count, place), boxes in columns.items()
        if boxes and (after := columns.get((count, place + 1)))
    )


def _said(node: ElementTree.Element) -> Iterator[str]:
    yield from filter(None, (text.strip() for text in (node.text or "", node.tail or "")))
    yield from filter(None, node.attrib.values())


def _cell(texts: list[_Placed]) -> str:
    """The text of a cell; a hyphen that ends a line may be there only because of the break."""
    said, last = "", None
    for _, text in texts:
        if last and text.box.bottom > last.box.bottom + 1 and said.endswith("-"):
            said = said[:-1] + BROKEN_AT_HYPHEN
        said += text.text
        last = text
    return said
