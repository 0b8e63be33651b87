"""The monthly chart: a dot for every published month, filled on target, and gaps for the others."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from generator.render.charts.frame import WIDTH
from generator.report.pictures import MonthLine, MonthlyChart

from generator.render.charts import draw_chart
from generator.render.charts.drawing import ACCENT, INK, WHITE, Circle, Line
from generator.report.blocks.scorecard_months import month_chart
from generator.results.offices import IndicatorResult, MonthResult
from generator.results.values import Suppressed

LINE = MonthLine(
    label="A",
    values=(10.0, 30.0, None, 20.0),
    targets=(20.0, 20.0, 20.0, 25.0),
    met=(False, True, None, False),
    text="1 av 3",
)


def drawn(*lines: MonthLine):
    chart = MonthlyChart(("jan", "feb", "mar", "apr"), lines, "nådd", "ikke nådd", "mål")
    drawing = draw_chart(chart)
    legend = draw_chart(replace(chart, lines=()))
    return drawing, [shape for shape in drawing.shapes if shape not in legend.shapes]


def test_a_dot_for_every_published_month_filled_where_the_target_was_reached() -> None:
    _, shapes = drawn(LINE)
    dots = [s for s in shapes if isinstance(s, Circle) and s.fill == ACCENT]
    holes = [s for s in shapes if isinstance(s, Circle) and s.fill == WHITE]
    assert len(dots) == 3
    assert [(hole.x, hole.y) for hole in holes] == [(dots[0].x, dots[0].y), (dots[2].x, dots[2].y)]
    assert dots[1].y < dots[2].y < dots[0].y  # a higher value stands higher


def test_the_line_has_a_gap_where_a_month_is_not_published() -> None:
    _, shapes = drawn(LINE)
    lines = [s for s in shapes if isinstance(s, Line) and s.color == ACCENT]
    assert len(lines) == 1


def test_the_target_steps_where_it_changes_and_everything_is_on_the_canvas() -> None:
    drawing, shapes = drawn(LINE)
    dashes = [s for s in shapes if isinstance(s, Line) and s.color == INK]
    assert len({dash.y1 for dash in dashes}) == 2
    assert all(0 <= dash.x1 <= dash.x2 <= WIDTH for dash in dashes)
    assert all(a.x2 < b.x1 or a.y1 != b.y1 for a, b in pairwise(dashes))
    assert all(0 < dash.y1 < drawing.height for dash in dashes)


def test_a_line_without_any_value_is_drawn_empty() -> None:
    nothing = replace(LINE, values=(None,) * 4, targets=(None,) * 4, met=(None,) * 4)
    _, shapes = drawn(nothing)
    assert not [s for s in shapes if isinstance(s, Circle)]


def months(*results: object) -> tuple[MonthResult, ...]:
    return tuple(
        MonthResult(month=f"2015-0{i}", result=r, target=50.0, denominator=9, met=r == 60.0)
        for i, r in enumerate(results, start=1)
    )


def indicator(*results: object) -> IndicatorResult:
    published = months(*results)
    return IndicatorResult(
        indicator="B.12",
        result=50.0,
        target=50.0,
        attainment=1.0,
        denominator=50,
        months=published,
        on_target=sum(m.met is True for m in published),
        n_months=len(published),
    )


def test_the_text_alternative_has_every_month_and_the_target(demo_context) -> None:
    row = indicator(60.0, Suppressed("clients"), 40.0)
    chart = month_chart([row], title="T", context=demo_context)
    assert chart is not None
    label = demo_context.study.indicators["B.12"].label
    percent = "\N{NO-BREAK SPACE}%"
    assert (
        chart.alt
        == f"{label}: jan 60,0{percent}, feb vises ikke, mar 40,0{percent}. Mål: 50,0{percent}."
    )
    assert chart.picture.lines[0].values == (60.0, None, 40.0)


def test_too_few_months_or_none_make_no_chart(demo_context) -> None:
    assert month_chart([indicator(60.0, 40.0)], title="T", context=demo_context) is None
    assert month_chart([], title="T", context=demo_context) is None
