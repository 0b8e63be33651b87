"""p of r, t and F against statistic and answers; regressions: t = B / SE, its p, interval and Beta.

A regression's degrees of freedom are n - k - 1. Where k is not declared, as many predictors may
have been entered as one likes, but no fewer than are printed. Terms of one model share theirs.
"""

import math
from collections.abc import Iterator

from generator.table_audit.figures import Check, Figure, Interval, exactly, held, shown
from generator.table_audit.tables import PrintedTable
from generator.table_audit.windows import Tail, Window, fitting, p_between, p_of_f, p_of_r, p_of_t


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
    size = r.interval.size().within(0.0, 1.0)
    fits = fitting(size, p.interval, p_of_r)
    why = f"no number of answers gives r = {r.text} this p"
    if fits is not None:
        # df = n - 2
        needed = Window(fits.low + 2, None if fits.high is None else fits.high + 2)
        why = f"r = {r.text} with p = {p.text} needs n {needed}, and n is {n}"
    return _p_check(p, size, n.less(2), fits, tail=p_of_r, why=why)


def _p_check(
    p: Figure, size: Interval, df: Window, fits: Window | None, *, tail: Tail, why: str
) -> Check:
    """A p against its statistic, whose degrees of freedom are ``df`` and must be in ``fits``."""
    possible = shown(p_between(size, df, tail), p.decimals)
    return p.check(df.common(fits) is not None, possible, why)


def p_checks(table: PrintedTable) -> Iterator[Check]:
    """Every p against the t or the F beside it."""
    for row in range(len(table.rows)):
        t, df, f, df1, df2 = (table.figure(row, role) for role in ("t", "df", "f", "df1", "df2"))
        if t is not None and df is not None and df.value > 0:
            size, at = t.interval.size(), _degrees(df)
            possible = Interval(p_of_t(size.high, at.high), p_of_t(size.low, at.low))
            why = f"t = {t.text} on {df.text} degrees of freedom"
        elif f and df1 and df2 and df1.value > 0 and df2.value > 0:
            possible = p_of_f(f.interval, _degrees(df1), _degrees(df2))
            why = f"F({df1.text}, {df2.text}) = {f.text}"
        else:
            continue
        yield from held(table.figure(row, "p"), possible, why=why)


def _degrees(df: Figure) -> Interval:
    """Degrees of freedom as printed: exact when whole, else from the lowest to the highest."""
    if df.decimals == 0:
        return exactly(df.value)
    return Interval(max(df.interval.low, 1e-6), df.interval.high)


def regression_checks(table: PrintedTable) -> Iterator[Check]:
    """Every term of the model, and the terms together."""
    shared = degrees = _residual_degrees(table)
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
        if shared.exact is not None:
            why = f"B -/+ t SE on {shared} degrees of freedom"
            yield from table.interval_checks(b.row, b.interval, (error, shared), why=why)
        if p is not None:
            size = size.narrowed(t and t.size)
            fits = fitting(size, p.interval, p_of_t)
            why = f"B / SE = {b.text} / {se.text} on {shared} degrees of freedom"
            yield _p_check(p, size, shared, fits, tail=p_of_t, why=why)
            shared = shared.common(fits) or shared
    if table.predictors == 1:
        yield from _single_predictor(table, degrees)


def _residual_degrees(table: PrintedTable) -> Window:
    """What the residual degrees of freedom may be, from n and the number of predictors."""
    n = table.window(0)
    if table.predictors is not None:
        return n.less(table.predictors + 1)
    slopes = sum(1 for _ in table.figures(table.column("beta")))
    return n.less(slopes + 1, more=n.low)


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


def _single_predictor(table: PrintedTable, df: Window) -> Iterator[Check]:
    """With one predictor Beta is r, so Beta and n give p as well."""
    for beta in table.figures(table.column("beta")):
        p = table.figure(beta.row, "p")
        if p is not None:
            size = beta.interval.size().within(0.0, 1.0)
            fits = fitting(size, p.interval, p_of_r)
            why = f"Beta = {beta.text} is the correlation when one predictor was entered"
            yield _p_check(p, size, df, fits, tail=p_of_r, why=why)
