"""Regressions: t = B / SE with its p and interval, and Beta against B.

Degrees of freedom are n - k - 1. Where k is not declared, as many predictors may have been entered
as one likes, but no fewer than are printed. Terms of one model share their degrees of freedom.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from generator.table_audit.figures import Check, Figure, Interval, exactly, held, shown
from generator.table_audit.tables import PrintedTable
from generator.table_audit.windows import (
    Window,
    fitting,
    half_width,
    p_between,
    p_of_r,
    p_of_t,
)


def regression_checks(table: PrintedTable) -> Iterator[Check]:
    """Every term of the model, and the terms together."""
    shared = degrees_of_freedom(table)
    for b in table.figures(table.column("b")):
        se, t, p = (table.figure(b.row, role) for role in ("se", "t", "p"))
        yield from _sign(b, table.figure(b.row, "beta"))
        yield from _sign(b, t)
        yield from _inflation(table, b.row)
        if se is None:
            continue
        error = se.interval.within(0.0, math.inf)
        size = b.interval.size().over(error)
        yield from held(t and t.size, size, why="the size of t is B / SE")
        yield from _interval(table, b, error, shared)
        if p is None:
            continue
        size = _narrowed(size, t)
        common = shared.common(fitting(size, p.interval, p_of_t))
        why = f"B / SE = {b.text} / {se.text} on {shared} degrees of freedom"
        possible = shown(p_between(size, shared, p_of_t), p.decimals)
        yield p.check(common is not None, possible, why)
        shared = common or shared
    yield from _single_predictor(table)


def degrees_of_freedom(table: PrintedTable) -> Window:
    """What the residual degrees of freedom may be, from n and the number of predictors."""
    n = table.window(0, None)
    if table.predictors is not None:
        return n.less(table.predictors + 1)
    slopes = sum(1 for _ in table.figures(table.column("beta")))
    return n.less(slopes + 1, more=n.low)


def _narrowed(size: Interval, t: Figure | None) -> Interval:
    """The size of t, narrowed by the printed t where the two agree."""
    if t is None or not t.size.interval.meets(size):
        return size
    printed = t.size.interval
    low = min(max(size.low, printed.low), printed.high)
    return Interval(low, max(min(size.high, printed.high), 0.0))


def _sign(b: Figure, other: Figure | None) -> Iterator[Check]:
    """Beta is B times a ratio of standard deviations, so both have one sign; so has t."""
    if other is not None:
        known = b.size.interval.low > 0 and other.size.interval.low > 0
        possible = "above 0" if b.value > 0 else "below 0"
        yield other.check(not (known and b.value * other.value < 0), possible, f"B is {b.text}")


def _inflation(table: PrintedTable, row: int) -> Iterator[Check]:
    tolerance = table.figure(row, "tolerance")
    if tolerance is not None:
        inverse = exactly(1.0).over(tolerance.interval.within(0.0, 1.0))
        yield from held(table.figure(row, "vif"), inverse, why="VIF is 1 / tolerance")


def _interval(table: PrintedTable, b: Figure, error: Interval, df: Window) -> Iterator[Check]:
    """The 95 % interval B -/+ t SE, where the degrees of freedom are known."""
    if df.exact is not None:
        half, why = half_width(error, df), f"B -/+ t SE on {df} degrees of freedom"
        for low, high in table.intervals(b.row):
            yield from held(low, b.interval - half, why=why)
            yield from held(high, b.interval + half, why=why)


def _single_predictor(table: PrintedTable) -> Iterator[Check]:
    """With one predictor Beta is r, so Beta and n give p as well."""
    if table.predictors != 1:
        return
    df = degrees_of_freedom(table)
    for beta in table.figures(table.column("beta")):
        p = table.figure(beta.row, "p")
        if p is None:
            continue
        size = beta.interval.size().within(0.0, 1.0)
        holds = df.common(fitting(size, p.interval, p_of_r)) is not None
        why = f"Beta = {beta.text} is the correlation when one predictor was entered"
        yield p.check(holds, shown(p_between(size, df, p_of_r), p.decimals), why)
