"""Near-unanimity: a mean at the very end of its scale tells what nearly everybody answered.

If a group's mean falls short of the scale's end by so little that fewer than the threshold can have
answered anything else, then all the others' answers are known. The same is true at the end of
the classes the answers are told in. Such a figure is withheld with everything beside it, under a
reason that other figures have too: that it is withheld must not tell what it would have told. What
the whole less the told units leaves must not be nearly unanimous either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from generator.disclosure.rows import hidden_row
from generator.disclosure.units import withheld_item, withheld_row
from generator.results import (
    Anova,
    ClassShare,
    Descriptives,
    Distribution,
    Frequency,
    GroupComparison,
    ItemAnswers,
    Node,
    UnitComparison,
    UnitDifference,
    VariableStatistics,
    Suppressed,
    told_count,
)
from generator.study import Study

REASON: Final = "protects_another_unit"
REVEALS = Suppressed("would_reveal_few")
ROUNDED: Final = 0.005
"""How far a mean of two decimals may be from the one it was rounded from."""

Told = dict[str, Node | Suppressed]


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of a variable's scale, and how finely one respondent's value is divided.

    ``steps`` is below one where answers lie farther apart than a point. ``exact`` is whether the
    figures held against them are still unrounded.
    """

    low: float
    high: float
    steps: float
    exact: bool = True


def nearly_unanimous(
    mean: float, n: int, *, low: float, high: float, steps: float, threshold: int
) -> bool:
    """Whether fewer than ``threshold`` of ``n`` can be off the nearer end of the scale.

    ``steps`` is how finely a single respondent's value is divided: 1 for an item, the number of
    items for a construct. Somebody off the end is off by at least ``1 / steps``.
    """
    off = min(high - mean, mean - low) * n * steps
    return off < threshold - 1e-9


def without_unanimity(
    nodes: Mapping[str, Node | Suppressed], *, study: Study, threshold: int, rounded: bool = False
) -> Told:
    """The nodes of a unit, or of the whole, without what tells what nearly everybody answered.

    Of means that are ``rounded`` already, only those are withheld that leave no doubt.
    """
    ends = dict(ends_of(study))
    if rounded:
        ends = {
            name: Ends(end.low - ROUNDED, end.high + ROUNDED, end.steps, exact=False)
            for name, end in ends.items()
        }
    told: Told = {}
    for name, node in nodes.items():
        match node:
            case Descriptives():
                statistics = tuple(_row(row, ends, threshold) for row in node.rows)
                told[name] = replace(node, rows=statistics)
            case UnitComparison():
                differences = tuple(_difference(row, ends, threshold) for row in node.rows)
                told[name] = replace(node, rows=differences)
            case Distribution():
                items = tuple(_item(row, ends, threshold) for row in node.rows)
                told[name] = replace(node, rows=items)
            case Anova() | GroupComparison() if _one_mind(node, ends, threshold):
                told[name] = REVEALS
            case Frequency() if node.variable in ends and _one_choice(node, nodes, threshold):
                told[name] = REVEALS
            case _:
                told[name] = node
    return told


def ends_of(study: Study) -> Iterator[tuple[str, Ends]]:
    """Every construct, item of a construct and single item of the study."""
    for name, construct in study.constructs.items():
        scale = study.scale_of(name)
        yield name, Ends(scale.low, scale.high, len(construct.items))
        yield from ((item.id, Ends(scale.low, scale.high, 1)) for item in construct.items)
    for name in study.items:
        scale = study.scale_of(name)
        yield name, Ends(scale.low, scale.high, 1)


def at_end(mean: object, n: object, ends: Ends | None, threshold: int) -> bool:
    """Whether a told mean of n leaves fewer than ``threshold`` off an end of the scale."""
    if ends is None or not isinstance(mean, float) or not isinstance(n, int) or not n:
        return False
    return nearly_unanimous(
        mean, n, low=ends.low, high=ends.high, steps=ends.steps, threshold=threshold
    )


def _flat(sd: object, n: object, ends: Ends | None, threshold: int) -> bool:
    """Whether so small a spread leaves fewer than ``threshold`` off one common value.

    As many as that, off by the least there is and all to the same side, spread this much.
    """
    if ends is None or not ends.exact:
        return False
    if not isinstance(sd, float) or not isinstance(n, int) or n <= threshold:
        return sd == 0.0
    least = threshold * (1 - threshold / n) / ends.steps**2
    return (n - 1) * sd**2 < least - 1e-9


def _row(row: VariableStatistics, known: Mapping[str, Ends], threshold: int) -> VariableStatistics:
    ends = known.get(row.variable)
    if at_end(row.mean, row.n, ends, threshold) or _flat(row.sd, row.n, ends, threshold):
        return replace(withheld_row(row, reason=REASON), undefined=None)
    return row


def _difference(row: UnitDifference, known: Mapping[str, Ends], threshold: int) -> UnitDifference:
    if at_end(row.mean, row.n, known.get(row.variable), threshold):
        return replace(hidden_row(row, reason=REASON), undefined=None)
    return row


