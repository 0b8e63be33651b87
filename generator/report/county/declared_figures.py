"""The study's declared figures: the research model, means, two groups and production."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from string import ascii_lowercase

from generator.report.block import Cell, Column, Diagram, DiagramArrow, DiagramBox, Paragraph, Table
from generator.report.blocks.constructs import (
    band_of,
    by_scale,
    dot,
    dot_legend,
    on_scale,
    picture_column,
)
from generator.report.blocks.unit_results import production_table
from generator.report.context import Context, inside
from generator.report.county.group_tables import comparisons
from generator.report.county.table_parts import n_line
from generator.report.marks import Dot
from generator.report.numbers import is_known
from generator.results.groups import GroupComparison
from generator.results.offices import Production
from generator.results.survey import Descriptives, VariableStatistics
from generator.results.values import Number, Suppressed, published_number
from generator.study.instrument import Scale
from generator.study.outline import (
    ComparisonFigure,
    FigureSpec,
    MeansFigure,
    ModelFigure,
    ProductionFigure,
)


def study_figure(spec: FigureSpec, *, context: Context) -> Iterator[Table | Diagram | Paragraph]:
    """A declared figure, one part for each scale, or a sentence that says it cannot be drawn."""
    parts: list[Table | Diagram]
    match spec:
        case ModelFigure():
            parts = [_model(spec, context)]
        case MeansFigure():
            parts = list(_means(spec, context))
        case ComparisonFigure():
            parts = list(_comparison(spec, context))
        case ProductionFigure():
            node = context.step(f"production/{spec.series}", Production)
            made = [production_table(node, context=context)] if node else []
            parts = [replace(each, title=spec.title or each.title) for each in made]
    if not parts:
        yield Paragraph(context.words("figure.missing", number=spec.number), role="small")
    letters = ascii_lowercase if len(parts) > 1 else [""]
    for letter, part in zip(letters, parts, strict=False):
        yield replace(part, number=f"{spec.number}{letter}")


def _model(spec: ModelFigure, context: Context) -> Diagram:
    strong = set(spec.highlight)
    model = context.study.model
    labels = {box.id: box.label for box in model.boxes}
    boxes = tuple(
        DiagramBox(box.id, box.label, box.column, box.row, strong=box.id in strong)
        for box in model.boxes
    )
    arrows = tuple(
        DiagramArrow(arrow.start, arrow.end, strong={arrow.start, arrow.end} <= strong)
        for arrow in model.arrows
    )
    alts = [
        context.words("figure.arrow", start=labels[arrow.start], end=inside(labels[arrow.end]))
        for arrow in arrows
        if arrow.strong or not strong
    ]
    if not alts:  # boxes that no arrow leads between
        alts = [context.words.listed([box.text for box in boxes if box.strong or not strong])]
    return Diagram(boxes, arrows, spec.title, " ".join(alts))


def _means(spec: MeansFigure, context: Context) -> Iterator[Table]:
    node = context.step(spec.node, Descriptives)
    if node is None or not any(is_known(row.mean) for row in node.rows):
        return
    rows = {row.variable: row for row in node.rows}
    scales = by_scale(context, rows)
    for scale, names in scales:
        table = _means_table(spec, node, [rows[name] for name in names], scale, context)
        yield on_scale(table, scale, several=len(scales) > 1, context=context)


def _means_table(
    spec: MeansFigure,
    node: Descriptives,
    means: list[VariableStatistics],
    scale: Scale,
    context: Context,
) -> Table:
    if spec.sort:
        means.sort(key=lambda row: -_least(row.mean, scale))
    rows = tuple(
        (
            Cell(context.study.label_of(row.variable), header=True),
            Cell("", mark=dot(row, scale)),
            *context.cells(row, n=0, mean=2),
        )
        for row in means
    )
    first, *others = context.columns("constructs", construct=3.4, n=0.8, mean=1.2)
    hidden = any(isinstance(row.mean, Suppressed) for row in means)
    file = n_line(node.group, [], context=context)
    return Table(
        spec.title,
        (replace(first, head=""), picture_column(4.0), *others),
        rows,
        notes=(file, context.words("withheld.dash")) if hidden else (file,),
        drawn=True,
        axis=context.scale_axis(scale),
        legend=dot_legend(rows, context=context),
    )


def _least(mean: Number, scale: Scale) -> float:
    """The nearest a mean may be to the lowest end; one that is not shown is last."""
    if band := band_of(mean, scale.low, scale.high):
        return band[0]
    return mean if isinstance(mean, float) else scale.low - 1.0


def _comparison(spec: ComparisonFigure, context: Context) -> Iterator[Table]:
    nodes = {node.outcome: node for node in comparisons(spec.nodes, context=context)}
    scales = by_scale(context, nodes)
    for scale, names in scales:
        table = _comparison_table(spec, [nodes[name] for name in names], scale, context)
        yield on_scale(table, scale, several=len(scales) > 1, context=context)


def _comparison_table(
    spec: ComparisonFigure, nodes: Sequence[GroupComparison], scale: Scale, context: Context
) -> Table:
    """The first group's mean with its interval as a dot, the second group's as a tick."""
    first, second = (inside(group.label) for group in nodes[0].groups)
    rows = tuple(_compared(node, context) for node in nodes)
    value = context.words("figure.with_interval", label=first)
    head = replace(context.columns("constructs", construct=3.4)[0], head="")
    columns = (head, picture_column(4.0), *(Column(group.label) for group in nodes[0].groups))
    return Table(
        spec.title,
        columns,
        rows,
        notes=(n_line(nodes[0].group, [node.n for node in nodes], context=context),),
        drawn=True,
        axis=context.scale_axis(scale),
        legend=dot_legend(rows, context=context, value=value, reference=second),
    )


def _compared(node: GroupComparison, context: Context) -> tuple[Cell, ...]:
    first, second = node.groups
    mark = Dot(
        value=published_number(first.mean),
        low=published_number(first.ci_low),
        high=published_number(first.ci_high),
        reference=published_number(second.mean),
    )
    label = Cell(context.study.label_of(node.outcome), header=True)
    means = (context.cell(group.mean, 2) for group in node.groups)
    return (label, Cell("", mark=mark), *means)
