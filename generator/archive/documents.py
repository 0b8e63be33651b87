"""The documents of a run as an archive sees them: pairs of PDF and Word, titled and validated."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from generator.errors import KontorrapportError
from generator.run.manifest import Document, Manifest

PDF = "application/pdf"
PROFILES = {"2a": "PDF/A-2a", "ua1": "PDF/UA-1"}
"""The validator's profiles: one for archives, one for screen readers."""


@dataclass(frozen=True, slots=True)
class ArchivedDocument:
    """One document: its title, and its files by path in the run with their sha256."""

    name: str
    title: str
    archive_file: str
    production_file: str | None
    hashes: Mapping[str, str]


def archived_documents(
    manifest: Manifest, payload: Mapping[str, bytes]
) -> tuple[ArchivedDocument, ...]:
    """The run's documents in the manifest's order; raises KontorrapportError where a PDF lacks."""
    found: dict[str, list[Document]] = {}
    for file in manifest.documents:
        found.setdefault(file.path.rsplit(".", 1)[0], []).append(file)
    return tuple(_document(name, files, payload) for name, files in found.items())


def _document(
    name: str, files: Sequence[Document], payload: Mapping[str, bytes]
) -> ArchivedDocument:
    import pypdfium2

    archive_file = next((file.path for file in files if file.media_type == PDF), None)
    if archive_file is None:
        raise KontorrapportError(
            f"{name} is not there as PDF, and only PDF/A is an archive format. "
            "Build the round again with --format pdf,docx."
        )
    with pypdfium2.PdfDocument(payload[archive_file]) as pdf:
        title = str(pdf.get_metadata_value("Title"))
    return ArchivedDocument(
        name=name,
        title=title,
        archive_file=archive_file,
        production_file=next((file.path for file in files if file.media_type != PDF), None),
        hashes={file.path: file.sha256 for file in files},
    )


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
    return (json.dumps(report | result, ensure_ascii=False, indent=1) + "\n").encode()
