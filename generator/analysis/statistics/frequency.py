"""Frequencies: counts, percent of everybody, valid percent, cumulative percent.

Percent = 100 count / all rows; valid percent = 100 count / those who answered; cumulative percent
adds the valid ones up. Missing are empty cells (system-missing) and the codes named as
user-missing, which are listed by themselves. Source: SPSS FREQUENCIES.

In the published table "not answered" is a class. Where it had to be joined with another, how many
answered is not known, and there is no valid per cent.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import replace
from itertools import accumulate

import pandas as pd

from generator.analysis.numerics.columns import Categories, counted, distinct, selected
from generator.analysis.statistics import Nodes, Plan, categories
from generator.analysis.table.classes import NOT_ANSWERED, counted_classes
from generator.results.survey import Frequency, FrequencyCategory, MissingCategory
from generator.results.table import GroupTable
from generator.results.values import Number, Suppressed
from generator.study.model import Study
from generator.study.plan import FrequencyStep

__all__ = ["count_frequencies"]


def nodes_of_frame(step: FrequencyStep, frame: pd.DataFrame, plan: Plan) -> Nodes:
    """A node for each variable."""
    return {
        f"{step.id}/{name}": count_frequencies(
            selected(frame, name),
            variable=name,
            categories=categories(plan.study, name),
            group=step.group,
        )
        for name in step.variables
    }


def nodes_of_table(step: FrequencyStep, table: GroupTable, plan: Plan) -> Nodes:
    """A node for each variable."""
    return {
        f"{step.id}/{name}": class_frequency(table, name, study=plan.study)
        for name in step.variables
    }


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
    counts = counted(frame[variable])
    missing = {value: counts.pop(value) for value in user_missing if value in counts}
    n, valid, declared = len(frame), sum(counts.values()), categories or ()
    known = (*declared, *distinct(set(counts) - {value for value, _ in declared}))
    rows = [((str(value),), label, counts[value]) for value, label in known if counts[value]]
    return replace(
        _frequency(variable, rows, n=n, valid=valid, group=group),
        n_system_missing=n - valid - sum(missing.values()),
        missing=tuple(
            MissingCategory(
                value=str(value), label=str(value), count=count, percent=_percent(count, n)
            )
            for value, count in missing.items()
        ),
    )


def class_frequency(table: GroupTable, variable: str, *, study: Study) -> Frequency | Suppressed:
    """How many are in each class of a background variable; nothing else is counted out."""
    classes = counted_classes(table, variable, study)
    if isinstance(classes, Suppressed):
        return classes
    n = sum(each.n for each in classes)
    blank = [each for each in classes if NOT_ANSWERED in each.values]
    joined = any(len(each.values) > 1 for each in blank)
    return _frequency(
        variable,
        [(each.values, each.label, each.n) for each in classes if joined or each not in blank],
        n=n,
        valid=None if joined else n - sum(each.n for each in blank),
        group=table.group,
    )


def _frequency(
    variable: str,
    rows: Sequence[tuple[tuple[str, ...], str, int]],
    *,
    n: int,
    valid: int | None,
    group: str,
) -> Frequency:
    """The node of rows of values, label and count; ``valid`` is None where it is not known."""
    size = Suppressed("size")
    missing = None if valid is None else n - valid
    running = accumulate(count for _, _, count in rows)
    return Frequency(
        group=group,
        n=n,
        undefined=None if rows else "nobody answered",
        variable=variable,
        n_total=n,
        n_valid=size if valid is None else valid,
        n_missing=size if missing is None else missing,
        percent_valid=_percent(valid, n),
        percent_missing=_percent(missing, n),
        categories=tuple(
            FrequencyCategory(
                values=values,
                label=label,
                count=count,
                percent=_percent(count, n),
                valid_percent=_percent(count, valid),
                cumulative_percent=_percent(so_far, valid),
            )
            for (values, label, count), so_far in zip(rows, running, strict=True)
        ),
        n_system_missing=size if missing is None else missing,
    )


def _percent(part: int | None, base: int | None) -> Number:
    if part is None or base is None:
        return Suppressed("size")
    return 100 * part / base if base else None
