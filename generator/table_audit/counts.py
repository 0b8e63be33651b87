"""Counts and shares: the ends of every figure, frequency tables with their sums, and response.

In a frequency table a row called total sums up the rows above it since the last such row; the last
one, the whole table. Percent is of that whole, valid and cumulative percent of the first total.
Without a total the base is what is declared as n, or any number that fits every row.
"""

import math
from collections.abc import Iterator

from generator.table_audit.figures import Check, Figure, Interval, counted, exactly, held, shown
from generator.table_audit.tables import ROLES, PrintedTable
from generator.table_audit.windows import Window


def limit_checks(table: PrintedTable) -> Iterator[Check]:
    """Every figure against the ends of its kind, and every count against being one."""
    for column, name in enumerate(table.roles):
        role = ROLES.get(name)
        if role is None:
            continue
        for figure in table.figures(column):
            if role.ends:
                low, high = role.ends
                holds = low <= figure.value <= high
                yield figure.check(holds, f"{low:g} to {high:g}", f"the ends of any {name}")
            elif role.counts and math.isfinite(figure.size.interval.high):
                holds = figure.count is not None
                yield figure.check(holds, "a whole number", "it counts something")


def response_checks(table: PrintedTable) -> Iterator[Check]:
    """Every row's counts against each other, and the rate against them."""
    for row in range(len(table.rows)):
        registered, dropped, complete, partial = (
            table.count(row, table.column(role))
            for role in ("registered", "dropped", "complete", "partial")
        )
        invited, answered = table.figure(row, "invited"), table.figure(row, "answered")
        if complete is not None and partial is not None:
            yield from counted(answered, complete + partial, f"{complete} + {partial}")
        if invited is None or invited.count is None or answered is None or answered.count is None:
            continue
        holds = invited.count >= answered.count
        yield invited.check(holds, f"{answered.count} or more", f"{answered.count} answered")
        if registered is not None and dropped is not None and complete is not None:
            # Registered less dropped out, unless the file held only those who answered.
            asked = registered - dropped
            if asked != answered.count:
                yield from counted(invited, asked, f"{registered} less {dropped}")
        if invited.count:
            share = exactly(100 * answered.count / invited.count)
            why = f"{answered.count} of {invited.count}"
            yield from held(table.figure(row, "rate"), share, why=why)


def frequency_checks(table: PrintedTable) -> Iterator[Check]:
    """Every sum of counts, and every percentage."""
    column, rows = table.column("n"), len(table.rows)
    totals = [row for row in range(rows) if table.is_total(row)]
    start = 0
    for total in totals:
        others = totals[:-1] if total == totals[-1] else ()
        parts = [table.count(row, column) for row in (*others, *range(start, total))]
        start = total + 1
        known = [part for part in parts if part is not None]
        if parts and len(known) == len(parts):
            why = f"{' + '.join(map(str, known))} = {sum(known)}"
            yield from counted(table.at(total, column), sum(known), why)
    first, last = (totals[0], totals[-1]) if totals else (None, None)
    yield from _percentages(table, "percent", last, until=rows)
    yield from _percentages(table, "valid_percent", first, until=rows if first is None else first)
    if first is not None:
        yield from _cumulative(table, first)


def _percentages(
    table: PrintedTable, role: str, total: int | None, *, until: int
) -> Iterator[Check]:
    """100 n / base, in the rows down to ``until``; each leaves fewer bases for the next."""
    column = table.column("n")
    base = None if total is None else table.count(total, column)
    if base == 0:
        return
    window = table.window(0, column) if base is None else Window(base, base)
    for percent in table.figures(table.column(role)):
        count = table.count(percent.row, column)
        if count is not None and percent.row <= until:
            check, left = _percentage(percent, count, window)
            yield check
            window = left or window


def _percentage(percent: Figure, count: int, base: Window) -> tuple[Check, Window | None]:
    """The check, and the bases it leaves possible."""
    bases = exactly(100.0 * count).over(percent.interval.within(0.0, 100.0))
    highest = math.floor(bases.high + 1e-9) if math.isfinite(bases.high) else None
    left = None
    if math.isfinite(bases.low):  # a share below zero is of nothing
        lowest = max(math.ceil(bases.low - 1e-9), count, 1)
        left = base.common(Window(lowest, highest))
    least = 0.0 if base.high is None else 100 * count / base.high
    most = 100 * count / max(base.low, count, 1)
    possible = shown(Interval(least, most), percent.decimals)
    return percent.check(left is not None, possible, f"{count} of {base}"), left


def _cumulative(table: PrintedTable, total: int) -> Iterator[Check]:
    base, running = table.count(total, table.column("n")), 0
    for row in range(total):
        count = table.count(row, table.column("n"))
        if count is None or not base:
            return
        running += count
        percent, share = table.figure(row, "cumulative_percent"), exactly(100 * running / base)
        yield from held(percent, share, why=f"{running} of {base} so far")
