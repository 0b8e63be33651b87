"""Attainment: scorecard results against target, up to and including the target.

min(result / target, 1) per office and indicator (target / result where lower is better), averaged
over a composite's indicators; a merged unit is the unweighted mean of its offices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from generator.analysis.numerics.inference import finite
from generator.results.offices import (
    Attainment,
    IndicatorResult,
    MonthResult,
    OfficeAttainment,
    Score,
)

Months = Mapping[tuple[str, str], tuple[MonthResult, ...]]
"""The months of each office and indicator, in time order."""


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
        columns = (rows[name] for name in ("month", "result", "target", "denominator"))
        found[str(office), str(indicator)] = tuple(
            _month(str(month), result, target, n, lower=str(indicator) in lower)
            for month, result, target, n in zip(*columns, strict=True)
        )
    return found


def total_attainment(rows: pd.DataFrame, *, scores: Mapping[str, float]) -> Attainment:
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


def _month(month: str, result: float, target: float, n: float, *, lower: bool) -> MonthResult:
    judged = not (math.isnan(result) or math.isnan(target))
    reached = result <= target if lower else result >= target
    return MonthResult(
        month=month,
        result=finite(result),
        target=finite(target),
        denominator=None if math.isnan(n) else int(n),
        met=bool(reached) if judged else None,
    )
