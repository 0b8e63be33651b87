"""Frequencies: counts, percent of everybody, valid percent, cumulative percent.

Percent = 100 count / all rows; valid percent = 100 count / those who answered; cumulative percent
adds the valid ones up. Missing are empty cells (system-missing) and the codes named as
user-missing, which are listed by themselves. Source: SPSS FREQUENCIES.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable

import pandas as pd

from generator.analysis.numerics.columns import Categories, distinct, named_values
from generator.results.survey import Frequency, FrequencyCategory, MissingCategory


def count_frequencies(
    frame: pd.DataFrame,
    *,
    variable: str,
    categories: Categories | None = None,
    user_missing: Collection[Hashable] = (),
    group: str = "",
) -> Frequency:
    """Count a column's values: the declared ``(value, label)`` in order, then any others.

    A category nobody chose is left out; percentages are 0-100.
    """
    values = named_values(frame[variable])
    counts = Counter(value for value in values if value is not None)
    missing = {value: counts.pop(value) for value in user_missing if value in counts}
    n_total, n_valid = len(values), sum(counts.values())
    return Frequency(
        group=group,
        n=n_total,
        undefined=None if n_valid else "nobody answered",
        variable=variable,
        n_total=n_total,
        n_valid=n_valid,
        n_missing=n_total - n_valid,
        percent_valid=_percent(n_valid, n_total),
        percent_missing=_percent(n_total - n_valid, n_total),
        categories=_categories(counts, categories or (), n_total, n_valid),
        n_system_missing=n_total - n_valid - sum(missing.values()),
        missing=tuple(
            MissingCategory(
                value=str(value), label=str(value), count=count, percent=_percent(count, n_total)
            )
            for value, count in missing.items()
        ),
    )


def _categories(
    counts: Counter[Hashable], declared: Categories, n_total: int, n_valid: int
) -> tuple[FrequencyCategory, ...]:
    known = {value for value, _ in declared}
    rows, running = [], 0
    for value, label in (*declared, *distinct(set(counts) - known)):
        count = counts.get(value, 0)
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
    return tuple(rows)


def _percent(part: int, base: int) -> float | None:
    return 100 * part / base if base else None
