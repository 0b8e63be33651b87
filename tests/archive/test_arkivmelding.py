"""arkivmelding.xml: what Noark 5 asks for, by the project's own check and by the schemas."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from generator.archive.bag import payload_hashes
from generator.archive.filing import file_run
from generator.archive.noark import (
    MANDATORY,
    NOARK,
    TYPE,
    ArchivedDocument,
    Case,
    arkivmelding,
    check_arkivmelding,
    check_by_schema,
)
from generator.archive.package import package_files
from generator.errors import ArgumentError
from generator.round.afterwards import Archiving

from .conftest import TIME, MakeRun

SCHEMAS = os.environ.get("KONTORRAPPORT_NOARK5_XSD")

CASE = Case(
    study="studie",
    round="2015-2",
    run="0123456789ab",
    title="Runde <2> & mer \x01",
    date=TIME.date(),
    author="Fylket",
    system="kontorrapport 1",
    archiving=Archiving(creator="Fylket", administrative_unit="Analyse", responsible="Ola"),
    time=TIME,
)
HASHES = {"a.pdf": "1" * 64, "a.docx": "2" * 64, "b.pdf": "3" * 64}
PAPERS = (
    ArchivedDocument(
        "a", "Rapport A", "a.pdf", "a.docx", {name: HASHES[name] for name in ("a.pdf", "a.docx")}
    ),
    ArchivedDocument("b", "Rapport B", "b.pdf", None, {"b.pdf": HASHES["b.pdf"]}),
)
IN_PACKAGE = {f"data/{name}": digest for name, digest in HASHES.items()}


def tree() -> ET.Element:
    return ET.fromstring(arkivmelding(CASE, PAPERS))


def found(root: ET.Element) -> tuple[str, ...]:
    return check_arkivmelding(ET.tostring(root), IN_PACKAGE)


def test_a_message_as_written_lacks_nothing() -> None:
    assert check_arkivmelding(arkivmelding(CASE, PAPERS), IN_PACKAGE) == ()


def test_one_case_and_one_journal_post_for_each_document() -> None:
    root = tree()
    assert root.findtext(f"{{{NOARK}}}antallFiler") == "3"
    (case,) = root.findall(f"{{{NOARK}}}mappe")
    assert case.findtext(f"{{{NOARK}}}tittel") == "Runde <2> & mer "
    posts = case.findall(f"{{{NOARK}}}basisregistrering")
    formats = [[each.text for each in post.iter(f"{{{NOARK}}}variantformat")] for post in posts]
    assert formats == [["Arkivformat", "Produksjonsformat"], ["Arkivformat"]]


def test_identifiers_are_the_same_whenever_they_are_made() -> None:
    from dataclasses import replace

    def identifiers(case: Case) -> list[str | None]:
        root = ET.fromstring(arkivmelding(case, PAPERS))
        return [element.text for element in root.iter(f"{{{NOARK}}}systemID")]

    later = replace(CASE, time=datetime(2020, 1, 1, tzinfo=UTC))
    assert identifiers(later) == identifiers(CASE)
    another_run = replace(CASE, run="ffffffffffff")
    assert identifiers(another_run)[0] == identifiers(CASE)[0]  # the same case
    assert not set(identifiers(another_run)[1:]) & set(identifiers(CASE))
    another_round = replace(CASE, round="2015-3")
    assert not set(identifiers(another_round)) & set(identifiers(CASE))


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in MANDATORY.items() for name in names]
)
@pytest.mark.parametrize("emptied", [False, True], ids=["removed", "emptied"])
def test_every_mandatory_element_is_missed(kind: str, name: str, emptied: bool) -> None:
    root = tree()
    parents = [e for e in root.iter() if (e.get(TYPE) or e.tag.split("}")[1]) == kind]
    for child in parents[0].findall(f"{{{NOARK}}}{name}"):
        child.clear() if emptied else parents[0].remove(child)
    assert f"{kind} lacks {name}" in found(root)


@pytest.mark.parametrize(
    ("name", "finding"),
    [("mappe", "mappe is no saksmappe"), ("basisregistrering", "is no journalpost")],
    ids=["case", "post"],
)
def test_a_part_of_no_type_is_found(name: str, finding: str) -> None:
    """Without its type a part would escape the list of what it must hold."""
    root = tree()
    del next(root.iter(f"{{{NOARK}}}{name}")).attrib[TYPE]
    assert any(finding in each for each in found(root))


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("saksstatus", "Ferdig", "saksstatus is 'Ferdig'"),
        ("variantformat", "PDF", "variantformat is 'PDF'"),
        ("systemID", "1", "systemID '1' is no UUID"),
        ("journaldato", "01.07.2015", "journaldato is '01.07.2015', which is no time"),
        ("opprettetDato", "i går", "opprettetDato is 'i går', which is no time"),
        ("tidspunkt", "2015", "tidspunkt is '2015', which is no time"),
        ("antallFiler", "4", "antallFiler is not 3"),
        ("referanseDokumentfil", "data/c.pdf", "data/c.pdf is not in the package"),
        ("referanseForelderMappe", CASE.identifier("x"), "is no case of the message"),
    ],
)
def test_what_the_catalogue_does_not_allow_is_found(name: str, text: str, finding: str) -> None:
    root = tree()
    next(root.iter(f"{{{NOARK}}}{name}")).text = text
    assert any(finding in each for each in found(root)), found(root)


def test_other_files_than_those_told_of_are_found() -> None:
    message = arkivmelding(CASE, PAPERS)
    others = IN_PACKAGE | {"data/a.docx": "4" * 64}
    assert check_arkivmelding(message, others) == ("the checksum of data/a.docx is another",)
    twice = re.sub(rb"<systemID>[^<]*", b"<systemID>" + CASE.identifier().encode(), message)
    assert "a systemID is used more than once" in check_arkivmelding(twice, IN_PACKAGE)
    assert check_arkivmelding(message[:-20], IN_PACKAGE) == ("it is not well-formed XML",)
    assert check_arkivmelding(b"<a/>", {}) == ("its root is not arkivmelding",)
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert check_arkivmelding(bomb, {}) == ("a document type declaration has no place here",)


def test_the_message_of_a_package_is_about_its_files(make_run: MakeRun, store: Path) -> None:
    package = file_run(make_run(), store, time=TIME).folder
    message = (package / "arkivmelding.xml").read_bytes()
    assert check_arkivmelding(message, payload_hashes(package)) == ()
    named = [
        one.text or "" for one in ET.fromstring(message).iter(f"{{{NOARK}}}referanseDokumentfil")
    ]
    assert {Path(name).suffix for name in named} == {".pdf", ".docx"}
    assert list((package / "data").rglob("*.html"))
    titles = [element.text for element in ET.fromstring(message).iter(f"{{{NOARK}}}tittel")]
    assert "Rapport solvik – Innovasjon i NAV-kontor, 2. kvartal 2015" in titles


@pytest.mark.skipif(not SCHEMAS, reason="KONTORRAPPORT_NOARK5_XSD names no folder of schemas")
def test_the_schemas_of_the_national_archives_find_nothing(make_run: MakeRun, store: Path) -> None:
    schemas = Path(SCHEMAS or "")
    message = package_files(make_run(), time=TIME)["arkivmelding.xml"]
    assert check_by_schema(message, schemas) == ()
    assert check_by_schema(arkivmelding(CASE, PAPERS), schemas) == ()
    wrong = arkivmelding(CASE, PAPERS).replace(b"saksansvarlig", b"saksbehandler")
    assert len(check_by_schema(wrong, schemas)) == 1
    assert not file_run(make_run(), store, time=TIME, xsd=schemas).already
    assert file_run(make_run(), store, time=TIME, xsd=schemas).already


def test_a_schema_of_ones_own_is_used(tmp_path: Path, make_run: MakeRun, store: Path) -> None:
    """Any schema will do to see that --xsd reads it, and refuses before anything is filed."""
    from generator.errors import KontorrapportError

    schema = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{}">'
        '<xs:element name="{}"/><xs:complexType name="saksmappe"><xs:sequence>'
        '<xs:any processContents="skip" maxOccurs="unbounded"/>'
        "</xs:sequence></xs:complexType></xs:schema>"
    )
    (tmp_path / "arkivmelding.xsd").write_text(schema.format(NOARK, "another"), "utf-8")
    with pytest.raises(KontorrapportError, match=r"arkivmelding\.xml is not valid: line 2"):
        file_run(make_run(), store, time=TIME, xsd=tmp_path)
    assert not store.exists()
    (tmp_path / "arkivmelding.xsd").write_text(schema.format(NOARK, "arkivmelding"), "utf-8")
    assert not file_run(make_run(), store, time=TIME, xsd=tmp_path).already


def test_schemas_that_are_not_there(tmp_path: Path, make_run: MakeRun, store: Path) -> None:
    with pytest.raises(ArgumentError, match=r"no usable arkivmelding\.xsd"):
        file_run(make_run(), store, time=TIME, xsd=tmp_path)
    assert not store.exists()
