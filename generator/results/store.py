"""Results of a round, and results.json: the durable interface."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from generator.results.node import Node
from generator.results.nodes import NODE_TYPES
from generator.results.values import Withheld

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Results:
    """Everything computed in one round, at full precision: for the whole, and per unit."""

    study: str
    round: str
    steps: Mapping[str, Node]
    units: Mapping[str, Mapping[str, Node]]


@dataclass(frozen=True, slots=True)
class ReleasedResults:
    """What may be published, at printed precision; the only results a document ever sees."""

    study: str
    round: str
    steps: Mapping[str, Node | Withheld]
    units: Mapping[str, Mapping[str, Node | Withheld]]

    def to_json(self) -> str:
        """results.json: schema-versioned, keys in computing order, one trailing newline."""
        content = {
            "schema": SCHEMA,
            "study": self.study,
            "round": self.round,
            "steps": {name: _encode(node) for name, node in self.steps.items()},
            "units": {
                unit: {name: _encode(node) for name, node in nodes.items()}
                for unit, nodes in self.units.items()
            },
        }
        return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> ReleasedResults:
        """Read results.json back; raises ValueError for another schema version."""
        content = json.loads(text)
        if content["schema"] != SCHEMA:
            raise ValueError(f"results.json has schema {content['schema']}, expected {SCHEMA}")
        return cls(
            study=content["study"],
            round=content["round"],
            steps={name: _decode_node(node) for name, node in content["steps"].items()},
            units={
                unit: {name: _decode_node(node) for name, node in nodes.items()}
                for unit, nodes in content["units"].items()
            },
        )


def _encode(value: Any) -> Any:
    if isinstance(value, Node):
        return {"kind": value.kind, **_encode_fields(value)}
    if is_dataclass(value):
        return _encode_fields(value)
    if isinstance(value, tuple):
        return [_encode(part) for part in value]
    return value


def _encode_fields(value: Any) -> dict[str, Any]:
    return {spec.name: _encode(getattr(value, spec.name)) for spec in fields(value)}


def _decode_node(content: dict[str, Any]) -> Node | Withheld:
    if "withheld" in content:
        return Withheld(content["withheld"])
    node: Node = _decode(
        NODE_TYPES[content["kind"]], {k: v for k, v in content.items() if k != "kind"}
    )
    return node


def _decode(annotation: Any, value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value) if _wants_float(annotation) else value
    if not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        return tuple(_decode(get_args(annotation)[0], part) for part in value)
    kind = _dataclass_for(annotation, value)
    hints = _hints(kind)
    return kind(**{name: _decode(hints[name], part) for name, part in value.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _dataclass_for(annotation: Any, value: dict[str, Any]) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        options = [option for option in get_args(annotation) if option is not NoneType]
        keys = set(value)
        return next(
            option
            for option in options
            if is_dataclass(option) and keys == {spec.name for spec in fields(option)}
        )
    return annotation


def _wants_float(annotation: Any) -> bool:
    return annotation is float or float in get_args(annotation)
