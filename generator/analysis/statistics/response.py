"""Response: invited, reached, answered and usable, for a whole group and for each unit.

The rate is answered in percent of invited. Per unit only usable answers are known (the survey asks
for the unit), so a unit's rate is usable answers in percent of its invited.
"""

from __future__ import annotations

from generator.results.survey import Response
from generator.results.table import PublishedTable
from generator.results.values import published_count
from generator.round.model import Round
from generator.scoring.dataset import ScoredDataset
from generator.sources.inputs import Participation
from generator.study.model import Study


def describe_responses(
    scored: ScoredDataset, table: PublishedTable, *, study: Study, round_: Round
) -> tuple[dict[str, Response], dict[str, Response]]:
    """Participation of each respondent group, and of each unit; its ``n`` is the table's.

    ``n`` is None for a unit that is no place of the table.
    """
    groups = {
        group: _total_response(participation, group=group)
        for group, participation in scored.participation.items()
    }
    of_group = table.of(study.unit_file.group) if study.unit_file else None
    if of_group is None:
        return groups, {}
    units = {}
    for unit in scored.analysis_units:
        place = of_group.place(unit.id)
        n = place.n if place and isinstance(place.n, int) else None
        invited = round_.invited_in(unit.offices)
        units[unit.id] = Response(
            group=of_group.group,
            n=n,
            offices=unit.offices,
            size=unit.size,
            invited=invited,
            rate=_rate(published_count(n), invited),
        )
    return groups, units


def _total_response(participation: Participation, *, group: str) -> Response:
    """Participation of a whole respondent group.

    Who was written to is not known where the export holds answers only.
    """
    known = participation.complete is not None or participation.partial is not None
    return Response(
        group=group,
        n=participation.usable,
        registered=participation.registered if known else None,
        dropped_out=participation.dropped_out if known else None,
        invited=participation.invited,
        complete=participation.complete,
        partial=participation.partial,
        answered=participation.answered,
        rate=_rate(participation.answered, participation.invited),
    )


def _rate(part: int, base: int | None) -> float | None:
    return 100 * part / base if base else None
