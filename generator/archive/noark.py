"""arkivmelding.xml: a round as a case of Noark 5, each document as a journal post in it.

Names and order of the elements are those of the National Archives' schema of version 3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_DNS, uuid5
from xml.etree import ElementTree as ET

from generator.archive.bag import PAYLOAD
from generator.round.keeping import Archiving

FILE = "arkivmelding.xml"
NOARK = "http://www.arkivverket.no/standarder/noark5/arkivmelding"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OWN = "urn:kontorrapport:arkivmelding"
"""The namespace of checksums, for which this version of the schema has no element of its own."""

TYPE = f"{{{XSI}}}type"

_IDS = uuid5(NAMESPACE_DNS, "kontorrapport")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class ArchivedDocument:
    """One document: its title, and its files by path in the run with their sha256."""

    name: str
    title: str
    archive_file: str
    production_file: str | None
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """What the case of a round is called and who answers for it; ``time`` is that of filing."""

    study: str
    round: str
    run: str
    title: str
    date: date
    author: str
    system: str
    archiving: Archiving
    time: datetime

    def identifier(self, *parts: str) -> str:
        """The same UUID for the same part of the same case, whenever and wherever it is made."""
        case = (self.archiving.creator, self.study, self.round)
        return str(uuid5(_IDS, "\0".join((*case, *parts))))


def arkivmelding(case: Case, documents: Sequence[ArchivedDocument]) -> bytes:
    """The message that hands the round's documents over to an archive of Noark 5."""
    root = ET.Element(f"{{{NOARK}}}arkivmelding")
    files = [path for document in documents for path in document.hashes]
    _add(root, "system", case.system)
    _add(root, "meldingId", case.identifier("melding", case.run))
    _add(root, "tidspunkt", case.time.isoformat())
    _add(root, "antallFiler", str(len(files)))
    folder = _add(root, "mappe")
    folder.set(TYPE, "saksmappe")
    _add(folder, "systemID", case.identifier())
    _add(folder, "tittel", case.title)
    _add(folder, "dokumentmedium", "Elektronisk arkiv")
    _dated(folder, "opprettet", case)
    _dated(folder, "avsluttet", case)
    for document in documents:
        _journal_post(folder, document, case)
    _add(folder, "saksdato", case.date.isoformat())
    _add(folder, "administrativEnhet", case.archiving.administrative_unit)
    _add(folder, "saksansvarlig", case.archiving.responsible)
    _add(folder, "saksstatus", "Avsluttet")
    ET.register_namespace("", NOARK)
    ET.register_namespace("xsi", XSI)
    ET.register_namespace("kr", OWN)
    ET.indent(root, " ")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _journal_post(folder: ET.Element, document: ArchivedDocument, case: Case) -> None:
    post = _add(folder, "basisregistrering")
    post.set(TYPE, "journalpost")
    title = f"{document.title} – {case.title}"
    _add(post, "systemID", case.identifier("journalpost", case.run, document.name))
    _dated(post, "opprettet", case)
    _dated(post, "arkivert", case)
    _add(post, "referanseForelderMappe", case.identifier())
    _description(post, document, case, title=title)
    _add(post, "tittel", title)
    _add(post, "forfatter", case.author)
    _add(post, "dokumentmedium", "Elektronisk arkiv")
    own = _add(post, "virksomhetsspesifikkeMetadata")
    for path, digest in document.hashes.items():
        file = ET.SubElement(own, f"{{{OWN}}}dokumentfil")
        ET.SubElement(file, f"{{{OWN}}}referanseDokumentfil").text = PAYLOAD + path
        ET.SubElement(file, f"{{{OWN}}}sjekksum").text = digest
        ET.SubElement(file, f"{{{OWN}}}sjekksumAlgoritme").text = "SHA-256"
    _add(post, "journalposttype", "Organinternt dokument uten oppfølging")
    _add(post, "journalstatus", "Arkivert")
    _add(post, "journaldato", case.time.date().isoformat())
    _add(post, "dokumentetsDato", case.date.isoformat())


def _description(post: ET.Element, document: ArchivedDocument, case: Case, *, title: str) -> None:
    described = _add(post, "dokumentbeskrivelse")
    _add(described, "systemID", case.identifier("dokument", case.run, document.name))
    _add(described, "dokumenttype", "Rapport")
    _add(described, "dokumentstatus", "Dokumentet er ferdigstilt")
    _add(described, "tittel", title)
    _dated(described, "opprettet", case)
    _add(described, "tilknyttetRegistreringSom", "Hoveddokument")
    _add(described, "dokumentnummer", "1")
    _dated(described, "tilknyttet", case)
    variants = {document.archive_file: "Arkivformat"}
    if document.production_file:
        variants[document.production_file] = "Produksjonsformat"
    for path, variant in variants.items():
        thing = _add(described, "dokumentobjekt")
        _add(thing, "versjonsnummer", "1")
        _add(thing, "variantformat", variant)
        _dated(thing, "opprettet", case)
        _add(thing, "referanseDokumentfil", PAYLOAD + path)


def _dated(parent: ET.Element, what: str, case: Case) -> None:
    """The pair of elements that says when something was done, and by whom."""
    _add(parent, f"{what}Dato", case.time.isoformat())
    _add(parent, f"{what}Av", case.archiving.responsible)


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{NOARK}}}{name}")
    if text is not None:
        element.text = _NOT_XML.sub("", text)
    return element
