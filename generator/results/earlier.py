"""Nodes about earlier rounds: which one a copied figure is from, and how its units were then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from generator.results.node import Node

QUARTERLY = "quarter/"
"""What the names of the nodes begin with that a quarterly report adds to its round's."""

MONTHS = f"{QUARTERLY}months"
LATEST = f"{QUARTERLY}latest/"
"""The whole's scorecard month by month, and copies from the latest rounds with a survey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedUnit:
    """An analysis unit as it was reported then: the names of its offices."""

    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRound(Node):
    """The round that the nodes beside it are copied from; ``n`` counts its analysis units.

    ``date`` is the round's own, as YYYY-MM-DD.
    """

    kind: ClassVar[str] = "earlier_round"
    round: str
    date: str
    units: tuple[ReportedUnit, ...]
