"""Trend: what changed since earlier rounds, from what this round and they published.

No answer is needed, so the answers of earlier rounds may be deleted; and nothing new is told,
since everything here follows from figures that were printed already.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.history.published_round import PublishedRound
from generator.results.store import ReleasedResults
from generator.round.model import Round
from generator.study.model import Study


def with_trend(
    released: ReleasedResults, earlier: Sequence[PublishedRound], *, study: Study, round_: Round
) -> ReleasedResults:
    """The results with a trend for the whole, each size class and each unit.

    ``earlier`` are rounds of the same study, in any order; those that are not before this one are
    left out, and without any the results are as they were.
    """
    before = sorted(
        (each for each in earlier if each.round.date < round_.date),
        key=lambda each: (each.round.date, each.round.id),
    )
    if not before:
        return released
    from generator.history.lines import with_lines  # brings scipy, which check does not need

    return with_lines(released, before, study=study, round_=round_)
