from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
from generator.render.charts.frame import WIDTH
from generator.render.charts.stacked import class_colors
from generator.report.pictures import StackedChart, StackedRow
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from generator.errors import RenderingError
from generator.render.charts import draw_chart
from generator.render.charts.drawing import (
    ACCENT,
    INK,
    MUTED,
    Drawing,
    Label,
    Line,
    Polygon,
    Rectangle,
)
from generator.render.charts.png import png
from generator.render.charts.svg import svg
from generator.report.block import (
    Bar,
    BarChart,
    Diagram,
    DiagramArrow,
    DotPlot,
)
from generator.resources.typeface import printable, text_width, wrap

from .samples import SAMI, bar_chart, diagram, dot_plot, stacked_chart

PICTURES = [bar_chart(), dot_plot(), stacked_chart(), diagram(), diagram(strong=False)]
SVG = "{http://www.w3.org/2000/svg}"


def labels(drawing: Drawing) -> list[Label]:
    return [shape for shape in drawing.shapes if isinstance(shape, Label)]


def assert_inside(drawing: Drawing) -> None:
    for label in labels(drawing):
        assert label.x >= 0
        assert label.x + label.width <= drawing.width + 0.01, label.text
        assert label.size * 0.5 <= label.y <= drawing.height, label.text


def luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("picture", PICTURES)
def test_svg_is_well_formed_and_holds_every_text_inside_the_canvas(picture):
    drawing = draw_chart(picture)
    root = ElementTree.fromstring(svg(drawing))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts == [label.text for label in labels(drawing)]
    assert_inside(drawing)


@pytest.mark.parametrize("picture", PICTURES)
def test_png_opens_at_print_resolution_and_repeats(picture):
    drawing = draw_chart(picture)
    first, second = png(drawing, dpi=220), png(drawing, dpi=220)
    assert first == second
    with Image.open(BytesIO(first)) as image:
        assert image.format == "PNG"
        assert image.width == pytest.approx(WIDTH * 220 / 72, abs=1)
        assert image.info["dpi"] == pytest.approx((220, 220), abs=0.1)
        colors = {color for _, color in image.convert("RGB").getcolors(1 << 24)}
    assert (255, 255, 255) in colors
    assert len(colors) > 2


def test_bar_chart_prints_each_label_value_and_reference():
    drawing = draw_chart(bar_chart())
    text = " ".join(label.text for label in labels(drawing))
    for bar in bar_chart().bars:
        assert bar.label in text
        assert bar.text in text
    bars = [s for s in drawing.shapes if isinstance(s, Rectangle) and s.fill == ACCENT]
    assert len(bars) == 1 + 5  # the legend, and every bar that has a value
    marks = [s for s in drawing.shapes if isinstance(s, Rectangle) and s.fill == INK]
    assert len(marks) == 1 + 5


def test_bars_are_as_long_as_their_values():
    chart = BarChart((Bar("a", 25.0, "25"), Bar("b", 50.0, "50"), Bar("c", 75.0, "75")), 0, 100, ())
    bars = [s for s in draw_chart(chart).shapes if isinstance(s, Rectangle) and s.fill == ACCENT]
    assert [bar.width / bars[0].width for bar in bars] == pytest.approx([1, 2, 3])


def test_negative_values_run_left_from_zero():
    chart = BarChart((Bar("a", -5.0, "−5"), Bar("b", 5.0, "5")), -10, 10, (-10, 0, 10))
    drawing = draw_chart(chart)
    left, right = [s for s in drawing.shapes if isinstance(s, Rectangle) and s.fill == ACCENT]
    assert left.x + left.width == pytest.approx(right.x)
    assert "−10" in {label.text for label in labels(drawing)}


def test_a_value_outside_the_scale_stays_on_the_canvas():
    drawing = draw_chart(BarChart((Bar("a", 400.0, "400"),), 0, 100, (0, 50, 100)))
    for shape in drawing.shapes:
        if isinstance(shape, Rectangle):
            assert shape.x + shape.width <= WIDTH


def test_scale_uses_the_decimal_sign_it_is_given():
    chart = BarChart((Bar("a", 1.0, "1"),), 0, 2, (0, 0.5, 1))
    assert "0,5" in {label.text for label in labels(draw_chart(chart, decimal=","))}
    assert "0.5" in {label.text for label in labels(draw_chart(chart, decimal="."))}


