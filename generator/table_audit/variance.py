"""Tables of variance analysis: totals, F and comparisons held against the groups."""

from __future__ import annotations

from collections.abc import Iterator

from scipy.special import fdtrc

from generator.table_audit.figures import Figure, Interval, shown
from generator.table_audit.groups import Groups, read_groups
from generator.table_audit.tables import Check, PrintedTable, compared
from generator.table_audit.windows import Window, p_between, p_of_t

SIGNIFICANCE = 0.05


def variance_checks(table: PrintedTable) -> Iterator[Check]:
    """Everything a table of groups, their total and their comparisons says twice."""
    groups = read_groups(table)
    if groups is None:
        return
    yield from _total(table, groups)
    yield from _f(table, groups)
    yield from _comparisons(table, groups)


def _total(table: PrintedTable, groups: Groups) -> Iterator[Check]:
    row = next((row for row in range(len(table.rows)) if table.is_total(row)), None)
    if row is None:
        return
    n_column = table.column("n")
    n = table.count(row, n_column)
    if n is not None and n_column is not None:
        why = "the sum of the groups' N"
        yield Check(row, n_column, n == groups.n, str(groups.n), why)
    mean, printed = groups.mean, table.figure(row, table.column("mean"))
    if table.rounded and printed is not None:
        half = 0.5 * 10.0**-printed.decimals
        mean += Interval(-half, half)
    told = {"mean": (mean, "the groups' means weighted by N")}
    if groups.total_sd is not None:
        told["sd"] = (groups.total_sd, "the variation within and between the groups")
    for role, (possible, why) in told.items():
        yield from compared(table, row, table.column(role), possible, why)


def _f(table: PrintedTable, groups: Groups) -> Iterator[Check]:
    column, f = table.column("f"), groups.f
    if column is None or f is None:
        return
    df1, df2 = len(groups.rows) - 1, groups.n - len(groups.rows)
    why = f"F({df1}, {df2}) from the groups' N, mean and SD"
    for row, printed in table.figures(column):
        yield from compared(table, row, column, f, why)
        if table.column("difference") is None:
            tested = printed.interval.within(0.0, float("inf"))
            p = Interval(float(fdtrc(df1, df2, tested.high)), float(fdtrc(df1, df2, tested.low)))
            name = f"F({df1}, {df2}) = {printed.text}"
            yield from compared(table, row, table.column("p"), p, name)


def _comparisons(table: PrintedTable, groups: Groups) -> Iterator[Check]:
    column = table.column("difference")
    se_column = table.column("se", after=column) if column is not None else None
    others = table.columns_of("other")
    if column is None or not others:
        return
    seen: dict[tuple[str, str], int] = {}
    starred = any(figure.starred for _, figure in table.figures(column))
    for row, difference in table.figures(column):
        pair = table.label(row), table.rows[row][others[0]].strip()
        if not all(label in groups.rows for label in pair):
            continue
        a, b = (groups.rows[label] for label in pair)
        possible = a.mean.interval - b.mean.interval
        yield from compared(table, row, column, possible, f"{a.mean.text} less {b.mean.text}")
        yield from _mirror(table, row, seen.get((pair[1], pair[0])), column, se_column)
        seen[pair] = row
        if groups.error is None:
            continue
        error = groups.error.times(1 / a.n + 1 / b.n).root()
        why = "from the pooled SD and the two groups' N"
        yield from compared(table, row, se_column, error, why)
        se = table.figure(row, se_column)
        if table.bonferroni and se is not None:
            yield from _significance(table, row, difference, se, groups, starred=starred)


def _mirror(
    table: PrintedTable, row: int, mirror: int | None, difference: int, se: int | None
) -> Iterator[Check]:
    """A with B is B with A: the same SE, and the same difference with the other sign."""
    if mirror is None:
        return
    for column, sign in ((difference, -1), (se, 1)):
        here, there = table.figure(row, column), table.figure(mirror, column)
        if column is None or here is None or there is None or here.decimals != there.decimals:
            continue
        possible = f"{sign * there.value:.{there.decimals}f}"
        why = f"row {mirror + 1} prints {there.text} for the same pair"
        yield Check(row, column, here.value == sign * there.value, possible, why)


def _significance(
    table: PrintedTable, row: int, difference: Figure, se: Figure, groups: Groups, *, starred: bool
) -> Iterator[Check]:
    k = len(groups.rows)
    df = groups.n - k
    size = difference.interval.size().over(se.interval.within(0.0, float("inf")))
    one = p_between(size, Window(df, df), p_of_t)
    p = one.times(k * (k - 1) / 2).within(0.0, 1.0)
    why = f"Bonferroni for {k * (k - 1) // 2} pairs on {df} degrees of freedom"
    yield from compared(table, row, table.column("p"), p, why)
    wrongly = p.low > SIGNIFICANCE if difference.starred else starred and p.high < SIGNIFICANCE
    column = table.column("difference")
    if column is not None and starred:
        possible = "no star" if difference.starred else "a star"
        yield Check(row, column, not wrongly, possible, f"p is {shown(p, 3)}: {why}")
