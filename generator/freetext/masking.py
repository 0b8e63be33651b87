"""Masking: whatever names somebody is replaced by a mark that says what stood there.

An answer is cleaned first, to one line of ordinary characters: what a reader cannot see (a soft
hyphen, a zero-width space, a line drawn over a letter) could hide a name and be gone in print.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import mul
from typing import Final, Literal, cast

from generator.freetext.names import NameBook
from generator.language.catalogue import LANGUAGES, catalogue
from generator.study.declared import Language

Kind = Literal["email", "link", "identity", "phone", "number", "person", "office"]

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"})
_SYMBOLS_FROM = 0x2190
"""From here on symbols are arrows, boxes and emoji, which no report prints."""

_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]+"
_EMAIL = re.compile(
    rf"{_LOCAL} ?(?:@|\((?:at|a|alfa|krøllalfa)\)|\[at\]) ?[\w-]+(?:\.[\w-]+)*", re.IGNORECASE
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s\[\]]*[\w/]", re.IGNORECASE)
_GAP = r"[ .‐‑‒–-]?"
_ELEVEN = re.compile(rf"(?<!\d)(?=(\d(?:{_GAP}\d){{10}})(?!\d))")
_FOREIGN = re.compile(r"(?:\+|(?<!\d)00 ?)\d(?:[ ().‐‑‒–-]{0,2}\d){7,14}(?!\d)")
_RUN = re.compile(rf"\d(?:{_GAP}\d)+")
_TIME = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d"
    r"|(?:19|20)\d\d[‐‑‒–-](?:19|20)\d\d"
)
"""A date, one as ISO 8601 writes it, or a span of years."""
PHONE_DIGITS: Final = 8

_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
_DAYS = frozenset({*range(1, 32), *range(41, 72)})
_MONTHS = frozenset(month + added for month in range(1, 13) for added in (0, 40, 65, 80))

Stretch = tuple[int, int, Kind]


def marks(language: str) -> Mapping[str, str]:
    """What stands in the place of each kind of thing that is masked."""
    return cast("Mapping[str, str]", catalogue(language)["mask"])


@cache
def _every_mark() -> re.Pattern[str]:
    """Any mark of any language."""
    found = {re.escape(mark) for language in LANGUAGES for mark in marks(language).values()}
    return re.compile(f"({'|'.join(sorted(found))})")


def cleaned(text: str) -> str:
    """The text on one line, composed, with plain digits and no character that is not seen."""
    composed = unicodedata.normalize("NFC", text)
    plain = unicodedata.normalize("NFC", "".join(map(_plain, composed)))
    return " ".join(plain.split())


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace():
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if "\uff01" <= character <= "\uff5e":  # as wide as a Chinese character
        return chr(ord(character) - 0xFEE0)
    hidden = category in _UNSEEN or (category == "So" and ord(character) >= _SYMBOLS_FROM)
    return "" if hidden else character


def is_identity_number(digits: str) -> bool:
    """Whether eleven digits are a national identity number, a D-number or a synthetic one.

    A date and two check digits. A D-number has 40 added to its day, a hospital's number 40 to its
    month, synthetic ones 80, 40 or 65 to their month (Skatteetaten).
    """
    if int(digits[:2]) not in _DAYS or int(digits[2:4]) not in _MONTHS:
        return False
    # k = 11 - (weights . digits before it) mod 11, eleven counting as 0 (Skatteetaten): with k
    # itself, whose weight is 1, the sum can be divided by 11. The weights end at the digit checked.
    return all(sum(map(mul, map(int, digits), weights)) % 11 == 0 for weights in _WEIGHTS)


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text, and how many maskings of each kind it took."""

    text: str
    counts: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Masker:
    """Masks what names somebody; ``names`` are those known by name."""

    names: NameBook
    language: Language = "nb"

    def mask(self, text: str) -> Masked:
        """The text, cleaned, with a mark for everything that names somebody."""
        masked, counts = cleaned(text), Counter[Kind]()
        for find in (*FINDERS.values(), self.names.find):
            masked = self._replaced(masked, find, counts)
        return Masked(masked, dict(counts))

    def _replaced(
        self, text: str, find: Callable[[str], Iterable[Stretch]], counts: Counter[Kind]
    ) -> str:
        """The text with what ``find`` finds replaced; never inside a mark already there."""
        own = marks(self.language)
        parts: list[str] = []
        for i, stretch in enumerate(_every_mark().split(text)):
            done = 0
            for start, end, kind in () if i % 2 else find(stretch):  # every second is a mark
                parts += [stretch[done:start], own[kind]]
                counts[kind] += 1
                done = end
            parts.append(stretch[done:])
        return "".join(parts)


def without_marks(text: str) -> str:
    """The respondent's own words that are left, for whoever looks for words in them."""
    return " ".join(_every_mark().sub(" ¦ ", text).split())


def _all(pattern: re.Pattern[str], kind: Kind) -> Callable[[str], Iterator[Stretch]]:
    """Finds every match of a pattern."""
    return lambda text: ((*match.span(), kind) for match in pattern.finditer(text))


def _identities(text: str) -> Iterator[Stretch]:
    done = 0
    for match in _ELEVEN.finditer(text):
        start, end = match.span(1)
        if start >= done and is_identity_number(re.sub(r"\D", "", match[1])):
            done = end
            yield start, end, "identity"


def _runs(text: str) -> Iterator[Stretch]:
    """Runs of eight digits (a telephone) and of more (an account, a case, a mistyped number)."""
    for match in _RUN.finditer(text):
        digits = sum(character.isdigit() for character in match[0])
        if digits >= PHONE_DIGITS and not _TIME.fullmatch(match[0]):
            yield *match.span(), "phone" if digits == PHONE_DIGITS else "number"


FINDERS: Final = {
    "emails": _all(_EMAIL, "email"),
    "links": _all(_LINK, "link"),
    "identities": _identities,
    "foreign": _all(_FOREIGN, "phone"),
    "runs": _runs,
}
"""What finds each kind that is known by its form, in this order."""
