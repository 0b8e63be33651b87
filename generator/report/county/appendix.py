"""The appendix: what the study's tables do not show of the same results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from generator.report.block import Block, Cell, Column, Heading, Paragraph, Table
from generator.report.context import Context, inside, sentences
from generator.report.county.aggregation import aggregation_blocks
from generator.report.county.correlation_tables import pairs_sentence, pairs_table
from generator.report.county.declared_tables import study_table
from generator.report.county.sentences import table_sentences
from generator.report.county.table_parts import file_label, n_line, p_cell
from generator.report.numbers import DASH
from generator.results.models import Correlation, Drivers, Multilevel, Regression
from generator.study.outline import ColumnGroup, MultilevelTable

CONDITION = 30.0
COOK = 1.0
ROWS_PER_PREDICTOR = 10.0
"""Customary limits; what is beyond them is named, and nothing is left out for it."""


def appendix_blocks(context: Context) -> Iterator[Block]:
    """Multiplicity, aggregation, units in the model, assumptions and shares of R squared."""
    yield Paragraph(context.words("appendix.intro"))
    for part in (_tested, aggregation_blocks, _multilevel, _assumptions, _drivers):
        yield from part(context)


def _tested(context: Context) -> Iterator[Block]:
    nodes = [
        node
        for step in context.study.steps
        if (node := context.step(step.id, Correlation)) is not None and node.rows
    ]
    if nodes:
        yield Heading(2, context.words("tested.heading"))
        yield Paragraph(context.words("tested.intro"))
    for node in nodes:
        yield pairs_table(node, context=context)
        if told := pairs_sentence(node, context=context):
            yield Paragraph(told)


# --- units in the model ------------------------------------------------------------------


def _multilevel(context: Context) -> Iterator[Block]:
    """The checks that no declared table prints."""
    printed = {
        step
        for table in context.study.tables
        if isinstance(table, MultilevelTable)
        for step in table.steps
    }
    nodes = {
        step.id: node
        for step in context.study.steps
        if step.id not in printed
        and (node := context.step(step.id, Multilevel)) is not None
        and any(row.b is not None for row in node.rows)
    }
    if not nodes:
        return
    yield Heading(2, context.words("multilevel.heading"))
    yield Paragraph(context.words("multilevel.intro"))
    for name, node in nodes.items():
        spec = _multilevel_spec(name, node, context)
        block = study_table(spec, context=context)
        one = len({row.outcome for row in node.rows}) == 1
        yield _unnumbered(block, one_outcome=one) if isinstance(block, Table) else block
        if told := table_sentences(spec, context=context):
            yield Paragraph(told)


def _unnumbered(table: Table, *, one_outcome: bool) -> Table:
    """Without number, and without the column of a single outcome, which the title has."""
    if not one_outcome:
        return replace(table, number=None)
    return replace(
        table,
        number=None,
        columns=(replace(table.columns[1], weight=4.0), *table.columns[2:]),
        groups=(replace(table.groups[0], span=1), *table.groups[1:]),
        rows=tuple(row[1:] for row in table.rows),
    )


def _multilevel_spec(name: str, node: Multilevel, context: Context) -> MultilevelTable:
    words = context.words
    outcomes = list(dict.fromkeys(context.study.label_of(row.outcome) for row in node.rows))
    listed = words.listed([outcomes[0], *(inside(label) for label in outcomes[1:])])
    key = "multilevel.table_jointly" if node.jointly else "multilevel.table"
    without, together = words.several("multilevel.groups")
    return MultilevelTable(
        layout="multilevel",
        number="-",
        title=words(key, outcome=listed),
        columns=words.several("multilevel.heads"),
        column_groups=(
            ColumnGroup(label="", span=2),
            ColumnGroup(label=without, span=2),
            ColumnGroup(label=together, span=4),
        ),
        decimal="." if context.point == "." else ",",
        leading_zero=True,
        steps=(name,),
    )


# --- assumptions -------------------------------------------------------------------------


def _assumptions(context: Context) -> Iterator[Block]:
    words = context.words
    nodes = [
        node
        for step in context.study.steps
        if (node := context.step(step.id, Regression)) is not None
    ]
    if not nodes:
        return
    names = _model_names(nodes, context)
    yield Heading(2, words("ledger.heading"))
    yield Paragraph(words("ledger.intro"))
    heads = {
        "n": 0.8,
        "factors": 1,
        "per_factor": 1,
        "condition": 1.6,
        "breusch_pagan": 1.2,
        "cook": 1,
    }
    rows = tuple(_ledger(name, node, context) for name, node in zip(names, nodes, strict=True))
    hidden = any(cell.text == DASH for row in rows for cell in row)
    yield Table(
        title=words("ledger.table"),
        columns=(
            Column(words("ledger.head_model"), align="text", weight=3),
            *(Column(words(f"ledger.head_{head}"), weight=wide) for head, wide in heads.items()),
        ),
        rows=rows,
        notes=(words("ledger.note"), *((words("withheld.cell"),) if hidden else ())),
    )
    yield Paragraph(_beyond(names, nodes, context))


def _model_names(nodes: list[Regression], context: Context) -> list[str]:
    """Outcome and file; the predictors too where two models have both in common."""
    labels = [
        (context.study.label_of(node.outcome), inside(file_label(node.group, context=context)))
        for node in nodes
    ]
    times = Counter(labels)
    return [
        f"{outcome} ({file})"
        if times[outcome, file] == 1
        else f"{outcome}: {_slopes(node, context)}"
        for (outcome, file), node in zip(labels, nodes, strict=True)
    ]


def _slopes(node: Regression, context: Context) -> str:
    names = [inside(context.study.label_of(term.term)) for term in node.terms if term.term]
    return context.words.listed(names)


def _ledger(name: str, node: Regression, context: Context) -> tuple[Cell, ...]:
    ledger = node.assumptions
    return (
        Cell(name, header=True),
        context.cell(node.n, 0),
        context.cell(sum(term.term is not None for term in node.terms), 0),
        context.cell(ledger.n_per_predictor, 1),
        context.cell(ledger.condition_number, 1),
        p_cell(ledger.breusch_pagan_p, context=context),
        context.cell(ledger.max_cook, 2),
    )


def _beyond(names: list[str], nodes: list[Regression], context: Context) -> str:
    """Which models are beyond a customary limit, or that none is."""
    words = context.words
    found: dict[str, list[str]] = {"condition": [], "spread": [], "cook": [], "few": []}
    for name, node in zip(names, nodes, strict=True):
        ledger = node.assumptions
        beyond = {
            "condition": _number(ledger.condition_number, 0.0) > CONDITION,
            "spread": _number(ledger.breusch_pagan_p, 1.0) < 0.05,
            "cook": _number(ledger.max_cook, 0.0) > COOK,
            "few": _number(ledger.n_per_predictor, ROWS_PER_PREDICTOR) < ROWS_PER_PREDICTOR,
        }
        for key, models in found.items():
            if beyond[key]:
                models.append(inside(name))
    told = [words(f"ledger.{key}", names=words.listed(each)) for key, each in found.items() if each]
    if told:
        return sentences(*told)
    return words("ledger.none" if _all_known(nodes) else "ledger.some")


def _all_known(nodes: list[Regression]) -> bool:
    """Whether every model was held against every limit."""
    ledgers = [node.assumptions for node in nodes]
    return all(
        isinstance(value, float)
        for each in ledgers
        for value in (
            each.condition_number,
            each.breusch_pagan_p,
            each.max_cook,
            each.n_per_predictor,
        )
    )


def _number(value: object, otherwise: float) -> float:
    return value if isinstance(value, float) else otherwise


# --- shares of R squared -----------------------------------------------------------------


def _drivers(context: Context) -> Iterator[Block]:
    words = context.words
    nodes = [
        node
        for step in context.study.steps
        if (node := context.step(step.id, Drivers)) is not None and isinstance(node.r2, float)
    ]
    if not nodes:
        return
    yield Heading(2, words("drivers.heading"))
    yield Paragraph(words("drivers.intro"))
    for node in nodes:
        rows = sorted(node.rows, key=lambda row: -_number(row.weight, 0.0))
        outcome = context.study.label_of(node.outcome)
        file = inside(file_label(node.group, context=context))
        yield Table(
            title=words("drivers.table", outcome=outcome, file=file),
            columns=(
                Column(words("drivers.head_factor"), align="text", weight=4),
                Column(words("drivers.head_r")),
                Column(words("drivers.head_weight")),
                Column(words("drivers.head_percent"), weight=1.2),
            ),
            rows=tuple(
                (
                    Cell(context.study.label_of(row.term), header=True),
                    context.cell(row.r, 2),
                    context.cell(row.weight, 3),
                    context.percent_cell(row.percent, 1),
                )
                for row in rows
            ),
            notes=(n_line(node.group, [node.n], context=context),),
        )
        if all(isinstance(row.percent, float) for row in rows):
            yield Paragraph(
                words(
                    "drivers.largest",
                    n=len(rows),
                    r2=context.number(node.r2, 3),
                    first=inside(context.study.label_of(rows[0].term)),
                    percent=context.percent(rows[0].percent, 1),
                )
            )
