"""History: what changed since earlier rounds, from what this round and they published.

No answer is needed, so the answers of earlier rounds may be deleted; and nothing new is said,
since everything here follows from figures that were printed already.
"""

from collections.abc import Sequence

from generator.history.published_round import PublishedRound
from generator.results.store import ReleasedResults
from generator.round.model import Round
from generator.study.model import Study


def with_trend(
    released: ReleasedResults, earlier: Sequence[PublishedRound], *, study: Study, round_: Round
) -> ReleasedResults:
    """The results with a trend for the total, each size class and each unit.

    ``earlier`` are rounds of the same study, in any order; those that are not before this one are
    left out, and without any the results are as they were.
    """
    before = [each for each in earlier if each.round.date < round_.date]
    if not before:
        return released
    from generator.history.trend import with_lines  # brings scipy, which check does not need

    before.sort(key=lambda each: (each.round.date, each.round.id))
    return with_lines([*before, PublishedRound(released, study, round_)])
