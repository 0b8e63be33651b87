"""Tables 1-14 of Løe 2016, cell by cell, from the synthetic answers through the whole engine.

The published cells stand in ``published_tables.json`` as printed. Two p-values are impossible: no
answers can give them together with the printed r and n (see IMPOSSIBLE).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.report.block import Table
from generator.report.compose import compose
from generator.report.context import Context
from generator.results.groups import Anova
from generator.results.models import Correlation, Reliability
from generator.results.store import ReleasedResults
from generator.results.survey import Frequency, Share, Statements

PUBLISHED = json.loads((Path(__file__).parent / "published_tables.json").read_text("utf-8"))
CELLS = {
    (number, i, j): text
    for number, table in PUBLISHED["tables"].items()
    for i, row in enumerate(table["rows"])
    for j, text in enumerate(row)
}

IMPOSSIBLE = {
    # r = .16 with p < .0005 needs at least 442 answers; the file has 254.
    ("6", 8, 2): (".000", ".011"),
    # r = .53 over 19 offices gives p between .018 and .021; .002 is probably a slip for .020.
    ("13", 5, 2): (".002", ".020"),
}


@pytest.fixture(scope="module")
def tables(demo_context: Context) -> dict[str, Table]:
    county = compose(demo_context)[0]
    return {table.number: table for table in county.tables() if table.number and not table.drawn}


def test_every_published_table_is_printed_in_order(tables: dict[str, Table]) -> None:
    assert sorted(tables, key=int) == [str(n) for n in range(1, 15)]


@pytest.mark.parametrize("number", list(PUBLISHED["tables"]))
def test_title_heads_and_size(tables: dict[str, Table], number: str) -> None:
    published = PUBLISHED["tables"][number]
    assert tables[number].title == published["title"]
    assert [column.head for column in tables[number].columns] == published["columns"]
    assert len(tables[number].rows) == len(published["rows"])
    spans = sum(group.span for group in tables[number].groups)
    assert spans in (0, len(published["columns"]))


@pytest.mark.parametrize(("number", "i", "j"), list(CELLS))
def test_cell(tables: dict[str, Table], number: str, i: int, j: int) -> None:
    printed = tables[number].rows[i][j].text
    published = CELLS[number, i, j]
    if (number, i, j) in IMPOSSIBLE:
        assert (published, printed) == IMPOSSIBLE[number, i, j]
    else:
        assert printed == published


def test_there_are_exactly_two_impossible_cells() -> None:
    assert len(CELLS) > 250
    assert set(IMPOSSIBLE) < set(CELLS)
    assert len(IMPOSSIBLE) == 2


def node(results: ReleasedResults, name: str, kind: type) -> object:
    found = results.steps[name]
    assert isinstance(found, kind)
    return found


def test_office_size_as_in_the_text(demo_results: ReleasedResults) -> None:
    """F(2, 246) = 2.74, p = .067 (section 4.4)."""
    anova = demo_results.steps["empowerment-storrelse"]
    assert isinstance(anova, Anova)
    assert (anova.df1, anova.df2) == (2, 246)
    assert (round(anova.f, 2), round(anova.p, 3)) == (2.74, 0.067)


def test_registration_as_in_the_text(demo_results: ReleasedResults) -> None:
    """36 of 253 employees answered 1-3; with quality focus r = .14, p = .027."""
    share = demo_results.steps["svak-registrering-medarbeidere/reg"]
    assert isinstance(share, Share)
    assert (share.count, share.n) == (36, 253)
    items = demo_results.steps["items/medarbeidere"]
    assert isinstance(items, Statements)
    assert next(row for row in items.rows if row.item == "reg").n == 253
    correlation = demo_results.steps["registrering"]
    assert isinstance(correlation, Correlation)
    pair = correlation.rows[0]
    assert (round(pair.r, 2), round(pair.p, 3)) == (0.14, 0.027)


def test_one_leader_finds_registration_poor(demo_results: ReleasedResults) -> None:
    share = demo_results.steps["svak-registrering-ledere/reg"]
    assert isinstance(share, Share)
    assert share.count == 1


def test_client_survey_alpha_over_sixteen_questions(demo_results: ReleasedResults) -> None:
    alpha = demo_results.steps["alfa-brukerundersokelse"]
    assert isinstance(alpha, Reliability)
    assert (alpha.n_items, alpha.n, round(alpha.alpha, 2)) == (16, 19, 0.91)


def test_other_background_has_no_effect_on_empowerment(demo_results: ReleasedResults) -> None:
    for step in ("empowerment-ansatt", "empowerment-utdnivaa", "empowerment-utdretning"):
        anova = demo_results.steps[step]
        assert isinstance(anova, Anova)
        assert anova.p is not None and anova.p > 0.05


def test_response_as_published(demo_results: ReleasedResults) -> None:
    """572 and 43 invited, 264 and 30 answered; 254 employees with a usable answer."""
    employees = demo_results.steps["response/medarbeidere"]
    assert (employees.registered, employees.dropped_out, employees.invited) == (572, 25, 547)
    assert (employees.complete, employees.partial, employees.answered) == (238, 26, 264)
    assert employees.n == 254
    assert round(employees.rate, 1) == 48.3
    leaders = demo_results.steps["response/ledere"]
    assert (leaders.registered, leaders.complete, leaders.partial) == (43, 26, 4)
    assert round(leaders.rate, 1) == 69.8


def test_figure_6_has_the_published_order(demo_results: ReleasedResults) -> None:
    """Professional networks lowest; intranet next (section 4.8)."""
    means = {row.variable: row.mean for row in demo_results.steps["laeringsarenaer"].rows}
    assert min(means, key=means.get) == "fagnett"
    assert sorted(means, key=means.get)[1] == "navet"


def test_frequencies_add_up(demo_results: ReleasedResults) -> None:
    for name in ("alder", "ansatt", "utdnivaa", "utdretning"):
        table = demo_results.steps[f"bakgrunn/{name}"]
        assert isinstance(table, Frequency)
        assert sum(category.count for category in table.categories) == table.n_valid
        assert table.n_valid + table.n_missing == table.n_total == 254
