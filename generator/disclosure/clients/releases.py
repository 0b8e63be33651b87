"""Clients who came, or were counted otherwise, since an earlier release or an earlier round.

What is published of clients are counts and means of offices; there are no answers to know again. So
a figure is published again only if it is as it was or about at least ``CLIENTS_FROM`` clients more
or fewer; what was suppressed stays so. Of the total, those outside the published offices must be so
too. Another result of the very same number of clients is published where the round says that it is
corrected: what follows from both is that a result was wrong, and not whose.

What goes with a month of few clients is chosen from the months before it, so a corrected count
can lead to another choice than the printed one. A month that was suppressed therefore stays so. An
office's indicator is suppressed where a month, or what its suppressed months add up to, has changed
by fewer than ``CLIENTS_FROM`` clients since it was printed; and so is the total's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator.disclosure.clients.few import suppress
from generator.disclosure.clients.months import SuppressedCells
from generator.results.offices import Attainment, ClientResults, IndicatorResult, MonthResult
from generator.results.store import ReleasedResults
from generator.results.survey import Response
from generator.results.values import Count, Nodes, Number, Suppressed
from generator.round.model import CLIENTS_FROM
from generator.study.model import Study

Figure = tuple[int, float]
"""How many clients, and their mean or result."""

Row = tuple[str, frozenset[str] | None, Count, Number]
"""A question or indicator, its place (None: all together), its clients and its mean or result."""


@dataclass(slots=True)
class Cells:
    """What a release has of one question or indicator: of each place, and of all together.

    A place is the offices that are reported as one; None stands for a figure that is suppressed.
    """

    places: dict[frozenset[str], Figure | None] = field(default_factory=dict)
    total: Figure | None = None


def without_few_more_clients(
    released: ReleasedResults,
    earlier: Sequence[ReleasedResults],
    *,
    study: Study,
    corrected: bool = False,
) -> ReleasedResults:
    """The release without what would tell of fewer than ``CLIENTS_FROM`` clients beside earlier.

    ``corrected`` where the round says that its figures are.
    """
    for before in earlier:
        released = _surveys_since(released, before, study, corrected)
        released = _scorecards_since(released, before, study, corrected)
    return released


def without_small_corrections(
    released: ReleasedResults,
    earlier: Sequence[ReleasedResults],
    *,
    study: Study,
    corrected: bool = False,
) -> ReleasedResults:
    """The release without what other months than an earlier scorecard's would tell."""
    for before in earlier:
        then = {(office, row.indicator): row for office, row in rows_of_offices(before)}
        results: set[tuple[str | None, str]] = set()
        months: set[tuple[str, str, str]] = set()
        for office, row in rows_of_offices(released):
            known = then.get((office, row.indicator))
            if office is None or known is None:
                continue
            was = {month.month: month for month in known.months}
            both = [(was[month.month], month) for month in row.months if month.month in was]
            touched = [b.month for a, b in both if isinstance(a.result, Suppressed)]
            small = any(_is_small(a, b, corrected) for a, b in both)
            if small or (both and _few_suppressed(known, row)):
                results |= {(office, row.indicator), (None, row.indicator)}
                touched = [month.month for month in row.months]
            months |= {(office, row.indicator, month) for month in touched}
        cells = SuppressedCells(frozenset(results), frozenset(months))
        released = _without_cells(released, cells, study)
    return released


def _is_small(then: MonthResult, now: MonthResult, corrected: bool) -> bool:
    """Whether a month published both times differs by few clients, or nobody knows how many."""
    if not isinstance(then.denominator, int) or not isinstance(now.denominator, int):
        return False
    more = now.denominator - then.denominator
    return _is_few(more) or (more == 0 and now.result != then.result and not corrected)


def _is_few(more: int) -> bool:
    """Whether one to four clients came or went, whose result follows from both figures."""
    return 0 < abs(more) < CLIENTS_FROM


def _few_suppressed(then: IndicatorResult, now: IndicatorResult) -> bool:
    """Whether clients of suppressed months, who follow from both results to date, are few more."""
    before, after = _counts(then.months), _counts(now.months)
    if not before or not isinstance(then.denominator, int) or not isinstance(now.denominator, int):
        return False
    # A month that was suppressed stays so; one published then is known, as it is printed now.
    suppressed = {month.month for month in then.months} - before.keys()
    known = before | {month: n for month, n in after.items() if month not in suppressed}
    rest = then.denominator - sum(before.values())
    return _is_few(now.denominator - sum(known.values()) - rest)


def _counts(months: Iterable[MonthResult]) -> dict[str, int]:
    """The clients of each published month."""
    return {each.month: each.denominator for each in months if isinstance(each.denominator, int)}


