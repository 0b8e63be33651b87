"""Nodes about what the round itself tells: production by phase, and themes of open questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from generator.results.node import Node
from generator.results.values import Band, Number, Withheld, printed


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
class Theme:
    """How many of those who answered brought the theme up."""

    label: str
    count: int | Band | Withheld | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes(Node):
    """Themes of one open question, most mentioned first; ``n`` of the ``asked`` answered."""

    kind: ClassVar[str] = "themes"
    question: str
    asked: str
    themes: tuple[Theme, ...]
