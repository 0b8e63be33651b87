"""arkivmelding.xml: a round as a case of Noark 5, each document as a journal post in it.

Names and order of the elements (arkivmelding.xml.j2) and what must be there (noark.toml) are those
of the National Archives' schema of version 3. The check needs no schema files; who has those of the
National Archives gets theirs as well.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from generator.archive.bag import PAYLOAD
from generator.errors import ArgumentError
from generator.round.afterwards import Archiving

FILE = "arkivmelding.xml"
NOARK = "http://www.arkivverket.no/standarder/noark5/arkivmelding"
OWN = "urn:kontorrapport:arkivmelding"
"""The namespace of checksums, for which this version of the schema has no element of its own."""
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

_TEMPLATE = Path(__file__).with_name(f"{FILE}.j2")
_RULES = tomllib.loads(Path(__file__).with_name("noark.toml").read_text("utf-8"))
TYPES: Mapping[str, str] = _RULES["types"]
MANDATORY: Mapping[str, Sequence[str]] = _RULES["mandatory"]
VALUES: Mapping[str, Sequence[str]] = _RULES["values"]

_IDS = uuid5(NAMESPACE_DNS, "kontorrapport")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAYS = ("saksdato", "journaldato", "dokumentetsDato")


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
    from jinja2 import FileSystemLoader

    from generator.resources.sandbox import Sandbox

    environment = Sandbox(  # every value is escaped as XML by ``finalize``
        FileSystemLoader(_TEMPLATE.parent),
        finalize=lambda value: escape(_NOT_XML.sub("", str(value))),
        keep_trailing_newline=True,
    )
    text = environment.get_template(_TEMPLATE.name).render(
        case=case,
        identifier=case.identifier,
        documents=documents,
        files=sum(len(document.hashes) for document in documents),
        payload=PAYLOAD,
        time=case.time.isoformat(),
    )
    return text.encode()


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
