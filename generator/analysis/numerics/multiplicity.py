"""Multiplicity: p values of one family of tests, adjusted; undefined tests are no part of it.

Bonferroni: p m. Holm (1979), step-down: p_(i) (m - i + 1), made monotone upwards. Benjamini &
Hochberg (1995), step-up control of the false discovery rate: p_(i) m / i, made monotone downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from generator.analysis.numerics.inference import finite

__all__ = ["benjamini_hochberg", "bonferroni_adjusted", "holm_adjusted"]

PValues = Sequence[float | None]


def bonferroni_adjusted(p_values: PValues) -> list[float | None]:
    """Bonferroni's adjustment: each p times the number of tests, at most 1."""
    return _adjusted(p_values, factor=lambda _, m: m, running=lambda p: p)


def holm_adjusted(p_values: PValues) -> list[float | None]:
    """Holm's step-down adjustment."""
    return _adjusted(p_values, factor=lambda i, m: m - i, running=np.maximum.accumulate)


def benjamini_hochberg(p_values: PValues) -> list[float | None]:
    """Benjamini and Hochberg's step-up adjustment of the false discovery rate."""
    return _adjusted(
        p_values,
        factor=lambda i, m: m / (i + 1),
        running=lambda p: np.minimum.accumulate(p[::-1])[::-1],
    )


def _adjusted(
    p_values: PValues,
    *,
    factor: Callable[[int, int], float],
    running: Callable[[np.ndarray], np.ndarray],
) -> list[float | None]:
    known = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    if known:
        raw = np.array([p * factor(rank, len(known)) for rank, (p, _) in enumerate(known)])
        for (_, i), value in zip(known, np.minimum(running(raw), 1.0), strict=True):
            adjusted[i] = finite(value)
    return adjusted
