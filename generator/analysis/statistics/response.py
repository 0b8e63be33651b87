"""Response: invited, reached, answered and usable, for a whole group and for each unit.

The rate is answered in percent of invited. Per unit only usable answers are known (the survey asks
for the unit), so a unit's rate is usable answers in percent of its invited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.results.survey import Response
from generator.sources.inputs import Participation


def total_response(participation: Participation, *, group: str) -> Response:
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


def unit_response(
    n: int, *, offices: Sequence[str], invited: Mapping[str, int | None], group: str
) -> Response:
    """Usable answers of a unit against the invited counts of its offices."""
    counts = [invited.get(office) for office in offices]
    known = [count for count in counts if count is not None]
    total = sum(known) if len(known) == len(counts) else None
    return Response(group=group, n=n, offices=tuple(offices), invited=total, rate=_rate(n, total))


def _rate(part: int, base: int | None) -> float | None:
    return 100 * part / base if base else None
