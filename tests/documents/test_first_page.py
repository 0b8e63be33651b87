"""Page one of an office report: read in a minute, and true for every office.

Each test has an office for which a sentence would be wrong, and sees that it is not said there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from generator.report.block import Block, Panels, Paragraph, Steps, Table
from generator.report.blocks.profile import ALIKE, MOST_QUESTIONS, profile, questions
from generator.report.context import Context
from generator.report.localisation import localised
from generator.report.marks import Dot
from generator.report.office.first_page import MOST, first_page
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.offices import Plan, PlannedMeasure
from generator.results.survey import Descriptives, VariableStatistics
from generator.results.values import Bound, Number, Suppressed

UNIT = "solvik"
AREAS = ("leder", "kollega", "PE", "komp", "kval", "samh", "innovasjon")


def row(variable: str, difference: float, half: float, n: int = 12) -> UnitDifference:
    return UnitDifference(
        variable=variable,
        n=n,
        mean=round(4.0 + difference, 2),
        rest_mean=4.0,
        difference=difference,
        firm=None if abs(difference) <= half else "above" if difference > 0 else "below",
        fcr_low=difference - half,
        fcr_high=difference + half,
        detectable=round(1.25 * half, 2),
        shrunken=round(4.0 + difference / 2, 2),
    )


def office(context: Context, *rows: UnitDifference, n: int = 12) -> Context:
    """A context where the office has these areas, all of them published."""
    means = tuple(
        VariableStatistics(variable=each.variable, n=each.n, mean=each.mean, sd=1.0)
        for each in rows
    )
    nodes = context.released.units[UNIT]
    response = replace(nodes["response"], n=n)
    units = {
        **context.released.units,
        UNIT: {
            **nodes,
            "response": response,
            "comparison": UnitComparison(group="medarbeidere", n=n, family=133, rows=rows),
            "constructs": Descriptives(group="medarbeidere", n=n, rows=means),
        },
    }
    return replace(context, released=replace(context.released, units=units))


def names(context: Context) -> tuple[str, ...]:
    return tuple(context.study.constructs)[:7]


def page(context: Context, unit: str = UNIT, plans: tuple[Plan, ...] = ()) -> list[Block]:
    return list(first_page(unit, plans, context=context))


def verdict(blocks: list[Block]) -> str:
    return next(b.text for b in blocks if isinstance(b, Paragraph) and b.role == "verdict")


def panel(blocks: list[Block], title: str) -> list[tuple[str, str]]:
    found = [p for b in blocks if isinstance(b, Panels) for p in b.panels if p.title == title]
    return [(remark.strong, remark.text) for one in found for remark in one.remarks]


def certainty(context: Context) -> str:
    return " ".join(text for _, text in panel(page(context), "Så sikkert er det"))


def areas_of(blocks: list[Block]) -> Table:
    return next(block for block in blocks if isinstance(block, Table))


# --- what stands out ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difference", "half", "side"),
    [(0.5, 0.4, "above"), (0.5, 0.5, None), (0.5, 0.6, None), (-0.5, 0.4, "below")],
)
def test_only_an_interval_without_zero_stands_out(demo_context, difference, half, side) -> None:
    context = office(demo_context, row("leder", difference, half), row("PE", 0.0, 0.6))
    found = profile(UNIT, context=context)
    assert found is not None
    assert bool(found.above) is (side == "above")
    assert bool(found.below) is (side == "below")
    said = verdict(page(context))
    assert ("Klart over resten av fylket: lederstøtte." in said) is (side == "above")
    assert ("Klart under resten av fylket: lederstøtte." in said) is (side == "below")
    assert ("Ingen av de to områdene" in said) is (side is None)


def test_what_stands_out_is_named_on_its_side_with_a_careful_estimate(demo_context) -> None:
    rows = [row(name, 0.4 + i / 10, 0.1) for i, name in enumerate(names(demo_context)[:5])]
    blocks = page(office(demo_context, *rows))
    kept = panel(blocks, "Ta vare på")[:MOST]
    assert [strong for strong, _ in kept] == [
        "Kvalitetsfokus: 4,80.",
        "Kompetansemobilisering: 4,70.",
    ]
    assert "Klart over resten av fylket, som har 4,00. Med 12 svar er 4,40" in kept[0][1]
    # Everything is at the top, and there is still something to talk about: the smallest lead.
    assert panel(blocks, "Snakk om")[0] == (
        "Lederstøtte: 4,40.",
        "Fylket har 4,56. Her er forspranget minst.",
    )


@pytest.mark.parametrize(("n", "few"), [(5, True), (9, True), (10, False)])
def test_an_office_of_few_is_told_that_it_is_few(demo_context, n: int, few: bool) -> None:
    context = office(demo_context, row("leder", 0.3, 0.6, n), row("PE", -0.3, 0.6, n), n=n)
    blocks = page(context)
    assert verdict(blocks).startswith(f"Med {context.words.numeral(n)} svar") is few
    sure = " ".join(text for _, text in panel(blocks, "Så sikkert er det"))
    assert ("Få har svart" in sure) is few
    assert "Mange har svart" not in sure


def test_a_lead_is_never_called_highest_where_the_office_is_behind(demo_context) -> None:
    rows = [row(name, -0.9 + i / 10, 1.5) for i, name in enumerate(names(demo_context))]
    (strong, text), *_ = panel(page(office(demo_context, *rows)), "Ta vare på")
    assert strong.startswith("Innovasjonsatferd: 3,70")
    assert text.endswith("Her er dere nærmest fylket.")
    talked = panel(page(office(demo_context, *rows)), "Snakk om")
    assert talked[0][1].endswith("Lavest mot fylket, men kan være tilfeldig.")


def test_means_alike_are_not_told_apart(demo_context) -> None:
    scale = demo_context.study.scale_of("leder")
    edge = ALIKE * (scale.high - scale.low)
    rows = (row("leder", edge - 0.01, 0.6), row("PE", 0.01 - edge, 0.6))
    blocks = page(office(demo_context, *rows))
    assert verdict(blocks) == "Ingen av de to områdene skiller dere sikkert fra resten av fylket."
    assert [cells[-1].text for cells in areas_of(blocks).rows] == ["omtrent likt", "omtrent likt"]
    over = office(demo_context, row("leder", edge + 0.01, 0.6), row("PE", -edge - 0.01, 0.6))
    said = [cells[-1].text for cells in areas_of(page(over)).rows]
    assert said == ["over, usikkert", "under, usikkert"]


def test_what_clearly_means_is_said_where_something_is_clear(demo_context) -> None:
    """With the comparisons of the whole round, not those of the office."""
    sure = areas_of(page(office(demo_context, row("leder", 0.7, 0.6), row("PE", 0.1, 0.6))))
    (note,) = (note for note in sure.notes if note.startswith("«Klart»"))
    assert "133 slike sammenlikninger" in note
    assert "høyst 5 % tilfeldige" in note
    unsure = areas_of(page(office(demo_context, row("leder", 0.5, 0.6), row("PE", 0.1, 0.6))))
    assert not any(note.startswith("«Klart»") for note in unsure.notes)


def test_one_area_alone_is_on_one_side_only(demo_context) -> None:
    behind = page(office(demo_context, row("leder", -0.4, 0.9)))
    assert not [strong for strong, _ in panel(behind, "Ta vare på") if "Lederstøtte" in strong]
    assert "Lederstøtte: 3,60." in dict(panel(behind, "Snakk om"))
    assert verdict(behind).startswith("Det ene området vi spurte om, skiller dere ikke sikkert")


def test_areas_that_cannot_be_compared_are_counted_out(demo_context) -> None:
    hidden = replace(row("komp", 0.1, 0.4), fcr_low=Suppressed("models"))
    context = office(demo_context, row("leder", 0.2, 0.6), row("PE", -0.2, 0.6), hidden)
    blocks = page(context)
    assert "Ingen av de to områdene vi kan sammenlikne, skiller dere" in verdict(blocks)
    last = areas_of(blocks).rows[-1]
    assert (last[0].text, last[-1].text) == ("Kompetansemobilisering", "ikke sammenliknet")
    nothing = office(demo_context, hidden)
    assert verdict(page(nothing)).startswith("Vi kan ikke si om noe skiller dere")


# --- how sure ----------------------------------------------------------------------------


def test_the_margin_is_half_the_adjusted_interval(demo_context) -> None:
    rows = (row("leder", 0.1, 0.7), row("PE", -0.1, 0.7), row("komp", 0.2, 0.7))
    said = certainty(office(demo_context, *rows))
    assert "Forskjeller under omtrent 0,7 poeng kan være tilfeldige." in said
    assert "En virkelig forskjell på 0,9 poeng finner vi omtrent fire av fem ganger." in said
    assert "Alle forskjellene hos dere er mindre." in said
    # 0.7 is not less than the printed 0.7.
    larger = office(demo_context, *rows[:2], row("komp", 0.7, 0.7))
    said = certainty(larger)
    assert "Alle forskjellene" not in said


@pytest.mark.parametrize(
    ("language", "margin", "found"),
    [
        ("nb", "under omtrent 0,3–0,8 poeng kan være tilfeldige, alt etter område.", "0,4–1,0"),
        (
            "nn",
            "Skilnader under om lag 0,3–0,8 poeng kan vere tilfeldige, alt etter område.",
            "0,4–1,0",
        ),
        ("en", "below about 0.3–0.8 points may be chance, depending on the area.", "0.4–1.0"),
    ],
)
def test_areas_whose_answers_spread_differently_have_margins_of_their_own(
    demo_context, language, margin, found
) -> None:
    """The median of three was said of all: 0.6, though one area needs 1.0 to be found."""
    rows = (row("leder", 0.1, 0.3), row("PE", -0.1, 0.5), row("komp", 0.4, 0.8))
    context = localised(office(demo_context, *rows), language)
    panels = [p for b in page(context) if isinstance(b, Panels) for p in b.panels]
    said = " ".join(remark.text for p in panels for remark in p.remarks)
    assert margin in said.replace("\N{NO-BREAK SPACE}", " ")
    assert f" {found} " in said.replace("\N{NO-BREAK SPACE}", " ")
    # One size has no "from–to", and does not depend on the area.
    alike = office(demo_context, row("leder", 0.1, 0.66), row("PE", -0.1, 0.74))
    assert "under omtrent 0,7 poeng kan være tilfeldige." in certainty(alike)
    # 0.4 is chance, but larger than another area's 0.3.
    assert not any(text in said for text in ("hos dere er mindre", "differences are smaller"))


def test_scales_of_different_lengths_have_no_margin_in_points(demo_context) -> None:
    study = demo_context.study
    short = study.scales["enighet"].model_copy(update={"low": 0, "high": 4, "classes": ()})
    leder = study.constructs["leder"].model_copy(update={"scale": "kort"})
    study = study.model_copy(
        update={
            "scales": {**study.scales, "kort": short},
            "constructs": {**study.constructs, "leder": leder},
        }
    )
    context = replace(demo_context, study=study)
    blocks = page(office(context, row("leder", -0.5, 0.6), row("PE", 0.1, 0.6)))
    sure = " ".join(text for _, text in panel(blocks, "Så sikkert er det"))
    assert "kan være tilfeldige" not in sure
    axes = [block.axis for block in blocks if isinstance(block, Table)]
    assert len(axes) == 2  # each scale has a table and an axis of its own


# --- offices of every kind ---------------------------------------------------------------


def withheld(context: Context) -> Context:
    nodes = dict(context.released.units[UNIT])
    response = replace(nodes["response"], n=Suppressed("threshold"), rate=Suppressed("threshold"))
    gone = dict.fromkeys(("constructs", "comparison", "items"), Suppressed("threshold"))
    units = {**context.released.units, UNIT: {**nodes, **gone, "response": response}}
    return replace(context, released=replace(context.released, units=units))


def test_a_withheld_office_has_the_county_as_a_mirror(demo_context) -> None:
    blocks = page(withheld(demo_context))
    assert verdict(blocks).startswith("Her står svarene fra hele fylket, ikke fra kontoret.")
    assert panel(blocks, "Ta vare på")[0] == (
        "Kollegastøtte: 4,71.",
        "Nærmest den gode enden av skalaen, av områdene i fylket.",
    )
    assert (
        panel(blocks, "Snakk om")[0][1]
        == "Lengst fra den gode enden av skalaen, av områdene i fylket."
    )
    table = areas_of(blocks)
    assert [column.head for column in table.columns] == ["Område", "", "Fylket"]
    assert all(isinstance(cells[1].mark, Dot) for cells in table.rows)
    asked = questions(UNIT, context=withheld(demo_context))
    assert len(asked) == MOST_QUESTIONS


def test_merged_offices_have_a_scorecard_each(demo_context) -> None:
    blocks = page(demo_context, "heggelia-steinlia")
    lines = panel(blocks, "Målekortet")
    assert lines == [
        ("Heggelia", "når 4 av 8 mål hittil i år."),
        ("Steinlia", "når 4 av 8 mål hittil i år."),
    ]
    everything = " ".join(f"{strong} {text}" for strong, text in lines)
    assert "16" not in everything


def test_an_office_without_a_scorecard_has_no_line_on_it(demo_context) -> None:
    nodes = {k: v for k, v in demo_context.released.units[UNIT].items() if k != "attainment"}
    units = {**demo_context.released.units, UNIT: nodes}
    context = replace(demo_context, released=replace(demo_context.released, units=units))
    blocks = page(context)
    assert not panel(blocks, "Målekortet")
    assert not any("Målet" in text for _, text in panel(blocks, "Snakk om"))


def test_a_bound_is_drawn_as_a_band_and_explained(demo_context) -> None:
    context = office(demo_context, row("leder", 0.2, 0.6), row("PE", -0.2, 0.6))
    nodes = dict(context.released.units[UNIT])
    bounded = [
        replace(each, mean=Bound(over=5.4)) if each.variable == "leder" else each
        for each in nodes["constructs"].rows
    ]
    nodes["constructs"] = replace(nodes["constructs"], rows=tuple(bounded))
    context = replace(
        context, released=replace(context.released, units={**context.released.units, UNIT: nodes})
    )
    table = areas_of(page(context))
    printed = {cells[0].text: cells for cells in table.rows}["Lederstøtte"]
    assert printed[2].text == "over 5,4"
    assert isinstance(printed[1].mark, Dot)
    assert printed[1].mark.band == (5.4, 6.0)
    assert any("«Over 5,4»" in note for note in table.notes)


def test_the_last_plan_is_told_in_one_line(demo_context) -> None:
    def measure(state):
        return PlannedMeasure(what="a", why="", who="", when="", status="", state=state)

    plan = Plan((UNIT,), "2015-1", tuple(map(measure, ("done", "done", "open"))))
    assert panel(page(demo_context, plans=(plan,)), "Forrige plan") == [
        ("2 av 3 tiltak", "er gjort. Ett gjenstår.")
    ]
    finished = Plan((UNIT,), "2015-1", (measure("done"),))
    assert "gjenstår" not in panel(page(demo_context, plans=(finished,)), "Forrige plan")[0][1]
    assert not panel(page(demo_context), "Forrige plan")


@pytest.mark.parametrize("dated", [True, False])
def test_three_steps_say_by_when_and_to_whom(demo_context, dated: bool) -> None:
    asked = demo_context.round.declared_followup
    update = {"show_by": date(2015, 9, 18), "plan_by": date(2015, 9, 30), "address": "a@b.no"}
    declared = asked.model_copy(update=update if dated else dict.fromkeys(update))
    bare = {"declared_followup": declared} | ({} if dated else {"mail": None})
    context = replace(demo_context, round=demo_context.round.model_copy(update=bare))
    (steps,) = (block for block in page(context) if isinstance(block, Steps))
    leads = [step.strong for step in steps.steps]
    assert leads == (
        ["Innen 18. september:", "På møtet:", "Innen 30. september:"]
        if dated
        else ["", "På møtet:", ""]
    )
    assert ("a@b.no" in steps.steps[2].text) is dated


def test_questions_are_on_what_stands_out_first(demo_context) -> None:
    rows = (row("leder", 0.1, 0.5), row("PE", -0.8, 0.2), row("komp", 0.9, 0.2))
    constructs = demo_context.study.constructs
    asked = questions(UNIT, context=office(demo_context, *rows))
    assert asked == (constructs["PE"].question, constructs["komp"].question)


# --- for any office ----------------------------------------------------------------------

FIGURE = st.integers(-250, 250).map(lambda value: value / 100)
HALF = st.integers(5, 300).map(lambda value: value / 100)


def test_there_is_always_something_to_keep_and_something_to_talk_about(demo_context) -> None:
    @settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
    @given(
        figures=st.lists(st.tuples(FIGURE, HALF), min_size=2, max_size=7),
        n=st.integers(4, 120),
        language=st.sampled_from(["nb", "nn", "en"]),
    )
    def law(figures, n, language) -> None:
        variables = names(demo_context)
        rows = [row(name, *found, n) for name, found in zip(variables, figures, strict=False)]
        assert_a_page_is_true(office(localised(demo_context, language), *rows, n=n), rows)

    law()


def assert_a_page_is_true(context: Context, rows: list[UnitDifference]) -> None:
    blocks, words = page(context), context.words
    first = next(block for block in blocks if isinstance(block, Panels))
    assert [len(one.remarks) > 0 for one in first.panels] == [True, True, True]
    printed = {cells[0].text: cells for cells in areas_of(blocks).rows}
    for each in rows:
        cells = printed[context.study.label_of(each.variable)]
        mark = cells[1].mark
        assert isinstance(mark, Dot)
        assert cells[0].strong is mark.firm is _is_firm(each)
        assert mark.value == each.mean
    for side in ("above", "below"):
        named = words(f"minute.verdict_{side}", names="").removesuffix(".")
        firm = [each for each in rows if _is_firm(each, side)]
        assert (named in verdict(blocks)) is bool(firm)


def _is_firm(each: UnitDifference, side: str = "") -> bool:
    low, high = each.fcr_low, each.fcr_high
    assert isinstance(low, float)
    assert isinstance(high, float)
    return (low > 0 and side != "below") or (high < 0 and side != "above")


def test_the_axis_is_cut_only_where_nothing_is_and_says_so(demo_context) -> None:
    table = areas_of(page(office(demo_context, row("leder", 0.3, 0.5), row("PE", -0.3, 0.5))))
    assert table.axis is not None
    drawn: list[Number] = []
    for cells in table.rows:
        if isinstance(mark := cells[1].mark, Dot):
            drawn += [x for x in (mark.value, mark.low, mark.high, mark.reference) if x is not None]
    assert all(isinstance(x, float) and table.axis.low <= x <= table.axis.high for x in drawn)
    assert any(key.text.startswith("Skala 1–6, vist fra") for key in table.legend)
