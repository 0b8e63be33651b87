"""Linear algebra by itself: which few people's sum follows from published sums, unrounded.

People in the same sums are a crowd; a set of crowds follows when its row lies in the row space of
the sums, that is when the crowds' rows in a basis of the null space add up to nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

import numpy as np

NOTHING = 1e-8


def few_that_follow(
    sums: Sequence[Collection[int]], crowds: Sequence[Collection[int]], *, most: int = 3
) -> Iterator[tuple[int, ...]]:
    """The crowds of at most ``most`` people, one to three together, whose sum follows."""
    rows = np.array([[_inside(crowd, people) for crowd in crowds] for people in sums], dtype=float)
    null = _null_space(rows.reshape(len(sums), len(crowds)))
    small = [i for i, crowd in enumerate(crowds) if len(crowd) <= most]
    for size in range(1, most + 1):
        for chosen in combinations(small, size):
            few = sum(len(crowds[i]) for i in chosen) <= most
            if few and np.abs(null[list(chosen)].sum(axis=0)).max(initial=0.0) < NOTHING:
                yield chosen


def _inside(crowd: Collection[int], people: Collection[int]) -> bool:
    """Whether a crowd is in a sum; all of it is, or nobody."""
    return next(iter(crowd)) in people


def _null_space(rows: np.ndarray) -> np.ndarray:
    """Each crowd's coordinates in an orthonormal basis of the null space."""
    if not rows.size:
        return np.eye(rows.shape[1])
    _, values, basis = np.linalg.svd(rows)
    return basis[(values > NOTHING).sum() :].T
