"""The analysis plan: which statistics are computed on which file, one step each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from generator.study.declared import Declared


class StepBase(Declared):
    """One computation on one file; ``group`` is a respondent group or ``units``."""

    id: str
    group: str


class FrequencyStep(StepBase):
    """A frequency table for each variable; node ids are ``<id>/<variable>``."""

    kind: Literal["frequency"]
    variables: tuple[str, ...]


class DescriptivesStep(StepBase):
    """n, mean and SD of each variable."""

    kind: Literal["descriptives"]
    variables: tuple[str, ...]


class ReliabilityStep(StepBase):
    """Alpha of each construct; node ids are ``<id>/<construct>``. Or of ``items`` as one scale."""

    kind: Literal["reliability"]
    constructs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    label: str = ""


class CorrelationStep(StepBase):
    """Pearson correlation of ``y`` with every ``x``.

    Steps with the same ``question`` are one multiplicity family; without one, a step is its own.
    """

    kind: Literal["correlation"]
    x: tuple[str, ...]
    y: str
    question: str | None = None


class RegressionStep(StepBase):
    """Multiple regression, everything entered together."""

    kind: Literal["regression"]
    outcome: str
    predictors: tuple[str, ...] = ()
    significant_in: str | None = None

    @model_validator(mode="after")
    def one_source_of_predictors(self) -> RegressionStep:
        """Predictors are listed, or taken from a correlation step; never both."""
        if bool(self.predictors) == bool(self.significant_in):
            raise ValueError("give either predictors or significant_in")
        return self


class AnovaStep(StepBase):
    """One-way analysis of variance with Bonferroni comparisons."""

    kind: Literal["anova"]
    outcome: str
    factor: str


Step = Annotated[
    FrequencyStep
    | DescriptivesStep
    | ReliabilityStep
    | CorrelationStep
    | RegressionStep
    | AnovaStep,
    Field(discriminator="kind"),
]


def variables_of(step: Step) -> tuple[str, ...]:
    """Every variable a step names."""
    match step:
        case FrequencyStep() | DescriptivesStep():
            return step.variables
        case ReliabilityStep():
            return (*step.constructs, *step.items)
        case CorrelationStep():
            return (*step.x, step.y)
        case RegressionStep():
            return (*step.predictors, step.outcome)
        case AnovaStep():
            return (step.outcome, step.factor)


def node_ids(steps: tuple[Step, ...]) -> Iterator[str]:
    """The ids of all result nodes the analysis plan gives rise to."""
    for step in steps:
        match step:
            case FrequencyStep():
                yield from (f"{step.id}/{variable}" for variable in step.variables)
            case ReliabilityStep():
                yield from (f"{step.id}/{construct}" for construct in step.constructs)
                if step.items:
                    yield step.id
            case _:
                yield step.id
