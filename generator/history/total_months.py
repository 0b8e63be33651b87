"""The scorecard of the whole, month by month, from the months told of its offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator.disclosure.clients.process_limits import with_months
from generator.results.offices import Attainment, IndicatorResult, MonthResult, OfficeAttainment
from generator.results.store import ReleasedResults
from generator.results.values import published_number, round_half_away
from generator.study.model import Study

DECIMALS = 1
"""The printed precision of a month's result."""


def total_months(released: ReleasedResults, *, study: Study) -> Attainment | None:
    """The whole's scorecard with its months, each the unweighted mean of the offices told.

    A month's ``denominator`` counts those offices. A withheld month of an office is in no mean, so
    that it cannot be had from the mean by subtraction. None without a scorecard.
    """
    whole = released.steps.get("attainment")
    if not isinstance(whole, Attainment):
        return None
    told = _told(released)
    offices = tuple(
        replace(office, rows=tuple(_with_months(row, told, study) for row in office.rows))
        for office in whole.offices
    )
    return replace(whole, offices=offices)


def office_rows(released: ReleasedResults) -> tuple[OfficeAttainment, ...]:
    """The scorecard of every office, in the order of the units."""
    nodes = (nodes.get("attainment") for nodes in released.units.values())
    return tuple(
        office for node in nodes if isinstance(node, Attainment) for office in node.offices
    )


def _told(released: ReleasedResults) -> dict[str, dict[str, list[MonthResult]]]:
    """Every told month of every office, by indicator and month."""
    found: dict[str, dict[str, list[MonthResult]]] = {}
    for office in office_rows(released):
        for row in office.rows:
            for month in row.months:
                months = found.setdefault(row.indicator, {}).setdefault(month.month, [])
                if isinstance(month.result, float):
                    months.append(month)
    return found


def _with_months(
    row: IndicatorResult, told: dict[str, dict[str, list[MonthResult]]], study: Study
) -> IndicatorResult:
    lower = row.indicator in study.lower_is_better
    months = tuple(
        _mean(month, offices, lower=lower)
        for month, offices in sorted(told.get(row.indicator, {}).items())
    )
    return with_months(row, months, lower_is_better=lower)


def _mean(month: str, offices: Sequence[MonthResult], *, lower: bool) -> MonthResult:
    result = _average([published_number(office.result) for office in offices])
    target = _average([published_number(office.target) for office in offices])
    met = None
    if result is not None and target is not None:
        met = result <= target if lower else result >= target
    return MonthResult(month=month, result=result, target=target, denominator=len(offices), met=met)


def _average(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round_half_away(sum(known) / len(known), DECIMALS) if known else None
