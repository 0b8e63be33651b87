"""Counts and shares: the ends of every figure, frequency tables with their sums, and response.

In a frequency table a row called total sums up the rows above it since the last such row; the last
one, the whole table. Percent is of that whole, valid and cumulative percent of the first total.
Without a total the base is what is declared as n, or any number that fits every row.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.table_audit.figures import Check, Figure, Interval, counted, exactly, held, shown
from generator.table_audit.tables import ROLES, PrintedTable
from generator.table_audit.windows import Window


def limit_checks(table: PrintedTable) -> Iterator[Check]:
    """Every figure against the ends of its kind, and every count against being one."""
    for column, name in enumerate(table.roles):
        role = ROLES.get(name)
        for figure in table.figures(column) if role else ():
            if role and role.ends:
                low, high = role.ends
                holds = low <= figure.value <= high
                yield figure.check(holds, f"{low:g} to {high:g}", f"the ends of any {name}")
            elif role and role.counts and math.isfinite(figure.size.interval.high):
                holds = figure.count is not None
                yield figure.check(holds, "a whole number", "it counts something")


def response_checks(table: PrintedTable) -> Iterator[Check]:
    """Every row's counts against each other, and the rate against them."""
    for row in range(len(table.rows)):
        yield from _response(table, row)


def _response(table: PrintedTable, row: int) -> Iterator[Check]:
    registered, dropped, complete, partial = (
        table.count(row, table.column(role))
        for role in ("registered", "dropped", "complete", "partial")
    )
    invited, answered = table.figure(row, "invited"), table.figure(row, "answered")
    if complete is not None and partial is not None:
        yield from counted(answered, complete + partial, f"{complete} + {partial}")
    if invited is None or invited.count is None or answered is None or answered.count is None:
        return
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


@dataclass(frozen=True, slots=True)
class Sum:
    """A row of totals and the rows it sums up."""

    row: int
    parts: tuple[int, ...]


def frequency_checks(table: PrintedTable) -> Iterator[Check]:
    """Every sum of counts, and every percentage."""
    totals = sums(table)
    column = table.column("n")
    for total in totals:
        parts = [table.count(row, column) for row in total.parts]
        known = [part for part in parts if part is not None]
        if parts and len(known) == len(parts):
            why = f"{' + '.join(str(part) for part in known)} = {sum(known)}"
            yield from counted(table.at(total.row, column), sum(known), why)
    yield from _percentages(table, "percent", totals[-1:], last=len(table.rows))
    last = totals[0].row if totals else len(table.rows)
    yield from _percentages(table, "valid_percent", totals[:1], last=last)
    yield from _cumulative(table, totals[:1])


def sums(table: PrintedTable) -> list[Sum]:
    """The rows of totals, each with its parts."""
    found: list[Sum] = []
    start = 0
    rows = [row for row in range(len(table.rows)) if table.is_total(row)]
    for row in rows[:-1]:
        found.append(Sum(row, tuple(range(start, row))))
        start = row + 1
    if rows:
        parts = (*(total.row for total in found), *range(start, rows[-1]))
        found.append(Sum(rows[-1], parts))
    return found


def _percentages(
    table: PrintedTable, role: str, total: Sequence[Sum], *, last: int
) -> Iterator[Check]:
    """100 n / base, in the rows down to the last; each leaves fewer bases for the next."""
    column = table.column("n")
    base = table.count(total[0].row, column) if total else None
    if base == 0:
        return
    window = table.window(0, column) if base is None else Window(base, base)
    for percent in table.figures(table.column(role)):
        count = table.count(percent.row, column)
        if count is not None and percent.row <= last:
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


def _cumulative(table: PrintedTable, total: Sequence[Sum]) -> Iterator[Check]:
    base = table.count(total[0].row, table.column("n")) if total else None
    running = 0
    for row in total[0].parts if base else ():
        count = table.count(row, table.column("n"))
        if count is None or not base:
            return
        running += count
        share = exactly(100 * running / base)
        percent = table.figure(row, "cumulative_percent")
        yield from held(percent, share, why=f"{running} of {base} so far")
