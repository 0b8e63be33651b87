"""The analysis plan: which statistics are computed on which file, one step each."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StrictBool, model_validator

from generator.study.declared import Declared, Text

NAMING: Final = (
    "variables",
    "constructs",
    "items",
    "outcomes",
    "x",
    "y",
    "predictors",
    "outcome",
    "variable",
    "factor",
)
"""The fields of steps that name variables of the study."""


class StepBase(Declared):
    """One computation on one file."""

    node_for: ClassVar[str | None] = None
    """The field each of whose names has a result node of its own."""

    id: str
    """What tables, figures and sections call its result. For example ``"alfa-ledere"``."""
    group: str
    """Whose answers: a group, or ``units`` for means of units. For example ``"units"``."""

    @property
    def earlier(self) -> str | None:
        """The step that must have been computed before this one, if any."""
        return next(iter(self.names_in("significant_in", "of")), None)

    def named(self) -> tuple[str, ...]:
        """Every variable the step names."""
        return self.names_in(*NAMING)

    def nodes(self) -> tuple[str, ...]:
        """The ids of the result nodes the step gives rise to."""
        if self.node_for is None:
            return (self.id,)
        return tuple(f"{self.id}/{name}" for name in self.names_in(self.node_for))


class FrequencyStep(StepBase):
    """A frequency table for each variable; node ids are ``<id>/<variable>``."""

    node_for = "variables"

    kind: Literal["frequency"]
    variables: tuple[str, ...]
    """The variables to count, by their names. For example ``["alder", "ansatt"]``."""


class DescriptivesStep(StepBase):
    """Mean, spread, shape and extremes of each variable."""

    kind: Literal["descriptives"]
    variables: tuple[str, ...]
    """The variables to describe, by their names. For example ``["leder", "kollega"]``."""


class ShareStep(StepBase):
    """How many answered each single item in a part of its scale; node ids are ``<id>/<item>``."""

    node_for = "variables"

    kind: Literal["share"]
    variables: tuple[str, ...] = Field(min_length=1)
    """The single items, by their names. For example ``["reg"]``."""
    low: int
    """The lowest answer of the part, which reaches to either end. For example ``1``."""
    high: int
    """The highest answer of the part. For example ``3``."""


class ReliabilityStep(StepBase):
    """Alpha of each construct; node ids are ``<id>/<construct>``. Or of ``items`` as one scale."""

    node_for = "constructs"

    kind: Literal["reliability"]
    constructs: tuple[str, ...] = ()
    """The constructs, by their names. For example ``["leder", "kollega"]``."""
    items: tuple[str, ...] = ()
    """Items to take as one scale beside them. For example ``["k1", "k2", "k3"]``."""
    label: Text = ""
    """What that scale is called. For example ``"Brukernes svar"``."""

    def nodes(self) -> tuple[str, ...]:
        """One node for each construct, and one for the items as a scale."""
        return (*super().nodes(), self.id) if self.items else super().nodes()


class CorrelationStep(StepBase):
    """Pearson correlation of one variable with each of several."""

    kind: Literal["correlation"]
    x: tuple[str, ...]
    """The several, by their names. For example ``["leder", "kollega"]``."""
    y: str
    """The one, by its name. For example ``"innov"``."""
    question: str | None = None
    """Steps with the same one are adjusted for many tests together. For example ``"1"``."""
    missing: Literal["pairwise", "listwise"] = "pairwise"
    """Each pair over those who have both, or every pair over those who have all of them."""


class ExplainingStep(StepBase):
    """An outcome and what explains it: listed, or those significant in a correlation step."""

    outcome: str
    """What is to be explained, by its name. For example ``"innov"``."""
    predictors: tuple[str, ...] = ()
    """What explains it, by their names. For example ``["leder", "PE"]``."""
    significant_in: str | None = None
    """Or an earlier correlation step, whose significant ones explain it. For example ``"r1"``."""

    @model_validator(mode="after")
    def one_source_of_predictors(self) -> ExplainingStep:
        """Predictors are listed, or taken from a correlation step; never both."""
        if bool(self.predictors) == bool(self.significant_in):
            raise ValueError("give either predictors or significant_in")
        return self


class RegressionStep(ExplainingStep):
    """Multiple regression, everything entered together."""

    kind: Literal["regression"]


class DriversStep(ExplainingStep):
    """Relative importance of a regression's predictors (Johnson's weights)."""

    kind: Literal["drivers"]


class AnovaStep(StepBase):
    """One-way analysis of variance with Bonferroni comparisons."""

    kind: Literal["anova"]
    outcome: str
    """What is compared, by its name. For example ``"PE"``."""
    factor: str
    """What tells the groups apart, by its name. For example ``"alder"``."""


class GroupComparisonStep(StepBase):
    """A t test of each outcome between two values of a factor, the first less the second.

    Node ids are ``<id>/<outcome>``.
    """

    node_for = "outcomes"

    kind: Literal["group_comparison"]
    outcomes: tuple[str, ...] = Field(min_length=1)
    """What is compared, by their names. For example ``["fokus", "trivsel"]``."""
    factor: str
    """What tells the two groups apart, by its name. For example ``"prosjekt"``."""
    groups: tuple[int | str, int | str]
    """Its two values, the first less the second. For example ``[1, 0]``."""


class GoodnessOfFitStep(StepBase):
    """Chi-square of a variable's counts against expected ones."""

    kind: Literal["goodness_of_fit"]
    variable: str
    """The variable that is counted, by its name. For example ``"alder"``."""
    expected: tuple[Annotated[float, Field(ge=0)], ...] = ()
    """A weight for each category; all alike when left out. For example ``[40, 35, 25]``."""


