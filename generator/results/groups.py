"""Nodes about groups held against each other: variance, t tests, counts, units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from generator.results.node import Node
from generator.results.values import Count, Number, analysed, printed


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStatistics:
    """One group; the interval uses the group's own SD."""

    label: str
    n: Count
    mean: Number = printed(4)
    sd: Number = printed(5)
    se: Number = analysed(5)
    ci_low: Number = analysed(4)
    ci_high: Number = analysed(4)
    minimum: Number = analysed(2)
    maximum: Number = analysed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A comparison of group ``a`` with group ``b``; ``p`` and interval are Bonferroni's.

    ``p_lsd`` is not adjusted; ``p_holm`` and ``p_bh`` adjust it over the unordered pairs.
    """

    a: str
    b: str
    difference: Number = printed(5)
    se: Number = printed(5)
    significant: bool
    p: Number = analysed(3)
    ci_low: Number = analysed(4)
    ci_high: Number = analysed(4)
    p_lsd: Number = analysed(3)
    p_holm: Number = analysed(3)
    p_bh: Number = analysed(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class FTest:
    """An F test: statistic, degrees of freedom and p."""

    f: Number = printed(3)
    df1: Number = printed(2)
    df2: Number = printed(2)
    p: Number = printed(3)
    undefined: str | None = None


NO_F_TEST = FTest(f=None, df1=None, df2=None, p=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anova(Node):
    """One-way analysis of variance; ``posthoc`` holds every ordered pair.

    ``posthoc_refused`` says why there are no comparisons, where SPSS makes none.
    """

    kind: ClassVar[str] = "anova"
    outcome: str
    factor: str
    groups: tuple[GroupStatistics, ...]
    total: GroupStatistics
    f: Number = printed(2)
    df1: Number = printed(0)
    df2: Number = printed(0)
    p: Number = printed(3)
    posthoc: tuple[Comparison, ...]
    posthoc_refused: str | None = None
    ss_between: Number = analysed(3)
    ss_within: Number = analysed(3)
    eta2: Number = analysed(3)
    omega2: Number = analysed(3)
    levene: FTest = analysed(default=NO_F_TEST)
    welch: FTest = analysed(default=NO_F_TEST)
    epsilon2: Number = analysed(3)
    levene_median: FTest = analysed(default=NO_F_TEST)
    brown_forsythe: FTest = analysed(default=NO_F_TEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class TTest:
    """A t test of a difference, with its standard error and interval."""

    t: Number = printed(3)
    df: Number = printed(3)
    p: Number = printed(3)
    se: Number = printed(3)
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)
    undefined: str | None = None


NO_T_TEST = TTest(t=None, df=None, p=None, se=None, ci_low=None, ci_high=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGroup(GroupStatistics):
    """One of two groups held against each other, at the precision the reports print."""

    mean: Number = printed(2)
    sd: Number = printed(2)
    se: Number = analysed(3)
    ci_low: Number = printed(2, default=None)
    ci_high: Number = printed(2, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupComparison(Node):
    """Two groups: the first less the second; t, df, p and interval are those of the pooled test.

    ``percent_difference`` is percent of the second group's mean: it depends on where the scale
    begins, so it never stands without scale points and ``d`` (Cohen's, Hedges' ``g``; signed).
    """

    kind: ClassVar[str] = "group_comparison"
    outcome: str
    factor: str
    groups: tuple[ComparedGroup, ...]
    p: Number = printed(3)
    difference: Number = printed(2)
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)
    percent_difference: Number = printed(1)
    d: Number = printed(2)
    significant: bool
    t: Number = analysed(3)
    df: Number = analysed(0)
    se: Number = analysed(3)
    g: Number = analysed(2)
    welch: TTest = analysed(default=NO_T_TEST)
    levene: FTest = analysed(default=NO_F_TEST)
