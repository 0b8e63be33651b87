"""The languages that reports are written in: each is a folder here, and a new one a new folder.

``wording.toml`` holds every sentence, label and fixed word, ``letter.txt.j2`` the message that a
report is sent with, ``ordinary_words.txt`` the words that are also names, ``review.toml`` the words
of the review page where they are not those of its templates, ``starter`` what ``init`` writes.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from generator.errors import InputError, Problem, RenderingError

WORDING: Final = "wording.toml"
LETTER: Final = "letter.txt.j2"
ORDINARY_WORDS: Final = "ordinary_words.txt"
REVIEW: Final = "review.toml"
STARTER: Final = "starter"

COMPLETE: Final = "nb"
"""The language that all others are held against: what its folder holds, every folder holds."""

PLURALS: Final = frozenset({"zero", "one", "two", "few", "many", "other"})
"""The forms of a sentence by number, as Unicode names them; ``other`` is in every language."""

_ROOM: Final = Path(__file__).parent
LANGUAGES: Final = tuple(
    sorted(path.name for path in _ROOM.iterdir() if path.is_dir() and path.name[0] not in "._")
)


def language_file(language: str, name: str) -> Path:
    """A file of a language's folder."""
    return _ROOM / language / name


@cache
def catalogue(language: str) -> dict[str, Any]:
    """Every sentence and word of a language, by section and key.

    Raises InputError with every file and key that its folder lacks, and RenderingError where there
    is no such folder.
    """
    if language not in LANGUAGES:
        raise RenderingError(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    if problems := tuple(_lacking(language)):
        raise InputError(problems)
    return _read(language)


def review_texts(language: str) -> dict[str, str]:
    """The words of the review page in a language, by those that stand in its templates."""
    file = language_file(language, REVIEW)
    return tomllib.loads(file.read_text(encoding="utf-8"))["texts"] if file.is_file() else {}


def sentences_of(language: str) -> tuple[str, ...]:
    """Every sentence of a language as it is written, with its placeholders."""
    return tuple(_sentences(catalogue(language)))


@cache
def _read(language: str) -> dict[str, Any]:
    return tomllib.loads(language_file(language, WORDING).read_text(encoding="utf-8"))


def _lacking(language: str) -> Iterator[Problem]:
    """What a language's folder lacks of what the complete one holds."""
    remedy = f"Copy it from {_ROOM.name}/{COMPLETE} and translate it."
    for name in (WORDING, LETTER, ORDINARY_WORDS):
        if not language_file(language, name).is_file():
            yield Problem(f"{_ROOM.name}/{language}/{name}", "there is no such file", remedy=remedy)
    if language == COMPLETE or not language_file(language, WORDING).is_file():
        return
    own = set(_keys(_read(language)))
    if missing := [key for key in _keys(_read(COMPLETE)) if key not in own]:
        message = f"lacks {len(missing)} of the keys: {', '.join(missing)}"
        yield Problem(f"{_ROOM.name}/{language}/{WORDING}", message, remedy=remedy)


def _keys(tree: dict[str, Any], section: str = "") -> Iterator[str]:
    """Every key as ``section.name``; a sentence in several forms is one key."""
    for name, part in tree.items():
        if isinstance(part, dict) and not PLURALS.issuperset(part):
            yield from _keys(part, f"{section}{name}.")
        else:
            yield f"{section}{name}"


def _sentences(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
        return
    for part in tree.values() if isinstance(tree, dict) else tree:
        yield from _sentences(part)
