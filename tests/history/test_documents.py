"""What the reports say of a trend: every break with its reason, in every language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from lines import in_quarter, trended, with_months, with_round, with_study, with_unit_node
from rounds import Walked

from generator.history.published_round import PublishedRound
from generator.language.wording import render_words
from generator.render.charts.marks import draw_mark
from generator.report.block import Cell, Heading, Paragraph, Report, Table
from generator.report.blocks.trend_words import break_text
from generator.report.compose import compose
from generator.report.context import Context, inside
from generator.report.marks import Rounds
from generator.report.office import change as trend_unit
from generator.report.office.change import MOST_LINES, MOST_ROWS
from generator.results.offices import Attainment
from generator.results.store import ReleasedResults
from generator.results.trend import Break, Drift
from generator.results.values import Suppressed
from generator.round.events import Event
from generator.run.verify.words import pieces
from generator.study.declared import Language

UNIT_TABLE = "Tallene nå og forrige gang"
HEADINGS = {"nb": "Hva har endret seg?", "nn": "Kva har endra seg?", "en": "What has changed?"}


NAMED: tuple[Drift, ...] = (
    *("wording", "items", "keying", "members", "merged", "split", "other_unit", "joined", "left"),
    *("definition", "target", "loadings"),
)
ITSELF: tuple[Drift, ...] = ("scale", "keying", "min_items", "definition", "target")
REASONS = [*((reason, True) for reason in NAMED), *((reason, False) for reason in ITSELF)]


def context(demo: Walked, released: ReleasedResults, language: Language = "nb") -> Context:
    return replace(demo.context, released=released, language=language)


def reports(demo: Walked, released: ReleasedResults, language: Language = "nb") -> list[Report]:
    found = context(demo, released)
    (office,) = compose(found, only=["solvik"], language=language)
    return [office, compose(found, language=language)[0]]


def text_of(report: Report) -> str:
    own = render_words(report.language)
    found = (piece for block in report.blocks for piece in pieces(block, own))
    return " ".join(word for piece in found for word in piece.words)


def trend_tables(report: Report) -> list[Table]:
    return [table for table in report.tables() if table.title == UNIT_TABLE]


def trend_charts(report: Report) -> list[Table]:
    return [table for table in report.tables() if isinstance(line_of(table.rows[0]), Rounds)]


def line_of(row: Sequence[Cell]) -> object:
    """The mark of a row, if it has one."""
    return next((cell.mark for cell in row if cell.mark), None)


def test_every_reason_is_tried() -> None:
    assert {reason for reason, _ in REASONS} == set(get_args(Drift))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_break_says_why_in_words(
    demo: Walked, now: PublishedRound, language: Language
) -> None:
    found = context(demo, now.released, language)
    for reason, names in REASONS:
        for what in [("Ett",), ("Ett", "To")] if names else [()]:
            broken = Break(round="b", since="a", reason=reason, what=what, then=4.0, now=5.5)
            told = break_text(broken, context=found)
            assert told.endswith(".")
            assert all(name in told for name in what)
            assert "{" not in told


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_both_reports_tell_what_changed(
    demo: Walked, then: PublishedRound, now: PublishedRound, language: Language
) -> None:
    for report in reports(demo, trended(now, then), language):
        headings = [block.text for block in report.blocks if isinstance(block, Heading)]
        assert headings.count(HEADINGS[language]) == 1


def test_a_first_round_has_no_section_on_change(demo: Walked, now: PublishedRound) -> None:
    for report in reports(demo, now.released):
        headings = [block.text for block in report.blocks if isinstance(block, Heading)]
        assert HEADINGS["nb"] not in headings


def test_a_study_places_the_section_itself(
    demo: Walked, then: PublishedRound, now: PublishedRound
) -> None:
    sections = demo.study.county_report
    own = sections[0].model_copy(update={"title": "Utvikling", "generated": "trend"})
    study = demo.study.model_copy(update={"county_report": (own, *sections)})
    for released, expected in ((trended(now, then), 1), (now.released, 0)):
        found = replace(demo.context, released=released, study=study)
        blocks = compose(found)[0].blocks
        headings = [block.text for block in blocks if isinstance(block, Heading)]
        assert headings.count("Utvikling") == expected
        assert HEADINGS["nb"] not in headings


def test_a_changed_target_is_told_beside_the_indicators_own_change(
    demo: Walked, then: PublishedRound, now: PublishedRound
) -> None:
    node = then.released.units["solvik"]["attainment"]
    assert isinstance(node, Attainment)
    (office,) = node.offices
    rows = tuple(
        replace(row, target=55.0) if row.indicator == "B.12" else row for row in office.rows
    )
    other = replace(node, offices=(replace(office, rows=rows),))
    older = with_unit_node(then, "solvik", "attainment", other)
    released = trended(now, with_months(older, "solvik", "B.12", result=30.0))
    office_report, _ = reports(demo, released)
    told = text_of(office_report)
    assert (
        "Måloppnåelsen for oppfølging siste tre måneder kan ikke sammenliknes med 31. mars 2015. "
        "Målet er endret fra 55 til 60."
    ) in told
    moved = "fra 30,0 % i 1. kvartal 2015 til 48,8 % i 2. kvartal 2015."
    assert f"Oppfølging siste tre måneder har gått opp {moved}" in told
    tables = [table for table in office_report.tables() if "nå og forrige gang" in table.title]
    (row,) = [r for t in tables for r in t.rows if r[0].text == "Oppfølging siste tre måneder"]
    assert [cell.text.replace("\xa0", " ") for cell in row][1:4] == ["30,0 %", "48,8 %", "+18,8"]
    assert [cell.text for cell in row][-1] == "ja, opp"


def test_a_break_stands_in_the_place_of_a_number_and_in_the_picture(
    demo: Walked, then: PublishedRound, now: PublishedRound
) -> None:
    leader = then.study.constructs["leder"].model_copy(update={"min_items": 3})
    older = with_study(then, constructs={**then.study.constructs, "leder": leader})
    office, county = reports(demo, trended(now, older))
    for report, title in ((office, UNIT_TABLE), (county, "Områdene nå og forrige")):
        table = next(t for t in report.tables() if t.title.startswith(title))
        row = next(row for row in table.rows if row[0].text == "Lederstøtte")
        assert [row[i].text for i in (3, 4, 6)] == ["–", "–", "brudd"]
        assert any("minst 3 av utsagnene" in note for note in table.notes)
    chart = next(table for table in trend_charts(county) if table.title.startswith("Områdene nå"))
    lines = {row[0].text: line_of(row) for row in chart.rows}
    assert (lines["Lederstøtte"].joined, lines["Lederstøtte"].broken) == ((), ((0, 1),))
    assert (lines["Kollegastøtte"].joined, lines["Kollegastøtte"].broken) == (((0, 1),), ())
    assert [key.mark for key in chart.legend] == ["dot", "break"]
    assert [text for _, text in chart.axis.ticks] == ["mars 2015", "juni 2015"]
    shapes = [
        len(draw_mark(line, chart.axis, width=100, height=22).shapes)
        for line in (lines["Lederstøtte"], replace(lines["Lederstøtte"], broken=()))
    ]
    assert shapes[0] > shapes[1]


def test_a_withheld_change_is_a_dash_with_its_reason(
    demo: Walked, then: PublishedRound, now: PublishedRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = with_unit_node(then, "solvik", "constructs", Suppressed("threshold"))
    monkeypatch.setattr(trend_unit, "MOST_ROWS", 30)
    office, _ = reports(demo, trended(now, hidden))
    (table,) = trend_tables(office)
    constructs = {construct.label for construct in demo.study.constructs.values()}
    rows = [row for row in table.rows if row[0].text in constructs]
    assert len(rows) == 7
    assert all(row[3].withheld and row[3].text == "–" for row in rows)
    assert any("kjennes igjen" in note for note in table.notes)
    parts = [row[0].text for row in table.rows if row[0].header]
    scorecard = "Målekortet: 2. kvartal 2015 mot 1. kvartal 2015"
    assert parts == ["Områdene i undersøkelsen", scorecard, "Brukerundersøkelsen"]


def test_withheld_changes_are_named_where_the_table_has_only_what_changed(
    demo: Walked, then: PublishedRound, now: PublishedRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trend_unit, "MOST_ROWS", 20)
    hidden = with_unit_node(then, "solvik", "constructs", Suppressed("threshold"))
    office, _ = reports(demo, trended(now, hidden))
    assert trend_tables(office) == []
    told = text_of(office)
    assert "så ingen skal kunne kjennes igjen: " in told
    assert all(inside(c.label) in told for c in demo.study.constructs.values())
    assert "Intervallene er justert" not in told  # there is no table with intervals


def test_an_office_gets_one_short_table_and_at_most_one_chart(
    demo: Walked, then: PublishedRound, now: PublishedRound
) -> None:
    results_only = [with_unit_node(each, "solvik", "constructs", None) for each in (then, now)]
    older, newer = (with_unit_node(each, "solvik", "client_survey", None) for each in results_only)
    autumn = in_quarter(older, "2014-10", "2014-11", "2014-12")
    oldest = with_round(autumn, id="2014-4", date=date(2014, 12, 31))
    (two,) = compose(context(demo, trended(newer, older)), only=["solvik"], language="nb")
    (three,) = compose(context(demo, trended(newer, oldest, older)), only=["solvik"], language="nb")
    for report, charts in ((two, 0), (three, 1)):
        (table,) = trend_tables(report)
        assert len(table.rows) == 11 <= MOST_ROWS
        assert not any(row[0].text == "" for row in table.rows)
        drawn = trend_charts(report)
        assert len(drawn) == charts
        assert all(len(chart.rows) == MOST_LINES for chart in drawn)


def test_a_certain_change_stands_in_the_table_and_the_chart_and_the_rest_in_neither(
    demo: Walked, then: PublishedRound, now: PublishedRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trend_unit, "MOST_ROWS", 20)
    report, _ = reports(demo, trended(now, with_months(then, "solvik", "B.12", result=30.0)))
    (table,) = trend_tables(report)
    assert [row[0].text for row in table.rows] == ["Oppfølging siste tre måneder"]
    assert table.notes[0].startswith("Tabellen viser bare tall som har endret seg")
    (chart,) = trend_charts(report)
    (row,) = chart.rows
    percent = "\N{NO-BREAK SPACE}%"
    assert [cell.text for cell in row] == [
        *("Oppfølging siste tre måneder", "", f"30,0{percent}", f"48,8{percent}")
    ]


def test_another_name_is_told(demo: Walked, then: PublishedRound, now: PublishedRound) -> None:
    units = tuple(
        unit.model_copy(update={"name": "Gamlevik"}) if unit.id == "solvik" else unit
        for unit in then.round.units
    )
    office, _ = reports(demo, trended(now, with_round(then, units=units)))
    paragraphs = [block.text for block in office.blocks if isinstance(block, Paragraph)]
    assert any("Solvik het tidligere Gamlevik" in text for text in paragraphs)


def test_no_named_office_stands_beside_a_survey_figure_in_the_county_report(
    demo: Walked, then: PublishedRound, now: PublishedRound
) -> None:
    _, county = reports(demo, trended(now, then))
    names = {unit.name for unit in demo.round.units}
    tables = [b for b in county.blocks if isinstance(b, Table) and "forrige gang" in b.title]
    assert tables
    assert not any(cell.text in names for table in tables for row in table.rows for cell in row)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "kan ikke sammenliknes med forrige gang. Et kontor er delt siden da"),
        ("nn", "kan ikkje samanliknast med førre gong. Eit kontor er delt sidan då"),
        ("en", "cannot be compared with last time. One office has been divided since"),
    ],
)
def test_an_office_that_was_divided_says_so_instead_of_a_table_of_dashes(
    demo: Walked, then: PublishedRound, now: PublishedRound, language: Language, said: str
) -> None:
    north = now.round.units[0].model_copy(
        update={"id": "solvik-nord", "code": 99, "name": "Solvik nord"}
    )
    split = Event(
        what="split",
        date=date(2015, 4, 1),
        before=("solvik",),
        after=("solvik", "solvik-nord"),
    )
    divided = with_round(now, units=(*now.round.units, north), events=(split,))
    office, _ = reports(demo, trended(divided, then), language)
    assert said in text_of(office)
    assert trend_tables(office) == []
    assert "Solvik nord" in text_of(office)
