"""What humans write in TOML: frozen models, and their printed texts, in another language too.

A study is written in one language. ``study.nn.toml`` and ``study.en.toml`` beside it hold each
text once, under the text itself, so that a label used in five tables is translated in one place.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, cast, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import SkipJsonSchema, WithJsonSchema

from generator.errors import InputError, Problem
from generator.language.catalogue import LANGUAGES
from generator.resources.typeface import unprintable
from generator.study.lines import lines_of
from generator.study.messages import problems_of
from generator.study.toml import read_toml

Model = TypeVar("Model", bound="Declared")


class Declared(BaseModel):
    """What humans write: immutable, and a misspelt key is an error."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
    )

    def names_in(self, *fields: str) -> tuple[str, ...]:
        """The names in those of the fields that the model has: of each one, several or none."""
        found: list[str] = []
        for field in fields:
            value = getattr(self, field) if field in type(self).model_fields else None
            found += [value] if isinstance(value, str) else value or ()
        return tuple(found)


def load_declared(model: type[Model], path: Path) -> Model:
    """Read a TOML file into a declared model, or say everything that is wrong with it."""
    text, content = read_toml(path)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise InputError(problems_of(error, model, content, file=path.name, text=text)) from None


def _known_language(name: str) -> str:
    if name not in LANGUAGES:
        raise ValueError(f"there are reports in {', '.join(LANGUAGES)} alone")
    return name


Language = Annotated[
    str,
    AfterValidator(_known_language),
    WithJsonSchema({"type": "string", "enum": list(LANGUAGES)}),
]
"""The code of a language that reports can be written in."""

PRINTED: Final = "printed"
_BREAKS: Final = frozenset({"Cc", "Zl", "Zp"})
_UNSEEN: Final = _BREAKS | {"Cf", "Cn", "Co", "Cs"}
Text = Annotated[str, PRINTED]
"""A text that reports print, so it needs a translation; an id is a plain ``str``."""


_DEVICES: Final = re.compile(r"(con|prn|aux|nul|(com|lpt)\d)(\..*)?", re.IGNORECASE)


def no_device(name: str) -> str:
    """A name that Windows does not keep for a device: a folder is called by it."""
    if _DEVICES.fullmatch(name):
        raise ValueError(f"no folder may be called {name!r} on Windows")
    return name


FolderName = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$",
        max_length=64,
        title="a name in letters a-z, digits, points and hyphens, first a letter or a digit",
    ),
    AfterValidator(no_device),
]
"""A name that a folder of reports is called by."""


FileName = Annotated[str, Field(pattern=r"^[^\x00-\x1f]+$", title="the name of a file or folder")]
"""Where a file or a folder lies."""


class Labelled(Declared):
    """Something that has a printed label."""

    label: Text
    """What reports call it. For example ``"Støtte fra leder"``."""


JOINED: Final = " / "
"""What stands between the labels of categories that were joined."""

Translations = SkipJsonSchema[dict[Language, dict[str, str]]]
"""By language: each text as declared, and the text to print in its place."""


class TextFile(Declared):
    """What a file of translations says."""

    texts: dict[str, str]
    """Each text as it is written in the other file, and the text to print in its place."""


def load_translated(model: type[Model], path: Path) -> Model:
    """Read a declared file and the texts beside it: ``study.nn.toml`` for ``study.toml``."""
    declared = load_declared(model, path)
    files = {name: path.with_suffix(f".{name}.toml") for name in LANGUAGES}
    texts = {
        name: load_declared(TextFile, file).texts for name, file in files.items() if file.exists()
    }
    return declared.model_copy(update={"translations": texts})


def texts_of(declared: Declared) -> tuple[str, ...]:
    """Every printed text of a declared value once, in order; blank ones left out."""
    return tuple(dict.fromkeys(text for _, text in texts_at(declared)))


def texts_at(value: Any, place: str = "", *, printed: bool = True) -> Iterator[tuple[str, str]]:
    """Every printed text with its place in the file, such as ``constructs.komp.label``.

    One that is blank is left out, unless it must be given.
    """
    parts: Iterable[tuple[Any, Any]] = ()
    match value:
        case str() if value and printed:
            yield place.removeprefix("."), value
        case Declared():
            names, fields = _printed_fields(type(value)), type(value).model_fields
            for name, part in value:
                inside = f"{place}.{fields[name].alias or name}"
                if part == "" and name in names and fields[name].is_required():
                    yield inside.removeprefix("."), part
                yield from texts_at(part, inside, printed=name in names)
        case tuple():
            parts = enumerate(value, start=1)
        case dict():
            parts = value.items()
    for name, part in parts:
        yield from texts_at(part, f"{place}.{name}", printed=printed)


def unprintable_texts(path: Path, texts: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """A problem for each text of a file, by place, that reports cannot print as it stands."""
    for text, place in {text: place for place, text in reversed([*texts])}.items():
        if message := unprintable(text) or _unfit(text, place):
            whole = path.read_text("utf-8-sig")
            places = {
                ".".join(str(step + 1 if isinstance(step, int) else step) for step in at): number
                for at, number in lines_of(whole).items()
            }
            lines = enumerate(whole.splitlines(), start=1)
            row = next((n for n, line in lines if text in line), places.get(place))  # as \u0000
            yield Problem(path.name, message, row=row, column=place, remedy="Write it otherwise.")


def _unfit(text: str, place: str) -> str:
    """What to say of a text without a letter in it, or of what is no letter in it."""
    if all(unicodedata.category(letter)[0] in "CZ" for letter in text):
        return "the text is empty"
    return unseen(text, allowed="\n\t" if re.search(r"(^|\.)(text|notes)\.\d+$", place) else "")


def unseen(text: str, *, allowed: str = "") -> str:
    """What to say of signs that break a line, turn its direction or cannot be seen, if any."""
    found = {unicodedata.category(one): one for one in text if one not in allowed}
    if _BREAKS & found.keys():
        return "the text has a line break or a control character in it"
    hidden = [f"U+{ord(found[kind]):04X}" for kind in sorted(_UNSEEN & found.keys())]
    return f"the text has a sign in it that cannot be seen ({', '.join(hidden)})" if hidden else ""


def all_seen(text: str) -> str:
    """A name without such signs, so that it reads as what it is."""
    if message := unseen(text):
        raise ValueError(f"{message}: type it again")
    return text


def translated(declared: Model, texts: Mapping[str, str]) -> Model:
    """The value with its printed texts replaced; a text without a translation stays."""
    return cast(Model, _changed(declared, lambda text: translation(text, texts)))


def translation(text: str, texts: Mapping[str, str]) -> str:
    """A text translated, part by part where it is the label of joined categories."""
    if text in texts or JOINED not in text:
        return texts.get(text, text)
    return JOINED.join(texts.get(part, part) for part in text.split(JOINED))


def _changed(value: Any, change: Callable[[str], str], *, printed: bool = False) -> Any:
    match value:
        case Declared():
            names = _printed_fields(type(value))
            changed = {name: _changed(part, change, printed=name in names) for name, part in value}
            return value.model_copy(update=changed)
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
