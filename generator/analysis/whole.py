"""What every report says of the whole: response, construct and item means, results."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from generator.analysis.attainment import whole_attainment
from generator.analysis.client_survey import client_results
from generator.analysis.descriptives import mean_descriptives
from generator.analysis.distribution import AskedItem, distribution
from generator.analysis.response import whole_response
from generator.analysis.steps import construct_aggregation
from generator.results import Codebook, Node, Question, SizeMeans
from generator.scoring import ScoredDataset
from generator.study import Study

SIZE_CLASS_FROM = 3
"""How many units a size class takes before it is told of: with two, each could subtract itself."""


def describe_whole(scored: ScoredDataset, *, study: Study) -> dict[str, Node]:
    """Nodes ``codebook/``, ``response/``, ``constructs/`` and ``items/<group>``, and the results.

    The unit file's group also gets ``aggregation/<construct>`` and ``size/<group>/<size label>``.
    Only the unit file's group gets items: other groups (leaders) are reported by constructs.
    """
    nodes: dict[str, Node] = {
        f"codebook/{group}": _codebook(asked, group=group)
        for group, asked in scored.wording.items()
    }
    for group, frame in scored.groups.items():
        nodes[f"response/{group}"] = whole_response(scored.participation[group], group=group)
        constructs = constructs_asked(study, group)
        nodes[f"constructs/{group}"] = mean_descriptives(frame, variables=constructs, group=group)
    if study.unit_file and scored.groups:
        group = study.unit_file.group
        items = items_asked(study, group)
        nodes[f"items/{group}"] = distribution(scored.groups[group], items=items, group=group)
        nodes |= _aggregations(scored.groups[group], study=study, group=group)
        nodes |= _size_classes(scored, study=study, group=group)
    offices = {str(name): float(mean) for name, mean in scored.units.mean().items()}
    if scored.scorecard is not None:
        composites = {name: offices[name] for name in study.attainment}
        nodes["attainment"] = whole_attainment(scored.scorecard, scores=composites)
    if scored.clients is not None and study.client_survey:
        nodes["client_survey"] = client_results(offices, scored.clients, plan=study.client_survey)
    return nodes


def _size_classes(scored: ScoredDataset, *, study: Study, group: str) -> dict[str, Node]:
    """Constructs over the respondents of each size class with enough units to stand for one."""
    nodes: dict[str, Node] = {}
    frame = scored.groups[group]
    for size, label in study.size_classes.items():
        units = tuple(unit.id for unit in scored.analysis_units if unit.size == size)
        if len(units) < SIZE_CLASS_FROM:
            continue
        members = frame[frame["unit"].isin(units)]
        asked = constructs_asked(study, group)
        found = mean_descriptives(members, variables=asked, group=group)
        nodes[f"size/{group}/{label}"] = SizeMeans(
            group=group, n=found.n, rows=found.rows, size=size, units=units
        )
    return nodes


def _aggregations(frame: pd.DataFrame, *, study: Study, group: str) -> dict[str, Node]:
    return {
        f"aggregation/{name}": construct_aggregation(frame, name, study=study, group=group)
        for name in constructs_asked(study, group)
    }


def _codebook(asked: Mapping[str, str], *, group: str) -> Codebook:
    rows = tuple(Question(variable=name, wording=text) for name, text in asked.items() if text)
    return Codebook(group=group, n=len(rows), rows=rows)


def constructs_asked(study: Study, group: str) -> list[str]:
    """The constructs a group was asked, in declared order."""
    return [name for name in study.scored(group) if name in study.constructs]


def items_asked(study: Study, group: str) -> list[AskedItem]:
    """Every item a group was asked: those of constructs first, then the single ones."""
    constructs = constructs_asked(study, group)
    items = [
        AskedItem(item.id, name, study.scale_of(name))
        for name in constructs
        for item in study.constructs[name].items
    ]
    single = [name for name in study.scored(group) if name in study.items]
    return items + [AskedItem(name, None, study.scale_of(name)) for name in single]
