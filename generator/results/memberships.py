"""Who is in which group of a respondent file, as plain row numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

People = frozenset[int]


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a variable's scale; somebody off one is off by at least ``1 / steps``."""

    low: float
    high: float
    steps: float


@dataclass(frozen=True, slots=True)
class Memberships:
    """The groups of one respondent file that published figures can be about.

    ``answered`` maps a construct or item to those who have a value; ``classes`` maps a background
    variable or the size class to its categories' members by label; ``values`` maps an item to
    those who chose each scale point; ``units`` maps an analysis unit to its members; ``scales``
    maps a construct or item to its scale.
    """

    people: People
    answered: Mapping[str, People] = field(default_factory=dict)
    classes: Mapping[str, Mapping[str, People]] = field(default_factory=dict)
    values: Mapping[str, Mapping[int, People]] = field(default_factory=dict)
    units: Mapping[str, People] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)

    def by(self, factor: str) -> Mapping[str, People]:
        """The groups a table by ``factor`` is about, by label: classes, or an item's points."""
        points = {str(value): who for value, who in self.values.get(factor, {}).items()}
        return self.classes.get(factor, points)
