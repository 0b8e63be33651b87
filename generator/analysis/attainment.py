"""Attainment: scorecard results against target, up to and including the target.

min(result / target, 1) per office and indicator (target / result where lower is better), averaged
over a composite's indicators; a merged unit is the unweighted mean of its offices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from generator.analysis.inference import finite
from generator.results import Attainment, IndicatorResult, OfficeAttainment, Score


def unit_attainment(
    rows: pd.DataFrame, *, offices: Sequence[str], scores: Mapping[str, float]
) -> Attainment:
    """A unit's scorecard: ``rows`` of its offices in scorecard order, and its composite scores.

    ``rows`` has the columns unit (office), indicator, result, target, attainment, denominator.
    """
    by_office = {str(office): part for office, part in rows.groupby("unit", sort=False)}
    return Attainment(
        group="scorecard",
        n=len(offices),
        offices=tuple(
            OfficeAttainment(office=office, rows=tuple(_results(by_office[office])))
            for office in offices
            if office in by_office
        ),
        scores=tuple(Score(variable=name, value=finite(value)) for name, value in scores.items()),
    )


def whole_attainment(rows: pd.DataFrame, *, scores: Mapping[str, float]) -> Attainment:
    """The unweighted mean of all offices, indicator by indicator; denominators are summed."""
    grouped = rows.groupby("indicator", sort=False)
    mean = grouped[["result", "target", "attainment"]].mean()
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
            indicator=str(indicator),
            result=finite(result),
            target=finite(target),
            attainment=finite(attained),
            denominator=None if math.isnan(denominator) else int(denominator),
        )
        for indicator, result, target, attained, denominator in zip(
            rows["indicator"],
            rows["result"],
            rows["target"],
            rows["attainment"],
            rows["denominator"],
            strict=True,
        )
    ]
