"""Shorthand for tests on trends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.history import with_trend
from generator.history.published_round import PublishedRound
from generator.results.store import ReleasedResults
from generator.results.trend import Break, Change, Trend, TrendLine

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
