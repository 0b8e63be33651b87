"""Intraclass correlations and what goes with them, from sizes and mean squares.

With k the mean unit size: ICC(1) = (MSB - MSW) / (MSB + (k - 1) MSW), ICC(2) = (MSB - MSW) / MSB
(Bartko 1976; Bliese 2000; R's multilevel::ICC1, ICC2). n0 = (N - sum n_j^2 / N) / (J - 1) in place
of k allows for uneven units. Design effect = 1 + (k - 1) ICC(1) (Kish 1965).
"""

from __future__ import annotations

import numpy as np

from generator.analysis.numerics.inference import finite, ratio


def intraclass(sizes: np.ndarray, msb: float, msw: float) -> dict[str, float | None]:
    """The figures of units of these sizes; None where they are not defined."""
    n, k = float(sizes.sum()), len(sizes)
    size = n / k if k else float("nan")
    n0 = (n - (sizes**2).sum() / n) / (k - 1) if k > 1 else float("nan")
    icc1 = ratio(msb - msw, msb + (size - 1) * msw)
    return {
        "icc1": icc1,
        "icc2": ratio(msb - msw, msb),
        "design_effect": None if icc1 is None else 1 + (size - 1) * icc1,
        "ms_between": finite(msb),
        "ms_within": finite(msw),
        "mean_size": finite(size),
        "n0": finite(n0),
        "harmonic_size": float(k / (1 / sizes).sum()) if k else None,
        "icc1_n0": ratio(msb - msw, msb + (n0 - 1) * msw),
    }


def why_undefined(reason: str | None, msb: float) -> str | None:
    """Why there is no F, or no ICC(2), in the words for units."""
    if reason is not None:
        return reason.replace("groups", "units").replace("group", "unit")
    return "the units' means are all the same: no ICC(2)" if msb == 0 else None
