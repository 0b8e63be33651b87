"""Clients are people too: scorecard and client-survey figures with small denominators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.disclosure.complements import hidden_units
from generator.results import (
    Attainment,
    ClientMean,
    ClientResults,
    IndicatorResult,
    OfficeAttainment,
    Withheld,
)
from generator.round import CLIENTS_FROM

FEW = Withheld("too_few_clients")


def small_denominators(nodes: Mapping[str, Attainment]) -> frozenset[tuple[str, str]]:
    """The (office, indicator) results to withhold, with complements, over all units' nodes."""
    by_indicator: dict[str, dict[str, int]] = {}
    for node in nodes.values():
        for office in node.offices:
            for row in office.rows:
                if isinstance(row.denominator, int) and office.office:
                    by_indicator.setdefault(row.indicator, {})[office.office] = row.denominator
    return frozenset(
        (office, indicator)
        for indicator, counts in by_indicator.items()
        for office in hidden_units(counts, whole=sum(counts.values()), threshold=CLIENTS_FROM)
    )


def told_attainment(
    node: Attainment, *, hidden: frozenset[tuple[str, str]], parts: Mapping[str, frozenset[str]]
) -> Attainment:
    """The node without the hidden results, and without composite scores they could be read from.

    ``parts`` maps a composite to its indicators.
    """
    told = tuple(
        OfficeAttainment(
            office=office.office,
            rows=tuple(
                _few(row) if (office.office, row.indicator) in hidden else row
                for row in office.rows
            ),
        )
        for office in node.offices
    )
    missing = {
        row.indicator for office in told for row in office.rows if isinstance(row.result, Withheld)
    }
    scores = tuple(
        replace(score, value=FEW) if missing & parts[score.variable] else score
        for score in node.scores
    )
    return replace(node, offices=told, scores=scores)


def told_clients(node: ClientResults) -> ClientResults:
    """The node without means of fewer than ``CLIENTS_FROM`` clients.

    A category's n is the smallest of its questions', so it goes with the question it could be
    read from.
    """
    return replace(
        node,
        questions=tuple(_told(mean) for mean in node.questions),
        categories=tuple(_told(mean) for mean in node.categories),
        total=_told(node.total),
    )


def _few(row: IndicatorResult) -> IndicatorResult:
    return replace(row, result=FEW, attainment=FEW, denominator=FEW)


def _told(mean: ClientMean) -> ClientMean:
    if isinstance(mean.n, int) and mean.n < CLIENTS_FROM:
        return replace(mean, n=FEW, mean=FEW)
    return mean
