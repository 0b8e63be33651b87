"""Response: invited, reached, answered and in the base, for a whole group and for each unit.

Answered are those of the published base; the rate is answered in percent of invited. How many
answered all or part of the form is told where that adds up to the base, else it would tell of those
outside it. Per unit only the base is known (the survey asks for the unit).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.dataset import Participation
from generator.results import Count, PublishedTable, Response, Suppressed
from generator.round import Round
from generator.scoring import AnalysisUnit
from generator.study import Study


def describe_responses(
    table: PublishedTable,
    participation: Mapping[str, Participation],
    *,
    study: Study,
    round_: Round,
    units: Sequence[AnalysisUnit],
    exact: bool = False,
) -> tuple[dict[str, Response], dict[str, Response]]:
    """``response/<group>``, and the response of every unit; invited and rates not yet banded.

    ``exact`` tells everybody that the survey system counted, in a round that reproduces tables.
    """
    whole = {}
    for group in table.groups:
        known = participation[group.group]
        base = known.answered if exact else group.base
        whole[f"response/{group.group}"] = whole_response(
            known, n=known.usable if exact else group.base, answered=base, group=group.group
        )
    found = table.of(study.unit_file.group) if study.unit_file else None
    if found is None:
        return whole, {}
    invited = {unit.id: unit.invited for unit in round_.units}
    places = {unit.id: found.place(unit.id) for unit in units}
    return whole, {
        unit.id: unit_response(
            place.n if (place := places[unit.id]) else Suppressed("threshold"),
            unit=unit,
            invited=invited,
            group=found.group,
        )
        for unit in units
    }


def whole_response(
    participation: Participation, *, n: Count, answered: Count, group: str
) -> Response:
    """Participation of a whole respondent group, of whom so many answered."""
    parts = participation.answered == answered
    return Response(
        group=group,
        n=n,
        registered=participation.registered,
        dropped_out=participation.dropped_out,
        invited=participation.invited,
        complete=participation.complete if parts else Suppressed("threshold"),
        partial=participation.partial if parts else Suppressed("threshold"),
        answered=answered,
        rate=_rate(answered, participation.invited),
    )


def unit_response(
    n: Count, *, unit: AnalysisUnit, invited: Mapping[str, int | None], group: str
) -> Response:
    """The base of a unit against the invited counts of its offices."""
    counts = [invited.get(office) for office in unit.offices]
    known = [count for count in counts if count is not None]
    total = sum(known) if len(known) == len(counts) else None
    return Response(
        group=group,
        n=n,
        offices=unit.offices,
        size=unit.size,
        invited=total,
        rate=_rate(n, total),
    )


def _rate(part: Count, base: int | None) -> float | Suppressed | None:
    if part is None or not base:
        return None
    return part if isinstance(part, Suppressed) else 100 * part / base
