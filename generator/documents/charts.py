"""Charts: from what a picture says to shapes on a canvas as wide as the text column."""

from __future__ import annotations

from generator.documents.chart_months import draw_months
from generator.documents.chart_rounds import draw_rounds
from generator.documents.chart_scale import draw_bars, draw_dots
from generator.documents.chart_stacked import draw_stacked
from generator.documents.diagram import draw_diagram
from generator.documents.drawing import Drawing
from generator.documents.monthly import MonthlyChart
from generator.documents.report import BarChart, Diagram, DotPlot
from generator.documents.stacked import StackedChart
from generator.documents.timeline import TimeChart

Picture = BarChart | DotPlot | StackedChart | MonthlyChart | TimeChart | Diagram


def draw_chart(picture: Picture, *, decimal: str = ",") -> Drawing:
    """Draw a picture; ``decimal`` is the decimal sign on its scale."""
    match picture:
        case BarChart():
            return draw_bars(picture, decimal=decimal)
        case DotPlot():
            return draw_dots(picture, decimal=decimal)
        case StackedChart():
            return draw_stacked(picture)
        case MonthlyChart():
            return draw_months(picture)
        case TimeChart():
            return draw_rounds(picture)
        case Diagram():
            return draw_diagram(picture)
