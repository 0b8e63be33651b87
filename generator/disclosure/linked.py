"""Linked classifications: two partitions of the same people that nearly coincide.

A union of classes less a union of places (or of another variable's classes) is a sum over the
people in one and not in the other, with a minus before the latter. Where they are one to nine, or
all near the ends of their scale, what they answered follows. For a given union of classes the
union of places that differs by fewest is found place by place, because people of different places
are counted by themselves: a place is in it, or it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from generator.disclosure.rules import Limits

ALL_UNIONS_TO = 8
"""So many classes are united in every way; of more, one by one and two by two."""


def nearly_coincide(
    codes: np.ndarray,
    others: np.ndarray,
    ends: tuple[np.ndarray, np.ndarray],
    limits: Limits,
) -> bool:
    """Whether some union of classes nearly coincides with a union of the other partition.

    ``codes`` and ``others`` are the two partitions of the people; ``ends`` is how far each one's
    answer lies above the lowest point, and below the highest.
    """
    below, above = (_by_cell(codes, others, weights) for weights in ends)
    people = _by_cell(codes, others, np.ones(len(codes)))
    for union in _unions(len(people)):
        rest = [i for i in range(len(people)) if i not in union]
        # A place left out differs by those of the union in it; one taken in, by the others in it.
        out_n, in_n = people[union].sum(axis=0), people[rest].sum(axis=0)
        n = np.minimum(out_n, in_n).sum()
        if not n:
            continue  # exactly a union: what differs are places by themselves
        if n < limits.classes_from:
            return True
        # Subtracted people count the other way: the sum is highest where they answered lowest.
        low = np.minimum(below[union].sum(axis=0), above[rest].sum(axis=0)).sum()
        high = np.minimum(above[union].sum(axis=0), below[rest].sum(axis=0)).sum()
        if not limits.off_ends(float(low), float(high)):
            return True
    return False


def _by_cell(codes: np.ndarray, others: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights added up by class and other class: classes by others."""
    shape = int(codes.max()) + 1, int(others.max()) + 1
    flat = np.bincount(codes * shape[1] + others, weights=weights, minlength=shape[0] * shape[1])
    table: np.ndarray = flat.reshape(shape)
    return table


def _unions(classes: int) -> Iterator[list[int]]:
    """Unions of classes, one of each complementary pair; a union and its rest differ alike."""
    most = classes // 2 if classes <= ALL_UNIONS_TO else 2
    for size in range(1, most + 1):
        for union in combinations(range(classes), size):
            yield list(union)
