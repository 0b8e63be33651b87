"""Every sentence and label the documents print, one catalogue for each language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from generator.language.fixed_words import render_words


class Wording:
    """The catalogue of one language; asking for a sentence it lacks is an error.

    ``terms`` are a study's own words for a unit and the whole, in the place of the catalogue's.
    """

    def __init__(self, language: str, terms: Mapping[str, str] | None = None) -> None:
        self.language = language
        self._sentences = _catalogue(language)
        self._terms = _with_capitals({**self._sentences["terms"], **(terms or {})})
        self.locale = render_words(language).locale.replace("-", "_")

    def __call__(self, key: str, **values: object) -> str:
        """The sentence ``section.name`` with its values put in.

        A sentence in the forms ``one`` and ``other`` is chosen by the value ``n``.
        """
        found: Any = self._sentences
        for part in key.split("."):
            found = found[part]
        if isinstance(found, dict):
            found = found["one" if values["n"] in (1, "1") else "other"]
        return str(found).format_map({**self._terms, **values})

    @property
    def terms(self) -> Mapping[str, str]:
        """What a unit and the whole are called, also as they begin a sentence."""
        return self._terms

    def several(self, key: str, **values: object) -> tuple[str, ...]:
        """A list of sentences under one key."""
        found: Any = self._sentences
        for part in key.split("."):
            found = found[part]
        return tuple(str(sentence).format_map({**self._terms, **values}) for sentence in found)

    def numeral(self, number: int) -> str:
        """A small whole number in words, a larger one in digits."""
        numerals = self.several("word.numerals")
        return numerals[number] if number < len(numerals) else str(number)

    def listed(self, parts: list[str]) -> str:
        """``a, b og c``: names as one phrase."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self('word.and')} {parts[-1]}"

    def months(self, first: str, last: str) -> str:
        """Two months as a period, as ``januar–juni 2015``; months as ``YYYY-MM``."""
        from babel.dates import format_date

        start, end = (date.fromisoformat(f"{month}-01") for month in (first, last))
        pattern = "MMMM" if start.year == end.year else "MMMM y"
        opening = format_date(start, pattern, locale=self.locale)
        closing = format_date(end, "MMMM y", locale=self.locale)
        return closing if start == end else f"{opening}–{closing}"

    @cached_property
    def point(self) -> str:
        """The decimal sign."""
        from babel import Locale

        return str(Locale.parse(self.locale).number_symbols["latn"]["decimal"])

    @cached_property
    def percent_sign(self) -> str:
        """The percent sign, with the space before it where the language has one."""
        from babel import Locale

        pattern = str(Locale.parse(self.locale).percent_formats[None].pattern)
        return pattern.lstrip("#,0")

    def long_date(self, day: date) -> str:
        """A date in words, as ``30. juni 2015``."""
        from babel.dates import format_date

        return format_date(day, "long", locale=self.locale)


def _with_capitals(terms: Mapping[str, str]) -> dict[str, str]:
    """The terms, and under a capital the same ones as they begin a sentence."""
    begun = {_begun(name): _begun(term) for name, term in terms.items()}
    return {**terms, **begun}


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def wording(language: str, terms: tuple[tuple[str, str], ...] = ()) -> Wording:
    """The catalogue of a language with a study's own terms, read once."""
    return Wording(language, dict(terms))


@cache
def _catalogue(language: str) -> dict[str, Any]:
    text = files(__package__).joinpath(language, "wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def catalogue_sentences(language: str) -> tuple[str, ...]:
    """Every sentence of a catalogue as it is written there, with its placeholders."""
    return tuple(_leaves(_catalogue(language)))


def _leaves(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
        return
    for part in tree.values() if isinstance(tree, dict) else tree:
        yield from _leaves(part)
