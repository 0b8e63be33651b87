"""A table of an earlier release says so under it, and so does the section on method."""

from __future__ import annotations

import counties
import pytest

from generator.report.block import Table
from generator.report.blocks.about import models_notes
from generator.report.context import Context
from generator.report.county.declared_tables import study_table
from generator.results.store import ReleasedResults
from generator.study.tables import CorrelationTable

ROWS = [{"variable": "A", "label": "A"}, {"variable": "s", "label": "s"}]
PAIRS = CorrelationTable.model_validate(
    {"number": "1", "title": "T", "columns": ["", "r", "p"], "layout": "correlation"}
    | {"steps": ["correlation"], "rows": ROWS, "select": "declared", "not_measured": "-"}
)


@pytest.fixture(scope="module")
def released() -> list[ReleasedResults]:
    """Two releases of a county; the late answers are too few for a model of their own."""
    found = counties.releases(*counties.some_late(counties.random_county(0), 0))
    return [each.results for each in found]


def context(released: ReleasedResults) -> Context:
    return Context(
        released=released,
        study=counties.STUDY,
        round=counties.round_of(["o1"]),
        run_id="0123456789ab",
        version="0",
        language="nb",
    )


def test_a_table_of_an_earlier_release_says_so(released: list[ReleasedResults]) -> None:
    one, two = (study_table(PAIRS, context=context(each)) for each in released)
    assert isinstance(one, Table) and isinstance(two, Table)
    assert one.rows == two.rows
    (said,) = set(two.notes) - set(one.notes)
    assert said.startswith("Tallene for fil er fra utgave 1")


def test_the_method_says_whether_all_tables_are_or_some(released: list[ReleasedResults]) -> None:
    one, two = map(context, released)
    assert list(models_notes(one)) == []
    (said,) = models_notes(two)
    assert said.startswith("Tabellene over bakgrunn, sammenhenger og modeller for ansatte er fra")
