"""The tables of the county report and its appendix, audited with the numbers behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator.report.block import Report, Table
from generator.report.context import Context
from generator.report.county.declared_tables import selected_rows
from generator.results.groups import Anova
from generator.results.models import Correlation, Regression
from generator.study.tables import (
    AnovaTable,
    CorrelationTable,
    FrequencyTable,
    RegressionTable,
    ReliabilityTable,
    TableSpec,
)
from generator.table_audit import Audit, audit
from generator.table_audit.tables import PrintedTable, recognised_layout, recognised_roles
from generator.table_audit.windows import Window

Answers = Mapping[tuple[int | None, int | None], Window]

GENERATED = ("means", "response")
"""Layouts the program's own unnumbered tables may have; told apart by their heads."""

ROLES: Mapping[str, tuple[str, ...]] = {
    "frequency": ("label", "label", "n", "percent"),
    "regression": ("label", "b", "se", "beta", "p"),
    "anova": ("label", "n", "mean", "sd", "other", "difference", "se"),
    "comparison": (
        *("label", "n", "mean_sd", "n", "mean_sd"),
        *("difference", "interval", "d", "p", "percent_difference"),
    ),
}


def audit_reports(reports: Sequence[Report], *, context: Context) -> tuple[str, ...]:
    """What cannot be true in the county's documents, one line each; nothing without them."""
    return tuple(
        f"{report.path}: {finding}"
        for report in reports
        if report.kind in ("county", "appendix") and not report.formats
        for finding in audit_county(report, context=context).findings
    )


def audit_county(report: Report, *, context: Context) -> Audit:
    """Recompute every table of the county report; a figure has a number of its own."""
    specs = {spec.number: spec for spec in context.study.tables}
    return audit(
        declared_table(table, specs[table.number], context=context)
        if table.number in specs and not table.drawn
        else generated_table(table)
        for table in report.tables()
        if not table.drawn
    )


def declared_table(table: Table, spec: TableSpec, *, context: Context) -> PrintedTable:
    """A table of the study, with what its layout and its results say of every column."""
    roles = _roles(spec)
    known = len(roles) == len(table.columns)
    total = spec.total if isinstance(spec, FrequencyTable | AnovaTable) else ""
    answers: Answers = {}
    predictors = None
    if isinstance(spec, CorrelationTable):
        answers = _pair_answers(spec, len(table.rows), context=context)
    elif isinstance(spec, RegressionTable | AnovaTable):
        node = context.step(spec.step, Regression) or context.step(spec.step, Anova)
        if node is not None and isinstance(node.n, int) and node.n > 0:
            answers = {(None, None): Window(node.n, node.n)}
        if isinstance(node, Regression):
            predictors = len(node.terms) - 1
    return replace(
        generated_table(table),
        number=spec.number,
        roles=roles if known else ("text",) * len(table.columns),
        layout=spec.layout if known else None,
        n=answers,
        predictors=predictors,
        totals=frozenset({total.strip().casefold()} - {""}),
        # An ordinary round's total is the sum of the units' rounded means, not of the classes'.
        rounded=not context.exact,
    )


def generated_table(table: Table) -> PrintedTable:
    """A table the program writes itself, recognised by its heads."""
    heads = tuple(column.head for column in table.columns)
    roles = recognised_roles(heads)
    layout = recognised_layout(roles)
    return PrintedTable(
        number=table.title,
        columns=heads,
        rows=tuple(tuple(cell.text for cell in row) for row in table.rows),
        roles=roles,
        layout=layout if layout in GENERATED else None,
    )


def _roles(spec: TableSpec) -> tuple[str, ...]:
    """What the columns of a layout hold, as the documents print them; nothing for the others."""
    if isinstance(spec, CorrelationTable):
        return ("label", *(("r", "p") * len(spec.steps)))
    if isinstance(spec, ReliabilityTable):
        return ("label", "n_items", *(("alpha",) * len(spec.steps)))
    return ROLES.get(spec.layout, ())


def _pair_answers(spec: CorrelationTable, rows: int, *, context: Context) -> Answers:
    """How many are behind every printed pair, by the column of its r and its row."""
    pairs = {
        step: {row.x: row for row in node.rows}
        for step in spec.steps
        if (node := context.step(step, Correlation)) is not None
    }
    variables = selected_rows(spec, pairs)
    if len(variables) != rows:
        return {}
    return {
        (1 + 2 * i, row): Window(n, n)
        for i, step in enumerate(spec.steps)
        for row, variable in enumerate(variables)
        if (pair := pairs.get(step, {}).get(variable)) is not None
        and isinstance(n := pair.n, int)
        and n > 0
    }
