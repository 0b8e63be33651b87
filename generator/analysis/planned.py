"""What a step of the plan may look at beside its file."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from generator.results.values import Node, Suppressed
from generator.round.model import Round
from generator.scoring import AnalysisUnit
from generator.study.model import Study

Nodes = dict[str, Node | Suppressed]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step may look at beside its file; ``done`` has the nodes of earlier steps.

    A finding that is not published is none: a later step that takes it up says so too. ``newest``
    counts the release of the round that is being made.
    """

    study: Study
    round: Round
    units: Sequence[AnalysisUnit]
    newest: int = 1
    done: Nodes = field(default_factory=dict)


def categories(study: Study, variable: str) -> list[tuple[Hashable, str]]:
    """The values a variable can take, each with its label, in declared order."""
    if variable in study.background:
        return [(c.value, c.label) for c in study.background[variable].categories]
    if variable == study.size_variable and study.size_classes:
        return list(study.size_classes.items())
    scale = study.scale_of(variable)
    return [(value, str(value)) for value in range(scale.low, scale.high + 1)]
