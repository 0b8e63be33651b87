"""The few fixed words that the renderers print themselves, in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from generator.errors import RenderingError


@dataclass(frozen=True, slots=True)
class RenderWords:
    """Words around the blocks: captions, page numbers, contents; and how numbers are written.

    ``locale`` is the language as Word names it, ``decimal`` the decimal sign of chart scales.
    """

    table: str
    figure: str
    page: str
    of: str
    locale: str
    decimal: str


_WORDS: Final = {
    "nb": RenderWords("Tabell", "Figur", "Side", "av", "nb-NO", ","),
    "nn": RenderWords("Tabell", "Figur", "Side", "av", "nn-NO", ","),
    "en": RenderWords("Table", "Figure", "Page", "of", "en-GB", "."),
}


def render_words(language: str) -> RenderWords:
    """Return the words of ``language``; raises RenderingError for one that is not spoken here."""
    try:
        return _WORDS[language]
    except KeyError:
        known = ", ".join(_WORDS)
        raise RenderingError(f"language {language!r} is not one of {known}") from None
