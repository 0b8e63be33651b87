"""Values a node may hold: numbers with a printed precision, withheld ones and bands."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

Reason = Literal[
    "too_few_respondents",
    "protects_another_unit",
    "needs_ten_respondents",
    "needs_twenty_five_respondents",
    "too_few_clients",
    "would_reveal_few",
]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that exists and is not told, with the reason."""

    withheld: Reason


@dataclass(frozen=True, slots=True)
class Band:
    """A number told only roughly: from ``low`` to ``high``, both included."""

    low: int
    high: int


Number = float | None | Withheld
Count = int | None | Withheld


def printed(decimals: int, *, default: Any = MISSING) -> Any:
    """A field whose number is printed with so many decimals."""
    return field(default=default, metadata={"decimals": decimals})


def round_half_away(value: float, decimals: int) -> float:
    """Round with ties away from zero on the exact binary value, as SPSS prints; never -0.0."""
    if abs(value) >= 2**53:  # a whole number already
        return value
    quantum = Decimal(1).scaleb(-decimals)
    return float(Decimal(value).quantize(quantum, rounding=ROUND_HALF_UP)) + 0.0


def told_count(value: object) -> int:
    """A count as far as it is told: 0 where it is withheld or undefined."""
    return value if isinstance(value, int) else 0


def told_number(value: object) -> float | None:
    """A number as far as it is told: None where it is withheld, banded or undefined."""
    return value if isinstance(value, float) else None
