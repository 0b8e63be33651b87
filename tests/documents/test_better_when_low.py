"""``better = "low"``: where a low figure is the good one, nobody reads that high is good."""

from __future__ import annotations

from dataclasses import replace

import pytest
from counties import study_with

from generator.report.block import Panels, Paragraph, Table
from generator.report.blocks.constructs import construct_blocks
from generator.report.blocks.profile import profile, questions
from generator.report.blocks.statements import item_blocks
from generator.report.context import Context
from generator.report.office.report import office_report
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.models import Correlation
from generator.results.values import Suppressed
from generator.study.declared import Declared
from generator.study.indicators import Indicator

KEEP, TALK = "Ta vare på", "Snakk om"


def lowered(context: Context, *names: str) -> Context:
    """The context of a study in which a low figure of these is the good one."""

    def changed(owners: dict[str, Declared]) -> dict[str, Declared]:
        low = {"better": "low"}
        return {
            name: owner.model_copy(update=low) if name in names else owner
            for name, owner in owners.items()
        }

    study = context.study
    update = {"constructs": changed(study.constructs), "items": changed(study.items)}
    return replace(context, study=study.model_copy(update=update))


def test_items_share_the_end_of_their_construct(demo_context: Context) -> None:
    study = lowered(demo_context, "leder", "navet").study
    items = {item.id for item in study.constructs["leder"].items}
    assert study.lower_is_better == {"leder", "navet", *items}
    assert demo_context.study.lower_is_better == frozenset()


def test_an_end_that_is_neither_is_refused() -> None:
    with pytest.raises(ValueError, match="'high' or 'low'"):
        study_with(items={"s": {"label": "Press", "scale": "enig", "better": "middle"}})


@pytest.mark.parametrize(("written", "better"), [(True, "low"), (False, "high")])
def test_an_indicator_filed_with_the_older_key_is_still_read(written: bool, better: str) -> None:
    indicator = {"label": "Ventetid", "set": "tid", "lower_is_better": written}
    assert Indicator.model_validate(indicator).better == better


@pytest.mark.parametrize(
    ("difference", "better", "panel"),
    [(0.6, "high", KEEP), (-0.6, "high", TALK), (0.6, "low", TALK), (-0.6, "low", KEEP)],
)
def test_what_stands_out_is_told_by_its_good_end(
    demo_context: Context, difference: float, better: str, panel: str
) -> None:
    context = lowered(demo_context, *(["leder"] if better == "low" else []))
    found = areas(with_rows(context, row("leder", difference, 0.2), row("PE", 0.0, 0.4)))
    other = TALK if panel == KEEP else KEEP
    assert any(lead.startswith("Lederstøtte") for lead in found[panel])
    assert not any(lead.startswith("Lederstøtte") for lead in found[other])


def areas(context: Context) -> dict[str, list[str]]:
    """The bold words under each of page one's headings."""
    blocks = office_report("solvik", context=context).blocks
    panels = next(block.panels for block in blocks if isinstance(block, Panels))
    return {panel.title: [remark.strong for remark in panel.remarks] for panel in panels}


def row(variable: str, difference: float, half: float) -> UnitDifference:
    """A construct so far from the rest's mean, 4, with an interval of so much to each side."""
    return UnitDifference(
        variable=variable,
        n=12,
        mean=4.0 + difference,
        rest_mean=4.0,
        difference=difference,
        ci_low=difference - half / 2,
        ci_high=difference + half / 2,
        p=0.5,
        firm=None if abs(difference) <= half else "above" if difference > 0 else "below",
        p_bh=0.9,
        fcr_low=difference - half,
        fcr_high=difference + half,
        detectable=0.7,
        shrunken=4.0 + difference / 2,
        shrunken_low=3.9,
        shrunken_high=4.1,
    )


def with_rows(context: Context, *rows: UnitDifference) -> Context:
    """The context in which an office was compared on these constructs alone."""
    units = {**context.released.units}
    node = UnitComparison(group="medarbeidere", n=12, family=133, rows=rows)
    units["solvik"] = {**units["solvik"], "comparison": node}
    return replace(context, released=replace(context.released, units=units))


