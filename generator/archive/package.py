"""The package of a run: its files as they were built, and what an archive needs beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from generator.archive.bag import (
    DECLARATION,
    PAYLOAD,
    bag_files,
    check_bag,
    payload_hashes,
    read_info,
    seal,
)
from generator.archive.codebook import codebook_csv
from generator.archive.noark import FILE as ARKIVMELDING
from generator.archive.noark import ArchivedDocument, Case, arkivmelding, check_arkivmelding
from generator.errors import ArgumentError, KontorrapportError, VerificationError
from generator.files import json_text
from generator.run.contents import MANIFEST, check_run, made_by_older, read_results
from generator.run.finished import FinishedRun, read_run
from generator.run.manifest import Document, Manifest

FILED = "Filing-Time"
IDENTIFIER = "External-Identifier"
SIGNED_LIST = "signed-{}.txt"
PUBLIC_KEY = "key-{}.pem"
"""What an archive has for each key that signed it, by the key's fingerprint."""
RUN_SIGNATURES = "signatures"
"""Where signatures of the run lie in its package, if it was signed before it was filed."""
CODEBOOK = "codebook.csv"
SBOM = "sbom.cdx.json"  # of the program that files
PDF = "application/pdf"
PROFILES = {"2a": "PDF/A-2a", "ua1": "PDF/UA-1"}
"""The validator's profiles: one for archives, one for screen readers."""


@dataclass(frozen=True, slots=True)
class PackageEntry:
    """One filed package: what it is, when it was filed (ISO 8601) and its seal.

    ``kind`` is "round" for the reports of a round and "quarter" for management's report alone.
    """

    study: str
    round: str
    run: str
    kind: str
    date: str
    filed: str
    seal: str

    @property
    def path(self) -> Path:
        """Where the package lies inside the archive."""
        return Path(self.study, self.round, self.run)


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """One filed receipt of raw data that were deleted."""

    study: str
    round: str
    name: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where the receipt lies inside the archive."""
        return Path(self.study, self.round, self.name)


def package_files(run: Path, *, time: datetime) -> dict[str, bytes]:
    """Every file of the package of a run, by path: the same for the same run and time."""
    finished = read_run(run)
    payload = _payload(finished)
    study, round_, manifest = finished.study, finished.round, finished.manifest
    archiving = round_.archiving
    if archiving is None:
        raise ArgumentError(
            "The round does not say who files it. Add [archiving] with creator, "
            "administrative_unit and responsible to round.toml, and build it again."
        )
    if all(document.unit for document in manifest.documents):
        raise ArgumentError(
            "This run holds the reports of single offices only. Build the round without --only, "
            "and file that run."
        )
    case = Case(
        study=study.id,
        round=round_.id,
        run=manifest.run,
        title=round_.title,
        date=round_.date,
        author=round_.total_name,
        system=f"kontorrapport {manifest.version}",
        archiving=archiving,
        time=time,
    )
    documents = archived_documents(manifest, payload)
    tags = validation_reports(documents, payload) | {
        ARKIVMELDING: arkivmelding(case, documents),
        CODEBOOK: codebook_csv(study, round_, read_results(run)),
        SBOM: (Path(__file__).parents[1] / SBOM).read_bytes(),
    }
    signatures = sorted(signatures_of(run).glob("*.sig"))
    tags |= {f"{RUN_SIGNATURES}/{file.name}": file.read_bytes() for file in signatures}
    info = {
        "Source-Organization": archiving.creator,
        "Contact-Name": archiving.responsible,
        IDENTIFIER: f"{study.id}/{round_.id}/{manifest.run}",
        "External-Description": round_.title,
        "Bagging-Date": time.date().isoformat(),
        FILED: time.isoformat(),
        "Bag-Software-Agent": case.system,
    }
    return bag_files(payload, tags, info=info)


def _payload(run: FinishedRun) -> dict[str, bytes]:
    """The run's files as its manifest lists them, and the manifest."""
    files = {MANIFEST: (run.folder / MANIFEST).read_bytes()}
    for file in run.manifest.files:
        content = (run.folder / file.path).read_bytes()
        if sha256(content).hexdigest() != file.sha256:
            raise KontorrapportError(f"{file.path} was changed while it was filed.")
        files[file.path] = content
    return files


