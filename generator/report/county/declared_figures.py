"""The study's declared figures: the research model, means, two groups and production."""

from dataclasses import replace

from generator.report.block import Cell, Column, Diagram, DiagramArrow, DiagramBox, Paragraph, Table
from generator.report.blocks.constructs import band_of, dot, dot_legend, picture_column
from generator.report.blocks.unit_results import production_table
from generator.report.context import Context, inside
from generator.report.county.group_tables import comparisons
from generator.report.county.table_parts import n_line
from generator.report.marks import Dot
from generator.report.numbers import is_known
from generator.results.groups import GroupComparison
from generator.results.offices import Production
from generator.results.survey import Descriptives
from generator.results.values import Number, Suppressed, published_number
from generator.study.instrument import Scale
from generator.study.outline import (
    ComparisonFigure,
    FigureSpec,
    MeansFigure,
    ModelFigure,
    ProductionFigure,
)


def study_figure(spec: FigureSpec, *, context: Context) -> Table | Diagram | Paragraph:
    """A declared figure, or a sentence that says why it cannot be drawn."""
    figure: Table | Diagram | None
    match spec:
        case ModelFigure():
            figure = _model(spec, context)
        case MeansFigure():
            figure = _means(spec, context)
        case ComparisonFigure():
            figure = _comparison(spec, context)
        case ProductionFigure():
            node = context.step(f"production/{spec.series}", Production)
            figure = production_table(node, context=context) if node else None
    if figure is None:
        return Paragraph(context.words("figure.missing", number=spec.number), role="small")
    return replace(figure, title=spec.title or figure.title, number=spec.number)


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
    alts = (
        context.words("figure.arrow", start=labels[arrow.start], end=inside(labels[arrow.end]))
        for arrow in arrows
        if arrow.strong or not strong
    )
    return Diagram(boxes, arrows, spec.title, " ".join(alts))


def _means(spec: MeansFigure, context: Context) -> Table | None:
    node = context.step(spec.node, Descriptives)
    if node is None or not any(is_known(row.mean) for row in node.rows):
        return None
    means = list(node.rows)
    scale = context.study.scale_of(means[0].variable)
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


def _comparison(spec: ComparisonFigure, context: Context) -> Table | None:
    """The first group's mean with its interval as a dot, the second group's as a tick."""
    nodes = comparisons(spec.nodes, context=context)
    if not nodes:
        return None
    first, second = (inside(group.label) for group in nodes[0].groups)
    scales = [context.study.scale_of(node.outcome) for node in nodes]
    low, high = min(scale.low for scale in scales), max(scale.high for scale in scales)
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
        axis=context.axis(low, high, range(low, high + 1)),
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
