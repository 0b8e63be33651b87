"""Which offices are which, through events that are declared and ones that are not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from generator.history.concordance import Concordance, Concordances
from generator.round.events import Event
from generator.round.model import Round, Unit

DAYS = {"q1": date(2016, 3, 31), "q2": date(2016, 6, 30), "q3": date(2016, 9, 30)}


def round_of(name: str, offices: str, *events: Event) -> Round:
    units = [Unit(id=office, code=office, name=office.capitalize()) for office in offices.split()]
    return Round(id=name, title="t", whole="w", date=DAYS[name], units=tuple(units), events=events)


def event(what: str, before: str, after: str, day: date = date(2016, 4, 1), **more: Any) -> Event:
    sides = {"before": tuple(before.split()), "after": tuple(after.split())}
    return Event(what=what, date=day, **sides, **more)


def between(*rounds: Round) -> Concordance:
    return Concordances(rounds).between(rounds[0], rounds[-1])


def test_without_events_an_id_is_the_same_office() -> None:
    found = between(round_of("q1", "a b"), round_of("q2", "b c"))
    assert found.then("b") == {"b"}
    assert found.moved("b", "b") == frozenset()
    assert found.moved("ab", "bc") == {"a", "c"}
    assert found.then("c") == frozenset()


def test_a_merger_is_the_sum_of_its_parts() -> None:
    merged = event("merged", "a b", "ab")
    found = between(round_of("q1", "a b c"), round_of("q2", "ab c", merged))
    assert found.then(("ab",)) == {"a", "b"}
    assert found.moved("ab", ("ab",)) == frozenset()
    assert found.moved("abc", ("ab", "c")) == frozenset()
    assert found.moved("a", ("ab",)) == {"a", "b", "ab"}
    places = ({"a": "a", "b": "b", "c": "c"}, {"ab": ("ab",), "c": "c"})
    assert list(found.matches(*places)) == [(("a", "b"), ("ab",)), (("c",), ("c",))]
    # One part was not published, so there is no sum.
    assert list(found.matches({"a": "a", "c": "c"}, places[1])) == [(("c",), ("c",))]


def test_a_split_with_a_kept_id_is_another_office() -> None:
    split = event("split", "a", "a x")
    found = between(round_of("q1", "a b"), round_of("q2", "a b x", split))
    assert found.moved("a", "a") == {"a", "x"}
    assert found.moved("a", "ax") == frozenset()
    places = ({"a": "a", "b": "b"}, {"a": "a", "b": "b", "x": "x"})
    assert list(found.matches(*places)) == [(("a",), ("a", "x")), (("b",), ("b",))]


@pytest.mark.parametrize("what", ["closed", "moved"])
def test_what_closes_or_moves_away_is_compared_with_nothing(what: str) -> None:
    found = between(round_of("q1", "a b"), round_of("q2", "b", event(what, "a", "")))
    assert found.moved("ab", "b") == {"a"}
    assert list(found.matches({"a": "a", "b": "b"}, {"b": "b"})) == [(("b",), ("b",))]


def test_a_part_that_closes_later_leaves_others_behind() -> None:
    """Who came from the closed part is not in the rest, so the rest is not the whole of before."""
    split = event("split", "a", "x y")
    closed = event("closed", "y", "", date(2016, 7, 1))
    found = between(round_of("q1", "a"), round_of("q2", "x y", split), round_of("q3", "x", closed))
    assert found.then("x") == {"a"}
    assert found.moved("a", "x") == {"a", "x"}


def test_an_office_that_joins_a_merger_from_outside_makes_it_another() -> None:
    merged = event("merged", "a unknown", "a")
    found = between(round_of("q1", "a"), round_of("q2", "a", merged))
    assert found.moved("a", "a") == {"a"}


def test_an_event_counts_once_whoever_declares_it_again() -> None:
    split = event("split", "a", "a x")
    back = event("merged", "a x", "a", date(2016, 7, 1))
    first, second = round_of("q1", "a"), round_of("q2", "a x", split)
    third = round_of("q3", "a", split, back)
    series = Concordances([first, second, third])
    assert series.between(first, third).moved("a", "a") == frozenset()
    assert series.between(first, second).moved("a", "a") == {"a", "x"}
    assert series.between(second, third).moved("ax", "a") == frozenset()
    assert series.between(second, third).moved("a", "a") == {"a", "x"}


def test_an_event_that_is_said_with_two_dates_counts_once() -> None:
    said = [event("merged", "a b", "c"), event("merged", "a b", "c", date(2016, 5, 1))]
    said += [event("opened", "", "d"), event("opened", "", "d", date(2016, 5, 1))]
    found = between(round_of("q1", "a b"), round_of("q2", "c d", *said))
    assert found.moved("ab", "c") == frozenset()
    assert sorted(o for group in found.groups for o in group.now) == ["c", "d"]


def test_an_event_that_is_declared_late_counts_where_it_happened() -> None:
    split = event("split", "a", "a x")
    first, second = round_of("q1", "a"), round_of("q2", "a x")
    series = Concordances([first, second, round_of("q3", "a x", split)])
    assert series.between(first, second).moved("a", "a") == {"a", "x"}
    assert series.between(second, series.rounds[-1]).moved("ax", "ax") == frozenset()


def test_a_round_with_the_offices_of_before_is_before_the_event() -> None:
    """The old offices were reported to the end of the quarter, whatever the paper says."""
    merged = event("merged", "a b", "c", date(2016, 3, 15))
    found = between(round_of("q1", "a b"), round_of("q2", "c", merged))
    assert found.moved("ab", "c") == frozenset()


def test_a_wording_is_the_same_only_between_the_rounds_it_is_said_of() -> None:
    said = Event(what="reworded", date=date(2016, 4, 1), variables=("B.17",))
    first, second, third = round_of("q1", "a"), round_of("q2", "a", said), round_of("q3", "a")
    series = Concordances([first, second, third])
    assert series.between(first, second).reworded == {"B.17"}
    assert series.between(second, third).reworded == frozenset()


@pytest.mark.parametrize(
    ("what", "before", "after"),
    [
        ("merged", "a", "b"),
        ("merged", "a b", "c d"),
        ("merged", "a a", "b"),
        ("split", "a", "a"),
        ("split", "a b", "c d"),
        ("closed", "a", "b"),
        ("opened", "a", "b"),
        ("moved", "a", "b"),
        ("moved", "", ""),
        ("resized", "a", "b"),
        ("renamed", "a b", "c"),
        ("reworded", "a", "a"),
    ],
)
def test_an_event_has_the_offices_of_its_kind(what: str, before: str, after: str) -> None:
    with pytest.raises(ValidationError, match=repr(what)):
        event(what, before, after)


@given(st.data())
def test_groups_partition_the_offices(data: st.DataObject) -> None:
    """Whatever happens in whatever order, each office is in one group, and sums add up."""
    names = st.sampled_from("abcdef")
    now = set(data.draw(st.sets(names, min_size=2)))
    start, events = set(now), []
    for month in data.draw(st.lists(st.integers(4, 9), max_size=4).map(sorted)):
        day, new = date(2016, month, 1), f"n{len(events)}"
        gone = data.draw(st.sampled_from(sorted(now)))
        other = data.draw(st.sampled_from(sorted(now)))
        what = data.draw(st.sampled_from(["merged", "split", "closed", "opened", "renamed"]))
        sides = {
            "merged": ({gone, other}, {new}),
            "split": ({gone}, {gone, new}),
            "closed": ({gone}, set[str]()),
            "opened": (set[str](), {new}),
            "renamed": ({gone}, {new}),
        }[what]
        if (what == "merged" and gone == other) or (what == "closed" and len(now) == 1):
            continue
        events.append(event(what, " ".join(sides[0]), " ".join(sides[1]), day))
        now = (now - sides[0]) | sides[1]
    first = round_of("q1", " ".join(sorted(start)))
    last = round_of("q3", " ".join(sorted(now)), *events)
    found = between(first, last)
    assert sorted(o for group in found.groups for o in group.then) == sorted(start)
    assert sorted(o for group in found.groups for o in group.now) == sorted(now)
    places = {office: (office,) for office in start}, {office: (office,) for office in now}
    for then, after in found.matches(*places):
        assert not found.moved(then, after)
