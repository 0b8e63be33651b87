"""Groups: what every comparison of groups is made of.

Sums of squares between and within; F = (SSB / (k - 1)) / (SSW / (N - k)). Levene is that F on
absolute deviations from the group mean (SPSS, "Based on Mean") or median (Brown & Forsythe 1974).
Welch (1951) and Brown-Forsythe's F* (1974) do without equal variances; both need two answers and
some spread in every group, as SPSS says. Rows without outcome or group are left out.

Comparisons afterwards are of every ordered pair, Bonferroni on the pooled error: SE = sqrt(MSW
(1 / n_i + 1 / n_j)); p = min(1, k (k - 1) / 2 times the t test's p on N - k degrees of freedom);
interval with t at 1 - .05 / (k (k - 1)). Refused below three groups or with a group of one.
Source: SPSS algorithms, ONEWAY.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, permutations

import numpy as np

from generator.analysis.numerics.columns import is_constant
from generator.analysis.numerics.inference import (
    CONFIDENCE,
    SIGNIFICANCE,
    benjamini_hochberg,
    bonferroni_adjusted,
    f_upper,
    finite,
    holm_adjusted,
    mean_interval,
    t_quantile,
    t_two_tailed,
)
from generator.results.groups import Comparison, FTest, GroupStatistics

Samples = Mapping[str, np.ndarray]

TOO_FEW_GROUPS = "there are fewer than three groups"


def group_statistics(label: str, sample: np.ndarray) -> GroupStatistics:
    """n, mean, SD, SE, the interval by the group's own SD, and the extremes."""
    n = len(sample)
    mean = float(sample.mean()) if n else math.nan
    sd = math.sqrt(_squares(sample) / (n - 1)) if n > 1 else math.nan
    se = sd / math.sqrt(n) if n else math.nan
    low, high = mean_interval(mean, se, n - 1)
    return GroupStatistics(
        label=label,
        n=n,
        mean=finite(mean),
        sd=finite(sd),
        se=finite(se),
        ci_low=low,
        ci_high=high,
        minimum=float(sample.min()) if n else None,
        maximum=float(sample.max()) if n else None,
    )


def sums_of_squares(samples: Samples) -> tuple[float, float]:
    """Between and within groups; nothing within where every group is of one mind."""
    if not samples:
        return math.nan, math.nan
    everybody = np.concatenate(list(samples.values()))
    if is_constant(everybody):
        return 0.0, 0.0
    means, grand = np.array([s.mean() for s in samples.values()]), everybody.mean()
    sizes = np.array([len(s) for s in samples.values()])
    between = 0.0 if is_constant(means) else float((sizes * (means - grand) ** 2).sum())
    return between, math.fsum(_squares(s) for s in samples.values())


def f_test(samples: Samples) -> FTest:
    """The F test of equal means."""
    between, within = sums_of_squares(samples)
    return squares_test(between, within, len(samples), sum(len(s) for s in samples.values()))


def squares_test(between: float, within: float, k: int, n: int) -> FTest:
    """The F test of ``n`` people in ``k`` groups, from squares between and within groups."""
    if k < 2:
        return FTest(undefined="fewer than two groups have answers")
    if n <= k:
        return FTest(undefined="every group has one answer")
    if within <= 0:
        return FTest(undefined="the outcome does not vary within groups")
    f = (between / (k - 1)) / (within / (n - k))
    return FTest(f=f, df1=float(k - 1), df2=float(n - k), p=f_upper(f, k - 1, n - k))


def levene(samples: Samples, *, centre: Callable[[np.ndarray], np.floating] = np.mean) -> FTest:
    """Levene's test of equal variances, on deviations from each group's ``centre``."""
    # Answers that begin at zero, so that no digits are lost.
    shifted = {label: sample - sample[0] for label, sample in samples.items()}
    return f_test({label: np.abs(s - centre(s)) for label, s in shifted.items()})


