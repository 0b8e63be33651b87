"""One round as it was published, and what of it a line through the rounds is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from generator.disclosure.later_release import EarlierRelease
from generator.results.offices import Attainment, IndicatorResult
from generator.results.store import ReleasedResults
from generator.results.survey import Codebook, Response
from generator.results.trend import Measure, NoInterval
from generator.results.values import Count, Node, Number, Suppressed, published_count
from generator.round.model import Round
from generator.sources.inputs import SourceFile
from generator.study.model import Study

if TYPE_CHECKING:
    from generator.history.precision import Spread  # brings scipy, which check does not need

Kind = TypeVar("Kind", bound=Node)


@dataclass(frozen=True)
class PublishedRound:
    """A published round: an earlier one, or this one held against them."""

    released: ReleasedResults
    study: Study
    round: Round

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The offices' printed names by id."""
        return {unit.id: unit.name for unit in self.round.units}

    @cached_property
    def id_of(self) -> Mapping[str, str]:
        """The offices' ids by printed name."""
        return {name: office for office, name in self.names.items()}

    @cached_property
    def scorecards(self) -> Mapping[str, tuple[IndicatorResult, ...]]:
        """The published indicators of each office."""
        nodes = (self.node("attainment", Attainment, unit=unit) for unit in self.released.units)
        return {
            office.office: office.rows
            for node in nodes
            if isinstance(node, Attainment)
            for office in node.offices
            if office.office
        }

    @cached_property
    def unit_of(self) -> Mapping[str, str]:
        """The analysis unit that each office was reported in."""
        return {office: unit for unit in self.released.units for office in self.offices_of(unit)}

    @cached_property
    def units(self) -> Mapping[str, tuple[str, ...]]:
        """The analysis units that have a report, with their offices."""
        return {unit: self.offices_of(unit) for unit in self.released.units}

    @cached_property
    def targets(self) -> Mapping[str, Mapping[str, Number]]:
        """The targets of each office, by indicator."""
        return {
            office: {row.indicator: row.target for row in rows}
            for office, rows in self.scorecards.items()
        }

    @cached_property
    def surveyed(self) -> tuple[str, ...]:
        """The analysis units that the survey asked; all where no count of invited is known."""
        found = {unit: self.node("response", Response, unit=unit) for unit in self.units}
        nodes = {unit: node for unit, node in found.items() if isinstance(node, Response)}
        counted = any(node.invited is not None for node in nodes.values())
        asked = {u for u, node in nodes.items() if node.invited or published_count(node.n)}
        return tuple(unit for unit in nodes if not counted or unit in asked)

    def node(
        self, name: str, kind: type[Kind], *, unit: str | None = None
    ) -> Kind | Suppressed | None:
        """A node of the total or of a unit; None where it was not computed."""
        nodes = self.released.units.get(unit, {}) if unit else self.released.steps
        node = nodes.get(name)
        return node if isinstance(node, (kind, Suppressed)) else None

    def offices_of(self, unit: str) -> tuple[str, ...]:
        """The offices that an analysis unit stands for."""
        merged = {merge.id: merge.units for merge in self.round.merges}
        return merged.get(unit, (unit,))

    def wordings(self, group: str) -> dict[str, str]:
        """The questions as they were asked, where the export has them."""
        node = self.node(f"codebook/{group}", Codebook)
        rows = node.rows if isinstance(node, Codebook) else ()
        return {row.variable: row.wording for row in rows}


@dataclass(frozen=True, slots=True)
class PublishedBefore:
    """What was published before a round: releases that it is held against, and earlier rounds.

    ``releases`` are oldest first, those of other rounds before all of this one; ``runs`` are all
    runs of this round that are there or were given, by id. ``files`` are what ``rounds``, oldest
    first, were read from. ``unreadable`` are runs that nobody can read now; ``older`` says of each
    filed round that an older version of the program made, which cannot be read.
    """

    releases: tuple[EarlierRelease, ...] = ()
    runs: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    rounds: tuple[PublishedRound, ...] = ()
    files: tuple[SourceFile, ...] = ()
    older: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What lines are about: a unit, the units of a size class, or the total when neither."""

    unit: str | None = None
    size: str | None = None


TOTAL = Scope()

SCORECARD, CLIENTS = "scorecard", "clients"


@dataclass(frozen=True, slots=True)
class Key:
    """Which line a figure belongs to; ``group`` is whose answers, or one of the two above."""

    measure: Measure
    group: str
    variable: str
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure of ``n``; ``roundings`` is how many times it was rounded.

    ``months`` are those an indicator's is of, ``places`` what it is the mean or the sum of.
    """

    value: Number
    n: Count
    spread: Spread | None
    no_interval: NoInterval
    ci: tuple[Number, Number] = (None, None)
    roundings: int = 1
    months: tuple[str, ...] = ()
    places: Mapping[str, PlaceValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """What one office, or one unit, has in a figure of several.

    ``repeated`` when an office's months count more people than its result to date: some several
    times. ``alone`` when it is of one office, so that ``n`` tells how it varies.
    """

    value: float
    n: int | None
    repeated: bool = False
    alone: bool = True


def pooled(values: Iterable[PlaceValue]) -> PlaceValue | None:
    """Places taken together, each by the number behind it; None where one is not known."""
    found = tuple(values)
    if len(found) == 1:
        return found[0]
    counts = [each.n for each in found if each.n]
    if not found or len(counts) < len(found):
        return None
    return PlaceValue(
        value=math.fsum(each.value * n for each, n in zip(found, counts, strict=True))
        / sum(counts),
        n=sum(counts),
        repeated=any(each.repeated for each in found),
        alone=all(each.alone for each in found),
    )


@dataclass(frozen=True, slots=True)
class Where:
    """Where the figures of a unit of today stand in one round.

    ``units`` are what it was then; ``offices`` which offices each of its offices was.
    """

    units: tuple[str, ...] = ()
    offices: Mapping[str, frozenset[str]] = field(default_factory=dict)


Figures = dict[Key, Figure]
