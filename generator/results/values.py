"""What every result node has, and the values it may hold: numbers, suppressed ones, bounds, bands.

A node's numbers carry their printed precision in the field's metadata, so that rounding, printing
and checking all read it from one place. ``None`` is a figure that is not defined for these data
(``undefined`` says why); ``Suppressed`` is a figure that exists and is not published.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import repeat
from typing import Any, ClassVar, Final, Literal

Rule = Literal[
    "threshold",
    "size",
    "homogeneity",
    "linked",
    "later_release",
    "models",
    "clients",
    "free_text",
]
"""The rules of disclosure control by name (``docs/privacy.md`` has a line on each)."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A value that exists and is not published, with the rule that says so."""

    suppressed: Rule


@dataclass(frozen=True, slots=True)
class Bound:
    """A top- or bottom-coded number: more than ``over``, or less than ``under``; one is None."""

    over: float | None = None
    under: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A number published roughly: from ``low`` to ``high``, both included."""

    low: int
    high: int


Number = float | None | Suppressed | Bound
Count = int | None | Suppressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every result has: the file it was computed on and how many it describes."""

    kind: ClassVar[str]
    group: str
    n: Count
    undefined: str | None = None


Nodes = Mapping[str, Node | Suppressed]
"""Results by name."""


def printed(decimals: int, *, default: Any = None) -> Any:
    """A field whose number is printed with so many decimals; not defined where nothing is said."""
    return field(default=default, metadata={"decimals": decimals})


def analysed(decimals: int | None = None, *, default: Any = None) -> Any:
    """A field of the analysis functions that no document prints: it is not in results.json."""
    rounded = {} if decimals is None else {"decimals": decimals}
    return field(default=default, metadata={**rounded, INTERNAL: True})


INTERNAL: Final = "analysis only"


FUZZ: Final = 2**6
"""How many units in its last binary digit a number may fall short of a tie and still be one: most
decimals have no exact binary value. SPSS rounds with the same (FUZZBITS)."""


def round_half_away(value: float, decimals: int) -> float:
    """Round with ties away from zero; never -0.0."""
    if abs(value) >= 2**53:  # a whole number already
        return value
    fuzz = FUZZ * math.ulp(value)
    if fuzz < 1e-3 * 10.0**-decimals:  # else it is no longer small
        value += math.copysign(fuzz, value)
    quantum = Decimal(1).scaleb(-decimals)
    return float(Decimal(value).quantize(quantum, rounding=ROUND_HALF_UP)) + 0.0


def decimal_mean(values: Iterable[float], counts: Iterable[int] | None = None) -> float:
    """The mean of numbers as they are written, each standing for so many; NaN is none of them.

    In decimals, as by hand: the same digits in any order and on any Python.
    """
    pairs = zip(values, repeat(1) if counts is None else counts, strict=False)
    known = [(Decimal(repr(float(value))), n) for value, n in pairs if not math.isnan(value)]
    people = sum(n for _, n in known)
    return float(sum((n * each for each, n in known), Decimal()) / people) if people else math.nan


def published_count(value: object) -> int:
    """A count as far as it is published: 0 where it is suppressed or undefined."""
    return value if isinstance(value, int) else 0


def published_number(value: object) -> float | None:
    """A number as far as it is published: None where it is suppressed, a bound or undefined."""
    return value if isinstance(value, float) else None
