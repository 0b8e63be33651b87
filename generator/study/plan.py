"""The analysis plan: which statistics are computed on which file, one step each."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, model_validator

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
    """One computation on one file; ``group`` is a respondent group or ``units``.

    ``node_for`` is the field each of whose names has a result node of its own.
    """

    node_for: ClassVar[str | None] = None

    id: str
    group: str

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


class DescriptivesStep(StepBase):
    """Mean, spread, shape and extremes of each variable."""

    kind: Literal["descriptives"]
    variables: tuple[str, ...]


class ShareStep(StepBase):
    """How many answered each single item from ``low`` to ``high``; node ids are ``<id>/<item>``."""

    node_for = "variables"

    kind: Literal["share"]
    variables: tuple[str, ...] = Field(min_length=1)
    low: int
    high: int


class ReliabilityStep(StepBase):
    """Alpha of each construct; node ids are ``<id>/<construct>``. Or of ``items`` as one scale."""

    node_for = "constructs"

    kind: Literal["reliability"]
    constructs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    label: Text = ""

    def nodes(self) -> tuple[str, ...]:
        """One node for each construct, and one for the items as a scale."""
        return (*super().nodes(), self.id) if self.items else super().nodes()


class CorrelationStep(StepBase):
    """Pearson correlation of ``y`` with every ``x``, each pair over those who have both.

    ``missing = "listwise"`` takes only those who have all of them. Steps with the same
    ``question`` are one multiplicity family; without one, a step is its own.
    """

    kind: Literal["correlation"]
    x: tuple[str, ...]
    y: str
    question: str | None = None
    missing: Literal["pairwise", "listwise"] = "pairwise"


class ExplainingStep(StepBase):
    """An outcome and what explains it: listed, or those significant in a correlation step."""

    outcome: str
    predictors: tuple[str, ...] = ()
    significant_in: str | None = None

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
    factor: str


class GroupComparisonStep(StepBase):
    """A t test of each outcome between two values of a factor, the first less the second.

    Node ids are ``<id>/<outcome>``.
    """

    node_for = "outcomes"

    kind: Literal["group_comparison"]
    outcomes: tuple[str, ...] = Field(min_length=1)
    factor: str
    groups: tuple[int | str, int | str]


class GoodnessOfFitStep(StepBase):
    """Chi-square of a variable's counts against ``expected`` weights, one for each category.

    Without them every category is expected as often.
    """

    kind: Literal["goodness_of_fit"]
    variable: str
    expected: tuple[float, ...] = ()


class RepresentativenessStep(StepBase):
    """Chi-square of the answered against the round's margins of each background variable.

    ``units = true`` also tests the offices against their invited counts. Node ids are
    ``<id>/<variable>`` and ``<id>/units``.
    """

    node_for = "variables"

    kind: Literal["representativeness"]
    variables: tuple[str, ...] = ()
    units: bool = False

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


class MultilevelStep(StepBase):
    """Findings tried again with a random intercept per unit.

    ``of`` names an earlier correlation (its significant pairs, one by one), regression (its
    predictors, jointly) or group comparison (each outcome). Or give ``outcome`` and ``predictors``.
    """

    kind: Literal["multilevel"]
    of: str | None = None
    outcome: str | None = None
    predictors: tuple[str, ...] = ()

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
