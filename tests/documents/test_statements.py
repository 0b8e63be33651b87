"""Statements as shares: what a bar, a band and a dash say, and what is said where none is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.render.workers import render_one
from generator.report.block import Note, Paragraph, Table
from generator.report.blocks.statements import MOST_MARKED, item_blocks
from generator.report.localisation import localised
from generator.report.marks import Bar, Dot, Mark, Shift
from generator.report.numbers import ABOVE, BELOW
from generator.results.survey import Statement, Statements
from generator.results.values import Bound, Number, Suppressed
from generator.run.verify.documents import verify_documents
from generator.study.instrument import Scale

from .samples import axis_of, mark_table, sample_report

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


def table(context) -> Table:
    return next(b for b in item_blocks(context, unit="solvik") if isinstance(b, Table))


def rows_of(context) -> list[tuple[str, ...]]:
    """The statements of the first table as they are read: label, share, the total's, mark."""
    rows = [row for row in table(context).rows if not row[0].header]
    return [tuple(cell.text for cell in (row[0], *row[2:])) for row in rows]


def bars_of(context) -> list[Mark | None]:
    return [row[1].mark for row in table(context).rows if not row[0].header]


def said(context) -> list[str]:
    blocks = item_blocks(context, unit="solvik")
    return [b.text for b in blocks if isinstance(b, Paragraph | Note)]


def test_a_share_is_solid_and_a_band_hatched_where_it_may_lie(demo_context) -> None:
    first, second, third = komp(demo_context)
    rows = (
        statement(first, 60.0),
        statement(second, Bound(over=60.0)),
        statement(third, Bound(under=40.0)),
    )
    whole = (statement(first, 50.0), statement(second, 46.0))
    context = with_statements(demo_context, *rows, whole=whole)
    names = [demo_context.study.label_of(item) for item in (first, second, third)]
    shown = [
        (f"60{PERCENT}", f"50{PERCENT}", ABOVE),
        (f"over 60{PERCENT}", f"46{PERCENT}", ABOVE),
        (f"under 40{PERCENT}", "–", ""),
    ]
    assert rows_of(context) == [(name, *row) for name, row in zip(names, shown, strict=True)]
    assert bars_of(context) == [
        Bar(60.0, 50.0),
        Bar(60.0, 46.0, (60.0, 100.0)),
        Bar(None, None, (0.0, 40.0)),
    ]
    axis = table(context).axis
    assert (axis.low, axis.high) == (0.0, 100.0)
    assert [text for _, text in axis.ticks] == ["0", "50", "100"]


def test_what_is_farthest_from_the_total_is_marked_on_either_side(demo_context) -> None:
    """A bound counts from where it begins: it may be no farther than that."""
    items = [
        item.id for name in ("leder", "komp") for item in demo_context.study.constructs[name].items
    ][:6]
    own = (80.0, 70.0, Bound(over=60.0), 52.0, 30.0, Bound(under=40.0))
    rows = [statement(item, share) for item, share in zip(items, own, strict=True)]
    whole = tuple(statement(item, 50.0) for item in items)
    context = with_statements(demo_context, *rows, whole=whole)
    assert [row[-1] for row in rows_of(context)] == [ABOVE] * MOST_MARKED + ["", BELOW, BELOW]
    found = [row for row in table(context).rows if not row[0].header]
    assert [row[0].strong for row in found] == [bool(row[-1].text) for row in found]
    same = with_statements(demo_context, *whole, whole=whole)
    assert {row[-1] for row in rows_of(same)} == {""}
    assert not any(key.text.startswith(ABOVE) for key in table(same).legend)


