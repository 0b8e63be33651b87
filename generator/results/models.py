"""Nodes about what goes together: reliability, correlation, regression, drivers, clusters."""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from generator.results.values import Count, Node, Number, Suppressed, analysed, printed

LEVELS_FROM: Final = 10
"""The fewest units whose means a slope between units is of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTotal:
    """An item's corrected correlation with the rest, and alpha without the item.

    ``smc`` is the squared multiple correlation with the other items; ``scale_mean_if_deleted``
    and ``scale_variance_if_deleted`` are those of the sum of the other items.
    """

    item: str
    item_total: Number = printed(2)
    alpha_if_deleted: Number = printed(2)
    mean: Number = printed(2)
    sd: Number = printed(3)
    scale_mean_if_deleted: Number = printed(2)
    scale_variance_if_deleted: Number = printed(3)
    smc: Number = printed(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability(Node):
    """Internal consistency of a scale over those who answered every item (listwise ``n``)."""

    kind: ClassVar[str] = "reliability"
    construct: str
    n_items: int
    alpha: Number = printed(2)
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)
    omega: Number = analysed(2)
    items: tuple[ItemTotal, ...] = analysed(default=())
    n_excluded: Count = analysed()
    alpha_standardised: Number = analysed(2)
    mean_inter_item: Number = analysed(3)
    sum_mean: Number = analysed(2)
    sum_variance: Number = analysed(3)
    sum_sd: Number = analysed(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLoading:
    """How closely an item goes with what all of them have in common: standardised, with its SE."""

    item: str
    loading: Number = printed(2)
    se: Number = printed(2)


Factored = Literal["one", "weak", "unclear", "several", "few_items", "few_people", "no_solution"]
"""What the items of a construct are: one thing; one thing, with an item that hardly belongs; not
decided; more than one thing. Or why nothing can be said: with three items there is nothing to
test, too few people, no solution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFactor(Node):
    """Whether the items of a construct measure one thing: an ordinal model with one factor.

    ``n`` answered every item. ``rmsea_low`` and ``rmsea_high`` are RMSEA's 90 % interval, ``omega``
    the reliability of the items' sum. ``loose`` are the items that hardly belong with the others.
    """

    kind: ClassVar[str] = "one_factor"
    construct: str
    n_items: int
    omega: Number = printed(2)
    cfi: Number = printed(3)
    rmsea: Number = printed(3)
    rmsea_low: Number = printed(3)
    rmsea_high: Number = printed(3)
    srmr: Number = printed(3)
    verdict: Factored
    loose: tuple[str, ...] = ()
    loadings: tuple[ItemLoading, ...] = ()
    chi2: Number = analysed(3)
    df: Number = analysed(0)
    p: Number = analysed(3)
    tli: Number = analysed(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariance(Node):
    """Whether ``group`` and ``other`` answer a construct alike; ``n`` is the smaller group's.

    ``items`` are those whose loadings differ; without loadings of both nothing is known.
    """

    kind: ClassVar[str] = "invariance"
    construct: str
    other: str
    congruence: Number = printed(2)
    verdict: Literal["alike", "different", "unknown"]
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrelationPair:
    """One Pearson correlation; ``significant`` is two-tailed p < .05, before rounding.

    ``loo_low`` and ``loo_high`` bound r when any one row is left out: how much one unit decides.
    """

    x: str
    y: str
    n: Count
    r: Number = printed(2)
    p: Number = printed(3)
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)
    p_holm: Number = printed(3)
    p_bh: Number = printed(3)
    significant: bool
    t: Number = analysed(3)
    loo_low: Number = printed(2)
    loo_high: Number = printed(2)
    undefined: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation(Node):
    """Correlations of one outcome with several variables; ``family`` counts the pairs tested."""

    kind: ClassVar[str] = "correlation"
    family: int
    rows: tuple[CorrelationPair, ...]
    missing: Literal["pairwise", "listwise"] = "pairwise"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionTerm:
    """One term, None for the constant; ``p_holm`` and ``p_bh`` adjust over the model's slopes."""

    term: str | None
    b: Number = printed(3)
    se: Number = printed(3)
    beta: Number = printed(3)
    p: Number = printed(3)
    significant: bool
    p_holm: Number = printed(3)
    t: Number = analysed(3)
    ci_low: Number = analysed(3)
    ci_high: Number = analysed(3)
    tolerance: Number = analysed(3)
    vif: Number = analysed(3)
    p_bh: Number = analysed(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What the model takes for granted, as figures.

    ``condition_number`` of the columns scaled to length one, constant included (above 30: the
    predictors overlap); ``breusch_pagan`` tests even spread of the residuals; ``max_cook`` is the
    largest Cook's distance of any row; ``n_per_predictor`` the complete rows for each predictor.
    """

    condition_number: Number = printed(1)
    breusch_pagan: Number = analysed(3)
    breusch_pagan_df: Number = analysed(0)
    breusch_pagan_p: Number = printed(3)
    max_cook: Number = printed(2)
    n_per_predictor: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression(Node):
    """Multiple regression, all entered together, listwise; ``see`` is the estimate's SE."""

    kind: ClassVar[str] = "regression"
    outcome: str
    r2: Number = printed(3)
    adj_r2: Number = printed(3)
    terms: tuple[RegressionTerm, ...]
    f: Number = analysed(3)
    df1: Number = analysed(0)
    df2: Number = analysed(0)
    p: Number = analysed(3)
    n_excluded: Count = analysed()
    r: Number = analysed(3)
    see: Number = analysed(3)
    ss_regression: Number = analysed(3)
    ss_residual: Number = analysed(3)
    assumptions: Assumptions = Assumptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One predictor's part of R^2: ``weight`` as it stands, ``percent`` of all predictors'."""

    term: str
    weight: Number = printed(3)
    percent: Number = printed(1)
    r: Number = printed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers(Node):
    """Johnson's relative weights of a regression's predictors; they add up to R^2."""

    kind: ClassVar[str] = "drivers"
    outcome: str
    r2: Number = printed(3)
    rows: tuple[Driver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """A slope within units, and that between their means.

    ``p_differ`` tests that the two are alike, Holm over the node; ``dominance`` is the largest
    leverage of one unit on the slope between.
    """

    within: Number = printed(2)
    within_low: Number = analysed(2)
    within_high: Number = analysed(2)
    within_p: Number = analysed(3)
    between: Number = printed(2)
    between_low: Number = analysed(2)
    between_high: Number = analysed(2)
    between_p: Number = analysed(3)
    p_differ: Number = printed(3)
    dominance: Number = printed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class MultilevelRow:
    """One finding tried again with a random intercept per unit.

    ``b_single`` and ``p_single`` are those of the same rows without units. ``holds`` is whether
    the slope is significant with units too, in the same direction.
    """

    outcome: str
    term: str
    n: Count
    n_units: int
    b: Number = printed(3)
    p: Number = printed(3)
    ci_low: Number = printed(3)
    ci_high: Number = printed(3)
    b_single: Number = printed(3)
    p_single: Number = printed(3)
    holds: bool | None
    se: Number = analysed(3)
    t: Number = analysed(3)
    df: Number = analysed(1)
    beta: Number = analysed(3)
    variance_between: Number = analysed(3)
    variance_within: Number = analysed(3)
    icc: Number = analysed(3)
    levels: Levels | Suppressed | None = None
    undefined: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Multilevel(Node):
    """Findings of the step ``of``, tried again with units; ``jointly`` if all are in one model."""

    kind: ClassVar[str] = "multilevel"
    of: str = ""
    jointly: bool
    rows: tuple[MultilevelRow, ...]


MODELS: Final = (Reliability, OneFactor, Correlation, Regression, Drivers, Multilevel)
"""Nodes that are computed from answers, and not from the published table."""
