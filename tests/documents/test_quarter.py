"""The quarterly report's blocks: where months become courses, plans, languages, withheld months."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import pytest
from generator.report.pictures import StackedChart
from rounds import Walked, walk

from generator.disclosure.clients.process_limits import summary
from generator.history.quarter import with_quarter
from generator.language.catalogue import LANGUAGES
from generator.report.block import Bullets, Chart, Heading, MonthlyChart, Table
from generator.report.blocks.unit_results import attainment_blocks, client_blocks
from generator.report.context import Context
from generator.report.localisation import localised
from generator.report.quarter.report import quarter_report
from generator.results.offices import Attainment, ClientResults, IndicatorResult, PlanProgress
from generator.results.store import ReleasedResults
from generator.results.values import Node, Suppressed
from generator.study.declared import Language
from tests.documents.test_languages import BOKMAL, words_of

FOURTH = Path(__file__).parents[2] / "data" / "innovasjon" / "2015-4"
FEW = Suppressed("clients")


@pytest.fixture(scope="module")
def fourth() -> Walked:
    return walk(FOURTH)


def changed(
    released: ReleasedResults, change: Callable[[str | None, IndicatorResult], IndicatorResult]
) -> ReleasedResults:
    """The results with every office's rows changed."""
    units = {}
    for unit, nodes in released.units.items():
        node = nodes["attainment"]
        assert isinstance(node, Attainment)
        offices = tuple(
            replace(office, rows=tuple(change(office.office, row) for row in office.rows))
            for office in node.offices
        )
        units[unit] = {**nodes, "attainment": replace(node, offices=offices)}
    return replace(released, units=units)


def of_months(walked: Walked, count: int) -> Context:
    """The round with its first months only."""

    def cut(_: str | None, row: IndicatorResult) -> IndicatorResult:
        months = row.months[:count]
        met, n, course = summary(months, lower_is_better=False)
        return replace(row, months=months, on_target=met, n_months=n, course=course)

    released = with_quarter(changed(walked.released, cut), (), study=walked.study)
    return replace(walked.context, released=released)


def bullets(context: Context) -> str:
    found = next(b for b in quarter_report(context=context).blocks if isinstance(b, Bullets))
    return " ".join(found.items)


def test_eleven_months_are_counted_and_twelve_have_process_limits(fourth: Walked) -> None:
    eleven, twelve = of_months(fourth, 11), of_months(fourth, 12)
    assert "Det er tall for 11 måneder." in bullets(eleven)
    assert "stabilt" not in bullets(eleven)
    assert "Det er tall for" not in bullets(twelve)
    assert "Målet er stabilt ikke nådd for" in bullets(twelve)
    pictures = [
        {type(b.picture) for b in quarter_report(context=context).blocks if isinstance(b, Chart)}
        for context in (eleven, twelve)
    ]
    assert pictures == [{MonthlyChart}, {MonthlyChart, StackedChart}]


def test_a_month_of_the_whole_is_the_mean_of_the_offices_told(fourth: Walked) -> None:
    """A withheld month is in no mean: the whole less the others would tell it."""

    def hide(office: str | None, row: IndicatorResult) -> IndicatorResult:
        if office != "solvik" or row.indicator != "B.12":
            return row
        first = replace(row.months[0], result=FEW, denominator=FEW, met=None)
        return replace(row, months=(first, *row.months[1:]))

    before = month_of(with_quarter(fourth.released, (), study=fourth.study))
    after = month_of(with_quarter(changed(fourth.released, hide), (), study=fourth.study))
    told = results_of(fourth.released)
    assert before == (round(fmean(told.values()), 1), 20)
    del told["solvik"]
    assert after == (round(fmean(told.values()), 1), 19)
    assert before != after


def month_of(released: ReleasedResults) -> tuple[object, object]:
    node = released.steps["quarter/months"]
    assert isinstance(node, Attainment)
    (row,) = [row for row in node.offices[0].rows if row.indicator == "B.12"]
    return row.months[0].result, row.months[0].denominator


def results_of(released: ReleasedResults) -> dict[str | None, float]:
    found = {}
    for nodes in released.units.values():
        node = nodes["attainment"]
        assert isinstance(node, Attainment)
        for office in node.offices:
            for row in office.rows:
                if row.indicator == "B.12":
                    result = row.months[0].result
                    assert isinstance(result, float)
                    found[office.office] = result
    return found