def test_agreeing_and_bands_are_explained_once(demo_context) -> None:
    first, second, third = komp(demo_context)
    context = with_statements(
        demo_context,
        statement(first, 60.0),
        statement(second, Bound(over=60.0)),
        statement(third, Bound(under=40.0)),
    )
    intro, bands, *_ = said(context)
    assert table(context).title == "Andelen som svarte 5 eller 6 på skalaen 1–6"
    assert "Med 10 svar og 3 utsagn kan avstander under omtrent 38 prosentpoeng" in intro
    assert bands == (
        f"«Under 40{PERCENT}»: færre enn fire er med i andelen. «Over 60{PERCENT}»: færre enn "
        "fire står utenfor andelen. Da viser vi en grense og ikke det nøyaktige tallet, så ingen "
        "kan kjennes igjen."
    )


def test_a_suppressed_row_stays_with_a_dash_and_a_reason(demo_context) -> None:
    first, second, _ = komp(demo_context)
    alike = Suppressed("homogeneity")
    context = with_statements(demo_context, statement(first, 60.0), statement(second, alike))
    found = table(context)
    assert [row[1] for row in rows_of(context)] == [f"60{PERCENT}", "–"]
    assert "– betyr at tallet ikke vises. Svarene ligger så nær hverandre" in " ".join(found.notes)
    last = found.rows[-1]
    assert last[0].text == demo_context.study.label_of(second)
    assert (last[1].mark, last[2].withheld) == (Bar(None), True)


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


def test_a_battery_is_named_and_its_points_stand_in_the_title(demo_context) -> None:
    item = next(name for name in demo_context.study.items)
    context = with_statements(demo_context, statement(item, 40.0, construct=None))
    found = table(context)
    scale = demo_context.study.scale_of(item)
    assert found.title.endswith(f"på skalaen {scale.low}–{scale.high}")
    battery = demo_context.study.items[item].battery
    assert found.rows[0][0].text == f"{demo_context.study.batteries[battery]}: 10 svar"
    assert found.rows[0][0].header


def test_figures_of_an_earlier_release_are_named(demo_context) -> None:
    first, second, _ = komp(demo_context)
    context = with_statements(
        demo_context,
        replace(statement(first, 60.0), release=1),
        replace(statement(second, 40.0), release=1),
    )
    assert not any("utgave" in note for note in table(context).notes)
    later = replace(context, released=replace(context.released, release=2))
    assert table(later).notes[-1].startswith("Utsagnene i kompetansemobilisering er fra utgave 1:")
    english = table(localised(later, "en")).notes[-1]
    assert english.startswith("The statements in") and "are from release 1" in english


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


def test_the_legend_names_what_is_drawn_and_nothing_else(demo_context) -> None:
    first, second, _ = komp(demo_context)
    plain = with_statements(demo_context, statement(first, 60.0))
    banded = with_statements(
        demo_context,
        statement(first, 60.0),
        statement(second, Bound(over=60.0)),
        whole=(statement(first, 60.0),),
    )
    assert [key.mark for key in table(plain).legend] == ["bar"]
    assert [key.mark for key in table(banded).legend] == ["bar", "band", "reference"]
    texts = [key.text for key in table(banded).legend]
    assert texts == ["kontoret", "tallet ligger et sted her", "fylket"]


@pytest.mark.parametrize(
    ("name", "mark", "text"),
    [
        ("Kvaliteten på registreringen", Bar(None, 65.0, (0.0, 40.0)), "under 40 %"),
        ("Et utsagn som er så langt at det må brytes i tabellen", Bar(60.0), "60"),
        ("Lederstøtte", Dot(None, band=(5.2, 6.0)), "over 5,2"),
        ("Gradert", Shift(25.0, 75.0), "1"),
    ],
    ids=["band", "long", "dot", "shift"],
)
def test_a_table_of_one_row_reads_back(name: str, mark: Mark, text: str) -> None:
    axis = axis_of(0, 100, (0, 50, 100))
    report = sample_report((mark_table((name, mark, text), axis=axis),))
    found = verify_documents([report], [render_one(report, form) for form in ("pdf", "docx")])
    assert found.findings == ()
