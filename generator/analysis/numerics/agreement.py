"""Agreement within one unit: how far its respondents answer a scale alike.

Over the respondents who answered every item: s^2 = mean of the items' variances (n - 1), e = (A^2
- 1) / 12 the variance of A options chosen evenly, q = s^2 / e. rwg(j) = J (1 - q) / (J (1 - q) + q)
for J items, 0 where q > 1 (James, Demaree & Wolf 1984, as R's multilevel::rwg.j); r*wg(j) = 1 - q
(Lindell, Brandt & Whitney 1999). ``rwg_available`` takes each item's variance over its own answers.
"""

from __future__ import annotations

import numpy as np

from generator.analysis.numerics.inference import finite, ratio
from generator.results.groups import UnitAgreement

NOTHING = 1e-9
"""A denominator that is zero but for rounding: J (1 - q) + q is where q = J / (J - 1)."""


def unit_agreement(
    unit: str, answers: np.ndarray, means: np.ndarray, *, null_variance: float
) -> UnitAgreement:
    """Agreement of a unit's rows of items (NaN = not answered) and their construct means."""
    known = means[~np.isnan(means)]
    whole = answers[~np.isnan(answers).any(axis=1)]
    variance = float(whole.var(axis=0, ddof=1).mean()) if len(whole) > 1 else None
    q = None if variance is None else variance / null_variance
    return UnitAgreement(
        unit=unit,
        n_rows=len(answers),
        n=len(known),
        mean=float(known.mean()) if len(known) else None,
        sd=float(known.std(ddof=1)) if len(known) > 1 else None,
        n_complete=len(whole),
        mean_item_variance=variance,
        rwg=rwg(q, answers.shape[1]),
        rwg_star=None if q is None else 1 - q,
        rwg_untruncated=_untruncated(q, answers.shape[1]),
        rwg_available=rwg(_available(answers, null_variance), answers.shape[1]),
    )


def rwg(q: float | None, items: int) -> float | None:
    """The agreement index from the ratio of the observed to the even variance."""
    return None if q is None else 0.0 if q > 1 else _untruncated(q, items)


def _untruncated(q: float | None, items: int) -> float | None:
    if q is None or abs(items * (1 - q) + q) < NOTHING:
        return None
    return finite(items * (1 - q) / (items * (1 - q) + q))


def _available(answers: np.ndarray, null_variance: float) -> float | None:
    """The ratio over each item's own answers; items with fewer than two are left out."""
    columns = (column[~np.isnan(column)] for column in answers.T)
    variances = [float(column.var(ddof=1)) for column in columns if len(column) > 1]
    return ratio(float(np.mean(variances)), null_variance) if variances else None
