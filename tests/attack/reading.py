"""What the attacker reads in results.json: each figure with the people it is about.

The attacker is given more than any outsider has: who answered which question, and everybody's
office, age and education. Only the answers themselves are unknown to him. So he knows which people
stand behind each figure; where the printed n is not theirs, he has misunderstood, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from attack.county import County, answers, leader_answers, merges
from attack.questions import AGES, ALL_ITEMS, FINE, ITEMS, MIN_ITEMS, SINGLE, SIZES
from generator.results import (
    Anova,
    Band,
    Descriptives,
    Distribution,
    Frequency,
    GroupComparison,
    GroupStatistics,
    Node,
    Regression,
    ReleasedResults,
    Reliability,
    Response,
    SizeMeans,
    UnitComparison,
    Suppressed,
)

People = frozenset[int]
Span = tuple[float, float]
"""A rounded figure: the lowest and the highest it can be."""

THRESHOLD = 4


@dataclass(frozen=True, slots=True)
class Known:
    """Everything about the respondents but their answers."""

    people: People
    units: dict[str, People]
    sizes: dict[str, People]
    classes: dict[str, dict[str, People]]
    answered: dict[str, People]
    invited: dict[str, int]


@dataclass(frozen=True, slots=True)
class Mean:
    """A told mean of a variable over people; ``spread`` is their SD where it can be had."""

    place: str
    variable: str
    people: People
    mean: Span
    spread: Span | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """How many of the people answered from low to high, for classes that cover the scale."""

    place: str
    variable: str
    people: People
    counts: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A regression line over people: mean of ``y`` is ``b0`` plus the slopes times the means."""

    place: str
    people: People
    y: str
    b0: Span
    slopes: tuple[tuple[str, Span], ...]


Figure = Mean | Shares | Line


@dataclass(frozen=True, slots=True)
class Read:
    """All that was read."""

    means: tuple[Mean, ...]
    shares: tuple[Shares, ...]
    lines: tuple[Line, ...]
    results: ReleasedResults


class MisreadError(AssertionError):
    """The attacker's understanding of who a figure is about is not the program's."""


def known_of(county: County) -> Known:
    """What the attacker knows beforehand; the answers are looked at for being there only."""
    frame = answers(county)
    there = frame[list(ALL_ITEMS)].notna()
    answered = {item: _where(there[item]) for item in ALL_ITEMS}
    for name, items in ITEMS.items():
        answered[name] = _where(there[list(items)].sum(axis=1) >= MIN_ITEMS[name])
    offices = {name: _where(frame["unit"] == name) for name in county.ids}
    size_of = {name: office.size for name, office in zip(county.ids, county.offices, strict=True)}
    joined = dict(offices)
    for merge in merges(county):
        parts = [offices[name] for name in merge["units"]]
        if any(len(part) < THRESHOLD for part in parts):
            larger = max(merge["units"], key=lambda name: len(offices[name]))
            for name in merge["units"]:
                del joined[name]
            joined[merge["id"]] = frozenset().union(*parts)
            size_of[merge["id"]] = size_of[larger]
    sizes = {
        label: frozenset().union(*(who for name, who in joined.items() if size_of[name] == size))
        for size, label in SIZES.items()
    }
    classes = {
        name: {label: _where(frame[name] == value) for value, label in labels.items()}
        | {"not stated": _where(frame[name].isna())}
        for name, labels in (("age", AGES), ("fine", FINE))
    }
    invited = {
        name: office.n + office.silent
        for name, office in zip(county.ids, county.offices, strict=True)
    }
    people = frozenset(frame.index)
    return Known(people, joined, sizes, {**classes, "size": sizes}, answered, invited)


def _where(chosen: pd.Series) -> People:
    return frozenset(chosen.index[chosen].tolist())


def known_leaders(county: County) -> Known:
    """What the attacker knows of the leaders, who are of no office."""
    there = leader_answers(county).notna()
    answered = {item: _where(there[item]) for item in there.columns}
    answered[SINGLE] = frozenset()
    for name, items in ITEMS.items():
        answered[name] = _where(there[list(items)].sum(axis=1) >= MIN_ITEMS[name])
    return Known(frozenset(there.index), {}, {}, {}, answered, {})


def read(results_json: str, known: Known, group: str = "people") -> Read:
    """Every mean, share and line about a group's answers in results.json."""
    results = ReleasedResults.from_json(results_json)
    everybody = {f"steps/{name}": (node, known.people) for name, node in results.steps.items()}
    for unit, nodes in results.units.items():
        everybody |= {
            f"{unit}/{name}": (node, known.units.get(unit, frozenset()))
            for name, node in nodes.items()
        }
    figures: list[Figure] = []
    for place, (node, within) in everybody.items():
        if isinstance(node, Node) and node.group == group:
            figures += _figures(place, node, within, known)
    return Read(
        tuple(figure for figure in figures if isinstance(figure, Mean)),
        tuple(figure for figure in figures if isinstance(figure, Shares)),
        tuple(figure for figure in figures if isinstance(figure, Line)),
        results,
    )


def _figures(place: str, node: Node, within: People, known: Known) -> Iterator[Figure]:
    match node:
        case SizeMeans():
            members = frozenset().union(*(known.units[unit] for unit in node.units))
            yield from _means(place, node, members, known)
        case Descriptives():
            yield from _means(place, node, within, known)
        case UnitComparison():
            yield from _rests(place, node, within, known)
        case Distribution():
            yield from _answers(place, node, within, known)
        case Anova() | GroupComparison():
            yield from _groups(place, node, known)
        case Reliability():
            yield from _listwise(place, node, known)
        case Regression():
            yield from _line(place, node, known)
        case Frequency() if node.variable in ALL_ITEMS:
            yield from _choices(place, node, known)


