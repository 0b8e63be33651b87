"""Statement by statement: the share who agree, of the total and of units.

The total's share is the sum over the places' cells and over the low places together: a share
counts as its part of n, "under" as ``UNDER`` people and "over" as n less them. It is banded as a
unit's: fewer than the threshold who agree, or who do not, are published as a bound.
"""

import math
from collections.abc import Iterable
from typing import Final

from generator.results.survey import Statement, Statements
from generator.results.table import GroupTable, Place, StatementCell
from generator.results.values import Bound, Number, Suppressed
from generator.round.model import STATEMENTS_FROM
from generator.study.model import Study

UNDER: Final = 2.0
"""How many people a bound counts as: the middle of one to three."""


def total_statements(table: GroupTable, *, study: Study, threshold: int) -> Statements:
    """Every statement of the group over all places; no bands with a ``threshold`` of 0."""
    cells = [cell for place in table.places for cell in place.statements] + list(table.low_places)
    by_statement: dict[tuple[str, str], list[StatementCell]] = {
        key: [] for key in _asked(table, study)
    }
    for cell in cells:
        by_statement.setdefault((cell.construct, cell.item), []).append(cell)
    rows = tuple(
        _total(item, construct, found, study=study, threshold=threshold)
        for (construct, item), found in by_statement.items()
    )
    return Statements(group=table.group, n=table.base, rows=rows)


def _asked(table: GroupTable, study: Study) -> Iterable[tuple[str, str]]:
    for name in table.variables():
        if name in study.constructs:
            yield from ((name, item.id) for item in study.constructs[name].items)
        else:
            yield name, name


def _total(
    item: str, construct: str, cells: Iterable[StatementCell], *, study: Study, threshold: int
) -> Statement:
    counted = [(cell.n, _agree(cell.n, cell.percent)) for cell in cells if isinstance(cell.n, int)]
    known = [(n, agree) for n, agree in counted if agree is not None]
    n, agree = sum(n for n, _ in known), math.fsum(agree for _, agree in known)
    enough = n >= STATEMENTS_FROM or (n > 0 and not threshold)
    return Statement(
        item=item,
        construct=construct if construct in study.constructs else None,
        n=n if enough else Suppressed("size"),
        percent=banded(agree, n, threshold=threshold) if enough else Suppressed("size"),
    )


def _agree(n: int, percent: Number) -> float | None:
    """How many agree in a cell; None where it is in no sum."""
    if isinstance(percent, Bound):
        if percent.over is None:
            return UNDER
        # Where some left the statement blank, the bound is lower, and so is what it counts as.
        return min(n - UNDER, math.ceil(percent.over / 100 * n) + UNDER)
    return percent / 100 * n if isinstance(percent, float) else None


def banded(agree: float, n: int, *, threshold: int) -> float | Bound:
    """Per cent of n, or a bound where fewer than the threshold agree, or do not."""
    if not threshold:
        return 100 * agree / n
    if agree < threshold:
        return Bound(under=float(math.ceil(100 * threshold / n)))
    if n - agree < threshold:
        return Bound(over=float(math.floor(100 - 100 * threshold / n)))
    return 100 * agree / n


def place_statements(
    table: GroupTable, place: Place, *, study: Study, newest: int
) -> Statements | Suppressed:
    """The statements of one place, as they stand in the table; ten people and more have them."""
    size = Suppressed("size")
    if all(cell.percent == size for cell in place.statements):
        return size
    rows = tuple(
        Statement(
            item=cell.item,
            construct=cell.construct if cell.construct in study.constructs else None,
            n=cell.n,
            percent=cell.percent,
            release=cell.release if cell.release < newest else None,
        )
        for cell in place.statements
    )
    return Statements(group=table.group, n=place.n, rows=rows)
