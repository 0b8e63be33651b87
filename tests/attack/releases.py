"""A round that is released again and again: late answers, other merges, other size classes.

The attacker puts all releases together: every figure is about people by the last one's row numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from hypothesis import strategies as st

from attack.county import (
    MOST,
    County,
    Office,
    Published,
    leader_answers,
    persons,
    publish,
)
from attack.questions import SIZES, study
from attack.reading import Known, People, Read, known_leaders, known_of, read
from generator.disclosure import Certificate, EarlierRelease, hold_against
from generator.disclosure.certificate import results_hash
from generator.results import ReleasedResults
from generator.results.memberships import Memberships

NAMES = ("first", "second", "third")

Rows = Mapping[str, Mapping[int, int]]
"""For each group of respondents: the row in a later release of everybody in an earlier one."""


@dataclass(frozen=True, slots=True)
class Release:
    """One release of the round, and the county as it was then."""

    county: County
    published: Published


def release_all(counties: Sequence[County], *, held: bool = True) -> list[Release]:
    """Each county's release, held against those before it; DisclosureError when one is refused."""
    made: list[Release] = []
    for county in counties:
        hold = holding(made, county) if held and made else None
        made.append(Release(county, publish(county, hold=hold) if hold else publish(county)))
    return made


def holding(earlier: Sequence[Release], county: County) -> Callable[..., Any]:
    """Hold a release of ``county`` against the earlier ones, as the pipeline does."""

    def hold(
        released: ReleasedResults, certificate: Certificate, people: Mapping[str, Memberships]
    ) -> tuple[ReleasedResults, Certificate]:
        known = [_earlier(one, i, rows_of(one.county, county)) for i, one in enumerate(earlier)]
        return hold_against(known, released, certificate, people, study=study())

    return hold


def _earlier(one: Release, number: int, rows: Rows) -> EarlierRelease:
    released = one.published.context.released
    members = one.published.people
    return EarlierRelease(
        run=NAMES[number],
        folder=NAMES[number],
        results_sha256=results_hash(released),
        released=released,
        people={group: _renumbered(members[group], rows[group]) for group in members},
    )


def _renumbered(members: Memberships, rows: Mapping[int, int]) -> Memberships:
    def moved(value: Any) -> Any:
        if isinstance(value, frozenset):
            return _moved(value, rows)
        return {name: moved(part) for name, part in value.items()}

    return Memberships(
        people=moved(members.people),
        answered=moved(members.answered),
        classes=moved(members.classes),
        values=moved(members.values),
        units=moved(members.units),
    )


def _moved(people: People, rows: Mapping[int, int]) -> People:
    return frozenset(rows[person] for person in people)


def rows_of(first: County, second: County) -> dict[str, dict[int, int]]:
    """The rows in the second release of everybody in the first."""
    at = {person: row for row, person in enumerate(persons(second))}
    leaders = {i: row for row, i in enumerate(leader_answers(second).attrs["drawn"])}
    return {
        "people": {row: at[person] for row, person in enumerate(persons(first))},
        "leaders": {row: leaders[i] for row, i in enumerate(leader_answers(first).attrs["drawn"])},
    }


KNOWN = {"people": known_of, "leaders": known_leaders}


def read_together(releases: Sequence[Release], group: str) -> tuple[list[Read], Known]:
    """Each release as the attacker reads it, by the last one's rows; and all he knows."""
    last = releases[-1].county
    reads, scopes = [], {}
    for i, one in enumerate(releases):
        known = KNOWN[group](one.county)
        rows = rows_of(one.county, last)[group]
        scopes |= {f"{unit} in {i}": _moved(who, rows) for unit, who in known.units.items()}
        reads.append(_read_moved(read(one.published.results_json, known, group), rows))
    return reads, replace(KNOWN[group](last), units=scopes)


def _read_moved(seen: Read, rows: Mapping[int, int]) -> Read:
    def moved(figures: Any) -> Any:
        return tuple(replace(each, people=_moved(each.people, rows)) for each in figures)

    return replace(
        seen, means=moved(seen.means), shares=moved(seen.shares), lines=moved(seen.lines)
    )


def joined(reads: Sequence[Read]) -> Read:
    """All that was read, as if it stood in one report."""

    def both(a: Read, b: Read) -> Read:
        return Read(a.means + b.means, a.shares + b.shares, a.lines + b.lines, b.results)

    return reduce(both, reads)


ORDINARY = (0, 4, 5, 6, 9, 12)
FEW = (0, 0, 0, 1, 2, 3, 4)
ANY = (0, 0, 1, 3, 4, 5, 9, 15)


@st.composite
def later(draw: Any, county: County) -> County:
    """The county when more have answered, some offices are merged otherwise or of another size."""
    late = draw(st.sampled_from([ORDINARY, FEW, ANY, (0,)]))
    otherwise = draw(st.sampled_from([0, 0, 1, 3]))
    offices = list(county.offices)
    for i, office in enumerate(offices):
        more = min(draw(st.sampled_from(late)), MOST - office.n)
        clients = draw(st.sampled_from([0, 0, 0, 2, 5, 9]))
        offices[i] = replace(office, n=office.n + more, clients=office.clients + clients)
    for _ in range(otherwise):
        i = draw(st.integers(0, len(offices) - 1))
        offices[i] = changed(offices[i], draw(st.sampled_from(["merged", *SIZES])))
    return replace(
        county,
        offices=tuple(offices),
        unplaced=county.unplaced + draw(st.sampled_from(late)),
        leaders=county.leaders + draw(st.sampled_from(late)),
        partial=county.partial + draw(st.sampled_from([0, 0, 1, 4])),
    )


def changed(office: Office, how: str) -> Office:
    """The office merged where it was not, or the other way about; or in another size class."""
    return (
        replace(office, merged=not office.merged) if how == "merged" else replace(office, size=how)
    )
