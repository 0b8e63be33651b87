"""Near-unanimity: a mean at the very end of its scale tells what nearly everybody answered.

If a unit's mean falls short of the scale's end by so little that fewer than the threshold can have
answered anything else, then all the others' answers are known. Such a mean is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeVar

from generator.disclosure.rows import hidden_row
from generator.results import (
    Descriptives,
    Distribution,
    ItemAnswers,
    Node,
    UnitComparison,
    UnitDifference,
    VariableStatistics,
    Withheld,
)
from generator.study import Study

REASON: Final = "nearly_unanimous"


ROUNDED: Final = 0.005
"""How far a mean of two decimals may be from the one it was rounded from."""


def without_unanimity(
    nodes: Mapping[str, Node | Withheld], *, study: Study, threshold: int, rounded: bool = False
) -> dict[str, Node | Withheld]:
    """A unit's nodes without means that tell what nearly everybody answered.

    Of means that are ``rounded`` already, only those are withheld that leave no doubt.
    """
    doubt = ROUNDED if rounded else 0.0
    told = dict(nodes)
    for name, node in nodes.items():
        match node:
            case Descriptives():
                statistics = tuple(_row(row, study, threshold, doubt) for row in node.rows)
                told[name] = replace(node, rows=statistics)
            case UnitComparison():
                differences = tuple(_row(row, study, threshold, doubt) for row in node.rows)
                told[name] = replace(node, rows=differences)
            case Distribution():
                items = tuple(_item(row, study, threshold, doubt) for row in node.rows)
                told[name] = replace(node, rows=items)
    return told


def nearly_unanimous(
    mean: float, n: int, *, low: float, high: float, steps: int, threshold: int
) -> bool:
    """Whether fewer than ``threshold`` of ``n`` can be off the nearer end of the scale.

    ``steps`` is how finely a single respondent's value is divided: 1 for an item, the number of
    items for a construct. Somebody off the end is off by at least ``1 / steps``.
    """
    off = min(high - mean, mean - low) * n * steps
    return off < threshold - 1e-9


Row = TypeVar("Row", VariableStatistics, UnitDifference)


def _row(row: Row, study: Study, threshold: int, doubt: float) -> Row:
    if not isinstance(row.n, int) or not isinstance(row.mean, float):
        return row
    scale = study.scale_of(row.variable)
    construct = study.constructs.get(row.variable)
    told = nearly_unanimous(
        row.mean,
        row.n,
        low=scale.low - doubt,
        high=scale.high + doubt,
        steps=len(construct.items) if construct else 1,
        threshold=threshold,
    )
    return hidden_row(row, reason=REASON, also=()) if told else row


def _item(row: ItemAnswers, study: Study, threshold: int, doubt: float) -> ItemAnswers:
    if not isinstance(row.n, int) or not isinstance(row.mean, float):
        return row
    scale = study.scale_of(row.construct or row.item)
    told = nearly_unanimous(
        row.mean,
        row.n,
        low=scale.low - doubt,
        high=scale.high + doubt,
        steps=1,
        threshold=threshold,
    )
    return replace(row, mean=Withheld(REASON)) if told else row
