"""Statistics: one kind of step a file, and what its functions are given.

The file of a kind has the kind's name. ``nodes_of_frame(step, frame, plan)`` computes the step's
nodes from a data frame; ``nodes_of_table(step, table, plan)`` from the published table, for kinds
that follow from it. A kind without the latter is a model of the answers.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from generator.results.values import Node, Suppressed
from generator.round.model import Round
from generator.scoring.units import AnalysisUnit
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


def from_frame(kind: str) -> Callable[[Any, Any, Plan], Nodes]:
    """The function that computes a kind of step from a data frame."""
    found: Callable[[Any, Any, Plan], Nodes] = _file(kind).nodes_of_frame
    return found


def from_table(kind: str) -> Callable[[Any, Any, Plan], Nodes] | None:
    """The function that computes a kind of step from the published table, where there is one."""
    return getattr(_file(kind), "nodes_of_table", None)


def _file(kind: str) -> Any:
    return import_module(f"{__name__}.{kind}")


def categories(study: Study, variable: str) -> list[tuple[Hashable, str]]:
    """The values a variable can take, each with its label, in declared order."""
    if variable in study.background:
        return [(c.value, c.label) for c in study.background[variable].categories]
    if variable == study.size_variable and study.size_classes:
        return list(study.size_classes.items())
    scale = study.scale_of(variable)
    return [(value, str(value)) for value in range(scale.low, scale.high + 1)]
