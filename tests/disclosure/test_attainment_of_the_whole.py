"""The whole's mean attainment beside its mean result: it must not tell two hidden offices apart.

Attainment counts up to the target only. Two hidden offices have a sum of results and a sum of
attainments; where one is above the target, the two sums give both. The attacker tries every way in
which the hidden clients can have been helped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from generator.disclosure.clients.few import published_attainment
from generator.disclosure.clients.months import SuppressedCells, small_denominators
from generator.results.offices import Attainment, IndicatorResult, OfficeAttainment, Score
from generator.results.values import Suppressed

TARGET = 60.0
FEW = Suppressed("clients")
HELPED = {"a": (3, 3), "b": (1, 9), "c": (20, 40), "d": (33, 50)}
"""How many of each office's clients were helped in time, and how many there were."""


def card(office: str | None, results: Sequence[tuple[int, int]]) -> Attainment:
    """A scorecard with the mean results of some offices."""
    parts = [100 * helped / n for helped, n in results]
    row = IndicatorResult(
        indicator="B",
        result=round(sum(parts) / len(parts), 1),
        target=TARGET,
        attainment=round(sum(min(x / TARGET, 1.0) for x in parts) / len(parts), 2),
        denominator=sum(n for _, n in results),
    )
    return Attainment(
        group="scorecard",
        n=len(results),
        offices=(OfficeAttainment(office=office, rows=(row,)),),
        scores=(Score(variable="c", value=row.attainment),),
    )


CARDS = {office: card(office, [result]) for office, result in HELPED.items()}
WHOLE = card(None, list(HELPED.values()))


def told(node: Attainment, hidden: SuppressedCells) -> tuple[IndicatorResult, Score]:
    released = published_attainment(node, suppressed=hidden, parts={"c": frozenset({"B"})})
    return released.offices[0].rows[0], released.scores[0]


def ways(whole: IndicatorResult, hidden: SuppressedCells) -> Iterator[tuple[int, int]]:
    """How many of three, and of nine, hidden clients can have been helped."""
    shown = [told(CARDS[office], hidden)[0].result for office in "cd"]
    results = [each for each in shown if isinstance(each, float)]
    attained = sum(min(x / TARGET, 1.0) for x in results)
    for a, b in product(range(4), range(10)):
        parts = [100 * a / 3, 100 * b / 9]
        mean = (sum(parts) + sum(results)) / 4
        capped = (sum(min(x / TARGET, 1.0) for x in parts) + attained) / 4
        fits = isinstance(whole.result, float) and abs(mean - whole.result) < 0.11
        if isinstance(whole.attainment, float):
            fits = fits and abs(capped - whole.attainment) < 0.0051
        if fits:
            yield a, b


def test_the_whole_does_not_tell_two_hidden_offices_apart() -> None:
    hidden = small_denominators(CARDS)
    assert {office for office, _ in hidden.results} == {"a", "b"}
    row, score = told(WHOLE, hidden)
    assert (row.result, row.attainment, score.value) == (WHOLE.offices[0].rows[0].result, FEW, FEW)
    assert len(list(ways(WHOLE.offices[0].rows[0], hidden))) == 1  # with it there is one way
    assert len(list(ways(row, hidden))) > 1


@pytest.mark.parametrize("node", [WHOLE, CARDS["d"]], ids=["whole", "office"])
def test_attainment_is_told_where_nothing_is_hidden(node: Attainment) -> None:
    row, score = told(node, SuppressedCells())
    assert isinstance(row.attainment, float)
    assert isinstance(score.value, float)
