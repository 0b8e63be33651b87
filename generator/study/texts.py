"""Printed texts of what people declare, and the same value with its texts in another language.

A study is written in one language. ``study.nn.toml`` and ``study.en.toml`` beside it hold each
text once, under the text itself, so that a label used in five tables is translated in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, cast, get_args, get_origin

from pydantic import AfterValidator

from generator.language.catalogue import LANGUAGES
from generator.study.declared import Declared, load_declared


def _known_language(name: str) -> str:
    if name not in LANGUAGES:
        raise ValueError(f"there are reports in {', '.join(LANGUAGES)}, not in {name!r}")
    return name


Language = Annotated[str, AfterValidator(_known_language)]
"""The code of a language that reports can be written in."""

PRINTED: Final = "printed"
Text = Annotated[str, PRINTED]
"""A text that reports print, so it needs a translation; an id is a plain ``str``."""

JOINED: Final = " / "
"""What stands between the labels of categories that were joined."""

Translations = dict[Language, dict[str, str]]
"""By language: each text as declared, and the text to print in its place."""

Model = TypeVar("Model", bound=Declared)


class TextFile(Declared):
    """What a file of translations says."""

    texts: dict[str, str]


def load_translations(path: Path) -> Translations:
    """The texts beside a declared file: ``study.nn.toml`` for ``study.toml``."""
    files = {name: path.with_suffix(f".{name}.toml") for name in LANGUAGES}
    return {
        name: load_declared(TextFile, file).texts for name, file in files.items() if file.exists()
    }


def texts_of(declared: Declared) -> tuple[str, ...]:
    """Every printed text of a declared value once, in order; blank ones left out."""
    found: dict[str, None] = {}

    def noted(text: str) -> str:
        if text:
            found[text] = None
        return text

    _changed(declared, noted)
    return tuple(found)


def translated(declared: Model, texts: Mapping[str, str]) -> Model:
    """The value with its printed texts replaced; a text without a translation stays."""
    return cast(Model, _changed(declared, lambda text: translation(text, texts)))


def translation(text: str, texts: Mapping[str, str]) -> str:
    """A text translated, part by part where it is the label of joined categories."""
    if text in texts or JOINED not in text:
        return texts.get(text, text)
    return JOINED.join(texts.get(part, part) for part in text.split(JOINED))


def unknown_texts(declared: Declared, translations: Translations) -> Iterator[tuple[str, str]]:
    """Language and text of every translation that nothing declared asks for."""
    known = set(texts_of(declared))
    for language, texts in translations.items():
        yield from ((language, text) for text in texts if text not in known)


def _changed(value: Any, change: Callable[[str], str], *, printed: bool = False) -> Any:
    match value:
        case Declared():
            names = _printed_fields(type(value))
            parts = {name: getattr(value, name) for name in type(value).model_fields}
            return value.model_copy(
                update={
                    name: _changed(part, change, printed=name in names)
                    for name, part in parts.items()
                }
            )
        case tuple():
            return tuple(_changed(part, change, printed=printed) for part in value)
        case dict():
            return {key: _changed(part, change, printed=printed) for key, part in value.items()}
        case str() if printed:
            return change(value)
    return value


@cache
def _printed_fields(model: type[Declared]) -> frozenset[str]:
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if PRINTED in field.metadata or _holds_texts(field.annotation)
    )


def _holds_texts(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return PRINTED in annotation.__metadata__
    return any(_holds_texts(part) for part in get_args(annotation))
