"""Drawings: the marks of tables, their axis and legend, and diagrams, as SVG and as PNG."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import combinations, pairwise
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from generator.errors import RenderingError
from generator.render.charts.diagram import draw_diagram
from generator.render.charts.drawing import (
    ACCENT,
    AREA,
    INK,
    MUTED,
    WHITE,
    WIDTH,
    Circle,
    Drawing,
    Label,
    Line,
    Polygon,
    Rectangle,
    Shape,
)
from generator.render.charts.marks import KEY_SIZE, draw_axis, draw_key, draw_mark
from generator.render.charts.png import png
from generator.render.charts.svg import svg
from generator.report.block import Diagram, DiagramArrow
from generator.report.marks import Axis, Bar, Dot, KeyMark, Mark, Months, Rounds, Shift
from generator.resources.typeface import printable, text_width, wrap

from .samples import (
    ROUNDS,
    SAMI,
    axis_of,
    bar_table,
    diagram,
    dot_table,
    line_table,
    shift_table,
)

TABLES = [bar_table(), dot_table(), shift_table(), line_table(), line_table(ROUNDS)]
MARKED = [
    (cell.mark, table.axis) for table in TABLES for row in table.rows for cell in row if cell.mark
]
AXIS = axis_of(0, 100, (0, 50, 100))
SIZE = {"width": 140.0, "height": 17.5}
DRAWINGS = [
    *(draw_mark(mark, axis, **SIZE) for mark, axis in MARKED),
    *(draw_axis(table.axis, width=140.0) for table in TABLES),
    *(draw_key(key) for key in get_args(get_args(KeyMark)[0]) + get_args(get_args(KeyMark)[1])),
    draw_diagram(diagram()),
    draw_diagram(diagram(strong=False)),
]
SVG = "{http://www.w3.org/2000/svg}"


def labels(drawing: Drawing) -> list[Label]:
    return [shape for shape in drawing.shapes if isinstance(shape, Label)]


def drawn(mark: Mark, axis: Axis = AXIS) -> list[Shape]:
    """The shapes of a mark without the lines of its axis, which lines of time do without."""
    grid = () if isinstance(mark, Months | Rounds) else draw_mark(Dot(None), axis, **SIZE).shapes
    shapes = draw_mark(mark, axis, **SIZE).shapes
    assert shapes[: len(grid)] == grid
    return list(shapes[len(grid) :])


def bars(shapes: list[Shape]) -> list[Rectangle]:
    return [s for s in shapes if isinstance(s, Rectangle) and s.fill == AREA]


def ticks(shapes: list[Shape]) -> list[Rectangle]:
    return [s for s in shapes if isinstance(s, Rectangle) and s.fill == INK]


def dots(shapes: list[Shape]) -> list[Circle]:
    return [s for s in shapes if isinstance(s, Circle) and s.fill == ACCENT]


def holes(shapes: list[Shape]) -> list[Circle]:
    """The white middles of hollow dots; the white edge around every dot is larger than it."""
    filled = dots(shapes)
    return [
        s
        for s in shapes
        if isinstance(s, Circle)
        and s.fill == WHITE
        and any((s.x, s.y) == (dot.x, dot.y) and s.radius < dot.radius for dot in filled)
    ]


def lines(shapes: list[Shape]) -> list[Line]:
    return [s for s in shapes if isinstance(s, Line) and s.color == ACCENT]


def ends(shape: Shape) -> tuple[float, float]:
    """Where a shape begins and ends from left to right."""
    match shape:
        case Rectangle():
            return shape.x, shape.x + shape.width
        case Line():
            return min(shape.x1, shape.x2), max(shape.x1, shape.x2)
        case Circle():
            return shape.x - shape.radius, shape.x + shape.radius
        case Polygon():
            return min(x for x, _ in shape.points), max(x for x, _ in shape.points)
        case Label():
            return shape.x, shape.x + shape.width


def assert_inside(drawing: Drawing) -> None:
    for shape in drawing.shapes:
        left, right = ends(shape)
        assert left >= 0, shape
        assert right <= drawing.width + 0.01, shape
    for label in labels(drawing):
        assert label.size * 0.5 <= label.y <= drawing.height, label.text


def place(value: float, axis: Axis = AXIS) -> float:
    """Where a value stands on an axis."""
    (dot,) = dots(drawn(Dot(value), axis))
    return dot.x


def luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_svg_is_well_formed_and_holds_everything_inside_the_canvas(drawing):
    root = ElementTree.fromstring(svg(drawing))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts == [label.text for label in labels(drawing)]
    assert_inside(drawing)


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_png_opens_at_print_resolution_and_repeats(drawing):
    first, second = png(drawing, dpi=220), png(drawing, dpi=220)
    assert first == second
    with Image.open(BytesIO(first)) as image:
        assert image.format == "PNG"
        assert image.width == pytest.approx(drawing.width * 220 / 72, abs=1)
        assert image.info["dpi"] == pytest.approx((220, 220), abs=0.1)
        colors = {color for _, color in image.convert("RGB").getcolors(1 << 24)}
    assert (255, 255, 255) in colors
    assert len(colors) > 1


# --- marks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [mark for mark, _ in MARKED])
def test_a_mark_has_no_text(mark):
    assert labels(draw_mark(mark, AXIS, **SIZE)) == []


def test_every_bar_that_has_a_value_is_drawn_with_its_reference():
    shapes = [shape for mark, axis in MARKED[:6] for shape in drawn(mark, axis)]
    assert len(bars(shapes)) == 5
    assert len(ticks(shapes)) == 5


def test_bars_are_as_long_as_their_values():
    widths = [bars(drawn(Bar(value)))[0].width for value in (25.0, 50.0, 75.0)]
    assert [width / widths[0] for width in widths] == pytest.approx([1, 2, 3])


def test_negative_values_run_left_from_zero():
    axis = Axis(-10, 10, ((-10, "−10"), (0, "0"), (10, "10")))
    (left,), (right,) = (bars(drawn(Bar(value), axis)) for value in (-5.0, 5.0))
    assert left.x + left.width == pytest.approx(right.x)
    assert "−10" in {label.text for label in labels(draw_axis(axis, width=140))}


@pytest.mark.parametrize("value", [-400.0, 0.0, 100.0, 400.0])
@pytest.mark.parametrize(
    "mark",
    [
        lambda value: Bar(value, value),
        lambda value: Bar(None, None, (value, value)),
        lambda value: Dot(value, value - 9, value + 9, value),
        lambda value: Shift(value, value),
    ],
    ids=["bar", "band", "dot", "shift"],
)
def test_a_value_at_the_end_of_the_scale_or_outside_it_stays_on_the_canvas(mark, value):
    assert_inside(draw_mark(mark(value), AXIS, **SIZE))


def test_a_value_outside_the_scale_stands_at_its_end():
    assert place(400.0) == place(100.0) > place(99.0)
    assert place(-400.0) == place(0.0) < place(1.0)


def test_a_dot_and_an_interval_are_drawn_only_where_they_are():
    assert len(lines(drawn(Dot(4.0, 3.0, 5.0)))) == 1
    assert lines(drawn(Dot(4.0))) == []
    assert drawn(Dot(None)) == []
    (interval,) = lines(drawn(Dot(40.0, 30.0, 60.0)))
    assert (interval.x1, interval.x2) == (place(30.0), place(60.0))


def test_marks_stand_over_the_ticks_of_their_axis():
    (tick,) = ticks(drawn(Dot(None, reference=50.0)))
    middle = tick.x + tick.width / 2
    grid = draw_mark(Dot(None), AXIS, **SIZE).shapes
    assert [line.x1 for line in grid] == pytest.approx([place(0), place(50), place(100)])
    assert middle == pytest.approx(place(50.0))
    for label, line in zip(labels(draw_axis(AXIS, width=140.0)), grid, strict=True):
        assert label.x <= line.x1 <= label.x + label.width
    assert {line.y1 for line in grid} == {0}
    assert {line.y2 for line in grid} == {SIZE["height"]}  # so that they meet from row to row


def test_the_origin_of_an_axis_is_darker():
    axis = replace(AXIS, origin=50.0)
    plain, with_origin = (draw_mark(Dot(None), one, **SIZE).shapes for one in (AXIS, axis))
    (line,) = set(with_origin) - set(plain)
    assert (line.x1, line.color) == (place(50.0), INK)


def test_a_hatch_keeps_inside_its_band_and_is_no_bar():
    hatched = drawn(Bar(60.0, band=(60.0, 100.0)))
    (bar,) = bars(hatched)
    assert (bar.x, bar.x + bar.width) == pytest.approx((place(0.0), place(60.0)))
    strokes = [s for s in lines(hatched) if s.x1 != s.x2]
    assert len(strokes) > 10
    assert all(place(60.0) - 0.01 <= s.x1 <= s.x2 <= place(100.0) + 0.01 for s in strokes)
    assert lines(drawn(Bar(60.0))) == []
    assert bars(drawn(Bar(None, band=(0.0, 40.0)))) == []


def test_a_dot_that_is_not_firm_is_hollow_and_its_interval_thin():
    firm, unsure = (drawn(Dot(50.0, 40.0, 60.0, firm=one)) for one in (True, False))
    assert (len(holes(firm)), len(holes(unsure))) == (0, 1)
    assert lines(firm)[0].width > lines(unsure)[0].width


def test_a_shift_runs_from_a_hollow_dot_to_a_filled_one():
    shapes = drawn(Shift(70.0, 30.0))
    (hole,) = holes(shapes)
    assert hole.x == place(70.0)
    assert {dot.x for dot in dots(shapes)} == {place(30.0), place(70.0)}
    (line,) = lines(shapes)
    assert (line.x1, line.x2) == (place(30.0), place(70.0))
    assert lines(drawn(Shift(70.0, 30.0, firm=True)))[0].width > line.width
    assert lines(drawn(Shift(None, 30.0))) == []
    assert [dot.x for dot in dots(drawn(Shift(None, 30.0)))] == [place(30.0)]


def test_rounds_are_joined_or_broken_as_they_say():
    shapes = drawn(ROUNDS, line_table().axis)
    assert [dot.x for dot in dots(shapes)] == sorted({dot.x for dot in dots(shapes)})
    assert len(dots(shapes)) == 3
    assert len(lines(shapes)) == 1
    breaks = [s for s in shapes if isinstance(s, Line) and s.color == INK]
    assert len(breaks) == 2
    second, third = dots(shapes)[1:]
    assert all(second.x < s.x1 and s.x2 < third.x for s in breaks)
    assert len(drawn(replace(ROUNDS, broken=()), line_table().axis)) == len(shapes) - 2


def test_what_has_no_value_is_drawn_empty():
    nothing = (None,) * 4
    for mark in (
        Bar(None),
        Dot(None),
        Shift(None, None),
        Months(nothing, nothing, nothing),
        Rounds(nothing, (), ()),
    ):
        drawing = draw_mark(mark, None, **SIZE)
        assert drawing.shapes == ()
        assert png(drawing)
        ElementTree.fromstring(svg(drawing))
    ElementTree.fromstring(svg(draw_diagram(Diagram((), (), "", ""))))


@given(
    st.floats(min_value=-1e6, max_value=1e6),
    st.floats(min_value=0.1, max_value=1e6),
    st.lists(st.floats(min_value=-1e7, max_value=1e7), min_size=2, max_size=5),
    st.floats(min_value=25, max_value=470),
)
def test_a_greater_value_stands_farther_right_and_all_on_the_canvas(low, span, values, width):
    axis = Axis(low, low + span, ())
    places = []
    for value in sorted(values):
        shapes = draw_mark(Dot(value), axis, width=width, height=17.5).shapes
        (dot,) = dots(list(shapes))
        assert dot.radius <= dot.x <= width - dot.radius
        places.append(dot.x)
    for (one, left), (other, right) in pairwise(zip(sorted(values), places, strict=True)):
        assert left <= right
        inside = low <= one and other <= low + span
        if inside and (other - one) / span > 1e-6:
            assert left < right


# --- the axis and the legend ---------------------------------------------------------------


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=30))
def test_no_text_of_an_axis_runs_out_of_it_or_into_another(texts):
    axis = Axis(0.0, float(len(texts)), tuple((n + 0.5, text) for n, text in enumerate(texts)))
    drawing = draw_axis(axis, width=140.0)
    assert_inside(drawing)
    for left, right in pairwise(labels(drawing)):
        assert left.x + left.width < right.x
    ElementTree.fromstring(svg(drawing))


def test_an_axis_with_room_shows_every_text_and_one_without_leaves_some_out():
    names = ("0", "20", "40", "60", "80", "100")
    axis = axis_of(0, 100, tuple(map(float, names)))
    assert [label.text for label in labels(draw_axis(axis, width=200.0))] == list(names)
    narrow = [label.text for label in labels(draw_axis(axis, width=60.0))]
    assert narrow[0] == "0" and 1 < len(narrow) < len(names)


@pytest.mark.parametrize(
    ("key", "mark"),
    [
        ("dot", Dot(50.0)),
        ("interval", Dot(50.0, 40.0, 60.0)),
        ("hollow", Dot(50.0, firm=False)),
        ("bar", Bar(50.0)),
        ("band", Bar(None, band=(0.0, 100.0))),
        ("reference", Bar(None, reference=50.0)),
    ],
)
def test_a_key_is_drawn_with_the_shapes_of_its_mark(key, mark):
    def looks(shapes):
        colors = ((type(s), getattr(s, "fill", getattr(s, "color", ""))) for s in shapes)
        return set(colors)

    assert looks(draw_key(key).shapes) == looks(drawn(mark))
    assert (draw_key(key).width, draw_key(key).height) == KEY_SIZE


def test_in_grey_every_key_differs_from_every_other():
    """Pixels, not only names: what is told apart by colour alone would look alike."""
    names = ("interval", "hollow", "bar", "band", "reference", "shift", "target", "break")
    pictures = {}
    for name in (*names, "dot"):
        with Image.open(BytesIO(png(draw_key(name)))) as image:
            pictures[name] = image.convert("L").point(lambda grey: 255 if grey > 200 else 0)
    pixels = [picture.tobytes() for picture in pictures.values()]
    for first, second in combinations(pixels, 2):
        differing = sum(a != b for a, b in zip(first, second, strict=True))
        assert differing > 0.01 * len(first)


def test_a_filled_dot_and_a_hollow_one_differ_in_grey():
    pictures = []
    for firm in (True, False):
        with Image.open(BytesIO(png(draw_mark(Dot(50.0, firm=firm), AXIS, **SIZE)))) as image:
            grey = image.convert("L")
            pictures.append(grey.getpixel((image.width // 2, image.height // 2)))
    filled, hollow = pictures
    assert hollow - filled > 150


def test_colours_have_contrast_and_survive_black_and_white():
    for color in (ACCENT, INK, MUTED):
        assert 1.05 / (luminance(color) + 0.05) >= 4.5
    area = luminance(AREA)
    assert 1.05 / (area + 0.05) >= 3  # of areas, which hold no text
    for tick in (INK, WHITE):
        lighter, darker = sorted((luminance(tick) + 0.05, area + 0.05), reverse=True)
        assert lighter / darker >= 3  # a tick on a bar


# --- diagrams ------------------------------------------------------------------------------


def test_arrows_end_at_the_edge_of_their_box():
    drawing = draw_diagram(diagram())
    boxes = [s for s in drawing.shapes if isinstance(s, Rectangle)]
    heads = [s for s in drawing.shapes if isinstance(s, Polygon)]
    assert len(heads) == len(diagram().arrows)
    tips = [head.points[0] for head in heads]
    assert len(set(tips)) == len(tips)
    for x, y in tips:
        assert any(x == pytest.approx(box.x) and box.y <= y <= box.y + box.height for box in boxes)


def test_what_is_not_strong_is_faint_but_readable():
    faint = [s for s in draw_diagram(diagram()).shapes if isinstance(s, Label)]
    plain = [s for s in draw_diagram(diagram(strong=False)).shapes if isinstance(s, Label)]
    assert {label.color for label in faint} == {INK, MUTED}
    assert {label.color for label in plain} == {INK}


def test_an_arrow_to_no_box_is_refused():
    with pytest.raises(RenderingError, match="nowhere"):
        draw_diagram(replace(diagram(), arrows=(DiagramArrow("i", "nowhere"),)))


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


@given(st.text(max_size=120), st.text(max_size=120))
def test_no_text_runs_out_of_the_canvas(first, second):
    boxes = tuple(
        replace(box, text=text)
        for box, text in zip(diagram().boxes, (first, second) * 4, strict=True)
    )
    drawing = draw_diagram(replace(diagram(), boxes=boxes))
    assert drawing.width == WIDTH
    assert_inside(drawing)
    ElementTree.fromstring(svg(drawing))


def test_printable_decides_what_cannot_be_printed():
    assert printable("a\x00b\x1fc\x7f") == "abc"
    assert printable("a\nb\tc\u2028d") == "a b c d"
    assert printable("soft\u00adhyphen\u200b") == "softhyphen"
    assert printable("漢字 😀") == "□□ □"
    assert printable("e\u0301") == "é"
    assert printable("\ud800x") == "x"
    assert printable("Nord\u2011Odal, Nord\u2010Fron") == "Nord-Odal, Nord-Fron"
    assert printable("Ⅷ ① ﬁ") == "VIII 1 ﬁ"
    assert printable("5 \u03bcg") == "5 \u00b5g"  # one glyph, which a PDF can name only once
    assert printable("5\u00a0% − ½") == "5\u00a0% − ½"


@given(st.text())
def test_printable_changes_nothing_twice(text):
    assert printable(printable(text)) == printable(text)
