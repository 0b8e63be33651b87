"""Verification: finished files are opened again and held against the blocks they were made from."""

from __future__ import annotations

from generator.verify.checks import (
    Verified,
    broken_pdfs,
    read_words,
    verify_documents,
    verify_overview,
)
from generator.verify.language import untranslated
from generator.verify.texts import FORBIDDEN, verify_text

__all__ = [
    "FORBIDDEN",
    "Verified",
    "broken_pdfs",
    "read_words",
    "untranslated",
    "verify_documents",
    "verify_overview",
    "verify_text",
]
