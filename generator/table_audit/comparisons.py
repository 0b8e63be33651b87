"""Two groups side by side: difference, t test with p and interval, Cohen's d, percent.

The difference is the first mean less the second. A row may have tested it with the pooled SD or as
Welch did, so p and interval are possible when either gives them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from generator.table_audit.figures import MEAN_SD, Check, Figure, Interval, held, read_pair, shown
from generator.table_audit.tables import PrintedTable
from generator.table_audit.windows import Window, p_between, p_of_t

Error = tuple[Interval, Window]
"""The standard error of a difference with its degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One group's n, mean and variance, as far as they are printed."""

    n: int | None
    mean: Figure | None
    variance: Interval | None


def comparison_checks(table: PrintedTable) -> Iterator[Check]:
    """Everything a row of two groups says twice."""
    for row in range(len(table.rows)):
        pair = _summaries(table, row)
        if len(pair) != 2 or pair[0].mean is None or pair[1].mean is None:
            continue
        base, means = pair[1].mean, pair[0].mean.interval - pair[1].mean.interval
        printed = table.figure(row, "difference")
        yield from held(printed, means, why=f"{pair[0].mean.text} less {base.text}")
        difference = means.narrowed(printed)
        percent = table.figure(row, "percent_difference")
        if percent is not None and base.interval.low > 0:
            size = difference.size().over(base.interval).times(100)
            why = f"the size of the difference in percent of {base.text}"
            yield from held(percent.size, size, why=why)
        tests = _tests(*pair)
        if tests is not None:
            pooled, errors = tests
            yield from _t_test(table, row, difference, errors)
            yield from _d(table.figure(row, "d"), difference, pooled)


def _summaries(table: PrintedTable, row: int) -> list[Summary]:
    counts: list[int | None] = [table.count(row, column) for column in table.columns_of("n")]
    columns = table.columns_of("mean_sd")
    both = [read_pair(MEAN_SD, table.rows[row][column], row, column) for column in columns]
    if not both:
        means = [table.at(row, column) for column in table.columns_of("mean")]
        sds = [table.at(row, column) for column in table.columns_of("sd")]
        both = list(zip(means, sds if len(sds) == 2 else (None, None), strict=False))
    if len(counts) != 2:
        counts = [None, None]
    return [
        Summary(n, mean, sd.interval.within(0.0, math.inf).squared() if sd else None)
        for n, (mean, sd) in zip(counts, both, strict=False)
    ]


def _tests(a: Summary, b: Summary) -> tuple[Interval, list[Error]] | None:
    """The pooled variance, and Student's error and Welch's; None where some n or SD lacks."""
    if a.variance is None or b.variance is None or not a.n or not b.n or min(a.n, b.n) < 2:
        return None
    # Pooled: ((n_a - 1) SD_a^2 + (n_b - 1) SD_b^2) / (n_a + n_b - 2).
    df = a.n + b.n - 2
    pooled = (a.variance.times(a.n - 1) + b.variance.times(b.n - 1)).times(1 / df)
    student = pooled.times(1 / a.n + 1 / b.n).root()
    # Welch (1947): SE^2 = SD_a^2 / n_a + SD_b^2 / n_b; df from the smaller n less one to Student's.
    welch = (a.variance.times(1 / a.n) + b.variance.times(1 / b.n)).root()
    return pooled, [(student, Window(df, df)), (welch, Window(min(a.n, b.n) - 1, df))]


def _t_test(
    table: PrintedTable, row: int, difference: Interval, errors: list[Error]
) -> Iterator[Check]:
    # t = difference / SE, its p, and the interval difference -/+ t(.975) SE.
    sizes = [difference.size().over(se) for se, _ in errors]
    ps = [p_between(size, df, p_of_t) for size, (_, df) in zip(sizes, errors, strict=True)]
    why = "the t test from both groups' n, mean and SD"
    yield from held(table.figure(row, "p"), *ps, why=why)
    t = table.figure(row, "t")
    if t is not None:
        signed = [Interval(-size.high, -size.low) if t.value < 0 else size for size in sizes]
        yield from held(t, *signed, why=why)
    yield from table.interval_checks(row, difference, *errors, why="the difference -/+ t SE")


def _d(d: Figure | None, difference: Interval, pooled: Interval) -> Iterator[Check]:
    """Cohen's d = difference / pooled SD."""
    if d is None:
        return
    size = difference.size().over(pooled.root())
    opposite = d.value * (difference.low + difference.high) < 0
    clear = d.size.interval.low > 0 and difference.size().low > 0
    holds = size.meets(d.size.interval) and not (opposite and clear)
    why = "the size of d is the difference over the pooled SD, with the difference's sign"
    yield d.check(holds, shown(size, d.decimals), why)
