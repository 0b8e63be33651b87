"""Descriptives: the moments of each variable.

Missing answers are left out variable by variable. ``moments`` states the formulas.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import numeric
from generator.analysis.numerics.moments import moments
from generator.results.survey import Descriptives


def describe_variables(
    frame: pd.DataFrame, *, variables: Sequence[str], group: str = ""
) -> Descriptives:
    """Every statistic of each column over the rows that answered it."""
    values = numeric(frame, variables)
    rows = tuple(
        moments(name, column[~np.isnan(column)])
        for name, column in zip(variables, values.T, strict=True)
    )
    return Descriptives(group=group, n=len(frame), rows=rows)
