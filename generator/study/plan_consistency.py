"""What the analysis plan must agree with the rest of the study about, step by step."""

from __future__ import annotations

from collections.abc import Iterator

from generator.study.model import UNITS, Study
from generator.study.plan import (
    AggregationStep,
    CorrelationStep,
    GoodnessOfFitStep,
    GroupComparisonStep,
    MultilevelStep,
    RegressionStep,
    RepresentativenessStep,
    ShareStep,
    Step,
)


def contradictions_in_steps(study: Study, names: set[str]) -> Iterator[str]:
    """Every step that names something not declared, or asks what its file cannot answer."""
    seen: dict[str, Step] = {}
    for step in study.steps:
        if step.group not in {*study.groups, UNITS}:
            yield f"step {step.id} names the unknown group {step.group!r}"
        if step.group == UNITS and study.unit_file is None:
            yield f"step {step.id} needs the section unit_file"
        for variable in sorted(set(step.named()) - names):
            yield f"step {step.id} names the unknown variable {variable!r}"
        yield from _unusable_earlier(step, seen)
        yield from _unusable_here(step, study)
        if step.id in seen:
            yield f"the step id {step.id!r} is used twice"
        seen[step.id] = step


def _unusable_earlier(step: Step, seen: dict[str, Step]) -> Iterator[str]:
    name = step.earlier
    if name is None:
        return
    earlier = seen.get(name)
    checkable = (CorrelationStep, RegressionStep, GroupComparisonStep)
    usable = checkable if isinstance(step, MultilevelStep) else (CorrelationStep,)
    if earlier is None:
        yield f"step {step.id}: {name!r} is not an earlier step"
    elif not isinstance(earlier, usable):
        yield f"step {step.id}: {name!r} is a {earlier.kind} step, which has no such findings"
    elif earlier.group != step.group:
        yield f"step {step.id}: {name!r} is about another file"


def _unusable_here(step: Step, study: Study) -> Iterator[str]:
    if _needs_units(step) and (study.unit_file is None or study.unit_file.group != step.group):
        yield f"step {step.id} needs a group that names its units (unit_file.group)"
    match step:
        case AggregationStep():
            for name in sorted(set(step.constructs) - set(study.constructs)):
                yield f"step {step.id}: {name!r} is no construct"
        case RepresentativenessStep():
            for name in sorted(set(step.variables) - set(study.background)):
                yield f"step {step.id}: {name!r} is no background variable"
        case ShareStep():
            yield from _unusable_part(step, study)
        case GroupComparisonStep():
            yield from _unusable_groups(step, _values(study, step.factor))
        case GoodnessOfFitStep():
            values, expected = _values(study, step.variable), step.expected
            if expected and values and len(expected) != len(values):
                counts = f"{len(expected)} expected counts for the {len(values)} values"
                yield f"step {step.id} has {counts} of {step.variable}"


def _unusable_part(step: ShareStep, study: Study) -> Iterator[str]:
    for name in step.variables:
        owner = study.items.get(name)
        scale = study.scales.get(owner.scale) if owner else None
        if owner is None:
            yield f"step {step.id}: {name!r} is no single item"
        elif scale and not _is_part(step.low, step.high, scale.low, scale.high):
            ends = f"{step.low} to {step.high}"
            yield f"step {step.id}: {ends} is no part of the scale of {name!r} from either end"


def _is_part(low: int, high: int, first: int, last: int) -> bool:
    """Whether the part begins or ends the scale and leaves something of it."""
    inside = first <= low <= high <= last
    return inside and (low == first) != (high == last)


def _needs_units(step: Step) -> bool:
    match step:
        case MultilevelStep() | AggregationStep():
            return True
        case RepresentativenessStep():
            return step.units
    return False


def _unusable_groups(step: GroupComparisonStep, values: list[int | str]) -> Iterator[str]:
    for value in step.groups:
        if value not in values:
            yield f"step {step.id}: {value!r} is not a value of {step.factor}"
    if len(set(step.groups)) < 2:
        yield f"step {step.id} compares a group with itself"


def _values(study: Study, variable: str) -> list[int | str]:
    """A grouping variable's declared values; none when it is not declared as one."""
    if variable in study.background:
        return [category.value for category in study.background[variable].categories]
    if variable == study.size_variable:
        return list(study.size_classes)
    owner = study.items.get(variable)
    scale = study.scales.get(owner.scale) if owner else None
    return list(range(scale.low, scale.high + 1)) if scale else []
