"""Limits: what a figure can be at all, whatever the others say."""

from __future__ import annotations

import math
from collections.abc import Iterator

from generator.table_audit.tables import Check, PrintedTable

LIMITS = {
    "r": (-1.0, 1.0),
    "p": (0.0, 1.0),
    "alpha": (-math.inf, 1.0),
    "percent": (0.0, 100.0),
    "valid_percent": (0.0, 100.0),
    "cumulative_percent": (0.0, 100.0),
    "rate": (0.0, 100.0),
    "sd": (0.0, math.inf),
    "se": (0.0, math.inf),
    "f": (0.0, math.inf),
    "tolerance": (0.0, 1.0),
    "vif": (1.0, math.inf),
}
COUNTS = ("n", "n_items", "registered", "dropped", "invited", "complete", "partial", "answered")


def limit_checks(table: PrintedTable) -> Iterator[Check]:
    """Every figure against the ends of its kind, and every count against being one."""
    for column, role in enumerate(table.roles):
        for row, figure in table.figures(column):
            if role in LIMITS:
                low, high = LIMITS[role]
                holds = low <= figure.value <= high
                possible = f"{low:g} to {high:g}"
                yield Check(row, column, holds, possible, f"the ends of any {role}")
            elif role in COUNTS and math.isfinite(figure.interval.size().high):
                holds = figure.count is not None
                yield Check(row, column, holds, "a whole number", "it counts something")
