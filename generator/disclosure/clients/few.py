"""Scorecard and client-survey figures with fewer than five clients behind them are suppressed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import TypeVar

from generator.disclosure.clients.months import SuppressedCells, small_denominators, with_smallest
from generator.disclosure.clients.process_limits import with_months
from generator.disclosure.rules import Limits
from generator.results.offices import Attainment, ClientMean, ClientResults, IndicatorResult
from generator.results.values import Count, Node, Nodes, Suppressed
from generator.round.model import CLIENTS_FROM, Window
from generator.study.model import Study

Of = TypeVar("Of", bound=Node)

FEW = Suppressed("clients")

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
    cells = small_denominators(scorecards, ends={each.last for each in windows if each})
    few = _few_clients(_of_kind(units, "client_survey", ClientResults))
    return suppress(steps, study, cells, set()), {
        unit: suppress(nodes, study, cells, few[unit]) for unit, nodes in units.items()
    }


def suppress(
    nodes: Nodes,
    study: Study,
    cells: SuppressedCells | None = None,
    questions: Set[str] | None = None,
) -> Nodes:
    """The nodes without these scorecard cells, and without these questions to clients.

    None leaves scorecards, or client surveys, as they are.
    """
    scores = {name: frozenset(score.indicators) for name, score in study.attainment.items()}
    plan = study.client_survey
    asked = {
        name: frozenset(question.id for question in category.questions)
        for name, category in (plan.categories if plan else {}).items()
    }
    found = dict(nodes)
    for name, node in nodes.items():
        if isinstance(node, Attainment) and cells is not None:
            found[name] = published_attainment(
                node, suppressed=cells, parts=scores, lower=study.lower_is_better
            )
        elif isinstance(node, ClientResults) and questions is not None:
            found[name] = published_clients(node, suppressed=questions, parts=asked)
    return found


def _of_kind(units: ByUnit, name: str, kind: type[Of]) -> dict[str, Of]:
    """The units' nodes of one name."""
    found = {unit: nodes.get(name) for unit, nodes in units.items()}
    return {unit: node for unit, node in found.items() if isinstance(node, kind)}


def published_attainment(
    node: Attainment,
    *,
    suppressed: SuppressedCells,
    parts: Mapping[str, frozenset[str]],
    lower: frozenset[str] = frozenset(),
) -> Attainment:
    """The node without the suppressed results, and composite scores they could be read from.

    ``parts`` maps a composite to its indicators; ``lower`` are those where low is good. Attainment
    counts up to the target only, so beside the mean result its mean could tell suppressed offices
    apart: of the total it goes where an office's result does.
    """
    offices = tuple(
        replace(each, rows=tuple(_row(row, each.office, suppressed, lower) for row in each.rows))
        for each in node.offices
    )
    rows = [row for office in offices for row in office.rows]
    missing = {row.indicator for row in rows if isinstance(row.attainment, Suppressed)}
    scores = tuple(
        replace(score, value=FEW) if missing & parts[score.variable] else score
        for score in node.scores
    )
    return replace(node, offices=offices, scores=scores)


def _few_clients(nodes: Mapping[str, ClientResults]) -> dict[str, set[str]]:
    """Each unit's questions to suppress, complements too: the mean of all offices tells their sum.

    Those suppressed are nobody together, or enough clients.
    """
    by_question: dict[str, dict[str, int]] = defaultdict(dict)
    for unit, node in nodes.items():
        for mean in node.questions:
            if isinstance(mean.n, int):
                by_question[mean.variable][unit] = mean.n
    found: dict[str, set[str]] = defaultdict(set)
    for question, counts in by_question.items():
        few = {unit for unit, n in counts.items() if n < CLIENTS_FROM}
        for unit in with_smallest(few, counts):
            found[unit].add(question)
    return found


def published_clients(
    node: ClientResults, *, suppressed: Set[str], parts: Mapping[str, frozenset[str]]
) -> ClientResults:
    """The node without the suppressed questions and means of fewer than ``CLIENTS_FROM`` clients.

    ``parts`` maps a category to its questions: category and total go with a question that could
    be read from them.
    """
    few = {mean.variable for mean in node.questions if _is_few(mean.n)} | suppressed
    categories = {name for name, questions in parts.items() if questions & few}

    def published(mean: ClientMean, secondary: bool) -> ClientMean:
        return replace(mean, n=FEW, mean=FEW) if secondary or _is_few(mean.n) else mean

    return replace(
        node,
        questions=tuple(published(mean, mean.variable in few) for mean in node.questions),
        categories=tuple(published(mean, mean.variable in categories) for mean in node.categories),
        total=published(node.total, bool(few)),
    )


def _row(
    row: IndicatorResult, office: str | None, suppressed: SuppressedCells, lower: frozenset[str]
) -> IndicatorResult:
    """The row without its suppressed months, and without a result to date that is suppressed."""
    to_date = (office, row.indicator) in suppressed.results
    few = to_date and _is_few(row.denominator)
    if row.months:
        months = tuple(
            replace(month, result=FEW, denominator=FEW, met=None)
            if few
            or _is_few(month.denominator)
            or (to_date and month.denominator is None)
            or (office, row.indicator, month.month) in suppressed.months
            else month
            for month in row.months
        )
        row = with_months(row, months, lower_is_better=row.indicator in lower)
    if office is None and row.indicator in {indicator for _, indicator in suppressed.results}:
        row = replace(row, attainment=FEW)
    return replace(row, result=FEW, attainment=FEW, denominator=FEW) if to_date else row


def _is_few(count: Count) -> bool:
    return isinstance(count, int) and count < CLIENTS_FROM
