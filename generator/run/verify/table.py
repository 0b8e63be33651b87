"""The rules looked up again in a published table: what breaks them, one line each.

The table is rounded, so where a rule holds to within the rounding, it holds.
"""

from collections.abc import Iterator
from itertools import chain

from generator.disclosure.gate import at_printed_precision
from generator.disclosure.rules import Limits
from generator.results.table import (
    Classification,
    ClassMeans,
    GroupTable,
    PublishedTable,
    StatementCell,
    TableCell,
)
from generator.results.values import Bound, Suppressed
from generator.study.instrument import Scale
from generator.study.model import Study

HALF = 0.005
"""How far a printed mean, or a share of one, may be from what it was rounded from."""


def broken_rules(table: PublishedTable, study: Study, limits: Limits) -> Iterator[str]:
    """Every rule that a published table breaks, and where."""
    for group in table.groups:
        for found in _group(group, study, limits):
            yield f"table/{group.group}/{found}"


def _group(table: GroupTable, study: Study, limits: Limits) -> Iterator[str]:
    if at_printed_precision(table) != table:
        yield "more is published than is printed of a figure"
    counts = [place.n for place in table.places if isinstance(place.n, int)]
    if len(counts) == len(table.places) and table.base != sum(counts):
        yield "the base is not the sum of its places"
    for place in table.places:
        if isinstance(place.n, int) and place.n < limits.fewest:
            yield f"{place.place} has fewer than {limits.fewest} people"
        base = {cell.variable: cell for cell in place.cells}
        for cell in place.cells:
            yield from _of(f"{place.place}/", _cell(cell, study.scale_of(cell.variable), limits))
        for row in place.statements:
            yield from _of(f"{place.place}/", _statement(row, limits))
            cell = base[row.construct]
            if isinstance(row.n, int) and row.release == cell.release and row.n != cell.n:
                yield f"{place.place}/{row.item} is of others than {row.construct}"
    for row in table.low_places:
        yield from _of("low places/", _statement(row, limits))
    for spread in table.spreads:
        people = sum(n for _, n, _ in table.summed(spread.variable))
        if isinstance(spread.sd, float) and people < limits.models_from:
            yield f"{spread.variable} has the spread of fewer than {limits.models_from} people"
    for each in table.classifications:
        yield from _of(f"{each.background}/", _classes(each, table, study, limits))


def _of(place: str, found: Iterator[str]) -> Iterator[str]:
    return (f"{place}{one}" for one in found)


def _cell(cell: TableCell, scale: Scale, limits: Limits) -> Iterator[str]:
    if not isinstance(cell.n, int):
        if not isinstance(cell.mean, Suppressed):
            yield f"{cell.variable} has a mean of nobody knows how many"
    elif cell.n < limits.fewest:
        yield f"{cell.variable} is about fewer than {limits.fewest} people"
    elif isinstance(cell.mean, float):
        if _alike(cell.n, cell.mean, scale, limits):
            yield f"{cell.variable} says what nearly everybody answered"
    elif isinstance(cell.mean, Bound):
        low, high = float(scale.low), float(scale.high)
        right = [limits.mean_of(cell.n, end, low, high) for end in (low, high)]
        if cell.mean not in right:
            yield f"{cell.variable} has another bound than its n gives"


def _alike(n: int, mean: float, scale: Scale, limits: Limits) -> bool:
    """Whether fewer than the threshold account for all that the mean is off an end."""
    return not limits.off_ends(n * (mean - scale.low + HALF), n * (scale.high - mean + HALF))


def _statement(row: StatementCell, limits: Limits) -> Iterator[str]:
    if isinstance(row.percent, Suppressed) or row.percent is None:
        return
    if not isinstance(row.n, int) or row.n < limits.statements_from:
        yield f"{row.item} is about fewer than {limits.statements_from} people"
    elif isinstance(row.percent, Bound):
        under, over = limits.share_of(row.n, 0), limits.share_of(row.n, row.n)
        # Where some left the statement blank, the upper bound is lower: how many did is not kept.
        lower = isinstance(over, Bound) and 0 <= (row.percent.over or -1) <= (over.over or 0)
        if row.percent != under and not lower:
            yield f"{row.item} has another bound than its n gives"
    else:
        share = row.percent / 100
        if not limits.off_ends(row.n * (share + HALF), row.n * (1 - share + HALF)):
            yield f"{row.item} says what nearly everybody answered"


def _classes(
    each: Classification, table: GroupTable, study: Study, limits: Limits
) -> Iterator[str]:
    if not isinstance(each.counts, Suppressed):
        if any(one.n < limits.classes_from for one in each.counts):
            yield f"a class has fewer than {limits.classes_from} people"
        if all(place.release == each.release for place in table.places) and table.base != sum(
            one.n for one in each.counts
        ):
            yield "the classes are not the base"
    yield from chain.from_iterable(_means(means, table, study, limits) for means in each.means)


def _means(means: ClassMeans, table: GroupTable, study: Study, limits: Limits) -> Iterator[str]:
    if isinstance(means.classes, Suppressed):
        return
    scale = study.scale_of(means.variable)
    for one in means.classes:
        if one.n < limits.classes_from:
            yield f"{means.variable}/{one.label} has fewer than {limits.classes_from} people"
        elif _alike(one.n, one.mean, scale, limits):
            yield f"{means.variable}/{one.label} says what nearly everybody answered"
    if all(cell.release == means.release for _, cell in table.column(means.variable)):
        base = sum(n for _, n, _ in table.summed(means.variable))
        if base != sum(one.n for one in means.classes):
            yield f"{means.variable}: the classes are not those whose places are summed"
