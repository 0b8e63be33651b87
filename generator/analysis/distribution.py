"""Distribution: how the answers to single items are spread over the scale's classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from generator.analysis.inference import finite
from generator.results import ClassShare, Distribution, ItemAnswers
from generator.study import ResponseClass, Scale


@dataclass(frozen=True, slots=True)
class AskedItem:
    """An item, the construct it belongs to (if any) and its response scale."""

    id: str
    construct: str | None
    scale: Scale


def part_of_scale(item: str, scale: Scale, *, low: int, high: int) -> AskedItem:
    """The item on its scale in two classes: from ``low`` to ``high``, and the rest."""
    second = high + 1 if low == scale.low else low
    parts = ((scale.low, second - 1), (second, scale.high))
    classes = tuple(
        ResponseClass(label=f"{first}\N{EN DASH}{last}", low=first, high=last)
        for first, last in parts
    )
    return AskedItem(item, None, scale.model_copy(update={"classes": classes}))


def distribution(frame: pd.DataFrame, *, items: Sequence[AskedItem], group: str) -> Distribution:
    """Class shares of each item over those who answered it; no rows where nobody is in the file."""
    found = unit_distributions(frame.assign(unit=""), items=items, group=group)
    return found.get("", Distribution(group=group, n=0, rows=()))


def unit_distributions(
    frame: pd.DataFrame, *, items: Sequence[AskedItem], group: str
) -> dict[str, Distribution]:
    """Class shares of each item in every unit of the column ``unit``."""
    sizes = frame["unit"].value_counts()
    by_item = [_unit_answers(frame, item) for item in items]
    return {
        str(unit): Distribution(
            group=group, n=int(n), rows=tuple(answers[str(unit)] for answers in by_item)
        )
        for unit, n in sizes.items()
    }


def _unit_answers(frame: pd.DataFrame, item: AskedItem) -> dict[str, ItemAnswers]:
    grouped = frame[item.id].groupby(frame["unit"], sort=False)
    classes = [
        frame[item.id].between(part.low, part.high).groupby(frame["unit"], sort=False).sum()
        for part in item.scale.classes
    ]
    counted = pd.concat([grouped.count(), grouped.mean(), *classes], axis=1)
    return {
        str(unit): _answers(item, int(n), float(mean), [int(count) for count in counts])
        for unit, n, mean, *counts in counted.itertuples(name=None)
    }


def _answers(item: AskedItem, n: int, mean: float, counts: Sequence[int]) -> ItemAnswers:
    shares = tuple(
        ClassShare(
            label=part.label,
            low=part.low,
            high=part.high,
            count=count,
            percent=100 * count / n if n else None,
        )
        for part, count in zip(item.scale.classes, counts, strict=True)
    )
    return ItemAnswers(
        item=item.id, construct=item.construct, n=n, mean=finite(mean), classes=shares
    )
