"""Whatever is suppressed, bounded or undefined: no sentence says so much as a dash for a number.

Any subset of the numbers of every node is taken away; the reports must still be composed, and
running text names a figure only where there is one.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any, get_args

import pytest

from generator.history.quarter import with_quarter
from generator.report.block import Block, Bullets, Diagram, Note, Panels, Paragraph, Remark, Steps
from generator.report.county.report import county_report
from generator.report.localisation import localised
from generator.report.office.report import office_report
from generator.report.quarter.report import quarter_report
from generator.results.store import ReleasedResults
from generator.results.values import Bound, Rule, Suppressed

NUMBER = r"(?:^|[\s(=«])–(?=$|[\s,.:;%)»])"
"""A dash that stands where a number should; ``1–6`` and ``20-39`` are no such dashes."""

RULES = get_args(Rule)
KEPT = ("Break", "Codebook", "EarlierRound", "Production", "ProductionPhase")
"""What says how a round was held, not what anybody answered."""


def thinned(value: Any, random: Random, *, share: float) -> Any:
    """The node with each of its numbers taken away at random."""
    if isinstance(value, tuple):
        return tuple(thinned(part, random, share=share) for part in value)
    if not is_dataclass(value) or type(value).__name__ in KEPT:
        return value
    changes: dict[str, Any] = {}
    for spec in fields(value):
        part = getattr(value, spec.name)
        if spec.name in TYPED:
            continue
        if type(part) is float:
            taken = [Suppressed(random.choice(RULES)), Bound(over=3.1), Bound(under=4.2), None]
            changes[spec.name] = random.choice(taken) if random.random() < share else part
        elif type(part) is int and "Suppressed" in str(spec.type).replace("Count", "Suppressed"):
            taken = [Suppressed(random.choice(RULES)), None]
            changes[spec.name] = random.choice(taken) if random.random() < share else part
        elif isinstance(part, tuple) or is_dataclass(part):
            changes[spec.name] = thinned(part, random, share=share)
    return replace(value, **changes)


TYPED = ("low", "high", "release", "n_units", "n_items", "family", "n_months")
"""Fields that are never suppressed: they describe the question, or count what is printed."""


def taken_from(results: ReleasedResults, random: Random, *, share: float) -> ReleasedResults:
    def nodes(found: Any) -> dict[str, Any]:
        return {
            name: Suppressed(random.choice(RULES))
            if random.random() < share / 10 and name != "response"
            else thinned(node, random, share=share)
            for name, node in found.items()
        }

    units = {unit: nodes(found) for unit, found in results.units.items()}
    return replace(results, steps=nodes(results.steps), units=units)


def remark_of(one: Remark) -> str:
    return f"{one.strong} {one.text}"


def said(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case Paragraph() | Note():
                found.append(block.text)
            case Bullets():
                found += block.items
            case Diagram():
                found.append(block.alt)
            case Panels():
                found += (remark_of(one) for panel in block.panels for one in panel.remarks)
            case Steps():
                found += map(remark_of, block.steps)
    return [text for text in found if not text.startswith("– ")]  # a note explains the dash itself


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_no_sentence_has_a_dash_for_a_number(
    demo_context, seed: int, share: float, language
) -> None:
    random = Random(seed)
    released = with_quarter(demo_context.released, (), study=demo_context.study)
    context = replace(demo_context, released=taken_from(released, random, share=share))
    context = context if language == "nb" else localised(context, language)
    units = random.sample(sorted(context.released.units), 4)
    reports = [county_report(context=context), quarter_report(context=context)]
    reports += [office_report(unit, context=context) for unit in units]
    texts = [text for report in reports for text in said(report.blocks)]
    assert len(texts) > 100
    assert [text for text in texts if re.search(NUMBER, text)] == []


def test_the_pattern_finds_a_dash_that_stands_for_a_number() -> None:
    for text in ("anslaget er –.", "r = –, p = 0,01", "(n = –)", "4,2, mot – i fylket", "– %"):
        assert re.search(NUMBER, text)
    for text in ("skalaen 1–6", "20–39 år", "januar–juni 2015", "Fylkesrapport"):
        assert not re.search(NUMBER, text)
