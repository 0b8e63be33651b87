"""What an arkivmelding must hold: the mandatory elements of Noark 5, and files that are there.

The check needs no schema files. Who has those of the National Archives gets theirs as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from generator.archive.noark import NOARK, OWN, TYPE
from generator.errors import ArgumentError

_CREATED = ("opprettetDato", "opprettetAv")

MANDATORY: Mapping[str, tuple[str, ...]] = {
    "arkivmelding": ("system", "meldingId", "tidspunkt", "antallFiler", "mappe"),
    "saksmappe": (
        "systemID",
        "tittel",
        *_CREATED,
        "saksdato",
        "administrativEnhet",
        "saksansvarlig",
        "saksstatus",
        "basisregistrering",
    ),
    "journalpost": (
        "systemID",
        *_CREATED,
        "arkivertDato",
        "arkivertAv",
        "referanseForelderMappe",
        "dokumentbeskrivelse",
        "tittel",
        "journalposttype",
        "journalstatus",
        "journaldato",
    ),
    "dokumentbeskrivelse": (
        "systemID",
        "dokumenttype",
        "dokumentstatus",
        "tittel",
        *_CREATED,
        "tilknyttetRegistreringSom",
        "dokumentnummer",
        "tilknyttetDato",
        "tilknyttetAv",
        "dokumentobjekt",
    ),
    "dokumentobjekt": ("versjonsnummer", "variantformat", *_CREATED, "referanseDokumentfil"),
}
"""What each part must hold, by the part's element, or its type where the element has one."""

TYPES = {"mappe": "saksmappe", "basisregistrering": "journalpost"}
"""The type that an element must declare, by the element."""

VALUES: Mapping[str, frozenset[str]] = {
    "saksstatus": frozenset({"Under behandling", "Avsluttet", "Utgår"}),
    "journalposttype": frozenset({"Organinternt dokument uten oppfølging"}),
    "journalstatus": frozenset({"Arkivert"}),
    "dokumentstatus": frozenset({"Dokumentet er ferdigstilt"}),
    "tilknyttetRegistreringSom": frozenset({"Hoveddokument", "Vedlegg"}),
    "variantformat": frozenset({"Arkivformat", "Produksjonsformat"}),
}
"""The values this program uses of those that the standard's catalogue of metadata allows."""

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAYS = ("saksdato", "journaldato", "dokumentetsDato")


def check_arkivmelding(content: bytes, hashes: Mapping[str, str]) -> tuple[str, ...]:
    """What is wrong with a message about the files of ``hashes`` (path in the package: sha256)."""
    if b"<!DOCTYPE" in content:
        return ("a document type declaration has no place here",)
    try:
        root = ET.fromstring(content)
    except ET.ParseError:
        return ("it is not well-formed XML",)
    if root.tag != f"{{{NOARK}}}arkivmelding":
        return ("its root is not arkivmelding",)
    return (*_parts(root), *_values(root), *_identifiers(root), *_files(root, hashes))


def check_by_schema(content: bytes, folder: Path) -> tuple[str, ...]:
    """What the schema files in ``folder`` find; raises ArgumentError where there are none."""
    from lxml import etree

    file = folder / "arkivmelding.xsd"
    try:
        schema = etree.XMLSchema(etree.parse(file))
    except (OSError, etree.LxmlError) as error:
        reason = str(error).splitlines()[0]
        raise ArgumentError(f"--xsd {folder}: no usable arkivmelding.xsd: {reason}.") from None
    schema.validate(etree.fromstring(content))
    return tuple(f"line {found.line}: {found.message}" for found in schema.error_log)


def _parts(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        kind = element.get(TYPE) or _name(element)
        if kind in TYPES:
            yield f"{kind} is no {TYPES[kind]}"
        held = {_name(child) for child in element if len(child) or (child.text or "").strip()}
        for name in MANDATORY.get(kind, ()):
            if name not in held:
                yield f"{kind} lacks {name}"


def _values(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        name, text = _name(element), element.text or ""
        if name in VALUES and text not in VALUES[name]:
            yield f"{name} is {text!r}, which the catalogue does not have"
        try:
            if name in _DAYS:
                date.fromisoformat(text)
            elif name.endswith("Dato") or name == "tidspunkt":
                datetime.fromisoformat(text)
        except ValueError:
            yield f"{name} is {text!r}, which is no time"


def _identifiers(root: ET.Element) -> Iterator[str]:
    found = [element.text or "" for element in root.iter(f"{{{NOARK}}}systemID")]
    yield from (f"systemID {text!r} is no UUID" for text in found if not _GUID.fullmatch(text))
    if len(set(found)) != len(found):
        yield "a systemID is used more than once"
    cases = {case.findtext(f"{{{NOARK}}}systemID") for case in root.iter(f"{{{NOARK}}}mappe")}
    for element in root.iter(f"{{{NOARK}}}referanseForelderMappe"):
        if element.text not in cases:
            yield f"referanseForelderMappe {element.text!r} is no case of the message"


def _files(root: ET.Element, hashes: Mapping[str, str]) -> Iterator[str]:
    named = [element.text or "" for element in root.iter(f"{{{NOARK}}}referanseDokumentfil")]
    yield from (f"{name} is not in the package" for name in named if name not in hashes)
    if root.findtext(f"{{{NOARK}}}antallFiler") != str(len(named)):
        yield f"antallFiler is not {len(named)}"
    checksums = {
        element.findtext(f"{{{OWN}}}referanseDokumentfil"): element.findtext(f"{{{OWN}}}sjekksum")
        for element in root.iter(f"{{{OWN}}}dokumentfil")
    }
    for name in named:
        if name in hashes and checksums.get(name) != hashes[name]:
            yield f"the checksum of {name} is another"


def _name(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]
