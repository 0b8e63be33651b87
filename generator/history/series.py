"""A series of rounds: what each unit of today was in them, and any two held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from generator.history.concordance import Concordance, Concordances
from generator.history.drift import Drifted
from generator.history.published_round import PublishedRound, Scope, Where


@dataclass(frozen=True)
class Series:
    """Rounds, oldest first; the last is this round."""

    rounds: Sequence[PublishedRound]
    _known: dict[tuple[str, str], Concordance] = field(default_factory=dict)

    @property
    def now(self) -> PublishedRound:
        """This round."""
        return self.rounds[-1]

    @cached_property
    def _concordances(self) -> Concordances:
        return Concordances([each.round for each in self.rounds])

    def concordance(self, then: PublishedRound, now: PublishedRound) -> Concordance:
        """Which offices of a round are which of a later one."""
        pair = (then.round.id, now.round.id)
        if pair not in self._known:
            self._known[pair] = self._concordances.between(then.round, now.round)
        return self._known[pair]

    def where(self, scope: Scope, then: PublishedRound) -> Where:
        """What the unit of the scope was in a round: units of the same people, else of its id."""
        if not scope.unit:
            return Where()
        offices = self.now.offices_of(scope.unit)
        if then is self.now:
            return Where((scope.unit,), {each: frozenset({each}) for each in offices})
        concordance = self.concordance(then, self.now)
        found = {office: concordance.then((office,)) for office in offices}
        same = {
            office: before if before and not concordance.moved(before, (office,)) else {office}
            for office, before in found.items()
        }
        units = {
            then.unit_of[each]
            for each in frozenset().union(*found.values())
            if each in then.unit_of
        }
        covered = [office for unit in units for office in then.offices_of(unit)]
        if not units or concordance.moved(covered, offices):
            units = {scope.unit} & then.units.keys()
        return Where(
            tuple(sorted(units)),
            {office: frozenset(before) & then.names.keys() for office, before in same.items()},
        )

    def drifted(self, scope: Scope, then: PublishedRound, now: PublishedRound) -> Drifted:
        """Two rounds held against each other for the lines of a scope."""
        where = (self.where(scope, then), self.where(scope, now))
        return Drifted(then, now, self.concordance(then, now), where)
