"""What an office is told of its targets: reached is the result against the target."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.report.block import Panels, Paragraph
from generator.report.blocks.scorecard_months import (
    meets,
    month_notes,
    months_cell,
    reached_sentence,
)
from generator.report.context import inside
from generator.report.office.report import office_report
from generator.results.offices import Attainment, IndicatorResult, OfficeAttainment
from generator.results.values import Suppressed


def said(blocks) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def with_nodes(context, unit: str, **nodes):
    units = {**context.released.units, unit: {**context.released.units[unit], **nodes}}
    return replace(context, released=replace(context.released, units=units))


def indicator(name: str, attained: object, **changes) -> IndicatorResult:
    result = 50.0 * attained if isinstance(attained, float) else attained
    row = IndicatorResult(
        indicator=name, result=result, target=50.0, attainment=attained, denominator=50
    )
    return replace(row, **changes)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([1.0, 0.8, 0.9], "Solvik har nådd målet på 1 av 3 indikatorer hittil i år. Lengst fra"),
        ([1.0, 1.0], "Solvik har nådd målet på alle de 2 indikatorene hittil i år."),
        ([0.9, 0.9], "Solvik har ikke nådd målet på noen av de 2 indikatorene hittil i år. Lengst"),
        ([1.0], "Solvik har nådd målet på den ene indikatoren som har et mål."),
        ([0.5], "Solvik har ikke nådd målet på den ene indikatoren som har et mål."),
        ([Suppressed("clients"), None], ""),
    ],
)
def test_the_sentence_on_targets(demo_context, shares, expected: str) -> None:
    names = list(demo_context.study.indicators)
    rows = tuple(indicator(name, share) for name, share in zip(names, shares, strict=False))
    told = reached_sentence(OfficeAttainment(office="solvik", rows=rows), context=demo_context)
    assert told.startswith(expected)
    assert bool(told) is bool(expected)


def test_a_result_just_below_its_target_has_not_reached_it(demo_context) -> None:
    names = list(demo_context.study.indicators)
    near = indicator(names[0], 1.0, result=59.8, target=60.0)
    rows = (near, indicator(names[1], 1.0))
    told = reached_sentence(OfficeAttainment(office="solvik", rows=rows), context=demo_context)
    label = inside(demo_context.study.indicators[names[0]].label)
    assert told == (
        "Solvik har nådd målet på 1 av 2 indikatorer hittil i år. "
        f"Det mangler bare litt på målet for {label}."
    )
    node = demo_context.unit("solvik", "attainment", Attainment)
    office = replace(node.offices[0], rows=rows)
    page = office_report(
        "solvik",
        context=with_nodes(demo_context, "solvik", attainment=replace(node, offices=(office,))),
    )
    panels = [panel for block in page.blocks if isinstance(block, Panels) for panel in block.panels]
    (line,) = (panel.remarks[0] for panel in panels if panel.title == "Målekortet")
    assert (line.strong, line.text) == ("1 av 2 mål", "er nådd hittil i år.")


@pytest.mark.parametrize(("result", "met"), [(59.8, True), (60.0, True), (60.2, False)])
def test_lower_is_better_is_held_against_its_target_the_other_way(
    demo_context, result: float, met: bool
) -> None:
    name = next(iter(demo_context.study.indicators))
    chosen = demo_context.study.indicators[name].model_copy(update={"better": "low"})
    study = demo_context.study.model_copy(
        update={"indicators": {**demo_context.study.indicators, name: chosen}}
    )
    context = replace(demo_context, study=study)
    assert meets(indicator(name, 1.0, result=result, target=60.0), context) is met
    assert meets(indicator(name, 1.0, result=result, target=60.0), demo_context) is (result >= 60)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"on_target": 4, "n_months": 6}, "4 av 6"),
        ({"on_target": 11, "n_months": 12, "course": "varying"}, "11 av 12: varierer"),
        ({"on_target": 12, "n_months": 12, "course": "met"}, "12 av 12: stabilt nådd"),
        ({}, "–"),
    ],
)
def test_months_on_target(demo_context, changes, expected: str) -> None:
    row = indicator("B.12", 1.0, **changes)
    assert months_cell(row, context=demo_context).text == expected
    notes = month_notes([row], period="2015", context=demo_context)
    assert len(notes) == bool(changes) + ("course" in changes)
