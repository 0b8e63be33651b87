"""Nodes about groups and units held against each other, and whether units may be averaged."""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from generator.results.values import Count, Node, Number, analysed, printed

RELIABLE: Final = 0.70
"""The customary limit of ICC(2) and rwg."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Anova(Node):
    """One-way analysis of variance: every ordered pair in ``posthoc``, or why there is none."""

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
    eta2: Number = printed(2)
    ss_between: Number = analysed(3)
    ss_within: Number = analysed(3)
    omega2: Number = analysed(3)
    levene: FTest = analysed(default=FTest())
    welch: FTest = analysed(default=FTest())
    epsilon2: Number = analysed(3)
    levene_median: FTest = analysed(default=FTest())
    brown_forsythe: FTest = analysed(default=FTest())


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGroup(GroupStatistics):
    """One of two groups held against each other, at the precision the reports print."""

    mean: Number = printed(2)
    sd: Number = printed(2)
    se: Number = analysed(3)
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)


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
    welch: TTest = analysed(default=TTest())
    levene: FTest = analysed(default=FTest())


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAgreement:
    """How far the respondents of one unit agree; only ever on its way to the total's figures.

    ``rwg`` is James, Demaree & Wolf's rwg(j) over ``n_complete`` respondents, ``rwg_star`` the
    linear form of Lindell, Brandt & Whitney, ``rwg_untruncated`` rwg(j) without setting values
    outside 0-1 to 0, ``rwg_available`` over each item's own answers.
    """

    unit: str
    n_rows: Count
    n: Count
    mean: Number = printed(2)
    sd: Number = printed(2)
    n_complete: Count
    mean_item_variance: Number = printed(3)
    rwg: Number = printed(2)
    rwg_star: Number = printed(2)
    rwg_untruncated: Number = printed(2)
    rwg_available: Number = printed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregation(Node):
    """May these answers be averaged per unit: ICC(1), ICC(2), rwg(j) and the design effect.

    ``icc1`` uses the mean unit size, ``icc1_n0`` the size weighted for uneven units,
    ``icc1_reml`` variances by restricted maximum likelihood, ``icc2_reml`` the same stepped up to
    the mean size. ``n_rwg`` units have an rwg(j), ``n_rwg_70`` one of at least .70.

    ``distinguishable``: the F test finds a difference between units; None without one.
    ``reliable``: ICC(2) reaches the customary .70, so that a unit's mean says more of the unit
    than of who answered. Both are judged before anything is rounded.
    """

    kind: ClassVar[str] = "aggregation"
    construct: str
    n_units: int
    distinguishable: bool | None = None
    reliable: bool | None = None
    icc1: Number = printed(2)
    icc2: Number = printed(2)
    rwg_mean: Number = printed(2)
    rwg_median: Number = printed(2)
    design_effect: Number = printed(2)
    f: Number = analysed(3)
    df1: Number = analysed(0)
    df2: Number = analysed(0)
    p: Number = analysed(3)
    ms_between: Number = analysed(3)
    ms_within: Number = analysed(3)
    eta2: Number = analysed(3)
    mean_size: Number = analysed(1)
    n0: Number = analysed(1)
    harmonic_size: Number = analysed(1)
    icc1_n0: Number = analysed(2)
    icc1_reml: Number = analysed(2)
    icc2_reml: Number = analysed(2)
    variance_between: Number = analysed(3)
    variance_within: Number = analysed(3)
    rwg_min: Number = analysed(2)
    rwg_max: Number = analysed(2)
    rwg_sd: Number = analysed(2)
    n_rwg: Count = analysed(0)
    n_rwg_70: Count = analysed(0)
    n_items: int | None = analysed()
    null_variance: Number = analysed(3)
    units: tuple[UnitAgreement, ...] = analysed(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDifference:
    """One unit's mean of one variable against the mean of everybody else.

    ``firm``: on which side it is by the rule that allows for every comparison of the round, judged
    before rounding; ``fcr_low`` and ``fcr_high`` leave out zero exactly then. ``detectable`` is the
    true difference that the rule would find four times of five.
    ``shrunken`` is the mean drawn towards the other units' as far as its few answers call for,
    with the interval that the unit's own level lies in.
    """

    variable: str
    n: Count
    mean: Number = printed(2)
    rest_mean: Number = printed(2)
    difference: Number = printed(2)
    firm: Literal["above", "below"] | None = None
    fcr_low: Number = printed(2)
    fcr_high: Number = printed(2)
    detectable: Number = printed(2)
    shrunken: Number = printed(2)
    shrunken_low: Number = printed(2)
    shrunken_high: Number = printed(2)
    ci_low: Number = analysed(2)
    ci_high: Number = analysed(2)
    p: Number = analysed(3)
    p_bh: Number = analysed(3)
    undefined: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitComparison(Node):
    """One unit held against the rest, variable by variable; no unit is ranked.

    ``family`` counts the comparisons of all units and variables, which are adjusted together.
    """

    kind: ClassVar[str] = "unit_comparison"
    family: int
    rows: tuple[UnitDifference, ...]
