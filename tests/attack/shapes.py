"""What follows from scale ends, class counts and spreads: everybody's answer at once, or one's.

A mean at the end of the scale tells everybody's answer. So does a mean at the end of the classes
the answers lie in. A mean and a spread of few answers leave few ways to have answered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from attack.questions import HIGH, ITEMS, LOW
from attack.reading import THRESHOLD, Known, Mean, People, Read, Shares
from attack.sums import Finding, told_sum
from attack.ways import compositions

ITEMS_FROM = 10
SPREAD_FROM = 25
ENUMERATED = 13
"""Largest group whose every way of answering an item is tried."""


def by_scale_ends(read: Read, known: Known) -> Iterator[Finding]:
    """Groups where fewer than four can have answered anything but the end of the scale."""
    for mean in (*read.means, *_rests(read, known)):
        n, steps = len(mean.people), len(ITEMS.get(mean.variable, "x"))
        if n < THRESHOLD:
            continue
        low, high = told_sum(mean)
        off = min(high - LOW * n, HIGH * n - low) * steps
        if off < THRESHOLD - 1e-6:
            yield Finding("scale end", f"{mean.place}: at most {off:.0f} of {n} are off the end")


def _rests(read: Read, known: Known) -> Iterator[Mean]:
    """The mean of everybody outside the told units, and of a size class outside its own."""
    for variable in sorted({mean.variable for mean in read.means}):
        means = {m.people: m for m in read.means if m.variable == variable}
        for whole in [m for m in means.values() if m.people]:
            units = [
                means[who]
                for unit in known.units.values()
                if (who := unit & known.answered[variable]) in means and who < whole.people
            ]
            left = whole.people.difference(*(unit.people for unit in units))
            if not units or not left:
                continue
            low, high = told_sum(whole)
            parts = [told_sum(unit) for unit in units]
            low -= sum(end for _, end in parts)
            high -= sum(start for start, _ in parts)
            if (high - low) / len(left) < 1:
                span = (low / len(left), high / len(left))
                yield Mean(f"{whole.place} less units", variable, left, span)


def by_classes(read: Read) -> Iterator[Finding]:
    """Class counts that are small or hold everybody, and means at the end of the classes."""
    sums = {(m.variable, m.people): told_sum(m) for m in read.means if m.people}
    for shares in read.shares:
        n = len(shares.people)
        for low, high, count in shares.counts:
            if 0 < count < THRESHOLD:
                yield Finding("classes", f"{shares.place}: {count} answered {low}-{high}")
            if high - low < 2 and 0 < n - THRESHOLD < count:
                yield Finding("classes", f"{shares.place}: {count} of {n} answered {low}-{high}")
        first, last = sums.get((shares.variable, shares.people), (None, None))
        if first is None or last is None:
            continue
        lowest = sum(low * count for low, _, count in shares.counts)
        highest = sum(high * count for _, high, count in shares.counts)
        wide = any(low != high for low, high, count in shares.counts if count)
        off = min(last - lowest, highest - first)
        if wide and off < THRESHOLD:
            yield Finding(
                "classes", f"{shares.place}/{shares.variable}: at most {off:.0f} of {n} off an end"
            )


def by_differences_of_classes(read: Read, known: Known) -> Iterator[Finding]:
    """How many outside the told units answered at most so much: from the whole's counts."""
    by_variable: dict[str, list[Shares]] = {}
    for shares in read.shares:
        by_variable.setdefault(shares.variable, []).append(shares)
    for variable, told in by_variable.items():
        whole = known.answered[variable]
        for bound in range(LOW, HIGH):
            counts = {s.people: c for s in told if (c := _at_most(s, bound)) is not None}
            if whole not in counts:
                continue
            units = [who for who in counts if who < whole]
            left = len(whole) - sum(map(len, units))
            count = counts[whole] - sum(counts[who] for who in units)
            if left and (0 < count < THRESHOLD or 0 < left - count < THRESHOLD):
                yield Finding(
                    "classes",
                    f"{variable}: {count} of {left} outside the told units are <= {bound}",
                )


def _at_most(shares: Shares, bound: int) -> int | None:
    """How many answered ``bound`` or less; None where a class goes across it."""
    if any(low <= bound < high for low, high, count in shares.counts):
        return None
    return sum(count for _, high, count in shares.counts if high <= bound)


