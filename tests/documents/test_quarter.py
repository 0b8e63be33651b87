"""The quarterly report's blocks: where months become courses, plans, languages, withheld months."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import pytest
from rounds import Walked, walk

from generator.disclosure.clients.process_limits import summary
from generator.history.quarter import with_quarter
from generator.language.catalogue import LANGUAGES
from generator.report.block import Panels, Table
from generator.report.blocks.unit_results import attainment_blocks, client_blocks
from generator.report.context import Context
from generator.report.localisation import localised
from generator.report.marks import Months
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


def test_eleven_months_are_counted_and_twelve_have_process_limits(fourth: Walked) -> None:
    eleven, twelve = of_months(fourth, 11), of_months(fourth, 12)
    texts = [str(quarter_report(context=context).blocks) for context in (eleven, twelve)]
    assert ["Fra tolv måneder kan vi si" in text for text in texts] == [True, False]
    assert [text.count("0 av 11") for text in texts] == [3, 0]
    assert [text.count("0 av 12: stabilt ikke nådd") for text in texts] == [0, 3]
    courses = eleven.words("quarter.courses_title")
    assert [courses in text for text in texts] == [False, True]
    for context, count in ((eleven, 11), (twelve, 12)):
        marks = [
            cell.mark
            for table in quarter_report(context=context).tables()
            for row in table.rows
            for cell in row
            if isinstance(cell.mark, Months)
        ]
        assert {len(mark.values) for mark in marks} == {count}


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


def test_measures_are_counted_only_where_plans_came_back(fourth: Walked) -> None:
    context = of_months(fourth, 12)
    heading = context.words("quarter.panel_plans")
    assert heading not in panels(context)
    plans = PlanProgress(group="plans", n=3, n_measures=12, n_done=5, n_started=4, n_open=3)
    steps = {**context.released.steps, "plans": plans}
    returned = replace(context, released=replace(context.released, steps=steps))
    assert panels(returned)[heading] == (
        "3 planer er sendt inn. 5 av 12 tiltak er gjennomført, 4 er i gang og 3 er ikke begynt."
    )


def panels(context: Context) -> dict[str, str]:
    """The panels of page one: their remarks under their titles."""
    found = [b for b in quarter_report(context=context).blocks if isinstance(b, Panels)]
    return {
        panel.title: " ".join(f"{one.strong} {one.text}" for one in panel.remarks)
        for block in found
        for panel in block.panels
    }


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
