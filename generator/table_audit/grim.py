"""GRIM and GRIMMER: means and SDs of whole numbers come only in certain values.

When everybody answered every one of k items in whole numbers, n k M is a whole number (Brown &
Heathers 2017), and so is the sum of squared scores, which is odd exactly when the sum is
(Anaya 2016). Neither holds for means over the items somebody happened to answer.
"""

from __future__ import annotations

import math

from generator.table_audit.figures import SLACK, Figure

TOO_MANY = 100
"""With so many possible sums the rounding hides everything, and the spread is not tried."""


def possible_mean(mean: Figure, *, n: int, items: int) -> tuple[bool, str]:
    """Whether some whole sum gives the mean, and the nearest means that whole sums give."""
    sums = _sums(mean, n * items)
    nearest = sorted({math.floor(mean.value * n * items), math.ceil(mean.value * n * items)})
    means = (f"{total / (n * items):.{mean.decimals + 1}f}" for total in nearest)
    return sums.start < sums.stop, " or ".join(means)


def possible_spread(mean: Figure, sd: Figure, *, n: int, items: int) -> bool:
    """Whether some whole sum of squares gives the SD together with some sum that gives the mean."""
    sums = _sums(mean, n * items)
    if sums.stop - sums.start > TOO_MANY:
        return True
    scale = (n - 1) * items * items
    low = max(sd.interval.low, 0.0) ** 2 * scale
    high = max(sd.interval.high, 0.0) ** 2 * scale
    return any(_has_square(low, high, total, n) for total in sums)


def _sums(mean: Figure, answers: int) -> range:
    low, high = mean.interval.low * answers, mean.interval.high * answers
    return range(math.ceil(low - SLACK * answers), math.floor(high + SLACK * answers) + 1)


def _has_square(low: float, high: float, total: int, n: int) -> bool:
    centre = total * total / n
    slack = SLACK * max(1.0, centre + high)
    first = math.ceil(low + centre - slack)
    first += (first - total) % 2
    return first <= high + centre + slack
