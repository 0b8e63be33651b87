"""Disclosure control: what may be told, decided once over the whole run before it is split."""

from generator.disclosure.certificate import Certificate, certify_added, certify_trend
from generator.disclosure.proof import prove
from generator.disclosure.release import release

__all__ = ["Certificate", "certify_added", "certify_trend", "prove", "release"]