class RepresentativenessStep(StepBase):
    """Chi-square of the answered against the round's margins of each background variable.

    Node ids are ``<id>/<variable>`` and ``<id>/units``.
    """

    node_for = "variables"

    kind: Literal["representativeness"]
    variables: tuple[str, ...] = ()
    """Background variables that the round has margins of. For example ``["alder"]``."""
    units: StrictBool = False
    """Whether the units are also tested against their invited counts."""

    @model_validator(mode="after")
    def something_to_test(self) -> RepresentativenessStep:
        """Some variable, or the offices."""
        if not self.variables and not self.units:
            raise ValueError("give variables, or units = true")
        return self

    def nodes(self) -> tuple[str, ...]:
        """One node for each variable, and one for the offices."""
        return (*super().nodes(), f"{self.id}/units") if self.units else super().nodes()


class AggregationStep(StepBase):
    """Whether each construct may be averaged per unit; node ids are ``<id>/<construct>``.

    The unit file's group has these without asking, as ``aggregation/<construct>``.
    """

    node_for = "constructs"

    kind: Literal["aggregation"]
    constructs: tuple[str, ...] = Field(min_length=1)
    """The constructs, by their names. For example ``["leder"]``."""


class MultilevelStep(StepBase):
    """Findings tried again with a random intercept per unit."""

    kind: Literal["multilevel"]
    of: str | None = None
    """An earlier correlation (its significant pairs, one by one), regression (its predictors,
    jointly) or group comparison (each outcome). For example ``"faktorer"``."""
    outcome: str | None = None
    """Or what is to be explained, by its name. For example ``"innov"``."""
    predictors: tuple[str, ...] = ()
    """And what explains it, jointly. For example ``["leder", "PE"]``."""

    @model_validator(mode="after")
    def one_source_of_findings(self) -> MultilevelStep:
        """Findings are those of a step, or an outcome with predictors; never both."""
        if bool(self.of) == bool(self.outcome) or bool(self.outcome) != bool(self.predictors):
            raise ValueError("give either of, or outcome with predictors")
        return self


Step = Annotated[
    FrequencyStep
    | DescriptivesStep
    | ShareStep
    | ReliabilityStep
    | CorrelationStep
    | RegressionStep
    | DriversStep
    | AnovaStep
    | GroupComparisonStep
    | GoodnessOfFitStep
    | RepresentativenessStep
    | AggregationStep
    | MultilevelStep,
    Field(discriminator="kind"),
]
