"""Nodes about what the round itself tells: production by phase, and themes of open questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from generator.results.node import Node
from generator.results.values import Band, Number, Suppressed, printed


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionPhase:
    """Production in one phase; ``change_percent`` is its change from the first phase."""

    label: str
    value: Number = printed(1)
    change_percent: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Production(Node):
    """What one office produced, phase by phase; ``unit`` is its id, ``n`` counts the phases."""

    kind: ClassVar[str] = "production"
    unit: str
    label: str
    phases: tuple[ProductionPhase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An answer in somebody's own words, masked and let out by whoever reviewed it."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How many of those who answered brought the theme up, and what some of them wrote.

    ``percent`` is of those who answered the question; None where the round only gives a count.
    """

    label: str
    count: int | Band | Suppressed | None
    percent: Number = printed(0, default=None)
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes(Node):
    """Themes of one open question, most mentioned first; ``n`` of the ``asked`` answered.

    ``reviewed`` is None where somebody counted the themes by hand, else whether somebody has
    reviewed the answers; ``others`` are quotes that stand under no theme.
    """

    kind: ClassVar[str] = "themes"
    question: str
    asked: str
    themes: tuple[Theme, ...]
    reviewed: bool | None = None
    others: tuple[Quote, ...] = ()
