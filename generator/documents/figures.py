"""The study's declared figures: the research model, and means as bars."""

from __future__ import annotations

from generator.documents.context import Context, inside
from generator.documents.report import (
    Bar,
    BarChart,
    Chart,
    Diagram,
    DiagramArrow,
    DiagramBox,
    Paragraph,
)
from generator.documents.tables import n_line
from generator.results import Descriptives
from generator.study import FigureSpec, MeansFigure, ModelFigure


def study_figure(spec: FigureSpec, *, context: Context) -> Chart | Paragraph:
    """A declared figure, or a sentence that says why it cannot be drawn."""
    match spec:
        case ModelFigure():
            return _model(spec, context)
        case MeansFigure():
            return _means(spec, context)


def _model(spec: ModelFigure, context: Context) -> Chart:
    strong = set(spec.highlight)
    model = context.study.model
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
        alt=_model_alt(spec, context),
    )


def _model_alt(spec: ModelFigure, context: Context) -> str:
    labels = {box.id: box.label for box in context.study.model.boxes}
    shown = [
        arrow
        for arrow in context.study.model.arrows
        if not spec.highlight or {arrow.start, arrow.end} <= set(spec.highlight)
    ]
    return " ".join(
        context.words("figure.arrow", start=labels[arrow.start], end=inside(labels[arrow.end]))
        for arrow in shown
    )


def _means(spec: MeansFigure, context: Context) -> Chart | Paragraph:
    node = context.step(spec.node, Descriptives)
    if node is None:
        return Paragraph(context.words("figure.missing", number=spec.number), role="small")
    rows = [row for row in node.rows if isinstance(row.mean, float)]
    if spec.sort:
        rows.sort(key=lambda row: -row.mean if isinstance(row.mean, float) else 0.0)
    scale = context.study.scale_of(node.rows[0].variable)
    bars = tuple(
        Bar(
            label=context.study.label_of(row.variable),
            value=row.mean if isinstance(row.mean, float) else None,
            text=context.number(row.mean, 2),
        )
        for row in rows
    )
    return Chart(
        picture=BarChart(
            bars=bars,
            low=scale.low,
            high=scale.high,
            ticks=tuple(float(value) for value in range(scale.low, scale.high + 1)),
        ),
        title=spec.title,
        number=spec.number,
        alt=" ".join(
            context.words("constructs.alt_alone", label=bar.label, value=bar.text) for bar in bars
        ),
        notes=(n_line(node.group, [row.n for row in node.rows], context=context),),
    )
