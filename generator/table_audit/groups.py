"""Analysis of variance: what the groups' N, mean and SD say about everything else in the table.

Total mean = sum of N M / sum of N. SSW = sum of (N - 1) SD^2; SSB = sum of N (M - total mean)^2;
total SD^2 = (SSB + SSW) / (N - 1); F = (SSB / (k - 1)) / (SSW / (N - k)). Differences are those
of the means, SE = sqrt(MSW (1 / n_i + 1 / n_j)), Bonferroni's p is k (k - 1) / 2 times that of t.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from generator.table_audit.figures import Figure, Interval
from generator.table_audit.tables import PrintedTable


@dataclass(frozen=True, slots=True)
class Group:
    """One printed group; ``sd`` is None where none is printed."""

    row: int
    n: int
    mean: Figure
    sd: Figure | None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a table with their sums of squares, each as the rounding leaves them."""

    rows: Mapping[str, Group]
    n: int
    mean: Interval
    between: Interval
    within: Interval | None

    @property
    def error(self) -> Interval | None:
        """The mean square within groups; None when it is not defined or an SD is missing."""
        df = self.n - len(self.rows)
        return self.within.times(1 / df) if self.within is not None and df > 0 else None

    @property
    def f(self) -> Interval | None:
        """F; None when it is not defined."""
        if self.error is None or len(self.rows) < 2:
            return None
        return self.between.times(1 / (len(self.rows) - 1)).over(self.error)

    @property
    def total_sd(self) -> Interval | None:
        """The standard deviation of everybody together."""
        if self.within is None or self.n < 2:
            return None
        return (self.between + self.within).times(1 / (self.n - 1)).root()


def read_groups(table: PrintedTable) -> Groups | None:
    """The groups of a table; None when some N or mean is missing."""
    n_column, mean, sd = (table.column(role) for role in ("n", "mean", "sd"))
    found: dict[str, Group] = {}
    for row in range(len(table.rows)):
        label = next((text for text in reversed(table.texts(row)) if text), "")
        if not label or table.is_total(row):
            continue
        n, average = table.count(row, n_column), table.figure(row, mean)
        if n is None or n < 1 or average is None or label in found:
            return None
        found[label] = Group(row, n, average, table.figure(row, sd))
    return _groups(found) if found else None


def _groups(rows: Mapping[str, Group]) -> Groups:
    total = sum(group.n for group in rows.values())
    mean = Interval(0.0, 0.0)
    for group in rows.values():
        mean += group.mean.interval.times(group.n / total)
    return Groups(rows, total, mean, _between(rows, total), _within(rows))


def _between(rows: Mapping[str, Group], total: int) -> Interval:
    """Sum of squares between: its root is a norm, so rounding moves it by a norm of roundings."""
    centre = sum(group.n * group.mean.value for group in rows.values()) / total
    printed = sum(group.n * (group.mean.value - centre) ** 2 for group in rows.values())
    halves = [(g.n, (g.mean.interval.high - g.mean.interval.low) / 2) for g in rows.values()]
    moved = math.sqrt(sum(n * half * half for n, half in halves))
    root = math.sqrt(printed)
    return Interval(max(root - moved, 0.0) ** 2, (root + moved) ** 2)


def _within(rows: Mapping[str, Group]) -> Interval | None:
    within = Interval(0.0, 0.0)
    for group in rows.values():
        if group.n == 1:
            continue
        if group.sd is None:
            return None
        within += group.sd.interval.within(0.0, math.inf).squared().times(group.n - 1)
    return within
