"""Frequencies: counts, percent of everybody, valid percent, cumulative percent.

Percent has all rows as its base, valid percent those who answered, as SPSS FREQUENCIES prints.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from generator.results import Frequency, FrequencyCategory


def frequency(
    values: pd.Series, *, categories: Iterable[tuple[int | float | str, str]], group: str
) -> Frequency:
    """Count each declared ``(value, label)`` in order; a category nobody chose is left out.

    ``values`` is one row per respondent, missing as NaN or None; percentages are 0-100.
    """
    counts = values.value_counts()
    n_total, n_valid = len(values), int(values.notna().sum())
    rows, running = [], 0
    for value, label in categories:
        count = int(counts.get(value, 0))
        running += count
        if count:
            rows.append(
                FrequencyCategory(
                    values=(str(value),),
                    label=label,
                    count=count,
                    percent=_percent(count, n_total),
                    valid_percent=_percent(count, n_valid),
                    cumulative_percent=_percent(running, n_valid),
                )
            )
    return Frequency(
        group=group,
        n=n_total,
        undefined=None if n_valid else "nobody answered",
        variable=str(values.name),
        n_total=n_total,
        n_valid=n_valid,
        n_missing=n_total - n_valid,
        percent_valid=_percent(n_valid, n_total),
        percent_missing=_percent(n_total - n_valid, n_total),
        categories=tuple(rows),
    )


def _percent(part: int, base: int) -> float | None:
    return 100 * part / base if base else None
