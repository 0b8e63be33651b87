"""How columns go together: correlations, what items have in common, and clusters of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Positions: TypeAlias = list[int]


def correlations(values: Floats) -> tuple[Floats, int]:
    """Pearson's r of every two columns over who answered both, and the usual number of them.

    Rounded, so that the order of the rows does not matter; 0 where nothing can be computed.
    """
    there = np.isfinite(values)
    # Near nothing, so that no sum of squares loses digits.
    means = np.where(there, values, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    centred = np.where(there, values - means, 0.0)
    mask = there.astype(float)
    n = mask.T @ mask
    sums = centred.T @ mask
    squares = (centred**2).T @ mask
    with np.errstate(divide="ignore", invalid="ignore"):
        products = centred.T @ centred - sums * sums.T / n
        spread = (squares - sums**2 / n) * (squares - sums**2 / n).T
        r = np.where(spread > 1e-9, products / np.sqrt(spread), 0.0)
    r = np.clip(np.nan_to_num(r), -1, 1).round(9)
    np.fill_diagonal(r, 1.0)
    return r, int(np.median(n)) if n.size else 0


def part(r: Floats, items: Sequence[int]) -> Floats:
    """The correlations of some of the columns."""
    return r[np.ix_(items, items)]


def signs(r: Floats) -> Floats:
    """Which items go with the first principal component, and which against it; most go with it."""
    first = np.linalg.eigh(r)[1][:, -1]
    found: Floats = np.where(first < 0, -1.0, 1.0)
    total = found.sum()
    against = total < 0 or (total == 0 and found[0] < 0)
    return -found if against else found


def mean_r(r: Floats) -> float:
    """The mean correlation of different items, reversed ones turned round."""
    size = len(r)
    if size < 2:
        return 0.0
    turned = np.outer(signs(r), signs(r)) * r
    return float((turned.sum() - size) / (size * (size - 1)))


def alpha(r: Floats) -> float:
    """Standardised alpha, reversed items turned round."""
    mean, size = mean_r(r), len(r)
    return size * mean / (1 + (size - 1) * mean)


def rest_r(r: Floats) -> Floats:
    """Each item's correlation with the sum of the others, all turned the same way.

    An item that goes against them has a negative one.
    """
    turn = signs(r)
    with_sum = r @ turn - turn
    turned = np.outer(turn, turn) * r
    without = turned.sum() - 2 * turned.sum(axis=1) + 1
    found: Floats = with_sum / np.sqrt(np.maximum(without, 1e-9))
    return found


def noise_edge(n: int, size: int) -> float:
    """The largest eigenvalue to expect where nothing goes together (Marchenko and Pastur 1967)."""
    return float((1 + np.sqrt(size / max(n, 2))) ** 2)


def hangs_together(r: Floats, n: int, *, named: bool) -> bool:
    """Whether items have enough in common for their mean to be of use, and more than chance.

    Where a name says that they belong together, it takes answers enough to say that they do not.
    Where none does, alpha is no guide below a mean of 0.1: many items have a high one anyhow.
    """
    guided = len(r) > 2 and (named or mean_r(r) >= 0.1)
    enough = mean_r(r) >= 0.15 - named / np.sqrt(max(n, 1)) or (guided and alpha(r) >= 0.5)
    chance = min(1.05 * noise_edge(n, len(r)), 0.95 * len(r))
    return bool(enough and (named or np.linalg.eigvalsh(r)[-1] > chance))


def with_sums(r: Floats, sets: Sequence[Sequence[int]]) -> Floats:
    """How every column goes, either way, with the sum of each set of items."""
    found = [np.zeros((len(r), 0))]
    for items in sets:
        turn = signs(part(r, items))
        spread = np.sqrt(max(float(turn @ part(r, items) @ turn), 1e-9))
        found.append((r[:, items] @ turn / spread)[:, None])
    return np.minimum(np.abs(np.hstack(found)), 1.0)


def likeness(r: Floats, one: Sequence[int], other: Sequence[int]) -> float:
    """How far two sets of items measure the same: their correlation without measurement error."""
    between = np.outer(signs(part(r, one)), signs(part(r, other))) * r[np.ix_(one, other)]
    within = [max(mean_r(part(r, items)), 0.01) for items in (one, other) if len(items) > 1]
    return float(abs(between.mean()) / (np.prod(within) ** (1 / max(len(within), 1))))


def dimensions(r: Floats) -> int:
    """The number of components by the minimum average partial (Velicer 1976), or fewer as good.

    Fewer also where common variance falls steeply after them (Ahn and Horenstein 2013), as facets
    of a construct would else be constructs.
    """
    size = len(r)
    values, vectors = np.linalg.eigh(r)
    loadings = vectors[:, ::-1] * np.sqrt(np.clip(values[::-1], 0, None))
    averages = [(np.sum(r**2) - size) / (size * (size - 1))]
    rest = r.copy()
    for k in range(min(size // 3, 60)):
        rest = rest - np.outer(loadings[:, k], loadings[:, k])
        spread = np.sqrt(np.clip(np.diag(rest), 1e-6, None))
        partial = np.sum((rest / np.outer(spread, spread)) ** 2)
        averages.append((partial - size) / (size * (size - 1)))
    found = int(np.argmax(np.array(averages) <= 1.02 * min(averages)))
    if not 2 < found <= 10:
        return found
    common = r - np.diag(1 / np.diag(np.linalg.pinv(r)))
    fall = np.linalg.eigvalsh(common)[::-1]
    ratios = fall[1:found] / np.maximum(fall[2 : found + 1], 0.01)
    return int(np.argmax(ratios)) + 2 if ratios.max() > 1.8 else found


def clusters(r: Floats, k: int) -> list[Positions]:
    """Each item with the rotated component that it loads on most (varimax, Kaiser 1958)."""
    values, vectors = np.linalg.eigh(r)
    loadings = vectors[:, -k:] * np.sqrt(np.clip(values[-k:], 1e-9, None))
    rows = loadings / np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    rotation, reached = np.eye(k), 0.0
    for _ in range(200):
        turned = rows @ rotation
        slope = rows.T @ (turned**3 - turned * (turned**2).mean(axis=0))
        left, strength, right = np.linalg.svd(slope)
        rotation = left @ right
        if strength.sum() < reached * (1 + 1e-9):
            break
        reached = strength.sum()
    nearest = np.abs(loadings @ rotation).argmax(axis=1)
    found = [[int(i) for i in np.flatnonzero(nearest == j)] for j in range(k)]
    return sorted(filter(None, found))


def joined(r: Floats, found: list[Positions], limit: float) -> list[Positions]:
    """The clusters, those that measure the same put together, likest first."""
    pairs = [(i, j) for i in range(len(found)) for j in range(i)]
    close, i, j = max(
        ((likeness(r, found[i], found[j]), i, j) for i, j in pairs), default=(0, 0, 0)
    )
    if close < limit:
        return sorted(found)
    rest = [items for k, items in enumerate(found) if k not in {i, j}]
    return joined(r, [*rest, sorted(found[i] + found[j])], limit)
