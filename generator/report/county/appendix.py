"""The appendix: what the study's tables do not show of the same results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.report.block import Block, Cell, Column, Heading, Paragraph, Span, Table
from generator.report.blocks.trend import size_trend_blocks
from generator.report.context import Context, inside, sentences
from generator.report.county.declared_tables import study_table
from generator.report.county.factors import factor_blocks
from generator.report.county.models_checked import assumption_blocks, driver_blocks
from generator.report.county.sentences import table_sentences
from generator.report.county.single_results import pairs_blocks
from generator.report.county.table_parts import Row, has_dash
from generator.report.county.tested import SIGNIFICANT
from generator.report.effects import size_note
from generator.report.numbers import DASH, is_known
from generator.report.units_apart import apart_notes, indistinct
from generator.results.groups import RELIABLE, Aggregation
from generator.results.models import Correlation, Levels, Multilevel
from generator.study.model import UNITS
from generator.study.tables import ColumnGroup, MultilevelTable


def appendix_blocks(context: Context) -> Iterator[Block]:
    """What is not in the study's tables, each part under a heading of its own."""
    yield Paragraph(context.words("appendix.intro"))
    for part in (
        _size_trend,
        _tested,
        factor_blocks,
        _aggregation,
        _multilevel,
        assumption_blocks,
        driver_blocks,
    ):
        yield from part(context)


def _size_trend(context: Context) -> Iterator[Block]:
    found = list(size_trend_blocks(context))
    if found:
        yield Heading(2, context.words("appendix.sizes"))
        # Each size class is a part of it.
        yield from (replace(b, level=3) if isinstance(b, Heading) else b for b in found)


def _tested(context: Context) -> Iterator[Block]:
    nodes = [node for node in context.steps_of(Correlation).values() if node.rows]
    if nodes:
        yield Heading(2, context.words("tested.heading"))
        yield Paragraph(context.words("tested.intro"))
    for node in nodes:
        yield from pairs_blocks(node, context=context)


# --- aggregation: how alike the answers of a unit are, construct by construct -------------


def _aggregation(context: Context) -> Iterator[Block]:
    """A table of ICC, rwg where it is published, and the design effect; with what it shows."""
    words, study = context.words, context.study
    nodes = context.nodes([f"aggregation/{name}" for name in study.constructs], Aggregation)
    if not nodes:
        return
    yield Heading(2, words("aggregation.heading"))
    yield Paragraph(words("aggregation.intro"))
    agreed = any(is_known(v) for node in nodes for v in (node.rwg_mean, node.rwg_median))
    rwg = {"rwg_mean": 2, "rwg_median": 2} if agreed else {}
    shown = {"n": 0, "n_units": 0, "icc1": 2, "icc2": 2, **rwg, "design_effect": 2}
    heads = ("n", "units", "icc1", "icc2", *rwg)
    rows = tuple(_likeness(node, shown, context) for node in nodes)
    notes = [words("aggregation.note"), size_note("icc1", context=context)]
    notes += [words("aggregation.note_rwg")] if agreed else []
    notes += [words("withheld.cell")] if has_dash(rows) else []
    columns = (
        *context.columns("constructs", construct=3),
        *(Column(words(f"aggregation.head_{head}")) for head in heads),
        Column(words("aggregation.head_design"), weight=1.5),
    )
    yield Table(words("aggregation.table"), columns, rows, notes=(sentences(*notes),))
    medians = [x.rwg_median for x in nodes if isinstance(x.rwg_median, float)]
    reached = (
        _reached("icc2", [x.reliable for x in nodes if isinstance(x.icc2, float)], context),
        _reached("rwg", [m >= RELIABLE for m in medians], context),
    )
    if said := sentences(*reached, *_separated(nodes, context)):
        yield Paragraph(said)


def _likeness(node: Aggregation, shown: Mapping[str, int], context: Context) -> Row:
    cells = dict(zip(shown, context.cells(node, **shown), strict=True))
    if isinstance(node.icc2, float) and node.icc2 < 0:  # a reliability cannot be less than none
        cells["icc2"] = Cell(context.words("word.under", value="0"))
    return (Cell(context.study.label_of(node.construct), header=True), *cells.values())


