"""Clients are people too: scorecard and client-survey figures with small denominators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from generator.disclosure.clients.months import HiddenCells, small_denominators
from generator.disclosure.clients.process_limits import with_months
from generator.disclosure.rules import Limits
from generator.results.offices import (
    Attainment,
    ClientMean,
    ClientResults,
    IndicatorResult,
    MonthResult,
    OfficeAttainment,
)
from generator.results.values import Count, Node, Suppressed
from generator.round.model import CLIENTS_FROM, Window
from generator.study.model import Study

Of = TypeVar("Of", bound=Node)

FEW = Suppressed("clients")

Nodes = Mapping[str, Node | Suppressed]
ByUnit = Mapping[str, Nodes]


def protect_clients(
    steps: Nodes,
    units: ByUnit,
    limits: Limits,
    *,
    study: Study,
    windows: Iterable[Window | None] = (),
) -> tuple[Nodes, ByUnit]:
    """Scorecards and client surveys without what is about few clients, or would give them away.

    ``steps`` are those of the total, ``windows`` the scorecards' that were reported before.
    """
    if not limits.on("clients"):
        return steps, units
    scorecards = _of_kind(units, "attainment", Attainment)
    hidden = small_denominators(scorecards, ends={each.last for each in windows if each})
    parts = {name: frozenset(score.indicators) for name, score in study.attainment.items()}
    few = few_clients(_of_kind(units, "client_survey", ClientResults))
    asked = questions_of(study)

    def protected(nodes: Nodes, unit: str | None) -> dict[str, Node | Suppressed]:
        mine = frozenset(question for other, question in few if other == unit)
        found = dict(nodes)
        for name, node in nodes.items():
            if isinstance(node, Attainment):
                found[name] = published_attainment(
                    node, hidden=hidden, parts=parts, lower=study.lower_is_better
                )
            elif isinstance(node, ClientResults):
                found[name] = published_clients(node, hidden=mine, parts=asked)
        return found

    return protected(steps, None), {unit: protected(each, unit) for unit, each in units.items()}


def questions_of(study: Study) -> dict[str, frozenset[str]]:
    """The questions of each category of the client survey."""
    categories = study.client_survey.categories if study.client_survey else {}
    return {
        name: frozenset(question.id for question in category.questions)
        for name, category in categories.items()
    }


def _of_kind(units: ByUnit, name: str, kind: type[Of]) -> dict[str, Of]:
    """The units' nodes of one name."""
    found = {unit: nodes.get(name) for unit, nodes in units.items()}
    return {unit: node for unit, node in found.items() if isinstance(node, kind)}


def published_attainment(
    node: Attainment,
    *,
    hidden: HiddenCells,
    parts: Mapping[str, frozenset[str]],
    lower: frozenset[str] = frozenset(),
) -> Attainment:
    """The node without the hidden results, and without composite scores they could be read from.

    ``parts`` maps a composite to its indicators; ``lower`` are those where low is good. Attainment
    counts up to the target only, so beside the mean result its mean could tell hidden offices
    apart: of the whole it goes where an office's result does.
    """
    told = tuple(
        OfficeAttainment(
            office=office.office,
            rows=tuple(
                _published_row(row, office.office, hidden, lower=lower) for row in office.rows
            ),
        )
        for office in node.offices
    )
    missing = {
        row.indicator
        for office in told
        for row in office.rows
        if isinstance(row.attainment, Suppressed)
    }
    scores = tuple(
        replace(score, value=FEW) if missing & parts[score.variable] else score
        for score in node.scores
    )
    return replace(node, offices=told, scores=scores)


def few_clients(nodes: Mapping[str, ClientResults]) -> frozenset[tuple[str, str]]:
    """The (unit, question) means to withhold, with complements: the whole's tells their sum."""
    by_question: dict[str, dict[str, int]] = {}
    for unit, node in nodes.items():
        for mean in node.questions:
            if isinstance(mean.n, int):
                by_question.setdefault(mean.variable, {})[unit] = mean.n
    return frozenset(
        (unit, question)
        for question, counts in by_question.items()
        for unit in hidden_units(counts, threshold=CLIENTS_FROM)
    )


def published_clients(
    node: ClientResults,
    *,
    hidden: frozenset[str] = frozenset(),
    parts: Mapping[str, frozenset[str]] | None = None,
) -> ClientResults:
    """The node without the hidden questions and means of fewer than ``CLIENTS_FROM`` clients.

    ``parts`` maps a category to its questions: category and total go with a question that could
    be read from them.
    """
    few = {mean.variable for mean in node.questions if _is_few(mean.n)} | hidden
    categories = {name for name, questions in (parts or {}).items() if questions & few}
    return replace(
        node,
        questions=tuple(_told(mean, mean.variable in few) for mean in node.questions),
        categories=tuple(_told(mean, mean.variable in categories) for mean in node.categories),
        total=_told(node.total, bool(few)),
    )


def hidden_units(counts: Mapping[str, int], *, threshold: int) -> frozenset[str]:
    """The units to suppress so that those suppressed are nobody together, or enough clients.

    Units below the threshold, then the smallest of the others, until they are enough: the mean of
    all offices tells their sum.
    """
    hidden = {unit for unit, n in counts.items() if n < threshold}
    rest = sum(counts[unit] for unit in hidden)
    for n, unit in sorted((n, unit) for unit, n in counts.items() if unit not in hidden):
        if rest == 0 or rest >= threshold:
            break
        hidden.add(unit)
        rest += n
    return frozenset(hidden)


def _published_row(
    row: IndicatorResult, office: str | None, hidden: HiddenCells, *, lower: frozenset[str]
) -> IndicatorResult:
    """The row without its hidden months, and without a result to date that is hidden."""
    withheld = (office, row.indicator) in hidden.results
    few = withheld and _is_few(row.denominator)
    months = frozenset(
        month.month
        for month in row.months
        if few
        or _is_few(month.denominator)
        or (withheld and month.denominator is None)
        or (office, row.indicator, month.month) in hidden.months
    )
    row = _published_months(row, months, lower=lower)
    if office is None and row.indicator in {indicator for _, indicator in hidden.results}:
        row = replace(row, attainment=FEW)
    return replace(row, result=FEW, attainment=FEW, denominator=FEW) if withheld else row


def _published_months(
    row: IndicatorResult, hidden: frozenset[str], *, lower: frozenset[str]
) -> IndicatorResult:
    """The row without the hidden months; what is on target is counted among the others."""
    if not row.months:
        return row
    months = tuple(_few_month(month) if month.month in hidden else month for month in row.months)
    return with_months(row, months, lower_is_better=row.indicator in lower)


def _few_month(month: MonthResult) -> MonthResult:
    return replace(month, result=FEW, denominator=FEW, met=None)


def _is_few(count: Count) -> bool:
    return isinstance(count, int) and count < CLIENTS_FROM


def _told(mean: ClientMean, hidden: bool) -> ClientMean:
    return replace(mean, n=FEW, mean=FEW) if hidden or _is_few(mean.n) else mean
