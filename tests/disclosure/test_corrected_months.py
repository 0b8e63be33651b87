"""A month counted otherwise after it was printed: nothing follows about one to four clients.

Clients that a correction adds are cells of their own. What every quarter's report tells is written
down as equations in the cells, and elimination says whether any of them, however combined, is about
fewer than five clients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

import pytest
from counties import STUDY
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st
from test_growing_windows import MONTHS, PRIME, Cell, Equation, card, follows, report, whole_of

from generator.disclosure.clients.releases import without_small_corrections
from generator.results.offices import Attainment, IndicatorResult
from generator.results.store import ReleasedResults

Clients = dict[str, tuple[int, ...]]
Added = Mapping[Cell, int]
"""Clients of an office's month that only the second and later reports know of."""

Rule = Callable[..., ReleasedResults]


def as_it_is(released: ReleasedResults, *_: Any, **__: Any) -> ReleasedResults:
    """In the place of the rule."""
    return released


def reports(clients: Clients, added: Added, *, rule: Rule) -> list[ReleasedResults]:
    """The reports to March, June and September; the correction comes after the first."""
    found: list[ReleasedResults] = []
    for upto in (3, 6, 9):
        known = clients if upto == 3 else corrected(clients, added)
        cards = card(known, upto)
        released = report(cards, whole_of(cards), ["2015-03", "2015-06"]).released
        found.append(rule(released, found, study=STUDY))
    return found


def corrected(clients: Clients, added: Added) -> Clients:
    return {
        office: tuple(
            n + added.get((office, month), 0) for month, n in zip(MONTHS, counts, strict=True)
        )
        for office, counts in clients.items()
    }


def equations(released: ReleasedResults, cells: Mapping[Cell, int]) -> Iterator[Equation]:
    """What a report tells of how many; ``cells`` are the clients that it knows of."""
    everybody: Equation = {}
    for office, row in rows(released):
        inside = [cell for cell in cells if cell[0] == office]
        if office == "":
            continue
        for month in row.months:
            if isinstance(month.denominator, int):
                yield {cell: 1 for cell in inside if cell[1].startswith(month.month)}
        upto = {month.month for month in row.months}
        to_date = [cell for cell in inside if cell[1][:7] in upto]
        if isinstance(row.denominator, int):
            yield dict.fromkeys(to_date, 1)
        n = sum(cells[cell] for cell in to_date)
        everybody |= dict.fromkeys(to_date, pow(n, -1, PRIME) if n else 0)
    if any(office == "" and isinstance(row.result, float) for office, row in rows(released)):
        yield everybody


def rows(released: ReleasedResults) -> Iterator[tuple[str, IndicatorResult]]:
    for nodes in (released.steps, *released.units.values()):
        node = nodes["attainment"]
        assert isinstance(node, Attainment)
        for office in node.offices:
            yield from ((office.office or "", row) for row in office.rows)


def given_away(clients: Clients, added: Added, *, rule: Rule) -> Iterator[frozenset[Cell]]:
    """Every group of one to four clients that something follows about."""
    base = {
        (office, month): n
        for office, counts in clients.items()
        for month, n in zip(MONTHS, counts, strict=True)
        if n
    }
    more = {(office, f"{month} added"): n for (office, month), n in added.items() if n}
    first, *others = reports(clients, added, rule=rule)
    told = list(equations(first, base))
    told += [row for one in others for row in equations(one, base | more)]
    cells = base | more
    small = [cell for cell, n in cells.items() if n < 5]
    for few in (frozenset(each) for k in (1, 2, 3) for each in combinations(small, k)):
        touched = any(cell in row for row in told for cell in few)
        if touched and sum(cells[cell] for cell in few) < 5 and follows(told, few, list(cells)):
            yield few


counts = st.lists(
    st.one_of(st.integers(1, 7), st.sampled_from([9, 20])), min_size=12, max_size=12
).map(tuple)
corrections = st.dictionaries(
    st.tuples(st.sampled_from("ab"), st.sampled_from(MONTHS[:3])),
    st.sampled_from([1, 3, 4, 5, 8]),
    max_size=2,
)


@given(st.fixed_dictionaries({"a": counts, "b": counts, "c": counts}), corrections)
@settings(max_examples=times(40), deadline=None)
def test_a_correction_tells_of_no_few_clients(clients: Clients, added: Added) -> None:
    assert not list(given_away(clients, added, rule=without_small_corrections))


EVEN: Clients = {"a": (20,) * 12, "b": (20,) * 12, "c": (30,) * 12}
MOVED: Clients = {"a": (3, 6, 9, *[20] * 9), "b": (20,) * 12, "c": (30,) * 12}


@pytest.mark.parametrize(
    ("clients", "added"),
    [(EVEN, {("a", "2015-02"): 3}), (MOVED, {("a", "2015-02"): 8}), (MOVED, {("a", "2015-01"): 2})],
    ids=["three more", "another month hidden", "two more where it was hidden"],
)
def test_without_the_rule_it_would(clients: Clients, added: Added) -> None:
    assert list(given_away(clients, added, rule=as_it_is))
    assert not list(given_away(clients, added, rule=without_small_corrections))


@pytest.mark.parametrize("added", [{}, {("a", "2015-02"): 9}], ids=["nothing", "nine more"])
def test_what_is_unchanged_or_five_more_is_told(added: Added) -> None:
    free = reports(EVEN, added, rule=as_it_is)
    assert reports(EVEN, added, rule=without_small_corrections) == free
