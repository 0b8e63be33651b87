"""What no document, trend, quarter or audit prints is not in results.json.

Every numeric field of the demo round's results is changed, one field of one kind of node at a time,
and something that is made from the results must change with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from generator.history import with_trend
from generator.history.published_round import PublishedRound
from generator.history.quarter import with_quarter
from generator.report.context import Context
from generator.report.county.report import county_reports
from generator.report.office.report import office_report
from generator.report.quarter.report import quarter_report
from generator.results.groups import UnitComparison
from generator.results.store import ReleasedResults, published_names
from generator.results.values import Band, Bound, Node, Suppressed
from generator.round.model import Policy
from generator.run.verify.own_tables import audit_county
from tests.rounds import Walked, walk

FieldOf = tuple[str, str]

DATA = Path(__file__).parents[2] / "data"
INNOVATION = DATA / "innovasjon" / "2015-2"
IMPROVEMENT = DATA / "forbedring" / "2010-2"
LATER = date(2016, 1, 1)
"""A round that looks back at the demo round."""

UNITS = {INNOVATION: ("ospelund", "orrelia", "heggelia-steinlia"), IMPROVEMENT: ("rypeskar",)}
"""One that stands out, one of ten, and a merged one of eight: every kind of page is theirs."""

KEPT = {
    ("MonthResult", "denominator"),  # what a later round's months are held against
    ("ItemLoading", "se"),  # what a later round's loadings are held against
    ("Levels", "dominance"),  # what the gate holds a slope between units against, also when read
    ("Share", "low"),  # which part of the scale a share is of
    ("Share", "high"),
    ("UnitDifference", "difference"),  # that a unit was compared at all
}
"""What is read for something else than to be printed; and every node's own ``n``."""


def numeric_fields(results: ReleasedResults) -> Counter[FieldOf]:
    """How often each numeric field of each kind of node or part stands in the results."""
    found: Counter[FieldOf] = Counter()

    def look(value: Any) -> None:
        if isinstance(value, tuple):
            for part in value:
                look(part)
        elif is_dataclass(value) and not isinstance(value, Suppressed | Bound | Band):
            for name in published_names(type(value)):
                part = getattr(value, name)
                own_n = isinstance(value, Node) and name == "n"
                if isinstance(part, int | float) and not isinstance(part, bool) and not own_n:
                    found[type(value).__name__, name] += 1
                look(part)

    for nodes in (results.steps, *results.units.values()):
        for node in nodes.values():
            look(node)
    return found


def changed(value: Any, at: FieldOf) -> Any:
    """The same node with every number in that field another one."""
    if isinstance(value, tuple):
        return tuple(changed(part, at) for part in value)
    if not is_dataclass(value) or isinstance(value, Suppressed | Bound | Band | type):
        return value
    kind, field = at
    changes: dict[str, Any] = {}
    for name in published_names(type(value)):
        part = getattr(value, name)
        if (type(value).__name__, name) == (kind, field) and isinstance(part, int | float):
            if not isinstance(part, bool):
                changes[name] = part + 3 if isinstance(part, int) else -0.5 * part - 0.37
        else:
            new = changed(part, at)
            if new is not part:
                changes[name] = new
    return replace(value, **changes) if changes else value


def makers(one: Walked, units: Iterable[str]) -> Iterator[Callable[[ReleasedResults], object]]:
    """What is made from a round's results, the cheapest first."""
    for unit in units:
        yield lambda results, unit=unit: office_report(unit, context=of(one, results))
    yield lambda results: county(one, results)
    yield lambda results: quarter_report(context=of(one, quarterly(one, results)))
    yield lambda results: looked_back(one, results)


def of(one: Walked, results: ReleasedResults) -> Context:
    return replace(one.context, released=results)


def county(one: Walked, results: ReleasedResults) -> object:
    context = of(one, results)
    reports = county_reports(context=context)
    return reports, [audit_county(each, context=context).findings for each in reports]


def quarterly(one: Walked, results: ReleasedResults) -> ReleasedResults:
    return with_quarter(results, (), study=one.study)


def looked_back(one: Walked, results: ReleasedResults) -> ReleasedResults:
    """The trend of a later round that published what this one did."""
    later = one.round.model_copy(update={"id": "later", "date": LATER})
    now = replace(one.released, round="later")
    return with_trend(
        now, (PublishedRound(results, one.study, one.round),), study=one.study, round_=later
    )


def changed_results(results: ReleasedResults, at: FieldOf) -> ReleasedResults:
    return replace(
        results,
        steps={name: changed(node, at) for name, node in results.steps.items()},
        units={
            unit: {name: changed(node, at) for name, node in nodes.items()}
            for unit, nodes in results.units.items()
        },
    )


@cache
def walked(folder: Path, *, reproduced: bool) -> Walked:
    one = walk(folder, policy=Policy(reproduce_published=reproduced))
    return replace(one, published=replace(one.published, results=firm(one.released)))


def firm(results: ReleasedResults) -> ReleasedResults:
    """The same where a unit is clearly above the others, which none is in the demo rounds."""
    units = {name: dict(nodes) for name, nodes in results.units.items()}
    for name in {name for names in UNITS.values() for name in names} & units.keys():
        node = units[name]["comparison"]
        if isinstance(node, UnitComparison):
            first, *others = node.rows
            units[name]["comparison"] = replace(node, rows=(replace(first, firm="above"), *others))
    return replace(results, units=units)


def unread(one: Walked, fields: Iterable[FieldOf], *, units: Iterable[str]) -> set[FieldOf]:
    """Those of the fields whose numbers may be changed without anything changing with them."""
    left = {at: changed_results(one.released, at) for at in fields}
    for make in makers(one, units):
        before = make(one.released)
        left = {at: results for at, results in left.items() if not _changes(make, results, before)}
    return set(left)


def _changes(
    make: Callable[[ReleasedResults], object], results: ReleasedResults, before: object
) -> bool:
    try:
        return make(results) != before
    except (ArithmeticError, ValueError):  # a number nobody could have answered
        return True


def test_every_number_in_results_json_is_printed_or_read() -> None:
    left = set[FieldOf]()
    read = set[FieldOf]()
    for folder, units in UNITS.items():
        for reproduced in (False, True):
            one = walked(folder, reproduced=reproduced)
            fields = set(numeric_fields(one.released)) - KEPT - read
            found = unread(one, fields, units=units)
            read |= fields - found
            left = (left | found) - read
    assert left == set()
