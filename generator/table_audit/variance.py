"""Tables of variance analysis: totals, F and comparisons held against the groups' N, M and SD."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.table_audit.figures import Check, Figure, Interval, counted, exactly, held, shown
from generator.table_audit.tables import PrintedTable
from generator.table_audit.windows import Window, p_between, p_of_f, p_of_t

SIGNIFICANCE = 0.05


@dataclass(frozen=True, slots=True)
class Group:
    """One printed group; ``sd`` is None where none is printed."""

    n: int
    mean: Figure
    sd: Figure | None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a table by label, and what follows from them as far as the rounding tells.

    ``n``, ``mean`` and ``sd`` are those of everybody; ``error`` is the mean square within. All but
    the first two are None where some SD is missing, or where they are not defined.
    """

    rows: Mapping[str, Group]
    n: int
    mean: Interval
    sd: Interval | None
    error: Interval | None
    f: Interval | None


def read_groups(table: PrintedTable) -> Groups | None:
    """The groups of a table; None when some N or mean is missing."""
    found: dict[str, Group] = {}
    for row in range(len(table.rows)):
        label = table.own_label(row)
        if not label or table.is_total(row):
            continue
        n, mean = table.count(row, table.column("n")), table.figure(row, "mean")
        if not n or mean is None or label in found:
            return None
        found[label] = Group(n, mean, table.figure(row, "sd"))
    return _groups(found) if found else None


def _groups(rows: Mapping[str, Group]) -> Groups:
    n, k = sum(group.n for group in rows.values()), len(rows)
    mean, within, complete = exactly(0.0), exactly(0.0), True
    # The mean of everybody: sum of N M / sum of N. SSW = sum of (N - 1) SD^2.
    for group in rows.values():
        mean += group.mean.interval.times(group.n / n)
        if group.n > 1 and group.sd is not None:
            within += group.sd.interval.within(0.0, math.inf).squared().times(group.n - 1)
        complete = complete and (group.n == 1 or group.sd is not None)
    between = _between(tuple(rows.values()), n)
    # MSW = SSW / (N - k), F = (SSB / (k - 1)) / MSW, and SD^2 = (SSB + SSW) / (N - 1).
    error = within.times(1 / (n - k)) if complete and n > k else None
    f = between.times(1 / (k - 1)).over(error) if error is not None and k > 1 else None
    sd = (between + within).times(1 / (n - 1)).root() if complete and n > 1 else None
    return Groups(rows, n, mean, sd, error, f)


def _between(groups: Sequence[Group], n: int) -> Interval:
    """The sum of squares between: SSB = sum of N (M - total mean)^2."""
    centre = math.fsum(group.n * group.mean.value for group in groups) / n
    root = math.sqrt(math.fsum(group.n * (group.mean.value - centre) ** 2 for group in groups))
    # The root is a norm, so rounding moves it by no more than the norm of the roundings.
    halves = [(g.n, (g.mean.interval.high - g.mean.interval.low) / 2) for g in groups]
    moved = math.sqrt(math.fsum(count * half * half for count, half in halves))
    return Interval(max(root - moved, 0.0) ** 2, (root + moved) ** 2)


def variance_checks(table: PrintedTable) -> Iterator[Check]:
    """Everything a table of groups, their total and their comparisons says twice."""
    groups = read_groups(table)
    if groups is not None:
        yield from _total(table, groups)
        yield from _f(table, groups)
        yield from _comparisons(table, groups)


def _total(table: PrintedTable, groups: Groups) -> Iterator[Check]:
    row = next((row for row in range(len(table.rows)) if table.is_total(row)), None)
    if row is None:
        return
    yield from counted(table.figure(row, "n"), groups.n, "the sum of the groups' N")
    mean, printed = groups.mean, table.figure(row, "mean")
    if table.rounded and printed is not None:
        half = 0.5 * 10.0**-printed.decimals
        mean += Interval(-half, half)
    yield from held(printed, mean, why="the groups' means weighted by N")
    if groups.sd is not None:
        why = "the variation within and between the groups"
        yield from held(table.figure(row, "sd"), groups.sd, why=why)


def _f(table: PrintedTable, groups: Groups) -> Iterator[Check]:
    if groups.f is None:
        return
    df1, df2 = len(groups.rows) - 1, groups.n - len(groups.rows)
    for printed in table.figures(table.column("f")):
        yield from held(printed, groups.f, why=f"F({df1}, {df2}) from the groups' N, mean and SD")
        if table.column("difference") is None:
            p = p_of_f(printed.interval, exactly(df1), exactly(df2))
            why = f"F({df1}, {df2}) = {printed.text}"
            yield from held(table.figure(printed.row, "p"), p, why=why)


def _comparisons(table: PrintedTable, groups: Groups) -> Iterator[Check]:
    column = table.column("difference")
    others = table.columns_of("other")
    if column is None or not others:
        return
    seen: dict[tuple[str, str], tuple[Figure, Figure | None]] = {}
    starred = any(figure.starred for figure in table.figures(column))
    for difference in table.figures(column):
        row = difference.row
        pair = table.label(row), table.rows[row][others[0]].strip()
        if not all(label in groups.rows for label in pair):
            continue
        a, b = (groups.rows[label] for label in pair)
        why = f"{a.mean.text} less {b.mean.text}"
        yield from held(difference, a.mean.interval - b.mean.interval, why=why)
        se = table.figure(row, "se", after=column)
        # A with B is B with A: the same SE, and the same difference with the other sign.
        other_difference, other_se = seen.get((pair[1], pair[0]), (None, None))
        yield from _mirrored(difference, other_difference, -1)
        yield from _mirrored(se, other_se, 1)
        seen[pair] = difference, se
        if groups.error is None or se is None:
            continue
        # SE = sqrt(MSW (1 / n_a + 1 / n_b)).
        error = groups.error.times(1 / a.n + 1 / b.n).root()
        yield from held(se, error, why="from the pooled SD and the two groups' N")
        if table.bonferroni:
            yield from _significance(table, difference, se, groups, starred=starred)


def _mirrored(here: Figure | None, there: Figure | None, sign: int) -> Iterator[Check]:
    if here is not None and there is not None and here.decimals == there.decimals:
        possible = f"{sign * there.value:.{there.decimals}f}"
        why = f"row {there.row + 1} prints {there.text} for the same pair"
        yield here.check(here.value == sign * there.value, possible, why)


def _significance(
    table: PrintedTable, difference: Figure, se: Figure, groups: Groups, *, starred: bool
) -> Iterator[Check]:
    # Bonferroni: p is k (k - 1) / 2 times that of t = difference / SE on N - k degrees of freedom.
    k = len(groups.rows)
    df = groups.n - k
    size = difference.interval.size().over(se.interval.within(0.0, math.inf))
    one = p_between(size, Window(df, df), p_of_t)
    p = one.times(k * (k - 1) / 2).within(0.0, 1.0)
    why = f"Bonferroni for {k * (k - 1) // 2} pairs on {df} degrees of freedom"
    yield from held(table.figure(difference.row, "p"), p, why=why)
    if starred:
        wrongly = p.low > SIGNIFICANCE if difference.starred else p.high < SIGNIFICANCE
        possible = "no star" if difference.starred else "a star"
        yield difference.check(not wrongly, possible, f"p is {shown(p, 3)}: {why}")
