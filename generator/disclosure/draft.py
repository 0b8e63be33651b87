"""A group's published table while it is made: what has been decided so far."""

from dataclasses import dataclass, field

import numpy as np

from generator.disclosure.later_release import GONE, LaterRelease
from generator.disclosure.microdata import Respondents, Variable
from generator.disclosure.places import Places
from generator.disclosure.rules import Limits
from generator.results.values import Bound, round_half_away


@dataclass(slots=True)
class GroupDraft:
    """A group's table while it is made; ``exact`` leaves cells unrounded and switches rules off.

    ``included`` has the rows behind each figure, by its key. Of each variable, ``summed`` has the
    rows that are in its sums by place, ``behind`` those of every published sum by its name, and
    ``partitions`` each person's class in the classifications that are published of it. ``stale``
    are the variables of which some figure was carried over, ``spread`` those whose spread is
    published, ``shared`` the places and variables that have shares, and ``low`` the rows of places
    that have none. ``current`` is whether every place could be made anew.
    """

    people: Respondents
    places: Places
    limits: Limits
    later: LaterRelease
    exact: bool
    included: dict[str, tuple[int, ...]] = field(default_factory=dict)
    summed: dict[str, dict[int, np.ndarray]] = field(default_factory=dict)
    behind: dict[str, dict[str, frozenset[int]]] = field(default_factory=dict)
    partitions: dict[str, list[np.ndarray]] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    spread: set[str] = field(default_factory=set)
    shared: set[tuple[int, str]] = field(default_factory=set)
    low: dict[str, list[np.ndarray]] = field(default_factory=dict)
    current: bool = True

    def keep(self, key: str, rows: np.ndarray) -> None:
        """Remember who is behind a figure that is made now."""
        self.included[key] = tuple(rows.tolist())

    def carry(self, key: str) -> None:
        """Remember that who is behind a figure are those of the release before."""
        for release in reversed(self.later.releases):
            rows = (release.included or {}).get(self.people.group, {}).get(key)
            if rows is not None:
                self.included[key] = tuple(GONE if row is None else row for row in rows)
                return

    def rounded(self, value: float, decimals: int) -> float:
        """A figure at printed precision, or as it is in an exact table."""
        return value if self.exact else round_half_away(value, decimals)

    def mean(self, variable: Variable, rows: np.ndarray) -> float | Bound:
        """Some people's mean of a variable, unrounded, or the bound it is published as."""
        return self.limits.mean_of(len(rows), variable.mean(rows), variable.low, variable.high)

    def off_ends(self, variable: Variable, rows: np.ndarray) -> bool:
        """Whether some people's answers lie far enough from both ends of their scale."""
        return self.limits.off_ends(*variable.off_ends(rows))
