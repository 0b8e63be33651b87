"""What an office report says of its unit: response, construct and item means, results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.analysis.attainment import Months, months_of, unit_attainment
from generator.analysis.client_survey import client_results
from generator.analysis.descriptives import unit_descriptives
from generator.analysis.distribution import unit_distributions
from generator.analysis.response import unit_response
from generator.analysis.unit_comparison import compare_units
from generator.analysis.whole import constructs_asked, items_asked
from generator.results import Node
from generator.round import Round
from generator.scoring import AnalysisUnit, ScoredDataset
from generator.study import Study


def describe_units(
    scored: ScoredDataset, *, study: Study, round_: Round
) -> dict[str, dict[str, Node]]:
    """For every analysis unit the nodes response, constructs, items, comparison and results."""
    survey = _survey_nodes(scored, study=study, round_=round_)
    months = months_of(scored.months, lower=study.lower_is_better)
    return {
        unit.id: {**survey[unit.id], **_result_nodes(scored, unit, months, study=study)}
        for unit in scored.analysis_units
    }


def _survey_nodes(
    scored: ScoredDataset, *, study: Study, round_: Round
) -> Mapping[str, dict[str, Node]]:
    if study.unit_file is None or not scored.groups:
        return {unit.id: {} for unit in scored.analysis_units}
    group = study.unit_file.group
    frame, few = scored.groups[group], round_.policy.min_respondents
    asked = constructs_asked(study, group)
    placed = frame.dropna(subset=["unit"])
    constructs = unit_descriptives(frame, variables=asked, group=group, few=few)
    compared = compare_units(frame, variables=asked, group=group, few=few)
    items = unit_distributions(placed, items=items_asked(study, group), group=group)
    invited = {unit.id: unit.invited for unit in round_.units}
    answered = placed["unit"].value_counts()
    nodes: dict[str, dict[str, Node]] = {}
    for unit in scored.analysis_units:
        n = int(answered.get(unit.id, 0))
        response = unit_response(n, offices=unit.offices, invited=invited, group=group)
        nodes[unit.id] = {"response": replace(response, size=unit.size)}
        if n:
            nodes[unit.id] |= {
                "constructs": constructs[unit.id],
                "items": items[unit.id],
                "comparison": compared[unit.id],
            }
    return nodes


def _result_nodes(
    scored: ScoredDataset, unit: AnalysisUnit, months: Months, *, study: Study
) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    row = scored.units.loc[unit.id]
    values = dict(zip(map(str, row.index), row.to_numpy(float).tolist(), strict=True))
    if scored.scorecard is not None:
        rows = scored.scorecard[scored.scorecard["unit"].isin(unit.offices)]
        composites = {name: values[name] for name in study.attainment}
        nodes["attainment"] = unit_attainment(
            rows,
            offices=unit.offices,
            scores=composites,
            months=months,
            lower=study.lower_is_better,
        )
    if scored.clients is not None and study.client_survey:
        rows = scored.clients[scored.clients["unit"].isin(unit.offices)]
        nodes["client_survey"] = client_results(values, rows, plan=study.client_survey)
    return nodes
