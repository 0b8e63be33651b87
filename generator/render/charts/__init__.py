"""Charts: from what a picture says to shapes as wide as the text column, then to SVG and PNG."""

from generator.render.charts.diagram import draw_diagram
from generator.render.charts.drawing import Drawing
from generator.render.charts.lines import draw_months, draw_rounds
from generator.render.charts.scale import draw_bars, draw_dots
from generator.render.charts.stacked import draw_stacked
from generator.report.block import BarChart, Diagram, DotPlot
from generator.report.pictures import MonthlyChart, StackedChart, TimeChart

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