def _separated(nodes: Sequence[Aggregation], context: Context) -> Iterator[str]:
    """On which constructs units can be told apart, and on which not."""
    tested = [(context.label(x.construct), x.distinguishable) for x in nodes]
    for verdict, key in ((True, "apart"), (False, "indistinct")):
        if names := [label for label, apart in tested if apart is verdict]:
            listed = context.words.listed(names)
            yield context.words(f"aggregation.{key}", names=listed, n=len(tested))


def _reached(name: str, verdicts: Sequence[bool | None], context: Context) -> str:
    """How many constructs reach the customary limit, or that none does; of those that have it."""
    reached = sum(map(bool, verdicts))
    if not verdicts:
        return ""
    counts = {"n": len(verdicts), "all": len(verdicts), "reached": reached}
    key = f"aggregation.{name}" + ("" if reached else "_none")
    return context.words(key, limit=context.number(RELIABLE, 2), **counts)


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
        name: node
        for name, node in context.steps_of(Multilevel).items()
        if name not in printed and any(row.b is not None for row in node.rows)
    }
    if not nodes:
        return
    yield Heading(2, context.words("multilevel.heading"))
    yield Paragraph(context.words("multilevel.intro"))
    for name, node in nodes.items():
        spec = _multilevel_spec(name, node, context)
        block = study_table(spec, context=context)
        one = len({row.outcome for row in node.rows}) == 1
        if isinstance(block, Table):
            block = _with_levels(_unnumbered(block, one_outcome=one), node, context)
        yield block
        if text := table_sentences(spec, context=context):
            yield Paragraph(text)
        if text := _differing(node, context):
            yield Paragraph(text)


def _with_levels(table: Table, node: Multilevel, context: Context) -> Table:
    """With the slopes within units and between them, where there are any."""
    levels = [row.levels for row in node.rows if row.b is not None]
    if not any(isinstance(each, Levels) for each in levels):
        return table
    words = context.words
    heads = words.several("multilevel.levels_heads")
    dash = Cell(DASH), Cell(DASH)
    cells = [
        context.cells(each, within=2, between=2) if isinstance(each, Levels) else dash
        for each in levels
    ]
    return replace(
        table,
        columns=(*table.columns, *(Column(head, weight=0.9) for head in heads)),
        groups=(*table.groups, Span(words("multilevel.levels_group"), len(heads))),
        rows=tuple((*row, *more) for row, more in zip(table.rows, cells, strict=True)),
        notes=(
            *table.notes,
            words("multilevel.levels_note"),
            *apart_notes(_variables(node), group=UNITS, context=context),
        ),
    )


def _differing(node: Multilevel, context: Context) -> str:
    """For which findings the slopes within units and between them are not the same.

    None whose means do not tell units apart.
    """
    vague = indistinct(_variables(node), group=UNITS, context=context)
    found = [
        context.words(
            "multilevel.levels_name",
            term=inside(context.label(row.term)),
            **context.numbers(row.levels, within=2, between=2),
        )
        for row in node.rows
        if isinstance(row.levels, Levels)
        and isinstance(row.levels.p_differ, float)
        and row.levels.p_differ < SIGNIFICANT
        and {row.term, row.outcome}.isdisjoint(vague)
    ]
    return (
        context.words("multilevel.levels_differ", names=context.words.listed(found))
        if found
        else ""
    )


def _variables(node: Multilevel) -> list[str]:
    """The outcomes and factors of the findings."""
    return list(dict.fromkeys(name for row in node.rows for name in (row.outcome, row.term)))


def _unnumbered(table: Table, *, one_outcome: bool) -> Table:
    """Without number, and without the column of a single outcome, which the title has."""
    bare = replace(table, number=None)
    if not one_outcome:
        return bare
    return replace(
        bare,
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
        leading_zero=True,
        steps=(name,),
    )
