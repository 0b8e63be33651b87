"""Levels of detail for one unit, by how many answered there."""

from __future__ import annotations

from dataclasses import replace

from generator.disclosure.models import told_of_model
from generator.disclosure.participation import banded
from generator.disclosure.rows import hidden_row
from generator.results import (
    ClassShare,
    Descriptives,
    Distribution,
    ItemAnswers,
    Node,
    Reason,
    Response,
    UnitComparison,
    VariableStatistics,
    Suppressed,
    told_count,
)
from generator.round import ITEMS_FROM, OWN_SD_FROM


def withheld_unit(nodes: dict[str, Node], *, reason: Reason) -> dict[str, Node | Suppressed]:
    """A unit too small to be told about: nothing of its answers, not even how many."""
    told: dict[str, Node | Suppressed] = dict.fromkeys(
        ("constructs", "items", "comparison"), Suppressed(reason)
    )
    response = nodes["response"]
    if isinstance(response, Response):
        hidden = Suppressed(reason)
        told["response"] = replace(
            banded(response), n=hidden, answered=hidden, rate=hidden, invited=hidden
        )
    return {name: told.get(name, node) for name, node in nodes.items()} | told


def told_unit(nodes: dict[str, Node], *, threshold: int) -> dict[str, Node | Suppressed]:
    """A unit large enough: construct means from the threshold, single items from ten."""
    told: dict[str, Node | Suppressed] = dict(nodes)
    for name, node in nodes.items():
        match node:
            case Response():
                told[name] = banded(node)
            case Descriptives():
                rows = tuple(_construct(row, threshold=threshold) for row in node.rows)
                told[name] = replace(node, rows=rows)
            case Distribution():
                told[name] = _items(node, threshold=threshold)
            case UnitComparison():
                told[name] = told_of_model(node, threshold=threshold)
    return told


def joined_classes(classes: tuple[ClassShare, ...], *, threshold: int) -> tuple[ClassShare, ...]:
    """Join a class of one to ``threshold - 1`` answers with its smaller neighbour.

    Where one class holds everybody, all of them are joined: it would tell what each person
    answered, and so would an empty class beside it, for only then is it left.
    """
    parts = list(classes)
    while len(parts) > 1:
        counts = [told_count(part.count) for part in parts]
        small = [i for i, count in enumerate(counts) if 0 < count < threshold]
        one_mind = max(counts) == sum(counts) > 0
        if not small and not one_mind:
            break
        i = small[0] if small else 0
        neighbours = [j for j in (i - 1, i + 1) if 0 <= j < len(parts)]
        j = min(neighbours, key=lambda k: (counts[k] == 0, counts[k]))
        first = min(i, j)
        parts[first : first + 2] = [_joined(parts[first], parts[first + 1])]
    return tuple(parts)


def _construct(row: VariableStatistics, *, threshold: int) -> VariableStatistics:
    if told_count(row.n) < threshold:
        return withheld_row(row, reason="too_few_respondents")
    if told_count(row.n) < OWN_SD_FROM:
        return replace(row, sd=Suppressed("needs_twenty_five_respondents"))
    return row


def withheld_row(row: VariableStatistics, *, reason: Reason) -> VariableStatistics:
    """A row of which only the variable's name is told."""
    return replace(hidden_row(row, reason=reason), n_modes=None)


def withheld_item(row: ItemAnswers, *, reason: Reason) -> ItemAnswers:
    """An item of which only the name is told."""
    return replace(row, n=Suppressed(reason), mean=Suppressed(reason), classes=())


def _items(node: Distribution, *, threshold: int) -> Distribution | Suppressed:
    if not isinstance(node.n, int) or node.n < ITEMS_FROM:
        return Suppressed("needs_ten_respondents")
    rows = (
        replace(row, classes=joined_classes(row.classes, threshold=threshold))
        if isinstance(row.n, int) and row.n >= ITEMS_FROM
        else withheld_item(row, reason="needs_ten_respondents")
        for row in node.rows
    )
    return replace(node, rows=tuple(rows))


def _joined(a: ClassShare, b: ClassShare) -> ClassShare:
    count = told_count(a.count) + told_count(b.count)
    base = sum(float(x) for x in (a.percent, b.percent) if isinstance(x, int | float))
    return ClassShare(label=f"{a.low}–{b.high}", low=a.low, high=b.high, count=count, percent=base)
