"""Ties and means that are not shown, on an office's first page and in the whole picture."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.report.block import Panels, Paragraph, Table
from generator.report.county.explained import model_answer
from generator.report.county.whole_picture import whole_picture
from generator.report.office.first_page import first_page
from generator.results.groups import UnitComparison
from generator.results.models import Correlation, Regression
from generator.results.survey import Descriptives
from generator.results.values import Suppressed

UNIT = "solvik"
TOTAL = "constructs/medarbeidere"
FEW = Suppressed("threshold")


def keep(context) -> list[tuple[str, str]]:
    """What the office is told to keep of its survey."""
    blocks = first_page(UNIT, (), context=context)
    panels = [p for b in blocks if isinstance(b, Panels) for p in b.panels]
    (found,) = (p for p in panels if p.title == "Ta vare på")
    return [(r.strong, r.text) for r in found.remarks if "Målet" not in r.text]


def names(context) -> list[str]:
    return [strong.split(":")[0] for strong, _ in keep(context)]


def with_unit(context, **nodes):
    units = {**context.released.units, UNIT: {**context.released.units[UNIT], **nodes}}
    return replace(context, released=replace(context.released, units=units))


def with_gaps(context, *, firm: str = "", **gaps: float):
    """An office whose areas differ from the rest by so much, at most one of them firmly."""
    node = context.unit(UNIT, "comparison", UnitComparison)
    rows = (
        replace(
            row,
            difference=gaps.get(row.variable, 0.0),
            firm="above" if row.variable == firm else None,
        )
        for row in node.rows
    )
    return with_unit(context, comparison=replace(node, rows=tuple(rows)))


def test_areas_as_far_from_the_county_share_the_place(demo_context) -> None:
    tied = with_gaps(demo_context, leder=0.3, PE=0.3, samh=-0.4)
    assert sorted(names(tied)) == ["Lederstøtte", "Psykologisk empowerment"]
    assert all("Høyest mot fylket" in text for _, text in keep(tied))
    assert names(with_gaps(demo_context, leder=0.3, PE=0.29, samh=-0.4)) == ["Lederstøtte"]
    assert len(names(with_gaps(demo_context))) == 1  # no place to share


def test_no_area_is_put_forward_in_the_verdict_by_chance(demo_context) -> None:
    verdict = next(iter(first_page(UNIT, (), context=with_gaps(demo_context, leder=-0.3))))
    assert isinstance(verdict, Paragraph)
    assert "Lederstøtte" not in verdict.text


@pytest.mark.parametrize(
    ("means", "strong", "text"),
    [
        (
            {"leder": 4.5, "samh": 3.0},
            "Lederstøtte: 4,50.",
            "Nærmest den gode enden av skalaen, av områdene i fylket.",
        ),
        (
            {"leder": 4.5, "komp": 4.5},
            "Kompetansemobilisering: 4,50. Lederstøtte: 4,50.",
            "Nærmest den gode enden av skalaen, av områdene i fylket.",
        ),
        (
            {"leder": 4.5, "samh": FEW},  # may be better still
            "Lederstøtte: 4,50.",
            "Nærmest den gode enden av skalaen, av de 6 områdene vi kan vise for fylket.",
        ),
    ],
)
def test_the_countys_best_is_the_best_of_what_is_shown(demo_context, means, strong, text) -> None:
    node = demo_context.step(TOTAL, Descriptives)
    rows = tuple(replace(row, mean=means.get(row.variable, 4.0)) for row in node.rows)
    response = demo_context.released.units[UNIT]["response"]
    hidden = with_unit(
        demo_context,
        response=replace(response, n=FEW, rate=FEW, invited=FEW, answered=FEW),
        **dict.fromkeys(("constructs", "items", "comparison"), FEW),
    )
    steps = {**hidden.released.steps, TOTAL: replace(node, rows=rows)}
    assert keep(replace(hidden, released=replace(hidden.released, steps=steps))) == [(strong, text)]


def test_the_whole_picture_says_where_offices_cannot_be_told_apart(demo_context) -> None:
    policy = demo_context.round.policy.model_copy(update={"name_offices": True})
    round_ = demo_context.round.model_copy(update={"policy": policy})
    context = replace(with_gaps(demo_context), round=round_)

    def notes(context) -> str:
        (table,) = (b for b in whole_picture(context) if isinstance(b, Table))
        return " ".join(table.notes)

    assert "fra hverandre på lederstøtte, kollegastøtte" in notes(context)
    # One office may differ clearly where offices as a whole do not.
    assert "fra hverandre på kollegastøtte" in notes(with_gaps(context, firm="leder"))


def test_factors_that_were_all_kept_were_not_chosen(demo_context) -> None:
    name = "faktorer-medarbeidere"
    node = demo_context.step(name, Correlation)
    model = demo_context.step("modell-medarbeidere", Regression)
    kept = {term.term for term in model.terms}
    all_kept = replace(node, rows=tuple(row for row in node.rows if row.x in kept))
    steps = {**demo_context.released.steps, name: all_kept}
    context = replace(demo_context, released=replace(demo_context.released, steps=steps))
    assert "valgt ut" in model_answer(model, context=demo_context)
    assert "valgt ut" not in model_answer(model, context=context)
