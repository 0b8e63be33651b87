"""Quarterly reports of one year, held together: no month of few clients follows from all of them.

What every report tells is written down as equations in the clients' cells (an office's month), and
Gaussian elimination says whether any of them, however combined, is about fewer than five clients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest
from counties import STUDY
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.analysis.results import months_of, total_attainment, unit_attainment
from generator.disclosure.clients import months as rule
from generator.disclosure.clients.few import published_attainment
from generator.disclosure.clients.months import small_denominators
from generator.history.quarter import total_months
from generator.results.offices import Attainment, IndicatorResult, MonthResult, OfficeAttainment
from generator.results.store import ReleasedResults
from generator.round import load_round
from generator.sources.scorecard import read_scorecard

DATA = Path(__file__).parents[2] / "data" / "innovasjon"
MONTHS = tuple(f"2015-{i:02}" for i in range(1, 13))
PRIME = 2**61 - 1

Clients = Mapping[str, Sequence[int]]
Cell = tuple[str, str]
Equation = dict[Cell, int]
Scorecards = tuple[dict[str, Attainment], Attainment]


@dataclass(frozen=True, slots=True)
class Report:
    """What one report tells: released results, and the whole's months."""

    released: ReleasedResults
    whole: Attainment


def card(clients: Clients, upto: int) -> dict[str, Attainment]:
    """Every office's scorecard of the first ``upto`` months; a month without clients has no result.

    No two results are alike, so that nothing follows by accident.
    """
    return {office: _node(office, counts[:upto]) for office, counts in clients.items()}


def _node(office: str, counts: Sequence[int]) -> Attainment:
    months = tuple(
        MonthResult(month=m, result=50.0 if n else None, target=60.0, denominator=n, met=None)
        for m, n in zip(MONTHS, counts, strict=False)
    )
    row = IndicatorResult(
        indicator="B",
        result=50.0,
        target=60.0,
        attainment=0.83,
        denominator=sum(counts),
        months=months,
    )
    whole = OfficeAttainment(office=office, rows=(row,))
    return Attainment(group="scorecard", n=1, offices=(whole,), scores=())


def whole_of(cards: Mapping[str, Attainment]) -> Attainment:
    n = sum(each.offices[0].rows[0].denominator for each in cards.values())
    row = IndicatorResult(indicator="B", result=50.0, target=60.0, attainment=0.83, denominator=n)
    offices = (OfficeAttainment(office=None, rows=(row,)),)
    return Attainment(group="scorecard", n=len(cards), offices=offices, scores=())


def report(cards: Mapping[str, Attainment], whole: Attainment, ends: Sequence[str] = ()) -> Report:
    hidden = small_denominators(cards, ends=ends)
    units = {
        o: {"attainment": published_attainment(n, suppressed=hidden, parts={})}
        for o, n in cards.items()
    }
    told = published_attainment(whole, suppressed=hidden, parts={})
    released = ReleasedResults(study="s", round="r", steps={"attainment": told}, units=units)
    found = total_months(released, study=STUDY)
    assert found is not None
    return Report(released, found)


def equations(one: Report, clients: Mapping[str, Mapping[str, int]], indicator: str, *, sums: bool):
    """What a report tells of an indicator, in the cells; ``sums`` of results, else of counts.

    A result to date is the sum of its months; the whole is the mean of results, so that each
    office's months stand in it divided by its clients to date.
    """
    told: dict[str, set[str]] = {}
    everybody: Equation = {}
    for office, nodes in one.released.units.items():
        node = nodes["attainment"]
        assert isinstance(node, Attainment)
        for row in (
            row for each in node.offices for row in each.rows if row.indicator == indicator
        ):
            cells = {(office, m.month): 1 for m in row.months if clients[office].get(m.month)}
            for month in row.months:
                if not isinstance(month.result, float) or not isinstance(month.denominator, int):
                    continue
                told.setdefault(month.month, set()).add(office)
                yield {(office, month.month): 1}
            if isinstance(row.denominator, int):
                assert isinstance(row.result, float)
                yield dict(cells)
            everybody |= dict.fromkeys(
                cells, pow(_to_date(cells, clients), -1, PRIME) if sums else 1
            )
    (row,) = (row for row in one.whole.offices[0].rows if row.indicator == indicator)
    if isinstance(row.denominator, int):
        yield everybody
    for month in row.months:  # a mean of months that are told follows from them
        assert month.denominator == len(told.get(month.month, ()))


def _to_date(cells: Mapping[Cell, int], clients: Mapping[str, Mapping[str, int]]) -> int:
    return sum(clients[office][month] for office, month in cells) or 1


def reduced(rows: Sequence[Equation], order: Sequence[Cell]) -> dict[Cell, Equation]:
    """The equations in echelon form, by the first cell of each in ``order``."""
    place = {cell: i for i, cell in enumerate(order)}
    found: dict[Cell, Equation] = {}
    for row in rows:
        left = {cell: value for cell, value in row.items() if value}
        while left:
            first = min(left, key=place.__getitem__)
            if first not in found:
                unit = pow(left[first], -1, PRIME)
                found[first] = {cell: value * unit % PRIME for cell, value in left.items()}
                break
            times_ = left[first]
            for cell, value in found[first].items():
                rest = (left.get(cell, 0) - times_ * value) % PRIME
                if rest:
                    left[cell] = rest
                else:
                    left.pop(cell, None)
    return found


def follows(rows: Sequence[Equation], few: frozenset[Cell], cells: Sequence[Cell]) -> bool:
    """Whether something about no other cells than ``few`` follows: these come last in echelon."""
    order = [cell for cell in cells if cell not in few] + sorted(few)
    return any(first in few for first in reduced(rows, order))


