"""The objects of a PDF: nothing but what a report is made of, and one edition of them."""

import re
from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import IndirectObject, NameObject, StreamObject

_KEYS: Final = {
    kind: frozenset(f"/{key}" for key in keys.split())
    for kind, keys in {
        "": "Root Info ID Size",
        "/Catalog": "Lang MarkInfo Metadata Names Outlines OutputIntents Pages StructTreeRoot Type "
        "ViewerPreferences",
        "Info": "Author CreationDate Creator Keywords ModDate Producer Subject Title",
        "MarkInfo": "Marked",
        "ViewerPreferences": "DisplayDocTitle",
        "/Metadata": "Subtype Type",
        "/OutputIntent": "DestOutputProfile Info OutputConditionIdentifier S Type",
        "DestOutputProfile": "Filter N",
        "Names": "Dests",
        "Dests": "Names",
        "IDTree": "Names",
        "Outlines": "Count First Last",
        **dict.fromkeys(
            ("First", "Last", "Next", "Parent", "Prev"),
            "Count Dest First Last Next Parent Prev Title",
        ),
        "/Pages": "Count Kids Type",
        "/Page": "Annots BleedBox Contents MediaBox Parent Resources StructParents Tabs TrimBox "
        "Type",
        "/Annot": "BS Contents Dest F Rect StructParent Subtype Type",
        "BS": "W",
        "Contents": "Filter",
        "Resources": "ColorSpace ExtGState Font Pattern Shading XObject",
        **dict.fromkeys(("Pattern", "Shading", "XObject"), ""),
        "ColorSpace": "lab-d50 lab-d65 srgb",
        **dict.fromkeys(("lab-d50", "lab-d65"), "Range WhitePoint"),
        "srgb": "Filter N",
        "Font": "",
        "ExtGState": "A1.0 a1 a1.0",
        "A1.0": "CA",
        **dict.fromkeys(("a1", "a1.0"), "ca"),
        "/Font": "BaseFont CIDSystemInfo CIDToGIDMap DescendantFonts Encoding FontDescriptor "
        "Subtype ToUnicode Type W",
        "CIDSystemInfo": "Ordering Registry Supplement",
        "/FontDescriptor": "Ascent CapHeight Descent Flags FontBBox FontFamily FontFile2 FontName "
        "ItalicAngle StemH StemV Type",
        "FontFile2": "Filter Length1",
        "ToUnicode": "Filter",
        "/StructTreeRoot": "IDTree K ParentTree Type",
        "ParentTree": "Nums",
        "/StructElem": "A Alt ID K Lang P Pg S Type",
        "/OBJR": "Obj Pg Type",
        "A": "BBox ColSpan Headers O Scope",
    }.items()
}
"""What may stand in a dictionary, by its type, or the key under which it is found."""

_NAMES: Final = """
    Annot BlockQuote Caption Catalog CIDFontType2 Column Div Document Figure FlateDecode Font
    FontDescriptor GTS_PDFA1 H1 H2 H3 H4 ICCBased Identity Identity-H L Lab Layout LBody LI Lbl Link
    Metadata NonStruct OBJR OutputIntent P Page Pages Reference Row S Span StructElem StructTreeRoot
    Table TBody TD TH THead TOC TOCI TR Type0 XML XYZ
"""
_ALLOWED: Final = frozenset(f"/{name}" for name in _NAMES.split())
_FONT_NAME: Final = re.compile(r"/[A-Z]{6}(\+[\w,-]+)?")
_NEVER: Final = re.compile(
    "/(A[AF]|AcroForm|Collection|EmbeddedFiles?|Encrypt|JavaScript|JS|Launch|OCProperties|OC"
    "|OpenAction|Perms|Prev|RichMedia.*|URI|XFA)"
)
"""What no template can put into a PDF either."""

_LEFT_OVER: Final = ("/StructElem", "/ObjStm", "/XRef")
"""What nothing leads to: heads that are repeated on a new page, and how objects are stored."""


def strange_objects(reader: PdfReader, content: bytes) -> Iterator[tuple[str, bool]]:
    """Whatever a PDF holds that reports have no use for, and whether a template may bring it."""
    whole = content.startswith(b"%PDF-1.7\n") and content.rstrip(b"\n").endswith(b"%%EOF")
    if not whole or content.count(b"startxref") != 1 or content.count(b"%%EOF") != 1:
        yield "was changed after it was written, or has something before or after it", False
    seen: set[int] = set()
    yield from _walk(reader.trailer, seen)
    for number in sorted({*reader.xref_objStm, *reader.xref.get(0, {})} - seen):
        unused: Any = reader.get_object(number)
        kind = unused.get("/Type") if isinstance(unused, dict) else unused
        empty = unused == {} and not isinstance(unused, StreamObject)
        if not empty and kind not in _LEFT_OVER:
            yield f"holds an object that nothing uses, {str(unused)[:40]!r}", True


def _walk(trailer: Any, seen: set[int]) -> Iterator[tuple[str, bool]]:
    waiting = [(trailer, "")]
    while waiting:
        value, context = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        if isinstance(value, dict):
            kind = value.get("/Type", context)
            if kind not in _KEYS:
                yield f"holds {kind}", not _NEVER.fullmatch(kind)
            for key, below in value.items():
                if key not in _KEYS.get(kind, ()) and not (
                    kind == "Font" and _FONT_NAME.fullmatch(key)
                ):
                    yield f"holds {key} in its {kind or 'trailer'}", not _NEVER.fullmatch(key)
                waiting.append((below, key[1:]))
        elif isinstance(value, list):
            waiting += ((each, context) for each in value)
        elif isinstance(value, NameObject):
            if value not in _ALLOWED and not _FONT_NAME.fullmatch(value):
                yield f"says {value} under {context}", not _NEVER.fullmatch(value)
        elif context in ("ca", "CA") and value != 1:
            yield "draws something that is seen through", True
