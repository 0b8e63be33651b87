"""Means: standard error and interval, and what their scale allows, GRIM and GRIMMER included.

When everybody answered every one of k items in whole numbers, means and SDs come only in certain
values. Neither test holds for means over the items somebody happened to answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from generator.table_audit.figures import SLACK, Check, Figure, Interval, held
from generator.table_audit.tables import ItemScale, PrintedTable
from generator.table_audit.windows import Window

TOO_MANY = 100
"""With so many possible sums the rounding hides everything, and the spread is not tried."""


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
