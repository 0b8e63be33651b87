"""What nobody registered is not published: a kind of node, a part of one, or a number in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

import pytest

from generator.disclosure.gate import REGISTERED, gate
from generator.disclosure.rules import Limits
from generator.results.store import NODE_TYPES
from generator.results.values import INTERNAL, Band, Bound, Node, Suppressed

LIMITS = Limits()


def numbers_in(value: Any) -> Iterator[tuple[type, str]]:
    """Every number that a node and its parts hold, as type and field."""
    for spec in fields(value):
        if INTERNAL in spec.metadata:
            continue
        held = getattr(value, spec.name)
        for one in held if isinstance(held, tuple) else (held,):
            if is_dataclass(one) and not isinstance(one, Suppressed | Bound | Band):
                yield from numbers_in(one)
            elif isinstance(one, float | Bound | Band) or type(one) is int:
                yield type(value), spec.name


def sample(kind: Any) -> Any:
    """A node with every number 100, enough for any rule, and one of each part."""
    hints = get_type_hints(kind)
    return kind(**{spec.name: _value(hints[spec.name], spec.name) for spec in fields(kind)})


def _value(hint: Any, name: str) -> Any:
    """Something that a field of this type may hold; a number wherever it may be one."""
    if name == "group":
        return "ansatte"
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    plain = {float: 100.0, int: 100, str: "text", bool: False}
    for kind, value in plain.items():
        if kind in options:
            return value
    for option in options:
        if get_origin(option) is tuple:
            return (_value(get_args(option)[0], ""),)
        if is_dataclass(option):
            return sample(option)
    return None


KINDS = sorted(NODE_TYPES.values(), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_number_of_a_node_is_published_that_is_not_registered(kind: type) -> None:
    made = sample(kind)
    assert list(numbers_in(made)), "a node without any number tests nothing"
    seen = gate(made, LIMITS)
    told = [] if isinstance(seen, Suppressed) else list(numbers_in(seen))
    assert [(part, name) for part, name in told if name not in REGISTERED.get(part, ())] == []


@pytest.mark.parametrize("kind", REGISTERED, ids=lambda kind: kind.__name__)
def test_only_fields_that_exist_are_registered(kind: type) -> None:
    assert REGISTERED[kind] <= {spec.name for spec in fields(kind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinalAlpha(Node):
    """A kind of node that somebody adds and forgets to register."""

    kind: ClassVar[str] = "ordinal_alpha"
    alpha: float


def test_a_new_kind_of_node_is_suppressed() -> None:
    assert gate(OrdinalAlpha(group="ansatte", n=26, alpha=0.9), LIMITS) == Suppressed("models")
