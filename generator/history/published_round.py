"""One round as it was published: its released results and the definitions they were made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from generator.results.offices import Attainment, IndicatorResult
from generator.results.store import ReleasedResults
from generator.results.survey import Codebook
from generator.results.trend import TrendRound
from generator.results.values import Node, Suppressed
from generator.round.model import Round
from generator.study.model import Study

Kind = TypeVar("Kind", bound=Node)


@dataclass(frozen=True, slots=True)
class PublishedRound:
    """A published round: an earlier one, or this one held against them.

    ``names`` are its offices' printed names by id and ``id_of`` their ids by name, ``cards`` the
    indicators told of each office, ``unit_of`` the analysis unit that each office was reported in.
    """

    released: ReleasedResults
    study: Study
    round: Round
    names: Mapping[str, str] = field(init=False, repr=False, compare=False)
    id_of: Mapping[str, str] = field(init=False, repr=False, compare=False)
    cards: Mapping[str, tuple[IndicatorResult, ...]] = field(init=False, repr=False, compare=False)
    unit_of: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look up once what every line asks for."""
        names = {unit.id: unit.name for unit in self.round.units}
        unit_of = {o: unit for unit in self.released.units for o in self.offices_of(unit)}
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "id_of", {name: unit for unit, name in names.items()})
        object.__setattr__(self, "cards", dict(self._cards()))
        object.__setattr__(self, "unit_of", unit_of)

    def _cards(self) -> Iterator[tuple[str, tuple[IndicatorResult, ...]]]:
        for unit in self.released.units:
            node = self.unit(unit, "attainment", Attainment)
            for office in node.offices if isinstance(node, Attainment) else ():
                if office.office:
                    yield office.office, office.rows

    @property
    def named(self) -> TrendRound:
        """The round as a trend names it."""
        return TrendRound(round=self.round.id, date=self.round.date.isoformat())

    def step(self, name: str, kind: type[Kind]) -> Kind | Suppressed | None:
        """A node of the whole; None where it was not computed."""
        node = self.released.steps.get(name)
        return node if isinstance(node, (kind, Suppressed)) else None

    def unit(self, unit: str, name: str, kind: type[Kind]) -> Kind | Suppressed | None:
        """A node of a unit; None where it was not computed or there is no such unit."""
        node = self.released.units.get(unit, {}).get(name)
        return node if isinstance(node, (kind, Suppressed)) else None

    def offices_of(self, unit: str) -> tuple[str, ...]:
        """The offices that an analysis unit stands for."""
        merged = {merge.id: merge.units for merge in self.round.merges}
        return merged.get(unit, (unit,))

    def wordings(self, group: str) -> dict[str, str]:
        """The questions as they were asked, where the export told it."""
        node = self.released.steps.get(f"codebook/{group}")
        return (
            {row.variable: row.wording for row in node.rows} if isinstance(node, Codebook) else {}
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """What lines are about: a unit, the units of a size class, or the whole when neither."""

    unit: str | None = None
    size: str | None = None


WHOLE = Scope()
