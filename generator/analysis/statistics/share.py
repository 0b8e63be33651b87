"""Share: how many answered an item in one part of its scale, and how many per cent they are.

Percent = 100 count / those who answered.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import numeric
from generator.results.survey import Share


def count_share(frame: pd.DataFrame, *, item: str, low: int, high: int, group: str = "") -> Share:
    """Count the answers to column ``item`` from ``low`` to ``high``, both included."""
    answers = numeric(frame, (item,))[:, 0]
    answers = answers[~np.isnan(answers)]
    n, count = len(answers), int(((answers >= low) & (answers <= high)).sum())
    return Share(
        group=group,
        n=n,
        undefined=None if n else "nobody answered",
        item=item,
        low=low,
        high=high,
        count=count,
        percent=100 * count / n if n else None,
    )
