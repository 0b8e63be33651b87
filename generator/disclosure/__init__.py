"""Disclosure control: what may be published, decided once, before anything is computed from it."""

from generator.disclosure.audit import Audit, audit
from generator.disclosure.certificate import Cell, Certificate, certify
from generator.disclosure.exact import Respondents, tabulate
from generator.disclosure.kept import audit_again, kept_content, read_kept, sealed
from generator.disclosure.models import MODELS, REGISTERED, gate
from generator.disclosure.participation import protect_participation, protect_responses
from generator.disclosure.protect import Protected, protect
from generator.disclosure.rules import IN_REPRODUCED, RULES, Limits, NamedRule
from generator.disclosure.since import GONE, EarlierRelease, Included, IncludedToday, Kept, Since

__all__ = [
    "GONE",
    "IN_REPRODUCED",
    "MODELS",
    "REGISTERED",
    "RULES",
    "Audit",
    "Cell",
    "Certificate",
    "EarlierRelease",
    "Included",
    "IncludedToday",
    "Kept",
    "Limits",
    "NamedRule",
    "Protected",
    "Respondents",
    "Since",
    "audit",
    "audit_again",
    "certify",
    "gate",
    "kept_content",
    "protect",
    "protect_participation",
    "protect_responses",
    "read_kept",
    "sealed",
    "tabulate",
]
