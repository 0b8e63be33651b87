"""Disclosure control: what may be told, decided once over the whole run before it is split."""

from generator.disclosure.certificate import Certificate
from generator.disclosure.proof import prove
from generator.disclosure.release import release

__all__ = ["Certificate", "prove", "release"]
