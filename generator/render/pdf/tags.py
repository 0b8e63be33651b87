"""What WeasyPrint leaves out of a tagged PDF, or gets wrong, put right just before it is written.

Table cells name their heads, running heads and feet are artifacts, a table of contents is tagged as
one and its links say where they lead, and the file is marked as accessible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

import pydyf

from generator.render.pdf.heads import HeadLinker, TagCell, TagRow

IDENTITY: Final = "urn:kontorrapport:document:1"
"""The namespace of what the metadata says a file is: which unit's report, made in which run."""

_UA: Final = "http://www.aiim.org/pdfua/ns/id/"
# PDF/A allows properties of other schemas only if the file describes them.
_DESCRIPTION: Final = """\
<rdf:Description rdf:about="" xmlns:pdfuaid="{ua}" xmlns:kontorrapport="{identity}">
<pdfuaid:part>1</pdfuaid:part>
<kontorrapport:unit>{unit}</kontorrapport:unit>
<kontorrapport:run>{run}</kontorrapport:run>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>{schemas}</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_SCHEMA: Final = """\
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>{name}</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{uri}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>
</rdf:li>"""
_PROPERTY: Final = """\
<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>{type}</pdfaProperty:valueType>
<pdfaProperty:category>{category}</pdfaProperty:category>
<pdfaProperty:description>{description}</pdfaProperty:description>
</rdf:li>"""
_SCHEMAS: Final = (
    ("PDF/UA identification schema", _UA, "pdfuaid"),
    ("kontorrapport document schema", IDENTITY, "kontorrapport"),
)
_PROPERTIES: Final = {
    "pdfuaid": (("part", "Integer", "internal", "Part of ISO 14289 the file conforms to"),),
    "kontorrapport": (
        ("unit", "Text", "external", "The unit that the report is about"),
        ("run", "Text", "external", "The run that the report was made in"),
    ),
}
_END: Final = b"</rdf:RDF>"
_ARTIFACT: Final = pydyf.Dictionary({"Type": "/Pagination"})

AMBIGUOUS_END: Final = b"\r\nendstream"
"""A stream whose last byte is a carriage return: archive rules count it as part of the line end."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document is: the report of which unit, or of the whole, made in which run."""

    unit: str
    run: str


def finish_tags(
    document: object,
    pdf: pydyf.PDF,
    *,
    links: Mapping[str, str],
    quoted: str | None = None,
    identity: Identity,
    attempt: int = 0,
) -> None:
    """Complete the tags of a PDF (a WeasyPrint finisher); ``links`` are texts by address.

    ``quoted`` is the language of the quotes where it is not the document's.

    From the second ``attempt`` on, streams that would end ambiguously are stored as they are, and
    unused objects shift the tables that are compressed only when the file is written.
    """
    tree = TagTree(pdf)
    _link_heads(tree)
    _separate_page_furniture(tree)
    _tag_contents(tree, links)
    if quoted:
        for quote in tree.tagged("/BlockQuote"):
            quote["Lang"] = pydyf.String(quoted)
    _describe(pdf, identity)
    if attempt:
        for element in pdf.objects:
            if isinstance(element, pydyf.Stream) and element.data.endswith(AMBIGUOUS_END):
                element.compress = False
        for _ in range(attempt):
            pdf.add_object(pydyf.Dictionary())


