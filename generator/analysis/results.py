"""Scorecard and client survey of the total and of each unit; no survey answer is involved.

Attainment is min(result / target, 1) per office and indicator (target / result where lower is
better), averaged over a composite's indicators; a merged unit is the unweighted mean of its
offices. A category of the client survey is the mean of its questions; ``n`` of a question adds the
offices' answers, of a category it is the smallest of its questions'.
"""

import math
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import pandas as pd

from generator.analysis.numerics.inference import finite
from generator.results.offices import (
    Attainment,
    ClientMean,
    ClientResults,
    IndicatorResult,
    MonthResult,
    OfficeAttainment,
    Score,
)
from generator.results.values import Node, decimal_mean
from generator.scoring.dataset import ScoredDataset
from generator.scoring.units import AnalysisUnit
from generator.study.indicators import ClientSurveyPlan
from generator.study.model import Study

__all__ = ["describe_results"]

Months = Mapping[tuple[str, str], tuple[MonthResult, ...]]
"""The months of each office and indicator, in time order."""


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
    means = {str(name): decimal_mean(column) for name, column in scored.units.items()}
    if scored.scorecard is not None:
        scores = {name: means[name] for name in study.attainment}
        nodes["attainment"] = total_attainment(scored.scorecard, scores=scores)
    if scored.clients is not None and study.client_survey:
        nodes["client_survey"] = _client_results(means, scored.clients, plan=study.client_survey)
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
            scores={name: means[name] for name in study.attainment},
            months=months,
        )
    if scored.clients is not None and study.client_survey:
        rows = scored.clients[scored.clients["unit"].isin(unit.offices)]
        nodes["client_survey"] = _client_results(means, rows, plan=study.client_survey)
    return nodes


def unit_attainment(
    rows: pd.DataFrame,
    *,
    offices: Sequence[str],
    scores: Mapping[str, float],
    months: Months | None = None,
) -> Attainment:
    """A unit's scorecard: ``rows`` of its offices in scorecard order, and its composite scores.

    ``rows`` has the columns unit (office), indicator, result, target, attainment, denominator.
    """
    by_office = {str(office): part for office, part in rows.groupby("unit", sort=False)}
    known = months or {}
    return Attainment(
        group="scorecard",
        n=len(offices),
        offices=tuple(
            OfficeAttainment(
                office=office,
                rows=tuple(
                    replace(row, months=known.get((office, row.indicator), ()))
                    for row in _results(by_office[office])
                ),
            )
            for office in offices
            if office in by_office
        ),
        scores=tuple(Score(variable=name, value=finite(value)) for name, value in scores.items()),
    )


def months_of(frame: pd.DataFrame | None, *, lower: frozenset[str]) -> Months:
    """Every month of every office and indicator, and whether it reached its target.

    ``frame`` has the columns unit, indicator, month, result, target, denominator. A month without
    a result or a target is on neither side.
    """
    found: dict[tuple[str, str], tuple[MonthResult, ...]] = {}
    if frame is None:
        return found
    ordered = frame.sort_values("month", kind="stable")
    for (office, indicator), rows in ordered.groupby(["unit", "indicator"], sort=False):
        reached = operator.le if indicator in lower else operator.ge
        found[str(office), str(indicator)] = tuple(
            MonthResult(
                month=str(row.month),
                result=finite(row.result),
                target=finite(row.target),
                denominator=_count(row.denominator),
                met=None
                if math.isnan(row.result) or math.isnan(row.target)
                else reached(row.result, row.target),
            )
            for row in cast(Iterator[Any], rows.itertuples())
        )
    return found


def total_attainment(rows: pd.DataFrame, *, scores: Mapping[str, float]) -> Attainment:
    """The unweighted mean of all offices, indicator by indicator; denominators are summed."""
    grouped = rows.groupby("indicator", sort=False)
    mean = grouped[["result", "target", "attainment"]].agg(decimal_mean)
    mean["denominator"] = grouped["denominator"].sum(min_count=1)
    return Attainment(
        group="scorecard",
        n=int(rows["unit"].nunique()),
        offices=(OfficeAttainment(office=None, rows=tuple(_results(mean.reset_index()))),),
        scores=tuple(Score(variable=name, value=finite(value)) for name, value in scores.items()),
    )


def _results(rows: pd.DataFrame) -> list[IndicatorResult]:
    return [
        IndicatorResult(
            indicator=str(row.indicator),
            result=finite(row.result),
            target=finite(row.target),
            attainment=finite(row.attainment),
            denominator=_count(row.denominator),
        )
        for row in cast(Iterator[Any], rows.itertuples())
    ]


def _count(value: float) -> int | None:
    return None if math.isnan(value) else int(value)


def _client_results(
    means: Mapping[str, float], rows: pd.DataFrame, *, plan: ClientSurveyPlan
) -> ClientResults:
    """Means by variable (questions, categories, total) with the n of ``rows`` behind them.

    ``rows`` has the columns unit (office), question, mean, n.
    """
    answered = rows.groupby("question")["n"].sum(min_count=1).dropna()

    def mean(name: str, questions: Sequence[str]) -> ClientMean:
        known = [int(answered[question]) for question in questions if question in answered]
        n = min(known) if known and len(known) == len(questions) else None
        return ClientMean(variable=name, n=n, mean=finite(means.get(name, math.nan)))

    categories = {
        name: [question.id for question in category.questions]
        for name, category in plan.categories.items()
    }
    questions = [question for each in categories.values() for question in each]
    return ClientResults(
        group="clients",
        n=int(rows["unit"].nunique()),
        total=mean(plan.total, questions),
        categories=tuple(mean(name, each) for name, each in categories.items()),
        questions=tuple(mean(question, [question]) for question in questions),
    )
