"""Disclosure control: what may be published, decided once, before anything is computed from it."""

from generator.disclosure.audit import Audit, audit
from generator.disclosure.certificate import Cell, Certificate, certify
from generator.disclosure.earlier import EarlierRelease, Included, IncludedToday, Kept
from generator.disclosure.kept import audit_again, kept_content, read_kept, sealed
from generator.disclosure.recompute import recompute

__all__ = [
    "Audit",
    "Cell",
    "Certificate",
    "EarlierRelease",
    "Included",
    "IncludedToday",
    "Kept",
    "audit",
    "audit_again",
    "certify",
    "kept_content",
    "read_kept",
    "recompute",
    "sealed",
]
