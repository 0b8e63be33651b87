"""A later release of a round: what is made anew, and what is carried over from the one before.

Newcomers are the people who are behind a figure now and were not behind it then. Whoever holds
both figures subtracts, so newcomers are held to every rule as a round of their own: a figure is
made anew only where theirs alone would be printed. Where somebody left, or an answer changed, the
difference is about few as well, and the figure is carried over. A release is never refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from generator.disclosure.audit import Sums
from generator.results.store import ReleasedResults
from generator.results.survey import Response
from generator.results.table import GroupTable
from generator.study.model import Study

GONE: Final = -1
"""Stands for a row behind a figure that was carried over, whose answer was gone already then."""

Included = Mapping[str, tuple[int, ...]]
"""Of a respondent group: which rows of the survey are behind each published figure, by its key."""

IncludedToday = Mapping[str, tuple[int | None, ...]]
"""The same of an earlier release, in today's rows; None where that answer is gone or changed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Who is behind each published figure, by respondent group; nobody's answers are in it.

    ``sums`` are the published sums of each group's variables, which the audit can be done again
    from.
    """

    included: Mapping[str, Included] = field(default_factory=dict)
    sums: Mapping[tuple[str, str], Sums] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """An earlier release of the round, or of another round that asked many of the same people.

    ``release`` counts the releases of its round from 1. ``included`` is None where nobody can say
    who was behind its figures. ``redefined`` are the constructs, items and background variables
    that study.toml defines otherwise now.
    """

    run: str
    release: int
    results: ReleasedResults
    included: Mapping[str, IncludedToday] | None
    redefined: frozenset[str] = frozenset()
    of_round: bool = True


NOTHING: Final = GroupTable(
    group="", base=0, places=(), low_places=(), spreads=(), classifications=()
)

Passes = Callable[[np.ndarray], bool]
"""Whether so many newcomers, by row, would have the figure printed of themselves alone."""


@dataclass(frozen=True, slots=True)
class LaterRelease:
    """What earlier releases published of a respondent group, oldest first.

    ``frozen`` where a place of the first release is gone: nothing new is made then, for its people
    may be anywhere.
    """

    group: str = ""
    releases: tuple[EarlierRelease, ...] = ()
    frozen: bool = False

    @property
    def release(self) -> int:
        """The number of the release that is being made; 1 for the first."""
        return 1 + max((each.release for each in self.releases if each.of_round), default=0)

    @property
    def of_round(self) -> list[ReleasedResults]:
        """The earlier releases of the round itself, oldest first."""
        return [each.results for each in self.releases if each.of_round]

    @property
    def results_before(self) -> ReleasedResults | None:
        """The release before this one; None for the first."""
        return self.of_round[-1] if self.of_round else None

    @property
    def before(self) -> GroupTable:
        """The group's table in the release before this one; an empty one for the first."""
        results = self.results_before
        return (results and results.table.of(self.group)) or NOTHING

    @property
    def places(self) -> tuple[str, ...] | None:
        """The places of the round's first release, which are kept; None where this is it."""
        before = self.before
        return None if before is NOTHING else tuple(place.place for place in before.places)

    def reported_units(self, study: Study) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The analysis units of the round's first release with their offices; none where it is."""
        units = self.results_before.units if self.results_before and study.unit_file else {}
        nodes = ((unit, nodes.get("response")) for unit, nodes in units.items())
        return tuple((unit, node.offices) for unit, node in nodes if isinstance(node, Response))

    def redefined(self, variable: str) -> bool:
        """Whether a variable means something else than in an earlier release."""
        return any(variable in each.redefined for each in self.releases)

    def had(self, key: str) -> bool:
        """Whether an earlier release had a figure of that key, or nobody can say."""
        known = (self._included(each) for each in self.releases)
        return any(rows is None or key in rows for rows in known)

    def renews(self, key: str, rows: np.ndarray, passes: Passes) -> bool:
        """Whether a figure may be made anew of the people in ``rows``."""
        if (rows == GONE).any():  # of a place that is carried over, and somebody of it is gone
            return False
        held = (lambda _: False) if self.frozen else passes
        return all(self._renews(each, key, rows, held) for each in self.releases)

    def cohorts(self, statements: str, rows: np.ndarray) -> np.ndarray:
        """Who was behind the same means and classes then: a number for each way to have been."""
        ways = [np.zeros(len(rows), dtype=bool)]
        for release in self.releases:
            behind: dict[str, set[int | None]] = {"mean": set(), "classes": set()}
            for key, then in (self._included(release) or {}).items():
                kind, _, of = key.split("|")
                if kind in behind and set(of.split("+")) & set(statements.split("+")):
                    behind[kind].update(then)
            for each in behind.values():
                ways.append(np.isin(rows, [row for row in each if row is not None]))
        _, found = np.unique(np.column_stack(ways), axis=0, return_inverse=True)
        return found.reshape(-1)

    def _renews(self, release: EarlierRelease, key: str, rows: np.ndarray, passes: Passes) -> bool:
        included = self._included(release)
        if included is None:
            return False
        if key not in included:
            return not self.frozen and not _behind(included, key).intersection(rows.tolist())
        then = {row for row in included[key] if row is not None}
        now = set(rows.tolist())
        if None in included[key] or not then <= now:
            return False
        new = np.array(sorted(now - then), dtype=int)
        return not len(new) or passes(new)

    def _included(self, release: EarlierRelease) -> IncludedToday | None:
        return None if release.included is None else release.included.get(self.group, {})


FIRST: Final = LaterRelease()
"""A round's first release: nothing was published before it."""


def _behind(included: Mapping[str, Sequence[int | None]], key: str) -> set[int]:
    """Who is behind a figure of the same kind elsewhere: of another place, or by another name.

    A key is a kind of figure, where it is, and of which statements (``key_of``).
    """
    kind, where, statements = key.split("|")
    found: set[int] = set()
    for other, rows in included.items():
        other_kind, other_where, others = other.split("|")
        alike = kind == other_kind and (kind not in CLASSED or where == other_where)
        shared = set(statements.split("+")) & set(others.split("+"))
        if alike and shared:
            found |= {row for row in rows if row is not None}
    return found


Kind = Literal["n", "mean", "shares", "spread", "classes", "counts", "models"]
"""Kinds of figures that people are behind."""

CLASSED: Final = ("classes", "counts")
"""Kinds that are by a background variable: figures by different ones are different figures."""


def key_of(kind: Kind, where: str = "", statements: str = "") -> str:
    """The key of a figure, or of figures that are made together."""
    return f"{kind}|{where}|{statements}"
