"""What may be told of the whole: no group of its respondents below the threshold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.disclosure.certificate import Cell
from generator.disclosure.models import told_of_model
from generator.disclosure.participation import told_participation
from generator.disclosure.rows import without_figures
from generator.disclosure.spread import without_small_spread
from generator.disclosure.themes import told_themes
from generator.disclosure.units import joined_classes, withheld_item, withheld_row
from generator.results import (
    Aggregation,
    Anova,
    Correlation,
    Descriptives,
    Distribution,
    Drivers,
    Frequency,
    FrequencyCategory,
    GoodnessOfFit,
    GroupComparison,
    ItemAnswers,
    Multilevel,
    Node,
    Reason,
    Regression,
    Reliability,
    Representativeness,
    Response,
    Themes,
    VariableStatistics,
    Suppressed,
    told_count,
)
from generator.round import EXACT_INVITED_FROM, ITEMS_FROM
from generator.study import Study

Told = dict[str, Node | Suppressed]

PEOPLE = (
    Frequency,
    Descriptives,
    Distribution,
    Reliability,
    Correlation,
    Regression,
    Anova,
    GroupComparison,
    Multilevel,
    Drivers,
    GoodnessOfFit,
    Representativeness,
    Aggregation,
)
"""Nodes about respondents; the others count offices or clients, or stand by themselves."""


def told_of_whole(node: Node, *, threshold: int, study: Study) -> Node | Suppressed:
    """The node with every small group joined, or withheld where that cannot be done."""
    if reason := _too_few(node, threshold=threshold, study=study):
        return Suppressed(reason)
    told = without_small_spread(told_of_model(node, threshold=threshold))
    match told:
        case Response():
            return told_participation(told, threshold=threshold)
        case Frequency():
            counted = replace(told, missing=(), n_system_missing=None)
            return joined_categories(counted, threshold=threshold)
        case Distribution():
            return replace(told, rows=tuple(_answers(row, threshold) for row in told.rows))
        case Descriptives():
            rows = _large_rows(told, threshold=threshold)
            return replace(told, rows=tuple(_no_small_item(row, study) for row in rows))
    return told_themes(told, threshold=threshold) if isinstance(told, Themes) else told


def _too_few(node: Node, *, threshold: int, study: Study) -> Reason | None:
    """Why a node may not be told at all, if it may not: too few in it, or in one of its groups."""
    if isinstance(node, PEOPLE) and isinstance(node.n, int) and node.n < threshold:
        return "too_few_respondents"
    # Chi-square and the other counts tell a small one, and how few of how few were invited.
    cells = isinstance(node, GoodnessOfFit) and small_groups(node, threshold=threshold)
    invited = told_count(node.of) if isinstance(node, Representativeness) else 0
    if cells or 0 < invited < EXACT_INVITED_FROM:
        return "too_few_respondents"
    n = told_count(node.n)
    match node:
        case Distribution() | Frequency() if n < ITEMS_FROM:
            backgrounds = isinstance(node, Frequency) and not _of_item(node.variable, study)
            return None if backgrounds else "needs_ten_respondents"
        case Anova() | GroupComparison():
            # A group without anybody is a category that was too small and has been joined.
            empty = isinstance(node, GroupComparison) and any(not g.n for g in node.groups)
            if empty or small_groups(node, threshold=threshold):
                return "too_few_respondents"
            few = any(told_count(group.n) < ITEMS_FROM for group in node.groups)
            return "needs_ten_respondents" if few and _of_item(node.outcome, study) else None
    return None


def _of_item(variable: str, study: Study) -> bool:
    """Whether a variable is a single statement, and no construct, background or result."""
    items = {item.id for construct in study.constructs.values() for item in construct.items}
    return variable in study.items or variable in items


def _no_small_item(row: VariableStatistics, study: Study) -> VariableStatistics:
    few = isinstance(row.n, int) and row.n < ITEMS_FROM
    if few and _of_item(row.variable, study):
        return withheld_row(row, reason="needs_ten_respondents")
    return row


def without_unplaced(steps: Mapping[str, Node | Suppressed], *, threshold: int) -> Told:
    """The steps without counts that beside the whole's tell how few named no unit.

    Aggregation and models with units are about those who named one; their n, the degrees of
    freedom and mean sizes it follows from are withheld where one to ``threshold - 1`` did not.
    """
    told = dict(steps)
    answered = {
        (node.group, row.variable): row.n
        for name, node in steps.items()
        if isinstance(node, Descriptives) and name.startswith("constructs/")
        for row in node.rows
    }
    for name, node in steps.items():
        match node:
            case Aggregation():
                few = _unplaced(answered.get((node.group, node.construct)), node.n, threshold)
                told[name] = without_figures(node, *SIZES) if few else node
            case Multilevel():
                rows = tuple(
                    without_figures(row, "n")
                    if _unplaced(answered.get((node.group, row.outcome)), row.n, threshold)
                    else row
                    for row in node.rows
                )
                hidden = any(isinstance(row.n, Suppressed) for row in rows)
                model = replace(node, rows=rows)
                told[name] = without_figures(model, "n") if hidden else model
    return told


SIZES = ("n", "df2", "mean_size", "n0", "harmonic_size")
"""What of an aggregation tells how many it is about."""


def _unplaced(answered: object, placed: object, threshold: int) -> bool:
    """Whether some, but too few, of those who answered named no unit."""
    known = isinstance(answered, int) and isinstance(placed, int)
    return known and 0 < answered - placed < threshold  # type: ignore[operator]


def _answers(row: ItemAnswers, threshold: int) -> ItemAnswers:
    if isinstance(row.n, int) and row.n < ITEMS_FROM:
        return withheld_item(row, reason="needs_ten_respondents")
    return replace(row, classes=joined_classes(row.classes, threshold=threshold))


def _large_rows(node: Descriptives, *, threshold: int) -> tuple[VariableStatistics, ...]:
    return tuple(
        withheld_row(row, reason="too_few_respondents")
        if isinstance(row.n, int) and row.n < threshold
        else row
        for row in node.rows
    )


def small_groups(node: Node, *, threshold: int, place: str = "") -> tuple[Cell, ...]:
    """Groups of respondents below the threshold that the node would tell about."""
    counts: list[tuple[str, object]] = []
    match node:
        case Frequency():
            counts = [(category.label, category.count) for category in node.categories]
            counts.append(("missing", node.n_missing))
        case Anova() | GroupComparison():
            counts = [(group.label, group.n) for group in node.groups]
        case GoodnessOfFit():
            counts = [(cell.label, cell.observed) for cell in node.cells]
        case Themes():
            counts = [(theme.label, theme.count) for theme in node.themes]
    return tuple(
        Cell(f"{place}/{label}", f"{n} respondents")
        for label, n in counts
        if isinstance(n, int) and 0 < n < threshold
    )


def joined_categories(node: Frequency, *, threshold: int) -> Frequency:
    """Join categories, and the missing, with their neighbour until none is too small.

    Neighbours in declared order are joined: classes of age, tenure and education are ordered.
    """
    parts = list(node.categories)
    missing = node.n_missing if isinstance(node.n_missing, int) else 0
    while len(parts) > 1 and any(0 < told_count(part.count) < threshold for part in parts):
        i = next(i for i, part in enumerate(parts) if 0 < told_count(part.count) < threshold)
        j = i - 1 if i == len(parts) - 1 else i + 1
        first = min(i, j)
        parts[first : first + 2] = [_join(parts[first], parts[first + 1])]
    if 0 < missing < threshold and parts:
        return _with_missing_joined(node, parts, missing)
    return replace(node, categories=tuple(parts))


def _with_missing_joined(
    node: Frequency, parts: list[FrequencyCategory], missing: int
) -> Frequency:
    total = node.n_total if isinstance(node.n_total, int) else 0
    last = parts[-1]
    parts[-1] = replace(last, values=(*last.values, ""), count=told_count(last.count) + missing)
    running, told = 0, []
    for part in parts:
        running += told_count(part.count)
        share = 100 * told_count(part.count) / total
        told.append(
            replace(
                part,
                percent=share,
                valid_percent=share,
                cumulative_percent=100 * running / total,
            )
        )
    return replace(
        node,
        n_valid=total,
        n_missing=0,
        percent_valid=100.0,
        percent_missing=0.0,
        categories=tuple(told),
    )


def _join(a: FrequencyCategory, b: FrequencyCategory) -> FrequencyCategory:
    return FrequencyCategory(
        values=(*a.values, *b.values),
        label=f"{a.label} / {b.label}",
        count=told_count(a.count) + told_count(b.count),
        percent=_number(a.percent) + _number(b.percent),
        valid_percent=_number(a.valid_percent) + _number(b.valid_percent),
        cumulative_percent=b.cumulative_percent,
    )


def _number(value: object) -> float:
    return value if isinstance(value, float) else 0.0