def given_away(
    reports: Sequence[Report], clients: Mapping[str, Mapping[str, int]], indicator: str
) -> Iterator[frozenset[Cell]]:
    """Every group of one to four clients that something follows about."""
    cells = [(o, m) for o, months in clients.items() for m, n in months.items() if n]
    n = {(o, m): clients[o][m] for o, m in cells}
    small = [cell for cell in cells if n[cell] < 5]
    groups = [frozenset(each) for k in (1, 2, 3) for each in combinations(small, k)]
    for sums in (True, False):
        told = [row for one in reports for row in equations(one, clients, indicator, sums=sums)]
        rows = list(reduced(told, cells).values())
        touched = {cell for row in rows for cell in row}
        for few in groups:
            if sum(n[cell] for cell in few) < 5 and few <= touched and follows(rows, few, cells):
                yield few


def quarterly(clients: Clients, windows: Sequence[int] = (3, 6, 9, 12)) -> list[Report]:
    """The year's reports, each of all months so far; ``windows`` are their last months."""
    found, ends = [], []
    for upto in windows:
        cards = card(clients, upto)
        found.append(report(cards, whole_of(cards), ends))
        ends.append(MONTHS[upto - 1])
    return found


def by_month(clients: Clients) -> dict[str, dict[str, int]]:
    return {office: dict(zip(MONTHS, each, strict=True)) for office, each in clients.items()}


counts = st.one_of(st.integers(0, 6), st.sampled_from([0, 0, 7, 9, 20]))
years = st.lists(counts, min_size=12, max_size=12)
counties = st.lists(years, min_size=2, max_size=4).map(
    lambda each: dict(zip("abcd", each, strict=False))
)
growing = st.sampled_from([(3, 6, 9, 12), (6, 12), (3, 9), (4, 8, 12), (1, 3, 5, 6), (12,)])


@given(clients=counties, windows=growing)
@settings(max_examples=times(60), deadline=None)
def test_no_year_of_reports_gives_few_clients_away(clients: Clients, windows) -> None:
    assert not list(given_away(quarterly(clients, windows), by_month(clients), "B"))


@given(clients=counties, windows=growing)
@settings(max_examples=times(60), deadline=None)
def test_a_month_is_told_of_the_same_offices_in_every_report(clients: Clients, windows) -> None:
    before: dict[str, object] = {}
    for one in quarterly(clients, windows):
        now = {month.month: month for month in one.whole.offices[0].rows[0].months}
        assert {month: now[month] for month in before} == before
        before = now


LEAKING = {"a": (3, 6, 9, 20, 20, 5, *[20] * 6), "b": (20,) * 12}
"""Over three months February goes with January; over six it would be June."""


def test_a_choice_over_the_whole_window_would_give_january_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not list(given_away(quarterly(LEAKING), by_month(LEAKING), "B"))
    monkeypatch.setattr(rule, "QUARTER_ENDS", ())
    cards = [card(LEAKING, upto) for upto in (3, 6, 9, 12)]
    reports = [report(each, whole_of(each)) for each in cards]
    found = list(given_away(reports, by_month(LEAKING), "B"))
    assert frozenset({("a", "2015-01")}) in found


def test_an_office_without_a_first_quarter_takes_a_month_of_the_second_with_it() -> None:
    """Two of few and a partner in March: what is told in June must not add up to March's."""
    clients = {"a": (1, 1, 1, *[9] * 9), "b": (2, 2, 3, *[9] * 9), "c": (30,) * 12}
    march, june = (one.released for one in quarterly(clients, (3, 6)))
    for unit in "ab":
        (row,) = _rows(march, unit)
        assert not isinstance(row.result, float)
        (row,) = _rows(june, unit)
        assert isinstance(row.result, float)
        assert [isinstance(m.result, float) for m in row.months].count(True) == 2
    assert all(isinstance(m.result, float) for m in _rows(june, "c")[0].months)


def _rows(released: ReleasedResults, unit: str) -> tuple[IndicatorResult, ...]:
    node = released.units[unit]["attainment"]
    assert isinstance(node, Attainment)
    return node.offices[0].rows


def test_the_four_demo_quarters_together(demo_year: dict[str, Scorecards]) -> None:
    reports, ends = [], []
    for last, (cards, whole) in demo_year.items():
        reports.append(report(cards, whole, ends))
        ends.append(last)
    year, _ = list(demo_year.values())[-1]
    indicators = [row.indicator for row in next(iter(year.values())).offices[0].rows]
    told = {}
    for indicator in indicators:
        clients = {
            office: {m.month: m.denominator for m in row.months}
            for office, node in year.items()
            for row in node.offices[0].rows
            if row.indicator == indicator
        }
        assert not list(given_away(reports, clients, indicator))
        for one in reports:
            (row,) = (r for r in one.whole.offices[0].rows if r.indicator == indicator)
            for month in row.months:
                assert told.setdefault((indicator, month.month), month) == month
    assert any(n.denominator < len(year) for n in told.values())  # there was something to hide


@pytest.fixture(scope="module")
def demo_year() -> dict[str, Scorecards]:
    """The offices' scorecards of the four quarters of 2015, by the window's last month."""
    found = {}
    for folder in sorted(path.parent for path in DATA.glob("2015-*/round.toml")):
        study, round_ = load_round(folder)
        scorecard = read_scorecard(study, round_, folder=folder)
        names = {unit.code: unit.id for unit in round_.units}
        rows = scorecard.frame.assign(attainment=1.0)
        months = months_of(scorecard.monthly, lower=study.lower_is_better)
        assert round_.window is not None
        cards = {
            office: unit_attainment(rows, offices=[office], scores={}, months=months)
            for office in names.values()
        }
        found[round_.window.last] = cards, total_attainment(rows, scores={})
    return found
