"""The study's declared tables: from released nodes to the published layout, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from generator.report.block import Cell, Paragraph, Table
from generator.report.context import Context, sentences, span
from generator.report.county.group_tables import anova_table, comparison_table, multilevel_table
from generator.report.county.table_parts import (
    EMPTY,
    Row,
    count_cell,
    figure_cell,
    joined_note,
    missing_table,
    p_figure,
    spec_line,
    table_of,
    widths_of,
)
from generator.results.models import (
    Correlation,
    CorrelationPair,
    Regression,
    RegressionTerm,
    Reliability,
)
from generator.results.survey import Frequency
from generator.results.values import Node, Suppressed
from generator.study.outline import (
    CorrelationTable,
    FiguresTable,
    FrequencyTable,
    RegressionTable,
    ReliabilityTable,
    TableSpec,
)


def study_table(spec: TableSpec, *, context: Context) -> Table | Paragraph:
    """A declared table, or a sentence that says why it cannot be printed."""
    return _LAYOUTS[spec.layout](spec, context)


# --- reliability -------------------------------------------------------------------------


def _reliability(spec: ReliabilityTable, context: Context) -> Table:
    rows = [
        (
            Cell(label.label, header=True),
            Cell(str(len(context.study.constructs[label.variable].items))),
            *(_alpha(spec, step, label.variable, context) for step in spec.steps),
        )
        for label in spec.rows
    ]
    parts = [_alpha_n(spec, step, context) for step in spec.steps]
    known = ", ".join(part for part in parts if part)
    note = context.words("table.alpha_n", parts=known) if known else ""
    widths = widths_of(len(spec.columns), first=3)
    return table_of(spec, rows, context=context, notes=[note], widths=widths)


def _alpha(spec: ReliabilityTable, step: str, construct: str, context: Context) -> Cell:
    node = context.released.steps.get(f"{step}/{construct}")
    if node is None:
        return Cell(spec.not_measured)
    alpha = node.alpha if isinstance(node, Reliability) else node
    return figure_cell(spec, alpha, 2, context=context)


def _alpha_n(spec: ReliabilityTable, step: str, context: Context) -> str:
    nodes = [
        node
        for row in spec.rows
        if (node := context.step(f"{step}/{row.variable}", Reliability)) is not None
    ]
    counts = [node.n for node in nodes if isinstance(node.n, int)]
    if not counts:
        return ""
    file = context.file(nodes[0].group)
    return context.words("table.alpha_part", file=file, n=span(counts, words=context.words))


# --- frequencies -------------------------------------------------------------------------


def _frequency(spec: FrequencyTable, context: Context) -> Table | Paragraph:
    node = context.step(spec.node, Frequency)
    if node is None or not node.categories:
        return missing_table(spec, [spec.node], context=context)

    def row(block: str, label: str, count: object, percent: object) -> Row:
        texts = (Cell(block, header=True), Cell(label, header=True))
        return (*texts, count_cell(count), figure_cell(spec, percent, 1, context=context))

    rows = [
        row(spec.valid if i == 0 else "", part.label, part.count, part.percent)
        for i, part in enumerate(node.categories)
    ]
    if isinstance(node.n_missing, Suppressed):  # those who did not answer are in a category
        rows.append(row("", spec.total, node.n_total, 100.0))
    else:
        rows.append(row("", spec.total, node.n_valid, node.percent_valid))
    if isinstance(node.n_missing, int) and node.n_missing:
        rows.append(row(spec.missing, spec.system, node.n_missing, node.percent_missing))
        rows.append(row(spec.total, "", node.n_total, 100.0))
    notes = [spec_line(spec, node, [node.n_total], context)]
    notes += joined_note([part.label for part in node.categories], context=context)
    widths = [1, 3, 1, 1]
    return table_of(spec, rows, context=context, texts=(0, 1), notes=notes, widths=widths)


# --- correlations ------------------------------------------------------------------------


def _correlation(spec: CorrelationTable, context: Context) -> Table | Paragraph:
    nodes = {step: context.step(step, Correlation) for step in spec.steps}
    told = {step: node for step, node in nodes.items() if node is not None}
    if not told:
        return missing_table(spec, spec.steps, context=context)
    pairs = {step: {row.x: row for row in node.rows} for step, node in told.items()}
    labels = {row.variable: row.label for row in spec.rows}
    chosen = selected_rows(spec, pairs)
    rows = [
        (
            Cell(labels[variable], header=True),
            *(
                cell
                for step in spec.steps
                for cell in _pair(spec, pairs.get(step, {}).get(variable), context)
            ),
        )
        for variable in chosen
    ]
    notes = [
        sentences(*dict.fromkeys(_pair_line(spec, node, context) for node in told.values())),
        context.words("table.family", n=max(node.family for node in told.values())),
    ]
    if not rows:
        return Paragraph(_none_significant(spec, list(told.values()), context))
    widths = widths_of(len(spec.columns), first=3)
    return table_of(spec, rows, context=context, notes=notes, widths=widths)


def _none_significant(spec: CorrelationTable, nodes: list[Correlation], context: Context) -> str:
    """That no correlation is significant, of those that could be tested."""
    tested = sum(isinstance(row.p, float) for node in nodes for row in node.rows)
    title = f"{context.words('page.table')} {spec.number}: {spec.title}."
    key = "table.none_significant" if tested else "table.none_tested"
    return f"{title} {context.words(key, n=tested)}"


def selected_rows(
    spec: CorrelationTable, pairs: dict[str, dict[str, CorrelationPair]]
) -> list[str]:
    """The variables to print, by printed r descending; ties keep the declared order."""
    selecting = [pairs.get(step, {}) for step in spec.selected_by or spec.steps]
    chosen = [
        row.variable
        for row in spec.rows
        if spec.select == "declared"
        or any(row.variable in found and found[row.variable].significant for found in selecting)
    ]
    by = pairs.get(spec.sort_by or spec.steps[0], {})

    def strength(variable: str) -> float:
        r = by[variable].r if variable in by else None
        return -r if isinstance(r, float) else 1.0

    return sorted(chosen, key=strength)


def _pair(
    spec: CorrelationTable, pair: CorrelationPair | None, context: Context
) -> tuple[Cell, Cell]:
    if pair is None:
        return Cell(spec.not_measured), EMPTY
    if spec.select == "significant" and not pair.significant and spec.not_significant:
        return Cell(spec.not_significant), EMPTY
    return (figure_cell(spec, pair.r, 2, context=context), p_figure(spec, pair.p, context=context))


def _pair_line(spec: CorrelationTable, node: Correlation, context: Context) -> str:
    return spec_line(spec, node, [row.n for row in node.rows], context)


# --- regression --------------------------------------------------------------------------


def _regression(spec: RegressionTable, context: Context) -> Table | Paragraph:
    node = context.step(spec.step, Regression)
    if node is None or node.r2 is None:
        return missing_table(spec, [spec.step], context=context)
    terms = {term.term: term for term in node.terms}
    rows = [_term(spec, spec.constant, terms[None], context)] if None in terms else []
    rows += [
        _term(spec, row.label, terms[row.variable], context)
        for row in spec.rows
        if row.variable in terms and terms[row.variable].significant
    ]
    notes = [
        spec_line(spec, node, [node.n], context),
        context.words("table.listwise", n=sum(term.term is not None for term in node.terms)),
    ]
    widths = widths_of(len(spec.columns), first=3)
    return table_of(spec, rows, context=context, notes=notes, widths=widths)


def _term(spec: RegressionTable, label: str, term: RegressionTerm, context: Context) -> Row:
    beta = EMPTY if term.term is None else figure_cell(spec, term.beta, 3, context=context)
    return (
        Cell(label, header=True),
        figure_cell(spec, term.b, context.slope_decimals, context=context),
        figure_cell(spec, term.se, 3, context=context),
        beta,
        p_figure(spec, term.p, context=context),
    )


# --- any kind of node with a row per variable --------------------------------------------


def _figures(spec: FiguresTable, context: Context) -> Table | Paragraph:
    node = context.step(spec.node, Node)
    found = {row.variable: row for row in getattr(node, "rows", ())}
    printed = [row for row in spec.rows if row.variable in found]
    decimals = {
        field.name: field.metadata.get("decimals", 0)
        for row in found.values()
        for field in fields(row)
    }
    if node is None or not printed or not decimals.keys() >= set(spec.figures):
        return missing_table(spec, [spec.node], context=context)
    rows = [
        (
            Cell(row.label, header=True),
            *(
                figure_cell(
                    spec, getattr(found[row.variable], name), decimals[name], context=context
                )
                for name in spec.figures
            ),
        )
        for row in printed
    ]
    notes = [spec_line(spec, node, [found[row.variable].n for row in printed], context)]
    widths = widths_of(len(spec.columns), first=3)
    return table_of(spec, rows, context=context, notes=notes, widths=widths)


_LAYOUTS: Mapping[str, Callable[[Any, Context], Table | Paragraph]] = {
    "reliability": _reliability,
    "frequency": _frequency,
    "correlation": _correlation,
    "regression": _regression,
    "anova": anova_table,
    "comparison": comparison_table,
    "multilevel": multilevel_table,
    "figures": _figures,
}
