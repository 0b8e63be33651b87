"""What may be told of statistics about respondents beyond counts and means."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from generator.disclosure.rows import hidden_row, without_figures
from generator.results import (
    Aggregation,
    Anova,
    Correlation,
    CorrelationPair,
    Descriptives,
    GroupComparison,
    GroupStatistics,
    Multilevel,
    MultilevelRow,
    Node,
    Reliability,
    Representativeness,
    UnitComparison,
    UnitDifference,
    VariableStatistics,
)
from generator.study import UNITS

Row = TypeVar("Row", CorrelationPair, MultilevelRow, UnitDifference)

Group = TypeVar("Group", bound=GroupStatistics)


def unpublishable_left_out(node: Node) -> Node:
    """The node without what may never be published, not even of a synthetic round.

    Agreement within single units is on its way to the whole's figures; of representativeness
    chi-square, df and p are told.
    """
    match node:
        case Aggregation():
            return replace(node, units=())
        case Representativeness():
            return replace(node, cells=(), min_expected=None)
    return node


def told_of_model(node: Node, *, threshold: int) -> Node:
    """The node without figures that may be about fewer than ``threshold`` respondents.

    Extremes and modes may be one person's answer; an exact sum would sharpen every printed mean.
    """
    match node:
        case Descriptives():
            node = replace(node, rows=tuple(_without_extremes(row) for row in node.rows))
        case Anova():
            groups = tuple(_group(group) for group in node.groups)
            node = replace(node, groups=groups, total=_group(node.total))
        case GroupComparison():
            node = replace(node, groups=tuple(_group(group) for group in node.groups))
        case Correlation():
            rows = _large_enough(node.rows, threshold=threshold)
            if node.group != UNITS:  # how much one person decides is told of nobody
                rows = tuple(without_figures(row, "loo_low", "loo_high") for row in rows)
            node = replace(node, rows=rows)
        case Multilevel():
            node = replace(node, rows=_large_enough(node.rows, threshold=threshold))
        case UnitComparison():
            node = replace(node, rows=_large_enough(node.rows, threshold=threshold))
        case Aggregation():
            node = without_figures(node, "rwg_min", "rwg_max")
        case Reliability():
            node = _without_listwise_means(node)
    return node


def _large_enough(rows: tuple[Row, ...], *, threshold: int) -> tuple[Row, ...]:
    """The rows, each hidden that is about fewer than ``threshold``."""
    return tuple(
        hidden_row(row, reason="too_few_respondents")
        if isinstance(row.n, int) and row.n < threshold
        else row
        for row in rows
    )


def _without_extremes(row: VariableStatistics) -> VariableStatistics:
    told = replace(row, n_modes=None)
    return without_figures(told, "minimum", "maximum", "mode", "total")


def _without_listwise_means(node: Reliability) -> Reliability:
    """Means over those who answered every item: one who skipped one is all that differs."""
    items = tuple(
        without_figures(
            *(item, "mean", "sd", "scale_mean_if_deleted", "scale_variance_if_deleted"),
            reason="would_reveal_few",
        )
        for item in node.items
    )
    node = replace(node, items=items)
    return without_figures(node, "sum_mean", "sum_variance", "sum_sd", reason="would_reveal_few")


def _group(group: Group) -> Group:
    return without_figures(group, "minimum", "maximum")
