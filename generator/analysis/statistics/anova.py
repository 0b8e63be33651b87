"""Analysis of variance: one factor, with Welch, Brown-Forsythe, Levene and effect sizes.

F = (SSB / (k - 1)) / (SSW / (N - k)). eta^2 = SSB / SST; omega^2 = (SSB - (k - 1) MSW) / (SST +
MSW); epsilon^2 = (SSB - (k - 1) MSW) / SST. Rows without outcome or group are left out; a blank
group is none. Source: SPSS ONEWAY; ``group_statistics`` and ``posthoc`` state the tests.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import Categories, samples
from generator.analysis.numerics.group_statistics import (
    Samples,
    brown_forsythe,
    f_test,
    group_statistics,
    levene,
    sums_of_squares,
    welch,
)
from generator.analysis.numerics.inference import finite, ratio
from generator.analysis.numerics.posthoc import bonferroni, why_refused
from generator.results.groups import Anova, Comparison


def analyse_variance(
    frame: pd.DataFrame,
    *,
    outcome: str,
    factor: str,
    categories: Categories | None = None,
    posthoc: Literal["spss", "always"] = "spss",
    group: str = "",
) -> Anova:
    """Compare the mean of ``outcome`` between the ``(value, label)`` categories of ``factor``.

    Categories nobody with an outcome belongs to are left out; without ``categories`` they are the
    factor's own values. ``posthoc="always"`` compares pairs where SPSS would refuse to.
    """
    parts = samples(frame, outcome=outcome, factor=factor, categories=categories)
    everybody = np.concatenate(list(parts.values())) if parts else np.empty(0)
    n, k = len(everybody), len(parts)
    between, within = sums_of_squares(parts)
    test = f_test(parts)
    mean_square = within / (n - k) if n > k else float("nan")
    refused = why_refused(parts) if posthoc == "spss" else None
    beyond_chance, total = between - (k - 1) * mean_square, between + within
    return Anova(
        group=group,
        n=n,
        undefined=test.undefined,
        outcome=outcome,
        factor=factor,
        groups=tuple(group_statistics(label, sample) for label, sample in parts.items()),
        total=group_statistics("", everybody),
        ss_between=finite(between),
        ss_within=finite(within),
        f=test.f,
        df1=test.df1,
        df2=test.df2,
        p=test.p,
        eta2=ratio(between, total) if k > 1 else None,
        omega2=ratio(beyond_chance, total + mean_square) if k > 1 else None,
        levene=levene(parts),
        welch=welch(parts),
        posthoc=() if refused else _comparisons(parts, mean_square, n - k),
        posthoc_refused=refused,
        epsilon2=ratio(beyond_chance, total) if k > 1 else None,
        levene_median=levene(parts, centre=np.median),
        brown_forsythe=brown_forsythe(parts),
    )


def _comparisons(parts: Samples, mean_square: float, df: int) -> tuple[Comparison, ...]:
    sizes = [len(sample) for sample in parts.values()]
    means = [float(sample.mean()) for sample in parts.values()]
    return bonferroni(list(parts), sizes, means, mean_square, df)