def test_measures_are_told_only_where_plans_came_back(fourth: Walked) -> None:
    context = of_months(fourth, 12)
    heading = context.words("quarter.plans_heading")
    assert Heading(1, heading) not in quarter_report(context=context).blocks
    plans = PlanProgress(group="plans", n=3, n_measures=12, n_done=5, n_started=4, n_open=3)
    steps = {**context.released.steps, "plans": plans}
    told = replace(context, released=replace(context.released, steps=steps))
    text = " ".join(str(block) for block in quarter_report(context=told).blocks)
    assert heading in text
    assert "3 planer er sendt inn. Det er avtalt 12 tiltak." in text
    assert "5 av 12 tiltak er gjennomført, og 4 er i gang." in text


def test_a_withheld_result_is_a_dash_without_a_mark(fourth: Walked) -> None:
    def hide(office: str | None, row: IndicatorResult) -> IndicatorResult:
        hidden = office == "solvik" and row.indicator == "B.76"
        return replace(row, result=FEW, attainment=FEW) if hidden else row

    released = with_quarter(changed(fourth.released, hide), (), study=fourth.study)
    report = quarter_report(context=replace(fourth.context, released=released))
    table = next(t for t in report.tables() if t.rows[0][0].text == "Mål")
    row = next(row for row in table.rows if row[0].text == "Solvik")
    column = [column.head for column in table.columns].index("B.76")
    assert (row[column].text, row[column].withheld) == ("–", True)
    assert row[-1].text.endswith("av 7")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_the_same_numbers(fourth: Walked, language: Language) -> None:
    spoken = localised(of_months(fourth, 12), language)
    report, original = quarter_report(context=spoken), quarter_report(context=of_months(fourth, 12))
    assert [type(block) for block in report.blocks] == [type(block) for block in original.blocks]
    for told, first in zip(report.tables(), original.tables(), strict=True):
        assert numbers(told) == numbers(first)
    if language == "nn":
        found = {word for word in words_of(report, spoken) if word.lower() in BOKMAL}
        assert found == set()
    if language == "en":
        assert not {"kontor", "målet", "og", "ikke", "måneder"} & words_of(report, spoken)


def numbers(table: Table) -> list[list[str]]:
    texts = [[cell.text.replace(",", ".") for cell in row] for row in table.rows]
    return [re.findall(r"\d+(?:\.\d+)?", " ".join(row)) for row in texts]


def without_counts(released: ReleasedResults) -> ReleasedResults:
    """The results as if no file had a denominator, of the whole, the offices and the months."""

    def unknown(node: Node | Suppressed) -> Node | Suppressed:
        match node:
            case Attainment():
                offices = tuple(
                    replace(each, rows=tuple(replace(row, denominator=None) for row in each.rows))
                    for each in node.offices
                )
                return replace(node, offices=offices)
            case ClientResults():
                return replace(
                    node,
                    total=replace(node.total, n=None),
                    categories=tuple(replace(mean, n=None) for mean in node.categories),
                    questions=tuple(replace(mean, n=None) for mean in node.questions),
                )
        return node

    return replace(
        released,
        steps={name: unknown(node) for name, node in released.steps.items()},
        units={
            unit: {name: unknown(node) for name, node in nodes.items()}
            for unit, nodes in released.units.items()
        },
    )


@pytest.mark.parametrize("unit", [None, "solvik"], ids=["whole", "office"])
def test_a_missing_denominator_is_unknown_and_no_dash(fourth: Walked, unit: str | None) -> None:
    context = replace(fourth.context, released=without_counts(fourth.released))
    blocks = [*attainment_blocks(context, unit=unit), *client_blocks(context, unit=unit)]
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables) > 1
    n, clients = context.words("results.head_denominator"), context.words("clients.head_n")
    for table in tables:
        (column,) = (i for i, each in enumerate(table.columns) if each.head in (n, clients))
        assert {(row[column].text, row[column].withheld) for row in table.rows} == {
            ("ukjent", False)
        }


def test_the_quarterly_report_says_that_n_is_unknown(fourth: Walked) -> None:
    released = with_quarter(without_counts(fourth.released), (), study=fourth.study)
    report = quarter_report(context=replace(fourth.context, released=released))
    unknown = [
        row[1].text
        for table in report.tables()
        if table.columns[1].head == fourth.context.words("quarter.head_n")
        for row in table.rows
        if row[0].text == fourth.context.words("clients.total")
    ]
    assert unknown == ["ukjent"]
