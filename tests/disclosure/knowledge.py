"""What an attacker knows: who answered what not, who is where, and what the published tables say.

Everything is written down as facts about sums over known people. He knows every rule, too: a mean
that is printed as a figure is not nearer to an end of its scale than the threshold, one that is
printed as a bound is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

import numpy as np
import pandas as pd

from generator.results.table import EVERYBODY, OTHER, ClassMeans, GroupTable, Place, StatementCell
from generator.results.values import Bound, Suppressed
from generator.study.model import Study

People = frozenset[int]
HALF_CENT = Fraction(1, 200)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the attacker sees one variable: which statements were answered, not how.

    ``answers`` are the truth: the attacker starts his search there and learns nothing from it.
    """

    answers: Mapping[str, int]

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(self.answers)

    @property
    def mean(self) -> Fraction:
        return Fraction(sum(self.answers.values()), len(self.answers))


@dataclass(frozen=True, slots=True)
class Mean:
    """The person means of some people add up to something from ``low`` to ``high``."""

    people: People
    low: Fraction
    high: Fraction
    source: str
    printed: Fraction | None = None

    def holds(self, persons: Sequence[Person]) -> bool:
        return self.low <= sum(persons[i].mean for i in self.people) <= self.high


@dataclass(frozen=True, slots=True)
class Agree:
    """From ``fewest`` to ``most`` of some people agree with a statement."""

    people: People
    item: str
    top: int
    fewest: int
    most: int
    source: str

    def holds(self, persons: Sequence[Person]) -> bool:
        agree = sum(
            persons[i].answers.get(self.item, self.top - 1) >= self.top for i in self.people
        )
        return self.fewest <= agree <= self.most


@dataclass(frozen=True, slots=True)
class Squares:
    """The squares within some places add up to something from ``low`` to ``high``."""

    places: tuple[People, ...]
    low: float
    high: float
    source: str

    def holds(self, persons: Sequence[Person]) -> bool:
        within = sum(
            np.var([float(persons[i].mean) for i in place]) * len(place) for place in self.places
        )
        return self.low - 1e-6 <= within <= self.high + 1e-6

    @property
    def people(self) -> People:
        return frozenset().union(*self.places)


Fact = Mean | Agree | Squares


@dataclass(frozen=True, slots=True)
class Seen:
    """One release by its number: its table, and the people behind it as ``counties`` has them."""

    table: GroupTable
    frame: pd.DataFrame
    number: int = 1


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one variable: people, facts about them, and the scale they answered on."""

    variable: str
    persons: tuple[Person, ...]
    facts: tuple[Fact, ...]
    low: int
    high: int

    @property
    def scaled(self) -> int:
        """Every person's mean is a whole number of so manieth scale points."""
        return lcm(*(len(person.items) for person in self.persons))

    def false(self) -> list[Fact]:
        """The facts that are not so: the attacker has misunderstood, or the table is wrong."""
        return [fact for fact in self.facts if not fact.holds(self.persons)]


def known(
    releases: Sequence[Seen],
    variable: str,
    *,
    study: Study,
    threshold: int = 4,
    homogeneity: bool = True,
) -> Known:
    """Everything that the tables of a round's releases say about a variable.

    ``homogeneity`` is whether he knows that rule to have been on.
    """
    return _Reading(releases, variable, study, threshold, homogeneity).known()


