"""What PDF/A-2a and PDF/UA-1 ask beyond tags: metadata that say what a file is, and a validator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from pydyf import PDF

IDENTITY: Final = "urn:kontorrapport:document:1"
"""The namespace of what the metadata says a file is: which unit's report, made in which run."""

PROFILES: Final = {"2a": "A-2a", "ua1": "UA-1"}
MESSAGE_LENGTH: Final = 200
_MOST_FAILURES: Final = 3
# PDF/A allows properties of other schemas only if the file describes them.
DESCRIPTION: Final = Path(__file__).with_name("description.xml").read_text(encoding="utf-8")
_END: Final = b"</rdf:RDF>"


def describe(pdf: PDF, *, unit: str, run: str) -> None:
    """Say in the metadata that the file is accessible, and which unit and run it is from."""
    number = pdf.catalog["Metadata"].split(maxsplit=1)[0]
    metadata = pdf.objects[int(number)]
    metadata.compress = False  # PDF/A wants it readable as it is
    about = DESCRIPTION.format(unit=escape(unit), run=escape(run)).encode()
    metadata.stream = [part.replace(_END, about + _END, 1) for part in metadata.stream]


def broken_rules(content: bytes) -> str:
    """The first rules that a PDF breaks, in one line; nothing when it is valid."""
    import page

    limits = page.SafetyLimits.unlimited()  # the file is our own
    for profile, name in PROFILES.items():
        try:
            report = page.validate_pdf_bytes(content, profile=profile, limits=limits)
        except page.ParseError:
            return f"not valid as PDF/{name}: it cannot be opened"
        if not report.is_compliant:
            broken = dict.fromkeys(f"{one.rule_id} ({one.message})" for one in report.failures)
            rules = "; ".join(tuple(broken)[:_MOST_FAILURES])[:MESSAGE_LENGTH]
            return f"not valid as PDF/{name}: {rules}"
    return ""
