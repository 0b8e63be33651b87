"""The rules of PDF/A-2a and PDF/UA-1, which every finished PDF keeps."""

from __future__ import annotations

from typing import Final

PROFILES: Final = {"2a": "A-2a", "ua1": "UA-1"}
MESSAGE_LENGTH: Final = 200
_MOST_FAILURES: Final = 3


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
            told = "; ".join(tuple(broken)[:_MOST_FAILURES])[:MESSAGE_LENGTH]
            return f"not valid as PDF/{name}: {told}"
    return ""
