"""What is wrong with a declared value, in the words of whoever wrote the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from generator.errors import Problem
from generator.study.lines import At, lines_of
from generator.study.reference import Schema, kind_of, listed, schema, target

Made = TypeVar("Made", bound=BaseModel)

_NAMED_BY: Final = ("name", "id", "label", "title", "number", "variable")
"""The keys that tell the tables of a list apart for a reader, the best first."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that may not stand where it does; ``key`` is its place as it is written."""

    at: At
    key: str
    message: str
    remedy: str


def problems_of(
    error: ValidationError,
    model: type[BaseModel],
    content: Mapping[str, Any],
    *,
    file: str,
    text: str,
) -> Iterator[Problem]:
    """A problem for each thing that is wrong with a file, with its line."""
    lines = lines_of(text)
    for wrong in wrong_with(error, model, content):
        depths = range(len(wrong.at), 0, -1)
        row = next((lines[wrong.at[:n]] for n in depths if wrong.at[:n] in lines), None)
        yield Problem(file, wrong.message, row=row, column=wrong.key or None, remedy=wrong.remedy)


def wrong_with(
    error: ValidationError, model: type[BaseModel], content: Mapping[str, Any]
) -> Iterator[Wrong]:
    """What is wrong with the content of a model, in words that depend on what may stand there."""
    whole = schema(model)
    for detail in error.errors(include_url=False):
        at, part, owner = _place(detail["loc"], whole)
        if detail["type"] == "value_error":
            for message in detail["msg"].removeprefix("Value error, ").split("; "):
                yield Wrong(at, written(at, content), message, "")
            continue
        if "oneOf" in part and isinstance(_at(at, content), dict):
            at = (*at, tag := part["discriminator"]["propertyName"])
            kinds = [f'"{name}"' for name in part["discriminator"]["mapping"]]
            allowed = f"one of {', '.join(kinds)}"
            missing = tag not in (_at(at[:-1], content) or {})
        else:
            missing = detail["type"] == "missing"
            allowed = kind_of(part, whole) if part else ""
        key, value = written(at, content), _at(at, content)
        if detail["type"] == "extra_forbidden":
            yield Wrong(at, key, "there is no such key here", _instead(at, owner, whole))
        elif missing:
            yield Wrong(at, key, "the key is missing", f"Give {allowed}.")
        else:
            yield Wrong(at, key, f"{_found(value)} stands here", _remedy(value, allowed))


def faults(
    model: type[Made], content: Mapping[str, Any]
) -> tuple[Made | None, list[tuple[str, str, str]]]:
    """A value made of what another file declares, or what is wrong: key, message and remedy."""
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        wrong = wrong_with(error, model, content)
        return None, [(each.key, each.message, each.remedy) for each in wrong]


def written(at: At, content: Any) -> str:
    """A place as a reader finds it: ``units, number 3 ("Solvik"), leader.email``."""
    said = joint = ""
    for step in at:
        content = _at((step,), content)
        if isinstance(step, int):
            names = content if isinstance(content, dict) else {}
            name = next((f' ("{names[each]}")' for each in _NAMED_BY if each in names), "")
            said, joint = f"{said}, number {step + 1}{name}", ", "
        else:
            said += joint + (step if re.fullmatch(r"[\w-]+", step) else f'"{step}"')
            joint = "."
    return said


def _place(location: tuple[int | str, ...], whole: Schema) -> tuple[At, Schema, Schema]:
    """The keys of a location, what may stand there, and in the table around it.

    What only tells models apart is no key, though pydantic has it among them.
    """
    at: At = ()
    part = owner = whole
    for step in location:
        if "oneOf" in part and step in part["discriminator"]["mapping"]:
            part = target({"$ref": part["discriminator"]["mapping"][step]}, whole)
        elif step == "[key]" or ("anyOf" in part and not isinstance(step, int)):
            break
        else:
            at, owner = (*at, step), part
            part = listed(part)
            more = part.get("additionalProperties") or part.get("items") or {}
            part = target(part.get("properties", {}).get(step, more), whole)
    return at, part, owner


def _at(at: At, content: Any) -> Any:
    for step in at:
        try:
            content = content[step]
        except (LookupError, TypeError):
            return None
    return content


def _instead(at: At, owner: Schema, whole: Schema) -> str:
    """The nearest key that there is, or where one of this name belongs, and all there are."""
    keys = list(owner.get("properties", {}))
    near = get_close_matches(str(at[-1]), keys, n=1)
    hint = f'Is it "{near[0]}"? ' if near else ""
    if not near and len(at) > 1 and at[-1] in whole["properties"]:
        hint = "It belongs to the whole file: move it above the first [table]. "
    return f"{hint}There are: {', '.join(keys)}."


def _found(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return f'the text "{value}"' if value.isprintable() else "a text of several lines"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case dict():
            return "a table"
    return f"the date or time {value}"


def _remedy(value: Any, allowed: str) -> str:
    if isinstance(value, str):
        near = get_close_matches(value, re.findall(r'"([^"]*)"', allowed), n=1)
        return f"Give {allowed}." + (f' Is it "{near[0]}"?' if near else "")
    if not isinstance(value, list | dict) and allowed == "a text":
        return "Put it in quotation marks."
    return f"Give {allowed}."
