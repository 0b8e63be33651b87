"""Quarter: what management's report needs beside its round, made from published figures alone.

The months of the total come from the offices' published months, and the latest survey from the
archived results of the round that held it, so that no answer is read twice.
"""

from collections.abc import Sequence
from dataclasses import replace

from generator.disclosure.clients.process_limits import with_months
from generator.disclosure.clients.releases import rows_of_offices
from generator.history.published_round import PublishedRound
from generator.results.offices import Attainment, ClientResults, IndicatorResult, MonthResult
from generator.results.store import ReleasedResults
from generator.results.survey import Response
from generator.results.trend import LATEST, MONTHS, EarlierRound, ReportedUnit
from generator.results.values import (
    Node,
    Nodes,
    Suppressed,
    decimal_mean,
    published_number,
    round_half_away,
)
from generator.study.model import Study

DECIMALS = 1
"""The printed precision of a month's result."""

SURVEY = ("response/", "constructs/")
CLIENTS = "client_survey"


def with_quarter(
    released: ReleasedResults, earlier: Sequence[PublishedRound], *, study: Study
) -> ReleasedResults:
    """The results with months of the total and the latest survey; ``earlier`` in time order."""
    months = total_months(released, study=study)
    added: Nodes = {MONTHS: months} if months else {}
    steps = {**released.steps, **added, **_latest_surveys(released, earlier)}
    return replace(released, steps=steps)


def total_months(released: ReleasedResults, *, study: Study) -> Attainment | None:
    """The total's scorecard with its months, each the unweighted mean of the offices published.

    A month's ``denominator`` counts those offices. A suppressed month of an office is in no mean,
    so that it cannot be had from the mean by subtraction. None without a scorecard.
    """
    total = released.steps.get("attainment")
    if not isinstance(total, Attainment):
        return None
    published: dict[str, dict[str, list[MonthResult]]] = {}
    for office, row in rows_of_offices(released):
        for month in row.months if office else ():
            months = published.setdefault(row.indicator, {}).setdefault(month.month, [])
            if isinstance(month.result, float):
                months.append(month)

    def monthly(row: IndicatorResult) -> IndicatorResult:
        lower = row.indicator in study.lower_is_better
        of_row = sorted(published.get(row.indicator, {}).items())
        months = tuple(_mean(month, offices, lower=lower) for month, offices in of_row)
        return with_months(row, months, lower_is_better=lower)

    offices = tuple(
        replace(office, rows=tuple(map(monthly, office.rows))) for office in total.offices
    )
    return replace(total, offices=offices)


def _mean(month: str, offices: Sequence[MonthResult], *, lower: bool) -> MonthResult:
    result = _average([published_number(office.result) for office in offices])
    target = _average([published_number(office.target) for office in offices])
    met = None
    if result is not None and target is not None:
        met = result <= target if lower else result >= target
    return MonthResult(month=month, result=result, target=target, denominator=len(offices), met=met)


def _average(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round_half_away(decimal_mean(known), DECIMALS) if known else None


def _latest_surveys(released: ReleasedResults, earlier: Sequence[PublishedRound]) -> Nodes:
    """Copies for the surveys this round lacks, as they were published.

    ``quarter/latest/survey`` and ``.../clients`` say which round it was and how its units were.
    """
    nodes: dict[str, Node | Suppressed] = {}
    surveyed = [each for each in earlier if _survey(each.released)]
    if surveyed and not _survey(released):
        nodes[f"{LATEST}survey"] = _reported(surveyed[-1], group="survey")
        found = _survey(surveyed[-1].released)
        nodes |= {f"{LATEST}{name}": node for name, node in found.items()}
    held = [e for e in earlier if isinstance(e.released.steps.get(CLIENTS), ClientResults)]
    if held and CLIENTS not in released.steps:
        nodes[f"{LATEST}clients"] = _reported(held[-1], group="clients")
        nodes[f"{LATEST}{CLIENTS}"] = held[-1].released.steps[CLIENTS]
    return nodes


def _survey(released: ReleasedResults) -> Nodes:
    return {name: node for name, node in released.steps.items() if name.startswith(SURVEY)}


def _reported(found: PublishedRound, *, group: str) -> EarlierRound:
    units = tuple(_unit(unit, found) for unit in found.released.units)
    return EarlierRound(
        group=group,
        n=len(units),
        round=found.round.id,
        date=found.round.date.isoformat(),
        units=units,
    )


def _unit(unit: str, found: PublishedRound) -> ReportedUnit:
    """The unit's offices by the names they had; a unit that is no merge is its own office."""
    nodes = found.released.units[unit]
    offices: list[str] = [unit]
    match nodes.get("response"), nodes.get("attainment"):
        case Response(offices=named), _ if named:
            offices = list(named)
        case _, Attainment(offices=rows):
            offices = [row.office for row in rows if row.office] or offices
    return ReportedUnit(offices=tuple(found.round.unit_name(office) for office in offices))
