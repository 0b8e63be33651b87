"""The documents of a run as an archive sees them: pairs of PDF and Word, titled and validated."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from generator.errors import KontorrapportError

PDF = "application/pdf"
PROFILES = {"2a": "PDF/A-2a", "ua1": "PDF/UA-1"}
"""The validator's profiles: one for archives, one for screen readers."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its title, and its files by path in the run with their sha256."""

    name: str
    title: str
    archive_file: str
    production_file: str | None
    hashes: Mapping[str, str]


def papers(manifest: Mapping[str, Any], payload: Mapping[str, bytes]) -> tuple[Paper, ...]:
    """The run's documents in the manifest's order; raises KontorrapportError where a PDF lacks."""
    entries = [entry for entry in manifest["files"] if "media_type" in entry]
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        stem = entry["path"].rsplit(".", 1)[0]
        kind = "pdf" if entry["media_type"] == PDF else "other"
        found.setdefault(stem, {})[kind] = entry["path"]
    if lacking := [stem for stem, files in found.items() if "pdf" not in files]:
        raise KontorrapportError(
            f"{lacking[0]} is not there as PDF, and only PDF/A is an archive format. "
            "Build the round again with --format pdf,docx."
        )
    return tuple(_paper(stem, files, payload) for stem, files in found.items())


def _paper(stem: str, files: Mapping[str, str], payload: Mapping[str, bytes]) -> Paper:
    return Paper(
        name=stem,
        title=_title(payload[files["pdf"]]),
        archive_file=files["pdf"],
        production_file=files.get("other"),
        hashes={path: sha256(payload[path]).hexdigest() for path in files.values()},
    )


def _title(pdf: bytes) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return str(document.get_metadata_value("Title"))


def validation_reports(
    documents: Sequence[Paper], payload: Mapping[str, bytes]
) -> dict[str, bytes]:
    """A report for each PDF and profile, by path; raises KontorrapportError for an invalid PDF."""
    return {
        f"validation/{paper.name}.{profile}.json": _validation(paper, profile, payload)
        for paper in documents
        for profile in PROFILES
    }


def _validation(paper: Paper, profile: str, payload: Mapping[str, bytes]) -> bytes:
    import page

    limits = page.SafetyLimits.unlimited()  # the file is our own
    content = payload[paper.archive_file]
    found = page.validate_pdf_bytes(content, profile=profile, limits=limits)
    if not found.is_compliant:
        raise KontorrapportError(
            f"{paper.archive_file} is not valid as {PROFILES[profile]}. Build the round again."
        )
    report = {
        "file": paper.archive_file,
        "sha256": paper.hashes[paper.archive_file],
        "standard": PROFILES[profile],
        "validator": f"page-validation {version('page-validation')}",
    }
    told = {name: part for name, part in found.to_dict().items() if name != "source"}
    return (json.dumps(report | told, ensure_ascii=False, indent=1) + "\n").encode()