def _answers(place: str, node: Distribution, within: People, known: Known) -> Iterator[Figure]:
    for row in node.rows:
        if isinstance(row.n, int) and row.n:
            who = _checked(within & known.answered[row.item], row.n, place)
            if (mean := span(row, "mean")) is not None:
                yield Mean(place, row.item, who, mean)
            counts = tuple((c.low, c.high, c.count) for c in row.classes)
            if all(isinstance(c, int) for *_, c in counts):
                yield Shares(place, row.item, who, counts)


def _choices(place: str, node: Frequency, known: Known) -> Iterator[Shares]:
    who = known.answered[node.variable]
    counts = tuple(
        (int(values[0]), int(values[-1]), category.count)
        for category in node.categories
        if isinstance(category.count, int) and (values := sorted(v for v in category.values if v))
    )
    if sum(count for *_, count in counts) == len(who):
        yield Shares(place, node.variable, who, counts)


def span(row: Any, name: str) -> Span | None:
    """What the named figure can be before it was rounded; None where it is not told."""
    value = getattr(row, name)
    if not isinstance(value, float):
        return None
    decimals = next(f.metadata["decimals"] for f in fields(row) if f.name == name)
    half = 0.5 * 10.0**-decimals + 1e-9
    return value - half, value + half


def _checked(people: People, n: int, place: str) -> People:
    if len(people) != n:
        raise MisreadError(f"{place}: n is {n}, the attacker counts {len(people)}")
    return people


def _means(place: str, node: Descriptives, within: People, known: Known) -> Iterator[Mean]:
    for row in node.rows:
        if isinstance(row.n, int) and row.n and (mean := span(row, "mean")) is not None:
            who = _checked(within & known.answered[row.variable], row.n, place)
            yield Mean(f"{place}/{row.variable}", row.variable, who, mean, spread_of(row))


def spread_of(row: Any) -> Span | None:
    """A row's own SD, from the SD itself or the variance."""
    spans = []
    if (sd := span(row, "sd")) is not None:
        spans.append((max(sd[0], 0.0), sd[1]))
    if hasattr(row, "variance") and (variance := span(row, "variance")) is not None:
        spans.append((max(variance[0], 0.0) ** 0.5, max(variance[1], 0.0) ** 0.5))
    if hasattr(row, "n") and hasattr(row, "se") and (se := span(row, "se")) is not None:
        spans.append((max(se[0], 0.0) * row.n**0.5, se[1] * row.n**0.5))
    return (max(low for low, _ in spans), min(high for _, high in spans)) if spans else None


def _rests(place: str, node: UnitComparison, within: People, known: Known) -> Iterator[Mean]:
    for row in node.rows:
        answered = known.answered[row.variable]
        if (mean := span(row, "mean")) is not None:
            yield Mean(f"{place}/{row.variable}", row.variable, within & answered, mean)
        if (rest := span(row, "rest_mean")) is not None:
            yield Mean(f"{place}/{row.variable}/rest", row.variable, answered - within, rest)


def _members(label: str, labels: dict[str, People]) -> People | None:
    """Who is in a printed category; joined ones are printed as ``a / b``."""
    parts = label.split(" / ")
    if any(part not in labels for part in parts):
        return None
    return frozenset().union(*(labels[part] for part in parts))


def _groups(place: str, node: Anova | GroupComparison, known: Known) -> Iterator[Mean]:
    labels, answered = known.classes[node.factor], known.answered[node.outcome]
    totals: list[tuple[GroupStatistics, People]] = []
    for group in node.groups:
        who = _members(group.label, labels)
        if who is None:
            raise MisreadError(f"{place}: who are {group.label!r}?")
        totals.append((group, who & answered))
    if isinstance(node, Anova):
        totals.append((node.total, frozenset().union(*(who for _, who in totals))))
    for group, who in totals:
        if isinstance(group.n, int) and group.n and (mean := span(group, "mean")) is not None:
            _checked(who, group.n, place)
            yield Mean(f"{place}/{group.label}", node.outcome, who, mean, spread_of(group))


def _listwise(place: str, node: Reliability, known: Known) -> Iterator[Mean]:
    """Reliability is about those who answered every item of the scale."""
    items = ITEMS[node.construct]
    who = known.people.intersection(*(known.answered[item] for item in items))
    if not isinstance(node.n, int) or not node.n:
        return
    _checked(who, node.n, place)
    for row in node.items:
        if (mean := span(row, "mean")) is not None:
            yield Mean(f"{place}/{row.item}", row.item, who, mean, spread_of(row))
    if (total := span(node, "sum_mean")) is not None:
        k = len(items)
        yield Mean(f"{place}/sum", node.construct, who, (total[0] / k, total[1] / k))


def _line(place: str, node: Regression, known: Known) -> Iterator[Line]:
    terms = {term.term: span(term, "b") for term in node.terms}
    b0 = terms.pop(None, None)
    slopes = tuple((x, b) for x, b in terms.items() if x and b is not None)
    if b0 is None or len(slopes) != len(terms) or not isinstance(node.n, int):
        return
    who = known.answered[node.outcome].intersection(*(known.answered[x] for x, _ in slopes))
    yield Line(place, _checked(who, node.n, place), node.outcome, b0, slopes)


def exact(value: object) -> int | None:
    """A count that is told as it is."""
    return value if isinstance(value, int) and not isinstance(value, Band | Suppressed) else None


def response_of(results: ReleasedResults, unit: str | None) -> Response | None:
    """Who was asked in a unit, or in the whole."""
    node = results.units[unit].get("response") if unit else results.steps.get("response/people")
    return node if isinstance(node, Response) else None
