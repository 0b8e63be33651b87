"""Files with every key that there is, made of the examples of the reference."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

from generator.study.reference import Schema, listed, target


def everything(part: Schema, whole: Schema) -> Any:
    """A value of a part of a schema, with each of its keys and each kind of table in a list."""
    if examples := part.get("examples"):
        return examples[0]
    part = target(listed(part), whole)
    if "enum" in part or "const" in part:
        return part.get("const", part.get("enum", [None])[0])
    if part["type"] == "array":
        kinds = target(part["items"], whole).get("oneOf", [part["items"]])
        times = part.get("minItems", 1)
        return [everything(kind, whole) for kind in kinds] * (1 if len(kinds) > 1 else times)
    if part["type"] == "object":
        if "properties" in part:
            return {key: everything(field, whole) for key, field in part["properties"].items()}
        return {"navn": everything(part["additionalProperties"], whole)}
    return {"boolean": True, "integer": 1, "number": 1.5, "string": "tekst"}[part["type"]]


def written(value: Any) -> str:
    """A value as TOML, on one line."""
    match value:
        case dict():
            pairs = (f"{json.dumps(key)} = {written(each)}" for key, each in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case list():
            return f"[{', '.join(map(written, value))}]"
        case datetime.date() | float():
            return str(value)
    return json.dumps(value, ensure_ascii=False)


def file_of(content: dict[str, Any]) -> str:
    """A TOML file of the content, one line for each of its keys."""
    return "".join(f"{json.dumps(key)} = {written(value)}\n" for key, value in content.items())


def places(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a value where another may be put."""
    if at:
        yield at
    if isinstance(value, dict | list):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(part, (*at, name))
