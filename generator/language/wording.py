"""Sentences, dates and the signs of numbers, as one language writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from generator.language.catalogue import catalogue

if TYPE_CHECKING:
    from babel import Locale


class Wording:
    """The catalogue of one language; asking for a sentence it lacks is an error.

    ``terms`` are a study's own words for a unit and the total, in the place of the catalogue's,
    under a capital as they begin a sentence. ``locale`` is the language as Word names it.
    """

    def __init__(self, language: str, terms: Mapping[str, str] | None = None) -> None:
        self._catalogue = catalogue(language)
        own = {**self._catalogue["terms"], **(terms or {})}
        self.terms = own | {capital(name): capital(term) for name, term in own.items()}
        self.locale = str(self._catalogue["locale"])

    def __call__(self, key: str, **values: object) -> str:
        """The sentence ``section.name`` with its values put in.

        One in several forms, such as ``one`` and ``other``, is chosen by the value ``n``.
        """
        found = self._found(key)
        if isinstance(found, dict):
            found = found.get(self._plural(values["n"]), found["other"])
        return self._filled(found, values)

    def several(self, key: str, **values: object) -> tuple[str, ...]:
        """A list of sentences under one key."""
        return tuple(self._filled(sentence, values) for sentence in self._found(key))

    def numeral(self, number: int) -> str:
        """A small whole number in words, a larger one in digits."""
        numerals = self.several("word.numerals")
        return numerals[number] if number < len(numerals) else str(number)

    def listed(self, parts: Sequence[str]) -> str:
        """``a, b og c``: names as one phrase."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self('word.and')} {parts[-1]}"

    def months(self, first: str, last: str) -> str:
        """Two months as a period, as ``januar–juni 2015``; months as ``YYYY-MM``."""
        start, end = (date.fromisoformat(f"{month}-01") for month in (first, last))
        opening = self._date(start, "MMMM" if start.year == end.year else "MMMM y")
        closing = self._date(end, "MMMM y")
        return closing if start == end else f"{opening}–{closing}"

    def quarter(self, last: str) -> str:
        """The quarter that ends with a month, as ``4. kvartal 2015``; else the month itself."""
        day = date.fromisoformat(f"{last}-01")
        return self._date(day, "MMMM y" if day.month % 3 else "QQQQ y")

    def short_month(self, number: int) -> str:
        """A month of the year as a chart has it, as ``jan``; the language's own, of no country."""
        from babel import Locale

        names = Locale(self._babel.language).months["stand-alone"]["abbreviated"]
        return str(names[number]).rstrip(".")

    def short_date(self, day: date) -> str:
        """A round's date under a chart, as ``juni 2015``."""
        return self._date(day, "MMM y")

    def long_date(self, day: date) -> str:
        """A date in words, as ``30. juni 2015``."""
        return self._date(day, "long")

    def day_month(self, day: date) -> str:
        """A date of the near future in words, as ``18. september``."""
        from babel.dates import format_skeleton

        return format_skeleton("MMMMd", day, locale=self._babel)

    def _date(self, day: date, pattern: str) -> str:
        from babel.dates import format_date

        return format_date(day, pattern, locale=self._babel)

    @property
    def point(self) -> str:
        """The decimal sign."""
        return str(self._babel.number_symbols["latn"]["decimal"])

    @property
    def bounds(self) -> tuple[str, str]:
        """How a figure is written that is published as over or under a limit."""
        return self._catalogue["word"]["over"], self._catalogue["word"]["under"]

    @property
    def percent_sign(self) -> str:
        """The percent sign, with the space before it where the language has one."""
        return str(self._babel.percent_formats[None].pattern).lstrip("#,0")

    @cached_property
    def _babel(self) -> Locale:
        from babel import Locale

        return Locale.parse(self.locale, sep="-")

    def _found(self, key: str) -> Any:
        found: Any = self._catalogue
        for part in key.split("."):
            found = found[part]
        return found

    def _filled(self, sentence: str, values: Mapping[str, object]) -> str:
        return sentence.format_map({**self.terms, **values})

    def _plural(self, n: object) -> str:
        """The form of a sentence that a number asks for; a range asks for ``other``."""
        return self._babel.plural_form(int(text)) if (text := str(n)).isdigit() else "other"


def capital(text: str) -> str:
    """A text as it begins a sentence."""
    return text[:1].upper() + text[1:]


@cache
def wording(language: str, terms: tuple[tuple[str, str], ...] = ()) -> Wording:
    """The catalogue of a language with a study's own terms, read once."""
    return Wording(language, dict(terms))


@dataclass(frozen=True, slots=True)
class RenderWords:
    """The few words that renderers print themselves, and how chart scales write numbers.

    ``locale`` is the language as Word names it, ``decimal`` the decimal sign.
    """

    table: str
    figure: str
    page: str
    of: str
    skip: str
    locale: str
    decimal: str


@cache
def render_words(language: str) -> RenderWords:
    """The renderers' words in a language; raises RenderingError for one that there is not."""
    words = wording(language)
    return RenderWords(**catalogue(language)["page"], locale=words.locale, decimal=words.point)
