"""Is it the same office, the same merged offices, the same group of offices as before?"""

from __future__ import annotations

from collections.abc import Iterator

from generator.history.figure import Key
from generator.history.published_round import PublishedRound, Scope
from generator.results.trend import Break, Drift, Renamed


def identity_drift(
    key: Key, scope: Scope, then: PublishedRound, now: PublishedRound
) -> Iterator[Break]:
    """What makes a unit, or one office's scorecard, another one than it was.

    An id that stands for other offices than before, and a name that another id had before. The
    same id under a new name is the same office.
    """
    if not scope.unit:
        return
    offices = (key.office,) if key.office else now.offices_of(scope.unit)
    if taken := _names_of_others(offices, then, now):
        yield _broken("other_unit", taken, then, now)
    if key.office is None and (others := _other_offices(scope.unit, then, now)):
        yield _broken("merged", others, then, now)


def mean_drift(
    key: Key, scope: Scope, then: PublishedRound, now: PublishedRound
) -> Iterator[Break]:
    """What makes a size class, or a mean of offices, another one than it was.

    The mean of all answers of the whole is about persons: which offices share a report does not
    touch it.
    """
    if scope.unit:
        return
    if scope.size:
        classes = [_class(each, scope.size) for each in (then, now)]
        if classes[0] != classes[1]:
            moved = _in_order(classes[0] ^ classes[1], then, now)
            yield _broken("units", _names(moved, then, now), then, now)
            return
    if key.measure == "construct":
        return
    offices = [set(each.cards) for each in (then, now)]
    if key.measure in ("indicator", "target"):
        if not scope.size and offices[0] != offices[1]:
            moved = _in_order(offices[0] ^ offices[1], then, now)
            yield _broken("units", _names(moved, then, now), then, now)
        return
    units = [_units(each, scope) for each in (then, now)]
    if units[0] != units[1]:
        touched = {office for unit in units[0] ^ units[1] for office in unit}
        yield _broken("merged", _names(_in_order(touched, then, now), then, now), then, now)


def renamed(
    offices: tuple[str, ...], earlier: tuple[PublishedRound, ...], now: PublishedRound
) -> tuple[Renamed, ...]:
    """The offices whose name is another than in the latest earlier round that had them."""
    found = []
    for office in offices:
        known = [each for each in earlier if office in each.names]
        if known and known[-1].names[office] != now.names.get(office):
            before = known[-1]
            if not _names_of_others((office,), before, now):
                found.append(
                    Renamed(unit=office, before=before.names[office], since=before.round.id)
                )
    return tuple(found)


def _names_of_others(
    offices: tuple[str, ...], then: PublishedRound, now: PublishedRound
) -> list[str]:
    """The names of these offices that another id had then."""
    names = [(office, now.names[office]) for office in offices if office in now.names]
    return [name for office, name in names if then.id_of.get(name, office) != office]


def _other_offices(unit: str, then: PublishedRound, now: PublishedRound) -> list[str]:
    """The offices a unit and its counterparts then do not share; none when it is the same."""
    current = set(now.offices_of(unit))
    others = {then.unit_of[office] for office in current if office in then.unit_of}
    others |= {unit} & set(then.released.units)
    counterparts = [set(then.offices_of(other)) for other in others]
    if all(offices == current for offices in counterparts):
        return []
    return _names(_in_order(current.union(*counterparts), then, now), then, now)


def _class(edition: PublishedRound, size: str) -> set[str]:
    return {unit.id for unit in edition.round.units if unit.size == size}


def _units(edition: PublishedRound, scope: Scope) -> set[frozenset[str]]:
    """The analysis units that a mean of units is over, as the offices they stand for."""
    units = {frozenset(edition.offices_of(unit)) for unit in edition.released.units}
    return {unit for unit in units if not scope.size or unit & _class(edition, scope.size)}


def _names(offices: list[str], then: PublishedRound, now: PublishedRound) -> list[str]:
    names = {**then.names, **now.names}
    return [names.get(office, office) for office in offices]


def _in_order(offices: set[str], then: PublishedRound, now: PublishedRound) -> list[str]:
    declared = [*now.names, *then.names]
    return [office for office in dict.fromkeys(declared) if office in offices]


def _broken(reason: Drift, what: list[str], then: PublishedRound, now: PublishedRound) -> Break:
    return Break(round=now.round.id, since=then.round.id, reason=reason, what=tuple(what))
