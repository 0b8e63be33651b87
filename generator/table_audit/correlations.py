"""Correlations: each r and p against how many answers there may be.

t = r sqrt(n - 2) / sqrt(1 - r^2), two-tailed. The pair is possible when, for some n, some value
that is rounded to r has a p that is rounded to the printed one.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.table_audit.figures import Figure, shown
from generator.table_audit.tables import Check, PrintedTable
from generator.table_audit.windows import Window, fitting, p_between, p_of_r


def correlation_checks(table: PrintedTable) -> Iterator[Check]:
    """Every printed pair of r and p."""
    for r_column, p_column in _pairs(table):
        for row, r in table.figures(r_column):
            p = table.figure(row, p_column)
            if p is not None:
                yield _possible(row, p_column, r, p, _answers(table, row, r_column))


def _pairs(table: PrintedTable) -> Iterator[tuple[int, int]]:
    for r_column in table.columns_of("r"):
        p_column = table.column("p", after=r_column)
        following = table.column("r", after=r_column)
        if p_column is not None and (following is None or p_column < following):
            yield r_column, p_column


def _answers(table: PrintedTable, row: int, r_column: int) -> Window:
    """The n printed for the pair, or else the declared window."""
    n_columns = table.columns_of("n")
    if len(n_columns) > 1 and len(n_columns) == len(table.columns_of("r")):
        n_columns = [n_columns[table.columns_of("r").index(r_column)]]
    n = table.count(row, n_columns[0]) if len(n_columns) == 1 else None
    return Window(n, n) if n else table.window(row, r_column)


def _possible(row: int, column: int, r: Figure, p: Figure, n: Window) -> Check:
    size, given = r.interval.size().within(0.0, 1.0), p.interval.within(0.0, 1.0)
    df, fits = n.less(2), fitting(size, given, p_of_r)
    return Check(
        row,
        column,
        holds=df.common(fits) is not None,
        possible=shown(p_between(size, df, p_of_r), p.decimals),
        why=_why(r, p, n, fits),
    )


def _why(r: Figure, p: Figure, n: Window, fits: Window | None) -> str:
    if fits is None:
        return f"no number of answers gives r = {r.text} this p"
    high = None if fits.high is None else fits.high + 2
    return f"r = {r.text} with p = {p.text} needs n {Window(fits.low + 2, high)}, and n is {n}"
