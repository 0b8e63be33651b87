"""Clients who came, or were counted otherwise, between two releases of a round.

What is told of clients are counts and means of offices; there are no answers to know again. So a
figure is told again only if it is as it was or about at least ``CLIENTS_FROM`` clients more; what
was hidden stays hidden. Of the whole, those outside the offices that are told must be so too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.disclosure.clients.few import published_attainment, published_clients, questions_of
from generator.disclosure.clients.months import HiddenCells
from generator.results.offices import Attainment, ClientResults, IndicatorResult
from generator.results.store import ReleasedResults
from generator.results.survey import Response
from generator.results.values import Node, Suppressed
from generator.round.model import CLIENTS_FROM
from generator.study.model import Study

Figure = tuple[int, float]
"""How many clients, and their mean or result."""


@dataclass(slots=True)
class Cells:
    """What a release tells of one question or indicator: of each place, and of all together.

    A place is the offices that are told of as one; None stands for a figure that is withheld.
    """

    places: dict[frozenset[str], Figure | None] = field(default_factory=dict)
    total: Figure | None = None


def without_few_more_clients(
    released: ReleasedResults, earlier: Sequence[ReleasedResults], *, study: Study
) -> ReleasedResults:
    """The release without what would tell of fewer than ``CLIENTS_FROM`` clients beside earlier."""
    for before in earlier:
        released = _surveys_since(released, before, study)
        released = _scorecards_since(released, before, study)
    return released


def _surveys_since(now: ReleasedResults, then: ReleasedResults, study: Study) -> ReleasedResults:
    cells = [_surveys(each) for each in (then, now)]
    changed = {q: _changed(cells[0][q], cells[1][q]) for q in cells[0].keys() & cells[1].keys()}
    parts = questions_of(study)
    units = {}
    for unit, nodes in now.units.items():
        place = _offices(unit, nodes)
        hidden = frozenset(q for q, (places, _) in changed.items() if place in places)
        units[unit] = _without_questions(nodes, hidden, parts)
    whole = frozenset(q for q, (_, total) in changed.items() if total)
    return replace(now, units=units, steps=_without_questions(now.steps, whole, parts))


Told = Mapping[str, Node | Suppressed]


def _without_questions(
    nodes: Told, hidden: frozenset[str], parts: Mapping[str, frozenset[str]]
) -> dict[str, Node | Suppressed]:
    node = nodes.get("client_survey")
    if not hidden or not isinstance(node, ClientResults):
        return dict(nodes)
    return {**nodes, "client_survey": published_clients(node, hidden=hidden, parts=parts)}


def _surveys(released: ReleasedResults) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for unit, nodes in ((None, released.steps), *released.units.items()):
        node = nodes.get("client_survey")
        for row in node.questions if isinstance(node, ClientResults) else ():
            if row.n is None:
                continue
            cells = found.setdefault(row.variable, Cells())
            if unit is None:
                cells.total = _figure(row.n, row.mean)
            else:
                cells.places[_offices(unit, nodes)] = _figure(row.n, row.mean)
    return found


def _offices(unit: str, nodes: Told) -> frozenset[str]:
    response = nodes.get("response")
    return frozenset((isinstance(response, Response) and response.offices) or (unit,))


def _figure(n: object, value: object) -> Figure | None:
    return (n, value) if isinstance(n, int) and isinstance(value, float) else None


def _scorecards_since(now: ReleasedResults, then: ReleasedResults, study: Study) -> ReleasedResults:
    cells = [_scorecards(each) for each in (then, now)]
    results: set[tuple[str | None, str]] = set()
    months: set[tuple[str, str, str]] = set()
    for name in cells[0].keys() & cells[1].keys():
        places, total = _changed(cells[0][name], cells[1][name])
        results |= {(office, name) for place in places for office in place}
        if total:
            results.add((None, name))
    for office, row in rows_of_offices(now):
        if office is not None and (office, row.indicator) in results:
            months |= {(office, row.indicator, month.month) for month in row.months}
    hidden = HiddenCells(frozenset(results), frozenset(months))
    return without_results(now, hidden, study) if results else now


def without_results(
    released: ReleasedResults, hidden: HiddenCells, study: Study
) -> ReleasedResults:
    """The release without hidden results and months of its scorecards."""
    parts = {name: frozenset(score.indicators) for name, score in study.attainment.items()}

    def told(nodes: Told) -> dict[str, Node | Suppressed]:
        lower = study.lower_is_better
        return {
            name: published_attainment(node, hidden=hidden, parts=parts, lower=lower)
            if isinstance(node, Attainment)
            else node
            for name, node in nodes.items()
        }

    units = {unit: told(nodes) for unit, nodes in released.units.items()}
    return replace(released, steps=told(released.steps), units=units)


def _scorecards(released: ReleasedResults) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for office, row in rows_of_offices(released):
        cells = found.setdefault(row.indicator, Cells())
        if office is None:
            cells.total = _figure(row.denominator, row.result)
        elif row.denominator is not None:
            cells.places[frozenset({office})] = _figure(row.denominator, row.result)
    return found


def rows_of_offices(released: ReleasedResults) -> Iterator[tuple[str | None, IndicatorResult]]:
    """Every row of the scorecard with its office, None for the whole."""
    for nodes in (released.steps, *released.units.values()):
        node = nodes.get("attainment")
        for office in node.offices if isinstance(node, Attainment) else ():
            yield from ((office.office, row) for row in office.rows)


def _changed(then: Cells, now: Cells) -> tuple[set[frozenset[str]], bool]:
    """The places to withhold now, and whether to withhold what is told of all together."""
    hidden: set[frozenset[str]] = set()
    rest = [each.total[0] if each.total else 0 for each in (then, now)]
    for before, after in _together(then.places, now.places):
        figures = [[then.places[p] for p in before], [now.places[p] for p in after]]
        known = [[figure for figure in each if figure] for each in figures]
        told = all(len(a) == len(b) for a, b in zip(known, figures, strict=True))
        if told and min(len(before), len(after)) == 1 and not _few(*known):
            rest = [n - sum(m for m, _ in each) for n, each in zip(rest, known, strict=True)]
        else:
            hidden |= set(after)
    more = rest[1] - rest[0]
    few = then.total is None or more < 0 or 0 < more < CLIENTS_FROM
    return hidden, few and now.total != then.total


def _few(then: Sequence[Figure], now: Sequence[Figure]) -> bool:
    """Whether one to four clients were added, or any taken away or counted otherwise."""
    more = sum(n for n, _ in now) - sum(n for n, _ in then)
    corrected = more == 0 and len(then) == len(now) and then != now
    return more < 0 or 0 < more < CLIENTS_FROM or corrected


def _together(
    then: Iterable[frozenset[str]], now: Iterable[frozenset[str]]
) -> Iterator[tuple[list[frozenset[str]], list[frozenset[str]]]]:
    """Then's and now's places in pieces that share no office: most often one and the same."""
    before, after = list(then), list(now)
    while after:
        mine, theirs = [after.pop()], list[frozenset[str]]()
        offices = mine[0]
        while True:
            more = [p for p in before if p & offices], [p for p in after if p & offices]
            if not any(more):
                break
            theirs += more[0]
            mine += more[1]
            before = [p for p in before if p not in more[0]]
            after = [p for p in after if p not in more[1]]
            offices = offices.union(*theirs, *mine)
        yield theirs, mine
