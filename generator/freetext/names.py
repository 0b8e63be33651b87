"""Names: which words of an answer name a person or an office.

Every word of a name counts by itself, so that "Ingunn", "Moslett" and "Ingunn Moslett" are all
found; inflected ("Solviks", "Solvik-kontoret", "solvikkontoret") and without Norwegian letters
("Tjernaasen") as well.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from generator.language.catalogue import LANGUAGES, ORDINARY_WORDS, language_file
from generator.round.model import Round

NameKind = Literal["person", "office"]
Stretch = tuple[int, int, NameKind]
"""Where a name begins and ends in a text, and whose it is."""

WORD = re.compile(r"[^\W\d_]+(?:['’´`][^\W\d_]*)?")
_GENITIVE = re.compile(r"(?:['’´`]s?|s)$")
_BETWEEN = re.compile(r"[ .-]{1,2}")
PARTICLES = frozenset(
    {"af", "al", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "og", "van", "von"}
)
"""Words inside names that say nothing by themselves."""
COMPOUNDS_FROM = 5
"""Fewest letters of an office's name that is also found at the beginning of a longer word."""
_LETTERS = (("å", "aa"), ("å", "a"), ("ø", "oe"), ("ø", "o"), ("æ", "ae"))


@dataclass(frozen=True, slots=True)
class NameBook:
    """The words that names consist of, in small letters."""

    persons: frozenset[str]
    offices: frozenset[str]

    def find(self, text: str) -> Iterator[Stretch]:
        """The stretches that name somebody, neighbouring words of one kind taken together."""
        runs: list[tuple[NameKind, list[re.Match[str]]]] = []
        for match in WORD.finditer(text):
            kind = self._kind(match[0])
            if kind is None:
                continue
            if runs and runs[-1][0] == kind:
                before = runs[-1][1]
                if _BETWEEN.fullmatch(text, before[-1].end(), match.start()):
                    before.append(match)
                    continue
            runs.append((kind, [match]))
        for kind, matches in runs:
            if any(_is_firm(match[0]) for match in matches):
                yield matches[0].start(), matches[-1].end(), kind

    def _kind(self, word: str) -> NameKind | None:
        forms, small = _forms(word), word.casefold()
        if not forms.isdisjoint(self.persons):
            return "person"
        begun = {small[:length] for length in range(COMPOUNDS_FROM, len(small))} - ordinary_words()
        return None if self.offices.isdisjoint(forms | begun) else "office"


def name_book(round_: Round, *, listed: Iterable[str] = ()) -> NameBook:
    """The names of a round's offices and merges, of its leaders and of a list."""
    people = [unit.leader.name for unit in round_.units if unit.leader]
    persons = {word for name in (*people, *listed) for word in WORD.findall(name) if len(word) > 1}
    return NameBook(
        persons=frozenset(form for word in persons for form in _spellings(word)),
        offices=frozenset(form for word in _office_words(round_) for form in _spellings(word)),
    )


def _office_words(round_: Round) -> set[str]:
    """The words that tell offices apart: capitalised, and not in most of their names."""
    offices = [_capitalised(unit.name) for unit in round_.units]
    times = Counter(word for words in offices for word in words)
    merged = {word for merge in round_.merges for word in _capitalised(merge.name)}
    common = {word for word, n in times.items() if n > 1 and 2 * n > len(offices)}
    return {word for word in {*times, *merged} - common if len(word) > 1}


def _capitalised(name: str) -> set[str]:
    return {word for word in WORD.findall(name) if word[0].isupper()}


def _spellings(word: str) -> set[str]:
    """A name in small letters, and as somebody writes it who has no Norwegian letters."""
    small = word.casefold()
    found = {small}
    if len(small) >= COMPOUNDS_FROM:
        for letter, instead in _LETTERS:
            found |= {form.replace(letter, instead) for form in found if letter in form}
    return found


def _is_firm(word: str) -> bool:
    """Whether a word of a name can be nothing but a name."""
    forms = _forms(word)
    ordinary = not forms.isdisjoint(ordinary_words())
    return forms.isdisjoint(PARTICLES) and (word[0].isupper() or not ordinary)


def _forms(word: str) -> set[str]:
    """A word in small letters, as it stands and without its genitive."""
    return {word.casefold(), _GENITIVE.sub("", word.casefold())}


@cache
def ordinary_words() -> frozenset[str]:
    """Words of any language of the reports that are also names."""
    files = (language_file(language, ORDINARY_WORDS) for language in LANGUAGES)
    lines = (line for file in files for line in file.read_text("utf-8").splitlines())
    return frozenset(word for line in lines if line[:1] != "#" for word in line.split())
