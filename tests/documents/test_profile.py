"""Page one says only what the Holm-adjusted intervals carry, and says so when there is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.report.block import Bullets, Heading, Paragraph
from generator.report.blocks.profile import MOST, profile, profile_blocks, questions
from generator.results.groups import UnitComparison, UnitDifference
from generator.results.values import Suppressed


def row(variable: str, difference: float, half: float, n: int = 12) -> UnitDifference:
    return UnitDifference(
        variable=variable,
        n=n,
        mean=4.0 + difference,
        rest_mean=4.0,
        difference=difference,
        ci_low=difference - half / 2,
        ci_high=difference + half / 2,
        p=0.5,
        p_holm=0.9,
        holm_low=difference - half,
        holm_high=difference + half,
        detectable=0.7,
        shrunken=4.0 + difference / 2,
        shrunken_low=3.9,
        shrunken_high=4.1,
    )


def with_rows(context, *rows: UnitDifference):
    node = UnitComparison(group="medarbeidere", n=rows[0].n, rows=rows)
    units = {**context.released.units}
    units["solvik"] = {**units["solvik"], "comparison": node}
    return replace(context, released=replace(context.released, units=units))


def lists(context) -> dict[str, tuple[str, ...]]:
    found, head = {}, ""
    for block in profile_blocks("solvik", context=context):
        if isinstance(block, Heading):
            head = block.text
        elif isinstance(block, Bullets):
            found[head] = block.items
    return found


@pytest.mark.parametrize(
    ("difference", "half", "side"),
    [(0.5, 0.4, "above"), (0.5, 0.5, None), (0.5, 0.6, None), (-0.5, 0.4, "below")],
)
def test_only_an_interval_without_zero_stands_out(demo_context, difference, half, side) -> None:
    found = profile("solvik", context=with_rows(demo_context, row("leder", difference, half)))
    assert found is not None
    assert bool(found.above) is (side == "above")
    assert bool(found.below) is (side == "below")


def test_at_most_three_on_each_side_farthest_first(demo_context) -> None:
    names = ("leder", "kollega", "PE", "komp", "kval")
    rows = [row(name, 0.4 + i / 10, 0.1) for i, name in enumerate(names)]
    (items,) = lists(with_rows(demo_context, *rows)).values()
    assert len(items) == MOST
    assert items[0].startswith("Kvalitetsfokus: 4,80, mot 4,00")


@pytest.mark.parametrize(("n", "words"), [(9, "for få svar"), (10, "tilfeldigheter")])
def test_nothing_stands_out_is_said_in_plain_words(demo_context, n: int, words: str) -> None:
    context = with_rows(demo_context, row("leder", 0.5, 0.6, n), row("PE", -0.1, 0.6, n))
    texts = [b.text for b in profile_blocks("solvik", context=context) if isinstance(b, Paragraph)]
    assert words in texts[0]
    assert "0,7 poeng" in texts[1]
    assert lists(context) == {}


def test_a_withheld_unit_has_no_profile(demo_context) -> None:
    units = {**demo_context.released.units}
    units["solvik"] = {**units["solvik"], "comparison": Suppressed("threshold")}
    context = replace(demo_context, released=replace(demo_context.released, units=units))
    assert profile("solvik", context=context) is None
    (said,) = profile_blocks("solvik", context=context)
    assert said.text.startswith("Vi kan ikke si om noen av områdene skiller seg")
    study = context.study
    asked = questions("solvik", context=context)  # about the whole, whose means it may know
    assert len(asked) == MOST
    assert set(asked) <= {construct.question for construct in study.constructs.values()}


def test_questions_are_on_what_stands_out_first(demo_context) -> None:
    context = with_rows(
        demo_context, row("leder", 0.1, 0.5), row("PE", -0.8, 0.2), row("komp", 0.9, 0.2)
    )
    asked = questions("solvik", context=context)
    constructs = context.study.constructs
    assert asked == (constructs["PE"].question, constructs["komp"].question)
