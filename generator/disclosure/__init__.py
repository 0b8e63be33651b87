"""Disclosure control: what may be told, decided once over the whole run before it is split."""

from generator.disclosure.certificate import Certificate, bare, certify_trend
from generator.disclosure.kept import Kept, examine_again, keep, read_kept
from generator.disclosure.naming import Names
from generator.disclosure.proof import prove
from generator.disclosure.recompute import recompute
from generator.disclosure.release import release
from generator.disclosure.reprinted import without_small_corrections
from generator.disclosure.rerelease import EarlierRelease, hold_against

__all__ = [
    "Certificate",
    "EarlierRelease",
    "Kept",
    "Names",
    "bare",
    "certify_trend",
    "examine_again",
    "hold_against",
    "keep",
    "prove",
    "read_kept",
    "recompute",
    "release",
    "without_small_corrections",
]
