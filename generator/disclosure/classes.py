"""Classes of scale points: what those who are left over fell in, and whether that tells too much.

Whoever knows how many of a group, and of the parts of it that are told, answered at most so much,
knows it of those who are left over too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from generator.results import Frequency, ItemAnswers, told_count

NARROW = 2
"""Scale points in a class; one so narrow that holds everybody tells what they answered."""

Class = tuple[int, int, int]
"""A class of scale points: its ends, and how many answered in it."""

Cumulated = Mapping[int, int]
"""How many answered at most each upper end of a class; one below the lowest has nobody."""


def classes_of(row: Frequency | ItemAnswers) -> list[Class]:
    """The classes that a row tells, lowest first."""
    if isinstance(row, ItemAnswers):
        return [(part.low, part.high, told_count(part.count)) for part in row.classes]
    points = [(sorted(int(v) for v in part.values if v), part.count) for part in row.categories]
    return sorted((each[0], each[-1], told_count(count)) for each, count in points if each)


def cumulated(row: Frequency | ItemAnswers) -> Cumulated:
    """How many answered at most each upper end of the row's classes."""
    classes = classes_of(row)
    found, running = {classes[0][0] - 1: 0}, 0
    for _, high, count in classes:
        running += count
        found[high] = running
    return found


def less_classes(whole: Cumulated, parts: Sequence[Cumulated]) -> list[Class]:
    """The classes of those who are in none of the parts, as finely as all of them tell."""
    bounds = sorted(set(whole).intersection(*parts))
    left = {bound: whole[bound] - sum(part[bound] for part in parts) for bound in bounds}
    return [(first + 1, last, left[last] - left[first]) for first, last in pairwise(bounds)]


def classes_tell(
    parts: Sequence[Class], total: tuple[float, float] | None, *, threshold: int
) -> bool:
    """Whether classes, and between what the sum lies, say what nearly all of them answered."""
    n = sum(count for *_, count in parts)
    if n < threshold:
        return False
    if any(high - low < NARROW and count > n - threshold for low, high, count in parts):
        return True
    if total is None:
        return False
    lowest = sum(low * count for low, _, count in parts)
    highest = sum(high * count for _, high, count in parts)
    off = min(total[1] - lowest, highest - total[0])
    return lowest < highest and off < threshold - 1e-6
