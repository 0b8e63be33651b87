"""Cleaning: an answer as one line of ordinary characters, before anything is looked for in it.

What a reader cannot see (a soft hyphen, a zero-width space, a line drawn over a letter) could hide
a name from masking and be gone again in print; so it goes first.
"""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"})
_SYMBOLS_FROM = 0x2190
"""From here on symbols are arrows, boxes and emoji, which no report prints."""


def cleaned(text: str) -> str:
    """The text on one line, composed, with plain digits and no character that is not seen."""
    composed = unicodedata.normalize("NFC", text)
    plain = unicodedata.normalize("NFC", "".join(map(_plain, composed)))
    return " ".join(plain.split())


def says_something(text: str) -> bool:
    """Whether there is a letter or digit in the text: a dash is no answer."""
    return any(character.isalnum() for character in text)


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or category.startswith("Z"):
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if "\uff01" <= character <= "\uff5e":  # as wide as a Chinese character
        return chr(ord(character) - 0xFEE0)
    hidden = category in _UNSEEN or (category == "So" and ord(character) >= _SYMBOLS_FROM)
    return "" if hidden else character
