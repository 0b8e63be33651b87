"""Quarter: what management's report needs beside its round, made from told figures alone.

The months of the whole come from the offices' told months, and the latest survey from the archived
results of the round that held it, so that no answer is read twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator.quarter.latest import latest_nodes
from generator.quarter.months import whole_months
from generator.results import MONTHS, Node, ReleasedResults, Suppressed
from generator.study import Study
from generator.trend import Earlier

__all__ = ["latest_nodes", "whole_months", "with_quarter"]


def with_quarter(
    released: ReleasedResults, earlier: Sequence[Earlier], *, study: Study
) -> ReleasedResults:
    """The results with months of the whole and the latest survey; ``earlier`` in time order."""
    months = whole_months(released, study=study)
    added: dict[str, Node | Suppressed] = {MONTHS: months} if months else {}
    added |= latest_nodes(released, earlier)
    return replace(released, steps={**released.steps, **added})