class _Reading:
    def __init__(
        self,
        releases: Sequence[Seen],
        variable: str,
        study: Study,
        threshold: int,
        homogeneity: bool,
    ) -> None:
        self.homogeneity = homogeneity
        scale, owner = study.scale_of(variable), study.constructs.get(variable)
        self.releases, self.variable, self.threshold = releases, variable, threshold
        self.low, self.high = scale.low, scale.high
        self.items = [item.id for item in owner.items] if owner else [variable]
        self.fewest = owner.min_items if owner else 1
        self.top = scale.classes[-1].low if scale.classes else scale.high
        self.persons: dict[tuple[object, tuple[tuple[str, int], ...]], Person] = {}
        self.base = [pd.Series(self._base(seen.frame)) for seen in releases]

    def _base(self, frame: pd.DataFrame) -> dict[object, int]:
        """Who is in the base, by number; somebody who answers otherwise later is another person."""
        found = {}
        for key, row in frame[self.items].iterrows():
            answers = {item: int(row[item]) for item in self.items if not np.isnan(row[item])}
            if len(answers) >= self.fewest:
                self.persons.setdefault((key, tuple(answers.items())), Person(answers))
                found[key] = list(self.persons).index((key, tuple(answers.items())))
        return found

    def known(self) -> Known:
        facts = [fact for i in range(len(self.releases)) for fact in self._facts(i)]
        persons = tuple(self.persons.values())
        return Known(self.variable, persons, tuple(facts), self.low, self.high)

    def _facts(self, at: int) -> Iterator[Fact]:
        """What a release says that those before it did not."""
        table, number = self.releases[at].table, self.releases[at].number
        for place, cell in table.column(self.variable):
            source = f"{place.place}, release {number}"
            people = self._members(at, place, cell.release)
            if cell.release == number:
                assert cell.n == len(people) or not isinstance(cell.n, int), (source, cell)
                yield from self._mean(people, cell.mean, source)
            # Statements are of the people in the construct's cell, which may be older than they.
            own = [row for row in place.statements if row.release == number]
            yield from self._statements(own, people, source)
        low_places = [row for row in table.low_places if row.release == number]
        yield from self._statements(low_places, self._low_places(at), f"low places, {number}")
        yield from self._spread(at)
        for classification in table.classifications:
            for means in classification.means:
                if means.variable == self.variable and means.release == number:
                    yield from self._classes(at, classification.background, means)

    def _members(self, at: int, place: Place, release: int) -> People:
        """The base of a place in a release."""
        then = at if release == self.releases[at].number else release - 1
        frame, base = self.releases[then].frame, self.base[then]
        named = {office for one in self.releases[at].table.places for office in one.offices}
        there = frame["unit"].isin(place.offices)
        if place.place == OTHER:
            there = ~frame["unit"].isin(named)
        elif place.place == EVERYBODY:
            there = frame["unit"].map(lambda _: True)
        return frozenset(int(n) for n in base[base.index.isin(frame.index[there])])

    def _summed(self, at: int) -> dict[str, People]:
        """The people of every place that is in the variable's sums."""
        return {
            place.place: self._members(at, place, cell.release)
            for place, cell in self.releases[at].table.column(self.variable)
            if isinstance(cell.mean, float)
        }

    def _low_places(self, at: int) -> People:
        """Those in the variable's sums whose place has no statements of its own."""
        summed, low = self._summed(at), Suppressed("size")
        small = [
            summed[place.place]
            for place in self.releases[at].table.places
            if place.place in summed
            and any(row.item in self.items and row.percent == low for row in place.statements)
        ]
        return frozenset().union(*small)

    def _mean(self, people: People, mean: object, source: str) -> Iterator[Mean]:
        """A mean to its two decimals and not at an end; or a bound, within the threshold of one."""
        n, room = len(people), Fraction(self.threshold)
        least, most = n * Fraction(self.low), n * Fraction(self.high)
        if isinstance(mean, float):
            printed = Fraction(round(mean * 100), 100)
            low, high = n * (printed - HALF_CENT), n * (printed + HALF_CENT)
            inner = (least + room, most - room) if self.homogeneity else (least, most)
            yield Mean(people, max(low, inner[0]), min(high, inner[1]), source, printed)
        elif isinstance(mean, Bound):
            at_top = mean.over is not None
            ends = (most - room, most) if at_top else (least, least + room)
            yield Mean(people, *ends, source)

    def _statements(
        self, cells: Sequence[StatementCell], people: People, source: str
    ) -> Iterator[Agree]:
        for cell in cells:
            found = self._agreeing(cell.percent, len(people), self._skips(cell.item, people))
            if cell.item in self.items and found:
                assert cell.n == len(people), (source, cell, len(people))
                yield Agree(people, cell.item, self.top, *found, f"{cell.item} in {source}")

    def _skips(self, item: str, people: People) -> int:
        """How many of them left the statement blank, which he knows of everybody."""
        persons = list(self.persons.values())
        return sum(item not in persons[i].answers for i in people)

    def _agreeing(self, percent: object, n: int, skips: int) -> tuple[int, int] | None:
        """How many agree, from and to, by a printed share or band."""
        answered = n - skips
        if isinstance(percent, Bound):
            few = self.threshold - 1
            return (0, few) if percent.over is None else (max(answered - few, 0), answered)
        if not isinstance(percent, float):
            return None
        room = self.threshold if self.homogeneity else 0
        low, high = n * (percent - 0.5) / 100, n * (percent + 0.5) / 100
        return max(ceil(low - 1e-9), room), min(floor(high + 1e-9), answered - room)

    def _spread(self, at: int) -> Iterator[Squares]:
        seen = self.releases[at]
        spread = seen.table.spread(self.variable)
        if spread is None or spread.release != seen.number or not isinstance(spread.sd, float):
            return
        places = tuple(self._summed(at).values())
        df = sum(len(place) - 1 for place in places)
        assert spread.df == df, (spread, df)
        low, high = max(spread.sd - 0.005, 0.0), spread.sd + 0.005
        yield Squares(places, df * low**2, df * high**2, f"sd, release {seen.number}")

    def _classes(self, at: int, background: str, means: ClassMeans) -> Iterator[Mean]:
        if isinstance(means.classes, Suppressed):
            return
        frame, base = self.releases[at].frame, self.base[at]
        summed = frozenset().union(*self._summed(at).values())
        values = frame[background].map(lambda value: "" if pd.isna(value) else str(value))
        for cell in means.classes:
            there = base[base.index.isin(frame.index[values.isin(cell.values)])]
            people = frozenset(int(n) for n in there) & summed
            assert cell.n == len(people), (background, cell, len(people))
            source = f"{background} {cell.label}, release {self.releases[at].number}"
            yield from self._mean(people, cell.mean, source)
