"""Secondary suppression of scorecards: few clients, and what goes with them so that none follow.

The same months are published again while the year goes: a longer window has a later result to
date. So the choice is made quarter by quarter, from what there was by then, and is kept: a
longer window comes to the same choice for the months before. Every equation that a quarter adds
(an office's result to date less its published months, the total less the published offices) is
about at least ``CLIENTS_FROM`` suppressed clients of that quarter, and no two share any. So
whatever is added up or subtracted over all quarters is about at least as many.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from generator.results.offices import Attainment
from generator.round.model import CLIENTS_FROM

QUARTER_ENDS = ("03", "06", "09", "12")

TO_DATE = "to date"
"""Stands for the months of an office that has no counts of single ones."""

Counts = Mapping[str, Mapping[str, int]]
"""How many clients each office had each month."""


@dataclass(frozen=True, slots=True)
class SuppressedCells:
    """What of the scorecards is suppressed.

    ``results`` are (office, indicator) results to date, office None for the total; ``months`` are
    (office, indicator, month).
    """

    results: frozenset[tuple[str | None, str]] = frozenset()
    months: frozenset[tuple[str, str, str]] = frozenset()


def with_smallest(
    few: Collection[str], counts: Mapping[str, int], *, also_nobody: bool = False
) -> set[str]:
    """``few``, then the smallest of the others until they are enough clients together.

    Where ``few`` have no clients, none are added unless ``also_nobody`` says so.
    """
    found, clients = set(few), sum(counts[each] for each in few)
    for n, each in sorted((n, each) for each, n in counts.items() if each not in found):
        if clients >= CLIENTS_FROM or not (clients or also_nobody):
            break
        found.add(each)
        clients += n
    return found


def small_denominators(
    nodes: Mapping[str, Attainment], *, ends: Collection[str] = ()
) -> SuppressedCells:
    """The cells to suppress in a round, over all units' scorecards.

    ``ends`` are last months (YYYY-MM) of windows that were reported before and that end within a
    quarter.
    """
    results: set[tuple[str | None, str]] = set()
    months: set[tuple[str, str, str]] = set()
    for indicator, counts in _counts(nodes).items():
        state = _Suppression()
        for quarter in _quarters(counts, ends):
            state.take(counts, quarter)
        results |= {(office, indicator) for office in state.offices}
        if state.total:
            results.add((None, indicator))
        months |= {(office, indicator, month) for office, month in state.months}
    return SuppressedCells(frozenset(results), frozenset(months))


@dataclass(slots=True)
class _Suppression:
    """One indicator, taken quarter by quarter.

    ``offices`` are those whose result to date is suppressed after the last quarter, ``open`` those
    whose suppressed months nothing published adds up to yet.
    """

    offices: frozenset[str] = frozenset()
    total: bool = False
    open: set[str] = field(default_factory=set)
    before: dict[str, int] = field(default_factory=dict)
    months: set[tuple[str, str]] = field(default_factory=set)

    def take(self, counts: Counts, quarter: Sequence[str]) -> None:
        """Decide of one more quarter; what was decided of those before stands."""
        new = {o: sum(months.get(m, 0) for m in quarter) for o, months in counts.items()}
        if any(new.values()) or not self.before:
            self._results(new)
        for office, months in counts.items():
            found = {month: months[month] for month in quarter if month in months}
            suppressed = set(found)
            if office not in self.offices:  # others go until the result to date gives none away
                few = {month for month, n in found.items() if n < CLIENTS_FROM}
                suppressed = with_smallest(few, found, also_nobody=office in self.open)
            self.months |= {(office, month) for month in suppressed}
            if office in self.offices:
                self.open |= {office} if new[office] else set()
            elif new[office]:
                self.open.discard(office)
            self.before[office] = self.before.get(office, 0) + new[office]

    def _results(self, new: Mapping[str, int]) -> None:
        suppressed = {office for office in new if self._small(office, new[office])}
        still_open = bool(suppressed & self.open)
        counts = {office: n for office, n in new.items() if n or office in suppressed}
        self.offices = frozenset(with_smallest(suppressed, counts, also_nobody=still_open))
        clients = sum(new[office] for office in self.offices)
        self.total = clients < CLIENTS_FROM and (clients > 0 or still_open)

    def _small(self, office: str, new: int) -> bool:
        """Whether an office's result to date is about few, but for what is published."""
        if self.before.get(office, 0) + new < CLIENTS_FROM:
            return True
        return new < CLIENTS_FROM and (new > 0 or office in self.open)


def _counts(nodes: Mapping[str, Attainment]) -> dict[str, dict[str, dict[str, int]]]:
    """The clients of each indicator, office and month; offices of whom nothing is known left out.

    A result to date of few, or without denominators of its months, stands in the last quarter.
    """
    found: dict[str, dict[str, dict[str, int]]] = {}
    for node in nodes.values():
        for office in node.offices:
            for row in office.rows if office.office else ():
                months = {m.month: m.denominator for m in row.months}
                known = {month: n for month, n in months.items() if isinstance(n, int)}
                if isinstance(row.denominator, int):
                    # months may add up to more than a year that counts everybody once
                    few = row.denominator < CLIENTS_FROM <= sum(known.values())
                    known = {TO_DATE: row.denominator} if few or not known else known
                if known and office.office:
                    found.setdefault(row.indicator, {})[office.office] = known
    return found


def _quarters(counts: Counts, ends: Collection[str]) -> Iterator[list[str]]:
    """The months in order, cut where a window may have ended; at least one piece."""
    months = sorted({month for each in counts.values() for month in each} - {TO_DATE})
    piece: list[str] = []
    for month in months[:-1]:
        piece.append(month)
        if month[-2:] in QUARTER_ENDS or month in ends:
            yield piece
            piece = []
    yield [*piece, *months[-1:], TO_DATE]