def by_levels(read: Read) -> Iterator[Finding]:
    """Single statements of fewer than ten, and spreads of fewer than twenty-five."""
    for mean in read.means:
        n, item = len(mean.people), mean.variable not in ITEMS
        complement = mean.place.endswith("/rest")
        if item and n < ITEMS_FROM and not complement:
            yield Finding("levels", f"{mean.place}: a statement of {n}")
        if mean.spread is not None and n < SPREAD_FROM:
            yield Finding("levels", f"{mean.place}: the spread of {n}")


def by_spread(read: Read, known: Known) -> Iterator[Finding]:
    """Means with a spread: all ways to have answered so, and what they have in common."""
    for mean in read.means:
        n = len(mean.people)
        if mean.spread is None or n < THRESHOLD:
            continue
        if mean.spread[1] < 0.4 / math.sqrt(n):
            yield Finding("spread", f"{mean.place}: all {n} answered the same")
        elif n < SPREAD_FROM and mean.variable not in ITEMS and n <= ENUMERATED:
            yield from _ways(mean.place, n, told_sum(mean), mean.spread)


def by_differences_of_spread(read: Read, known: Known) -> Iterator[Finding]:
    """The squares of the whole less those of groups that tell theirs: the spread of the rest."""
    for variable in sorted({m.variable for m in read.means if m.variable not in ITEMS}):
        told = {m.people: m for m in read.means if m.variable == variable and m.spread and m.people}
        for whole in told.values():
            inside = _disjoint([who for who in told if who < whole.people])
            left = whole.people.difference(*inside) if inside else frozenset()
            if THRESHOLD <= len(left) <= ENUMERATED:
                sums, squares = _less(whole, [told[who] for who in inside])
                yield from _ways_of_squares(f"{whole.place} less parts", len(left), sums, squares)


def _disjoint(groups: Sequence[People]) -> list[People]:
    chosen: list[People] = []
    for group in sorted(groups, key=len, reverse=True):
        if not any(group & other for other in chosen):
            chosen.append(group)
    return chosen


def _squares(mean: Mean) -> tuple[float, float]:
    """Between what the sum of squares must lie."""
    n, (low, high), spread = len(mean.people), told_sum(mean), mean.spread or (0.0, 0.0)
    return (
        (n - 1) * spread[0] ** 2 + low**2 / n - 1e-6,
        (n - 1) * spread[1] ** 2 + high**2 / n + 1e-6,
    )


def _less(whole: Mean, parts: Sequence[Mean]) -> tuple[tuple[float, float], tuple[float, float]]:
    (low, high), (first, last) = told_sum(whole), _squares(whole)
    for part in parts:
        (a, b), (c, d) = told_sum(part), _squares(part)
        low, high, first, last = low - b, high - a, first - d, last - c
    return (low, high), (first, last)


def _ways(
    place: str, n: int, sums: tuple[float, float], spread: tuple[float, float]
) -> Iterator[Finding]:
    table = compositions(n, HIGH - LOW + 1)
    values = np.arange(LOW, HIGH + 1)
    total, square = table @ values, table @ values**2
    sd = np.sqrt(np.maximum(square - total**2 / n, 0) / (n - 1))
    fits = (total >= sums[0] - 1e-6) & (total <= sums[1] + 1e-6)
    fits &= (sd >= spread[0] - 1e-9) & (sd <= spread[1] + 1e-9)
    yield from _common(place, n, table[fits])


def _ways_of_squares(
    place: str, n: int, sums: tuple[float, float], squares: tuple[float, float]
) -> Iterator[Finding]:
    table = compositions(n, HIGH - LOW + 1)
    values = np.arange(LOW, HIGH + 1)
    total, square = table @ values, table @ values**2
    fits = (total >= sums[0] - 1e-6) & (total <= sums[1] + 1e-6)
    fits &= (square >= squares[0]) & (square <= squares[1])
    yield from _common(place, n, table[fits])


def _common(place: str, n: int, ways: np.ndarray) -> Iterator[Finding]:
    if not len(ways):
        raise AssertionError(f"{place}: nobody can have answered so")
    for i, value in enumerate(range(LOW, HIGH + 1)):
        least, most = int(ways[:, i].min()), int(ways[:, i].max())
        if least == most and 0 < least < THRESHOLD:
            yield Finding("spread", f"{place}: just {least} of {n} answered {value}")
        elif least > n - THRESHOLD:
            yield Finding("spread", f"{place}: {least} or more of {n} answered {value}")
