"""Tests with their degrees of freedom: t or F with its p."""

from __future__ import annotations

from collections.abc import Iterator

from scipy.special import fdtrc

from generator.table_audit.figures import Figure, Interval
from generator.table_audit.tables import Check, PrintedTable, compared
from generator.table_audit.windows import p_of_t


def p_checks(table: PrintedTable) -> Iterator[Check]:
    """Every p against its test."""
    for row in range(len(table.rows)):
        found = _p_of_t(table, row) or _p_of_f(table, row)
        if found is not None:
            yield from compared(table, row, table.column("p"), *found)


def _p_of_t(table: PrintedTable, row: int) -> tuple[Interval, str] | None:
    t, df = (table.figure(row, table.column(role)) for role in ("t", "df"))
    if t is None or df is None or df.value <= 0:
        return None
    size, at = t.interval.size(), _ends(df)
    possible = Interval(p_of_t(size.high, at[-1]), p_of_t(size.low, at[0]))
    return possible, f"t = {t.text} on {df.text} degrees of freedom"


def _p_of_f(table: PrintedTable, row: int) -> tuple[Interval, str] | None:
    f, df1, df2 = (table.figure(row, table.column(role)) for role in ("f", "df1", "df2"))
    if f is None or df1 is None or df2 is None or df1.value <= 0 or df2.value <= 0:
        return None
    tested = f.interval.within(0.0, float("inf"))
    ps = [
        float(fdtrc(a, b, value))
        for value in (tested.low, tested.high)
        for a in _ends(df1)
        for b in _ends(df2)
    ]
    return Interval(min(ps), max(ps)), f"F({df1.text}, {df2.text}) = {f.text}"


def _ends(df: Figure) -> tuple[float, ...]:
    """Degrees of freedom as printed: exact when whole, else from the lowest to the highest."""
    if df.decimals == 0:
        return (df.value,)
    return max(df.interval.low, 1e-6), df.interval.high