class TagTree:
    """The structure tree of a PDF that is being written: its elements in reading order."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.root = self.object(pdf.catalog["StructTreeRoot"])
        self.elements = tuple(self.below(self.root))

    def object(self, reference: Any) -> Any:
        """Return what a reference refers to."""
        text = reference.decode() if isinstance(reference, bytes) else str(reference)
        return self.pdf.objects[int(text.split(maxsplit=1)[0])]

    def kids(self, element: Any) -> Iterator[Any]:
        """Yield the structure elements right below one, without its marked content."""
        for kid in element["K"]:
            if isinstance(kid, (bytes, str)):
                child = self.object(kid)
                if isinstance(child, dict) and "S" in child:
                    yield child

    def tagged(self, *tags: str) -> Iterator[Any]:
        """Yield the elements with one of these tags."""
        return (element for element in self.elements if element["S"] in tags)

    def below(self, element: Any) -> Iterator[Any]:
        """Yield the structure elements anywhere below one, in reading order."""
        for child in self.kids(element):
            yield child
            yield from self.below(child)


def _link_heads(tree: TagTree) -> None:
    linker = HeadLinker()
    for table in tree.tagged("/Table"):
        continued = all(kid["S"] != "/Caption" for kid in tree.kids(table))
        linker.link(tuple(_rows(tree, table, in_head=False)), continued=continued)
    names = pydyf.Array()
    for name, element in linker.named.items():
        names += [pydyf.String(name), element.reference]
    if names:
        identifiers = pydyf.Dictionary({"Names": names})
        tree.pdf.add_object(identifiers)
        tree.root["IDTree"] = identifiers.reference


def _rows(tree: TagTree, element: Any, *, in_head: bool) -> Iterator[TagRow]:
    for child in tree.kids(element):
        if child["S"] == "/TR":
            yield TagRow(tuple(_cells(tree, child)), in_head)
        else:
            yield from _rows(tree, child, in_head=in_head or child["S"] == "/THead")


def _cells(tree: TagTree, row: Any) -> Iterator[TagCell]:
    """Yield a row's cells without the marks that WeasyPrint put on them."""
    column = 0
    for element in tree.kids(row):
        if "A" not in element:
            continue
        element.pop("ID", None)
        element["A"].pop("Headers", None)
        cell = TagCell(element, column, element["A"].get("ColSpan", 1))
        column += cell.span
        yield cell


def _separate_page_furniture(tree: TagTree) -> None:
    """Turn what is marked but not in the tree, running heads and feet, into artifacts."""
    reached = {element.number for element in tree.elements}
    marks = tree.object(tree.root["ParentTree"])["Nums"]
    for page, of_page in zip(tree.pdf.page_references, marks[1::2], strict=False):
        loose = {
            mark
            for mark, reference in enumerate(of_page)
            if tree.object(reference).number not in reached
        }
        for mark in loose:
            tree.object(of_page[mark]).clear()
            of_page[mark] = "null"
        content = tree.object(tree.object(page)["Contents"]).stream
        for index, item in enumerate(content):
            if isinstance(item, dict) and item.get("MCID") in loose:
                content[index - 1 : index + 1] = ["/Artifact", _ARTIFACT]


def _tag_contents(tree: TagTree, links: Mapping[str, str]) -> None:
    """Tag the list that holds links as a table of contents, and let every link say its text."""
    for items in tree.tagged("/L"):
        if any(element["S"] == "/Link" for element in tree.below(items)):
            items["S"] = "/TOC"
            for entry in tree.kids(items):
                entry["S"] = "/TOCI"
                for body in tree.kids(entry):
                    body["S"] = "/Reference"
    for element in tree.pdf.objects:
        if isinstance(element, dict) and element.get("Subtype") == "/Link" and "Dest" in element:
            element["Contents"] = pydyf.String(links[f"#{element['Dest'].string}"])


def _describe(pdf: pydyf.PDF, identity: Identity) -> None:
    """Say in the metadata that the file is accessible, and what it is."""
    number = pdf.catalog["Metadata"].split(maxsplit=1)[0]
    metadata = pdf.objects[int(number)]
    metadata.compress = False  # PDF/A wants it readable as it is
    told = _description(identity)
    metadata.stream = [part.replace(_END, told + _END, 1) for part in metadata.stream]


def _description(identity: Identity) -> bytes:
    schemas = (
        _SCHEMA.format(name=name, uri=uri, prefix=prefix, properties=_property_list(prefix))
        for name, uri, prefix in _SCHEMAS
    )
    return _DESCRIPTION.format(
        ua=_UA,
        identity=IDENTITY,
        unit=escape(identity.unit),
        run=escape(identity.run),
        schemas="".join(schemas),
    ).encode()


def _property_list(prefix: str) -> str:
    return "".join(
        _PROPERTY.format(name=name, type=kind, category=category, description=description)
        for name, kind, category, description in _PROPERTIES[prefix]
    )