def _surveys_since(
    now: ReleasedResults, then: ReleasedResults, study: Study, corrected: bool
) -> ReleasedResults:
    changed = _since(_surveys(then), _surveys(now), corrected)
    units = {}
    for unit, nodes in now.units.items():
        place = _offices(unit, nodes)
        questions = frozenset(q for q, (places, _) in changed.items() if place in places)
        units[unit] = suppress(nodes, study, questions=questions or None)
    total = frozenset(q for q, (_, total) in changed.items() if total)
    return replace(now, units=units, steps=suppress(now.steps, study, questions=total or None))


def _surveys(released: ReleasedResults) -> Iterator[Row]:
    for unit, nodes in ((None, released.steps), *released.units.items()):
        node = nodes.get("client_survey")
        place = None if unit is None else _offices(unit, nodes)
        for row in node.questions if isinstance(node, ClientResults) else ():
            if row.n is not None:
                yield row.variable, place, row.n, row.mean


def _offices(unit: str, nodes: Nodes) -> frozenset[str]:
    response = nodes.get("response")
    return frozenset((isinstance(response, Response) and response.offices) or (unit,))


def _cells(rows: Iterable[Row]) -> dict[str, Cells]:
    """The figures of each question or indicator; a place without clients has none."""
    found: dict[str, Cells] = defaultdict(Cells)
    for name, place, n, value in rows:
        cells = found[name]
        figure = (n, value) if isinstance(n, int) and isinstance(value, float) else None
        if place is None:
            cells.total = figure
        elif n is not None:
            cells.places[place] = figure
    return found


def _scorecards_since(
    now: ReleasedResults, then: ReleasedResults, study: Study, corrected: bool
) -> ReleasedResults:
    results: set[tuple[str | None, str]] = set()
    changed = _since(_scorecards(then), _scorecards(now), corrected)
    for name, (places, total) in changed.items():
        results |= {(office, name) for place in places for office in place}
        results |= {(None, name)} if total else set()
    months = frozenset(
        (office, row.indicator, month.month)
        for office, row in rows_of_offices(now)
        if office is not None and (office, row.indicator) in results
        for month in row.months
    )
    return _without_cells(now, SuppressedCells(frozenset(results), months), study)


def _without_cells(
    released: ReleasedResults, cells: SuppressedCells, study: Study
) -> ReleasedResults:
    if not cells.results and not cells.months:
        return released
    units = {unit: suppress(nodes, study, cells) for unit, nodes in released.units.items()}
    return replace(released, steps=suppress(released.steps, study, cells), units=units)


def _scorecards(released: ReleasedResults) -> Iterator[Row]:
    for office, row in rows_of_offices(released):
        place = None if office is None else frozenset({office})
        yield row.indicator, place, row.denominator, row.result


def rows_of_offices(released: ReleasedResults) -> Iterator[tuple[str | None, IndicatorResult]]:
    """Every row of the scorecard with its office, None for the total."""
    for nodes in (released.steps, *released.units.values()):
        node = nodes.get("attainment")
        for office in node.offices if isinstance(node, Attainment) else ():
            yield from ((office.office, row) for row in office.rows)


def _since(
    then: Iterable[Row], now: Iterable[Row], corrected: bool
) -> dict[str, tuple[set[frozenset[str]], bool]]:
    """Of each question or indicator the places to suppress, and whether the total is."""
    before, after = _cells(then), _cells(now)
    both = before.keys() & after.keys()
    return {name: _changed(before[name], after[name], corrected) for name in both}


def _changed(then: Cells, now: Cells, corrected: bool) -> tuple[set[frozenset[str]], bool]:
    """The places to suppress now, and whether to suppress what is published of all together."""
    suppressed: set[frozenset[str]] = set()
    rest = [each.total[0] if each.total else 0 for each in (then, now)]
    for before, after in _together(then.places, now.places):
        figures = [[then.places[p] for p in before], [now.places[p] for p in after]]
        known = [[figure for figure in each if figure] for each in figures]
        published = all(len(a) == len(b) for a, b in zip(known, figures, strict=True))
        if (
            published
            and min(len(before), len(after)) == 1
            and not _few(known[0], known[1], corrected)
        ):
            rest = [n - sum(m for m, _ in each) for n, each in zip(rest, known, strict=True)]
        else:
            suppressed |= set(after)
    few = then.total is None or _is_few(rest[1] - rest[0])
    return suppressed, few and now.total != then.total


def _few(then: Sequence[Figure], now: Sequence[Figure], corrected: bool) -> bool:
    """Whether one to four clients came or went, or any were counted otherwise unsaid."""
    more = sum(n for n, _ in now) - sum(n for n, _ in then)
    otherwise = more == 0 and len(then) == len(now) and then != now
    return _is_few(more) or (otherwise and not corrected)


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
