"""Frequencies of the background, from its classes.

"Not answered" is a class. Where it had to be joined with another, how many answered is not known,
and there is no valid per cent.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.analysis.table.counts import NOT_ANSWERED, counted_classes
from generator.results.survey import Frequency, FrequencyCategory
from generator.results.table import ClassCount, GroupTable
from generator.results.values import Count, Number, Suppressed
from generator.study.model import Study


def class_frequency(table: GroupTable, variable: str, *, study: Study) -> Frequency | Suppressed:
    """How many are in each class of a background variable; nothing else is counted out."""
    classes = counted_classes(table, variable, study)
    if isinstance(classes, Suppressed):
        return classes
    n = sum(each.n for each in classes)
    blank = [each for each in classes if NOT_ANSWERED in each.values]
    joined = any(len(each.values) > 1 for each in blank)
    valid = None if joined else n - sum(each.n for each in blank)
    shown = [each for each in classes if joined or NOT_ANSWERED not in each.values]
    return Frequency(
        group=table.group,
        n=n,
        undefined=None if shown else "nobody answered",
        variable=variable,
        n_total=n,
        n_valid=_or_size(valid),
        n_missing=_or_size(None if valid is None else n - valid),
        percent_valid=_percent(valid, n),
        percent_missing=_percent(None if valid is None else n - valid, n),
        categories=_categories(shown, n, valid),
        n_system_missing=_or_size(None if valid is None else n - valid),
    )


def _categories(
    classes: Sequence[ClassCount], n: int, valid: int | None
) -> tuple[FrequencyCategory, ...]:
    rows: list[FrequencyCategory] = []
    running = 0
    for each in classes:
        running += each.n
        rows.append(
            FrequencyCategory(
                values=each.values,
                label=each.label,
                count=each.n,
                percent=_percent(each.n, n),
                valid_percent=_valid_percent(each.n, valid),
                cumulative_percent=_valid_percent(running, valid),
            )
        )
    return tuple(rows)


def _or_size(count: int | None) -> Count:
    return Suppressed("size") if count is None else count


def _percent(part: int | None, base: int) -> Number:
    if part is None:
        return Suppressed("size")
    return 100 * part / base if base else None


def _valid_percent(part: int, valid: int | None) -> Number:
    return Suppressed("size") if valid is None else _percent(part, valid)
