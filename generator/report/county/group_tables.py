"""Declared tables about groups: analysis of variance, two groups, and the check with units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator.report.block import Cell, Paragraph, Table
from generator.report.context import Context, inside, span
from generator.report.county.table_parts import (
    EMPTY,
    Row,
    count_cell,
    figure_cell,
    figure_text,
    joined_note,
    missing_table,
    p_figure,
    spec_line,
    table_of,
)
from generator.report.numbers import DASH, is_known, percent
from generator.results.groups import Anova, Comparison, GroupComparison, GroupStatistics
from generator.results.models import Multilevel, MultilevelRow
from generator.results.values import Suppressed
from generator.study.outline import AnovaTable, ComparisonTable, MultilevelTable, TableSpec


def anova_table(spec: AnovaTable, context: Context) -> Table | Paragraph:
    """Group statistics beside the Bonferroni comparisons, every ordered pair on its line."""
    node = context.step(spec.step, Anova)
    if node is None or node.f is None:
        return missing_table(spec, [spec.step], context=context)
    exact = context.exact
    rows: list[Row] = []
    for group in node.groups:
        compared: list[Comparison | None] = [row for row in node.posthoc if row.a == group.label]
        for i, comparison in enumerate(compared or [None]):
            left = (
                _group(spec, group.label, group, context, exact=exact) if i == 0 else (EMPTY,) * 4
            )
            rows.append((*left, *_posthoc(spec, comparison, context, exact=exact)))
    rows.append((*_group(spec, spec.total, node.total, context, exact=exact), *((EMPTY,) * 3)))
    notes = [spec_line(spec, node, [node.n], context)]
    notes += joined_note([group.label for group in node.groups], context=context)
    widths = [1.4, 0.6, 0.9, 1.3, 1.8, 1.3, 1.2]
    return table_of(spec, rows, context=context, texts=(0, 4), notes=notes, widths=widths)


def _group(
    spec: AnovaTable, label: str, group: GroupStatistics, context: Context, *, exact: bool
) -> Row:
    """A class; its mean comes from published cells of two decimals, unless the round is exact."""
    return (
        Cell(label, header=True),
        count_cell(group.n),
        figure_cell(spec, group.mean, 4 if exact else 2, context=context),
        figure_cell(spec, group.sd, 5 if exact else 2, context=context),
    )


def _posthoc(spec: AnovaTable, row: Comparison | None, context: Context, *, exact: bool) -> Row:
    if row is None:
        return (EMPTY,) * 3
    decimals = 5 if exact else 2
    difference = figure_cell(spec, row.difference, decimals, context=context)
    star = "*" if row.significant and not difference.withheld else ""
    return (
        Cell(row.b),
        replace(difference, text=difference.text + star),
        figure_cell(spec, row.se, decimals, context=context),
    )


def comparison_table(spec: ComparisonTable, context: Context) -> Table | Paragraph:
    """Two groups side by side; percent stands last, beside scale points and d."""
    nodes = comparisons(spec.nodes, context=context)
    if not nodes:
        return missing_table(spec, spec.nodes, context=context)
    rows = [_compared(spec, node, context) for node in nodes]
    labels = [group.label for group in nodes[0].groups]
    counts = [[node.groups[i].n for node in nodes] for i in range(len(labels))]
    parts = [
        context.words("table.group_n", label=inside(label), n=_span(n, context))
        for label, n in zip(labels, counts, strict=True)
    ]
    notes = [
        spec_line(spec, nodes[0], [node.n for node in nodes], context),
        context.words("table.groups_n", parts=context.words.listed(parts)),
        context.words("table.comparison", first=inside(labels[0]), second=inside(labels[-1])),
        context.words("table.percent_difference", second=inside(labels[-1])),
    ]
    widths = [2.5, 0.5, 1.1, 0.5, 1.1, 0.9, 1.5, 0.6, 0.9, 0.8]
    return table_of(spec, rows, context=context, notes=notes, widths=widths)


def comparisons(names: Sequence[str], *, context: Context) -> list[GroupComparison]:
    """The comparisons that may be told, in declared order, each of two groups."""
    nodes = (context.step(name, GroupComparison) for name in names)
    return [node for node in nodes if node is not None and len(node.groups) == 2]


def _compared(spec: ComparisonTable, node: GroupComparison, context: Context) -> Row:
    groups = [
        cell
        for group in node.groups
        for cell in (count_cell(group.n), _mean_sd(spec, group, context))
    ]
    return (
        Cell(context.study.label_of(node.outcome), header=True),
        *groups,
        figure_cell(spec, node.difference, 2, context=context),
        _interval(spec, node.ci_low, node.ci_high, context, decimals=2),
        figure_cell(spec, node.d, 2, context=context),
        p_figure(spec, node.p, context=context),
        Cell(_percent(spec, node.percent_difference, context)),
    )


def _percent(spec: ComparisonTable, value: object, context: Context) -> str:
    words = context.words
    sign, bounds = words.percent_sign, words.bounds
    return percent(value, 1, point=spec.decimal, sign=sign, bounds=bounds)


def _mean_sd(spec: ComparisonTable, group: GroupStatistics, context: Context) -> Cell:
    """Mean and SD; in an ordinary round a class has no SD of its own, and its mean stands alone."""
    mean, sd = (
        figure_cell(spec, group.mean, 2, context=context),
        figure_text(spec, group.sd, 2, context=context),
    )
    return replace(mean, text=f"{mean.text} ({sd})") if is_known(group.sd) else mean


def multilevel_table(spec: MultilevelTable, context: Context) -> Table | Paragraph:
    """Each finding without and with units in the model, and whether it holds."""
    nodes = [node for step in spec.steps if (node := context.step(step, Multilevel)) is not None]
    found = [row for node in nodes for row in node.rows if row.b is not None]
    if not found:
        return missing_table(spec, spec.steps, context=context)
    before = ["", *(row.outcome for row in found[:-1])]
    rows = [
        _checked(spec, row, context, named=row.outcome != above)
        for row, above in zip(found, before, strict=True)
    ]
    units = [row.n_units for row in found]
    notes = [
        spec_line(spec, nodes[0], [row.n for row in found], context),
        context.words("table.multilevel", n=_span(units, context)),
        context.words("table.no_finding") if any(row[-1].text == DASH for row in rows) else "",
    ]
    widths = [3.0, 2.5, 0.8, 0.9, 0.8, 1.9, 0.9, 0.6]
    return table_of(spec, rows, context=context, texts=(0, 1), notes=notes, widths=widths)


def _checked(spec: MultilevelTable, row: MultilevelRow, context: Context, *, named: bool) -> Row:
    return (
        Cell(context.study.label_of(row.outcome) if named else "", header=True),
        Cell(context.study.label_of(row.term), header=True),
        figure_cell(spec, row.b_single, context.slope_decimals, context=context),
        p_figure(spec, row.p_single, context=context),
        figure_cell(spec, row.b, context.slope_decimals, context=context),
        _interval(spec, row.ci_low, row.ci_high, context, decimals=context.slope_decimals),
        p_figure(spec, row.p, context=context),
        Cell(_holds(row, context)),
    )


def _holds(row: MultilevelRow, context: Context) -> str:
    """Whether a finding holds; a dash where there was none to begin with."""
    if row.holds:
        return context.words("word.yes")
    found = isinstance(row.p_single, float) and row.p_single < 0.05
    return context.words("word.no") if found and row.holds is not None else DASH


def _interval(
    spec: TableSpec, low: object, high: object, context: Context, *, decimals: int
) -> Cell:
    if not isinstance(low, float) or not isinstance(high, float):
        return Cell(DASH, withheld=isinstance(low, Suppressed))
    ends = (figure_text(spec, end, decimals, context=context) for end in (low, high))
    return Cell(f" {DASH} ".join(ends))


def _span(counts: Sequence[object], context: Context) -> str:
    known = [count for count in counts if isinstance(count, int)]
    return span(known, words=context.words)
