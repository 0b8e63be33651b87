"""The study's declared tables: from released nodes to the published layout, cell by cell."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from generator.report.block import Cell, Paragraph, Table
from generator.report.context import Context, sentences, span
from generator.report.county.group_tables import anova_table, comparison_table, multilevel_table
from generator.report.county.table_parts import EMPTY, DeclaredTable, Row, count_cell
from generator.report.effects import size_note
from generator.report.units_apart import apart_notes
from generator.results.models import (
    Correlation,
    CorrelationPair,
    Regression,
    RegressionTerm,
    Reliability,
)
from generator.results.survey import Frequency
from generator.results.values import Node, Suppressed
from generator.study.tables import (
    CorrelationTable,
    FiguresTable,
    FrequencyTable,
    RegressionTable,
    ReliabilityTable,
    TableSpec,
)


def study_table(spec: TableSpec, *, context: Context) -> Table | Paragraph:
    """A declared table, or a sentence that says why it cannot be printed."""
    return _LAYOUTS[spec.layout](DeclaredTable(spec, context))


# --- reliability -------------------------------------------------------------------------


def _reliability(table: DeclaredTable[ReliabilityTable]) -> Table:
    spec, context = table.spec, table.context
    rows = [
        (
            Cell(row.label, header=True),
            Cell(str(len(context.study.constructs[row.variable].items))),
            *(_alpha(table, f"{step}/{row.variable}") for step in spec.steps),
        )
        for row in spec.rows
    ]
    known = ", ".join(filter(None, (_alpha_n(table, step) for step in spec.steps)))
    notes = [context.words("table.alpha_n", parts=known)] if known else []
    notes += [size_note("alpha", context=context)] if known else []
    return table.printed(rows, notes=notes)


def _alpha(table: DeclaredTable[ReliabilityTable], name: str) -> Cell:
    node = table.context.released.steps.get(name)
    if node is None:
        return Cell(table.spec.not_measured)
    return table.figure(node.alpha if isinstance(node, Reliability) else node, 2)


def _alpha_n(table: DeclaredTable[ReliabilityTable], step: str) -> str:
    context = table.context
    nodes = context.nodes([f"{step}/{row.variable}" for row in table.spec.rows], Reliability)
    counts = [node.n for node in nodes if isinstance(node.n, int)]
    if not counts:
        return ""
    file = context.file(nodes[0].group)
    return context.words("table.alpha_part", file=file, n=span(counts, words=context.words))


# --- frequencies -------------------------------------------------------------------------


def _frequency(table: DeclaredTable[FrequencyTable]) -> Table | Paragraph:
    spec = table.spec
    node = table.context.step(spec.node, Frequency)
    if node is None or not node.categories:
        return table.missing([spec.node])

    def row(block: str, label: str, count: object, percent: object) -> Row:
        texts = (Cell(block, header=True), Cell(label, header=True))
        return (*texts, count_cell(count), table.figure(percent, 1))

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
    joined = table.joined_note([part.label for part in node.categories])
    notes = [table.line(node, [node.n_total]), joined]
    return table.printed(rows, texts=(0, 1), notes=notes, widths=(1, 3, 1, 1))


# --- correlations ------------------------------------------------------------------------


def _correlation(table: DeclaredTable[CorrelationTable]) -> Table | Paragraph:
    spec, words = table.spec, table.context.words
    found = {step: table.context.step(step, Correlation) for step in spec.steps}
    nodes = {step: node for step, node in found.items() if node is not None}
    if not nodes:
        return table.missing(spec.steps)
    pairs = {step: {row.x: row for row in node.rows} for step, node in nodes.items()}
    labels = {row.variable: row.label for row in spec.rows}
    rows = [
        (
            Cell(labels[variable], header=True),
            *(
                cell
                for step in spec.steps
                for cell in _pair(table, pairs.get(step, {}).get(variable))
            ),
        )
        for variable in selected_rows(spec, pairs)
    ]
    if not rows:
        tested = sum(isinstance(row.p, float) for node in nodes.values() for row in node.rows)
        title = f"{words('page.table')} {spec.number}: {spec.title}."
        key = "table.none_significant" if tested else "table.none_tested"
        return Paragraph(f"{title} {words(key, n=tested)}")
    lines = (table.line(node, [row.n for row in node.rows]) for node in nodes.values())
    family = words("table.family", n=max(node.family for node in nodes.values()))
    notes = [sentences(*dict.fromkeys(lines)), family, size_note("r", context=table.context)]
    for node in nodes.values():
        shown = [row.y for row in node.rows[:1]] + selected_rows(spec, pairs)
        notes += apart_notes(shown, group=node.group, context=table.context)
    return table.printed(rows, notes=list(dict.fromkeys(notes)))


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


def _pair(table: DeclaredTable[CorrelationTable], pair: CorrelationPair | None) -> Row:
    spec = table.spec
    if pair is None:
        return Cell(spec.not_measured), EMPTY
    if spec.select == "significant" and not pair.significant and spec.not_significant:
        return Cell(spec.not_significant), EMPTY
    return table.figure(pair.r, 2), table.p(pair.p)


# --- regression --------------------------------------------------------------------------


def _regression(table: DeclaredTable[RegressionTable]) -> Table | Paragraph:
    spec, context = table.spec, table.context
    node = context.step(spec.step, Regression)
    if node is None or node.r2 is None:
        return table.missing([spec.step])
    terms = {term.term: term for term in node.terms}
    rows = [_term(table, spec.constant, terms[None])] if None in terms else []
    rows += [
        _term(table, row.label, terms[row.variable])
        for row in spec.rows
        if row.variable in terms and terms[row.variable].significant
    ]
    predictors = sum(term.term is not None for term in node.terms)
    notes = [table.line(node, [node.n]), context.words("table.listwise", n=predictors)]
    named = [node.outcome, *(term.term for term in node.terms if term.term)]
    notes += apart_notes(named, group=node.group, context=context)
    return table.printed(rows, notes=notes)


def _term(table: DeclaredTable[RegressionTable], label: str, term: RegressionTerm) -> Row:
    return (
        Cell(label, header=True),
        table.figure(term.b, table.context.slope_decimals),
        table.figure(term.se, 3),
        EMPTY if term.term is None else table.figure(term.beta, 3),
        table.p(term.p),
    )


# --- any kind of node with a row per variable --------------------------------------------


def _figures(table: DeclaredTable[FiguresTable]) -> Table | Paragraph:
    spec = table.spec
    node = table.context.step(spec.node, Node)
    found = {row.variable: row for row in getattr(node, "rows", ())}
    printed = [row for row in spec.rows if row.variable in found]
    decimals = {
        field.name: field.metadata.get("decimals", 0)
        for row in found.values()
        for field in fields(row)
    }
    if node is None or not printed or not decimals.keys() >= set(spec.figures):
        return table.missing([spec.node])
    rows = [
        (
            Cell(row.label, header=True),
            *(
                table.figure(getattr(found[row.variable], name), decimals[name])
                for name in spec.figures
            ),
        )
        for row in printed
    ]
    shown = [row.variable for row in printed]
    notes = [table.line(node, [found[name].n for name in shown])]
    notes += apart_notes(shown, group=node.group, context=table.context)
    return table.printed(rows, notes=notes)


_LAYOUTS: Mapping[str, Callable[[DeclaredTable[Any]], Table | Paragraph]] = {
    "reliability": _reliability,
    "frequency": _frequency,
    "correlation": _correlation,
    "regression": _regression,
    "anova": anova_table,
    "comparison": comparison_table,
    "multilevel": multilevel_table,
    "figures": _figures,
}
