"""Regressions: t = B / SE with its p and interval, and Beta against B.

Degrees of freedom are n - k - 1. Where k is not declared, as many predictors may have been entered
as one likes, but no fewer than are printed. Terms of one model share their degrees of freedom.
"""

from __future__ import annotations

from collections.abc import Iterator

from scipy.special import stdtrit

from generator.table_audit.figures import Figure, Interval, shown
from generator.table_audit.tables import Check, PrintedTable, compared
from generator.table_audit.windows import Window, fitting, p_between, p_of_r, p_of_t

INFINITE = float("inf")


def regression_checks(table: PrintedTable) -> Iterator[Check]:
    """Every term of the model, and the terms together."""
    df: Window | None = degrees_of_freedom(table)
    shared: Window = df if df is not None else Window(1, None)
    for row, b in table.figures(table.column("b")):
        yield from _sign(table, row, b)
        yield from _inflation(table, row)
        se = table.figure(row, table.column("se"))
        if se is None:
            continue
        size = _t_size(b, se)
        yield from _t(table, row, size)
        yield from _interval(table, row, b, se, shared)
        p_column = table.column("p")
        p = table.figure(row, p_column)
        if p is None or p_column is None:
            continue
        size = _sharper(table, row, size)
        fits = fitting(size, p.interval.within(0.0, 1.0), p_of_t)
        common = shared.common(fits)
        yield Check(
            row,
            p_column,
            holds=common is not None,
            possible=shown(p_between(size, shared, p_of_t), p.decimals),
            why=f"B / SE = {b.text} / {se.text} on {shared} degrees of freedom",
        )
        if common is not None:
            shared = common
    yield from _single_predictor(table)


def degrees_of_freedom(table: PrintedTable) -> Window:
    """What the residual degrees of freedom may be, from n and the number of predictors."""
    n = table.window(0, None)
    slopes = sum(1 for _ in table.figures(table.column("beta")))
    if table.predictors is not None:
        return n.less(table.predictors + 1)
    return n.less(slopes + 1, more=n.low)


def _t_size(b: Figure, se: Figure) -> Interval:
    return b.interval.size().over(se.interval.within(0.0, INFINITE))


def _sharper(table: PrintedTable, row: int, size: Interval) -> Interval:
    """The size of t, narrowed by the printed t where the two agree."""
    t = table.figure(row, table.column("t"))
    if t is None or not t.interval.size().meets(size):
        return size
    told = t.interval.size()
    return Interval(min(max(size.low, told.low), told.high), max(min(size.high, told.high), 0.0))


def _t(table: PrintedTable, row: int, size: Interval) -> Iterator[Check]:
    column = table.column("t")
    t = table.figure(row, column)
    if t is not None and column is not None:
        holds = size.meets(t.interval.size())
        yield Check(row, column, holds, shown(size, t.decimals), "the size of t is B / SE")


def _sign(table: PrintedTable, row: int, b: Figure) -> Iterator[Check]:
    """Beta is B times a ratio of standard deviations, so both have one sign; so has t."""
    for role in ("beta", "t"):
        column = table.column(role)
        other = table.figure(row, column)
        if other is None or column is None:
            continue
        opposite = b.value * other.value < 0
        known = b.interval.size().low > 0 and other.interval.size().low > 0
        possible = "above 0" if b.value > 0 else "below 0"
        yield Check(row, column, not (opposite and known), possible, f"B is {b.text}")


def _inflation(table: PrintedTable, row: int) -> Iterator[Check]:
    tolerance = table.figure(row, table.column("tolerance"))
    if tolerance is not None:
        inverse = Interval(1.0, 1.0).over(tolerance.interval.within(0.0, 1.0))
        yield from compared(table, row, table.column("vif"), inverse, "VIF is 1 / tolerance")


def _interval(table: PrintedTable, row: int, b: Figure, se: Figure, df: Window) -> Iterator[Check]:
    """The 95 % interval B -/+ t SE, where the degrees of freedom are known."""
    if df.exact is None:
        return
    half = se.interval.within(0.0, INFINITE).times(-float(stdtrit(df.exact, 0.025)))
    why = f"B -/+ t SE on {df} degrees of freedom"
    for column, end, name in table.ends(row):
        possible = b.interval - half if name == "low" else b.interval + half
        holds = possible.meets(end.interval)
        yield Check(row, column, holds, shown(possible, end.decimals), why)


def _single_predictor(table: PrintedTable) -> Iterator[Check]:
    """With one predictor Beta is r, so Beta and n give p as well."""
    column, p_column = table.column("beta"), table.column("p")
    if table.predictors != 1 or column is None or p_column is None:
        return
    for row, beta in table.figures(column):
        p = table.figure(row, p_column)
        if p is None:
            continue
        size = beta.interval.size().within(0.0, 1.0)
        df = degrees_of_freedom(table)
        fits = fitting(size, p.interval.within(0.0, 1.0), p_of_r)
        possible = shown(p_between(size, df, p_of_r), p.decimals)
        why = f"Beta = {beta.text} is the correlation when one predictor was entered"
        yield Check(row, p_column, df.common(fits) is not None, possible, why)
