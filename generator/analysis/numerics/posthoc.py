"""Comparisons after an analysis of variance: every ordered pair, Bonferroni on the pooled error.

SE = sqrt(MSW (1 / n_i + 1 / n_j)); p = min(1, k (k - 1) / 2 times the t test's p on N - k degrees
of freedom); interval with t at 1 - .05 / (k (k - 1)). Refused below three groups or with a group
of one, as SPSS ONEWAY. Source: SPSS algorithms, ONEWAY.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from generator.analysis.numerics.inference import CONFIDENCE, SIGNIFICANCE, t_quantile, t_two_tailed
from generator.analysis.numerics.multiplicity import (
    benjamini_hochberg,
    bonferroni_adjusted,
    holm_adjusted,
)
from generator.results.groups import Comparison

TOO_FEW_GROUPS = "there are fewer than three groups"


def why_refused(sizes: Sequence[int]) -> str | None:
    """Why SPSS makes no comparisons of groups of these sizes, or None when it does."""
    if len(sizes) < 3:
        return TOO_FEW_GROUPS
    return "at least one group has fewer than two answers" if min(sizes) < 2 else None


def bonferroni(
    labels: Sequence[str],
    sizes: Sequence[int],
    means: Sequence[float],
    mean_square: float,
    df: int,
) -> tuple[Comparison, ...]:
    """Every group against every other; none without variance within groups."""
    k = len(labels)
    if k < 2 or not mean_square > 0:
        return ()
    at, shares = np.array(means), 1 / np.array(sizes, dtype=float)
    first, second = np.triu_indices(k, 1)
    difference = at[first] - at[second]
    se = np.sqrt(mean_square * (shares[first] + shares[second]))
    lsd = [t_two_tailed(t, df) for t in (difference / se).tolist()]
    half = se * t_quantile(df, tail=(1 - CONFIDENCE) / (k * (k - 1)))
    adjusted = zip(
        difference.tolist(),
        se.tolist(),
        half.tolist(),
        lsd,
        bonferroni_adjusted(lsd),
        holm_adjusted(lsd),
        benjamini_hochberg(lsd),
        strict=True,
    )
    pairs = dict(zip(zip(first.tolist(), second.tolist(), strict=True), adjusted, strict=True))
    return tuple(
        _comparison(labels[i], labels[j], pairs[min(i, j), max(i, j)], sign=1 if i < j else -1)
        for i, j in permutations(range(k), 2)
    )


Figures = tuple[float, float, float, float | None, float | None, float | None, float | None]


def _comparison(a: str, b: str, figures: Figures, *, sign: int) -> Comparison:
    difference, se, half, p_lsd, p, p_holm, p_bh = figures
    return Comparison(
        a=a,
        b=b,
        difference=sign * difference,
        se=se,
        p=p,
        ci_low=sign * difference - half,
        ci_high=sign * difference + half,
        significant=p is not None and p < SIGNIFICANCE,
        p_lsd=p_lsd,
        p_holm=p_holm,
        p_bh=p_bh,
    )
