"""The study's declared figures: the research model, means, two groups and production."""

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
from generator.report.blocks.constructs import band_of, with_interval
from generator.report.blocks.unit_results import production_chart
from generator.report.context import Context, inside
from generator.report.county.group_tables import comparisons
from generator.report.county.table_parts import n_line
from generator.report.numbers import DASH, is_known
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
            return _model(spec, context)
        case MeansFigure():
            return _means(spec, context)
        case ComparisonFigure():
            return _comparison(spec, context)
        case ProductionFigure():
            node = context.step(f"production/{spec.series}", Production)
            if node is None:
                return _missing(spec, context)
            return production_chart(node, context=context, title=spec.title, number=spec.number)


def _model(spec: ModelFigure, context: Context) -> Chart:
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
    return Chart(
        picture=Diagram(boxes=boxes, arrows=arrows),
        title=spec.title,
        number=spec.number,
        alt=" ".join(
            context.words("figure.arrow", start=labels[arrow.start], end=inside(labels[arrow.end]))
            for arrow in arrows
            if arrow.strong or not strong
        ),
    )


def _means(spec: MeansFigure, context: Context) -> Chart | Paragraph:
    node = context.step(spec.node, Descriptives)
    if node is None or not any(is_known(row.mean) for row in node.rows):
        return _missing(spec, context)
    rows = list(node.rows)
    scale = context.study.scale_of(rows[0].variable)
    if spec.sort:
        rows.sort(key=lambda row: -_least(row.mean, scale))
    bars = tuple(_bar(row, scale, context) for row in rows)
    hidden = any(isinstance(row.mean, Suppressed) for row in rows)
    return Chart(
        picture=BarChart(
            bars=bars,
            low=scale.low,
            high=scale.high,
            ticks=tuple(float(value) for value in range(scale.low, scale.high + 1)),
            band_name=context.words("constructs.band_name"),
        ),
        title=spec.title,
        number=spec.number,
        alt=" ".join(
            context.words(
                "constructs.alt_none" if bar.text == DASH else "constructs.alt_alone",
                label=bar.label,
                value=bar.text,
            )
            for bar in bars
        ),
        notes=(
            n_line(node.group, [row.n for row in node.rows], context=context),
            *((context.words("withheld.dash"),) if hidden else ()),
        ),
    )


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


def _comparison(spec: ComparisonFigure, context: Context) -> Chart | Paragraph:
    """The first group's mean with its interval as a dot, the second group's as a mark."""
    nodes = comparisons(spec.nodes, context=context)
    if not nodes:
        return _missing(spec, context)
    first, second = (inside(group.label) for group in nodes[0].groups)
    scales = [context.study.scale_of(node.outcome) for node in nodes]
    low, high = min(scale.low for scale in scales), max(scale.high for scale in scales)
    return Chart(
        picture=DotPlot(
            dots=tuple(_compared(node, context) for node in nodes),
            low=low,
            high=high,
            ticks=tuple(float(value) for value in range(low, high + 1)),
            value_name=context.words("figure.with_interval", label=first),
            reference_name=second,
        ),
        title=spec.title,
        number=spec.number,
        alt=" ".join(_comparison_alt(node, context) for node in nodes),
        notes=(
            context.words("figure.comparison_note", first=first, second=second),
            n_line(nodes[0].group, [node.n for node in nodes], context=context),
        ),
    )


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


def _comparison_alt(node: GroupComparison, context: Context) -> str:
    means = ", ".join(
        f"{inside(group.label)} {with_interval(group, context=context)}"
        for group in node.groups
        if is_known(group.mean)
    )
    key = "constructs.alt_alone" if means else "constructs.alt_none"
    return context.words(key, label=context.study.label_of(node.outcome), value=means)


def _missing(spec: FigureSpec, context: Context) -> Paragraph:
    return Paragraph(context.words("figure.missing", number=spec.number), role="small")
