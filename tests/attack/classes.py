"""Classes of those who are left when told groups are subtracted: how many fell in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from attack.questions import HIGH, LOW
from attack.reading import THRESHOLD, Shares, Span
from attack.sums import Finding

Cumulated = dict[int, int]
"""How many of a group answered at most so much."""


def cumulated(shares: Shares) -> Cumulated:
    """How many answered at most each bound that the told classes know."""
    found, running = {LOW - 1: 0}, 0
    for _, high, count in sorted(shares.counts):
        running += count
        found[high] = running
    return found | {HIGH: running}


def left_in_classes(
    place: str, whole: Cumulated, parts: Sequence[Cumulated], total: Span | None, way: str
) -> Iterator[Finding]:
    """What the classes of those in the whole and in none of its parts tell about fewer than four.

    ``total`` is between what the sum of their answers must lie.
    """
    bounds = sorted(set(whole).intersection(*parts))
    counts = [whole[bound] - sum(part[bound] for part in parts) for bound in bounds]
    n = counts[-1]
    for i, j in combinations(range(len(bounds)), 2):
        inside = counts[j] - counts[i]
        where = f"{place}: {inside} of {n} answered {bounds[i] + 1}-{bounds[j]}"
        narrow = bounds[j] - bounds[i] < 3 and inside == n >= THRESHOLD
        if 0 < inside < THRESHOLD or 0 < n - inside < THRESHOLD or narrow:
            yield Finding(way, where)
    if total is not None and n >= THRESHOLD:
        classes = [
            (low + 1, high, counts[i + 1] - counts[i])
            for i, (low, high) in enumerate(pairwise(bounds))
        ]
        lowest = sum(low * count for low, _, count in classes)
        highest = sum(high * count for _, high, count in classes)
        off = min(total[1] - lowest, highest - total[0])
        if lowest < highest and off < THRESHOLD:
            yield Finding(way, f"{place}: at most {off:.0f} of {n} off the ends of their classes")
