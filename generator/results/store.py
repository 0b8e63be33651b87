"""Results of a round, and results.json: the durable interface."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from generator.results import groups, models, offices, survey, trend
from generator.results.table import PublishedTable
from generator.results.values import INTERNAL, Bound, Node, Suppressed

SCHEMA = 3

EMPTY = PublishedTable()

NODE_TYPES: dict[str, type[Node]] = {
    kind.kind: kind
    for module in (survey, models, groups, offices, trend)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Node) and kind is not Node
}
"""Every kind of result node by its name: whatever these modules declare."""


@dataclass(frozen=True, slots=True)
class ReleasedResults:
    """What is published, at printed precision; the only results a document ever sees.

    Everything about units, classes and the total of the survey follows from ``table``. ``release``
    counts the releases of the round; ``carried`` has the steps whose node stands as an earlier
    release published it, with the release.
    """

    study: str
    round: str
    steps: Mapping[str, Node | Suppressed]
    units: Mapping[str, Mapping[str, Node | Suppressed]]
    table: PublishedTable = EMPTY
    release: int = 1
    carried: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> str:
        """results.json: schema-versioned, keys in computing order, a node a line."""
        units = {unit: _lines(nodes, indent=3) for unit, nodes in self.units.items()}
        parts = {
            "schema": _line(SCHEMA),
            "study": _line(self.study),
            "round": _line(self.round),
            "release": _line(self.release),
            "table": _line(self.table),
            "steps": _lines(self.steps, indent=2),
            "units": _block(units, indent=2),
        }
        if self.carried:
            parts["carried"] = _line(dict(self.carried))
        return _block(parts, indent=1) + "\n"

    def release_of(self, step: str) -> int:
        """The release that a step's figures are from: of a model, or by a background variable."""
        node = self.steps.get(step)
        table = self.table.of(node.group) if isinstance(node, Node) else None
        factor, outcome = (getattr(node, name, "") for name in ("factor", "outcome"))
        found = table.classification(factor or getattr(node, "variable", "")) if table else None
        if found is None:
            return self.carried.get(step, self.release)
        by_class = (means.release for means in found.means if means.variable == outcome)
        return next(by_class, found.release)

    @classmethod
    def from_json(cls, text: str) -> ReleasedResults:
        """Read results.json back; raises ValueError for another schema version."""
        content = json.loads(text)
        if content["schema"] != SCHEMA:
            raise ValueError(f"results.json has schema {content['schema']}, expected {SCHEMA}")
        return cls(
            study=content["study"],
            round=content["round"],
            release=content["release"],
            table=_decode((PublishedTable,), content["table"]),
            steps=_decode_nodes(content["steps"]),
            units={unit: _decode_nodes(nodes) for unit, nodes in content["units"].items()},
            carried=content.get("carried", {}),
        )


def _line(value: Any) -> str:
    return json.dumps(_encode(value), ensure_ascii=False, allow_nan=False)


def _lines(nodes: Mapping[str, Node | Suppressed], *, indent: int) -> str:
    """The nodes as JSON, one on each line."""
    return _block({name: _line(node) for name, node in nodes.items()}, indent=indent)


def _block(entries: Mapping[str, str], *, indent: int) -> str:
    space = " " * indent
    inside = ",\n".join(f"{space}{_line(name)}: {text}" for name, text in entries.items())
    return "{\n" + inside + "\n" + " " * (indent - 1) + "}" if entries else "{}"


_NAMES: dict[Any, tuple[str, ...]] = {}


def published_names(kind: Any) -> tuple[str, ...]:
    """The fields of a type of node or part that stand in results.json; looked up once."""
    if kind not in _NAMES:
        found = (spec.name for spec in fields(kind) if INTERNAL not in spec.metadata)
        _NAMES[kind] = tuple(found)
    return _NAMES[kind]


def _encode(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encode(part) for part in value]
    if isinstance(value, Bound):
        return {"under": value.under} if value.over is None else {"over": value.over}
    if not is_dataclass(value):
        return value
    content = {name: _encode(getattr(value, name)) for name in published_names(type(value))}
    return {"kind": value.kind, **content} if isinstance(value, Node) else content


def _decode_nodes(nodes: dict[str, dict[str, Any]]) -> dict[str, Node | Suppressed]:
    """Nodes by name; each says what kind it is, a suppressed one does not."""
    found = {}
    for name, parts in nodes.items():
        kind: type = NODE_TYPES[parts.pop("kind")] if "kind" in parts else Suppressed
        found[name] = _decode((kind,), parts)
    return found


def _decode(options: tuple[Any, ...], value: Any) -> Any:
    """A value of a field that may hold any of ``options``."""
    if isinstance(value, list):
        part, *_ = (get_args(option)[0] for option in options if get_origin(option) is tuple)
        return tuple(_decode(_options(part), each) for each in value)
    if isinstance(value, dict):
        if value.keys() == {"suppressed"}:
            return Suppressed(value["suppressed"])
        if value.keys() <= {"over", "under"}:
            return Bound(**{name: float(bound) for name, bound in value.items()})
        kind = options[0] if len(options) == 1 else _kind_of(value, options)
        known = _fields(kind)
        if missing := [name for name in published_names(kind) if name not in value]:
            raise ValueError(f"{kind.__name__} lacks {', '.join(missing)}")
        return kind(**{name: _decode(known[name], part) for name, part in value.items()})
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if is_whole and float in options else value


def _kind_of(value: dict[str, Any], options: tuple[Any, ...]) -> Any:
    for option in options:
        if is_dataclass(option) and value.keys() == set(published_names(option)):
            return option
    raise ValueError("a part of a result is of no known kind")


@cache
def _fields(kind: Any) -> dict[str, tuple[Any, ...]]:
    """What each field of a dataclass may hold."""
    return {name: _options(annotation) for name, annotation in get_type_hints(kind).items()}


def _options(annotation: Any) -> tuple[Any, ...]:
    is_union = get_origin(annotation) in (Union, UnionType)
    return get_args(annotation) if is_union else (annotation,)
