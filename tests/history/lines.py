"""Shorthand for tests on trends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.history import with_trend
from generator.history.published_round import PublishedRound
from generator.results.offices import Attainment, IndicatorResult
from generator.results.store import ReleasedResults
from generator.results.trend import Break, Change, Trend, TrendLine
from generator.round.model import Window

Place = tuple[str, str, str, str | None]
"""Whose trend, and the measure, variable and office of a line."""


def trended(now: PublishedRound, *earlier: PublishedRound) -> ReleasedResults:
    return with_trend(now.released, earlier, study=now.study, round_=now.round)


def trends(released: ReleasedResults) -> Iterator[tuple[str, Trend]]:
    for name, node in released.steps.items():
        if isinstance(node, Trend):
            yield name, node
    for unit, nodes in released.units.items():
        if isinstance(node := nodes.get("trend"), Trend):
            yield unit, node


def all_lines(released: ReleasedResults) -> Iterator[tuple[str, TrendLine]]:
    for name, trend in trends(released):
        yield from ((name, line) for line in trend.lines)


def in_quarter(edition: PublishedRound, *months: str) -> PublishedRound:
    """A round whose scorecards have its last months alone, under these names."""
    found = edition
    for unit, nodes in edition.released.units.items():
        node = nodes.get("attainment")
        if isinstance(node, Attainment):
            found = with_unit_node(found, unit, "attainment", _named(node, months))
    return with_round(found, window=Window(first=months[0], last=months[-1]))


def _named(node: Attainment, months: tuple[str, ...]) -> Attainment:
    def row(each: IndicatorResult) -> IndicatorResult:
        named = zip(each.months[-len(months) :], months, strict=True)
        return replace(each, months=tuple(replace(a, month=name) for a, name in named))

    offices = (replace(office, rows=tuple(map(row, office.rows))) for office in node.offices)
    return replace(node, offices=tuple(offices))


def with_months(
    edition: PublishedRound, unit: str, indicator: str, **changes: Any
) -> PublishedRound:
    """A unit's indicator with these fields in each of its months."""
    node = edition.released.units[unit]["attainment"]
    assert isinstance(node, Attainment)
    offices = []
    for office in node.offices:
        rows = (
            replace(row, months=tuple(replace(month, **changes) for month in row.months))
            if row.indicator == indicator
            else row
            for row in office.rows
        )
        offices.append(replace(office, rows=tuple(rows)))
    return with_unit_node(edition, unit, "attainment", replace(node, offices=tuple(offices)))


def line_of(
    released: ReleasedResults, where: str, measure: str, variable: str, *, group: str = ""
) -> TrendLine:
    found = [
        line
        for name, line in all_lines(released)
        if (name, line.measure, line.variable) == (where, measure, variable)
        and line.group.startswith(group)
    ]
    return found[0]


def change_of(released: ReleasedResults, where: str, measure: str, variable: str) -> Change:
    change = line_of(released, where, measure, variable).change
    assert isinstance(change, Change)
    return change


def broken(released: ReleasedResults) -> dict[tuple[str, str, str], set[str]]:
    """Every broken line, with the reasons of its breaks."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for name, line in all_lines(released):
        if isinstance(line.change, Break):
            reasons = {each.reason for each in line.breaks}
            found.setdefault((name, line.measure, line.variable), set()).update(reasons)
    return found


def chained(released: ReleasedResults) -> dict[tuple[str, str, str], Change]:
    """Every change that is over the offices of both rounds alone."""
    return {
        (name, line.measure, line.variable): line.change
        for name, line in all_lines(released)
        if isinstance(line.change, Change) and line.change.offices is not None
    }


def with_study(edition: PublishedRound, **changes: Any) -> PublishedRound:
    return replace(edition, study=edition.study.model_copy(update=changes))


def with_round(edition: PublishedRound, **changes: Any) -> PublishedRound:
    return replace(edition, round=edition.round.model_copy(update=changes))


def with_unit_node(edition: PublishedRound, unit: str, name: str, node: Any) -> PublishedRound:
    units = dict(edition.released.units)
    units[unit] = {**units[unit], name: node}
    return replace(edition, released=replace(edition.released, units=units))


def with_step(edition: PublishedRound, name: str, node: Any) -> PublishedRound:
    steps = {**edition.released.steps, name: node}
    return replace(edition, released=replace(edition.released, steps=steps))