def _item(row: ItemAnswers, known: Mapping[str, Ends], threshold: int) -> ItemAnswers:
    ends = known.get(row.item)
    exact = ends is None or ends.exact
    if at_end(row.mean, row.n, ends, threshold) or (exact and _at_class_ends(row, threshold)):
        return withheld_item(row, reason=REASON)
    return row


def _at_class_ends(row: ItemAnswers, threshold: int) -> bool:
    """Whether the mean leaves fewer than ``threshold`` off the ends of the classes they are in."""
    if not isinstance(row.mean, float) or not isinstance(row.n, int) or not row.classes:
        return False
    total = row.mean * row.n
    lowest = sum(part.low * told_count(part.count) for part in row.classes)
    highest = sum(part.high * told_count(part.count) for part in row.classes)
    return lowest < highest and min(total - lowest, highest - total) < threshold - 1e-6


def _one_mind(node: Anova | GroupComparison, known: Mapping[str, Ends], threshold: int) -> bool:
    ends = known.get(node.outcome)
    return any(
        at_end(group.mean, group.n, ends, threshold) or _flat(group.sd, group.n, ends, threshold)
        for group in node.groups
    )


def _one_choice(node: Frequency, nodes: Mapping[str, Node | Suppressed], threshold: int) -> bool:
    """Whether all but fewer than ``threshold`` are known to have chosen the same scale point.

    Where points are joined, by the mean that another node tells.
    """
    points = [sorted(int(value) for value in part.values if value) for part in node.categories]
    classes = tuple(
        ClassShare(label="", low=values[0], high=values[-1], count=part.count, percent=None)
        for values, part in zip(points, node.categories, strict=True)
        if values
    )
    answers = ItemAnswers(
        item=node.variable, construct=None, n=node.n_valid, mean=None, classes=classes
    )
    for mean in _means(nodes, node.group, node.variable):
        if _at_class_ends(replace(answers, mean=mean), threshold):
            return True
    return any(
        told_count(part.count) > told_count(node.n_valid) - threshold
        for part in node.categories
        if len(part.values) == 1
    )


def _means(nodes: Mapping[str, Node | Suppressed], group: str, variable: str) -> Iterator[float]:
    for node in nodes.values():
        if isinstance(node, Node) and node.group == group:
            for row in rows_of(node):
                if name_of(row) == variable and isinstance(row.mean, float):
                    yield row.mean


def rows_of(node: object) -> tuple[VariableStatistics | ItemAnswers, ...]:
    """The rows about constructs or items, of a node that has such."""
    return node.rows if isinstance(node, Descriptives | Distribution) else ()


def name_of(row: VariableStatistics | ItemAnswers) -> str:
    """The construct or item a row is about."""
    return row.variable if isinstance(row, VariableStatistics) else row.item


def hidden_everywhere(steps: Mapping[str, Node | Suppressed]) -> Told:
    """The steps without a mean of the whole that another step of the same file withholds."""
    hidden = {
        (node.group, name_of(row))
        for node in steps.values()
        if isinstance(node, Descriptives | Distribution)
        for row in node.rows
        if isinstance(row.mean, Suppressed)
    }
    return {name: _without(node, hidden) for name, node in steps.items()}


def _without(node: Node | Suppressed, hidden: Collection[tuple[str, str]]) -> Node | Suppressed:
    match node:
        case Descriptives():
            rows = tuple(
                replace(withheld_row(row, reason=REASON), undefined=None)
                if (node.group, row.variable) in hidden
                else row
                for row in node.rows
            )
            return replace(node, rows=rows)
        case Distribution():
            items = tuple(
                withheld_item(row, reason=REASON) if (node.group, row.item) in hidden else row
                for row in node.rows
            )
            return replace(node, rows=items)
        case Anova() | GroupComparison() if (node.group, node.outcome) in hidden:
            return REVEALS
        case Frequency() if (node.group, node.variable) in hidden:
            return REVEALS
    return node


def hide_row(nodes: Told, name: str, i: int) -> None:
    """Withhold one row of a unit's ``constructs`` (and ``comparison``) or ``items``, in place."""
    node, compared = nodes.get(name), nodes.get("comparison")
    match node:
        case Descriptives():
            row = withheld_row(node.rows[i], reason=REASON)
            nodes[name] = replace(node, rows=(*node.rows[:i], row, *node.rows[i + 1 :]))
        case Distribution():
            item = withheld_item(node.rows[i], reason=REASON)
            nodes[name] = replace(node, rows=(*node.rows[:i], item, *node.rows[i + 1 :]))
    if name == "constructs" and isinstance(compared, UnitComparison):
        difference = hidden_row(compared.rows[i], reason=REASON)
        rows = (*compared.rows[:i], difference, *compared.rows[i + 1 :])
        nodes["comparison"] = replace(compared, rows=rows)
