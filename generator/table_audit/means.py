"""Means: standard error SD / sqrt(n), the interval M -/+ t SE, and what the scale allows."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scipy.special import stdtrit

from generator.table_audit.figures import Figure, Interval, shown
from generator.table_audit.grim import possible_mean, possible_spread
from generator.table_audit.tables import Check, ItemScale, PrintedTable, compared


def mean_checks(table: PrintedTable) -> Iterator[Check]:
    """Every printed mean with its spread, and with its scale where that is declared."""
    n_column, mean_column, sd_column = (table.column(role) for role in ("n", "mean", "sd"))
    if mean_column is None:
        return
    for row, mean in table.figures(mean_column):
        n = table.count(row, n_column) or table.window(row, mean_column).exact
        sd = table.figure(row, sd_column)
        if not n:
            continue
        if sd is not None and n > 1:
            yield from _precision(table, row, mean, sd, n)
        scale = table.scale(row)
        if scale is not None:
            yield from _on_scale(row, mean_column, mean, n, scale)
            if sd is not None and sd_column is not None and n > 1:
                yield from _spread(row, sd_column, mean, sd, n, scale)


def _precision(table: PrintedTable, row: int, mean: Figure, sd: Figure, n: int) -> Iterator[Check]:
    error = sd.interval.within(0.0, math.inf).times(1 / math.sqrt(n))
    se_column = next(
        (i for i in table.columns_of("se") if i < (table.column("difference") or len(table.roles))),
        None,
    )
    why = f"SD / sqrt(n) with SD = {sd.text} and n = {n}"
    yield from compared(table, row, se_column, error, why)
    half = error.times(-float(stdtrit(n - 1, 0.025)))
    why = f"{mean.text} -/+ t SE with SD = {sd.text} and n = {n}"
    for column, end, name in table.ends(row):
        possible = mean.interval - half if name == "low" else mean.interval + half
        holds = possible.meets(end.interval)
        yield Check(row, column, holds, shown(possible, end.decimals), why)


def _on_scale(row: int, column: int, mean: Figure, n: int, scale: ItemScale) -> Iterator[Check]:
    if scale.low is not None and scale.high is not None:
        holds = mean.interval.meets(Interval(scale.low, scale.high))
        yield Check(row, column, holds, f"{scale.low} to {scale.high}", "the ends of the scale")
    if scale.complete:
        holds, nearest = possible_mean(mean, n=n, items=scale.items)
        why = f"GRIM: a sum of {n} x {scale.items} whole answers"
        yield Check(row, column, holds, nearest, why)


def _spread(
    row: int, column: int, mean: Figure, sd: Figure, n: int, scale: ItemScale
) -> Iterator[Check]:
    if scale.low is not None and scale.high is not None:
        centre = (scale.low + scale.high) / 2
        ends = mean.interval.within(scale.low, scale.high)
        widest = min(max(centre, ends.low), ends.high)
        most = math.sqrt((widest - scale.low) * (scale.high - widest) * n / (n - 1))
        holds = Interval(0.0, most).meets(sd.interval)
        why = f"the widest spread around {mean.text} on a scale from {scale.low} to {scale.high}"
        yield Check(row, column, holds, shown(Interval(0.0, most), sd.decimals), why)
    if scale.complete and possible_mean(mean, n=n, items=scale.items)[0]:
        holds = possible_spread(mean, sd, n=n, items=scale.items)
        why = f"GRIMMER: no sum of squares of {n} whole scores over {scale.items} items gives it"
        yield Check(row, column, holds, "another SD", why)