def test_dot_plot_draws_interval_and_value_only_where_they_are():
    dots = dot_plot().dots
    plot = replace(dot_plot(), dots=(dots[0], replace(dots[1], low=None, high=None, value=None)))
    drawing = draw_chart(plot)
    intervals = [s for s in drawing.shapes if isinstance(s, Line) and s.color == ACCENT]
    assert len(intervals) == 2  # the legend's and the first dot's


def test_empty_charts_are_drawn_empty():
    for picture in (
        BarChart((), 0, 1, (0, 1)),
        DotPlot((), 0, 1, ()),
        StackedChart(("a", "b"), ()),
        Diagram((), ()),
    ):
        assert png(draw_chart(picture))
        ElementTree.fromstring(svg(draw_chart(picture)))


def test_stacked_bars_fill_the_width_in_proportion():
    drawing = draw_chart(StackedChart(("a", "b"), (StackedRow("x", (25.0, 75.0), ("25", "75")),)))
    low, high = [s for s in drawing.shapes if isinstance(s, Rectangle)][2:]
    assert (high.width + 0.8) / (low.width + 0.8) == pytest.approx(3)
    assert high.x + high.width == pytest.approx(WIDTH, abs=1)


def test_a_share_too_small_for_its_text_is_drawn_without_it():
    chart = StackedChart(("a", "b"), (StackedRow("x", (1.0, 99.0), ("1 prosent", "99 prosent")),))
    texts = {label.text for label in labels(draw_chart(chart))}
    assert "99 prosent" in texts
    assert "1 prosent" not in texts


@pytest.mark.parametrize("count", range(1, 10))
def test_there_is_a_colour_for_every_class(count):
    assert len(class_colors(count)) == count


def test_colours_have_contrast_and_survive_black_and_white():
    for color in (ACCENT, INK, MUTED):
        assert 1.05 / (luminance(color) + 0.05) >= 4.5
    low, middle, high = (luminance(color) for color in class_colors(3))
    assert high + 0.15 < low < middle - 0.15


def test_arrows_end_at_the_edge_of_their_box():
    drawing = draw_chart(diagram())
    boxes = [s for s in drawing.shapes if isinstance(s, Rectangle)]
    heads = [s for s in drawing.shapes if isinstance(s, Polygon)]
    assert len(heads) == len(diagram().arrows)
    tips = [head.points[0] for head in heads]
    assert len(set(tips)) == len(tips)
    for x, y in tips:
        assert any(x == pytest.approx(box.x) and box.y <= y <= box.y + box.height for box in boxes)


def test_what_is_not_strong_is_faint_but_readable():
    faint = [s for s in draw_chart(diagram()).shapes if isinstance(s, Label)]
    plain = [s for s in draw_chart(diagram(strong=False)).shapes if isinstance(s, Label)]
    assert {label.color for label in faint} == {INK, MUTED}
    assert {label.color for label in plain} == {INK}


def test_an_arrow_to_no_box_is_refused():
    with pytest.raises(RenderingError, match="nowhere"):
        draw_chart(Diagram(diagram().boxes, (DiagramArrow("i", "nowhere"),)))


def test_sami_letters_have_a_width_of_their_own():
    for letter in "áčđŋšŧž−":
        assert printable(letter) == letter
    assert text_width(SAMI, size=10) > 100


@given(st.text(max_size=200), st.floats(min_value=20, max_value=300))
def test_wrapped_lines_fit_and_lose_no_letter(text, width):
    cleaned = printable(text)
    lines = wrap(cleaned, width=width, size=9)
    for line in lines:
        assert len(line) == 1 or text_width(line, size=9) <= width + 0.01
    assert "".join("".join(lines).split()) == "".join(cleaned.split())


@given(st.text(max_size=120), st.text(max_size=40), st.floats(min_value=0, max_value=10))
def test_no_text_runs_out_of_the_canvas(label, value_text, value):
    chart = BarChart((Bar(label, value, value_text, value),), 0, 10, (0, 5, 10), label, value_text)
    drawing = draw_chart(chart)
    assert_inside(drawing)
    ElementTree.fromstring(svg(drawing))


def test_printable_decides_what_cannot_be_printed():
    assert printable("a\x00b\x1fc\x7f") == "abc"
    assert printable("a\nb\tc\u2028d") == "a b c d"
    assert printable("soft\u00adhyphen\u200b") == "softhyphen"
    assert printable("漢字 😀") == "□□ □"
    assert printable("e\u0301") == "é"
    assert printable("\ud800x") == "x"
    assert printable("5\u00a0% − ½") == "5\u00a0% − ½"


@given(st.text())
def test_printable_changes_nothing_twice(text):
    assert printable(printable(text)) == printable(text)
