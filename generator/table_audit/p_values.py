"""p values of r, of t and of F, each against its statistic and how many answers there may be."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scipy.special import fdtrc

from generator.table_audit.figures import Check, Figure, Interval, held, shown
from generator.table_audit.tables import PrintedTable
from generator.table_audit.windows import Window, fitting, p_between, p_of_r, p_of_t


def correlation_checks(table: PrintedTable) -> Iterator[Check]:
    """Every printed pair of r and p: for some n, some value rounded to r has that p."""
    for r_column in table.columns_of("r"):
        p_column = table.column("p", after=r_column)
        following = table.column("r", after=r_column)
        if p_column is None or (following is not None and following < p_column):
            continue
        for r in table.figures(r_column):
            p = table.at(r.row, p_column)
            if p is not None:
                yield _pair(r, p, _answers(table, r))


def _answers(table: PrintedTable, r: Figure) -> Window:
    """The n printed for the pair, or else the declared window."""
    columns, pairs = table.columns_of("n"), table.columns_of("r")
    if len(columns) > 1 and len(columns) == len(pairs):
        columns = [columns[pairs.index(r.column)]]
    n = table.count(r.row, columns[0]) if len(columns) == 1 else None
    return Window(n, n) if n else table.window(r.row, r.column)


def _pair(r: Figure, p: Figure, n: Window) -> Check:
    size, df = r.interval.size().within(0.0, 1.0), n.less(2)
    fits = fitting(size, p.interval, p_of_r)
    why = f"no number of answers gives r = {r.text} this p"
    if fits is not None:
        needed = Window(fits.low + 2, None if fits.high is None else fits.high + 2)
        why = f"r = {r.text} with p = {p.text} needs n {needed}, and n is {n}"
    possible = shown(p_between(size, df, p_of_r), p.decimals)
    return p.check(df.common(fits) is not None, possible, why)


def p_checks(table: PrintedTable) -> Iterator[Check]:
    """Every p against the t or the F beside it."""
    for row in range(len(table.rows)):
        found = _p_of_t(table, row) or _p_of_f(table, row)
        if found is not None:
            possible, why = found
            yield from held(table.figure(row, "p"), possible, why=why)


def _p_of_t(table: PrintedTable, row: int) -> tuple[Interval, str] | None:
    t, df = table.figure(row, "t"), table.figure(row, "df")
    if t is None or df is None or df.value <= 0:
        return None
    size, at = t.interval.size(), _degrees(df)
    possible = Interval(p_of_t(size.high, at.high), p_of_t(size.low, at.low))
    return possible, f"t = {t.text} on {df.text} degrees of freedom"


def _p_of_f(table: PrintedTable, row: int) -> tuple[Interval, str] | None:
    f, df1, df2 = (table.figure(row, role) for role in ("f", "df1", "df2"))
    if f is None or df1 is None or df2 is None or df1.value <= 0 or df2.value <= 0:
        return None
    tested, first, second = f.interval.within(0.0, math.inf), _degrees(df1), _degrees(df2)
    ps = [
        float(fdtrc(a, b, value))
        for value in (tested.low, tested.high)
        for a in (first.low, first.high)
        for b in (second.low, second.high)
    ]
    return Interval(min(ps), max(ps)), f"F({df1.text}, {df2.text}) = {f.text}"


def _degrees(df: Figure) -> Interval:
    """Degrees of freedom as printed: exact when whole, else from the lowest to the highest."""
    if df.decimals == 0:
        return Interval(df.value, df.value)
    return Interval(max(df.interval.low, 1e-6), df.interval.high)