def archived_documents(
    manifest: Manifest, payload: Mapping[str, bytes]
) -> tuple[ArchivedDocument, ...]:
    """The run's documents in the manifest's order; raises KontorrapportError where a PDF lacks."""
    import pypdfium2

    found: dict[str, list[Document]] = {}
    # A workbook is in the package like everything of a run; its tables all stand in the PDFs.
    for file in (one for one in manifest.documents if not one.path.endswith(".xlsx")):
        found.setdefault(file.path.rsplit(".", 1)[0], []).append(file)
    documents = []
    for name, files in found.items():
        pdf = next((file.path for file in files if file.media_type == PDF), None)
        word = next((file.path for file in files if file.path.endswith(".docx")), None)
        if pdf is None:
            raise KontorrapportError(
                f"{name} is not there as PDF, and only PDF/A is an archive format. "
                "Build the round again with --format pdf,docx."
            )
        with pypdfium2.PdfDocument(payload[pdf]) as opened:
            title = str(opened.get_metadata_value("Title"))
        # A page for screens is in the package, and no format of an archive.
        hashes = {file.path: file.sha256 for file in files if file.path in (pdf, word)}
        documents.append(ArchivedDocument(name, title, pdf, word, hashes))
    return tuple(documents)


def validation_reports(
    documents: Sequence[ArchivedDocument], payload: Mapping[str, bytes]
) -> dict[str, bytes]:
    """A report for each PDF and profile, by path; raises KontorrapportError for an invalid PDF."""
    return {
        f"validation/{document.name}.{profile}.json": _validation(document, profile, payload)
        for document in documents
        for profile in PROFILES
    }


def _validation(document: ArchivedDocument, profile: str, payload: Mapping[str, bytes]) -> bytes:
    import page

    limits = page.SafetyLimits.unlimited()  # the file is our own
    file = document.archive_file
    found = page.validate_pdf_bytes(payload[file], profile=profile, limits=limits)
    if not found.is_compliant:
        raise KontorrapportError(
            f"{file} is not valid as {PROFILES[profile]}. Build the round again."
        )
    report = {
        "file": file,
        "sha256": document.hashes[file],
        "standard": PROFILES[profile],
        "validator": f"page-validation {version('page-validation')}",
    }
    result = {name: part for name, part in found.to_dict().items() if name != "source"}
    return json_text(report | result).encode()


def signatures_of(folder: Path) -> Path:
    """Where the signatures of a run or a package lie: beside it, for it never changes."""
    return folder.with_name(f"{folder.name}.signatures")


def packages_in(archive: Path, within: str = "[!.]*/*") -> list[Path]:
    """Every package folder of an archive, hidden drafts left out; or of a round's folder in it."""
    found = archive.glob(f"{within}/*/{DECLARATION}")
    return sorted(declaration.parent for declaration in found)


def in_order(packages: Sequence[Path]) -> tuple[PackageEntry, ...]:
    """Packages described, in the order they were filed."""
    entries = map(describe, packages)
    return tuple(sorted(entries, key=lambda entry: datetime.fromisoformat(entry.filed)))


def describe(package: Path) -> PackageEntry:
    """What the index says of a package, read from the package alone."""
    run = read_run(package / PAYLOAD)
    return PackageEntry(
        study=run.study.id,
        round=run.round.id,
        run=run.id,
        kind=run.manifest.kind,
        date=run.manifest.date,
        filed=read_info(package)[FILED],
        seal=seal(package),
    )


def check_documents(files: Mapping[str, bytes], *, again: bool = False) -> tuple[str, ...]:
    """What the documents of a run say that does not follow from it, read or made ``again``.

    Those of an older version cannot be read so; ``check_certificate`` says it.
    """
    from generator.run.rebuild import verify_files  # brings scipy

    try:
        return () if made_by_older(files) else verify_files(files, again=again).findings
    except VerificationError as error:
        return (str(error),)


def check_package(package: Path) -> tuple[str, ...]:
    """What a package no longer is, or should not be: its files, its run, its arkivmelding."""
    if findings := check_bag(package):
        return findings
    message = (package / ARKIVMELDING).read_bytes()
    wrong = check_arkivmelding(message, payload_hashes(package))
    return (*check_run(package / PAYLOAD), *(f"{ARKIVMELDING}: {finding}" for finding in wrong))
