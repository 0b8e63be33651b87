"""How humans write files: TOML read into frozen models, every mistake reported at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from generator.errors import InputError, Problem

Model = TypeVar("Model", bound="Declared")


class Declared(BaseModel):
    """What humans write: immutable, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    def names_in(self, *fields: str) -> tuple[str, ...]:
        """The names in those of the fields that the model has: of each one, several or none."""
        found: list[str] = []
        for field in fields:
            value = getattr(self, field) if field in type(self).model_fields else None
            found += [value] if isinstance(value, str) else value or ()
        return tuple(found)


def load_declared(model: type[Model], path: Path) -> Model:
    """Read a TOML file into a declared model, or say everything that is wrong with it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError([Problem(str(path), "the file does not exist")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([Problem(str(path), f"not valid TOML: {error}")]) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise InputError(_declared_problems(path, error)) from None


def _declared_problems(path: Path, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        place = ".".join(str(part) for part in detail["loc"]) or None
        message = detail["msg"].removeprefix("Value error, ")
        for part in message.split("; "):
            yield Problem(path.name, part, column=place)
