"""Scorecard and client survey of the total and of each unit; no survey answer is involved."""

from __future__ import annotations

from collections.abc import Mapping

from generator.analysis.statistics.attainment import (
    Months,
    months_of,
    total_attainment,
    unit_attainment,
)
from generator.analysis.statistics.client_survey import client_results
from generator.results.values import Node
from generator.scoring.dataset import ScoredDataset
from generator.scoring.units import AnalysisUnit
from generator.study.model import Study

__all__ = ["describe_results"]


def describe_results(
    scored: ScoredDataset, *, study: Study
) -> tuple[dict[str, Node], dict[str, dict[str, Node]]]:
    """Nodes ``attainment`` and ``client_survey`` of the total, and of every unit."""
    months = months_of(scored.months, lower=study.lower_is_better)
    return _of_all(scored, study=study), {
        unit.id: _of_unit(scored, unit, months, study=study) for unit in scored.analysis_units
    }


def _of_all(scored: ScoredDataset, *, study: Study) -> dict[str, Node]:
    """The unweighted means over units."""
    nodes: dict[str, Node] = {}
    means = {str(name): float(mean) for name, mean in scored.units.mean().items()}
    if scored.scorecard is not None:
        scores = _composites(means, study)
        nodes["attainment"] = total_attainment(scored.scorecard, scores=scores)
    if scored.clients is not None and study.client_survey:
        nodes["client_survey"] = client_results(means, scored.clients, plan=study.client_survey)
    return nodes


def _of_unit(
    scored: ScoredDataset, unit: AnalysisUnit, months: Months, *, study: Study
) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    row = scored.units.loc[unit.id]
    means = dict(zip(map(str, row.index), row.to_numpy(float).tolist(), strict=True))
    if scored.scorecard is not None:
        nodes["attainment"] = unit_attainment(
            scored.scorecard[scored.scorecard["unit"].isin(unit.offices)],
            offices=unit.offices,
            scores=_composites(means, study),
            months=months,
        )
    if scored.clients is not None and study.client_survey:
        rows = scored.clients[scored.clients["unit"].isin(unit.offices)]
        nodes["client_survey"] = client_results(means, rows, plan=study.client_survey)
    return nodes


def _composites(means: Mapping[str, float], study: Study) -> dict[str, float]:
    return {name: means[name] for name in study.attainment}
