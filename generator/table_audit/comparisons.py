"""Two groups side by side: difference, t test with p and interval, Cohen's d, percent.

The difference is the first mean less the second. A row may have tested it with the pooled SD or as
Welch did, so p and interval are possible when either gives them. d = difference / pooled SD;
percent is of the second mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from scipy.special import stdtrit

from generator.table_audit.figures import Figure, Interval, read_mean_sd, shown
from generator.table_audit.tables import Check, PrintedTable, compared
from generator.table_audit.windows import p_of_t


@dataclass(frozen=True, slots=True)
class Summary:
    """One group's n, mean and SD, as far as they are printed."""

    n: int | None
    mean: Figure | None
    sd: Figure | None


@dataclass(frozen=True, slots=True)
class Error:
    """The standard error of a difference with its degrees of freedom."""

    se: Interval
    df: tuple[float, float]


def comparison_checks(table: PrintedTable) -> Iterator[Check]:
    """Everything a row of two groups says twice."""
    for row in range(len(table.rows)):
        pair = _summaries(table, row)
        if len(pair) == 2 and pair[0].mean is not None and pair[1].mean is not None:
            yield from _difference(table, row, pair[0].mean, pair[1].mean)
            difference = _narrowed(table, row, pair[0].mean.interval - pair[1].mean.interval)
            yield from _percent(table, row, difference, pair[1].mean)
            errors = _errors(*pair)
            if errors:
                yield from _p(table, row, difference, errors)
                yield from _interval(table, row, difference, errors)
                yield from _d(table, row, difference, *pair)


def _summaries(table: PrintedTable, row: int) -> list[Summary]:
    counts: list[int | None] = [table.count(row, column) for column in table.columns_of("n")]
    both = [read_mean_sd(table.rows[row][column]) for column in table.columns_of("mean_sd")]
    if not both:
        means = [table.figure(row, column) for column in table.columns_of("mean")]
        sds = [table.figure(row, column) for column in table.columns_of("sd")]
        both = list(zip(means, sds if len(sds) == 2 else (None, None), strict=False))
    if len(counts) != 2:
        counts = [None, None]
    return [Summary(n, *mean_sd) for n, mean_sd in zip(counts, both, strict=False)]


def _difference(table: PrintedTable, row: int, a: Figure, b: Figure) -> Iterator[Check]:
    why = f"{a.text} less {b.text}"
    yield from compared(table, row, table.column("difference"), a.interval - b.interval, why)


def _narrowed(table: PrintedTable, row: int, difference: Interval) -> Interval:
    """The difference of the means, no wider than the printed one where the two agree."""
    printed = table.figure(row, table.column("difference"))
    if printed is None or not printed.interval.meets(difference):
        return difference
    low = max(difference.low, printed.interval.low)
    return Interval(low, max(low, min(difference.high, printed.interval.high)))


def _errors(a: Summary, b: Summary) -> list[Error]:
    """The pooled error and Welch's; none where some n or SD is missing."""
    pooled = _pooled_variance(a, b)
    if pooled is None or a.sd is None or b.sd is None or not a.n or not b.n:
        return []
    df = a.n + b.n - 2
    own = [_variance(s.sd).times(1 / s.n) for s in (a, b) if s.sd is not None and s.n]
    welch = Error((own[0] + own[1]).root(), (float(min(a.n, b.n) - 1), float(df)))
    return [Error(pooled.times(1 / a.n + 1 / b.n).root(), (df, df)), welch]


def _pooled_variance(a: Summary, b: Summary) -> Interval | None:
    if a.sd is None or b.sd is None or not a.n or not b.n or min(a.n, b.n) < 2:
        return None
    squares = _variance(a.sd).times(a.n - 1) + _variance(b.sd).times(b.n - 1)
    return squares.times(1 / (a.n + b.n - 2))


def _variance(sd: Figure) -> Interval:
    return sd.interval.within(0.0, math.inf).squared()


def _p(table: PrintedTable, row: int, difference: Interval, errors: list[Error]) -> Iterator[Check]:
    sizes = [(difference.size().over(error.se), error.df) for error in errors]
    ends = [(p_of_t(size.high, df[1]), p_of_t(size.low, df[0])) for size, df in sizes]
    why = "the t test from both groups' n, mean and SD"
    yield from _either(table, row, table.column("p"), [Interval(*end) for end in ends], why)
    ts = [size for size, _ in sizes]
    t = table.figure(row, table.column("t"))
    if t is not None:
        signed = [Interval(-size.high, -size.low) if t.value < 0 else size for size in ts]
        yield from _either(table, row, table.column("t"), signed, why)


def _interval(
    table: PrintedTable, row: int, difference: Interval, errors: list[Error]
) -> Iterator[Check]:
    why = "the difference -/+ t SE"
    for column, end, name in table.ends(row):
        possible = []
        for error in errors:
            least, most = (-float(stdtrit(df, 0.025)) for df in reversed(error.df))
            half = Interval(error.se.low * least, error.se.high * most)
            possible.append(difference - half if name == "low" else difference + half)
        holds = any(part.meets(end.interval) for part in possible)
        yield Check(row, column, holds, shown(possible[0], end.decimals), why)


def _d(
    table: PrintedTable, row: int, difference: Interval, a: Summary, b: Summary
) -> Iterator[Check]:
    column, pooled = table.column("d"), _pooled_variance(a, b)
    d = table.figure(row, column)
    if d is None or column is None or pooled is None:
        return
    size = difference.size().over(pooled.root())
    opposite = d.value * (difference.low + difference.high) < 0
    clear = d.interval.size().low > 0 and difference.size().low > 0
    holds = size.meets(d.interval.size()) and not (opposite and clear)
    why = "the size of d is the difference over the pooled SD, with the difference's sign"
    yield Check(row, column, holds, shown(size, d.decimals), why)


def _percent(table: PrintedTable, row: int, difference: Interval, base: Figure) -> Iterator[Check]:
    if base.interval.low <= 0:
        return
    size = difference.size().over(base.interval).times(100)
    column = table.column("percent_difference")
    printed = table.figure(row, column)
    if printed is not None and column is not None:
        holds = size.meets(printed.interval.size())
        why = f"the size of the difference in percent of {base.text}"
        yield Check(row, column, holds, shown(size, printed.decimals), why)


def _either(
    table: PrintedTable, row: int, column: int | None, possible: list[Interval], why: str
) -> Iterator[Check]:
    printed = table.figure(row, column)
    if printed is not None and column is not None:
        holds = any(part.meets(printed.interval) for part in possible)
        yield Check(row, column, holds, shown(possible[0], printed.decimals), why)
