"""A Word template: what a county's own may hold, and its placeholders filled in.

There is no language of templates in it, so that nothing can run; what Word itself would run, fetch
or open is refused.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from docx.oxml.ns import qn
from lxml import etree

_MOST_UNPACKED: Final = 60_000_000
_PLACEHOLDER: Final = re.compile(r"\{\{.*?(?:\}\}|$)|\{[%#].*?(?:[%#]\}|$)")
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_RELATIONS: Final = re.compile(
    "officeDocument|(core|extended|custom)-properties|thumbnail|styles|stylesWithEffects|numbering"
    "|settings|webSettings|fontTable|font|theme|header|footer|footnotes|endnotes|image|customXml"
    "|customXmlProps|glossaryDocument"
)
_FIELDS: Final = re.compile(
    r"\s*(PAGE|NUMPAGES|SECTION|SECTIONPAGES|STYLEREF|TITLE|SUBJECT|AUTHOR|KEYWORDS)(\s|$)", re.I
)
_ELEMENTS: Final = re.compile(
    "altChunk|attachedTemplate|control|mailMerge|object|OLEObject|subDoc|(entry|exit)Macro"
)
_OUTSIDE: Final = ("href", "src")  # attributes by which pictures are fetched, beside relations


def unfit(content: bytes) -> Iterator[str]:
    """Yield what a Word file holds that no report may carry."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        names = package.namelist()
        if len(names) != len({name.lower() for name in names}):
            yield "two parts of one name"
        if sum(part.file_size for part in package.infolist()) > _MOST_UNPACKED:
            yield f"more than {_MOST_UNPACKED // 1_000_000} MB"
            return
        parts = [package.read(name) for name in names if name.endswith((".xml", ".rels"))]
    for part in parts:
        root = etree.fromstring(part, _PARSER)
        if root.getroottree().docinfo.doctype:
            yield "a document type declaration"
        open_fields: list[str] = []
        for element in root.iter(etree.Element):
            name = etree.QName(element).localname
            yield from _of_element(name, element)
            yield from _of_fields(name, element, open_fields)


def _of_element(name: str, element: Any) -> Iterator[str]:
    kind = str(element.get("Type", "")).rpartition("/")[2]
    if element.get("TargetMode", "").lower() == "external":
        yield f"a link to {element.get('Target')} ({kind})"
    elif name == "Relationship" and not _RELATIONS.fullmatch(kind):
        yield f"a part that is none of a report ({kind})"
    elif _ELEMENTS.fullmatch(name):
        yield f"the element {name}"
    elif element.get("ContentType", "").endswith("xml"):
        part = element.get("PartName") or f".{element.get('Extension')}"
        if not part.endswith((".xml", ".rels")):  # it would be read, and is not looked through
            yield f"XML under another name ({part})"
    for attribute in element.attrib:
        if etree.QName(attribute).localname in _OUTSIDE:
            yield f"a link to {element.get(attribute)}"


def _of_fields(name: str, element: Any, open_fields: list[str]) -> Iterator[str]:
    """What a part of a field tells; the codes of those that are open stand one in another."""
    if name == "fldSimple":
        yield from _of_field(element.get(qn("w:instr"), ""))
    elif name in {"instrText", "delInstrText"} and open_fields:
        open_fields[-1] += element.text or ""
    elif name == "fldChar":
        step = element.get(qn("w:fldCharType"))
        if step == "begin":
            open_fields.append("")
        elif open_fields and step == "separate":
            yield from _of_field(open_fields[-1])
            open_fields[-1] = "PAGE"
        elif open_fields:
            yield from _of_field(open_fields.pop())


def _of_field(code: str) -> Iterator[str]:
    if not _FIELDS.match(code):
        yield f"the field {' '.join(code.split()[:1])}"


def fill_placeholders(element: Any, texts: Mapping[str, str]) -> Iterator[str]:
    """Fill in ``{{ name }}`` wherever it stands, in one format or more; yield what has no text."""
    for paragraph in element.iter(qn("w:p")):
        pieces = [
            piece
            for piece in paragraph.iter(qn("w:t"))
            if next(piece.iterancestors(qn("w:p"))) is paragraph
        ]
        whole = "".join(piece.text or "" for piece in pieces)
        for found in reversed(list(_PLACEHOLDER.finditer(whole))):
            name = found[0].strip("{}").strip()
            if found[0].endswith("}}") and name in texts:
                _replace(pieces, *found.span(), texts[name])
            else:
                yield found[0]


def _replace(pieces: Sequence[Any], start: int, end: int, text: str) -> None:
    """Put ``text`` in the place of some letters; the first piece that has one of them takes it."""
    at = 0
    for piece in pieces:
        old = piece.text or ""
        first, last = max(start - at, 0), min(end - at, len(old))
        at += len(old)
        if first < last:
            piece.text, text = old[:first] + text + old[last:], ""
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
