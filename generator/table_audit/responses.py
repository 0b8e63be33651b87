"""Response: who was asked, who answered, and the share of them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.table_audit.figures import Interval
from generator.table_audit.tables import Check, PrintedTable, compared

COUNTS = ("registered", "dropped", "invited", "complete", "partial", "answered")


def response_checks(table: PrintedTable) -> Iterator[Check]:
    """Every row's counts against each other, and the rate against them."""
    for row in range(len(table.rows)):
        counts = {role: table.count(row, table.column(role)) for role in COUNTS}
        invited, answered = counts["invited"], counts["answered"]
        yield from _answered(table, row, counts["complete"], counts["partial"], answered)
        yield from _invited(table, row, counts)
        if invited and answered is not None:
            share = Interval(100 * answered / invited, 100 * answered / invited)
            why = f"{answered} of {invited}"
            yield from compared(table, row, table.column("rate"), share, why)


def _answered(
    table: PrintedTable, row: int, complete: int | None, partial: int | None, answered: int | None
) -> Iterator[Check]:
    column = table.column("answered")
    if complete is None or partial is None or answered is None or column is None:
        return
    total, why = complete + partial, f"{complete} + {partial}"
    yield Check(row, column, answered == total, str(total), why)


def _invited(table: PrintedTable, row: int, counts: dict[str, int | None]) -> Iterator[Check]:
    """Registered less dropped out, unless the file held only those who answered."""
    column = table.column("invited")
    registered, dropped, invited, answered = (
        counts[role] for role in ("registered", "dropped", "invited", "answered")
    )
    if invited is None or answered is None or column is None:
        return
    possible, why = f"{answered} or more", f"{answered} answered"
    yield Check(row, column, invited >= answered, possible, why)
    if registered is None or dropped is None or counts["complete"] is None:
        return
    asked, why = registered - dropped, f"{registered} less {dropped}"
    if asked != answered:
        yield Check(row, column, invited == asked, str(asked), why)
