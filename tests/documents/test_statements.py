"""Statements as shares: what a bar, a band and a dash say, and what is said where none is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from generator.render.charts.scale import draw_bars
from generator.report.pictures import StackedChart, StackedRow

from generator.render.charts.drawing import Label, Line, Rectangle
from generator.render.workers import render_one
from generator.report.block import (
    Bar,
    BarChart,
    Chart,
    Dot,
    DotPlot,
    Note,
    Paragraph,
)
from generator.report.blocks.statements import battery_blocks, item_blocks
from generator.report.localisation import localised
from generator.results.survey import Statement, Statements
from generator.results.values import Bound, Number, Suppressed
from generator.run.verify.documents import verify_documents
from generator.study.instrument import Scale

from .samples import sample_report

PERCENT = "\N{NO-BREAK SPACE}%"
GROUP = "medarbeidere"


def statement(item: str, percent: Number, *, construct: str | None = "komp") -> Statement:
    return Statement(item=item, construct=construct, n=10, percent=percent)


def with_statements(context, *rows: Statement, whole: tuple[Statement, ...] = ()):
    released = context.released
    node = Statements(group=GROUP, n=10, rows=rows)
    units = {**released.units, "solvik": {**released.units["solvik"], "items": node}}
    steps = {**released.steps, f"items/{GROUP}": Statements(group=GROUP, n=254, rows=whole)}
    return replace(context, released=replace(released, units=units, steps=steps))


def komp(context) -> list[str]:
    return [item.id for item in context.study.constructs["komp"].items]


def chart(context) -> Chart:
    return next(b for b in item_blocks(context, unit="solvik") if isinstance(b, Chart))


def said(context) -> list[str]:
    blocks = [*item_blocks(context, unit="solvik"), *battery_blocks(context, unit="solvik")]
    return [b.text for b in blocks if isinstance(b, Paragraph | Note)]


def test_a_share_is_solid_and_a_band_hatched_where_it_may_lie(demo_context) -> None:
    first, second, third = komp(demo_context)
    rows = (
        statement(first, 60.0),
        statement(second, Bound(over=60.0)),
        statement(third, Bound(under=40.0)),
    )
    whole = (statement(first, 50.0), statement(second, 46.0))
    found = chart(with_statements(demo_context, *rows, whole=whole))
    bars = found.picture.bars
    assert [bar.text for bar in bars] == [
        f"60{PERCENT}",
        f"over 60{PERCENT}",
        f"under 40{PERCENT}",
    ]
    assert [bar.value for bar in bars] == [60.0, 60.0, None]
    assert [bar.band for bar in bars] == [None, (60.0, 100.0), (0.0, 40.0)]
    assert [bar.reference for bar in bars] == [50.0, 46.0, None]
    label = demo_context.study.label_of(second)
    assert f"{label}: kontoret over 60{PERCENT}, fylket 46{PERCENT}." in found.alt


def test_agreeing_and_bands_are_explained_once(demo_context) -> None:
    first, second, third = komp(demo_context)
    context = with_statements(
        demo_context,
        statement(first, 60.0),
        statement(second, Bound(over=60.0)),
        statement(third, Bound(under=40.0)),
    )
    intro, bands, *_ = said(context)
    assert "Enige er de som svarte 5 eller 6 på skalaen 1–6." in intro
    assert "Med 10 svar teller hver person omtrent 10 prosentpoeng" in intro
    assert bands == (
        f"«Under 40{PERCENT}»: færre enn fire er med i andelen. «Over 60{PERCENT}»: færre enn "
        "fire står utenfor andelen. Da viser vi en grense og ikke det nøyaktige tallet, så ingen "
        "kan kjennes igjen."
    )


def test_a_suppressed_row_stays_with_a_dash_and_a_reason(demo_context) -> None:
    first, second, _ = komp(demo_context)
    alike = Suppressed("homogeneity")
    found = chart(with_statements(demo_context, statement(first, 60.0), statement(second, alike)))
    assert [bar.text for bar in found.picture.bars] == [f"60{PERCENT}", "–"]
    assert "– betyr at tallet ikke vises. Svarene ligger så nær hverandre" in " ".join(found.notes)
    assert f"{demo_context.study.label_of(second)}: vises ikke." in found.alt


def test_a_construct_without_shares_is_a_sentence(demo_context) -> None:
    hidden = [statement(item, Suppressed("homogeneity")) for item in komp(demo_context)]
    shown = statement("leder_1", 60.0, construct="leder")
    leader = next(item.id for item in demo_context.study.constructs["leder"].items)
    context = with_statements(demo_context, *hidden, replace(shown, item=leader))
    assert any(
        text.startswith("Kompetansemobilisering: utsagnene vises ikke. Svarene ligger")
        for text in said(context)
    )


@pytest.mark.parametrize(
    ("rule", "expected"), [("size", "minst 10 har svart"), ("homogeneity", "Svarene ligger så nær")]
)
def test_a_unit_without_any_share_has_a_note(demo_context, rule: Any, expected: str) -> None:
    hidden = [statement(item, Suppressed(rule)) for item in komp(demo_context)]
    (note,) = said(with_statements(demo_context, *hidden))
    assert expected in note


def test_a_battery_is_named_by_its_points(demo_context) -> None:
    item = next(name for name in demo_context.study.items)
    context = with_statements(demo_context, statement(item, 40.0, construct=None))
    (found,) = (b for b in battery_blocks(context, unit="solvik") if isinstance(b, Chart))
    assert found.title.endswith("hvor mange som svarte 5 eller 6, prosent")
    assert found.picture.value_name == "svarte 5 eller 6, kontoret"


def test_figures_of_an_earlier_release_are_named(demo_context) -> None:
    first, second, _ = komp(demo_context)
    context = with_statements(
        demo_context,
        replace(statement(first, 60.0), release=1),
        replace(statement(second, 40.0), release=1),
    )
    assert not any("utgave" in note for note in chart(context).notes)
    later = replace(context, released=replace(context.released, release=2))
    assert chart(later).notes[-1].startswith("Tallene for kompetansemobilisering er fra utgave 1:")
    english = chart(localised(later, "en")).notes[-1]
    assert english.startswith("The figures for") and "are from release 1" in english


@pytest.mark.parametrize(
    ("low", "high", "top", "shares"),
    [(1, 6, 5, True), (1, 5, 4, True), (1, 7, 6, True), (0, 10, 7, True), (1, 3, 3, False)],
)
def test_the_upper_third_agrees_where_no_classes_are_declared(
    low: int, high: int, top: int, *, shares: bool
) -> None:
    scale = Scale(low=low, high=high)
    assert (scale.agree_from, scale.has_shares) == (top, shares)


# --- drawing -------------------------------------------------------------------------------


def bars(*rows: Bar) -> BarChart:
    names = ("andel enige", "fylket", "et sted her")
    return BarChart(rows, 0, 100, (0, 50, 100), *names)


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    banded = Bar("B", 60.0, "over 60 %", 50.0, band=(60.0, 100.0))
    plain = Bar("A", 60.0, "60 %")
    for chart_, expected in (
        (bars(plain), {"andel enige"}),
        (bars(plain, banded), {"andel enige", "fylket", "et sted her"}),
    ):
        shapes = draw_bars(chart_, decimal=",").shapes
        texts = {shape.text for shape in shapes if isinstance(shape, Label)}
        assert texts & {"andel enige", "fylket", "et sted her"} == expected


def test_a_hatch_keeps_inside_its_band() -> None:
    solid = draw_bars(bars(Bar("A", 60.0, "60 %")), decimal=",").shapes
    hatched = draw_bars(
        bars(Bar("A", 60.0, "60 %", band=(60.0, 100.0)), Bar("B", 100.0, "100 %")), decimal=","
    ).shapes
    wide = [s for s in hatched if isinstance(s, Rectangle) and s.height == 9.0]
    left = min(s.x for s in wide if s.width > 50)
    ends = sorted(s.x + s.width for s in wide if s.width > 50)
    strokes = [s for s in hatched if isinstance(s, Line) and s.width == 0.9 and s.x1 > left]
    assert len(strokes) > 10
    assert all(ends[0] - 0.01 <= s.x1 <= s.x2 <= ends[1] + 0.01 for s in strokes)
    assert not any(isinstance(s, Line) and s.width == 0.9 for s in solid)


@pytest.mark.parametrize(
    "picture",
    [
        bars(Bar("Kvaliteten på registreringen", None, "under 40 %", 65.0, band=(0.0, 40.0))),
        bars(Bar("Et utsagn som er så langt at det må brytes i figuren", 60, "60")),
        DotPlot((Dot("Lederstøtte", None, "over 5,2", band=(5.2, 6.0)),), 1, 6, (1, 6), "kontoret"),
        StackedChart(("ikke nådd", "nådd"), (StackedRow("Gradert", (25.0, 75.0), ("1", "3")),)),
    ],
    ids=["band", "long", "dot", "stacked"],
)
def test_a_chart_of_one_row_reads_back(picture: Any) -> None:
    report = sample_report((Chart(picture, "Figuren", "Alt i ord."),))
    found = verify_documents([report], [render_one(report, form) for form in ("pdf", "docx")])
    assert found.findings == ()