def test_both_ends_in_one_report(demo_context: Context) -> None:
    rows = (row("leder", 0.6, 0.2), row("kollega", 0.8, 0.2), row("PE", -0.7, 0.2))
    context = with_rows(lowered(demo_context, "kollega", "PE"), *rows)
    found = profile("solvik", context=context)
    assert found is not None
    sides = ("above", "below", "good", "poor")
    names = {side: [row.variable for row in getattr(found, side)] for side in sides}
    assert names["above"] == ["kollega", "leder"]
    assert names["below"] == ["PE"]
    assert names["good"] == ["PE", "leder"]
    assert names["poor"] == ["kollega"]


def test_the_poorest_is_asked_about_first(demo_context: Context) -> None:
    rows = (row("leder", 0.2, 0.5), row("kollega", -0.3, 0.5), row("PE", 0.1, 0.5))
    constructs = demo_context.study.constructs
    asked = questions("solvik", context=with_rows(demo_context, *rows))
    assert asked == (constructs["kollega"].question, constructs["leder"].question)
    low = lowered(demo_context, "leder", "kollega", "PE")
    asked = questions("solvik", context=with_rows(low, *rows))
    assert asked == (constructs["leder"].question, constructs["kollega"].question)


def test_a_suppressed_unit_is_asked_about_the_totals_poorest(demo_context: Context) -> None:
    units = {**demo_context.released.units}
    units["solvik"] = {**units["solvik"], "comparison": Suppressed("threshold")}
    context = replace(demo_context, released=replace(demo_context.released, units=units))
    constructs = context.study.constructs
    means = {"kollega", "komp", "leder", "kval", "PE", "inno"} & set(constructs)
    best = questions("solvik", context=context)[-1]
    (highest,) = [name for name in means if constructs[name].question == best]
    asked = questions("solvik", context=lowered(context, highest))
    assert asked[0] == best


NAVET = "lesing av fagstoff på intranett (navet)"


@pytest.mark.parametrize(
    ("low", "said"),
    [
        ((), []),
        (
            ("leder", "navet"),
            ["Lavt er bra for lederstøtte.", f"Lavt er bra for lederstøtte og {NAVET}."],
        ),
    ],
)
def test_tables_of_means_and_of_statements_say_where_low_is_good(
    demo_context: Context, low: tuple[str, ...], said: list[str]
) -> None:
    context = lowered(demo_context, *low)
    notes = [
        note
        for block in (
            *construct_blocks(context, unit="solvik", group="medarbeidere"),
            *item_blocks(context, unit="solvik"),
        )
        if isinstance(block, Table)
        for note in block.notes
    ]
    assert [note for note in notes if note.startswith("Lavt er bra for ")] == said


@pytest.mark.parametrize(
    ("signs", "plus", "minus"),
    [((1, 1), True, False), ((1, -1), True, True), ((-1, -1), False, True)],
)
def test_what_goes_together_is_said_by_its_sign(
    demo_context: Context, signs: tuple[int, int], plus: bool, minus: bool
) -> None:
    name = demo_context.study.unit_findings[0]
    node = demo_context.released.steps[name]
    assert isinstance(node, Correlation)
    rows = tuple(
        replace(each, r=0.4 * sign, significant=True)
        for each, sign in zip(node.rows, signs, strict=False)
    )
    steps = {**demo_context.released.steps, name: replace(node, rows=rows)}
    released = replace(demo_context.released, steps=steps)
    study = demo_context.study.model_copy(update={"unit_findings": (name,)})
    page = office_report("solvik", context=replace(demo_context, released=released, study=study))
    said = " ".join(block.text for block in page.blocks if isinstance(block, Paragraph))
    assert ("svarer oftere høyt på det andre" in said) is plus
    assert ("oftere lavt på det andre" in said) is minus


@pytest.mark.parametrize("better", ["high", "low"])
def test_the_verdict_says_where_low_is_the_good_end(demo_context: Context, better: str) -> None:
    context = lowered(demo_context, *(["leder"] if better == "low" else []))
    found = with_rows(context, row("leder", 0.6, 0.2), row("PE", 0.0, 0.4))
    said = next(
        block.text
        for block in office_report("solvik", context=found).blocks
        if isinstance(block, Paragraph) and block.role == "verdict"
    )
    assert said.startswith("Klart over resten av fylket: lederstøtte.")
    assert ("Lavt er bra for lederstøtte" in said) is (better == "low")
