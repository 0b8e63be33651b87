"""Reads the tag tree of a finished PDF as a screen reader does: what each tag is and holds."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf.generic import ArrayObject, DictionaryObject


@dataclass
class Tag:
    """A structure element with the texts it holds itself and the elements below it."""

    name: str
    id: str | None = None
    alt: str | None = None
    scope: str | None = None
    span: int = 1
    headers: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    text: str = ""
    kids: list[Tag] = field(default_factory=list)

    def walk(self) -> Iterator[Tag]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def find(self, *names: str) -> list[Tag]:
        return [one for one in self.walk() if one.name in names]

    @property
    def whole_text(self) -> str:
        return " ".join("".join(one.text for one in self.walk()).split())


def read_tags(content: bytes) -> Tag:
    """Return the document element of a PDF."""
    reader = pypdf.PdfReader(BytesIO(content))
    texts = marked_texts(content)
    pages = {page.indirect_reference.idnum: i for i, page in enumerate(reader.pages)}
    (document,) = listed(reader.root_object["/StructTreeRoot"]["/K"])
    return element(document.get_object(), texts, pages)


def marked_texts(content: bytes) -> dict[tuple[int, int], str]:
    """Return the text of every marked piece by page and number; -1 is what is not tagged."""
    found: dict[tuple[int, int], str] = defaultdict(str)
    with pypdfium2.PdfDocument(content) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for thing in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,), max_depth=1):
                mark = pdfium.FPDFPageObj_GetMarkedContentID(thing)
                size = pdfium.FPDFTextObj_GetText(thing, text, None, 0)
                buffer = ctypes.create_string_buffer(size)
                pdfium.FPDFTextObj_GetText(
                    thing, text, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
                )
                found[number, mark] += buffer.raw.decode("utf-16-le").rstrip("\0")
            text.close()
            page.close()
    return found


def listed(value: object) -> list:
    value = value.get_object() if hasattr(value, "get_object") else value
    return list(value) if isinstance(value, ArrayObject) else [value]


def element(source: DictionaryObject, texts: dict, pages: dict) -> Tag:
    attributes = source.get("/A", {})
    tag = Tag(
        name=str(source["/S"])[1:],
        id=source.get("/ID"),
        alt=source.get("/Alt"),
        scope=str(attributes["/Scope"])[1:] if "/Scope" in attributes else None,
        span=int(attributes.get("/ColSpan", 1)),
        headers=tuple(str(one) for one in attributes.get("/Headers", ())),
    )
    page = pages[source.raw_get("/Pg").idnum] if "/Pg" in source else -1
    for kid in listed(source.get("/K", ArrayObject())):
        inner = kid.get_object()
        if isinstance(inner, int):
            tag.text += texts.get((page, int(inner)), "")
        elif inner.get("/Type") == "/OBJR":
            tag.links += (str(inner["/Obj"]["/Contents"]),)
        elif "/S" in inner:
            tag.kids.append(element(inner, texts, pages))
    return tag
