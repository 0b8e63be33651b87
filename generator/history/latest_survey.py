"""The latest survey and client survey of earlier rounds, copied from what was told then."""

from __future__ import annotations

from collections.abc import Sequence

from generator.history.published_round import PublishedRound
from generator.results.offices import Attainment, ClientResults
from generator.results.store import ReleasedResults
from generator.results.survey import Response
from generator.results.trend import LATEST, EarlierRound, ReportedUnit
from generator.results.values import Node, Suppressed

SURVEY = ("response/", "constructs/")
CLIENTS = "client_survey"


def latest_nodes(
    released: ReleasedResults, earlier: Sequence[PublishedRound]
) -> dict[str, Node | Suppressed]:
    """Copies for the surveys this round lacks; ``earlier`` is in time order.

    ``quarter/latest/survey`` and ``.../clients`` say which round it was and how its units were.
    """
    nodes: dict[str, Node | Suppressed] = {}
    if not _survey(released) and (found := _last(earlier, survey=True)):
        copied = {f"{LATEST}{name}": node for name, node in _survey(found.released).items()}
        nodes |= {f"{LATEST}survey": _told_of(found, group="survey"), **copied}
    if CLIENTS not in released.steps and (found := _last(earlier, survey=False)):
        nodes[f"{LATEST}clients"] = _told_of(found, group="clients")
        nodes[f"{LATEST}{CLIENTS}"] = found.released.steps[CLIENTS]
    return nodes


def _survey(released: ReleasedResults) -> dict[str, Node | Suppressed]:
    return {name: node for name, node in released.steps.items() if name.startswith(SURVEY)}


def _last(earlier: Sequence[PublishedRound], *, survey: bool) -> PublishedRound | None:
    """The latest round that held the survey, or the client survey."""

    def holds(each: PublishedRound) -> bool:
        if survey:
            return bool(_survey(each.released))
        return isinstance(each.released.steps.get(CLIENTS), ClientResults)

    return next((each for each in reversed(earlier) if holds(each)), None)


def _told_of(found: PublishedRound, *, group: str) -> EarlierRound:
    units = tuple(_unit(unit, found) for unit in found.released.units)
    return EarlierRound(
        group=group,
        n=len(units),
        round=found.round.id,
        date=found.round.date.isoformat(),
        units=units,
    )


def _unit(unit: str, found: PublishedRound) -> ReportedUnit:
    """The unit's offices by the names they had; a unit that is no merge is its own office."""
    nodes = found.released.units[unit]
    offices: list[str] = [unit]
    match nodes.get("response"), nodes.get("attainment"):
        case Response(offices=named), _ if named:
            offices = list(named)
        case _, Attainment(offices=rows):
            offices = [row.office for row in rows if row.office] or offices
    return ReportedUnit(offices=tuple(found.round.unit_name(office) for office in offices))
