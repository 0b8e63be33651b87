"""What WeasyPrint leaves out of a tagged PDF: table headers' scope and the accessibility mark.

With a scope on every header cell and its span, a reader can tell which heads belong to a cell, also
under two-level heads; the explicit lists that WeasyPrint writes are wrong there, so they go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pydyf

# PDF/A allows the PDF/UA mark only if the file describes the property it adds.
_ACCESSIBILITY_MARK: Final = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_END: Final = b"</rdf:RDF>"


AMBIGUOUS_END: Final = b"\r\nendstream"
"""A stream whose last byte is a carriage return: archive rules count it as part of the line end."""


def finish_tags(document: object, pdf: pydyf.PDF, *, attempt: int = 0) -> None:
    """Complete the tags of a PDF just before it is written (a WeasyPrint finisher).

    From the second ``attempt`` on, streams that would end ambiguously are stored as they are, and
    unused objects shift the tables that are compressed only when the file is written.
    """
    if attempt:
        for element in pdf.objects:
            if isinstance(element, pydyf.Stream) and element.data.endswith(AMBIGUOUS_END):
                element.compress = False
        for _ in range(attempt):
            pdf.add_object(pydyf.Dictionary())
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/Table":
            for row, in_head in _rows(pdf, element, in_head=False):
                _mark_row(pdf, row, in_head=in_head)
    metadata = _object(pdf, pdf.catalog["Metadata"])
    metadata.compress = False  # PDF/A wants it readable as it is
    metadata.stream = [
        part.replace(_END, _ACCESSIBILITY_MARK + _END, 1) for part in metadata.stream
    ]


def _object(pdf: pydyf.PDF, reference: Any) -> Any:
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return pdf.objects[int(text.split()[0])]


def _children(pdf: pydyf.PDF, element: Any) -> Iterator[Any]:
    """Yield the structure elements right below an element, without its marked content."""
    for kid in element["K"]:
        if isinstance(kid, (bytes, str)):
            child = _object(pdf, kid)
            if isinstance(child, dict) and "S" in child:
                yield child


def _rows(pdf: pydyf.PDF, element: Any, *, in_head: bool) -> Iterator[tuple[Any, bool]]:
    for child in _children(pdf, element):
        if child["S"] == "/TR":
            yield child, in_head
        else:
            yield from _rows(pdf, child, in_head=in_head or child["S"] == "/THead")


def _mark_row(pdf: pydyf.PDF, row: Any, *, in_head: bool) -> None:
    for cell in _children(pdf, row):
        cell.pop("ID", None)
        attributes = cell.get("A")
        if attributes is None:
            continue
        attributes.pop("Headers", None)
        if cell["S"] == "/TH":
            attributes["Scope"] = "/Column" if in_head else "/Row"
