"""Means: SE and interval, what their scale allows (GRIM, GRIMMER), and two groups side by side.

When everybody answered every one of k items in whole numbers, means and SDs come only in certain
values. Neither test holds for means over the items somebody happened to answer.

The difference of two groups is the first mean less the second. A row may have tested it with the
pooled SD or as Welch did, so p and interval are possible when either gives them.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from generator.table_audit.figures import (
    MEAN_SD,
    SLACK,
    Check,
    Figure,
    Interval,
    held,
    read_pair,
    shown,
)
from generator.table_audit.tables import ItemScale, PrintedTable
from generator.table_audit.windows import Window, p_between, p_of_t

TOO_MANY = 100
"""With so many possible sums the rounding hides everything, and the spread is not tried."""

Error = tuple[Interval, Window]
"""The standard error of a difference with its degrees of freedom."""


def mean_checks(table: PrintedTable) -> Iterator[Check]:
    """Every printed mean with its spread, and with its scale where that is declared."""
    n_column = table.column("n")
    for mean in table.figures(table.column("mean")):
        row = mean.row
        n = table.count(row, n_column) or table.window(row, mean.column).exact
        sd = table.figure(row, "sd")
        if not n:
            continue
        if sd is not None and n > 1:
            yield from _precision(table, mean, sd, n)
        scale = table.scale(row)
        if scale is not None:
            yield from _on_scale(mean, n, scale)
            if sd is not None and n > 1:
                yield from _spread(mean, sd, n, scale)


def _precision(table: PrintedTable, mean: Figure, sd: Figure, n: int) -> Iterator[Check]:
    # SE = SD / sqrt(n); the interval is M -/+ t(.975, n - 1) SE.
    error = sd.interval.within(0.0, math.inf).times(1 / math.sqrt(n))
    se = table.figure(mean.row, "se")
    if se is not None and se.column < (table.column("difference") or len(table.roles)):
        yield from held(se, error, why=f"SD / sqrt(n) with SD = {sd.text} and n = {n}")
    df, why = Window(n - 1, n - 1), f"{mean.text} -/+ t SE with SD = {sd.text} and n = {n}"
    yield from table.interval_checks(mean.row, mean.interval, (error, df), why=why)


def _on_scale(mean: Figure, n: int, scale: ItemScale) -> Iterator[Check]:
    if scale.low is not None and scale.high is not None:
        holds = mean.interval.meets(Interval(scale.low, scale.high))
        yield mean.check(holds, f"{scale.low} to {scale.high}", "the ends of the scale")
    if scale.complete and mean.is_rounded:
        answers = n * scale.items
        nearest = sorted({math.floor(mean.value * answers), math.ceil(mean.value * answers)})
        means = (f"{total / answers:.{mean.decimals + 1}f}" for total in nearest)
        why = f"GRIM: a sum of {n} x {scale.items} whole answers"
        yield mean.check(bool(_whole_sums(mean, answers)), " or ".join(means), why)


def _spread(mean: Figure, sd: Figure, n: int, scale: ItemScale) -> Iterator[Check]:
    if scale.low is not None and scale.high is not None:
        # SD^2 <= (M - low) (high - M) n / (n - 1), with equality when all answer low or high
        # (Bhatia and Davis 2000); of the possible M the one nearest the middle has the widest.
        ends = mean.interval.within(scale.low, scale.high)
        widest = min(max((scale.low + scale.high) / 2, ends.low), ends.high)
        most = math.sqrt((widest - scale.low) * (scale.high - widest) * n / (n - 1))
        why = f"the widest spread around {mean.text} on a scale from {scale.low} to {scale.high}"
        yield from held(sd, Interval(0.0, most), why=why)
    if scale.complete and mean.is_rounded and (sums := _whole_sums(mean, n * scale.items)):
        holds = len(sums) > TOO_MANY or _gives_spread(sums, sd, n, scale.items)
        why = f"GRIMMER: no sum of squares of {n} whole scores over {scale.items} items gives it"
        yield sd.check(holds, "another SD", why)


def _whole_sums(mean: Figure, answers: int) -> range:
    """GRIM: the whole numbers that are the sum of all answers (Brown and Heathers 2017)."""
    low, high = mean.interval.low * answers, mean.interval.high * answers
    return range(math.ceil(low - SLACK * answers), math.floor(high + SLACK * answers) + 1)


def _gives_spread(sums: range, sd: Figure, n: int, items: int) -> bool:
    """GRIMMER: whether some sum has a whole sum of squares that gives the SD (Anaya 2016)."""
    # With sum S and SD = s / items, the sum of squares is (n - 1) s^2 + S^2 / n; it is a whole
    # number, and odd exactly when S is.
    if math.isinf(sd.interval.high):
        return True
    squares = sd.interval.within(0.0, math.inf).squared().times((n - 1) * items * items)
    for total in sums:
        centre = total * total / n
        slack = SLACK * max(1.0, centre + squares.high)
        first = math.ceil(squares.low + centre - slack)
        first += (first - total) % 2
        if first <= squares.high + centre + slack:
            return True
    return False


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
