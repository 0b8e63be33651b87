"""Declared tables about groups: analysis of variance, two groups, and the check with units."""

from collections.abc import Sequence
from dataclasses import replace

from generator.report.block import Cell, Paragraph, Table
from generator.report.context import Context, inside, interval_cell
from generator.report.county.table_parts import (
    EMPTY,
    DeclaredTable,
    Row,
    count_cell,
    known_span,
)
from generator.report.county.tested import SIGNIFICANT
from generator.report.effects import size_note
from generator.report.numbers import DASH, is_known, percent
from generator.results.groups import Anova, Comparison, GroupComparison, GroupStatistics
from generator.results.models import Multilevel, MultilevelRow
from generator.study.tables import AnovaTable, ComparisonTable, MultilevelTable


def anova_table(table: DeclaredTable[AnovaTable]) -> Table | Paragraph:
    """Group statistics beside the Bonferroni comparisons, every ordered pair on its line."""
    spec = table.spec
    node = table.context.step(spec.step, Anova)
    if node is None or node.f is None:
        return table.missing([spec.step])
    rows: list[Row] = []
    for group in node.groups:
        left = _group(table, group.label, group)
        compared = [_posthoc(table, row) for row in node.posthoc if row.a == group.label]
        for right in compared or [(EMPTY,) * 3]:
            rows.append((*left, *right))
            left = (EMPTY,) * 4
    rows.append((*_group(table, spec.total, node.total), *((EMPTY,) * 3)))
    notes = [
        table.line(node, [node.n]),
        size_note("eta2", context=table.context),
        table.joined_note([group.label for group in node.groups]),
    ]
    return table.printed(
        rows, texts=(0, 4), notes=notes, widths=(1.4, 0.6, 0.9, 1.3, 1.8, 1.3, 1.2)
    )


def _group(table: DeclaredTable[AnovaTable], label: str, group: GroupStatistics) -> Row:
    """A class; its mean comes from published cells of two decimals, unless the round is exact."""
    exact = table.context.exact
    return (
        Cell(label, header=True),
        count_cell(group.n),
        table.figure(group.mean, 4 if exact else 2),
        table.figure(group.sd, 5 if exact else 2),
    )


def _posthoc(table: DeclaredTable[AnovaTable], row: Comparison) -> Row:
    decimals = 5 if table.context.exact else 2
    difference = table.figure(row.difference, decimals)
    star = "*" if row.significant and not difference.withheld else ""
    starred = replace(difference, text=difference.text + star)
    return Cell(row.b), starred, table.figure(row.se, decimals)


def comparison_table(table: DeclaredTable[ComparisonTable]) -> Table | Paragraph:
    """Two groups side by side; percent stands last, beside scale points and d."""
    context = table.context
    nodes = comparisons(table.spec.nodes, context=context)
    if not nodes:
        return table.missing(table.spec.nodes)
    labels = [inside(group.label) for group in nodes[0].groups]
    counts = zip(*([group.n for group in node.groups] for node in nodes), strict=True)
    parts = [
        context.words("table.group_n", label=label, n=known_span(n, context=context))
        for label, n in zip(labels, counts, strict=True)
    ]
    notes = [
        table.line(nodes[0], [node.n for node in nodes]),
        context.words("table.groups_n", parts=context.words.listed(parts)),
        context.words("table.comparison", first=labels[0], second=labels[1]),
        context.words("table.percent_difference", second=labels[1]),
        size_note("d", context=context),
    ]
    widths = (2.5, 0.5, 1.1, 0.5, 1.1, 0.9, 1.5, 0.6, 0.9, 0.8)
    return table.printed([_compared(table, node) for node in nodes], notes=notes, widths=widths)


def comparisons(names: Sequence[str], *, context: Context) -> list[GroupComparison]:
    """The comparisons that are published, in declared order, each of two groups."""
    return [node for node in context.nodes(names, GroupComparison) if len(node.groups) == 2]


def _compared(table: DeclaredTable[ComparisonTable], node: GroupComparison) -> Row:
    words, label = table.context.words, table.context.study.label_of(node.outcome)
    signs = {"point": table.point, "sign": words.percent_sign}
    share = percent(node.percent_difference, 1, **signs, bounds=words.bounds)
    return (
        Cell(label, header=True),
        *(cell for group in node.groups for cell in (count_cell(group.n), _mean_sd(table, group))),
        table.figure(node.difference, 2),
        interval_cell(node.ci_low, node.ci_high, lambda end: table.text(end, 2)),
        table.figure(node.d, 2),
        table.p(node.p),
        Cell(share),
    )


def _mean_sd(table: DeclaredTable[ComparisonTable], group: GroupStatistics) -> Cell:
    """Mean and SD; in an ordinary round a class has no SD of its own, and its mean stands alone."""
    mean = table.figure(group.mean, 2)
    if not is_known(group.sd):
        return mean
    return replace(mean, text=f"{mean.text} ({table.text(group.sd, 2)})")


def multilevel_table(table: DeclaredTable[MultilevelTable]) -> Table | Paragraph:
    """Each finding without and with units in the model, and whether it holds."""
    context = table.context
    nodes = context.nodes(table.spec.steps, Multilevel)
    found = [row for node in nodes for row in node.rows if row.b is not None]
    if not found:
        return table.missing(table.spec.steps)
    before = ["", *(row.outcome for row in found[:-1])]
    rows = [
        _checked(table, row, named=row.outcome != above)
        for row, above in zip(found, before, strict=True)
    ]
    units = known_span([row.n_units for row in found], context=context)
    notes = [
        table.line(nodes[0], [row.n for row in found]),
        context.words("table.multilevel", n=units),
        context.words("table.no_finding") if any(row[-1].text == DASH for row in rows) else "",
    ]
    widths = (3.0, 2.5, 0.8, 0.9, 0.8, 1.9, 0.9, 0.6)
    return table.printed(rows, texts=(0, 1), notes=notes, widths=widths)


def _checked(table: DeclaredTable[MultilevelTable], row: MultilevelRow, *, named: bool) -> Row:
    study, decimals = table.context.study, table.context.slope_decimals
    return (
        Cell(study.label_of(row.outcome) if named else "", header=True),
        Cell(study.label_of(row.term), header=True),
        table.figure(row.b_single, decimals),
        table.p(row.p_single),
        table.figure(row.b, decimals),
        interval_cell(row.ci_low, row.ci_high, lambda end: table.text(end, decimals)),
        table.p(row.p),
        Cell(_holds(row, table.context)),
    )


def _holds(row: MultilevelRow, context: Context) -> str:
    """Whether a finding holds; a dash where there was none to begin with."""
    if row.holds:
        return context.words("word.yes")
    found = isinstance(row.p_single, float) and row.p_single < SIGNIFICANT
    return context.words("word.no") if found and row.holds is not None else DASH
