"""What follows from scale ends, class counts and spreads: everybody's answer at once, or one's.

A mean at the end of the scale tells everybody's answer. So does a mean at the end of the classes
the answers lie in. A mean and a spread of few answers leave few ways to have answered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from attack.classes import Cumulated, cumulated, left_in_classes
from attack.questions import HIGH, ITEMS, LOW
from attack.reading import THRESHOLD, Known, Mean, People, Read
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
    """What those outside the told units answered: from the whole's classes."""
    for variable in sorted({shares.variable for shares in read.shares}):
        told: dict[People, Cumulated] = {}
        for shares in (each for each in read.shares if each.variable == variable):
            told.setdefault(shares.people, {}).update(cumulated(shares))
        sums = {m.people: told_sum(m) for m in read.means if m.variable == variable}
        whole = known.answered[variable]
        for bound in sorted(told.get(whole, ())):  # a unit whose classes go across it is left in
            units = [who for who in told if who < whole and bound in told[who]]
            total = None
            if {whole, *units} <= sums.keys():
                low, high = (sum(sums[who][end] for who in units) for end in (1, 0))
                total = (sums[whole][0] - low, sums[whole][1] - high)
            place = f"{variable} outside the told units"
            parts = [told[who] for who in units]
            if parts:
                yield from left_in_classes(place, told[whole], parts, total, "classes")


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
                sums, squares = less(whole, [told[who] for who in inside])
                yield from ways_of_squares(f"{whole.place} less parts", len(left), sums, squares)


def _disjoint(groups: Sequence[People]) -> list[People]:
    chosen: list[People] = []
    for group in sorted(groups, key=len, reverse=True):
        if not any(group & other for other in chosen):
            chosen.append(group)
    return chosen


def told_squares(mean: Mean) -> tuple[float, float]:
    """Between what the sum of squares must lie."""
    n, (low, high), spread = len(mean.people), told_sum(mean), mean.spread or (0.0, 0.0)
    return (
        (n - 1) * spread[0] ** 2 + low**2 / n - 1e-6,
        (n - 1) * spread[1] ** 2 + high**2 / n + 1e-6,
    )


def less(whole: Mean, parts: Sequence[Mean]) -> tuple[tuple[float, float], tuple[float, float]]:
    (low, high), (first, last) = told_sum(whole), told_squares(whole)
    for part in parts:
        (a, b), (c, d) = told_sum(part), told_squares(part)
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


def ways_of_squares(
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
