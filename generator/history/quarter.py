"""Quarter: what management's report needs beside its round, made from told figures alone.

The months of the whole come from the offices' told months, and the latest survey from the archived
results of the round that held it, so that no answer is read twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator.history.latest_survey import latest_nodes
from generator.history.published_round import PublishedRound
from generator.history.total_months import total_months
from generator.results.store import ReleasedResults
from generator.results.trend import MONTHS
from generator.results.values import Node, Suppressed
from generator.study.model import Study

__all__ = ["latest_nodes", "total_months", "with_quarter"]


def with_quarter(
    released: ReleasedResults, earlier: Sequence[PublishedRound], *, study: Study
) -> ReleasedResults:
    """The results with months of the whole and the latest survey; ``earlier`` in time order."""
    months = total_months(released, study=study)
    added: dict[str, Node | Suppressed] = {MONTHS: months} if months else {}
    added |= latest_nodes(released, earlier)
    return replace(released, steps={**released.steps, **added})
