"""Months as a line: a dot for every published month, filled on target, and gaps for the others."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from generator.disclosure.clients.process_limits import with_months
from generator.render.charts.drawing import ACCENT, INK, WHITE, Circle, Line, Rectangle
from generator.render.charts.marks import draw_axis, draw_mark
from generator.report.block import Table
from generator.report.blocks.scorecard_months import month_axis, month_line, month_names
from generator.report.blocks.unit_results import attainment_blocks
from generator.report.marks import Months
from generator.results.offices import Attainment, IndicatorResult, MonthResult
from generator.results.values import Suppressed

from .samples import MONTHS

NAMES = {"2015-01": "jan", "2015-02": "feb", "2015-03": "mar", "2015-04": "apr"}
WIDTH = 140.0


def drawn(mark: Months):
    return draw_mark(mark, month_axis(NAMES), width=WIDTH, height=30.0)


def test_a_dot_for_every_published_month_filled_where_the_target_was_reached() -> None:
    shapes = drawn(MONTHS).shapes
    dots = [s for s in shapes if isinstance(s, Circle) and s.fill == ACCENT]
    holes = [
        s for s in shapes if isinstance(s, Circle) and s.fill == WHITE and s.radius < dots[0].radius
    ]
    assert len(dots) == 3
    assert [(hole.x, hole.y) for hole in holes] == [(dots[0].x, dots[0].y), (dots[2].x, dots[2].y)]
    assert dots[1].y < dots[2].y < dots[0].y  # a higher value stands higher


def test_every_month_stands_under_its_name() -> None:
    dots = [s for s in drawn(MONTHS).shapes if isinstance(s, Circle) and s.fill == ACCENT]
    names = {label.text: label for label in draw_axis(month_axis(NAMES), width=WIDTH).shapes}
    for name, dot in zip(("jan", "feb", "apr"), dots, strict=True):
        assert names[name].x < dot.x < names[name].x + names[name].width


def test_the_line_has_a_gap_where_a_month_is_not_published() -> None:
    lines = [s for s in drawn(MONTHS).shapes if isinstance(s, Line) and s.color == ACCENT]
    assert len(lines) == 1


def test_the_target_steps_where_it_changes_and_everything_is_on_the_canvas() -> None:
    drawing = drawn(MONTHS)
    dashes = [s for s in drawing.shapes if isinstance(s, Line) and s.color == INK]
    assert len({dash.y1 for dash in dashes}) == 2
    assert all(0 <= dash.x1 <= dash.x2 <= WIDTH for dash in dashes)
    assert all(a.x2 < b.x1 or a.y1 != b.y1 for a, b in pairwise(dashes))
    assert all(0 < dash.y1 < drawing.height for dash in dashes)


def test_a_line_without_any_value_is_drawn_empty() -> None:
    nothing = replace(MONTHS, values=(None,) * 4, targets=(None,) * 4, met=(None,) * 4)
    assert not [s for s in drawn(nothing).shapes if isinstance(s, Circle)]


def test_a_run_is_a_bar_under_its_months_and_nothing_without() -> None:
    bars = [s for s in drawn(replace(MONTHS, run=range(1, 3))).shapes if isinstance(s, Rectangle)]
    (bar,) = bars
    names = {label.text: label for label in draw_axis(month_axis(NAMES), width=WIDTH).shapes}
    assert bar.x < names["feb"].x and names["mar"].x + names["mar"].width < bar.x + bar.width
    assert names["jan"].x + names["jan"].width < bar.x and bar.x + bar.width < names["apr"].x
    assert not [s for s in drawn(MONTHS).shapes if isinstance(s, Rectangle)]


def test_a_run_is_drawn_said_and_explained(demo_context) -> None:
    """A bar under its months, words for whoever cannot see it, and how often chance makes one."""
    results = (40.0, 41.0, *(60.0 + i % 2 for i in range(8)))
    row = with_months(indicator(), all_months(*results), lower_is_better=False)
    table = scorecard(demo_context, row)
    (line,) = table.rows
    said = "åtte måneder på rad over sitt eget snitt (mars–oktober 2015)"
    assert line[1].alt.endswith(f", {said}")
    assert line[1].mark.run == range(2, 10)
    assert [key.mark for key in table.legend][-1] == "run"
    notes = " ".join(table.notes)
    assert f": {said}." in notes and "færre enn 3 av 100" in notes
    calm = scorecard(demo_context, indicator(60.0, 40.0, 60.0))
    assert "run" not in [key.mark for key in calm.legend]
    assert "på rad" not in " ".join(calm.notes)


def months(*results: object) -> tuple[MonthResult, ...]:
    return tuple(
        MonthResult(month=f"2015-0{i}", result=r, target=50.0, denominator=9, met=r == 60.0)
        for i, r in enumerate(results, start=1)
    )


def all_months(*results: float) -> tuple[MonthResult, ...]:
    return tuple(
        MonthResult(month=f"2015-{i:02}", result=r, target=50.0, denominator=90, met=r >= 50)
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


def scorecard(context, *rows: IndicatorResult) -> Table:
    """The table of an office's indicators."""
    node = context.unit("solvik", "attainment", Attainment)
    office = replace(node.offices[0], rows=rows)
    units = {**context.released.units}
    units["solvik"] = {**units["solvik"], "attainment": replace(node, offices=(office,))}
    changed = replace(context, released=replace(context.released, units=units))
    return next(b for b in attainment_blocks(changed, unit="solvik") if isinstance(b, Table))


def test_the_line_has_every_month_and_its_cells_the_result_the_target_and_how_many_met(
    demo_context,
) -> None:
    table = scorecard(demo_context, indicator(60.0, Suppressed("clients"), 40.0))
    (row,) = table.rows
    label = demo_context.study.indicators["B.12"].label
    percent = "\N{NO-BREAK SPACE}%"
    assert [cell.text for cell in row[:6]] == [
        *(f"{label} (B.12)", "", f"50,0{percent}", f"50,0{percent}", f"100{percent}", "1 av 3")
    ]
    # Whoever cannot see the line hears every month, and that one is not shown.
    assert row[1].alt == f"jan 60,0{percent}, feb vises ikke, mar 40,0{percent}"
    assert row[1].mark == Months((60.0, None, 40.0), (50.0,) * 3, (True, False, False))
    assert table.columns[1].align == "picture"
    assert [text for _, text in table.axis.ticks] == ["jan", "feb", "mar"]
    assert [key.mark for key in table.legend] == ["met", "missed", "target"]
    assert any("En måned uten punkt" in note for note in table.notes)


def test_too_few_months_or_none_make_no_line(demo_context) -> None:
    assert month_names([indicator(60.0, 40.0)], context=demo_context) == {}
    assert month_names([], context=demo_context) == {}
    table = scorecard(demo_context, indicator(60.0, 40.0))
    assert not any(column.align == "picture" for column in table.columns)
    assert (table.axis, table.legend) == (None, ())
    assert month_line(indicator(), NAMES, context=demo_context).mark is None
