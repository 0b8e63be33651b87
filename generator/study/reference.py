"""What may stand in study.toml and round.toml: the JSON Schema, and each kind of value in words."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

Schema = dict[str, Any]

_EXAMPLE: Final = re.compile(r"^(.*?)\s*For example ``(.+)``\.$", re.DOTALL)
"""How the docstring of a field ends: a value as it is written in TOML."""

_KINDS: Final = {
    "integer": ("a whole number", "whole numbers"),
    "number": ("a number", "numbers"),
    "string": ("a text", "texts"),
    "boolean": ("true or false", "true or false"),
    "object": ("a table", "tables"),
}
_BOUNDS: Final = {
    "minimum": "{} or more",
    "exclusiveMinimum": "more than {}",
    "maximum": "{} or less",
    "minItems": "{} or more of them",
    "maxLength": "{} signs at most",
}


class _TomlSchema(GenerateJsonSchema):
    """TOML has no null, and a key that is the same as its title needs none."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Titles are those that a field gives to a kind of text."""
        return False

    def nullable_schema(self, schema: Any) -> Schema:
        """A key that may be left out is not written as null."""
        return self.generate_inner(schema["schema"])


@cache
def schema(model: type[BaseModel]) -> Schema:
    """The JSON Schema of ``Study`` or ``Round``, which editors complete and check a file by.

    ``json.dumps(schema(Study), indent=2, ensure_ascii=False)`` is what stands in docs/ as
    study.schema.json, and what may be written beside a study.toml whose first line is
    ``#:schema ./study.schema.json``. Nobody may change what it returns.
    """
    found = model.model_json_schema(by_alias=True, schema_generator=_TomlSchema)
    for part in (found, *found.get("$defs", {}).values()):
        part["description"] = _plain(part["description"])
        for field in part["properties"].values():
            if pair := field.pop("prefixItems", None):
                field["items"] = pair[0]  # what editors know of lists is that values are alike
            if field.get("default", "") is None:
                del field["default"]
            if written := _EXAMPLE.match(field.get("description", "")):
                field["description"] = written[1]
                field["examples"] = [jsonable(tomllib.loads(f"x = {written[2]}")["x"])]
            if "description" in field:
                field["description"] = _plain(field["description"])
    return {"$schema": "http://json-schema.org/draft-07/schema#", **found}


def _plain(docstring: str) -> str:
    return " ".join(docstring.split()).replace("``", "`")


def jsonable(value: Any) -> Any:
    """A value of TOML as JSON has it: dates are texts there."""
    return json.loads(json.dumps(value, default=str))


def target(part: Schema, whole: Schema) -> Schema:
    """A part of a schema, or the definition that it refers to."""
    while "$ref" in part:
        part = whole["$defs"][part["$ref"].rpartition("/")[2]]
    return part


def listed(part: Schema) -> Schema:
    """The list of a part that is a list or something else, such as a file that has it."""
    return next((one for one in part.get("anyOf", []) if one.get("type") == "array"), part)


def kind_of(part: Schema, whole: Schema, *, many: bool = False) -> str:
    """What may stand in a place, in words: "a whole number, 4 or more", "a list of texts"."""
    part = target(part, whole)
    bounds = [
        text.format(f"{part[name]}".removesuffix(".0"))
        for name, text in _BOUNDS.items()
        if name in part
    ]
    if name := part.get("title") if part.get("type") == "string" else None:
        kind = f"texts, each {name}" if many else name
    elif "enum" in part:
        values = ", ".join(json.dumps(value) for value in part["enum"])
        kind = f"any of {values}" if many else f"one of {values}"
    elif "const" in part:
        kind = f'"{part["const"]}"'
    elif "anyOf" in part:
        kind = " or ".join(kind_of(each, whole, many=many) for each in part["anyOf"])
    elif "oneOf" in part:
        kind = "tables" if many else "a table"
    elif part["type"] == "array":
        items = part["items"]
        several = kind_of(items, whole, many=True)
        kind = f"lists of {several}" if many else f"a list of {several}"
        if "maxItems" in part:
            bounds = [f"{part['maxItems']} of them"]
    elif part["type"] == "object" and isinstance(part.get("additionalProperties"), dict):
        each = kind_of(part["additionalProperties"], whole)
        kind = f"a table of names, each with {each}"
    elif part.get("format") == "date":
        kind = "dates such as 2026-01-31" if many else "a date such as 2026-01-31"
    else:
        kind = _KINDS[part["type"]][many]
    return ", ".join((kind, *bounds))