def welch(samples: Samples) -> FTest:
    """Welch's F test of equal means without equal variances."""
    if reason := _why_no_robust_test(samples):
        return FTest(undefined=reason)
    sizes, means, variances = _sizes_means_variances(samples)
    k, weights = len(sizes), sizes / variances
    centre = (weights * means).sum() / weights.sum()
    spread = ((1 - weights / weights.sum()) ** 2 / (sizes - 1)).sum()
    numerator = (weights * (means - centre) ** 2).sum() / (k - 1)
    f = float(numerator / (1 + 2 * (k - 2) / (k * k - 1) * spread))
    df2 = float((k * k - 1) / (3 * spread))
    return FTest(f=f, df1=float(k - 1), df2=df2, p=f_upper(f, k - 1, df2))


def brown_forsythe(samples: Samples) -> FTest:
    """Brown and Forsythe's F* of equal means, its df2 by Satterthwaite."""
    if reason := _why_no_robust_test(samples):
        return FTest(undefined=reason)
    sizes, means, variances = _sizes_means_variances(samples)
    k, n = len(sizes), sizes.sum()
    grand = (sizes * means).sum() / n
    parts = (1 - sizes / n) * variances
    f = float((sizes * (means - grand) ** 2).sum() / parts.sum())
    df2 = float(1 / ((parts / parts.sum()) ** 2 / (sizes - 1)).sum())
    return FTest(f=f, df1=float(k - 1), df2=df2, p=f_upper(f, k - 1, df2))


def _squares(sample: np.ndarray) -> float:
    return 0.0 if is_constant(sample) else float(((sample - sample.mean()) ** 2).sum())


def _sizes_means_variances(samples: Samples) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    sizes = np.array([len(s) for s in samples.values()], dtype=float)
    means = np.array([s.mean() for s in samples.values()])
    return sizes, means, np.array([s.var(ddof=1) for s in samples.values()])


def _why_no_robust_test(samples: Samples) -> str | None:
    if len(samples) < 2:
        return "fewer than two groups have answers"
    if any(len(s) < 2 for s in samples.values()):
        return "at least one group has fewer than two answers"
    if any(is_constant(s) for s in samples.values()):
        return "at least one group does not vary"
    return None


def bonferroni(
    labels: Sequence[str], sizes: Sequence[int], means: Sequence[float], mean_square: float, df: int
) -> tuple[Comparison, ...]:
    """Every group against every other; none without variance within groups."""
    k = len(labels)
    if k < 2 or not mean_square > 0:
        return ()
    at, shares = np.array(means), 1 / np.array(sizes, dtype=float)
    first, second = np.triu_indices(k, 1)
    differences = at[first] - at[second]
    errors = np.sqrt(mean_square * (shares[first] + shares[second]))
    halves = errors * t_quantile(df, tail=(1 - CONFIDENCE) / (k * (k - 1)))
    lsd = [t_two_tailed(t, df) for t in (differences / errors).tolist()]
    figures = (differences.tolist(), errors.tolist(), halves.tolist())
    adjusted = (bonferroni_adjusted(lsd), holm_adjusted(lsd), benjamini_hochberg(lsd))
    found: dict[tuple[int, int], Comparison] = {}
    for pair, difference, se, half, p_lsd, p, p_holm, p_bh in zip(
        combinations(range(k), 2), *figures, lsd, *adjusted, strict=True
    ):
        for (i, j), signed in ((pair, difference), (pair[::-1], -difference)):
            found[i, j] = Comparison(
                a=labels[i],
                b=labels[j],
                difference=signed,
                se=se,
                p=p,
                ci_low=signed - half,
                ci_high=signed + half,
                significant=p is not None and p < SIGNIFICANCE,
                p_lsd=p_lsd,
                p_holm=p_holm,
                p_bh=p_bh,
            )
    return tuple(found[pair] for pair in permutations(range(k), 2))
