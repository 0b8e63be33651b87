"""The study's declared figures: the research model, means, two groups and production."""

from dataclasses import replace

from generator.report.block import (
    Bar,
    BarChart,
    Chart,
    Diagram,
    DiagramArrow,
    DiagramBox,
    Dot,
    DotPlot,
    Paragraph,
)
from generator.report.blocks.constructs import band_of, points_of, values_in_words, with_interval
from generator.report.blocks.unit_results import production_chart
from generator.report.context import Context, inside
from generator.report.county.group_tables import comparisons
from generator.report.county.table_parts import n_line
from generator.report.numbers import is_known
from generator.results.groups import GroupComparison
from generator.results.offices import Production
from generator.results.survey import Descriptives, VariableStatistics
from generator.results.values import Bound, Number, Suppressed, published_number
from generator.study.instrument import Scale
from generator.study.outline import (
    ComparisonFigure,
    FigureSpec,
    MeansFigure,
    ModelFigure,
    ProductionFigure,
)


def study_figure(spec: FigureSpec, *, context: Context) -> Chart | Paragraph:
    """A declared figure, or a sentence that says why it cannot be drawn."""
    match spec:
        case ModelFigure():
            chart = _model(spec, context)
        case MeansFigure():
            chart = _means(spec, context)
        case ComparisonFigure():
            chart = _comparison(spec, context)
        case ProductionFigure():
            node = context.step(f"production/{spec.series}", Production)
            chart = production_chart(node, context=context) if node else None
    if chart is None:
        return Paragraph(context.words("figure.missing", number=spec.number), role="small")
    return replace(chart, title=spec.title or chart.title, number=spec.number)


def _model(spec: ModelFigure, context: Context) -> Chart | None:
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
    return Chart(Diagram(boxes, arrows), spec.title, " ".join(alts))


def _means(spec: MeansFigure, context: Context) -> Chart | None:
    node = context.step(spec.node, Descriptives)
    if node is None or not any(is_known(row.mean) for row in node.rows):
        return None
    rows = list(node.rows)
    scale = context.study.scale_of(rows[0].variable)
    if spec.sort:
        rows.sort(key=lambda row: -_least(row.mean, scale))
    bars = tuple(_bar(row, scale, context) for row in rows)
    hidden = any(isinstance(row.mean, Suppressed) for row in rows)
    ticks, band_name = points_of(scale.low, scale.high), context.words("constructs.band_name")
    picture = BarChart(bars, scale.low, scale.high, ticks, band_name=band_name)
    alt = values_in_words(((bar.label, bar.text) for bar in bars), context=context)
    notes = [n_line(node.group, [row.n for row in node.rows], context=context)]
    notes += [context.words("withheld.dash")] if hidden else []
    return Chart(picture, spec.title, alt, notes=tuple(notes))


def _bar(row: VariableStatistics, scale: Scale, context: Context) -> Bar:
    band = band_of(row.mean, scale.low, scale.high)
    solid = isinstance(row.mean, Bound) and row.mean.over is not None and band
    return Bar(
        label=context.study.label_of(row.variable),
        value=band[0] if solid and band else published_number(row.mean),
        text=context.number(row.mean, 2),
        band=band,
    )


def _least(mean: Number, scale: Scale) -> float:
    """The nearest a mean may be to the lowest end; one that is not shown is last."""
    if band := band_of(mean, scale.low, scale.high):
        return band[0]
    return mean if isinstance(mean, float) else scale.low - 1.0


def _comparison(spec: ComparisonFigure, context: Context) -> Chart | None:
    """The first group's mean with its interval as a dot, the second group's as a mark."""
    nodes = comparisons(spec.nodes, context=context)
    if not nodes:
        return None
    first, second = (inside(group.label) for group in nodes[0].groups)
    scales = [context.study.scale_of(node.outcome) for node in nodes]
    low, high = min(scale.low for scale in scales), max(scale.high for scale in scales)
    dots = tuple(_compared(node, context) for node in nodes)
    value_name = context.words("figure.with_interval", label=first)
    picture = DotPlot(dots, low, high, points_of(low, high), value_name, second)
    alt = values_in_words((_means_in_words(node, context) for node in nodes), context=context)
    compared = context.words("figure.comparison_note", first=first, second=second)
    n = n_line(nodes[0].group, [node.n for node in nodes], context=context)
    return Chart(picture, spec.title, alt, notes=(compared, n))


def _compared(node: GroupComparison, context: Context) -> Dot:
    first, second = node.groups
    return Dot(
        label=context.study.label_of(node.outcome),
        value=published_number(first.mean),
        text=f"{context.number(first.mean, 2)} / {context.number(second.mean, 2)}",
        low=published_number(first.ci_low),
        high=published_number(first.ci_high),
        reference=published_number(second.mean),
    )


def _means_in_words(node: GroupComparison, context: Context) -> tuple[str, str]:
    means = ", ".join(
        f"{inside(group.label)} {with_interval(group, context=context)}"
        for group in node.groups
        if is_known(group.mean)
    )
    return context.study.label_of(node.outcome), means
