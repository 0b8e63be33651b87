"""How a name stands inside a sentence (``running``), and where there is little room (``short``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.report.block import Block, Bullets, Note, Panels, Paragraph, Table
from generator.report.blocks.scorecard_months import reached_sentence
from generator.report.context import Context
from generator.report.localisation import localised
from generator.report.office.report import office_report
from generator.results.offices import IndicatorResult, OfficeAttainment
from generator.round import load_round
from generator.study.declared import texts_of

DATA = Path(__file__).parents[2] / "data"
RUNNING = {
    "nb": "overgang til arbeid for arbeidssøkere uten dagpenger",
    "nn": "overgang til arbeid for arbeidssøkjarar utan dagpengar",
    "en": "transition to work for jobseekers without unemployment benefit",
}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_name_has_its_running_form_in_a_sentence(demo_context: Context, language: str) -> None:
    context = localised(demo_context, language)
    assert context.label("B.18") == RUNNING[language]
    rows = tuple(
        IndicatorResult(indicator=name, result=result, target=50.0, attainment=0.8, denominator=40)
        for name, result in (("B.18", 40.0), ("B.12", 60.0))
    )
    said = reached_sentence(OfficeAttainment(office="solvik", rows=rows), context=context)
    assert RUNNING[language] in said


def test_without_one_the_label_begins_in_small_letters(demo_context: Context) -> None:
    assert demo_context.label("B.12") == "oppfølging siste tre måneder"
    assert demo_context.label("leder") == "lederstøtte"
    assert demo_context.label("size") == "kontorstørrelse"


def test_a_short_name_stands_in_where_there_is_one(demo_context: Context) -> None:
    assert demo_context.short_label("B.18") == "Til arbeid, uten dagpenger"
    assert demo_context.short_label("B.12") == "Oppfølging siste tre måneder"
    assert demo_context.short_label("alder") == "Alder"


def sentences_of(blocks: tuple[Block, ...]) -> str:
    """What a report says in sentences: paragraphs, lists, notes."""
    said: list[str] = []
    for block in blocks:
        match block:
            case Paragraph() | Note():
                said.append(block.text)
            case Bullets():
                said += block.items
            case Panels():
                said += (each.text for panel in block.panels for each in panel.remarks)
            case Table():
                said += block.notes
    return " ".join(said)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_sentence_has_the_colon_of_a_label_in_it(demo_context: Context, language: str) -> None:
    context = localised(demo_context, language)
    units = context.released.units
    reports = [office_report(unit, context=context) for unit in units]
    said = " ".join(sentences_of(report.blocks) for report in reports)
    with_colon = [each.label for each in context.study.indicators.values() if ": " in each.label]
    assert len(with_colon) == 3
    for label in with_colon:
        begun = label[:1].lower() + label[1:]
        assert begun not in said
    assert any(context.label(name) in said for name in ("B.16", "B.17", "B.18"))


def test_check_asks_for_translations_of_both_forms() -> None:
    study, _ = load_round(DATA / "innovasjon" / "2015-2")
    indicator = study.indicators["B.18"]
    assert {indicator.running, indicator.short} <= set(texts_of(study))
