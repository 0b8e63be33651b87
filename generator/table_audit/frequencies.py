"""Frequency tables: sums of counts, and percentages of them.

A row called total sums up the rows above it since the last such row; the last one, the whole table.
Percent is of that whole, valid and cumulative percent of the first total. Without a total the
base is what is declared as n, or any number that fits every row.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.table_audit.figures import Figure, Interval, shown
from generator.table_audit.tables import Check, PrintedTable, compared
from generator.table_audit.windows import Window


@dataclass(frozen=True, slots=True)
class Sum:
    """A row of totals and the rows it sums up."""

    row: int
    parts: tuple[int, ...]


def frequency_checks(table: PrintedTable) -> Iterator[Check]:
    """Every sum of counts, and every percentage."""
    column = table.column("n")
    if column is None:
        return
    totals = sums(table)
    for total in totals:
        yield from _sum(table, column, total)
    whole = totals[-1].row if totals else None
    valid = totals[0].row if totals else None
    yield from _percentages(table, column, "percent", whole)
    yield from _percentages(table, column, "valid_percent", valid)
    yield from _cumulative(table, column, totals)


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


def _sum(table: PrintedTable, column: int, total: Sum) -> Iterator[Check]:
    printed = table.count(total.row, column)
    parts = [table.count(row, column) for row in total.parts]
    known = [part for part in parts if part is not None]
    if printed is None or not parts or len(known) < len(parts):
        return
    why = f"{' + '.join(str(part) for part in known)} = {sum(known)}"
    yield Check(total.row, column, printed == sum(known), str(sum(known)), why)


def _percentages(
    table: PrintedTable, n_column: int, role: str, base_row: int | None
) -> Iterator[Check]:
    column = table.column(role)
    if column is None:
        return
    base = table.count(base_row, n_column) if base_row is not None else None
    last = base_row if role == "valid_percent" and base_row is not None else len(table.rows)
    window = Window(base, base) if base is not None else table.window(0, n_column)
    for row, percent in table.figures(column):
        count = table.count(row, n_column)
        if count is None or row > last:
            continue
        check, left = _percentage(row, column, count, percent, window)
        yield check
        window = left or window


def _percentage(
    row: int, column: int, count: int, percent: Figure, base: Window
) -> tuple[Check, Window | None]:
    """The check, and the bases it leaves possible."""
    given = percent.interval.within(0.0, 100.0)
    bases = Interval(100.0 * count, 100.0 * count).over(given)
    highest = math.floor(bases.high + 1e-9) if math.isfinite(bases.high) else None
    lowest = max(math.ceil(bases.low - 1e-9), count, 1)
    fits = Window(lowest, highest) if highest is None or lowest <= highest else None
    left = base.common(fits)
    least = 0.0 if base.high is None else 100 * count / base.high
    most = 100 * count / max(base.low, count, 1)
    possible = shown(Interval(least, most), percent.decimals)
    return Check(row, column, left is not None, possible, f"{count} of {base}"), left


def _cumulative(table: PrintedTable, n_column: int, totals: Sequence[Sum]) -> Iterator[Check]:
    column = table.column("cumulative_percent")
    base = table.count(totals[0].row, n_column) if totals else None
    if column is None or not base:
        return
    running = 0
    for row in totals[0].parts:
        count = table.count(row, n_column)
        if count is None:
            return
        running += count
        share = Interval(100 * running / base, 100 * running / base)
        yield from compared(table, row, column, share, f"{running} of {base} so far")
